# SPDX-License-Identifier: MIT-0
"""The base class of the models, and the functions that end each `from_dict` and `to_dict`."""

import functools
import importlib
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextvars import ContextVar
from dataclasses import MISSING, Field, FrozenInstanceError, fields, replace
from typing import TYPE_CHECKING, Any, ClassVar, NoReturn, TypeVar

from ..errors import ParseError, Problem, json_path
from .class_rules import DECORATOR, check_class, has_field_annotations
from .compat import Self
from .json_values import (
    IMMUTABLE,
    MAX_DEPTH,
    NO_EXTRA,
    JSONObject,
    as_plain,
    freeze_object,
    json_object,
    json_type,
    refusal,
)
from .readers import NONE_AS


def unknown_attribute(model: Any, name: str) -> NoReturn:
    """Raise AttributeError. It points to `extra` if that has the key."""
    hint = f"; it is an unknown key: .extra[{name!r}]" if name != "extra" and name in model.extra else ""
    raise AttributeError(f"{type(model).__name__!r} object has no attribute {name!r}{hint}", name=name, obj=model)


class Model:
    """Base class of all models: deeply immutable, hashable, compared by value.

    A subclass is a dataclass with frozen, kw_only and slots, which are needed, and without eq and repr, which are here.
    Its `from_dict` and `to_dict` name each field.
    """

    __slots__ = ()

    _fields: ClassVar[dict[str, Field[Any]]] = {}  # by name, in their order
    _keys: ClassVar[frozenset[str]] = frozenset()  # their names, without `extra`
    _draft: ClassVar[type[Any]]  # a class with the same slots that is not frozen
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
    def _read(cls, data: dict[str, Any]) -> Self:
        """Do what `from_dict` does for a plain dict, but raise only the first problem. See `wrap_from_dict`."""
        raise NotImplementedError

    @classmethod
    def _error(cls, data: dict[str, Any], model: Any, first: ParseError | None = None) -> ParseError | None:
        """Return the error to raise for data, or None. `first` has the first problem of data that the class refuses."""
        return first and ParseError(problems_in(cls, data, first))

    def __init_subclass__(cls, **keywords: Any) -> None:
        super().__init_subclass__(**keywords)
        if "__dataclass_fields__" in vars(cls):  # with slots, `dataclass` makes the class a second time
            prepare_fields(cls)
        elif has_field_annotations(cls):  # the first time, or there are no slots
            cls._draft = cls._read = needs_decorator(cls)  # type: ignore[assignment, method-assign]
            return
        check_class(cls)
        wrap_from_dict(cls)

    def __post_init__(self) -> None:
        """Hold the arguments to the rows of `from_dict`. Raises TypeError for what a field cannot hold."""
        cls, under_way = type(self), CONSTRUCTING.get()
        arguments = arguments_of(self)
        token = CONSTRUCTING.set((*under_way, cls))
        try:
            object.__setattr__(self, "extra", held_extra(cls, self.extra))
            if cls not in under_way:  # else `from_dict` of the class calls the constructor
                copy_fields(cls._read(arguments), self, cls._keys)
        except ParseError as error:
            where = json_path(error.path).removeprefix("$.")
            raise TypeError(f"{cls.__name__}: {where}: {error.problem}") from None
        finally:
            CONSTRUCTING.reset(token)

    if not TYPE_CHECKING:  # checkers know from frozen=True that nothing can be assigned, and which fields there are

        def __setattr__(self, name, value=None):
            text = f"cannot change {name!r}: a {type(self).__name__} is frozen; dataclasses.replace makes another"
            raise FrozenInstanceError(text)

        def __deepcopy__(self, memo=None):
            return self

        __delattr__, __copy__ = __setattr__, __deepcopy__

        if sys.version_info >= (3, 12):  # before, each attribute takes so long that to_dict takes 1.45 times as long
            __getattr__ = unknown_attribute

    def _values(self) -> tuple[Any, ...]:
        return tuple([getattr(self, name) for name in self._fields])

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Model) or type(other) is not type(self):
            return NotImplemented
        return self._values() == other._values()

    def __hash__(self) -> int:
        return hash(self._values())

    def __repr__(self) -> str:
        shown = [f"{name}={value!r}" for name, value, default in self.__rich_repr__() if value != default]
        return f"{type(self).__qualname__}({', '.join(shown)})"

    def __rich_repr__(self) -> Iterator[tuple[str, Any, Any]]:
        for name, field in self._fields.items():
            yield name, getattr(self, name), NO_EXTRA if name == "extra" else field.default

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle the public class and its JSON data, so that a pickle does not depend on anything private."""
        data, values = self.to_dict(), {name: as_plain(getattr(self, name)) for name in self._fields}
        try:
            read = self.from_dict(data)
        except ParseError:  # built by hand: it looks like an error, or a part of it like another class
            return functools.partial(type(self), **values), ()
        other = {name: value for name, value in values.items() if getattr(self, name) != getattr(read, name)}
        if other:  # a part is of a subclass, which the data does not show
            return functools.partial(replace, read, **other), ()
        return type(self).from_dict, (data,)


M = TypeVar("M", bound=Model)

CONSTRUCTING: ContextVar[tuple[type, ...]] = ContextVar("CONSTRUCTING", default=())  # whose constructors are running


# --- The making of a class


def prepare_fields(cls: type[Model]) -> None:
    """Collect the fields of a dataclass, and make its draft class.

    A frozen object sets each field through `object.__setattr__`. For five fields on CPython 3.11, this takes 0.9
    microseconds, half of the total reading time. A draft has the same slots but is not frozen. Its fields are set, and
    then its `__class__` is assigned, which makes it an object of the class. This takes 0.2 microseconds in all. Slots
    matter here: `__class__` can be assigned only between classes with the same slots.
    """
    cls._fields = {field.name: field for field in fields(cls)}  # type: ignore[arg-type]
    cls._keys = frozenset(cls._fields) - {"extra"}
    if "__setattr__" not in vars(cls):
        raise TypeError(f"{cls.__name__} is not frozen; write {DECORATOR} above it")
    del cls.__setattr__, cls.__delattr__  # Model's methods raise the same error, also for unknown names
    plain = {name: getattr(object, name) for name in ("__init__", "__setattr__", "__delattr__")}
    cls._draft = type(f"{cls.__name__}Draft", cls.__bases__, {"__slots__": cls.__slots__, **plain})


def needs_decorator(cls: type[Model]) -> Any:
    def refuse(data: object = None) -> Any:
        raise TypeError(f"{cls.__name__} has fields of its own; write {DECORATOR} above it")

    return refuse


def wrap_from_dict(cls: type[Model]) -> None:
    """Make `from_dict` check its argument and complete errors. `_read` is the method as it was written."""
    function: Any = cls.from_dict.__func__  # type: ignore[attr-defined]
    table: Callable[..., Any] = getattr(function, "table", function)
    cls._read = table.__get__(cls)  # type: ignore[method-assign]  # bound once, which saves a tenth of each call
    if "from_dict" not in vars(cls) or function is not table:
        return

    @functools.wraps(table)
    def from_dict(cls: type[Model], data: dict[str, Any]) -> Any:
        if type(data) is not dict:
            data = plain_dict(cls, data)
        try:
            model = table(cls, data)
        except ParseError as first:
            error = cls._error(data, None, first)
        else:
            error = cls._error(data, model)
            if error is None:
                return model
        raise error

    from_dict.table = table  # type: ignore[attr-defined]
    cls.from_dict = classmethod(from_dict)  # type: ignore[method-assign, assignment]


JSON_TEXT = "json.loads makes a dict of JSON text"
ADVICE: tuple[tuple[Any, str], ...] = (
    ((str, bytes, bytearray), JSON_TEXT),
    ((list, tuple), "call it once for each item"),
    (Mapping, "dict(...) makes one"),
    (Model, "call its to_dict() first"),
    (object, "the object as json.loads gives it"),
)


def plain_dict(cls: type[Model], data: object) -> dict[Any, Any]:
    if isinstance(data, dict):
        return dict(data)
    advice = next(text for kind, text in ADVICE if isinstance(data, kind))
    if advice is JSON_TEXT and hasattr(cls, "from_json"):
        advice = "from_json reads JSON text"
    raise TypeError(f"{cls.__name__}.from_dict takes a dict, got {type(data).__name__}: {advice}")


def from_validation(module: str = "") -> Any:
    """Import `validation` or a module of it. Returns None if that folder was deleted."""
    try:
        return importlib.import_module(f"..validation.{module}".rstrip("."), __package__)
    except ModuleNotFoundError:
        return None


def problems_in(cls: type[Model], data: dict[str, Any], first: ParseError) -> tuple[Problem, ...]:
    """Return every problem of refused data, or only the first if `validation` was deleted."""
    judging = from_validation("judging")
    return (judging and judging.refused_in(cls, data)) or first.problems


# --- The end of a from_dict

# Assigning `__class__` stops all threads of a free-threaded interpreter. With four threads on two cores, reading a
# typical body took 1,600 microseconds. If the fields are copied instead, it takes 70.
ASSIGNS_CLASS: bool = getattr(sys, "_is_gil_enabled", lambda: True)()


def finish(cls: type[M], new: Any, data: dict[Any, Any]) -> M:
    """Turn a draft into the object. `extra` keeps what is left in the data."""
    new.extra = make_extra(data) if data else NO_EXTRA
    if ASSIGNS_CLASS:
        try:
            new.__class__ = cls
            return new  # type: ignore[no-any-return]
        except TypeError:  # a subclass with its own slots or __dict__
            pass
    model = object.__new__(cls)
    copy_fields(new, model, cls._fields)
    return model


def copy_fields(source: Any, target: Model, names: Iterable[str]) -> None:
    """Copy fields of an object or a draft. A field that a draft lacks, because a subclass added it, is its default."""
    for name in names:
        value = getattr(source, name, MISSING)
        object.__setattr__(target, name, target._fields[name].default if value is MISSING else value)


def make_extra(data: dict[Any, Any]) -> JSONObject:
    """Make `extra` from the unknown keys, and from how the input wrote the fields that are None."""
    none_as = data.pop(NONE_AS, ())
    if not data:
        return only_none_as(none_as)
    for key, value in data.items():
        if type(value) not in IMMUTABLE or type(key) is not str:
            data = freeze_object(data, MAX_DEPTH + 1)
            break
    return json_object(data, none_as)


@functools.lru_cache(256)  # servers repeat themselves, and a lookup takes a third of the time of making a new one
def only_none_as(none_as: tuple[tuple[str, str], ...]) -> JSONObject:
    return json_object({}, none_as)


# --- The constructor


def arguments_of(model: Model) -> dict[str, Any]:
    """Return the given field values in a form that the readers take. An optional field that is None is not given."""
    given: dict[str, Any] = {}
    for name in model._keys:
        value = getattr(model, name)
        if isinstance(value, Mapping):
            given[name] = dict(value)
        elif isinstance(value, Iterable) and not isinstance(value, (str, bytes, bytearray, list)):
            given[name] = tuple(value)
        elif value is not None or model._fields[name].default is MISSING:
            given[name] = value
    return given


def held_extra(cls: type[Model], extra: Any) -> JSONObject:
    """Return `extra` as an object of the class holds it. Raises ParseError if it is no mapping or names a field."""
    if not isinstance(extra, Mapping):
        raise refusal(f"expected object, got {json_type(extra)}", "extra")
    for key in cls._keys:
        if key in extra:
            raise refusal(f"{key!r} is a field; give it as {key}=", "extra")
    if type(extra) is not JSONObject:
        extra = freeze_object(extra, MAX_DEPTH + 1)
    elif any(key not in cls._keys for key, _ in extra._none_as):  # from an object of another class
        extra = json_object(extra)
    return extra if extra or extra._none_as else NO_EXTRA


# --- The end of a to_dict


def with_extra(model: Model, data: dict[str, Any]) -> dict[str, Any]:
    """Add the unknown keys, and write None as the input did, except in fields that were replaced."""
    extra: Any = model.extra
    for key, value in extra.items():
        data[key] = value if type(value) in IMMUTABLE else as_plain(value)
    for key, none_as in extra._none_as:
        if data.get(key) is None or getattr(model, key) == model._fields[key].default:  # not replaced
            if none_as == "null":
                data[key] = None
            else:
                data.pop(key, None)
    return data
