# SPDX-License-Identifier: MIT-0
"""The same classes, for the libraries that read dataclasses: the same fields, frozen and slotted as the package's are.

They ask less of a library than the package asks of itself: lists stay lists, strings are not matched to enum members,
`bytes` stays a list of integers, and unknown keys are dropped. So the ratios flatter the peers rather than the package.
"""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True, slots=True)
class TopLogprob:
    token: str
    logprob: float
    bytes: list[int] | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ChatCompletionTokenLogprob:
    token: str
    logprob: float
    bytes: list[int] | None = None
    top_logprobs: list[TopLogprob]


@dataclass(frozen=True, kw_only=True, slots=True)
class Logprobs:
    content: list[ChatCompletionTokenLogprob] | None = None
    refusal: list[ChatCompletionTokenLogprob] | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class FunctionCall:
    name: str
    arguments: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Function:
    name: str
    arguments: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ChatCompletionMessageToolCall:
    id: str
    type: str = "function"
    function: Function


@dataclass(frozen=True, kw_only=True, slots=True)
class Custom:
    name: str
    input: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ChatCompletionMessageCustomToolCall:
    id: str
    type: str = "custom"
    custom: Custom


@dataclass(frozen=True, kw_only=True, slots=True)
class UrlCitation:
    start_index: int
    end_index: int
    url: str
    title: str


@dataclass(frozen=True, kw_only=True, slots=True)
class UrlCitationAnnotation:
    type: str = "url_citation"
    url_citation: UrlCitation


@dataclass(frozen=True, kw_only=True, slots=True)
class Audio:
    id: str
    expires_at: int
    data: str
    transcript: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ChatCompletionResponseMessage:
    role: str = "assistant"
    content: str | None = None
    refusal: str | None = None
    tool_calls: list[ChatCompletionMessageToolCall | ChatCompletionMessageCustomToolCall] | None = None
    annotations: list[UrlCitationAnnotation] | None = None
    function_call: FunctionCall | None = None
    audio: Audio | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    index: int
    message: ChatCompletionResponseMessage
    finish_reason: str | None = None
    logprobs: Logprobs | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class CompletionTokensDetails:
    accepted_prediction_tokens: int | None = None
    audio_tokens: int | None = None
    reasoning_tokens: int | None = None
    rejected_prediction_tokens: int | None = None
    text_tokens: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class PromptTokensDetails:
    audio_tokens: int | None = None
    cached_tokens: int | None = None
    text_tokens: int | None = None
    image_tokens: int | None = None
    cache_write_tokens: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class CompletionUsage:
    completion_tokens: int
    prompt_tokens: int
    total_tokens: int
    completion_tokens_details: CompletionTokensDetails | None = None
    prompt_tokens_details: PromptTokensDetails | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ModerationResultBody:
    type: str = "moderation_result"
    model: str
    flagged: bool
    categories: dict[str, bool]
    category_scores: dict[str, float]
    category_applied_input_types: dict[str, list[str]]


@dataclass(frozen=True, kw_only=True, slots=True)
class ChatCompletionModerationResults:
    type: str = "moderation_results"
    model: str
    results: list[ModerationResultBody]


@dataclass(frozen=True, kw_only=True, slots=True)
class ChatCompletionModerationError:
    type: str = "error"
    code: str
    message: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ChatCompletionModeration:
    input: ChatCompletionModerationResults | ChatCompletionModerationError
    output: ChatCompletionModerationResults | ChatCompletionModerationError


@dataclass(frozen=True, kw_only=True, slots=True)
class CreateChatCompletionResponse:
    id: str
    object: str = "chat.completion"
    created: int
    model: str
    choices: list[Choice]
    usage: CompletionUsage | None = None
    service_tier: str | None = None
    system_fingerprint: str | None = None
    metadata: dict[str, Any] | None = None
    moderation: ChatCompletionModeration | None = None
