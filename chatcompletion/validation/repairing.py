# SPDX-License-Identifier: MIT-0
"""Repairs data that a class refuses. Private; loaded on first use."""

import contextlib
import json
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING
from typing import Any, get_args, get_origin

from .._core.converters import members_of
from .._core.json_values import MAX_DEPTH, NotJSON, freeze, plain_key, plain_number
from .._core.model import Model
from .._core.problems import Path, RecordingDict
from ..enums import ObjectType
from ..errors import ErrorResponse, ParseError
from ..response import CreateChatCompletionResponse

# One round may repair the `type` of a tool call, the next add its `function`, and the third add the `name` in it.
ROUNDS = 3

CONTENT_KEYS = ("content", "refusal")  # texts that some servers send as a list of parts


def repair_response(data: dict[str, Any]) -> dict[str, Any]:
    """Do what `repair` does, for data that is not a chunk."""
    error = error_of(CreateChatCompletionResponse, data)
    if error is None:
        return data
    if not has_message(data):
        is_known = "choices" in data or data.get("object") == ObjectType.CHAT_COMPLETION
        if error.hint is not None or not is_known:
            raise error
    return repaired(CreateChatCompletionResponse, data)


def has_message(data: dict[str, Any]) -> bool:
    return any(choice.get("message") is not None for choice in choices_of(data))


def choices_of(data: dict[str, Any]) -> list[dict[Any, Any]]:
    choices = data.get("choices")
    return [choice for choice in choices if isinstance(choice, dict)] if isinstance(choices, list) else []


def error_of(cls: type[Model], data: dict[str, Any]) -> ParseError | None:
    """Return the error that `from_dict` raises for the data, or None. An ErrorResponse is raised, not returned."""
    try:
        cls.from_dict(data)
    except ErrorResponse:
        raise
    except ParseError as error:
        return error
    return None


def repaired(cls: type[Model], data: dict[str, Any]) -> dict[str, Any]:
    """Return a copy of the data in which every refused value is repaired.

    Raises ErrorResponse if no choice is left and the rest reports an error.
    """
    for _ in range(ROUNDS):  # pragma: no branch  # after the last round, nothing is left to repair
        copy = RepairedDict(data)
        copy.cls = cls
        cls._read(copy)
        data = copy.repaired
        if error_of(cls, data) is None:
            break
    return cls.from_dict(data).to_dict()  # shares nothing with the input


class RepairedDict(RecordingDict):
    """A JSON object while a class reads it. Values that the class refuses are repaired in a copy, `repaired`."""

    __slots__ = ("handled", "index", "repaired")

    def __init__(self, data: dict[str, Any], index: int | None = None) -> None:
        super().__init__(data)
        self.repaired: dict[Any, Any] = dict(data)
        self.index = index  # in the enclosing array
        self.handled: set[Path] = set()  # the paths of fields and members that were repaired

    def copy(self) -> "RepairedDict":
        """Return the object itself, which is already a copy. Repairs unknown values, and drops invalid keys."""
        for key in self:
            if not isinstance(key, str):
                del self.repaired[key]
            elif key not in self.cls._keys:
                repair_unknown(self.repaired, key)
        return self

    def pop(self, key: str, default: Any = None) -> Any:
        """Take out a value. Objects in it will be repaired too."""
        value = super().pop(key, default)
        if isinstance(value, dict):
            inner = RepairedDict(value)
            self.repaired[key] = inner.repaired
            return inner
        if isinstance(value, list) and get_origin(self.annotation(key)) is tuple:
            objects = [item for item in value if isinstance(item, dict)]
            items = [RepairedDict(item, index) for index, item in enumerate(objects)]
            self.repaired[key] = [item.repaired for item in items]
            return items
        return value

    def annotation(self, key: str) -> Any:
        return first_member(self.cls.__dataclass_fields__[key].type)

    def add_problem(self, path: Path, message: str) -> None:
        """Repair the field that the path leads to. In a mapping, repair only the member at the path."""
        if path[:2] in self.handled:  # an array may have one problem per item
            return
        self.handled.add(path[:2])
        key, *inside = map(str, path)
        annotation = self.annotation(key)
        if inside and get_origin(annotation) is Mapping:
            repair_member(self.repaired[key], inside[0], get_args(annotation)[1])
        else:
            self.repair_field(key, annotation)

    def repair_field(self, key: str, annotation: Any) -> None:
        value = convert(annotation, self.repaired.get(key), key)
        if value is None and self.cls.__dataclass_fields__[key].default is MISSING:
            value = self.placeholder(key, annotation)
        self.repaired[key] = value

    def placeholder(self, key: str, annotation: Any) -> Any:
        """Return the placeholder for a required field."""
        if key == "index" and self.index is not None:
            return self.index
        if key == "id" and self.index is not None:  # a tool call: no other array item requires an id
            return f"call_{self.index}"
        if key == "total_tokens":  # the other two have already been read
            return self.repaired["completion_tokens"] + self.repaired["prompt_tokens"]
        return placeholder(annotation)


