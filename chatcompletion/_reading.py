# SPDX-License-Identifier: MIT-0
"""Readers of the basic JSON types. A `from_dict` calls one for each field. Private.

Each reader removes a key from `data`, a copy of the JSON object, and returns the value for the field. Only unusual
things are left: unknown keys, and nulls or missing keys that `to_dict` would write differently. `_model.finish` keeps
those.

The last argument, `none`, says how an object that is built by hand writes "no value": ABSENT, NULL or, for an array,
EMPTY. For a constant field, it is the constant. Without this argument, a value is required.
"""

from enum import Enum
from typing import Any

from ._compat import WireEnum
from ._judging import Judged, Path, Readable, Refused, refuse, refuse_inner
from ._values import json_type, plain_number


class Spelling(Enum):
    """How "no value" is written."""

    REQUIRED = "required"
    ABSENT = "absent"
    EMPTY = "empty"


REQUIRED, ABSENT, EMPTY = Spelling.REQUIRED, Spelling.ABSENT, Spelling.EMPTY
NULL = None

# What an object built by hand writes if the field has no value. For a constant field, the constant.
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
    """Read an object of a class or of a union of classes."""
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
    """Read an array of objects of a class or of a union of classes, as a tuple."""
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
    """Read a dict, or an instance of a dict subclass such as Judged. Refuse anything else."""
    if not isinstance(item, dict):
        return refuse(data, path, f"expected object, got {json_type(item)}")
    if isinstance(item, Judged):
        item.cls = cls
    try:
        return cls._read(item if isinstance(item, Judged) else dict(item))
    except Refused as refused:
        return refuse_inner(data, path, refused)


def no_value(data: dict[str, Any], key: str, value: Any, none: NoValue, expected: str) -> None:
    """Refuse a null or missing value if the field is required.

    Otherwise put it back into the data, because an object built by hand would write "no value" differently.
    """
    if none is not REQUIRED:
        data[key] = value
    else:
        found = "got null" if value is None else "but the key is missing"
        refuse(data, (key,), f"expected {expected}, {found}")


def wrong_type(data: dict[str, Any], key: str, value: Any, none: NoValue, expected: str) -> None:
    or_null = "" if none is REQUIRED else " or null"
    refuse(data, (key,), f"expected {expected}{or_null}, got {json_type(value)}")
