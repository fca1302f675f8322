# SPDX-License-Identifier: MIT-0
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnknownVariableType=false
"""How JSON becomes fields and back: the one place that inspects raw JSON types. Private.

A converter is a table. `from_dict` fills in a draft of the object (see `draft`), a line a field, from a reader each.
Where a field nearly always has a plain string or number, or null, the line tests for that and leaves the rest to the
reader: a call for each would take a sixth more for a typical body.
`to_dict` is the same the other way. What the schema says of a field's presence stands once, where the field is
declared: no default (required), None (optional), a member (a constant), and the marks REQUIRED and NULLABLE.

A reader gets the draft, the data and the key. Where the value is not what the field takes, the whole object is read a
second time as a `Judged` dict, in which the same readers note each problem and go on. So neither the errors nor `check`
need a second statement of the rules, and a body that is right pays nothing for them.
"""

from __future__ import annotations

import dataclasses
import functools
import sys
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import MISSING, FrozenInstanceError, fields

from .errors import SHOWN_KEY, ParseError, Problem, ProblemKind, quoted, shortened

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any as Any
    from typing import TypeVar

    from .enums import WireEnum

    T = TypeVar("T")
else:
    Any = object  # so that annotations can be evaluated at run time without importing typing

# Marks for a field's metadata, where its default does not say everything.
REQUIRED = {"required": True}  # the schema requires the key, though the field may be None
NULLABLE = {"nullable": True}  # the schema allows null
REQUIRED_NULLABLE = REQUIRED | NULLABLE
DEPRECATED = {"deprecated": True}
STRING_VALUES = {"values": str}  # the schema has only strings in this object

DEEPEST = 100  # levels of arrays and objects in an unknown value: far from the recursion limit of hash, repr and pickle

JSON_TYPES: dict[type, str] = {
    dict: "object",
    list: "array",
    str: "string",
    bool: "boolean",
    int: "integer",
    float: "number",
    type(None): "null",
}

SCALARS = frozenset((str, int, float, bool, type(None)))  # of which a frozen copy is the value itself

NO_KEYS = frozenset(("extra", "_wire"))  # the fields that are no keys of the wire

MORE = ("extra", "given")  # in `_wire`: there are unknown keys

BYTES = "array of integers from 0 to 255"


# --- JSON values that no class describes, frozen


class JSONObject(dict[str, Any]):
    """A JSON object that cannot change: a dict to read, compare and dump, and hashable. Arrays inside are tuples."""

    __slots__ = ()

    def _read_only(self, *args: Any, **kwargs: Any) -> Any:
        raise TypeError(f"this {type(self).__name__} is read-only; dict(...) gives a copy that is not")

    __setitem__ = __delitem__ = __ior__ = _read_only
    clear = pop = popitem = setdefault = update = _read_only  # pyright: ignore[reportAssignmentType]

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(frozenset(self.items()))

    def __copy__(self) -> JSONObject:
        return self

    def __deepcopy__(self, memo: Any) -> JSONObject:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return JSONObject, (dict(self),)


EMPTY = JSONObject()


