# SPDX-License-Identifier: MIT-0
"""More readers, for the classes that need them: numbers, enums, bytes, arrays, unions, objects with arbitrary keys."""

from collections.abc import Callable, Mapping
from types import UnionType
from typing import Any, Generic, Literal, TypeVar, get_args, overload

from ..enums import WireEnum
from ..errors import ParseError
from .json_values import (
    freeze,
    json_object,
    json_type,
    plain_key,
    plain_number,
    refusal,
)
from .readers import (
    ABSENT,
    EMPTY,
    REQUIRED,
    AbsentOrNull,
    JSONData,
    NoneAs,
    SupportsRead,
    no_value,
)

T = TypeVar("T")
E = TypeVar("E", bound=WireEnum)

BYTES = "array of integers from 0 to 255"


def is_number(value: object, kinds: Any) -> bool:
    """Whether a value is of one of these kinds of numbers. `bool` is none."""
    return isinstance(value, kinds) and not isinstance(value, bool)


@overload
def number(data: JSONData, key: str) -> float: ...
@overload
def number(data: JSONData, key: str, none_as: AbsentOrNull) -> float | None: ...
def number(data: JSONData, key: str, none_as: Any = REQUIRED) -> Any:
    value = data.pop(key, ABSENT)
    if type(value) is float or type(value) is int:
        return value
    if value is none_as:
        return None
    if value is None or value is ABSENT or not is_number(value, (float, int)):
        return no_value(data, key, value, none_as, "number")
    return plain_number(value)


@overload
def boolean(data: JSONData, key: str) -> bool: ...
@overload
def boolean(data: JSONData, key: str, none_as: AbsentOrNull) -> bool | None: ...
def boolean(data: JSONData, key: str, none_as: Any = REQUIRED) -> Any:
    value = data.pop(key, ABSENT)
    if type(value) is bool:
        return value
    if value is none_as:
        return None
    return no_value(data, key, value, none_as, "boolean")


@overload
def enum(data: JSONData, key: str, members: Mapping[str, E]) -> E | str: ...
@overload
def enum(data: JSONData, key: str, members: Mapping[str, E], none_as: AbsentOrNull) -> E | str | None: ...
@overload
def enum(data: JSONData, key: str, members: Mapping[str, E], none_as: str) -> E | str: ...
def enum(data: JSONData, key: str, members: Mapping[str, E], none_as: Any = REQUIRED) -> Any:
    """Read a string from an open enum: its member, or the string itself if there is none."""
    value = data.pop(key, ABSENT)
    if type(value) is str:
        return members.get(value, value)
    if value is none_as:
        return None
    if value is None or value is ABSENT or not isinstance(value, str):
        no_value(data, key, value, none_as, "string")
        return members[none_as] if isinstance(none_as, str) else None
    return members.get(value, str.__str__(value))


@overload
def byte_string(data: JSONData, key: str) -> bytes: ...
@overload
def byte_string(data: JSONData, key: str, none_as: AbsentOrNull) -> bytes | None: ...
def byte_string(data: JSONData, key: str, none_as: Any = REQUIRED) -> Any:
    """Read an array of integers from 0 to 255, as bytes."""
    value = data.pop(key, ABSENT)
    if value is none_as:
        return None
    if isinstance(value, (bytes, bytearray)):
        return bytes(value)
    if not isinstance(value, (list, tuple)):
        return no_value(data, key, value, none_as, BYTES)
    try:
        packed = bytes(value)
    except (TypeError, ValueError, OverflowError):
        raise byte_refusal(key, value) from None
    if (0 in packed or 1 in packed) and bool in map(type, value):  # bytes() treats True as 1
        raise byte_refusal(key, value)
    return packed


def byte_refusal(key: str, items: list[Any] | tuple[Any, ...]) -> ParseError:
    index, problem = next((index, problem) for index, item in enumerate(items) if (problem := byte_problem(item)))
    return refusal(problem, key, index)


def byte_problem(item: Any) -> str | None:
    """Return what is wrong with an item in an array of bytes, or None."""
    if not is_number(item, int):
        return f"expected integer from 0 to 255, got {json_type(item)}"
    return None if 0 <= item <= 255 else "expected integer from 0 to 255, got one beyond"


