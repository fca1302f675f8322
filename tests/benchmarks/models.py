# SPDX-License-Identifier: MIT-0
"""The same fields as plain dataclasses, for the libraries that read those.

They ask less of a library than the package asks of itself: strings are not matched to enum members, lists stay lists,
`bytes` stays a list of integers, unknown keys are dropped, and the classes are not frozen. So the ratios flatter the
peers rather than the package.
"""

from dataclasses import dataclass
from typing import Any


@dataclass(kw_only=True)
class TopLogprob:
    token: str
    logprob: float
    bytes: list[int] | None = None


@dataclass(kw_only=True)
class ChatCompletionTokenLogprob:
    token: str
    logprob: float
    bytes: list[int] | None = None
    top_logprobs: list[TopLogprob]


@dataclass(kw_only=True)
class Logprobs:
    content: list[ChatCompletionTokenLogprob] | None = None
    refusal: list[ChatCompletionTokenLogprob] | None = None


@dataclass(kw_only=True)
class FunctionCall:
    name: str
    arguments: str


@dataclass(kw_only=True)
class Function:
    name: str
    arguments: str


@dataclass(kw_only=True)
class ChatCompletionMessageToolCall:
    id: str
    type: str = "function"
    function: Function


@dataclass(kw_only=True)
class Custom:
    name: str
    input: str


@dataclass(kw_only=True)
class ChatCompletionMessageCustomToolCall:
    id: str
    type: str = "custom"
    custom: Custom


@dataclass(kw_only=True)
class UrlCitation:
    start_index: int
    end_index: int
    url: str
    title: str


@dataclass(kw_only=True)
class UrlCitationAnnotation:
    type: str = "url_citation"
    url_citation: UrlCitation


@dataclass(kw_only=True)
class Audio:
    id: str
    expires_at: int
    data: str
    transcript: str


@dataclass(kw_only=True)
class ChatCompletionResponseMessage:
    role: str = "assistant"
    content: str | None = None
    refusal: str | None = None
    tool_calls: list[ChatCompletionMessageToolCall | ChatCompletionMessageCustomToolCall] | None = None
    annotations: list[UrlCitationAnnotation] | None = None
    function_call: FunctionCall | None = None
    audio: Audio | None = None


@dataclass(kw_only=True)
class Choice:
    index: int
    message: ChatCompletionResponseMessage
    finish_reason: str | None = None
    logprobs: Logprobs | None = None


@dataclass(kw_only=True)
class CompletionTokensDetails:
    accepted_prediction_tokens: int | None = None
    audio_tokens: int | None = None
    reasoning_tokens: int | None = None
    rejected_prediction_tokens: int | None = None
    text_tokens: int | None = None


@dataclass(kw_only=True)
class PromptTokensDetails:
    audio_tokens: int | None = None
    cached_tokens: int | None = None
    text_tokens: int | None = None
    image_tokens: int | None = None
    cache_write_tokens: int | None = None


@dataclass(kw_only=True)
class CompletionUsage:
    completion_tokens: int
    prompt_tokens: int
    total_tokens: int
    completion_tokens_details: CompletionTokensDetails | None = None
    prompt_tokens_details: PromptTokensDetails | None = None


@dataclass(kw_only=True)
class ModerationResultBody:
    type: str = "moderation_result"
    model: str
    flagged: bool
    categories: dict[str, bool]
    category_scores: dict[str, float]
    category_applied_input_types: dict[str, list[str]]


@dataclass(kw_only=True)
class ChatCompletionModerationResults:
    type: str = "moderation_results"
    model: str
    results: list[ModerationResultBody]


@dataclass(kw_only=True)
class ChatCompletionModerationError:
    type: str = "error"
    code: str
    message: str


@dataclass(kw_only=True)
class ChatCompletionModeration:
    input: ChatCompletionModerationResults | ChatCompletionModerationError
    output: ChatCompletionModerationResults | ChatCompletionModerationError


@dataclass(kw_only=True)
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