class Unfit(Exception):
    """A value that is not what was expected, with the path to the part of it that is not."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.path: tuple[str | int, ...] = ()


def frozen(value: Any, levels: int = DEEPEST) -> Any:
    """An unchangeable copy of any JSON value. Raises Unfit."""
    kind = type(value)
    if kind in SCALARS:
        return value
    if isinstance(value, dict):
        return frozen_object(plain_dict(value), levels)
    if isinstance(value, list):
        return frozen_array(list.copy(value), levels)
    if kind is tuple:  # an array in another object's `extra`
        return frozen_array(value, levels)
    for plain in (str, int, float):  # a subclass of one, as NumPy and enums have them
        if isinstance(value, plain):
            return unadorned(value, plain)
    raise Unfit(f"expected a JSON value, got {json_type(value)}")


def frozen_object(value: Mapping[Any, Any], levels: int = DEEPEST) -> JSONObject:
    if not levels:
        raise Unfit(f"expected at most {DEEPEST} levels of arrays and objects")
    members: dict[str, Any] = {}
    for key, member in value.items():
        if type(key) is not str:
            if not isinstance(key, str):
                raise Unfit(f"expected strings as keys, got {json_type(key)}")
            key = unadorned(key, str)
        if type(member) not in SCALARS:
            try:
                member = frozen(member, levels - 1)
            except Unfit as unfit:
                unfit.path = (key, *unfit.path)
                raise
        members[key] = member
    return JSONObject(members)


def frozen_array(value: Iterable[Any], levels: int = DEEPEST) -> tuple[Any, ...]:
    if not levels:
        raise Unfit(f"expected at most {DEEPEST} levels of arrays and objects")
    items: list[Any] = []
    for index, item in enumerate(value):
        try:
            items.append(item if type(item) in SCALARS else frozen(item, levels - 1))
        except Unfit as unfit:
            unfit.path = (index, *unfit.path)
            raise
    return tuple(items)


PLAIN: dict[type, Callable[[Any], Any]] = {str: str.__str__, int: int.__int__, float: float.__float__}


def unadorned(value: Any, kind: type) -> Any:
    """The value of a subclass of str, int or float as the plain type, whatever the subclass overrides."""
    return value if type(value) is kind else PLAIN[kind](value)


def plain_dict(value: dict[Any, Any]) -> dict[Any, Any]:
    """A dict of the same items, whatever methods a subclass overrides."""
    return value if type(value) is dict else dict(dict.items(value))


def thawed(value: Any) -> Any:
    """A frozen JSON value as dicts and lists of its own."""
    if type(value) is JSONObject:
        return {k: member if type(member) in SCALARS else thawed(member) for k, member in value.items()}
    if type(value) is tuple:
        return [item if type(item) in SCALARS else thawed(item) for item in value]
    return plain(value) if isinstance(value, str) else value


def json_type(value: Any) -> str:
    """What JSON calls the type of this value; the Python class where JSON has no such type."""
    for kind, name in JSON_TYPES.items():
        if isinstance(value, kind):
            return name
    return shortened(type(value).__name__, SHOWN_KEY)


# --- What every class of the package shares

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
else:

    def dataclass(*, frozen, **options):
        """`dataclasses.dataclass`, less the methods that it generates to keep a class frozen: Model has them.

        To compile two for each class took a third of the package's import on Python 3.11, a fifth on 3.13.
        """
        ordinary = dataclasses.dataclass(**options)

        def decorate(cls):
            made = ordinary(cls)
            made.__dataclass_params__.frozen = frozen
            return made

        return decorate


class Model:
    """The base of the wire objects: equal by value, hashable, unchangeable to the bottom. A subclass needs `__slots__`.

    `extra` holds the keys that the class does not name. `_wire` remembers which fields were spelled on the wire other
    than a hand-built object spells them: pairs of a key and "absent" or "null". With anything in `extra` it holds a
    mark too, so that emitting takes one test to see that there is nothing but the fields to write.
    """

    __slots__ = ()

    if TYPE_CHECKING:
        __dataclass_fields__: Any
        extra: Mapping[str, Any]
        _wire: tuple[tuple[str, str], ...]
    else:  # type checkers know from frozen=True that nothing can be assigned

        def __setattr__(self, name, value=None):
            raise FrozenInstanceError(
                f"cannot change {name!r}: a {type(self).__name__} is frozen; dataclasses.replace makes another"
            )

        __delattr__ = __setattr__

    @classmethod
    def from_dict(cls: type[T], data: dict[str, Any]) -> T:
        """The object that the data, as `json.loads` gives it, describes.

        Raises ParseError for data that the class cannot hold, TypeError for what is no dict.
        """
        raise NotImplementedError

    def to_dict(self) -> dict[str, Any]:
        """The object as data for `json.dumps`: what was parsed comes back as it came, but for the order of keys."""
        raise NotImplementedError

    def __init_subclass__(cls) -> None:
        if any("__dataclass_fields__" in vars(base) for base in cls.__mro__[1:]) and vars(cls).get("__slots__", True):
            raise TypeError(f"{cls.__name__} needs the line `__slots__ = ()`, without which from_dict cannot make one")

    def __post_init__(self) -> None:
        for name in self.__dataclass_fields__:
            value = getattr(self, name)
            if isinstance(value, list):
                object.__setattr__(self, name, tuple(value))
            elif isinstance(value, Mapping) and type(value) is not JSONObject:
                try:
                    object.__setattr__(self, name, frozen_object(value))
                except Unfit as unfit:
                    raise TypeError(f"{type(self).__name__}: {name}: {unfit}") from None
        for key in self.extra:
            if key in self.__dataclass_fields__ and key not in NO_KEYS:
                raise TypeError(f"{type(self).__name__}: extra names the field {key!r}; give it as {key}=")
        if self.extra and MORE not in self._wire:
            object.__setattr__(self, "_wire", (*self._wire, MORE))

    def __getstate__(self) -> list[Any]:
        return [getattr(self, name) for name in self.__dataclass_fields__]

    def __setstate__(self, state: list[Any]) -> None:
        for name, value in zip(self.__dataclass_fields__, state, strict=True):
            object.__setattr__(self, name, value)

    def _values(self) -> tuple[Any, ...]:
        return tuple([getattr(self, name) for name in self.__dataclass_fields__ if name != "_wire"])

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self._values() == other._values()

    def __hash__(self) -> int:
        return hash(self._values())

    def __repr__(self) -> str:
        shown: list[str] = []
        for field in fields(self):  # type: ignore[arg-type]
            value = getattr(self, field.name)
            if field.name == "_wire" or (field.name == "extra" and not value) or value == field.default:
                continue
            shown.append(f"{field.name}={value!r}")
        return f"{type(self).__qualname__}({', '.join(shown)})"

    def __copy__(self: T) -> T:
        return self

    def __deepcopy__(self: T, memo: Any) -> T:
        return self

    @classmethod
    def _refusal(cls, data: dict[str, Any], problems: list[Problem]) -> ParseError:
        """The error to raise for data with these problems."""
        return ParseError(problems)


def draft(cls: type[Model]) -> type[Any]:
    """A class of which instances are filled in, for `whole` to make instances of `cls` of them.

    A frozen dataclass sets each field through `object.__setattr__`: 0.9 microseconds for five fields on Python 3.11,
    half of all the time that reading takes. A draft has the same slots and is not frozen, and assigning its `__class__`
    turns it into the real thing: 0.2 microseconds in all. The generated `__init__` of `cls` fills in a draft as well.
    """
    ordinary: dict[str, str] = {}
    keys = frozenset(cls.__dataclass_fields__) - NO_KEYS
    for key in keys:
        field = cls.__dataclass_fields__[key]
        if field.default is None:
            ordinary[key] = "null" if field.metadata.get("required") else "absent"
        elif field.default is not MISSING:
            ordinary[key] = "given"
    body = {
        "__slots__": cls.__slots__,
        "_cls": cls,
        "_keys": keys,
        "_ordinary": ordinary,  # how a field that holds its default is spelled by an object built by hand
        "knows": keys.issuperset,
        "__setattr__": object.__setattr__,
        "__delattr__": object.__delattr__,  # the two share a slot in C: one alone would slow both down
        "__post_init__": not_yet,
    }
    made = type(f"{cls.__name__}Draft", cls.__bases__, body)
    fill_in: Callable[..., None] = cls.__init__

    @functools.wraps(fill_in)
    def __init__(self: Model, *given: Any, **named: Any) -> None:
        new = made()
        fill_in(new, *given, **named)
        take_over(self, new)
        self.__post_init__()

    cls.__init__ = __init__  # type: ignore[method-assign, assignment]
    return made


def not_yet(new: Any) -> None:
    """The `__post_init__` of a draft: that of the class comes when it is whole."""


def take_over(model: Model, new: Any) -> None:
    for name in new._cls.__dataclass_fields__:
        object.__setattr__(model, name, getattr(new, name))


def switched(new: Any, cls: type[Model]) -> Any:
    """The draft, which becomes an instance of the class."""
    new.__class__ = cls
    return new


def copied(new: Any, cls: type[Model]) -> Any:
    """An instance of the class with what the draft holds."""
    model = object.__new__(cls)
    take_over(model, new)
    return model


# To assign `__class__` halts all threads of a free-threaded interpreter: with four on two cores, a typical body took
# 1,600 microseconds, and takes 70 where the fields are copied.
with_gil: bool = getattr(sys, "_is_gil_enabled", lambda: True)()
whole = switched if with_gil else copied


# --- Reading an object


class WrongCall(TypeError):
    """What `from_dict` was given is not a dict at all."""


class Problems(list[Problem]):
    """The problems noted so far, of all kinds or only those for which the data is refused."""

    def __init__(self, *, of_all_kinds: bool) -> None:
        super().__init__()
        self.of_all_kinds = of_all_kinds


class Judged(dict[str, Any]):
    """An object of the wire that is read in order to note every problem, instead of stopping at the first."""

    __slots__ = ("path", "problems")

    def __init__(self, data: dict[str, Any], path: tuple[str | int, ...], problems: Problems) -> None:
        super().__init__(plain_dict(data))
        self.path = path
        self.problems = problems

    def get(self, key: str, default: Any = None) -> Any:
        """The value; an object among the values is judged in its turn."""
        value = super().get(key, default)
        return Judged(value, (*self.path, key), self.problems) if isinstance(value, dict) else value

    def note(self, path: tuple[str | int, ...], message: str, kind: ProblemKind = ProblemKind.REFUSED) -> None:
        if kind is ProblemKind.REFUSED or self.problems.of_all_kinds:
            self.problems.append(Problem(self.path + path, message, kind))


def judged(cls: type[Model], data: dict[str, Any], *, of_all_kinds: bool) -> list[Problem]:
    """Everything that is wrong with the data, in the order of the document."""
    problems = Problems(of_all_kinds=of_all_kinds)
    cls.from_dict(Judged(data, (), problems))
    if len(problems) > 1:
        problems.sort(key=DocumentOrder(data).position)
    return problems


class DocumentOrder:
    """Where in a document a path leads to; a key that is missing stands behind those that are there."""

    def __init__(self, document: Any) -> None:
        self.document = document
        self.positions: dict[int, dict[Any, int]] = {}  # of the keys in each object on the way

    def position(self, problem: Problem) -> list[int]:
        found: list[int] = []
        value: Any = self.document
        for part in problem.path:
            if isinstance(value, dict):
                keys = self.positions.get(id(value))
                if keys is None:
                    keys = self.positions[id(value)] = {key: index for index, key in enumerate(plain_dict(value))}
                found.append(keys[part] if part in keys else len(keys))
                value = dict.get(value, part)
            else:
                found.append(int(part))
                value = list.__getitem__(value, int(part)) if isinstance(value, list) else value[part]
        return found


def opened(cls: type[Model], data: Any) -> dict[str, Any]:
    """What `from_dict` was given, where that is no plain dict: a subclass, or a wrong call."""
    if type(data) is Judged:
        return data
    if isinstance(data, dict):
        return plain_dict(data)
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
    raise WrongCall(f"{cls.__name__}.from_dict takes a dict, got {type(data).__name__}: {advice}")


def parse_text(text: str | bytes) -> dict[str, Any]:
    """The object that JSON text stands for. Raises ParseError."""
    global text_parser
    if text_parser is None:  # an import statement in each call would take 1 microsecond
        from ._text import parse_json

        text_parser = parse_json
    return text_parser(text)


text_parser: Callable[[str | bytes], dict[str, Any]] | None = None


def unknown(new: Any, data: dict[Any, Any]) -> JSONObject:
    """The keys of the data that the class does not name, with their values."""
    extra: dict[str, Any] = {}
    known = new._keys
    for key, value in data.items():
        if key in known:
            continue
        if type(key) is not str:
            if not isinstance(key, str):
                refuse(new, data, (), f"expected strings as keys, got {json_type(key)}")
                continue
            key = unadorned(key, str)
            if key in known:  # a subclass of str may hash as it likes
                refuse(new, data, (key,), "expected the key once")
                continue
        if type(value) not in SCALARS:
            try:
                value = frozen(value)
            except Unfit as unfit:
                refuse(new, data, (key, *unfit.path), str(unfit))
                continue
        extra[key] = value
        if type(data) is Judged:
            data.note((key,), "unknown field", ProblemKind.UNKNOWN_FIELD)
    new._wire += (MORE,)
    return JSONObject(extra)


# --- What a reader says when the value is not plainly what the field takes


def refuse(new: Any, data: dict[str, Any], path: tuple[str | int, ...], message: str) -> None:
    """Raise ParseError with every problem of the object; note just this one where they are being collected."""
    if type(data) is Judged:
        data.note(path, message)
    else:
        raise refusal(new, data)


def refusal(new: Any, data: dict[str, Any]) -> ParseError:
    """The error to raise for the data, with everything in it that is refused."""
    problems = judged(new._cls, data, of_all_kinds=False) or [Problem((), "the data changed while it was read")]
    error: ParseError = new._cls._refusal(data, problems)
    return error


def wrong(new: Any, data: dict[str, Any], key: str, expected: str, value: Any) -> None:
    """The value has a type that the field does not take."""
    if key in new._ordinary:
        expected += " or null"
    refuse(new, data, (key,), f"expected {expected}, got {json_type(value)}")


def nothing(new: Any, data: dict[str, Any], key: str, expected: str) -> Any:
    """The key is absent or its value null: what the field then holds. How it was spelled is remembered."""
    spelled = "null" if key in data else "absent"
    ordinary = new._ordinary.get(key)
    if spelled == ordinary:
        if type(data) is dict:
            return None  # the usual case, and never that of a constant
    elif ordinary is None:
        found = "got null" if key in data else "but the key is missing"
        return refuse(new, data, (key,), f"expected {expected}, {found}")
    else:
        new._wire += ((key, spelled),)
    field = new._cls.__dataclass_fields__[key]
    if type(data) is Judged:
        if spelled == "null" and not field.metadata.get("nullable"):
            data.note((key,), f"expected {expected}, got null", ProblemKind.DEVIATION)
        elif spelled == "absent" and ordinary != "absent":
            expected += " or null" if field.metadata.get("nullable") else ""
            data.note((key,), f"expected {expected}, but the key is missing", ProblemKind.DEVIATION)
    return field.default


# --- Readers, one for each shape of field


def string(new: Any, data: dict[str, Any], key: str) -> Any:
    value = data.get(key)
    if type(value) is str:
        return value
    if value is None:
        return nothing(new, data, key, "string")
    if isinstance(value, str):
        return unadorned(value, str)
    return wrong(new, data, key, "string", value)


def integer(new: Any, data: dict[str, Any], key: str) -> Any:
    value = data.get(key)
    if type(value) is int:
        return value
    if value is None:
        return nothing(new, data, key, "integer")
    if isinstance(value, int) and type(value) is not bool:
        return unadorned(value, int)
    return wrong(new, data, key, "integer", value)


def number(new: Any, data: dict[str, Any], key: str) -> Any:
    value = data.get(key)
    if type(value) is float or type(value) is int:
        return value
    if value is None:
        return nothing(new, data, key, "number")
    return number_value(new, data, (key,), value)


def boolean(new: Any, data: dict[str, Any], key: str) -> Any:
    value = data.get(key)
    if type(value) is bool:
        return value
    if value is None:
        return nothing(new, data, key, "boolean")
    return wrong(new, data, key, "boolean", value)


def enum(new: Any, data: dict[str, Any], key: str, members: Mapping[str, WireEnum]) -> Any:
    """A string from an open list: the member for it, or the string itself."""
    value = data.get(key)
    if type(value) is str and type(data) is dict:
        return members.get(value, value)
    if value is None:
        return nothing(new, data, key, "string")
    if not isinstance(value, str):
        return wrong(new, data, key, "string", value)
    default = new._cls.__dataclass_fields__[key].default
    return enum_value(new, data, (key,), value, members, members if default is None else [default])


def byte_string(new: Any, data: dict[str, Any], key: str) -> Any:
    """A list of integers from 0 to 255, as bytes."""
    value = data.get(key)
    if value is None:
        return nothing(new, data, key, BYTES)
    if type(value) is not list:
        if not isinstance(value, list):
            return wrong(new, data, key, BYTES, value)
        value = list.copy(value)
    try:
        packed = bytes(value)
    except Exception:  # what bytes() says of other things than bytes, and whatever their own code says
        return wrong_bytes(new, data, key, value)
    if (0 in packed or 1 in packed) and bool in map(type, value):  # bytes() takes True for 1
        return wrong_bytes(new, data, key, value)
    return packed


def wrong_bytes(new: Any, data: dict[str, Any], key: str, items: list[Any]) -> None:
    for index, item in enumerate(items):
        if not isinstance(item, int) or type(item) is bool:
            refuse(new, data, (key, index), f"expected integer from 0 to 255, got {json_type(item)}")
        elif not 0 <= item <= 255:
            refuse(new, data, (key, index), "expected integer from 0 to 255, got one beyond")


def nested(new: Any, data: dict[str, Any], key: str, read: Callable[[dict[str, Any]], Any]) -> Any:
    """An object that has a class, or a union of classes, of its own."""
    value = data.get(key)
    if value is None:
        return nothing(new, data, key, "object")
    if type(value) is dict or isinstance(value, dict):
        try:
            return read(value)
        except ParseError:
            raise refusal(new, data) from None
    return wrong(new, data, key, "object", value)


def union(data: Any, by_type: dict[Any, type[Any]], by_key: dict[str, type[Any]], otherwise: type[Any]) -> Any:
    """An object of one of several classes: its `type` tells, else the key that only one of them has."""
    if type(data) is not dict:
        data = opened(otherwise, data)
    tag = data.get("type")
    if isinstance(tag, str):
        tag = unadorned(tag, str)
        cls = by_type.get(tag, otherwise)
    elif tag is None:
        cls = next((member for key, member in by_key.items() if data.get(key) is not None), otherwise)
    else:
        cls = otherwise
    if cls is otherwise and type(data) is Judged:
        some = ", ".join(quoted(str(known)) for known in by_type)
        if isinstance(tag, str):
            data.note(("type",), f"expected {some}, got {quoted(tag)}", ProblemKind.DEVIATION)
        elif tag is None:
            data.note((), f"expected an object of type {some}, got one of none", ProblemKind.DEVIATION)
        inner = Problems(of_all_kinds=False)  # its keys are not unknown fields of ours
        found = cls.from_dict(Judged(data, data.path, inner))
        data.problems += inner
        return found
    return cls.from_dict(data)


def array(new: Any, data: dict[str, Any], key: str, read: Callable[[dict[str, Any]], Any]) -> Any:
    """A list of such objects, as a tuple."""
    value = data.get(key)
    if value is None:
        return nothing(new, data, key, "array")
    if not isinstance(value, list):
        return wrong(new, data, key, "array", value)
    if type(value) is not list:
        value = list.copy(value)
    if not value:
        return ()
    if type(data) is Judged:
        return tuple(map(read, judged_items(data, key, value)))
    try:
        return tuple(map(read, value))
    except (ParseError, WrongCall):
        raise refusal(new, data) from None


def judged_items(data: Judged, key: str, items: list[Any]) -> Iterable[Judged]:
    """The items that are objects; the others are noted."""
    for index, item in enumerate(items):
        if isinstance(item, dict):
            yield Judged(item, (*data.path, key, index), data.problems)
        else:
            data.note((key, index), f"expected object, got {json_type(item)}")


def mapping(new: Any, data: dict[str, Any], key: str, read: Callable[..., Any]) -> Any:
    """An object whose keys are data: each value goes through `read(new, data, path, value)`."""
    value = data.get(key)
    if value is None:
        return nothing(new, data, key, "object")
    if not isinstance(value, dict):
        return wrong(new, data, key, "object", value)
    members: dict[str, Any] = {}
    for name, member in dict.items(value):
        if isinstance(name, str):
            name = unadorned(name, str)
            members[name] = read(new, data, (key, name), member)
        else:
            refuse(new, data, (key,), f"expected strings as keys, got {json_type(name)}")
    return JSONObject(members)


def metadata_value(new: Any, data: dict[str, Any], path: tuple[str | int, ...], value: Any) -> Any:
    """A value of any type where the published schema has a string."""
    try:
        fit = frozen(value)
    except Unfit as unfit:
        return refuse(new, data, (*path, *unfit.path), str(unfit))
    if type(data) is Judged and not isinstance(value, str):
        data.note(path, f"expected string, got {json_type(value)}", ProblemKind.DEVIATION)
    return fit


def boolean_value(new: Any, data: dict[str, Any], path: tuple[str | int, ...], value: Any) -> Any:
    if type(value) is bool:
        return value
    return refuse(new, data, path, f"expected boolean, got {json_type(value)}")


def number_value(new: Any, data: dict[str, Any], path: tuple[str | int, ...], value: Any) -> Any:
    if isinstance(value, float):
        return unadorned(value, float)
    if isinstance(value, int) and type(value) is not bool:
        return unadorned(value, int)
    return refuse(new, data, path, f"expected number, got {json_type(value)}")


def enum_value(
    new: Any,
    data: dict[str, Any],
    path: tuple[str | int, ...],
    value: Any,
    members: Mapping[str, WireEnum],
    listed: Collection[str],
) -> Any:
    """A string from an open list, of which the published schema lists these."""
    if not isinstance(value, str):
        return refuse(new, data, path, f"expected string, got {json_type(value)}")
    value = unadorned(value, str)
    if type(data) is Judged and value not in listed:
        some = ", ".join(quoted(str(member)) for member in listed)
        data.note(path, f"expected {some}, got {quoted(value)}", ProblemKind.DEVIATION)
    return members.get(value, value)


def enum_array_value(members: Mapping[str, WireEnum]) -> Callable[..., Any]:
    """Reads a list of strings from an open list."""

    def read(new: Any, data: dict[str, Any], path: tuple[str | int, ...], value: Any) -> Any:
        if not isinstance(value, list):
            return refuse(new, data, path, f"expected array, got {json_type(value)}")
        items = enumerate(list.copy(value))
        return tuple([enum_value(new, data, (*path, index), item, members, members) for index, item in items])

    return read


# --- Writing an object


def plain(value: str | None) -> str | None:
    """A string or enum member as the plain string of the wire."""
    return value if value is None or type(value) is str else str.__str__(value)


def written(model: Any, data: dict[str, Any]) -> dict[str, Any]:
    """The data with the unknown keys, and with what was absent or null on the wire spelled so again."""
    for key, spelled in model._wire:
        if spelled == "given":  # the mark of `extra`
            for name, value in model.extra.items():
                data[name] = value if type(value) in SCALARS else thawed(value)
        elif getattr(model, key) == model.__dataclass_fields__[key].default:  # else replaced since
            if spelled == "null":
                data[key] = None
            else:
                data.pop(key, None)
    return data
