# SPDX-License-Identifier: MIT-0
"""The evident readings of values that have the wrong JSON type. Each returns None where there is none."""

import contextlib
import json
import math
import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from .._core.json_values import MAX_DEPTH, freeze
from .._core.readers_special import byte_problem
from ..errors import ParseError

if TYPE_CHECKING:
    from decimal import Decimal  # loaded on first use, like datetime: `check` needs neither

NUMBER = re.compile(r"-?\d+(\.\d+)?([eE][-+]?\d{1,6})?", re.ASCII)
MAX_DIGITS = 4300  # of an integer: the most that Python reads and writes

ISO_TIME = re.compile(
    r"(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d)(:\d\d)?(?:[.,]\d+)?"  # the fraction is left out
    r" ?(?:[Zz]|UTC|([-+]\d\d)(?::?(\d\d))?)?",
    re.ASCII,
)

# --- Numbers and times


def as_decimal(value: Any) -> "Decimal | None":
    """Return the exact value of a float, or of text that is a number."""
    from decimal import Decimal

    if isinstance(value, str) and NUMBER.fullmatch(str.strip(value)):
        number = Decimal(str.strip(value))
    elif isinstance(value, float) and math.isfinite(value):
        number = Decimal(float.__float__(value))
    else:
        return None
    return number if number.adjusted() < MAX_DIGITS else None


def as_integer(value: Any) -> int | None:
    number = as_decimal(value)
    return int(number) if number is not None and number == number.to_integral_value() else None


def as_number(value: Any) -> float | None:
    number = as_decimal(value)
    if number is None:
        return None
    if number.as_tuple().exponent == 0:
        return int(number)  # it is written without a fraction
    return float(number) if math.isfinite(float(number)) else None


def as_seconds(value: Any) -> int | None:
    """Return a Unix time in whole seconds: of a number with a fraction, or of ISO text, which is UTC without a zone."""
    time = ISO_TIME.fullmatch(str.strip(value)) if isinstance(value, str) else None
    if time is None:
        number = as_decimal(value)
        return None if number is None else math.floor(number)
    from datetime import datetime

    date, minute, second, zone_hours, zone_minutes = time.groups()
    text = f"{date}T{minute}{second or ':00'}{zone_hours or '+00'}:{zone_minutes or '00'}"
    with contextlib.suppress(ValueError, OverflowError):  # there is no such day, hour or zone
        return int(datetime.fromisoformat(text).timestamp())
    return None


# --- Other scalars and bytes


def as_boolean(value: Any) -> bool | None:
    """Return true or false for the words, and for 1 and 0."""
    if isinstance(value, str):
        return {"true": True, "false": False}.get(str.strip(value).lower())
    return bool(value) if isinstance(value, (int, float)) and value in (0, 1) else None


def as_bytes(value: Any) -> list[int] | None:
    """Return an array in which `97.0` and `"97"` are the byte 97. None if an item is no byte."""
    if not isinstance(value, (list, tuple, bytes, bytearray)):
        return None
    items: list[Any] = [as_integer(item) if isinstance(item, (float, str)) else item for item in value]
    return None if any(map(byte_problem, items)) else items


def as_string(value: Any) -> str | None:
    """Return the JSON text of a number, of true, and of an object that is not empty."""
    if isinstance(value, dict):
        return json_text(value) if value else None
    return scalar_text(value) if isinstance(value, (int, float)) and value is not False else None


def scalar_text(value: Any) -> str | None:
    """Return JSON text, or None for what JSON cannot write: NaN, an infinity, an integer with too many digits."""
    try:
        return json.dumps(freeze(value, 0), ensure_ascii=False, allow_nan=False)
    except (ParseError, ValueError):
        return None


def json_text(value: Any) -> str:
    """Return the JSON text of any value. What JSON does not have is null in it, and so is what is nested too deeply."""
    return json.dumps(copied(value, or_null), ensure_ascii=False)


# --- Copies of values without what is no JSON

LEFT_OUT: Any = object()


def only_json(value: Any) -> Any:
    """Copy a value without the parts that cannot be kept. Returns LEFT_OUT if the value itself cannot be kept."""
    return copied(value, or_left_out)


def copied(value: Any, leaf: Callable[[Any], Any], parents: tuple[int, ...] = ()) -> Any:
    """Copy arrays and objects. `leaf` copies all other values, and gets the arrays and objects that cannot be kept.

    `parents` has the ids of the enclosing arrays and objects, because a value may contain itself.
    """
    is_container = isinstance(value, (dict, list, tuple))
    if not is_container or len(parents) == MAX_DEPTH or id(value) in parents:
        return leaf(value)
    parents = (*parents, id(value))
    if isinstance(value, dict):
        members = {key: copied(member, leaf, parents) for key, member in text_members(value)}
        return {key: member for key, member in members.items() if member is not LEFT_OUT}
    items = [copied(item, leaf, parents) for item in value]
    return [item for item in items if item is not LEFT_OUT]


def text_members(data: dict[Any, Any]) -> Iterator[tuple[str, Any]]:
    """Yield the members whose keys are texts, as JSON has them."""
    return ((str.__str__(key), member) for key, member in data.items() if isinstance(key, str))


def or_left_out(value: Any) -> Any:
    try:
        return freeze(value, 0)  # refuses every array and object
    except ParseError:
        return LEFT_OUT


def or_null(value: Any) -> Any:
    return None if scalar_text(value) is None else freeze(value, 0)
