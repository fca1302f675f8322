# SPDX-License-Identifier: MIT-0
# mypy: no-warn-return-any
"""What a moderation model said of the request and of the completion.

Each class is a table: its fields, how they are read, how they are written. `_reader` explains the words of it.
"""

from collections.abc import Mapping
from dataclasses import field

from ._reader import (
    EMPTY,
    Any,
    JSONObject,
    Model,
    array,
    boolean,
    boolean_value,
    dataclass,
    draft,
    enum,
    enum_array_value,
    mapping,
    nested,
    number_value,
    opened,
    plain,
    string,
    thawed,
    union,
    unknown,
    whole,
    written,
)
from .enums import MODERATION_INPUT_TYPES, MODERATION_TYPES, ModerationInputType, ModerationType
from .unrecognized import Unrecognized


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class ModerationResultBody(Model):
    """What a moderation model found in one piece of text or image. Schema: ModerationResultBody.

    type: always `moderation_result`
    model: the moderation model
    flagged: whether any category applies
    categories: for each category, whether it applies
    category_scores: for each category, a score from 0 to 1
    category_applied_input_types: for each category, the kinds of input that its score reflects
    """

    type: ModerationType | str = ModerationType.MODERATION_RESULT
    model: str
    flagged: bool
    categories: Mapping[str, bool]
    category_scores: Mapping[str, float]
    category_applied_input_types: Mapping[str, tuple[ModerationInputType | str, ...]]
    extra: Mapping[str, Any] = field(default_factory=JSONObject)
    _wire: tuple[tuple[str, str], ...] = ()

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "ModerationResultBody":
        if type(data) is not dict:
            data = opened(cls, data)
        new = ModerationResultBodyDraft()
        new._wire = ()
        new.type = enum(new, data, "type", MODERATION_TYPES)
        new.model = x if type(x := data.get("model")) is str else string(new, data, "model")
        new.flagged = boolean(new, data, "flagged")
        new.categories = mapping(new, data, "categories", boolean_value)
        new.category_scores = mapping(new, data, "category_scores", number_value)
        new.category_applied_input_types = mapping(
            new, data, "category_applied_input_types", enum_array_value(MODERATION_INPUT_TYPES)
        )
        new.extra = EMPTY if ModerationResultBodyDraft.knows(data) else unknown(new, data)
        return whole(new, cls)

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "type": plain(self.type),
            "model": self.model,
            "flagged": self.flagged,
            "categories": thawed(self.categories),
            "category_scores": thawed(self.category_scores),
            "category_applied_input_types": thawed(self.category_applied_input_types),
        }
        return written(self, data) if self._wire else data


ModerationResultBodyDraft: type[Any] = draft(ModerationResultBody)


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class ChatCompletionModerationResults(Model):
    """Moderation that took place. Schema: ChatCompletionModerationResults.

    type: always `moderation_results`
    model: the moderation model
    results: what it found, piece by piece
    """

    type: ModerationType | str = ModerationType.MODERATION_RESULTS
    model: str
    results: tuple[ModerationResultBody, ...]
    extra: Mapping[str, Any] = field(default_factory=JSONObject)
    _wire: tuple[tuple[str, str], ...] = ()

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "ChatCompletionModerationResults":
        if type(data) is not dict:
            data = opened(cls, data)
        new = ChatCompletionModerationResultsDraft()
        new._wire = ()
        new.type = enum(new, data, "type", MODERATION_TYPES)
        new.model = x if type(x := data.get("model")) is str else string(new, data, "model")
        new.results = array(new, data, "results", ModerationResultBody.from_dict)
        new.extra = EMPTY if ChatCompletionModerationResultsDraft.knows(data) else unknown(new, data)
        return whole(new, cls)

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "type": plain(self.type),
            "model": self.model,
            "results": [item.to_dict() for item in self.results],
        }
        return written(self, data) if self._wire else data


ChatCompletionModerationResultsDraft: type[Any] = draft(ChatCompletionModerationResults)


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class ChatCompletionModerationError(Model):
    """Moderation that failed. Schema: ChatCompletionModerationError.

    type: always `error`
    code: the error's code
    message: what went wrong
    """

    type: ModerationType | str = ModerationType.ERROR
    code: str
    message: str
    extra: Mapping[str, Any] = field(default_factory=JSONObject)
    _wire: tuple[tuple[str, str], ...] = ()

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "ChatCompletionModerationError":
        if type(data) is not dict:
            data = opened(cls, data)
        new = ChatCompletionModerationErrorDraft()
        new._wire = ()
        new.type = enum(new, data, "type", MODERATION_TYPES)
        new.code = x if type(x := data.get("code")) is str else string(new, data, "code")
        new.message = x if type(x := data.get("message")) is str else string(new, data, "message")
        new.extra = EMPTY if ChatCompletionModerationErrorDraft.knows(data) else unknown(new, data)
        return whole(new, cls)

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "type": plain(self.type),
            "code": self.code,
            "message": self.message,
        }
        return written(self, data) if self._wire else data


ChatCompletionModerationErrorDraft: type[Any] = draft(ChatCompletionModerationError)

Moderation = ChatCompletionModerationResults | ChatCompletionModerationError | Unrecognized


MODERATION_BY_TYPE: dict[str, type[Any]] = {
    "moderation_results": ChatCompletionModerationResults,
    "error": ChatCompletionModerationError,
}
MODERATION_BY_KEY: dict[str, type[Any]] = {
    "results": ChatCompletionModerationResults,
    "code": ChatCompletionModerationError,
}


def moderation(data: dict[str, Any]) -> Moderation:
    """The outcome of moderation, whichever it was."""
    return union(data, MODERATION_BY_TYPE, MODERATION_BY_KEY, Unrecognized)


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class ChatCompletionModeration(Model):
    """Moderation of the request and of the completion. Schema: ChatCompletionModeration.

    input: that of the request
    output: that of the completion
    """

    input: Moderation
    output: Moderation
    extra: Mapping[str, Any] = field(default_factory=JSONObject)
    _wire: tuple[tuple[str, str], ...] = ()

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "ChatCompletionModeration":
        if type(data) is not dict:
            data = opened(cls, data)
        new = ChatCompletionModerationDraft()
        new._wire = ()
        new.input = nested(new, data, "input", moderation)
        new.output = nested(new, data, "output", moderation)
        new.extra = EMPTY if ChatCompletionModerationDraft.knows(data) else unknown(new, data)
        return whole(new, cls)

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "input": self.input.to_dict(),
            "output": self.output.to_dict(),
        }
        return written(self, data) if self._wire else data


ChatCompletionModerationDraft: type[Any] = draft(ChatCompletionModeration)
