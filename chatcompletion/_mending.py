# SPDX-License-Identifier: MIT-0
"""Mends data that a class refuses. Private; loaded when asked for."""

import contextlib
import json
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING
from typing import Any, get_args, get_origin

from ._judging import Judged, Path
from ._model import Model
from ._shapes import members_of
from ._values import MAX_DEPTH, NotJSON, freeze, plain_key, plain_number
from .enums import ObjectType
from .error_response import ErrorResponse
from .errors import ParseError
from .response import CreateChatCompletionResponse

# The first round may mend the `type` of a tool call, the second add its `function`, and the third add the `name` in it.
ROUNDS = 3

CONTENT_KEYS = ("content", "refusal")  # texts that some servers send as a list of parts


def repair_response(data: dict[str, Any]) -> dict[str, Any]:
    """Do what `repair` does, for data that is no chunk."""
    error = refusal(CreateChatCompletionResponse, data)
    if error is None:
        return data
    if not has_message(data):
        is_known = "choices" in data or data.get("object") == ObjectType.CHAT_COMPLETION
        if error.hint is not None or not is_known:
            raise error
    return mended(CreateChatCompletionResponse, data)


def has_message(data: dict[str, Any]) -> bool:
    return any(choice.get("message") is not None for choice in choices_of(data))


def choices_of(data: dict[str, Any]) -> list[dict[Any, Any]]:
    choices = data.get("choices")
    return [choice for choice in choices if isinstance(choice, dict)] if isinstance(choices, list) else []


def refusal(cls: type[Model], data: dict[str, Any]) -> ParseError | None:
    """The error that `from_dict` raises for the data, or None. An ErrorResponse is raised."""
    try:
        cls.from_dict(data)
    except ErrorResponse:
        raise
    except ParseError as error:
        return error
    return None


def mended(cls: type[Model], data: dict[str, Any]) -> dict[str, Any]:
    """A copy of the data, mended wherever it is refused.

    Raises ErrorResponse if no choice is left and the rest reports an error.
    """
    for _ in range(ROUNDS):  # pragma: no branch  # nothing is left to mend after the last
        copy = Mended(data)
        copy.cls = cls
        cls._read(copy)
        data = copy.mended
        if refusal(cls, data) is None:
            break
    return cls.from_dict(data).to_dict()  # shares nothing with the input


class Mended(Judged):
    """An object of the wire while a class reads it. Whatever the class refuses is mended in a copy, `mended`."""

    __slots__ = ("mended", "noted", "place")

    def __init__(self, data: dict[str, Any], place: int | None = None) -> None:
        super().__init__(data)
        self.mended: dict[Any, Any] = dict(data)
        self.place = place  # in the array around it
        self.noted: set[Path] = set()

    def copy(self) -> "Mended":
        """The object itself: it is a copy already. Mends the keys that its class does not know."""
        for key in self:
            if not isinstance(key, str):
                del self.mended[key]
            elif key not in self.cls._keys:
                mend_unknown(self.mended, key)
        return self

    def pop(self, key: str, default: Any = None) -> Any:
        """The value. Objects in it are mended in their turn."""
        value = super().pop(key, default)
        if isinstance(value, dict):
            inner = Mended(value)
            self.mended[key] = inner.mended
            return inner
        if isinstance(value, list) and get_origin(self.annotation(key)) is tuple:
            objects = [item for item in value if isinstance(item, dict)]
            items = [Mended(item, place) for place, item in enumerate(objects)]
            self.mended[key] = [item.mended for item in items]
            return items
        return value

    def annotation(self, key: str) -> Any:
        return first_member(self.cls.__dataclass_fields__[key].type)

    def note(self, path: Path, message: str) -> None:
        """Mend the field that the path leads to, or only the member at the path if the keys of its object are data."""
        if path[:2] in self.noted:  # an array may have a problem for each of its items
            return
        self.noted.add(path[:2])
        key, *inside = map(str, path)
        annotation = self.annotation(key)
        if inside and get_origin(annotation) is Mapping:
            mend_member(self.mended[key], inside[0], get_args(annotation)[1])
        else:
            self.mend_field(key, annotation)

    def mend_field(self, key: str, annotation: Any) -> None:
        value = evident(annotation, self.mended.get(key), key)
        if value is None and self.cls.__dataclass_fields__[key].default is MISSING:
            value = self.neutral(key, annotation)
        self.mended[key] = value

    def neutral(self, key: str, annotation: Any) -> Any:
        """The neutral value of a required field."""
        if key == "index" and self.place is not None:
            return self.place
        if key == "id" and self.place is not None:  # a tool call, for no other item of an array requires an id
            return f"call_{self.place}"
        if key == "total_tokens":  # the other two are read before it
            return self.mended["completion_tokens"] + self.mended["prompt_tokens"]
        return neutral(annotation)


