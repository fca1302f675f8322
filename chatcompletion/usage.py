# SPDX-License-Identifier: MIT-0
"""The token counts of a request."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, TypeVar

from ._core.compat import Self
from ._core.json_values import NO_EXTRA, no_extra
from ._core.model import Model, finish, with_extra
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
    extra: Mapping[str, Any] = field(default_factory=no_extra)

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
    extra: Mapping[str, Any] = field(default_factory=no_extra)

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
    extra: Mapping[str, Any] = field(default_factory=no_extra)

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
        """Add two usages, count by count. A count that only one of them has is kept.

        Numbers under unknown keys are added too, also numbers as text. Other values there are kept if they are equal.
        """
        if not isinstance(other, CompletionUsage):
            return NotImplemented
        return sum_of_objects(self, other)

    def __radd__(self, other: int) -> Self:
        """Make `sum(usages)` work, because `sum` starts with 0."""
        if other != 0:
            return NotImplemented
        return self


M = TypeVar("M", bound=Model)

ONLY_COUNTS = frozenset((CompletionUsage, CompletionTokensDetails, PromptTokensDetails))
NUMBER = r"-?(?:0|[1-9]\d{0,4000})(\.\d+)?([eE][+-]?\d+)?"  # a regular expression; Python reads no longer integers


def sum_of_objects(one: M, other: Model) -> M:
    """Add two objects of counts. The sum is of the class of the first."""
    cls: Any = type(one)
    if type(other) is not cls or cls not in ONLY_COUNTS:  # fields of a subclass may be unknown keys of the other object
        sums = sum_of_members(members_of(one), members_of(other))
        counts = {field.name: sums.pop(field.name) for field in fields(cls) if field.name in sums}
        made: M = cls(**counts, extra=sums)
        return made
    new: Any = cls._draft()
    for name in cls._keys:
        setattr(new, name, sum_of_values(getattr(one, name), getattr(other, name)))
    unknown = sum_of_members(unknown_in(one), unknown_in(other)) if one.extra or other.extra else {}
    return finish(type(one), new, unknown)


def members_of(counts: Any) -> dict[str, Any]:
    """Return the values of an object's fields and unknown keys."""
    known = {field.name: getattr(counts, field.name) for field in fields(counts) if field.name != "extra"}
    return {**known, **unknown_in(counts)}


def unknown_in(counts: Model) -> Mapping[str, Any]:
    """Return the values of an object's unknown keys, and numbers in place of text that says one."""
    extra = counts.extra
    if str not in map(type, extra.values()):
        return extra
    return {key: number_in(value) if type(value) is str else value for key, value in extra.items()}


def sum_of_members(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """Add the values of each key. A key whose values cannot be added is left out, unless they are equal."""
    sums: dict[str, Any] = {}
    for key in one if one.keys() == other.keys() else {**one, **other}:
        value, other_value = one.get(key), other.get(key)
        total = sum_of_values(value, other_value)
        if total is not None or value is other_value:
            sums[key] = total
    return sums


def sum_of_values(one: Any, other: Any) -> Any:
    """Add two numbers or two breakdowns. None if they cannot be added and differ."""
    if type(one) is int and type(other) is int:
        return one + other
    if one is None or other is None:
        known = one if other is None else other
        return known if type(known) in (int, float) or isinstance(known, Model) else None
    if type(one) in (int, float) and type(other) in (int, float):
        return sum_of_numbers(one, other)
    if isinstance(one, Model) and isinstance(other, Model):
        return sum_of_objects(one, other)
    return one if type(one) is type(other) and one == other else None


def sum_of_numbers(one: float, other: float) -> float:
    """Add two numbers. If the sum is too large for a float, it is a whole number."""
    try:
        total = one + other
    except OverflowError:  # an integer too large for a float
        total = math.inf
    if math.isfinite(total):
        return total
    for number in (one, other):
        if type(number) is float and not math.isfinite(number):  # JSON has no such number, but from_dict keeps it
            return number
    return int(one) + int(other)


def number_in(text: str) -> float | str:
    """Return the number that a text says, or the text."""
    match = re.fullmatch(NUMBER, text, re.ASCII)
    if match is None:
        return text
    number = float(text) if match[1] or match[2] else int(text)
    return number if type(number) is int or math.isfinite(number) else text
