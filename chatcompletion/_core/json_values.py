# SPDX-License-Identifier: MIT-0
"""JSON values that have no class: their type names, read-only copies and plain copies."""

import functools
from collections.abc import Iterable, Mapping
from typing import Any, NoReturn

from ..errors import SHOWN_KEY, ParseError, Problem, shortened
from .compat import Self

MAX_DEPTH = 100  # levels of nesting in an unknown value, far below the recursion limit of hash and pickle

JSON_TYPES = {dict: "object", list: "array", str: "string", bool: "boolean", int: "integer", float: "number"}
IMMUTABLE = frozenset((str, int, float, bool, type(None)))


def json_type(value: object) -> str:
    """Return the JSON name of the value's type, or the name of the Python class if JSON has no such type."""
    python_name = "null" if value is None else shortened(type(value).__name__, SHOWN_KEY)
    return next((name for kind, name in JSON_TYPES.items() if isinstance(value, kind)), python_name)


def refusal(message: str, *path: str | int) -> ParseError:
    """Return the error for a value that is refused. What encloses the value puts its keys before the path."""
    return ParseError((Problem(path, message),))


class JSONObject(dict[str, Any]):
    """A read-only dict. Its values are immutable too, so it is hashable.

    As the `extra` of an object, it also remembers where `to_dict` would write a field that is None otherwise than the
    input: pairs of a key and "null" or "absent", which `==` ignores.
    """

    __slots__ = ("_none_as",)
    _none_as: tuple[tuple[str, str], ...]

    def __new__(cls, *args: Any, **kwargs: Any) -> Self:
        made: Any = freeze_object(dict(*args, **kwargs))
        return made  # type: ignore[no-any-return]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Do nothing, because `dict.__init__` would let anybody add keys later."""

    def _read_only(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError(f"this {type(self).__name__} is read-only; dict(...) gives a copy that is not")

    __setitem__ = __delitem__ = __ior__ = __setattr__ = __delattr__ = _read_only
    clear = pop = popitem = setdefault = update = _read_only  # pyright: ignore[reportAssignmentType]

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(frozenset(self.items()))

    def __deepcopy__(self, memo: object = None) -> Self:
        return self

    __copy__ = __deepcopy__

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (as_plain(self),)


# Calling the class takes three times as long as these functions, because its __new__ is written in Python.
empty_dict: Any = dict.__new__
fill: Any = dict.update
set_none_as: Any = vars(JSONObject)["_none_as"].__set__


def json_object(members: Mapping[str, Any], none_as: tuple[tuple[str, str], ...] = ()) -> JSONObject:
    """Make a read-only dict of these members, which must be immutable."""
    made: JSONObject = empty_dict(JSONObject)
    fill(made, members)
    set_none_as(made, none_as)
    return made


NO_EXTRA: JSONObject = json_object({})
NONE_AS: Any = object()  # a key that no input has


def freeze(value: Any, depth: int = MAX_DEPTH) -> Any:
    """Return an immutable copy of a JSON value: objects become JSONObject, arrays become tuples.

    Raises ParseError if a part of it is not JSON or is nested too deeply.
    """
    if type(value) in IMMUTABLE:
        return value
    if isinstance(value, (dict, list, tuple)):  # a tuple is an array in the `extra` of another object
        if not depth:
            raise refusal(f"expected at most {MAX_DEPTH} levels of arrays and objects")
        return freeze_object(value, depth) if isinstance(value, dict) else freeze_array(value, depth)
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, (float, int)):
        return plain_number(value)
    raise refusal(f"expected a JSON value, got {json_type(value)}")


def freeze_object(value: Mapping[Any, Any], depth: int = MAX_DEPTH) -> JSONObject:
    made = json_object(value)
    for key, member in value.items():
        if type(key) is not str:
            dict.__setitem__(made, plain_key(key), dict.pop(made, key))
        if type(member) not in IMMUTABLE:
            try:
                dict.__setitem__(made, key, freeze(member, depth - 1))
            except ParseError as error:
                error.prepend(plain_key(key))
                raise
    return made


def freeze_array(value: Iterable[Any], depth: int = MAX_DEPTH) -> tuple[Any, ...]:
    items: list[Any] = []
    for item in value:
        try:
            items.append(item if type(item) in IMMUTABLE else freeze(item, depth - 1))
        except ParseError as error:
            error.prepend(len(items))
            raise
    return tuple(items)


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


def held_extra(extra: Any, keys: frozenset[str]) -> JSONObject:
    """Return `extra` as an object with these fields holds it. Refuses what is no mapping or names a field."""
    if not isinstance(extra, Mapping):
        raise refusal(f"expected object, got {json_type(extra)}", "extra")
    for key in keys & extra.keys():
        raise refusal(f"{key!r} is a field; give it as {key}=", "extra")
    if type(extra) is not JSONObject:
        extra = freeze_object({"extra": dict(extra)}, MAX_DEPTH + 2)["extra"]
    elif any(key not in keys for key, _ in extra._none_as):  # from an object of another class
        extra = json_object(extra)
    return extra if extra or extra._none_as else NO_EXTRA


def plain_key(key: Any) -> str:
    if isinstance(key, str):
        return str.__str__(key)
    raise refusal(f"expected strings as keys, got {json_type(key)}")


def plain_string(value: str | None) -> str | None:
    """Convert an enum member, or an instance of another str subclass, to a plain string."""
    return value if value is None or type(value) is str else str.__str__(value)


def plain_number(value: float) -> float:
    """Convert an instance of an int or float subclass, such as NumPy's, to a plain number."""
    return int.__int__(value) if isinstance(value, int) else float.__float__(value)


def as_plain(value: Any) -> Any:
    """Copy a frozen value into plain dicts, lists and strings, ready for `json.dumps`."""
    if type(value) is JSONObject:
        return {key: member if type(member) in IMMUTABLE else as_plain(member) for key, member in value.items()}
    if type(value) is tuple:
        return [item if type(item) in IMMUTABLE else as_plain(item) for item in value]
    return plain_string(value) if isinstance(value, str) else value
