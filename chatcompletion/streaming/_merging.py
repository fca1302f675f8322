# SPDX-License-Identifier: MIT-0
"""Merges new values with those that arrived before. Private.

The data so far is kept as dicts in the shape of the response. A text is kept as `TextPieces`, and an array that may
grow is kept as a list. So the cost of each step depends only on what it adds, and earlier data is not copied.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from .._core.json_values import plain_string
from .._core.model import Model


class TextPieces(list[str]):
    """The pieces of a text."""

    __slots__ = ()


def set_first(into: dict[str, Any], key: str, value: Any) -> None:
    """Keep the first value that is neither null nor blank. Later repeats are ignored."""
    if value is not None and not into.get(key):
        into[key] = value


def set_last(into: dict[str, Any], key: str, value: Any) -> None:
    """Keep the last value that is not null."""
    if value is not None:
        into[key] = value


def set_last_fields(into: dict[str, Any], model: Model, names: Iterable[str]) -> None:
    """Keep the last value that is not null of each of these fields."""
    for name in names:
        set_last(into, name, getattr(model, name))


def append_text(into: dict[str, Any], key: str, text: str | None) -> None:
    """Add the next piece of a text."""
    if text is not None:
        pieces = into.get(key)
        if type(pieces) is not TextPieces:
            pieces = into[key] = TextPieces()
        pieces.append(text)


def extend_array(into: dict[str, Any], key: str, items: Iterable[Any] | None) -> None:
    """Add the next items of an array."""
    if items is not None:
        array = into.get(key)
        if type(array) is not list:
            array = into[key] = []
        array.extend(items)


def get_dict(into: dict[str, Any], key: str) -> dict[str, Any]:
    """Return the dict at the key, so that the caller can add to it."""
    found = into.get(key)
    if type(found) is not dict:  # a read-only dict from a chunk, or not a dict
        found = into[key] = dict(found) if isinstance(found, dict) else {}
    return found


def merge(into: dict[str, Any], key: str, value: Any) -> None:
    """Merge an unknown value. Objects are merged key by key. Any other value replaces the one before it.

    Null replaces nothing, but a key that has only ever been null is kept with null.
    """
    if value is None:
        into.setdefault(key)
    elif isinstance(value, dict) and isinstance(into.get(key), dict):
        merge_all(get_dict(into, key), value)
    else:
        into[key] = value


def merge_all(into: dict[str, Any], values: Mapping[str, Any]) -> None:
    for key, value in values.items():
        merge(into, key, value)


def merge_pieces(
    into: dict[str, Any], values: Mapping[str, Any], *, texts: tuple[str, ...], names: tuple[str, ...]
) -> None:
    """Merge an object that arrives in pieces. The pieces of each key in `texts` are joined. Each key in `names` arrives
    in one piece, and its first value that is not blank is kept."""
    for key, value in values.items():
        if key in texts and isinstance(value, str):
            append_text(into, key, value)
        elif key not in names or not into.get(key):
            merge(into, key, value)


def other_fields(cls: type[Model], *names: str) -> tuple[str, ...]:
    """Return the names of the fields that are not among these names."""
    return tuple([name for name in cls.__dataclass_fields__ if name not in (*names, "extra")])


def to_data(value: Any) -> Any:
    """Copy the data so far into plain data."""
    if isinstance(value, TextPieces):
        return "".join(value)
    if isinstance(value, dict):
        return {key: to_data(member) for key, member in value.items()}
    if isinstance(value, (list, tuple)):
        return [to_data(item) for item in value]
    if isinstance(value, str):
        return plain_string(value)  # it may be an enum member
    return value.to_dict() if isinstance(value, Model) else value
