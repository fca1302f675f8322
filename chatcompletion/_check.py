# SPDX-License-Identifier: MIT-0
"""Compares a body with the published schema. Private; loaded when asked for."""

from dataclasses import MISSING, replace
from typing import Any, get_origin

from ._judging import Judged, Path, in_document_order
from ._reading_special import BYTES
from ._recognition import SEVERAL, error_response, hint_for_body
from ._shapes import members_of
from ._values import NotJSON, freeze, json_type
from .errors import Problem, ProblemKind
from .response import CreateChatCompletionResponse
from .unrecognized import Unrecognized


def check(data: Any) -> tuple[Problem, ...]:
    """List everything that is wrong with the data of a response, in the order of the document.

    A problem of kind REFUSED is one that `CreateChatCompletionResponse.from_dict` raises for. DEVIATION is what it
    accepts though the published schema forbids it. UNKNOWN_FIELD is a key that the schema does not name. An error body
    has one problem: the provider's message. Never raises for bad data.
    """
    if not isinstance(data, dict):
        hint = SEVERAL if isinstance(data, list) else None
        return (Problem((), f"expected object, got {json_type(data)}", hint=hint),)
    error = error_response(data)
    if error is not None:
        return error.problems
    noted: list[Problem] = []
    body = Checked(data, (), noted)
    body.cls = CreateChatCompletionResponse
    CreateChatCompletionResponse._read(body)
    problems = in_document_order(data, noted)
    for index, problem in enumerate(problems):
        if problem.kind is ProblemKind.REFUSED:
            problems[index] = replace(problem, hint=hint_for_body(data))
            break
    return tuple(problems)


class Checked(Judged):
    """An object of the wire whose problems are noted, of all kinds."""

    __slots__ = ("noted", "path")

    def __init__(self, data: dict[str, Any], path: Path, noted: list[Problem]) -> None:
        super().__init__(data)
        self.path = path
        self.noted = noted

    def copy(self) -> "Checked":
        """The object itself: it is a copy already. What is unknown to its class is noted."""
        for key, value in self.items():
            if not isinstance(key, str):
                self.note((), f"expected strings as keys, got {json_type(key)}")
            elif key not in self.cls._keys:
                self.note_unknown_key(key, value)
        return self

    def pop(self, key: str, default: Any = None) -> Any:
        """The value. Objects in it are checked in their turn, and no value is noted."""
        value = super().pop(key, default)
        if isinstance(value, str):
            return CheckedText(value)
        if isinstance(value, dict):
            return Checked(value, (*self.path, key), self.noted)
        if isinstance(value, list):
            return [
                Checked(item, (*self.path, key, index), self.noted) if isinstance(item, dict) else item
                for index, item in enumerate(value)
            ]
        if value is None or value is default:
            self.note_no_value(key, value)
        return value

    def note_no_value(self, key: str, value: Any) -> None:
        field = self.cls.__dataclass_fields__[key]
        if field.default is MISSING or self.cls is Unrecognized:
            return  # it is refused, or nothing is expected
        nullable = field.metadata.get("nullable")
        expected = json_word(field.type)
        if value is None and not nullable:
            self.note_deviation((key,), f"expected {expected}, got null")
        elif value is not None and (field.default is not None or field.metadata.get("required")):
            expected += " or null" if nullable else ""
            self.note_deviation((key,), f"expected {expected}, but the key is missing")

    def note_unknown_key(self, key: str, value: Any) -> None:
        try:
            freeze(value)
        except NotJSON as error:
            self.note((key, *error.path), str(error))
        else:
            if self.cls is not Unrecognized:
                self.note((key,), "unknown field", ProblemKind.UNKNOWN_FIELD)

    def note_deviation(self, path: Path, message: str) -> None:
        self.note(path, message, ProblemKind.DEVIATION)

    def note(self, path: Path, message: str, kind: ProblemKind = ProblemKind.REFUSED) -> None:
        self.noted.append(Problem(self.path + path, message, kind))


class CheckedText(str):
    """A string that readers do not take for granted, so that a value which an enum does not name is noted."""


JSON_WORDS: dict[Any, str] = {tuple: "array", bytes: BYTES, int: "integer", float: "number", bool: "boolean"}


def json_word(annotation: Any) -> str:
    """What JSON calls a value of a field with this annotation, null aside."""
    member = members_of(annotation)[0]
    kind = get_origin(member) or member
    return JSON_WORDS.get(kind) or ("string" if issubclass(kind, str) else "object")
