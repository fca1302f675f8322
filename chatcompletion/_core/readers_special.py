# SPDX-License-Identifier: MIT-0
"""More readers, for the classes that need them: numbers, enums, unions, byte strings, mappings. Private."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ..enums import WireEnum
from ..errors import quoted
from .json_values import NotJSON, freeze, json_object, json_type, plain_number
from .problems import Path, RecordingDict, SupportsRead, add_problem
from .readers import ABSENT, REQUIRED, NoValue, handle_missing, wrong_type

# Field metadata: what the published schema says about a field, if its default does not show it.
KEY_REQUIRED = {"required": True}  # the key must be present, but the field may be None
NULLABLE = {"nullable": True}
REQUIRED_NULLABLE = KEY_REQUIRED | NULLABLE
DEPRECATED = {"deprecated": True}
STRING_VALUES = {"values": str}  # all values in this object are strings

BYTES = "array of integers from 0 to 255"


def number(data: dict[str, Any], key: str) -> Any:
    value = data.pop(key, ABSENT)
    if type(value) is float or type(value) is int:
        return value
    if value is None or value is ABSENT:
        return handle_missing(data, key, value, REQUIRED, "number")
    if isinstance(value, (float, int)) and not isinstance(value, bool):
        return plain_number(value)
    return wrong_type(data, key, value, REQUIRED, "number")


def boolean(data: dict[str, Any], key: str) -> Any:
    value = data.pop(key, ABSENT)
    if type(value) is bool:
        return value
    if value is None or value is ABSENT:
        return handle_missing(data, key, value, REQUIRED, "boolean")
    return wrong_type(data, key, value, REQUIRED, "boolean")


def enum(data: dict[str, Any], key: str, members: Mapping[str, WireEnum], default: NoValue = REQUIRED) -> Any:
    """Read a string from an open enum. Returns its enum member, or the string itself if there is none."""
    value = data.pop(key, ABSENT)
    if type(value) is str:
        return members.get(value, value)
    if value is default:
        return None
    constant = members[default] if isinstance(default, str) else None
    if value is None or value is ABSENT:
        handle_missing(data, key, value, default, "string")
        return constant
    if isinstance(value, str):
        return enum_value(data, (key,), value, members, members if constant is None else (constant,))
    return wrong_type(data, key, value, default, "string")


def enum_value(
    data: dict[str, Any], path: Path, value: Any, members: Mapping[str, WireEnum], published: Iterable[str]
) -> Any:
    """Read a string from an open enum. `published` has the values in the published schema."""
    if not isinstance(value, str):
        return add_problem(data, path, f"expected string, got {json_type(value)}")
    value = str.__str__(value)
    if isinstance(data, RecordingDict) and value not in published:
        expected = ", ".join(quoted(str(member)) for member in published)
        data.add_deviation(path, f"expected {expected}, got {quoted(value)}")
    return members.get(value, value)


def enums_value(members: Mapping[str, WireEnum]) -> Callable[..., Any]:
    """Return a reader for an array of strings from an open enum."""

    def read(data: dict[str, Any], path: Path, value: Any) -> Any:
        if not isinstance(value, list):
            return add_problem(data, path, f"expected array, got {json_type(value)}")
        items = enumerate(value)
        return tuple([enum_value(data, (*path, index), item, members, members) for index, item in items])

    return read


class TaggedUnion:
    """A union of classes. `type` selects the class or, if it is null or missing, a key that only one of them has."""

    def __init__(
        self, by_type: dict[str, SupportsRead], by_key: dict[str, SupportsRead], otherwise: SupportsRead
    ) -> None:
        self.by_type = by_type
        self.by_key = by_key
        self.otherwise = otherwise

    def _read(self, data: dict[str, Any]) -> Any:
        tag = data.get("type")
        if isinstance(tag, str):
            cls = self.by_type.get(tag, self.otherwise)
        elif tag is None:
            cls = self.class_by_key(data)
        else:
            cls = self.otherwise
        if isinstance(data, RecordingDict):
            data.cls = cls
            if cls is self.otherwise:
                self.note_unknown_type(data, tag)
        return cls._read(data)

    def class_by_key(self, data: dict[str, Any]) -> SupportsRead:
        """Return the class of the first key that has a value.

        In `_read`, this generator would slow down each call, as the comprehension in `_model.copy_draft` would.
        """
        return next((cls for key, cls in self.by_key.items() if data.get(key) is not None), self.otherwise)

    def note_unknown_type(self, data: RecordingDict, tag: Any) -> None:
        known = ", ".join(map(quoted, self.by_type))
        if isinstance(tag, str):
            data.add_deviation(("type",), f"expected {known}, got {quoted(tag)}")
        elif tag is None:
            data.add_deviation((), f"expected an object of type {known}, got one of none")


def byte_string(data: dict[str, Any], key: str, default: NoValue = REQUIRED) -> Any:
    """Read an array of integers from 0 to 255, as bytes."""
    value = data.pop(key, ABSENT)
    if value is default:
        return None
    if value is None or value is ABSENT:
        return handle_missing(data, key, value, default, BYTES)
    if not isinstance(value, list):
        return wrong_type(data, key, value, default, BYTES)
    try:
        packed = bytes(value)
    except (TypeError, ValueError, OverflowError):
        return add_byte_problems(data, key, value)
    if (0 in packed or 1 in packed) and bool in map(type, value):  # bytes() treats True as 1
        return add_byte_problems(data, key, value)
    return packed


def add_byte_problems(data: dict[str, Any], key: str, items: Iterable[Any]) -> None:
    for index, item in enumerate(items):
        if not isinstance(item, int) or isinstance(item, bool):
            add_problem(data, (key, index), f"expected integer from 0 to 255, got {json_type(item)}")
        elif not 0 <= item <= 255:
            add_problem(data, (key, index), "expected integer from 0 to 255, got one beyond")


def mapping(data: dict[str, Any], key: str, read: Callable[..., Any], default: NoValue = REQUIRED) -> Any:
    """Read an object with arbitrary keys. `read(data, path, value)` reads each of its values."""
    value = data.pop(key, ABSENT)
    if value is default:
        return None
    if value is None or value is ABSENT:
        return handle_missing(data, key, value, default, "object")
    if not isinstance(value, dict):
        return wrong_type(data, key, value, default, "object")
    members: dict[str, Any] = {}
    for name, member in value.items():
        if isinstance(name, str):
            members[str.__str__(name)] = read(data, (key, str.__str__(name)), member)
        else:
            add_problem(data, (key,), f"expected strings as keys, got {json_type(name)}")
    return json_object(members)


def metadata_value(data: dict[str, Any], path: Path, value: Any) -> Any:
    """Read a value of any type. The published schema allows only a string."""
    try:
        frozen = freeze(value)
    except NotJSON as error:
        return add_problem(data, (*path, *error.path), str(error))
    if isinstance(data, RecordingDict) and not isinstance(value, str):
        data.add_deviation(path, f"expected string, got {json_type(value)}")
    return frozen


def boolean_value(data: dict[str, Any], path: Path, value: Any) -> Any:
    return value if type(value) is bool else add_problem(data, path, f"expected boolean, got {json_type(value)}")


def number_value(data: dict[str, Any], path: Path, value: Any) -> Any:
    if isinstance(value, (float, int)) and not isinstance(value, bool):
        return plain_number(value)
    return add_problem(data, path, f"expected number, got {json_type(value)}")
