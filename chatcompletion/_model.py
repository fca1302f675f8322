# SPDX-License-Identifier: MIT-0
"""The base of the classes, and the closing lines of their tables. Private."""

import functools
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import Field, FrozenInstanceError
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from ._compat import Self
from ._judging import PROBLEMS, Refused, in_document_order
from ._reading import ABSENT
from ._shapes import shapes_of
from ._values import IMMUTABLE, NO_EXTRA, JSONObject, NotJSON, as_plain, freeze, json_object, plain_key, spelled_in
from .errors import ParseError, Problem


def short_repr(model: "Model") -> str:
    """The class and those fields that do not hold their default."""
    shown = [f"{name}={value!r}" for name, value, default in model.__rich_repr__() if value != default]
    return f"{type(model).__qualname__}({', '.join(shown)})"


# pprint lays out the fields of a dataclass where the name of what __repr__ wraps says that it was generated.
# To generate one for each class would take a tenth of the package's import.
short_repr.__qualname__ = "__create_fn__.<locals>.__repr__"


class Model:
    """The base of the wire objects: immutable to the bottom, hashable, equal by value."""

    __slots__ = ()

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]
    _keys: ClassVar[frozenset[str]]  # of the fields
    _draft: ClassVar[type[Any]]  # a class with the same slots that is not frozen
    _read: ClassVar[Callable[[Any], Any]]  # from_dict as it is written: takes a plain dict, raises Refused
    extra: Mapping[str, Any]

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        """Make an object of data as `json.loads` gives it.

        Raises ParseError for data that the class cannot hold, and TypeError for anything but a dict.
        """
        raise NotImplementedError

    def to_dict(self) -> dict[str, Any]:
        """Make data for `json.dumps`. An object that was parsed gives data equal to what it came from."""
        raise NotImplementedError

    @classmethod
    def _refusal(cls, data: dict[str, Any], problems: list[Problem]) -> ParseError:
        """Make the error to raise for data with these problems."""
        return ParseError(problems)

    def __init_subclass__(cls, **keywords: Any) -> None:
        super().__init_subclass__(**keywords)
        if "from_dict" in vars(cls) and "__dataclass_fields__" in vars(cls):
            complete_class(cls)

    def __post_init__(self) -> None:
        cls: Any = type(self)
        for name, fit in shapes_of(cls):
            try:
                object.__setattr__(self, name, fit(getattr(self, name)))
            except (TypeError, ValueError, NotJSON) as error:
                raise TypeError(f"{cls.__name__}: {name}: {error}") from None
        for key in self.extra:
            if key in cls._keys:
                raise TypeError(f"{cls.__name__}: extra names the field {key!r}; give it as {key}=")
        if any(key not in cls._keys for key, _ in spelled_in(self.extra)):  # it comes from an object of another class
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
        return filled, (type(self), self._values())


M = TypeVar("M", bound=Model)


def complete_class(cls: type[Model]) -> None:
    """Give a dataclass its drafts, and a `from_dict` that takes whatever it is called with and raises ParseError.

    A frozen object sets each field through `object.__setattr__`: 0.9 microseconds for five fields on CPython 3.11, half
    of all the time that reading takes. A draft has the same slots and is not frozen. It is filled in and becomes an
    object of the class when its `__class__` is assigned: 0.2 microseconds in all.
    """
    del cls.__setattr__, cls.__delattr__  # those of Model say the same, and of unknown names too
    cls.__dataclass_params__.repr = True  # type: ignore[attr-defined]  # see short_repr
    cls._keys = frozenset(cls.__dataclass_fields__) - {"extra"}
    not_frozen = {"__setattr__": object.__setattr__, "__delattr__": object.__delattr__}
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
        raise cls._refusal(data, in_document_order(data, problems))

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


# To assign `__class__` halts all threads of a free-threaded interpreter: with four on two cores, a typical body took
# 1,600 microseconds, and takes 70 where the fields are copied.
SWITCHES_CLASS: bool = getattr(sys, "_is_gil_enabled", lambda: True)()


def finish(cls: type[M], new: Any, data: dict[Any, Any]) -> M:
    """The object. Its `extra` keeps what is left: unknown keys, and null or absence that `to_dict` would not write."""
    if data and type(data) is dict:
        spelled: tuple[tuple[str, str], ...] = ()
        try:
            for key, value in data.items():
                if type(key) is not str:
                    raise NotJSON("")
                if value is ABSENT:
                    spelled += ((key, "absent"),)
                elif type(value) not in IMMUTABLE:
                    data[key] = freeze(value)
                elif value is None and key in cls._keys:
                    spelled += ((key, "null"),)
            if len(spelled) == len(data):
                new.extra = only_spelled(spelled)
            else:
                for key, _ in spelled:
                    del data[key]
                new.extra = json_object(data, spelled)
        except NotJSON:
            new.extra = with_problems(cls, data)
    else:
        new.extra = NO_EXTRA
    if SWITCHES_CLASS:
        try:
            new.__class__ = cls
            return new  # type: ignore[no-any-return]
        except TypeError:  # a subclass with slots or a __dict__ of its own
            pass
    values = {name: getattr(new, name) for name in cls.__dataclass_fields__ if hasattr(new, name)}
    if len(values) < len(cls.__dataclass_fields__):  # a subclass with fields of its own, which have defaults
        return cls(**values)
    return filled(cls, values.values())


def filled(cls: type[M], values: Iterable[Any]) -> M:
    """An object of the class with these values for its fields. Raises ValueError for too few or too many."""
    model = object.__new__(cls)
    for name, value in zip(cls.__dataclass_fields__, values, strict=True):
        object.__setattr__(model, name, value)
    return model


def with_problems(cls: type[Model], data: dict[Any, Any]) -> JSONObject:
    """What is left behind where something is refused, or where a key is of a subclass of str."""
    problems = data.pop(PROBLEMS, [])
    spelled: dict[str, str] = {}
    unknown: dict[str, Any] = {}
    for key, value in data.items():
        try:
            if key in cls._keys:
                spelled[key] = "null" if value is None else "absent"
            else:
                unknown[plain_key(key)] = freeze(value)
        except NotJSON as error:
            path = (key, *error.path) if isinstance(key, str) else ()
            problems.append((path, str(error)))
    if problems:
        raise Refused(problems)
    return json_object(unknown, tuple(spelled.items()))


@functools.lru_cache(256)  # servers spell alike: to look it up takes half the time of making another
def only_spelled(spelled: tuple[tuple[str, str], ...]) -> JSONObject:
    return json_object({}, spelled)


def with_extra(model: Model, data: dict[str, Any]) -> dict[str, Any]:
    """The data with the unknown keys, and with null and absence where the wire had them."""
    extra: Any = model.extra
    for key, value in extra.items():
        data[key] = value if type(value) in IMMUTABLE else as_plain(value)
    for key, spelled in extra._spelled:
        if data.get(key) is None or getattr(model, key) == model.__dataclass_fields__[key].default:  # not replaced
            if spelled == "null":
                data[key] = None
            else:
                data.pop(key, None)
    return data
