# SPDX-License-Identifier: MIT-0
"""The OpenAI chat completion response object: read it, write it, lose nothing.

response = CreateChatCompletionResponse.from_json(text)
print(response.choices[0].message.content)
assert response.to_dict() == json.loads(text)
"""

from .enums import (
    AnnotationType,
    FinishReason,
    ModerationInputType,
    ModerationType,
    ObjectType,
    Role,
    ServiceTier,
    ToolCallType,
)
from .errors import ErrorResponse, ParseError, Problem, ProblemKind
from .logprobs import ChatCompletionTokenLogprob, Logprobs, TopLogprob
from .message import Audio, ChatCompletionResponseMessage, FunctionCall, UrlCitation, UrlCitationAnnotation
from .moderation import (
    ChatCompletionModeration,
    ChatCompletionModerationError,
    ChatCompletionModerationResults,
    ModerationResultBody,
)
from .response import Choice, CreateChatCompletionResponse
from .tool_calls import ChatCompletionMessageCustomToolCall, ChatCompletionMessageToolCall, Custom, Function
from .unrecognized import Unrecognized
from .usage import CompletionTokensDetails, CompletionUsage, PromptTokensDetails

__version__ = "0.1.0"