def repair_member(members: dict[str, Any], name: str, annotation: Any) -> None:
    """Repair one member of a mapping."""
    if annotation is Any:
        repair_unknown(members, name)
    else:
        value = convert(annotation, members.get(name))
        members[name] = placeholder(annotation) if value is None else value


# --- Unknown values


def repair_unknown(members: dict[Any, Any], key: Any) -> None:
    value = members.pop(key, None)
    with contextlib.suppress(NotJSON):
        members[key] = only_json(value)


def only_json(value: Any, parents: tuple[int, ...] = ()) -> Any:
    """Copy the value without the parts that cannot be kept. Raises NotJSON if the value itself cannot be kept.

    `parents` has the ids of the enclosing arrays and objects, because a value may contain itself.
    """
    if not isinstance(value, (dict, list, tuple)):
        return freeze(value)
    if len(parents) == MAX_DEPTH or id(value) in parents:
        raise NotJSON(f"expected at most {MAX_DEPTH} levels of arrays and objects")
    parents = (*parents, id(value))
    if isinstance(value, dict):
        members: dict[str, Any] = {}
        for key, member in value.items():
            with contextlib.suppress(NotJSON):
                members[plain_key(key)] = only_json(member, parents)
        return members
    items: list[Any] = []
    for item in value:
        with contextlib.suppress(NotJSON):
            items.append(only_json(item, parents))
    return items


# --- Converting values of the wrong type


def first_member(annotation: Any) -> Any:
    """Return the annotation without None. For a union, the first member is enough: all have the same JSON type."""
    return members_of(annotation)[0]


def placeholder(annotation: Any) -> Any:
    """Return the placeholder for an annotation. For a class it is an empty object, which the next round fills in."""
    kind = get_origin(annotation) or annotation
    values: dict[Any, Any] = {int: 0, float: 0, bool: False, tuple: []}
    return "" if issubclass(kind, str) else values.get(kind, {})


def convert(annotation: Any, value: Any, key: str = "") -> Any:
    """Convert a value that has the wrong type for this annotation. Returns None if its meaning is not clear."""
    kind = get_origin(annotation) or annotation
    if issubclass(kind, str):
        return as_string(value, is_content=key in CONTENT_KEYS)
    if kind is tuple and isinstance(value, list):  # of strings: a list of objects is never refused as a whole
        strings = [as_string(item) for item in value]
        return [string for string in strings if string is not None]
    if kind is Mapping and isinstance(value, dict):  # it was refused because of its keys
        return {name: member for name, member in value.items() if isinstance(name, str)}
    converter = CONVERTERS.get(kind)
    return converter(value) if converter else None


NUMBER = re.compile(r"-?\d+(\.\d+)?([eE][-+]?\d+)?", re.ASCII)


def as_number(value: Any) -> Any:
    if isinstance(value, str):
        match = NUMBER.fullmatch(value.strip())
        try:
            value = match and (float(value) if match[1] or match[2] else int(value))
        except ValueError:  # an integer with too many digits
            return None
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return None if isinstance(value, float) and not math.isfinite(value) else plain_number(value)


def as_integer(value: Any) -> Any:
    number = as_number(value)
    if isinstance(number, float):
        return int(number) if number.is_integer() else None
    return number


def as_boolean(value: Any) -> Any:
    if isinstance(value, str):
        return {"true": True, "false": False}.get(value.strip().lower())
    return bool(value) if isinstance(value, (int, float)) and value in (0, 1) else None


CONVERTERS: dict[Any, Callable[[Any], Any]] = {int: as_integer, float: as_number, bool: as_boolean}


def as_string(value: Any, *, is_content: bool = False) -> Any:
    """Return the joined text of content parts, or the JSON text of any other value.

    `is_content` means that every list is a list of content parts, even an empty list or a list of strings. Elsewhere,
    as in arguments, those two are arrays.
    """
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, list) and (is_content or any(is_text_part(item) for item in value)):
        texts = [text_of_part(item) for item in value]
        if None not in texts:
            return "".join(map(str, texts))
    try:
        return json.dumps(freeze(value), ensure_ascii=False, allow_nan=False)
    except (NotJSON, ValueError):  # ValueError: NaN, an infinity, an integer with too many digits
        return None


def is_text_part(item: Any) -> bool:
    return isinstance(item, dict) and isinstance(item.get("text"), str)


def text_of_part(item: Any) -> str | None:
    """Return the text of a content part, "" if it has another type, or None if it is not a content part."""
    if isinstance(item, str):
        return str.__str__(item)
    if is_text_part(item):
        return str.__str__(item["text"])
    return "" if isinstance(item, dict) and isinstance(item.get("type"), str) else None


def repair_chunk(data: dict[str, Any]) -> dict[str, Any]:
    """Do what `repair` does, for data that is expected to be a chunk."""
    from ..streaming._chunk_data import repair_chunk

    return repair_chunk(data)
