# SPDX-License-Identifier: MIT-0
"""What is checked when a model class is made, so that a field that was forgotten somewhere is not lost in silence."""

import inspect
from collections.abc import Iterator
from dataclasses import MISSING
from types import CodeType
from typing import Any

DECORATOR = "@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)"
ROWS = (
    ("from_dict", 'new.{0} = string(data, "{0}"), or with another reader'),
    ("to_dict", 'data["{0}"] = self.{0}'),
)


def has_field_annotations(cls: type[Any]) -> bool:
    """Whether the class body annotates anything but class variables."""
    return any("ClassVar" not in str(annotation) for annotation in inspect.get_annotations(cls).values())


def check_class(cls: Any) -> None:
    """Raise TypeError for a field that `from_dict` or `to_dict` does not name, or with a default that would be lost."""
    for name in cls._keys:
        default = cls._fields[name].default
        if default not in (MISSING, None, ()) and not isinstance(default, str):
            raise TypeError(f"{cls.__name__}: {name}: a default is None, or a string for a constant")
    for method, row in ROWS:
        named = set(names_in_method(cls, method))
        if not cls._keys.isdisjoint(named):  # else it leaves the work to another function
            for name in sorted(cls._keys - named):
                text = f"{cls.__name__}.{method} does not name the field {name!r}; add a row: {row.format(name)}"
                raise TypeError(text)


def names_in_method(cls: type[Any], method: str) -> Iterator[str]:
    """Yield the names and strings in a method, and in the inherited one if it calls `super`."""
    for base in cls.__mro__:
        if method in vars(base):
            function = vars(base)[method]
            code = getattr(inspect.unwrap(getattr(function, "__func__", function)), "__code__", None)
            names = set(names_in_code(code))
            yield from names
            if "super" not in names:
                return


def names_in_code(value: object) -> Iterator[str]:
    """Yield the names and strings in the code of a function. Its constants may be tuples and other functions."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, CodeType):
        yield from value.co_names
        for constant in value.co_consts:
            yield from names_in_code(constant)
    elif isinstance(value, (tuple, frozenset)):
        for item in value:
            yield from names_in_code(item)
