# SPDX-License-Identifier: MIT-0
"""The OpenAI chat completion response: read it, write it, lose nothing.

    response = CreateChatCompletionResponse.from_json(text)
    print(response.choices[0].message.content)
    assert response.to_dict() == json.loads(text)

The response and the classes of its fields:

    CreateChatCompletionResponse
        choices: Choice
            message: ChatCompletionResponseMessage
                tool_calls: ToolCall, one of ChatCompletionMessageToolCall (function: Function),
                    ChatCompletionMessageCustomToolCall (custom: Custom), Unrecognized
                annotations: Annotation, one of UrlCitationAnnotation (url_citation: UrlCitation), Unrecognized
                audio: Audio
                function_call: FunctionCall
            logprobs: Logprobs
                content, refusal: ChatCompletionTokenLogprob (top_logprobs: TopLogprob)
        usage: CompletionUsage (CompletionTokensDetails, PromptTokensDetails)
        moderation: ChatCompletionModeration
            input, output: Moderation, one of ChatCompletionModerationResults (results: ModerationResultBody),
                ChatCompletionModerationError, Unrecognized

Every class is a frozen dataclass with from_dict, to_dict and `extra`, which holds the unknown keys. None means that
there is no value: the key was null or missing. Bad data raises ParseError, a ValueError that lists every Problem. An
error body from the provider raises its subclass ErrorResponse.

`check` lists what is wrong with a response, `repair` fixes what from_dict would refuse, and `json_schema` returns the
JSON Schema. `chatcompletion.streaming` reads and makes chunks. The command line is `python -m chatcompletion --help`.
"""

from ._core import pydantic as _pydantic  # noqa: F401
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

    from .validation.checking import check
    from .validation.json_schema import json_schema
    from .validation.repair import repair

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
    """Load `check`, `json_schema` and `repair` on first use, to keep the import fast."""
    if name == "check":
        from .validation.checking import check

        return check
    if name == "json_schema":
        from .validation.json_schema import json_schema

        return json_schema
    if name == "repair":
        from .validation.repair import repair

        return repair
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
