# SPDX-License-Identifier: MIT-0
"""Compares a body with the published schema. Private; loaded on first use."""

from dataclasses import MISSING, replace
from typing import Any, get_origin

from .._core.bodies import SEVERAL, BodyKind, error_response, hint_for_body, kind_of
from .._core.converters import members_of
from .._core.json_values import NotJSON, freeze, json_type
from .._core.problems import Path, RecordingDict, in_document_order
from .._core.readers_special import BYTES
from ..chunks import CreateChatCompletionStreamResponse
from ..errors import Problem, ProblemKind
from ..response import CreateChatCompletionResponse
from ..unrecognized import Unrecognized


def check(data: Any) -> tuple[Problem, ...]:
    """List everything that is wrong with the data of a response, in document order.

    A problem of kind REFUSED makes `CreateChatCompletionResponse.from_dict` raise ParseError. A DEVIATION is accepted,
    although the published schema forbids it. An UNKNOWN_FIELD is a key that the schema does not name. For an error
    body, the only problem is the provider's message. Never raises for bad data.
    """
    if not isinstance(data, dict):
        hint = SEVERAL if isinstance(data, list) else None
        return (Problem((), f"expected object, got {json_type(data)}", hint=hint),)
    is_chunk = kind_of(data) is BodyKind.CHUNK
    error = error_response(data, chunk=is_chunk)
    if error is not None:
        return error.problems
    problems: list[Problem] = []
    body = CheckedDict(data, (), problems)
    body.cls = CreateChatCompletionStreamResponse if is_chunk else CreateChatCompletionResponse
    body.cls._read(body)
    problems = in_document_order(data, problems)
    for index, problem in enumerate(problems):
        if problem.kind is ProblemKind.REFUSED:
            problems[index] = replace(problem, hint=None if is_chunk else hint_for_body(data))
            break
    return tuple(problems)


class CheckedDict(RecordingDict):
    """A JSON object that records its problems, of every kind."""

    __slots__ = ("path", "problems")

    def __init__(self, data: dict[str, Any], path: Path, problems: list[Problem]) -> None:
        super().__init__(data)
        self.path = path
        self.problems = problems

    def copy(self) -> "CheckedDict":
        """Return the object itself, which is already a copy. Records its invalid and unknown keys."""
        for key, value in self.items():
            if not isinstance(key, str):
                self.add_problem((), f"expected strings as keys, got {json_type(key)}")
            elif key not in self.cls._keys:
                self.add_unknown_key(key, value)
        return self

    def pop(self, key: str, default: Any = None) -> Any:
        """Take out a value, and record a forbidden null or a missing key. Objects in the value will be checked too."""
        value = super().pop(key, default)
        if isinstance(value, str):
            return CheckedString(value)
        if isinstance(value, dict):
            return CheckedDict(value, (*self.path, key), self.problems)
        if isinstance(value, list):
            return [
                CheckedDict(item, (*self.path, key, index), self.problems) if isinstance(item, dict) else item
                for index, item in enumerate(value)
            ]
        if value is None or value is default:
            self.add_null_or_missing(key, value)
        return value

    def add_null_or_missing(self, key: str, value: Any) -> None:
        field = self.cls.__dataclass_fields__[key]
        if field.default is MISSING or self.cls is Unrecognized:
            return  # a required field is refused by its reader; Unrecognized requires nothing
        nullable = field.metadata.get("nullable")
        expected = json_type_name(field.type)
        if value is None and not nullable:
            self.add_deviation((key,), f"expected {expected}, got null")
        elif value is not None and (field.default is not None or field.metadata.get("required")):
            expected += " or null" if nullable else ""
            self.add_deviation((key,), f"expected {expected}, but the key is missing")

    def add_unknown_key(self, key: str, value: Any) -> None:
        try:
            freeze(value)
        except NotJSON as error:
            self.add_problem((key, *error.path), str(error))
        else:
            if self.cls is not Unrecognized:
                self.add_problem((key,), "unknown field", ProblemKind.UNKNOWN_FIELD)

    def add_deviation(self, path: Path, message: str) -> None:
        self.add_problem(path, message, ProblemKind.DEVIATION)

    def add_problem(self, path: Path, message: str, kind: ProblemKind = ProblemKind.REFUSED) -> None:
        self.problems.append(Problem(self.path + path, message, kind))


class CheckedString(str):
    """A str subclass, so that readers take the slow path, which records unknown enum values."""


JSON_TYPE_NAMES: dict[Any, str] = {tuple: "array", bytes: BYTES, int: "integer", float: "number", bool: "boolean"}


def json_type_name(annotation: Any) -> str:
    """Return the JSON type name for a field with this annotation, ignoring null."""
    member = members_of(annotation)[0]
    kind = get_origin(member) or member
    return JSON_TYPE_NAMES.get(kind) or ("string" if issubclass(kind, str) else "object")