def mend_member(members: dict[str, Any], name: str, annotation: Any) -> None:
    """Mend a member of an object whose keys are data."""
    if annotation is Any:
        mend_unknown(members, name)
    else:
        value = evident(annotation, members.get(name))
        members[name] = neutral(annotation) if value is None else value


# --- Unknown values


def mend_unknown(members: dict[Any, Any], key: Any) -> None:
    value = members.pop(key, None)
    with contextlib.suppress(NotJSON):
        members[key] = without_not_json(value)


def without_not_json(value: Any, around: tuple[int, ...] = ()) -> Any:
    """A copy of the value without those parts that cannot be kept. Raises NotJSON if it cannot be kept itself.

    `around` has the ids of the arrays and objects around it, for a value may contain itself.
    """
    if not isinstance(value, (dict, list, tuple)):
        return freeze(value)
    if len(around) == MAX_DEPTH or id(value) in around:
        raise NotJSON(f"expected at most {MAX_DEPTH} levels of arrays and objects")
    around = (*around, id(value))
    if isinstance(value, dict):
        members: dict[str, Any] = {}
        for key, member in value.items():
            with contextlib.suppress(NotJSON):
                members[plain_key(key)] = without_not_json(member, around)
        return members
    items: list[Any] = []
    for item in value:
        with contextlib.suppress(NotJSON):
            items.append(without_not_json(item, around))
    return items


# --- What a value of another type means


def first_member(annotation: Any) -> Any:
    """The annotation without None. Of a union its first member is enough: JSON has the same type for all of them."""
    return members_of(annotation)[0]


def neutral(annotation: Any) -> Any:
    """The neutral value of an annotation. For a class it is an empty object, in which the next round adds the rest."""
    kind = get_origin(annotation) or annotation
    values: dict[Any, Any] = {int: 0, float: 0, bool: False, tuple: []}
    return "" if issubclass(kind, str) else values.get(kind, {})


def evident(annotation: Any, value: Any, key: str = "") -> Any:
    """The one evident reading of a value that a field of this annotation cannot hold, or None."""
    kind = get_origin(annotation) or annotation
    if issubclass(kind, str):
        return as_string(value, joined=key in CONTENT_KEYS)
    if kind is tuple and isinstance(value, list):  # of strings; an array of objects that is a list is never refused
        strings = [as_string(item) for item in value]
        return [string for string in strings if string is not None]
    if kind is Mapping and isinstance(value, dict):  # it is refused for its keys
        return {name: member for name, member in value.items() if isinstance(name, str)}
    read = READINGS.get(kind)
    return read(value) if read else None


NUMBER = re.compile(r"-?\d+(\.\d+)?([eE][-+]?\d+)?", re.ASCII)


def as_number(value: Any) -> Any:
    if isinstance(value, str):
        match = NUMBER.fullmatch(value.strip())
        try:
            value = match and (float(value) if match[1] or match[2] else int(value))
        except ValueError:  # an integer of too many digits
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


READINGS: dict[Any, Callable[[Any], Any]] = {int: as_integer, float: as_number, bool: as_boolean}


def as_string(value: Any, *, joined: bool = False) -> Any:
    """The joined text of content parts, or the JSON text of any other value.

    `joined` says that any list is one of parts: an empty one, or one of strings. Elsewhere these are arrays, as in
    arguments.
    """
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, list) and (joined or any(is_text_part(item) for item in value)):
        texts = [text_of_part(item) for item in value]
        if None not in texts:
            return "".join(map(str, texts))
    try:
        return json.dumps(freeze(value), ensure_ascii=False, allow_nan=False)
    except (NotJSON, ValueError):  # ValueError: NaN, an infinity, an integer of too many digits
        return None


def is_text_part(item: Any) -> bool:
    return isinstance(item, dict) and isinstance(item.get("text"), str)


def text_of_part(item: Any) -> str | None:
    """The text of a content part: "" for one of another kind, such as reasoning; None for what is no content part."""
    if isinstance(item, str):
        return str.__str__(item)
    if is_text_part(item):
        return str.__str__(item["text"])
    return "" if isinstance(item, dict) and isinstance(item.get("type"), str) else None