@overload
def array(data: JSONData, key: str, cls: SupportsRead[T]) -> tuple[T, ...]: ...
@overload
def array(data: JSONData, key: str, cls: SupportsRead[T], none_as: AbsentOrNull) -> tuple[T, ...] | None: ...
@overload
def array(data: JSONData, key: str, cls: SupportsRead[T], none_as: Literal[NoneAs.EMPTY]) -> tuple[T, ...]: ...
def array(data: JSONData, key: str, cls: Any, none_as: Any = REQUIRED) -> Any:
    """Read an array of objects of a class or of a union of classes, as a tuple."""
    value = data.pop(key, ABSENT)
    if value is none_as:
        return None
    if type(value) is not list and (value is None or value is ABSENT or not isinstance(value, (list, tuple))):
        no_value(data, key, value, none_as, "array")
        return () if none_as is EMPTY else None
    items: list[Any] = []
    read = cls._read
    try:
        for item in value:
            items.append(read(item) if type(item) is dict else read_object(cls, item))
    except ParseError as error:
        error.prepend(len(items))
        error.prepend(key)
        raise
    return tuple(items)


def read_object(cls: Any, value: Any) -> Any:
    """Read an instance of a dict subclass, or return an object of the class as it is."""
    if isinstance(value, dict):
        return cls._read(dict(value))
    if isinstance(value, cls):
        return value
    raise refusal(f"expected object, got {json_type(value)}")


# --- Unions of classes


class TaggedUnion(Generic[T]):
    """A union of classes, of which one reads an object.

    `type` selects it: it is the constant of that field in the class. If `type` is null or missing, the class is the
    first whose `_own_key` has a value. The member of the union without an `_own_key` reads all other objects.
    """

    def __init__(self, union: UnionType) -> None:
        self.members: tuple[Any, ...] = get_args(union)
        tagged = [member for member in self.members if hasattr(member, "_own_key")]
        self.by_type: dict[str, Any] = {str(cls._fields["type"].default): cls for cls in tagged}
        self.by_key: dict[str, Any] = {cls._own_key: cls for cls in tagged}
        self.otherwise: Any = next(member for member in self.members if member not in tagged)

    def __instancecheck__(self, value: object) -> bool:
        return isinstance(value, self.members)

    def _read(self, data: JSONData) -> T:
        read: Callable[[JSONData], T] = self.select(data)._read
        return read(data)

    def select(self, data: JSONData) -> Any:
        """Return the class that reads the object."""
        tag = data.get("type")
        if isinstance(tag, str):
            return self.by_type.get(tag, self.otherwise)
        return self.otherwise if tag is not None else self.select_by_key(data)

    def select_by_key(self, data: JSONData) -> Any:
        return next((cls for key, cls in self.by_key.items() if data.get(key) is not None), self.otherwise)


# --- Objects with arbitrary keys


@overload
def mapping(data: JSONData, key: str, read: Callable[[Any], T]) -> Mapping[str, T]: ...
@overload
def mapping(data: JSONData, key: str, read: Callable[[Any], T], none_as: AbsentOrNull) -> Mapping[str, T] | None: ...
def mapping(data: JSONData, key: str, read: Callable[[Any], Any], none_as: Any = REQUIRED) -> Any:
    """Read an object with arbitrary keys. `read` reads each of its values, such as `any_value`."""
    value = data.pop(key, ABSENT)
    if value is none_as:
        return None
    if not isinstance(value, dict):
        return no_value(data, key, value, none_as, "object")
    members: dict[str, Any] = {}
    path = [key]
    try:
        for name, member in value.items():
            name = plain_key(name)
            path.append(name)
            members[name] = read(member)
            path.pop()
    except ParseError as error:
        for part in reversed(path):
            error.prepend(part)
        raise
    return json_object(members)


any_value = freeze


def boolean_value(value: Any) -> bool:
    if type(value) is bool:
        return value
    raise refusal(f"expected boolean, got {json_type(value)}")


def number_value(value: Any) -> float:
    if is_number(value, (float, int)):
        return plain_number(value)
    raise refusal(f"expected number, got {json_type(value)}")


def enum_values(members: Mapping[str, E]) -> Callable[[Any], tuple[E | str, ...]]:
    """Return a reader for an array of strings from an open enum."""

    def read(value: Any) -> tuple[E | str, ...]:
        if not isinstance(value, (list, tuple)):
            raise refusal(f"expected array, got {json_type(value)}")
        for index, item in enumerate(value):
            if not isinstance(item, str):
                raise refusal(f"expected string, got {json_type(item)}", index)
        return tuple([members.get(item, str.__str__(item)) for item in value])

    return read
