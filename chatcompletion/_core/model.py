# SPDX-License-Identifier: MIT-0
"""The base class of the models, and the functions that end each `from_dict` and `to_dict`. Private."""

import functools
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import Field, FrozenInstanceError
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from ..errors import ParseError, Problem
from .compat import Self
from .converters import converters_of
from .json_values import IMMUTABLE, NO_EXTRA, JSONObject, NotJSON, as_plain, freeze, json_object, missing_in, plain_key
from .problems import PROBLEMS, Refused, in_document_order
from .readers import MISSING_FIELDS


def short_repr(model: "Model") -> str:
    """Show the class name and the fields that differ from their defaults."""
    shown = [f"{name}={value!r}" for name, value, default in model.__rich_repr__() if value != default]
    return f"{type(model).__qualname__}({', '.join(shown)})"


# pprint lays out a dataclass by field only if its __repr__ wraps a function that has the name of a generated one.
# Generating one for each class would take a tenth of the package's import time.
short_repr.__qualname__ = "__create_fn__.<locals>.__repr__"


class Model:
    """Base class of all models: deeply immutable, hashable, compared by value."""

    __slots__ = ()

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]
    _keys: ClassVar[frozenset[str]]  # the names of the fields, without `extra`
    _draft: ClassVar[type[Any]]  # a class with the same slots that is not frozen
    _read: ClassVar[Callable[[Any], Any]]  # the original from_dict: takes a plain dict, raises Refused
    extra: Mapping[str, Any]

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        """Make an object from data, as returned by `json.loads`.

        Raises ParseError for data that the class cannot hold, and TypeError for anything but a dict.
        """
        raise NotImplementedError

    def to_dict(self) -> dict[str, Any]:
        """Make data for `json.dumps`. For a parsed object, it equals the data that was parsed."""
        raise NotImplementedError

    @classmethod
    def _make_error(cls, data: dict[str, Any], problems: list[Problem]) -> ParseError:
        """Make the error to raise for data with these problems."""
        return ParseError(problems)

    def __init_subclass__(cls, **keywords: Any) -> None:
        super().__init_subclass__(**keywords)
        if {"from_dict", "__dataclass_fields__"} <= vars(cls).keys() and not hasattr(cls, "_draft"):
            prepare_class(cls)

    def __post_init__(self) -> None:
        cls: Any = type(self)
        for name, convert in converters_of(cls):
            try:
                object.__setattr__(self, name, convert(getattr(self, name)))
            except (TypeError, ValueError, NotJSON) as error:
                raise TypeError(f"{cls.__name__}: {name}: {error}") from None
        for key in self.extra:
            if key in cls._keys:
                raise TypeError(f"{cls.__name__}: extra names the field {key!r}; give it as {key}=")
        if any(key not in cls._keys for key, _ in missing_in(self.extra)):  # from an object of another class
            object.__setattr__(self, "extra", json_object(self.extra))

    if not TYPE_CHECKING:  # type checkers know from frozen=True that nothing can be assigned

        def __setattr__(self, name, value=None):
            text = f"cannot change {name!r}: a {type(self).__name__} is frozen; dataclasses.replace makes another"
            raise FrozenInstanceError(text)

        __delattr__ = __setattr__

    def _values(self) -> tuple[Any, ...]:
        return tuple([getattr(self, name) for name in self.__dataclass_fields__])

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Model) or type(other) is not type(self):
            return NotImplemented
        return self._values() == other._values()

    def __hash__(self) -> int:
        return hash(self._values())

    @functools.wraps(short_repr)
    def __repr__(self) -> str:  # type: ignore[override]
        return short_repr(self)

    def __rich_repr__(self) -> Iterator[tuple[str, Any, Any]]:
        for name, field in self.__dataclass_fields__.items():
            yield name, getattr(self, name), NO_EXTRA if name == "extra" else field.default

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return from_values, (type(self), self._values())


M = TypeVar("M", bound=Model)


def prepare_class(cls: type[Model]) -> None:
    """Add a draft class to a dataclass, and wrap `from_dict` so that it checks its argument and raises ParseError.

    A frozen object sets each field through `object.__setattr__`. For five fields on CPython 3.11, this takes 0.9
    microseconds, half of the total reading time. A draft has the same slots but is not frozen. Its fields are set, and
    then its `__class__` is assigned, which makes it an object of the class. This takes 0.2 microseconds in all.
    """
    del cls.__setattr__, cls.__delattr__  # Model's methods raise the same error, also for unknown names
    cls.__dataclass_params__.repr = True  # type: ignore[attr-defined]  # see short_repr
    cls._keys = frozenset(cls.__dataclass_fields__) - {"extra"}
    not_frozen = {"__setattr__": object.__setattr__, "__delattr__": object.__delattr__}  # one alone is slow
    cls._draft = type(f"{cls.__name__}Draft", cls.__bases__, {"__slots__": cls.__slots__, **not_frozen})
    table = vars(cls)["from_dict"].__func__
    cls._read = table.__get__(cls)  # bound once, which saves a tenth of each call

    @functools.wraps(table)
    def from_dict(cls: type[Model], data: dict[str, Any]) -> Any:
        if type(data) is not dict:
            data = plain_dict(cls, data)
        try:
            return table(cls, data)
        except Refused as refused:
            problems = [Problem(path, message) for path, message in refused.problems]
        raise cls._make_error(data, in_document_order(data, problems))

    cls.from_dict = classmethod(from_dict)  # type: ignore[method-assign, assignment]


