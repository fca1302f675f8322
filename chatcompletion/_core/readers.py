# SPDX-License-Identifier: MIT-0
"""The readers: a `from_dict` calls one for each field.

Each takes a key out of `data`, a copy of the JSON object, and returns the value for the field. It accepts what JSON has
for the field, and what the field holds, such as an object of the class or a tuple. Anything else is a ParseError.

`none_as` says how an object built by hand writes a field that is None: ABSENT or NULL. For an array that is then empty
it is EMPTY, for a constant the constant. Without it, a value is required.

`finish` keeps what is left in `data`: unknown keys and, under NONE_AS, how the input wrote fields that are None.
"""

from enum import Enum
from typing import Any, Literal, Protocol, TypeVar, overload

from ..errors import ParseError
from .json_values import NONE_AS, json_type, plain_number, refusal

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
JSONData = dict[str, Any]


class NoneAs(Enum):
    """How a field that is None is written. REQUIRED: it is never None."""

    ABSENT, EMPTY, REQUIRED = "absent", "empty", "required"


ABSENT: Literal[NoneAs.ABSENT] = NoneAs.ABSENT
EMPTY: Literal[NoneAs.EMPTY] = NoneAs.EMPTY
REQUIRED: Literal[NoneAs.REQUIRED] = NoneAs.REQUIRED
NULL = None  # so that `value is none_as` is true of a null
AbsentOrNull = Literal[NoneAs.ABSENT] | None


class SupportsRead(Protocol[T_co]):
    """A class, or a union of classes, whose objects can be read."""

    def _read(self, data: JSONData) -> T_co: ...


@overload
def string(data: JSONData, key: str) -> str: ...
@overload
def string(data: JSONData, key: str, none_as: AbsentOrNull) -> str | None: ...
def string(data: JSONData, key: str, none_as: Any = REQUIRED) -> Any:
    value = data.pop(key, ABSENT)
    if type(value) is str:
        return value
    if value is none_as:
        return None
    if value is None or value is ABSENT or not isinstance(value, str):
        return no_value(data, key, value, none_as, "string")
    return str.__str__(value)


@overload
def integer(data: JSONData, key: str) -> int: ...
@overload
def integer(data: JSONData, key: str, none_as: AbsentOrNull) -> int | None: ...
def integer(data: JSONData, key: str, none_as: Any = REQUIRED) -> Any:
    value = data.pop(key, ABSENT)
    if type(value) is int:
        return value
    if value is none_as:
        return None
    if value is None or not isinstance(value, int) or isinstance(value, bool):
        return no_value(data, key, value, none_as, "integer")
    return plain_number(value)


@overload
def nested(data: JSONData, key: str, cls: SupportsRead[T]) -> T: ...
@overload
def nested(data: JSONData, key: str, cls: SupportsRead[T], none_as: AbsentOrNull) -> T | None: ...
def nested(data: JSONData, key: str, cls: Any, none_as: Any = REQUIRED) -> Any:
    """Read an object of a class or of a union of classes."""
    value = data.pop(key, ABSENT)
    if value is none_as:
        return None
    try:
        if type(value) is dict:
            return cls._read(value)
        if not (value is None or value is ABSENT) and isinstance(value, (dict, cls)):
            return cls._read(dict(value)) if isinstance(value, dict) else value
    except ParseError as error:
        error.prepend(key)
        raise
    return no_value(data, key, value, none_as, "object")


def no_value(data: JSONData, key: str, value: Any, none_as: Any, expected: str) -> None:
    """Record how the input wrote None. Refuse a value of the wrong type, and None if a value is required."""
    if none_as is REQUIRED or (value is not None and value is not ABSENT):
        or_null = "" if none_as is REQUIRED else " or null"
        found = "but the key is missing" if value is ABSENT else f"got {json_type(value)}"
        raise refusal(f"expected {expected}{or_null}, {found}", key)
    data[NONE_AS] = (*data.get(NONE_AS, ()), (key, "null" if value is None else "absent"))
