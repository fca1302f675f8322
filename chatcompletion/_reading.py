# SPDX-License-Identifier: MIT-0
"""Readers of JSON's own types: the words in which the tables of `from_dict` are written. Private.

Each takes a field out of `data`, a copy of the object of the wire, and gives the value that the field holds. What stays
behind is what is unusual: unknown keys, and null or absence where `to_dict` would not write the same. `_model.finish`
keeps that.

The last argument of a reader says how an object that is built by hand spells "no value": ABSENT, NULL or, for an array,
EMPTY. For a constant it is the constant. Without it a value is required.
"""

from enum import Enum
from typing import Any

from ._compat import WireEnum
from ._judging import Judged, Path, Readable, Refused, refuse, refuse_inner
from ._values import json_type, plain_number


class Spelling(Enum):
    """How "no value" is spelled."""

    REQUIRED = "required"
    ABSENT = "absent"
    EMPTY = "empty"


REQUIRED, ABSENT, EMPTY = Spelling.REQUIRED, Spelling.ABSENT, Spelling.EMPTY
NULL = None

# What an object built by hand writes where the field has no value; for a constant, the constant.
NoValue = Spelling | WireEnum | None


def string(data: dict[str, Any], key: str, none: NoValue = REQUIRED) -> Any:
    value = data.pop(key, ABSENT)
    if type(value) is str:
        return value
    if value is none:
        return None
    if value is None or value is ABSENT:
        return no_value(data, key, value, none, "string")
    return str.__str__(value) if isinstance(value, str) else wrong_type(data, key, value, none, "string")


def integer(data: dict[str, Any], key: str, none: NoValue = REQUIRED) -> Any:
    value = data.pop(key, ABSENT)
    if type(value) is int:
        return value
    if value is none:
        return None
    if value is None or value is ABSENT:
        return no_value(data, key, value, none, "integer")
    if isinstance(value, int) and not isinstance(value, bool):
        return plain_number(value)
    return wrong_type(data, key, value, none, "integer")


def nested(data: dict[str, Any], key: str, cls: Readable, none: NoValue = REQUIRED) -> Any:
    """An object that has a class, or a union of classes, of its own."""
    value = data.pop(key, ABSENT)
    if type(value) is dict:
        try:
            return cls._read(value)
        except Refused as refused:
            return refuse_inner(data, (key,), refused)
    if value is none:
        return None
    if value is None or value is ABSENT:
        return no_value(data, key, value, none, "object")
    if isinstance(value, dict):
        return read_item(data, (key,), cls, value)
    return wrong_type(data, key, value, none, "object")


def array(data: dict[str, Any], key: str, cls: Readable, none: NoValue = REQUIRED) -> Any:
    """An array of such objects, as a tuple."""
    value = data.pop(key, ABSENT)
    if type(value) is list:
        items: list[Any] = []
        read = cls._read
        for item in value:
            if type(item) is dict:
                try:
                    items.append(read(item))
                except Refused as refused:
                    refuse_inner(data, (key, len(items)), refused)
                    items.append(None)
            else:
                items.append(read_item(data, (key, len(items)), cls, item))
        return tuple(items)
    if value is none:
        return None
    if value is None or value is ABSENT:
        return no_value(data, key, value, none, "array")
    if isinstance(value, list):
        return tuple([read_item(data, (key, index), cls, item) for index, item in enumerate(value)])
    return wrong_type(data, key, value, none, "array")


def read_item(data: dict[str, Any], path: Path, cls: Readable, item: Any) -> Any:
    """Read what is no plain dict: an object that is judged, or a subclass of dict. Refuse what is no object."""
    if not isinstance(item, dict):
        return refuse(data, path, f"expected object, got {json_type(item)}")
    if isinstance(item, Judged):
        item.cls = cls
    try:
        return cls._read(item if isinstance(item, Judged) else dict(item))
    except Refused as refused:
        return refuse_inner(data, path, refused)


def no_value(data: dict[str, Any], key: str, value: Any, none: NoValue, expected: str) -> None:
    """Refuse null or absence where a value is required.

    Else put it back into the data, for an object built by hand would spell "no value" otherwise.
    """
    if none is not REQUIRED:
        data[key] = value
    else:
        found = "got null" if value is None else "but the key is missing"
        refuse(data, (key,), f"expected {expected}, {found}")


def wrong_type(data: dict[str, Any], key: str, value: Any, none: NoValue, expected: str) -> None:
    or_null = "" if none is REQUIRED else " or null"
    refuse(data, (key,), f"expected {expected}{or_null}, got {json_type(value)}")
