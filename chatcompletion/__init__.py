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

The files beside this one are the model. They stand on `_core`. `validation` (check, repair, json_schema), `streaming`
(event streams and chunks) and `cli` (python -m, with `__main__.py`) stand on the model, and each may be deleted.
Imports run one way: enums and errors, then `_core`, then the model, then those three.
"""

import sys

if sys.version_info < (3, 10):  # noqa: UP036
    raise ImportError(__name__ + " needs Python 3.10 or newer")

from ._core import pydantic as _pydantic  # noqa: F401  # pyright: ignore[reportUnusedImport]
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
    from .validation.checking import check
    from .validation.repairing import repair
    from .validation.schema import json_schema

__version__ = "0.2.0"

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

if not TYPE_CHECKING:  # else every misspelled name of the package would pass a type checker
    _names = __all__
    del __all__  # __getattr__ computes it

    def __getattr__(name):
        """Load `check`, `json_schema` and `repair` on first use, which keeps the import fast."""
        lazy = {"check": "checking", "json_schema": "schema", "repair": "repairing"}
        if name != "__all__" and name not in lazy:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from ._core.model import optional

        if name == "__all__":
            return [public for public in _names if public not in lazy or optional("validation")]
        module = optional(f"validation.{lazy[name]}")
        if module is None:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}: the folder validation/ was deleted")
        return getattr(module, name)

    def __dir__():
        return sorted({*globals(), *__getattr__("__all__")})
