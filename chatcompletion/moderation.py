# SPDX-License-Identifier: MIT-0
"""The results of moderating the request and the answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ._core.compat import Self
from ._core.json_values import NO_EXTRA, JSONObject, as_plain, plain_string
from ._core.model import Model, finish, with_extra
from ._core.readers import nested, string
from ._core.readers_special import (
    TaggedUnion,
    array,
    boolean,
    boolean_value,
    enum,
    enum_values,
    mapping,
    number_value,
)
from .enums import (
    MODERATION_INPUT_TYPES,
    MODERATION_TYPES,
    ModerationInputType,
    ModerationType,
)
from .unrecognized import Unrecognized


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class ModerationResultBody(Model):
    """What a moderation model found in one text or image. Schema: ModerationResultBody."""

    type: ModerationType | str = ModerationType.MODERATION_RESULT
    """Always `moderation_result`."""
    model: str
    """The moderation model."""
    flagged: bool
    """Whether any category applies."""
    categories: Mapping[str, bool]
    """For each category, such as `violence`, whether it applies."""
    category_scores: Mapping[str, float]
    """For each category, a score from 0 to 1. A high score means that the model is confident that the category
    applies. It is not a probability."""
    category_applied_input_types: Mapping[str, tuple[ModerationInputType | str, ...]]
    """For each category, the kinds of input that its score takes into account."""
    extra: Mapping[str, Any] = field(default_factory=JSONObject)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        new, data = cls._draft(), data.copy()
        new.type = enum(data, "type", MODERATION_TYPES, "moderation_result")
        new.model = string(data, "model")
        new.flagged = boolean(data, "flagged")
        new.categories = mapping(data, "categories", boolean_value)
        new.category_scores = mapping(data, "category_scores", number_value)
        new.category_applied_input_types = mapping(
            data, "category_applied_input_types", enum_values(MODERATION_INPUT_TYPES)
        )
        return finish(cls, new, data)

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "type": plain_string(self.type),
            "model": self.model,
            "flagged": self.flagged,
            "categories": as_plain(self.categories),
            "category_scores": as_plain(self.category_scores),
            "category_applied_input_types": as_plain(self.category_applied_input_types),
        }
        return data if self.extra is NO_EXTRA else with_extra(self, data)


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class ChatCompletionModerationResults(Model):
    """The results of moderation. Schema: ChatCompletionModerationResults."""

    _own_key = "results"

    type: ModerationType | str = ModerationType.MODERATION_RESULTS
    """Always `moderation_results`."""
    model: str
    """The moderation model."""
    results: tuple[ModerationResultBody, ...]
    """What it found, one result for each text or image."""
    extra: Mapping[str, Any] = field(default_factory=JSONObject)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        new, data = cls._draft(), data.copy()
        new.type = enum(data, "type", MODERATION_TYPES, "moderation_results")
        new.model = string(data, "model")
        new.results = array(data, "results", ModerationResultBody)
        return finish(cls, new, data)

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "type": plain_string(self.type),
            "model": self.model,
            "results": [item.to_dict() for item in self.results],
        }
        return data if self.extra is NO_EXTRA else with_extra(self, data)


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class ChatCompletionModerationError(Model):
    """The error if moderation failed. The completion itself did not fail. Schema: ChatCompletionModerationError."""

    _own_key = "code"

    type: ModerationType | str = ModerationType.ERROR
    """Always `error`."""
    code: str
    """The error's code, for programs."""
    message: str
    """What went wrong, for people."""
    extra: Mapping[str, Any] = field(default_factory=JSONObject)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        new, data = cls._draft(), data.copy()
        new.type = enum(data, "type", MODERATION_TYPES, "error")
        new.code = string(data, "code")
        new.message = string(data, "message")
        return finish(cls, new, data)

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "type": plain_string(self.type),
            "code": self.code,
            "message": self.message,
        }
        return data if self.extra is NO_EXTRA else with_extra(self, data)


Moderation = ChatCompletionModerationResults | ChatCompletionModerationError | Unrecognized

MODERATION: TaggedUnion[Moderation] = TaggedUnion(Moderation)


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class ChatCompletionModeration(Model):
    """Moderation of the request and of the answer. Schema: ChatCompletionModeration."""

    input: Moderation
    """What was found in the request."""
    output: Moderation
    """What was found in the answer."""
    extra: Mapping[str, Any] = field(default_factory=JSONObject)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        new, data = cls._draft(), data.copy()
        new.input = nested(data, "input", MODERATION)
        new.output = nested(data, "output", MODERATION)
        return finish(cls, new, data)

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "input": self.input.to_dict(),
            "output": self.output.to_dict(),
        }
        return data if self.extra is NO_EXTRA else with_extra(self, data)
