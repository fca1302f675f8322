# SPDX-License-Identifier: MIT-0
"""Converts the field values of an object built by hand, as its annotations require. Private."""

import functools
from collections.abc import Callable, Iterable, Mapping
from dataclasses import is_dataclass
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from .json_values import NO_EXTRA, JSONObject, freeze_object, missing_in


@functools.cache
def converters_of(cls: Any) -> tuple[tuple[str, Callable[[Any], Any]], ...]:
    """Return each field's name, and the function that converts a given value to the value that the field holds."""
    hints, names = get_type_hints(cls), cls.__dataclass_fields__
    return tuple((name, convert_extra if name == "extra" else Converter(hints[name]).convert) for name in names)


def members_of(annotation: Any) -> tuple[Any, ...]:
    """Return the members of a union, or the annotation itself. None is left out."""
    members = get_args(annotation) if get_origin(annotation) in (UnionType, Union) else (annotation,)
    return tuple([member for member in members if member is not NoneType])


class Converter:
    """Converts values for a field with this annotation."""

    def __init__(self, annotation: Any) -> None:
        members = members_of(annotation)
        self.optional: bool = NoneType in get_args(annotation)
        self.kind: Any = get_origin(members[0]) or members[0]
        self.scalar: bool = issubclass(self.kind, (str, int, float))
        if self.kind is tuple:
            members = members_of(get_args(members[0])[0])
        self.classes: tuple[Any, ...] = tuple(member for member in members if is_dataclass(member))
        self.names: str = " or ".join(cls.__name__ for cls in self.classes or (self.kind,))

    def convert(self, value: Any) -> Any:
        """Convert a value for the field. Raises TypeError if it is plainly wrong."""
        if value is None and self.optional:
            return None
        if self.kind is tuple:
            if isinstance(value, Iterable) and not isinstance(value, (str, bytes, Mapping)):
                return tuple([self.convert_item(index, item) for index, item in enumerate(value)])
        elif self.kind is bytes:
            if isinstance(value, Iterable) and not isinstance(value, (str, Mapping)):
                return bytes(value)
        elif self.kind is Mapping:
            if isinstance(value, Mapping):
                return value if isinstance(value, JSONObject) else freeze_object(value)
        elif isinstance(value, self.classes):
            return value
        if self.scalar and not (value is None or is_dataclass(value) or isinstance(value, (Mapping, list, tuple, set))):
            return value
        expected = "an iterable of " * (self.kind is tuple) + self.names + " or None" * self.optional
        raise TypeError(f"expected {expected}, got {type(value).__name__}{self.hint(value)}")

    def convert_item(self, index: int, item: Any) -> Any:
        if isinstance(item, self.classes):
            return item
        raise TypeError(f"item {index}: expected {self.names}, got {type(item).__name__}{self.hint(item)}")

    def hint(self, value: Any) -> str:
        return f": {self.classes[0].__name__}.from_dict makes one" if isinstance(value, dict) and self.classes else ""


def convert_extra(extra: Any) -> JSONObject:
    if not isinstance(extra, Mapping):
        raise TypeError(f"expected a mapping, got {type(extra).__name__}")
    frozen = extra if isinstance(extra, JSONObject) else freeze_object(extra)
    return frozen if frozen or missing_in(frozen) else NO_EXTRA
