# SPDX-License-Identifier: MIT-0
# mypy: no-warn-return-any
"""How many tokens a request took.

Each class is a table: its fields, how they are read, how they are written. `_reader` explains the words of it.
"""

from collections.abc import Mapping
from dataclasses import field

from ._reader import EMPTY, Any, JSONObject, Model, dataclass, draft, integer, nested, opened, unknown, whole, written


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class CompletionTokensDetails(Model):
    """What the tokens of a completion were. Schema: CompletionUsage.completion_tokens_details.

    accepted_prediction_tokens: tokens of the prediction in the request that appeared in the completion
    audio_tokens: tokens of audio that the model generated
    reasoning_tokens: tokens that the model generated for its reasoning
    rejected_prediction_tokens: tokens of the prediction that did not appear; they are billed all the same
    text_tokens: tokens of text that the model generated
    """

    accepted_prediction_tokens: int | None = None
    audio_tokens: int | None = None
    reasoning_tokens: int | None = None
    rejected_prediction_tokens: int | None = None
    text_tokens: int | None = None
    extra: Mapping[str, Any] = field(default_factory=JSONObject)
    _wire: tuple[tuple[str, str], ...] = ()

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "CompletionTokensDetails":
        if type(data) is not dict:
            data = opened(cls, data)
        new = CompletionTokensDetailsDraft()
        new._wire = ()
        new.accepted_prediction_tokens = (
            integer(new, data, "accepted_prediction_tokens") if "accepted_prediction_tokens" in data else None
        )
        new.audio_tokens = integer(new, data, "audio_tokens") if "audio_tokens" in data else None
        new.reasoning_tokens = integer(new, data, "reasoning_tokens") if "reasoning_tokens" in data else None
        new.rejected_prediction_tokens = (
            integer(new, data, "rejected_prediction_tokens") if "rejected_prediction_tokens" in data else None
        )
        new.text_tokens = integer(new, data, "text_tokens") if "text_tokens" in data else None
        new.extra = EMPTY if CompletionTokensDetailsDraft.knows(data) else unknown(new, data)
        return whole(new, cls)

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {}
        if self.accepted_prediction_tokens is not None:
            data["accepted_prediction_tokens"] = self.accepted_prediction_tokens
        if self.audio_tokens is not None:
            data["audio_tokens"] = self.audio_tokens
        if self.reasoning_tokens is not None:
            data["reasoning_tokens"] = self.reasoning_tokens
        if self.rejected_prediction_tokens is not None:
            data["rejected_prediction_tokens"] = self.rejected_prediction_tokens
        if self.text_tokens is not None:
            data["text_tokens"] = self.text_tokens
        return written(self, data) if self._wire else data


CompletionTokensDetailsDraft: type[Any] = draft(CompletionTokensDetails)


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class PromptTokensDetails(Model):
    """What the tokens of a prompt were. Schema: CompletionUsage.prompt_tokens_details.

    audio_tokens: tokens of audio in the prompt
    cached_tokens: tokens of the prompt that were read from a cache
    text_tokens: tokens of text in the prompt
    image_tokens: tokens of images in the prompt
    cache_write_tokens: tokens of the prompt that were written to a cache
    """

    audio_tokens: int | None = None
    cached_tokens: int | None = None
    text_tokens: int | None = None
    image_tokens: int | None = None
    cache_write_tokens: int | None = None
    extra: Mapping[str, Any] = field(default_factory=JSONObject)
    _wire: tuple[tuple[str, str], ...] = ()

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "PromptTokensDetails":
        if type(data) is not dict:
            data = opened(cls, data)
        new = PromptTokensDetailsDraft()
        new._wire = ()
        new.audio_tokens = integer(new, data, "audio_tokens") if "audio_tokens" in data else None
        new.cached_tokens = integer(new, data, "cached_tokens") if "cached_tokens" in data else None
        new.text_tokens = integer(new, data, "text_tokens") if "text_tokens" in data else None
        new.image_tokens = integer(new, data, "image_tokens") if "image_tokens" in data else None
        new.cache_write_tokens = integer(new, data, "cache_write_tokens") if "cache_write_tokens" in data else None
        new.extra = EMPTY if PromptTokensDetailsDraft.knows(data) else unknown(new, data)
        return whole(new, cls)

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {}
        if self.audio_tokens is not None:
            data["audio_tokens"] = self.audio_tokens
        if self.cached_tokens is not None:
            data["cached_tokens"] = self.cached_tokens
        if self.text_tokens is not None:
            data["text_tokens"] = self.text_tokens
        if self.image_tokens is not None:
            data["image_tokens"] = self.image_tokens
        if self.cache_write_tokens is not None:
            data["cache_write_tokens"] = self.cache_write_tokens
        return written(self, data) if self._wire else data


PromptTokensDetailsDraft: type[Any] = draft(PromptTokensDetails)


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class CompletionUsage(Model):
    """How many tokens a request took. Schema: CompletionUsage.

    completion_tokens: tokens in the generated completion
    prompt_tokens: tokens in the prompt
    total_tokens: tokens in both; servers do not always give the sum
    completion_tokens_details: what the tokens of the completion were
    prompt_tokens_details: what the tokens of the prompt were
    """

    completion_tokens: int
    prompt_tokens: int
    total_tokens: int
    completion_tokens_details: CompletionTokensDetails | None = None
    prompt_tokens_details: PromptTokensDetails | None = None
    extra: Mapping[str, Any] = field(default_factory=JSONObject)
    _wire: tuple[tuple[str, str], ...] = ()

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "CompletionUsage":
        if type(data) is not dict:
            data = opened(cls, data)
        new = CompletionUsageDraft()
        new._wire = ()
        new.completion_tokens = (
            x if type(x := data.get("completion_tokens")) is int else integer(new, data, "completion_tokens")
        )
        new.prompt_tokens = x if type(x := data.get("prompt_tokens")) is int else integer(new, data, "prompt_tokens")
        new.total_tokens = x if type(x := data.get("total_tokens")) is int else integer(new, data, "total_tokens")
        new.completion_tokens_details = (
            nested(new, data, "completion_tokens_details", CompletionTokensDetails.from_dict)
            if "completion_tokens_details" in data
            else None
        )
        new.prompt_tokens_details = (
            nested(new, data, "prompt_tokens_details", PromptTokensDetails.from_dict)
            if "prompt_tokens_details" in data
            else None
        )
        new.extra = EMPTY if CompletionUsageDraft.knows(data) else unknown(new, data)
        return whole(new, cls)

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "completion_tokens": self.completion_tokens,
            "prompt_tokens": self.prompt_tokens,
            "total_tokens": self.total_tokens,
        }
        if self.completion_tokens_details is not None:
            data["completion_tokens_details"] = self.completion_tokens_details.to_dict()
        if self.prompt_tokens_details is not None:
            data["prompt_tokens_details"] = self.prompt_tokens_details.to_dict()
        return written(self, data) if self._wire else data


CompletionUsageDraft: type[Any] = draft(CompletionUsage)