def plain_dict(cls: type[Model], data: object) -> dict[Any, Any]:
    if isinstance(data, dict):
        return dict(data)
    if isinstance(data, (str, bytes, bytearray)):
        advice = "from_json reads JSON text" if hasattr(cls, "from_json") else "json.loads makes a dict of JSON text"
    elif isinstance(data, (list, tuple)):
        advice = "call it once for each item"
    elif isinstance(data, Mapping):
        advice = "dict(...) makes one"
    elif hasattr(data, "to_dict"):
        advice = "call its to_dict() first"
    else:
        advice = "the object as json.loads gives it"
    raise TypeError(f"{cls.__name__}.from_dict takes a dict, got {type(data).__name__}: {advice}")


# Assigning `__class__` stops all threads of a free-threaded interpreter. With four threads on two cores, reading a
# typical body took 1,600 microseconds. If the fields are copied instead, it takes 70.
ASSIGNS_CLASS: bool = getattr(sys, "_is_gil_enabled", lambda: True)()


def finish(cls: type[M], new: Any, data: dict[Any, Any]) -> M:
    """Turn a draft into the object. `extra` keeps what is left: unknown keys, and nulls and missing keys to restore."""
    new.extra = make_extra(data) if data and type(data) is dict else NO_EXTRA
    if ASSIGNS_CLASS:
        try:
            new.__class__ = cls
            return new  # type: ignore[no-any-return]
        except TypeError:  # a subclass with its own slots or __dict__
            pass
    return copy_draft(cls, new)


def copy_draft(cls: type[M], new: Any) -> M:
    """Make an object of the class from the fields of a draft.

    In `finish`, the comprehension would turn `new` into a closure variable. Up to Python 3.11, that costs 25 ns a call.
    """
    values = {name: getattr(new, name) for name in cls.__dataclass_fields__ if hasattr(new, name)}
    if len(values) < len(cls.__dataclass_fields__):  # a subclass with more fields, which have defaults
        return cls(**values)
    return from_values(cls, values.values())


def from_values(cls: type[M], values: Iterable[Any]) -> M:
    """Make an object of the class with these field values. Raises ValueError for too few or too many."""
    model = object.__new__(cls)
    for name, value in zip(cls.__dataclass_fields__, values, strict=True):
        object.__setattr__(model, name, value)
    return model


def make_extra(data: dict[Any, Any]) -> JSONObject:
    """Make `extra` from what is left in the data. Raises Refused if there are problems."""
    missing = data.pop(MISSING_FIELDS, ())
    if not data:
        return only_missing(missing)
    try:
        for key, value in data.items():
            if type(key) is not str:
                raise NotJSON("")
            if type(value) not in IMMUTABLE:
                data[key] = freeze(value)
    except NotJSON:  # also if problems are recorded in the data, because PROBLEMS is not a str
        data = checked_members(data)
    return json_object(data, missing)


def checked_members(data: dict[Any, Any]) -> dict[str, Any]:
    """Return the members frozen, with plain strings as keys. Raises Refused if there are problems."""
    problems = data.pop(PROBLEMS, [])
    unknown: dict[str, Any] = {}
    for key, value in data.items():
        try:
            unknown[plain_key(key)] = freeze(value)
        except NotJSON as error:
            path = (key, *error.path) if isinstance(key, str) else ()
            problems.append((path, str(error)))
    if problems:
        raise Refused(problems)
    return unknown


@functools.lru_cache(256)  # servers repeat themselves, and a lookup takes a third of the time of making a new one
def only_missing(missing: tuple[tuple[str, str], ...]) -> JSONObject:
    return json_object({}, missing)


def with_extra(model: Model, data: dict[str, Any]) -> dict[str, Any]:
    """Add the unknown keys, and restore nulls and missing keys of the input, except in fields that were replaced."""
    extra: Any = model.extra
    for key, value in extra.items():
        data[key] = value if type(value) in IMMUTABLE else as_plain(value)
    for key, missing in extra._missing:
        if data.get(key) is None or getattr(model, key) == model.__dataclass_fields__[key].default:  # not replaced
            if missing == "null":
                data[key] = None
            else:
                data.pop(key, None)
    return data
