# SPDX-License-Identifier: MIT-0
"""Helps with classes of your own: `super()` works, a field that would be lost is a TypeError, wrong calls get advice.

A copied class works without this file.
"""

import functools
import inspect
from collections.abc import Iterator, Mapping
from dataclasses import MISSING
from types import CodeType
from typing import Any, NoReturn

DECORATOR = "@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)"
ROWS = (
    ("from_dict", 'new.{0} = string(data, "{0}"), or with another reader'),
    ("to_dict", 'data["{0}"] = self.{0}'),
)
ADVICE: tuple[tuple[Any, str], ...] = (
    ((str, bytes, bytearray), "json.loads makes a dict of JSON text"),
    ((list, tuple), "call it once for each item"),
    (Mapping, "dict(...) makes one"),
    (object, "the object as json.loads gives it"),
)


def advice_for(cls: type[Any], data: object) -> str:
    """Return what to call instead of `from_dict` with this argument."""
    if hasattr(data, "to_dict"):
        return "call its to_dict() first"
    if isinstance(data, (str, bytes, bytearray)) and hasattr(cls, "from_json"):
        return "from_json reads JSON text"
    return next(advice for kinds, advice in ADVICE if isinstance(data, kinds))


def check_class(cls: Any) -> None:
    """Raise TypeError for a class that would lose a field. If it has no slots, it raises when it is first used."""
    annotations = inspect.get_annotations(cls).values()
    if "__dataclass_fields__" not in vars(cls) and any("ClassVar" not in str(each) for each in annotations):
        cls._draft = cls._read = functools.partial(needs_decorator, cls)
        return
    bind_super(cls)
    if cls._keys and not cls.__dataclass_params__.frozen:
        needs_decorator(cls)
    for name in cls._fields:
        check_default(cls, name)
    for method, row in ROWS:
        named = set(names_in_method(cls, method))
        if not cls._keys.isdisjoint(named):  # else it leaves the work to another function
            for name in sorted(cls._keys - named):
                text = f"{cls.__name__}.{method} does not name the field {name!r}; add a row: {row.format(name)}"
                raise TypeError(text)


def bind_super(cls: type[Any]) -> None:
    """Make `super()` in the methods of a class find it, and not what `dataclass` has replaced, as Python 3.14 does."""
    for member in vars(cls).values():
        function = inspect.unwrap(getattr(member, "__func__", member))
        names: tuple[str, ...] = getattr(getattr(function, "__code__", None), "co_freevars", ())
        if "__class__" in names:
            function.__closure__[names.index("__class__")].cell_contents = cls


def needs_decorator(cls: Any, data: object = None) -> NoReturn:
    raise TypeError(f"{cls.__name__} has fields of its own; write {DECORATOR} above it")


def check_default(cls: Any, name: str) -> None:
    default = cls._fields[name].default
    if default not in (MISSING, None, ()) and not isinstance(default, str):
        raise TypeError(f"{cls.__name__}: {name}: a default is None, or a string for a constant")


def names_in_method(cls: type[Any], method: str) -> Iterator[str]:
    """Yield the names and strings in a method, and in the inherited one if it calls `super`."""
    names = {"super"}
    for base in cls.__mro__:
        if "super" in names and method in vars(base):
            function = vars(base)[method]
            code = getattr(inspect.unwrap(getattr(function, "__func__", function)), "__code__", None)
            names = set(names_in_code(code))
            yield from names


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
