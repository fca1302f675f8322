# SPDX-License-Identifier: MIT-0
"""Compares a body with the published schema. Private; loaded when asked for."""

from dataclasses import MISSING, replace
from types import NoneType
from typing import Any, get_origin

from ._judging import Judged, Path, judge
from ._reading_special import BYTES
from ._recognition import SEVERAL, error_response, hint_for_body
from ._shapes import members_of
from ._values import json_type
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
    problems = judge(CreateChatCompletionResponse, data, Checked)
    for index, problem in enumerate(problems):
        if problem.kind is ProblemKind.REFUSED:
            problems[index] = replace(problem, hint=hint_for_body(data))
            break
    return tuple(problems)


class Checked(Judged):
    """An object of the wire whose deviations and unknown keys are noted as well."""

    __slots__ = ()

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

    def note_unknown_key(self, key: str) -> None:
        if self.cls is not Unrecognized:
            self.note((key,), "unknown field", ProblemKind.UNKNOWN_FIELD)

    def note_deviation(self, path: Path, message: str) -> None:
        self.note(path, message, ProblemKind.DEVIATION)


JSON_WORDS: dict[Any, str] = {tuple: "array", bytes: BYTES, int: "integer", float: "number", bool: "boolean"}


def json_word(annotation: Any) -> str:
    """What JSON calls a value of a field with this annotation, null aside."""
    member = next(member for member in members_of(annotation) if member is not NoneType)
    kind = get_origin(member) or member
    return JSON_WORDS.get(kind) or ("string" if issubclass(kind, str) else "object")
