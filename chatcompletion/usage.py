# SPDX-License-Identifier: MIT-0
"""The token counts of a request."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ._core.compat import Self
from ._core.json_values import NO_EXTRA, JSONObject
from ._core.model import Model, finish, optional, with_extra
from ._core.readers import ABSENT, integer, nested


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class CompletionTokensDetails(Model):
    """A breakdown of a completion's tokens. Schema: CompletionUsage.completion_tokens_details."""

    accepted_prediction_tokens: int | None = None
    """Tokens of the request's `prediction` that appeared in the completion."""
    audio_tokens: int | None = None
    """Tokens of audio that the model generated."""
    reasoning_tokens: int | None = None
    """Tokens that the model spent on reasoning. They are billed, even if they are not shown."""
    rejected_prediction_tokens: int | None = None
    """Tokens of the request's `prediction` that did not appear in the completion. They are billed all the same, and
    count towards the output and context limits."""
    text_tokens: int | None = None
    """Tokens of text that the model generated."""
    extra: Mapping[str, Any] = field(default_factory=JSONObject)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        new, data = cls._draft(), data.copy()
        new.accepted_prediction_tokens = integer(data, "accepted_prediction_tokens", ABSENT)
        new.audio_tokens = integer(data, "audio_tokens", ABSENT)
        new.reasoning_tokens = integer(data, "reasoning_tokens", ABSENT)
        new.rejected_prediction_tokens = integer(data, "rejected_prediction_tokens", ABSENT)
        new.text_tokens = integer(data, "text_tokens", ABSENT)
        return finish(cls, new, data)

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
        return data if self.extra is NO_EXTRA else with_extra(self, data)


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class PromptTokensDetails(Model):
    """A breakdown of a prompt's tokens. Schema: CompletionUsage.prompt_tokens_details."""

    audio_tokens: int | None = None
    """Tokens of audio in the prompt."""
    cached_tokens: int | None = None
    """Tokens of the prompt that the server had in its cache. They are usually cheaper."""
    text_tokens: int | None = None
    """Tokens of text in the prompt."""
    image_tokens: int | None = None
    """Tokens of images in the prompt."""
    cache_write_tokens: int | None = None
    """Tokens of the prompt that the server put into its cache."""
    extra: Mapping[str, Any] = field(default_factory=JSONObject)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        new, data = cls._draft(), data.copy()
        new.audio_tokens = integer(data, "audio_tokens", ABSENT)
        new.cached_tokens = integer(data, "cached_tokens", ABSENT)
        new.text_tokens = integer(data, "text_tokens", ABSENT)
        new.image_tokens = integer(data, "image_tokens", ABSENT)
        new.cache_write_tokens = integer(data, "cache_write_tokens", ABSENT)
        return finish(cls, new, data)

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
        return data if self.extra is NO_EXTRA else with_extra(self, data)


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class CompletionUsage(Model):
    """How many tokens a request took. Schema: CompletionUsage."""

    completion_tokens: int
    """Tokens that the model generated, in all choices."""
    prompt_tokens: int
    """Tokens of the messages and tools that were sent."""
    total_tokens: int
    """The sum of `completion_tokens` and `prompt_tokens`."""
    completion_tokens_details: CompletionTokensDetails | None = None
    """A breakdown of the completion's tokens."""
    prompt_tokens_details: PromptTokensDetails | None = None
    """A breakdown of the prompt's tokens."""
    extra: Mapping[str, Any] = field(default_factory=JSONObject)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        new, data = cls._draft(), data.copy()
        new.completion_tokens = integer(data, "completion_tokens")
        new.prompt_tokens = integer(data, "prompt_tokens")
        new.total_tokens = integer(data, "total_tokens")
        new.completion_tokens_details = nested(data, "completion_tokens_details", CompletionTokensDetails, ABSENT)
        new.prompt_tokens_details = nested(data, "prompt_tokens_details", PromptTokensDetails, ABSENT)
        return finish(cls, new, data)

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
        return data if self.extra is NO_EXTRA else with_extra(self, data)

    def __add__(self, other: "CompletionUsage") -> Self:
        """Add two usages, count by count, and numbers under unknown keys, also numbers as text.

        A count that only one of them has is kept. So are other values under unknown keys, if they are equal.
        """
        sums = optional("_core.sums")
        if sums is None or not isinstance(other, CompletionUsage):
            return NotImplemented
        made: Self = sums.sum_of_objects(self, other, ONLY_COUNTS)
        return made

    def __radd__(self, other: int) -> Self:
        """Make `sum(usages)` work, because `sum` starts with 0."""
        if other != 0:
            return NotImplemented
        return self


ONLY_COUNTS = frozenset((CompletionUsage, CompletionTokensDetails, PromptTokensDetails))
