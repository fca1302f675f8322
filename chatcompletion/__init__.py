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
from .error_response import ErrorResponse
from .errors import ParseError, Problem, ProblemKind
from .logprobs import ChatCompletionTokenLogprob, Logprobs, TopLogprob
from .message import Annotation, Audio, ChatCompletionResponseMessage, FunctionCall, UrlCitation, UrlCitationAnnotation
from .moderation import (
    ChatCompletionModeration,
    ChatCompletionModerationError,
    ChatCompletionModerationResults,
    Moderation,
    ModerationResultBody,
)
from .response import Choice, CreateChatCompletionResponse
from .tool_calls import ChatCompletionMessageCustomToolCall, ChatCompletionMessageToolCall, Custom, Function, ToolCall
from .unrecognized import Unrecognized
from .usage import CompletionTokensDetails, CompletionUsage, PromptTokensDetails

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ._check import check
    from ._repair import repair
    from ._schema import json_schema

__version__ = "0.1.0"

__all__ = [
    "Annotation",
    "AnnotationType",
    "Audio",
    "ChatCompletionMessageCustomToolCall",
    "ChatCompletionMessageToolCall",
    "ChatCompletionModeration",
    "ChatCompletionModerationError",
    "ChatCompletionModerationResults",
    "ChatCompletionResponseMessage",
    "ChatCompletionTokenLogprob",
    "Choice",
    "CompletionTokensDetails",
    "CompletionUsage",
    "CreateChatCompletionResponse",
    "Custom",
    "ErrorResponse",
    "FinishReason",
    "Function",
    "FunctionCall",
    "Logprobs",
    "Moderation",
    "ModerationInputType",
    "ModerationResultBody",
    "ModerationType",
    "ObjectType",
    "ParseError",
    "Problem",
    "ProblemKind",
    "PromptTokensDetails",
    "Role",
    "ServiceTier",
    "ToolCall",
    "ToolCallType",
    "TopLogprob",
    "Unrecognized",
    "UrlCitation",
    "UrlCitationAnnotation",
    "check",
    "json_schema",
    "repair",
]


def __getattr__(name: str) -> "Any":
    """Load `check`, `json_schema` and `repair` when they are first asked for, to keep the import short."""
    if name == "check":
        from ._check import check

        return check
    if name == "json_schema":
        from ._schema import json_schema

        return json_schema
    if name == "repair":
        from ._repair import repair

        return repair
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
