# SPDX-License-Identifier: MIT-0
"""How a value that comes is merged with those that came before. Private.

What has come is kept in the shape of the response, as dicts. `TextPieces` stands for a text and a list for an array to
which more may be added. So each step costs what it adds, and nothing that came before is copied.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from .._model import Model
from .._values import plain_string


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


def append_text(into: dict[str, Any], key: str, text: str | None) -> None:
    """Add the next piece of a text."""
    if text is not None:
        pieces = into.get(key)
        if type(pieces) is not TextPieces:
            pieces = into[key] = TextPieces()
        pieces.append(text)


def extend(into: dict[str, Any], key: str, items: Iterable[Any] | None) -> None:
    """Add the next items of an array."""
    if items is not None:
        array = into.get(key)
        if type(array) is not list:
            array = into[key] = []
        array.extend(items)


def nested_dict(into: dict[str, Any], key: str) -> dict[str, Any]:
    """The object at the key, to add to."""
    found = into.get(key)
    if type(found) is not dict:  # a read-only object of a chunk, or none
        found = into[key] = dict(found) if isinstance(found, dict) else {}
    return found


def merge(into: dict[str, Any], key: str, value: Any) -> None:
    """Merge an unknown value: objects key by key, and any other value replaces the one before it.

    Null replaces nothing, but a key that never has another value is there with null.
    """
    if value is None:
        into.setdefault(key)
    elif isinstance(value, dict) and isinstance(into.get(key), dict):
        merge_all(nested_dict(into, key), value)
    else:
        into[key] = value


def merge_all(into: dict[str, Any], values: Mapping[str, Any]) -> None:
    for key, value in values.items():
        merge(into, key, value)


def merge_pieces(
    into: dict[str, Any], values: Mapping[str, Any], *, texts: tuple[str, ...], names: tuple[str, ...]
) -> None:
    """Merge an object that arrives in pieces. The pieces of its `texts` are joined. Its `names` come whole, and the
    first that is not blank stays."""
    for key, value in values.items():
        if key in texts and isinstance(value, str):
            append_text(into, key, value)
        elif key not in names or not into.get(key):
            merge(into, key, value)


def as_data(value: Any) -> Any:
    """What has come so far, as data of its own."""
    if isinstance(value, TextPieces):
        return "".join(value)
    if isinstance(value, dict):
        return {key: as_data(member) for key, member in value.items()}
    if isinstance(value, (list, tuple)):
        return [as_data(item) for item in value]
    if isinstance(value, str):
        return plain_string(value)  # it may be an enum member
    return value.to_dict() if isinstance(value, Model) else value
