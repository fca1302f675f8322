# SPDX-License-Identifier: MIT-0
"""Merges what each chunk brings with what came before: texts, objects and arrays.

What came before is kept in pieces, and a part that came once is kept as it came until more of it comes. So the cost of
a step depends only on what it adds, and nothing that came before is copied.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

from .._core.json_values import plain_string
from .._core.model import Model
from .._core.reasoning import REASONING_KEYS
from ._texts import Text

# --- The rules


class Rules(NamedTuple):
    """How the members of an object are merged. Null and blank strings replace nothing, and other plain values replace
    those before them."""

    texts: frozenset[str]  # the keys of strings that arrive in pieces, which are joined
    arrays_grow: bool  # whether an array has more items for the one before it, or replaces it
    may_mix: bool  # whether objects are merged even if they contradict each other


REASONING = frozenset(REASONING_KEYS)
IN_CHUNK = Rules(REASONING, arrays_grow=False, may_mix=True)  # servers send the whole list of sources again
IN_CHOICE = Rules(REASONING, arrays_grow=True, may_mix=True)  # verdicts of a content filter change one by one
IN_DELTA = Rules(REASONING, arrays_grow=True, may_mix=False)  # two citations are not one, which nobody sent
IN_ITEM = Rules(REASONING | {"text", "summary"}, arrays_grow=True, may_mix=False)


# --- Objects

T = TypeVar("T", bound=Text)


class MergedObject:
    """The members of an object so far."""

    __slots__ = ("grown", "plain", "rules")

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.plain: dict[str, Any] = {}  # strings, numbers, booleans and nulls
        self.grown: dict[str, Any] = {}  # texts, arrays and objects

    def get(self, key: str) -> Any:
        return self.grown[key] if key in self.grown else self.plain.get(key)

    def merge(self, members: Mapping[str, Any]) -> None:
        """Merge with another object of the same place. Nobody sent a mixture of two that contradict each other."""
        if not self.rules.may_mix and self.is_contradicted_by(members):
            self.plain = {}
        self.add_all(members)

    def add_all(self, members: Mapping[str, Any]) -> None:
        for key, value in members.items():
            self.add(key, value)

    def add(self, key: str, value: Any) -> None:
        if value is None:  # a key that has only ever been null is kept
            if key not in self.grown:
                self.plain.setdefault(key)
        elif isinstance(value, str):
            if key in self.rules.texts:
                self.text(key, Text).add(value)
            elif value or self.get(key) is None:
                self.set_plain(key, value)
        elif isinstance(value, dict):
            self.add_object(key, value)
        elif isinstance(value, (tuple, list)):
            self.add_array(key, value)
        else:
            self.set_plain(key, value)

    def set_plain(self, key: str, value: Any) -> None:
        self.plain[key] = value
        if key in self.grown:
            del self.grown[key]

    def set_grown(self, key: str, value: Any) -> None:
        self.grown[key] = value
        self.plain.pop(key, None)

    def text(self, key: str, kind: type[T]) -> T:
        """Return the text under the key, so that the caller can add to it."""
        found = self.grown.get(key)
        if type(found) is kind:
            return found
        made = kind()
        self.set_grown(key, made)
        return made

    def add_object(self, key: str, members: Mapping[str, Any]) -> None:
        before = self.object_at(key)
        if before is None:
            self.set_grown(key, members)
        else:
            before.merge(members)

    def add_array(self, key: str, items: Sequence[Any]) -> None:
        before = self.grown.get(key) if self.rules.arrays_grow else None
        if isinstance(before, tuple):
            whole, before = before, MergedArray()
            before.extend(whole)
            self.grown[key] = before
        if isinstance(before, MergedArray):
            before.extend(items)
        else:
            self.set_grown(key, items)

    def object_at(self, key: str) -> "MergedObject | None":
        """Return the object under the key, so that the caller can add to it, or None if there is none."""
        found = self.grown.get(key)
        if isinstance(found, dict):
            found = self.grown[key] = merged_object(self.rules, found)
        return found if isinstance(found, MergedObject) else None

    def object_to_extend(self, key: str) -> "MergedObject":
        """Return the object under the key, a new one if there is none."""
        found = self.object_at(key)
        if found is None:
            found = MergedObject(self.rules)
            self.set_grown(key, found)
        return found

    def list_to_extend(self, key: str) -> list[Any]:
        """Return the list under the key, of items that are all kept, a new one if there is none."""
        found = self.grown.get(key)
        if type(found) is not list:
            found = []
            self.set_grown(key, found)
        return found

    def add_fields(self, model: Model, names: Iterable[str]) -> None:
        """Keep the last value of each of these fields that is neither null nor blank."""
        for name in names:
            value = getattr(model, name)
            if value is not None and (value != "" or self.plain.get(name) is None):
                self.plain[name] = value

    def is_contradicted_by(self, members: Mapping[str, Any]) -> bool:
        """Whether a plain value in the other object differs from the one under the same key."""
        for key, value in members.items():
            if says_something(value) and not isinstance(value, (dict, tuple, list)):
                before = self.plain.get(key)
                if says_something(before) and before != value:
                    return True
        return False

    def has_object_contradicted_by(self, members: Mapping[str, Any]) -> bool:
        """Whether an object inside is contradicted by the one under the same keys."""
        for key, value in members.items():
            if isinstance(value, dict):
                inside = self.object_at(key)
                if inside and (inside.is_contradicted_by(value) or inside.has_object_contradicted_by(value)):
                    return True
        return False


def merged_object(rules: Rules, members: Mapping[str, Any]) -> MergedObject:
    made = MergedObject(rules)
    made.add_all(members)
    return made


def says_something(value: Any) -> bool:
    """Whether a value is neither null nor a blank string."""
    return value is not None and value != ""


# --- Arrays


class MergedArray:
    """The items of an array so far, each as it came until another continues it."""

    __slots__ = ("by_index", "continued", "earlier", "items", "seen")

    def __init__(self) -> None:
        self.items: list[Any] = []
        self.by_index: dict[tuple[Any, ...], int] = {}  # the places of the latest items with an index, type and id
        self.seen: set[Any] = set()  # the items of earlier chunks that add nothing when they are repeated
        self.earlier = 0  # how many items came in earlier chunks
        self.continued: set[int] = set()  # the places of items that this chunk has continued

    def extend(self, items: Sequence[Any]) -> None:
        """Add the items of the next chunk."""
        if self.items and isinstance(self.items[0], str) and self.is_repeated_at_start_of(items):
            items = items[len(self.items) :]
            self.items.extend(items)
            self.seen.update(items)
            return
        self.earlier = len(self.items)
        self.continued.clear()
        fresh: list[Any] = []  # items of one chunk may be equal
        for item in items:
            if isinstance(item, dict) and self.continue_item(item):
                continue
            if may_be_repeated(item):
                key = json_key(item)
                if key in self.seen:
                    continue
                fresh.append(key)
            self.items.append(item)
        self.seen.update(fresh)

    def is_repeated_at_start_of(self, items: Sequence[Any]) -> bool:
        """Whether the items are a list of texts that begins with all that came, as servers send sources."""
        return (
            len(items) >= len(self.items)
            and all(isinstance(item, str) for item in items)
            and all(before == item for before, item in zip(self.items, items, strict=False))
        )

    def continue_item(self, piece: Mapping[str, Any]) -> bool:
        """Merge a piece with the item that it continues. Return whether there is one."""
        has_index = piece.get("index") is not None
        place = self.place_by_index(piece) if has_index else self.place_by_text(piece)
        before = None if place is None else self.object_at(place)
        if before is None or place is None or not is_open_for(before, piece):
            if has_index:
                self.register(piece, len(self.items))
            return False
        before.add_all(piece)
        self.continued.add(place)
        if has_index and piece.get("id"):
            self.register(piece, place)
        return True

    def place_by_index(self, piece: Mapping[str, Any]) -> int | None:
        """Return the place of the latest item with the index and type of the piece and, if both have one, its id. A
        piece that says no type has that of its item."""
        index, kind, identity = piece["index"], piece.get("type"), piece.get("id")
        place = self.by_index.get((index, kind, identity)) if kind and identity else None
        if place is None:
            place = self.by_index.get((index, kind) if kind else (index,))
        return place if place is not None and self.may_continue(place) else None

    def place_by_text(self, piece: Mapping[str, Any]) -> int | None:
        """Return the place of the last item if it has the type of the piece, and a text that goes on in the piece or
        is signed by it."""
        place = len(self.items) - 1
        before = self.object_at(place) if self.may_continue(place) else None
        if before is None or before.get("type") != piece.get("type"):
            return None
        if piece.get("type") is None and before.is_contradicted_by(piece):  # two sources are not pieces of one
            return None
        keys = text_keys(piece)
        if not keys and piece.get("signature"):
            keys = [*IN_ITEM.texts]
        return place if any(before.get(key) is not None for key in keys) else None

    def may_continue(self, place: int) -> bool:
        """Whether the item came in an earlier chunk. Those of one chunk are different items, also if they look like
        pieces of one."""
        return 0 <= place < self.earlier and place not in self.continued

    def register(self, piece: Mapping[str, Any], place: int) -> None:
        """Remember the place of an item with an index, under the names that later pieces may have for it."""
        index, kind, identity = piece["index"], piece.get("type"), piece.get("id")
        for name in ((index, kind, identity), (index, kind), (index,)):
            self.by_index[name] = place

    def object_at(self, place: int) -> MergedObject | None:
        found = self.items[place]
        if isinstance(found, dict):
            found = self.items[place] = merged_object(IN_ITEM, found)
        return found if isinstance(found, MergedObject) else None


def text_keys(item: Mapping[str, Any]) -> list[str]:
    return [key for key, value in item.items() if key in IN_ITEM.texts and isinstance(value, (str, tuple, list))]


def is_open_for(before: MergedObject, piece: Mapping[str, Any]) -> bool:
    """Whether an item may go on with this piece.

    A signed item is finished, as providers refuse a signature under another text. Ids and objects that contradict each
    other belong to different items.
    """
    signature, identity = before.get("signature"), before.get("id")
    if signature and (piece.get("signature") not in (None, "", signature) or any(map(piece.get, text_keys(piece)))):
        return False
    if identity and piece.get("id") not in (None, "", identity):
        return False
    return not before.has_object_contradicted_by(piece)


def may_be_repeated(item: Any) -> bool:
    """Whether an item adds nothing when it comes again, as annotations do. Numbers are a series, such as token ids."""
    if isinstance(item, dict):
        return item.get("index") is None and not text_keys(item)
    return isinstance(item, (str, tuple, list))


def json_key(value: Any) -> Any:
    """Return a hashable value that is equal for equal JSON values alone: the frozen value itself if that will do."""
    return marked(value) if has_boolean(value) else value


def has_boolean(value: Any) -> bool:
    if isinstance(value, (dict, tuple)):
        return any(map(has_boolean, value.values() if isinstance(value, dict) else value))
    return isinstance(value, bool)


def marked(value: Any) -> Any:
    """Return a hashable copy in which booleans differ from numbers. In Python, True is equal to 1."""
    if isinstance(value, dict):
        return frozenset([(key, marked(member)) for key, member in value.items()])
    if isinstance(value, tuple):
        return tuple(map(marked, value))
    return (bool, value) if isinstance(value, bool) else value


# --- Plain data


def other_fields(cls: type[Model], *names: str) -> tuple[str, ...]:
    """Return the names of the fields that are not among these names."""
    return tuple([name for name in cls._fields if name not in (*names, "extra")])


def to_data(value: Any) -> Any:
    """Copy what came so far into plain data."""
    if isinstance(value, str):
        return plain_string(value)  # it may be an enum member
    if isinstance(value, Text):
        return "".join(value)
    if isinstance(value, MergedObject):
        return to_data(value.plain) | to_data(value.grown)
    if isinstance(value, MergedArray):
        return to_data(value.items)
    if isinstance(value, dict):
        return {key: to_data(member) for key, member in value.items()}
    if isinstance(value, (list, tuple)):
        return [to_data(item) for item in value]
    return value.to_dict() if isinstance(value, Model) else value
