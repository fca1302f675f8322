# SPDX-License-Identifier: MIT-0
"""The evident readings of values that have the wrong JSON type. Each returns None where there is none."""

import contextlib
import json
import math
import re
from datetime import datetime
from decimal import Decimal
from typing import Any

from .._core.json_values import MAX_DEPTH, freeze, plain_key, plain_number, refusal
from ..errors import ParseError

NUMBER = re.compile(r"-?\d+(\.\d+)?([eE][-+]?\d{1,9})?", re.ASCII)
MAX_DIGITS = 4300  # the most that Python reads and writes

ISO_TIME = re.compile(r"(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:\d\d)(?:[.,]\d+)? ?(?:[Zz]|([+-]\d\d):?(\d\d))?", re.ASCII)


def as_decimal(value: Any) -> Decimal | None:
    """Return the exact value of a number, or of text that is one."""
    if isinstance(value, str):
        value = value.strip()
        value = Decimal(value) if NUMBER.fullmatch(value) else None
    elif isinstance(value, bool) or not isinstance(value, (int, float)) or not is_finite(value):
        return None
    else:
        value = Decimal(plain_number(value))
    return value if value is not None and abs(value.adjusted()) < MAX_DIGITS else None


def is_finite(value: float) -> bool:
    return isinstance(value, int) or math.isfinite(value)


def as_integer(value: Any) -> int | None:
    number = as_decimal(value)
    return int(number) if number is not None and number == number.to_integral_value() else None


def as_number(value: Any) -> float | None:
    number = as_decimal(value)
    if number is None:
        return None
    if isinstance(value, str) and number == number.to_integral_value() and value.strip().lstrip("-").isdigit():
        return int(number)
    return float(number) if math.isfinite(float(number)) else None


def as_seconds(value: Any) -> int | None:
    """Return a Unix time in whole seconds: a number with a fraction, or ISO text, in UTC if it names no zone."""
    if isinstance(value, str) and (match := ISO_TIME.fullmatch(value.strip())):
        zone = f"{match[3]}:{match[4]}" if match[3] else "+00:00"
        with contextlib.suppress(ValueError, OverflowError):
            return int(datetime.fromisoformat(f"{match[1]}T{match[2]}{zone}").timestamp())
        return None
    number = as_decimal(value)
    return None if number is None else math.floor(number)


def as_boolean(value: Any) -> bool | None:
    if isinstance(value, str):
        return {"true": True, "false": False}.get(value.strip().lower())
    return bool(value) if isinstance(value, (int, float)) and value in (0, 1) else None


def as_bytes(value: Any) -> list[int] | None:
    if not isinstance(value, (list, tuple, bytes, bytearray)):
        return None
    items = [as_integer(item) for item in value]
    return [item for item in items if item is not None] if all(item in range(256) for item in items) else None


def as_string(value: Any) -> str | None:
    """Return the JSON text of a number, of true, and of an object that is not empty."""
    if isinstance(value, dict) and value:
        return json_text(value)
    if value is False or not isinstance(value, (bool, int, float)):
        return None
    return text_of_scalar(value)


def json_text(value: Any) -> str:
    """Return the JSON text of an array or object. What JSON does not have is null in it."""
    return json.dumps(with_nulls(value), ensure_ascii=False)


def with_nulls(value: Any, depth: int = MAX_DEPTH) -> Any:
    """Copy a value with null in place of what JSON does not have, and of what is nested too deeply."""
    if isinstance(value, dict) and depth:
        return {
            str.__str__(key): with_nulls(member, depth - 1) for key, member in value.items() if isinstance(key, str)
        }
    if isinstance(value, (list, tuple)) and depth:
        return [with_nulls(item, depth - 1) for item in value]
    is_scalar = isinstance(value, (str, int, float)) and text_of_scalar(value) is not None
    return freeze(value) if is_scalar else None


def text_of_scalar(value: str | float) -> str | None:
    """Return JSON text, or None for NaN, an infinity, and an integer with too many digits."""
    try:
        return json.dumps(freeze(value), ensure_ascii=False, allow_nan=False)
    except ValueError:
        return None


def only_json(value: Any, parents: tuple[int, ...] = ()) -> Any:
    """Copy the value without the parts that cannot be kept. Raises ParseError if the value itself cannot be kept.

    `parents` has the ids of the enclosing arrays and objects, because a value may contain itself.
    """
    if not isinstance(value, (dict, list, tuple)):
        return freeze(value)
    if len(parents) == MAX_DEPTH or id(value) in parents:
        raise refusal(f"expected at most {MAX_DEPTH} levels of arrays and objects")
    parents = (*parents, id(value))
    if isinstance(value, dict):
        members: dict[str, Any] = {}
        for key, member in value.items():
            with contextlib.suppress(ParseError):
                members[plain_key(key)] = only_json(member, parents)
        return members
    items: list[Any] = []
    for item in value:
        with contextlib.suppress(ParseError):
            items.append(only_json(item, parents))
    return items
