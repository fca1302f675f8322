# SPDX-License-Identifier: MIT-0
"""Readers of the basic JSON types. A `from_dict` calls one for each field. Private.

Each reader removes a key from `data`, a copy of the JSON object, and returns the value for the field. Only unusual
things are left: unknown keys and, under MISSING_FIELDS, the nulls and missing keys that `to_dict` would write
differently. `_model.finish` keeps those.

The last argument, `default`, says how an object that is built by hand writes "no value": ABSENT, NULL or, for an array,
EMPTY. For a constant field, it is the constant. Without this argument, a value is required.
"""

from enum import Enum
from typing import Any

from .json_values import json_type, plain_number
from .problems import Path, RecordingDict, Refused, SupportsRead, add_nested_problems, add_problem


class Missing(Enum):
    """How "no value" is written."""

    REQUIRED = "required"
    ABSENT = "absent"
    EMPTY = "empty"


REQUIRED, ABSENT, EMPTY = Missing.REQUIRED, Missing.ABSENT, Missing.EMPTY
NULL = None

MISSING_FIELDS: Any = object()  # the key under which nulls and missing keys are recorded in the data

# What an object built by hand writes if the field has no value. For a constant field, the constant.
NoValue = Missing | str | None


def string(data: dict[str, Any], key: str, default: NoValue = REQUIRED) -> Any:
    value = data.pop(key, ABSENT)
    if type(value) is str:
        return value
    if value is default:
        return None
    if value is None or value is ABSENT:
        return handle_missing(data, key, value, default, "string")
    return str.__str__(value) if isinstance(value, str) else wrong_type(data, key, value, default, "string")


def integer(data: dict[str, Any], key: str, default: NoValue = REQUIRED) -> Any:
    value = data.pop(key, ABSENT)
    if type(value) is int:
        return value
    if value is default:
        return None
    if value is None or value is ABSENT:
        return handle_missing(data, key, value, default, "integer")
    if isinstance(value, int) and not isinstance(value, bool):
        return plain_number(value)
    return wrong_type(data, key, value, default, "integer")


def nested(data: dict[str, Any], key: str, cls: SupportsRead, default: NoValue = REQUIRED) -> Any:
    """Read an object of a class or of a union of classes."""
    value = data.pop(key, ABSENT)
    if type(value) is dict:
        try:
            return cls._read(value)
        except Refused as refused:
            return add_nested_problems(data, (key,), refused)
    if value is default:
        return None
    if value is None or value is ABSENT:
        return handle_missing(data, key, value, default, "object")
    if isinstance(value, dict):
        return read_item(data, (key,), cls, value)
    return wrong_type(data, key, value, default, "object")


def array(data: dict[str, Any], key: str, cls: SupportsRead, default: NoValue = REQUIRED) -> Any:
    """Read an array of objects of a class or of a union of classes, as a tuple."""
    value = data.pop(key, ABSENT)
    if value is default:
        return None
    if value is None or value is ABSENT:
        return handle_missing(data, key, value, default, "array")
    if not isinstance(value, list):
        return wrong_type(data, key, value, default, "array")
    items: list[Any] = []
    read = cls._read
    for item in value:
        if type(item) is dict:
            try:
                items.append(read(item))
            except Refused as refused:
                add_nested_problems(data, (key, len(items)), refused)
                items.append(None)
        else:
            items.append(read_item(data, (key, len(items)), cls, item))
    return tuple(items)


def read_item(data: dict[str, Any], path: Path, cls: SupportsRead, item: Any) -> Any:
    """Read a dict, or an instance of a dict subclass such as RecordingDict. Refuse anything else."""
    if not isinstance(item, dict):
        return add_problem(data, path, f"expected object, got {json_type(item)}")
    if isinstance(item, RecordingDict):
        item.cls = cls
    try:
        return cls._read(item if isinstance(item, RecordingDict) else dict(item))
    except Refused as refused:
        return add_nested_problems(data, path, refused)


def handle_missing(data: dict[str, Any], key: str, value: Any, default: NoValue, expected: str) -> None:
    """Refuse a null or missing value if the field is required.

    Otherwise record it in the data, because an object built by hand would write "no value" differently.
    """
    if default is not REQUIRED:
        missing: tuple[tuple[str, str], ...] = data.get(MISSING_FIELDS, ())
        missing += ((key, "null" if value is None else "absent"),)
        data[MISSING_FIELDS] = missing
    else:
        found = "got null" if value is None else "but the key is missing"
        add_problem(data, (key,), f"expected {expected}, {found}")


def wrong_type(data: dict[str, Any], key: str, value: Any, default: NoValue, expected: str) -> None:
    or_null = "" if default is REQUIRED else " or null"
    add_problem(data, (key,), f"expected {expected}{or_null}, got {json_type(value)}")
