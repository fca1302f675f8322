# SPDX-License-Identifier: MIT-0
"""The base class of the models, and the functions that end each `from_dict` and `to_dict`."""

import functools
import importlib
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextvars import ContextVar
from dataclasses import MISSING, Field, FrozenInstanceError, fields, replace
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from ..errors import ParseError, json_path
from .compat import Self
from .json_values import IMMUTABLE, NO_EXTRA, as_plain, held_extra, make_extra

CONSTRUCTING: ContextVar[tuple[type, ...]] = ContextVar("CONSTRUCTING", default=())  # whose constructors are running


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
        """Return the error to raise for data, or None. `first` has the first problem of data that is refused."""
        judging = optional("validation.judging") if first else None
        return ParseError(judging.refused_in(cls, data) or first.problems) if judging and first else first

    def __init_subclass__(cls, **keywords: Any) -> None:
        super().__init_subclass__(**keywords)
        if "__dataclass_fields__" in vars(cls):  # with slots, `dataclass` makes the class a second time
            prepare_fields(cls)
        wrap_from_dict(cls)
        own_classes = optional("_core.own_classes")
        if own_classes:
            own_classes.check_class(cls)

    def __post_init__(self) -> None:
        """Hold the arguments to the rows of `from_dict`. Raises TypeError for what a field cannot hold."""
        cls, under_way, arguments = type(self), CONSTRUCTING.get(), arguments_of(self)
        token = CONSTRUCTING.set((*under_way, cls))
        try:
            object.__setattr__(self, "extra", held_extra(self.extra, cls._keys))
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

        def _unknown_attribute(self, name):
            hint = f"; it is an unknown key: .extra[{name!r}]" if name != "extra" and name in self.extra else ""
            text = f"{type(self).__name__!r} object has no attribute {name!r}{hint}"
            raise AttributeError(text, name=name, obj=self)

        __delattr__, __copy__ = __setattr__, __deepcopy__
        if sys.version_info >= (3, 12):  # on 3.11, each attribute takes so long that to_dict takes 1.45 times as long
            __getattr__ = _unknown_attribute

    def _values(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self._fields}

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Model) or type(other) is not type(self):
            return NotImplemented
        return self._values() == other._values()

    def __hash__(self) -> int:
        return hash(tuple(self._values().values()))

    def __repr__(self) -> str:
        shown = [f"{name}={value!r}" for name, value, default in self.__rich_repr__() if value != default]
        return f"{type(self).__qualname__}({', '.join(shown)})"

    def __rich_repr__(self) -> Iterator[tuple[str, Any, Any]]:
        for name, value in self._values().items():
            yield name, value, NO_EXTRA if name == "extra" else self._fields[name].default

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle the public class and its JSON data, so that a pickle does not depend on anything private."""
        data, values = self.to_dict(), self._values()
        try:
            read = self.from_dict(data)._values()
        except ParseError:  # built by hand: it looks like an error, or a part of it like another class
            read = {}
        other = {name: as_plain(value) for name, value in values.items() if not read or value != read[name]}
        if not other:
            return type(self).from_dict, (data,)
        if read:  # a part is of a subclass, which the data does not show
            return functools.partial(replace, self.from_dict(data), **other), ()
        return functools.partial(type(self), **other), ()


M = TypeVar("M", bound=Model)


def prepare_fields(cls: type[Model]) -> None:
    """Collect the fields of a dataclass, and make its draft class, which has the same slots but is not frozen.

    A frozen object sets each field through `object.__setattr__`. For five fields on CPython 3.11, this takes 0.9
    microseconds, half of the reading time. Setting those of a draft and then its `__class__` takes 0.2 in all. Slots
    matter here: `__class__` can be assigned only between classes with the same slots.
    """
    cls._fields = {field.name: field for field in fields(cls)}  # type: ignore[arg-type]
    cls._keys = frozenset(cls._fields) - {"extra"}
    if "__setattr__" in vars(cls):  # it is frozen
        del cls.__setattr__, cls.__delattr__  # Model's methods raise the same error, also for unknown names
    plain = {name: getattr(object, name) for name in ("__init__", "__setattr__", "__delattr__")}
    cls._draft = type(f"{cls.__name__}Draft", cls.__bases__, {"__slots__": cls.__slots__, **plain})


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
        model = first = None
        try:
            model = table(cls, data)
        except ParseError as refused:
            first = refused
        error = cls._error(data, model, first)
        if error is None:
            return model
        raise error

    from_dict.table = table  # type: ignore[attr-defined]
    cls.from_dict = classmethod(from_dict)  # type: ignore[method-assign, assignment]


def plain_dict(cls: type[Model], data: object) -> dict[Any, Any]:
    if isinstance(data, dict):
        return dict(data)
    own_classes = optional("_core.own_classes")
    advice = f": {own_classes.advice_for(cls, data)}" if own_classes else ""
    raise TypeError(f"{cls.__name__}.from_dict takes a dict, got {type(data).__name__}{advice}")


def optional(module: str) -> Any:
    """Import a module of the package. Returns None if it was deleted or not copied."""
    try:
        return importlib.import_module(f"..{module}", __package__)
    except ModuleNotFoundError:
        return None


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
        object.__setattr__(target, name, getattr(source, name, target._fields[name].default))


def arguments_of(model: Model) -> dict[str, Any]:
    """Return what the constructor was given, in a form that the readers take. None in an optional field is left out."""
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


def with_extra(model: Model, data: dict[str, Any]) -> dict[str, Any]:
    """Add the unknown keys, and write None as the input did, except in fields that were replaced."""
    extra: Any = model.extra
    for key, value in extra.items():
        data[key] = value if type(value) in IMMUTABLE else as_plain(value)
    for key, none_as in extra._none_as:
        if data.get(key) is None or getattr(model, key) == model._fields[key].default:  # not replaced
            data.pop(key, None)
            if none_as == "null":
                data[key] = None
    return data
