# SPDX-License-Identifier: MIT-0
"""What is checked when a model class is made, so that a field that was forgotten somewhere is not lost in silence."""

import inspect
from collections.abc import Iterator
from dataclasses import MISSING
from types import CodeType
from typing import Any


def has_field_annotations(cls: type[Any]) -> bool:
    """Whether the class body annotates anything but class variables."""
    return any("ClassVar" not in str(annotation) for annotation in inspect.get_annotations(cls).values())


def check_fields(cls: Any) -> None:
    """Raise TypeError for a field that `from_dict` or `to_dict` does not name, or with a default that would be lost."""
    for name, field in cls._fields.items():
        if name != "extra" and field.default not in (MISSING, None, ()) and not isinstance(field.default, str):
            raise TypeError(f"{cls.__name__}: {name}: a default is None, or a string for a constant")
    for method, row in (
        ("from_dict", 'new.{0} = string(data, "{0}"), or with another reader'),
        ("to_dict", 'data["{0}"] = self.{0}'),
    ):
        named = set(names_in_method(cls, method))
        if not cls._keys.isdisjoint(named):  # else it leaves the work to another function
            for name in sorted(cls._keys - named):
                text = f"{cls.__name__}.{method} does not name the field {name!r}; add a row: {row.format(name)}"
                raise TypeError(text)


def names_in_method(cls: type[Any], method: str) -> Iterator[str]:
    """Yield the names and strings in a method, and in the inherited one if it calls `super`."""
    for base in cls.__mro__:
        function = vars(base).get(method)
        if function is not None:
            function = getattr(function, "__func__", function)
            names = set(names_in_code(getattr(function, "__wrapped__", function).__code__))
            yield from names
            if "super" not in names:
                return


def names_in_code(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from names_in_code(constant)
        else:
            yield from (
                item for item in (constant if isinstance(constant, tuple) else (constant,)) if isinstance(item, str)
            )
