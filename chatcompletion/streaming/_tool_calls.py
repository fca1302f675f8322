# SPDX-License-Identifier: MIT-0
"""Assembles the tool calls of a message from their pieces."""

from collections.abc import Iterable, Mapping
from typing import Any

from ..chunks import ChatCompletionMessageToolCallChunk, FunctionChunk
from ..enums import ToolCallType
from ._merging import IN_DELTA, MergedObject, to_data
from ._texts import Arguments, Name

# The key of the object that is called, by the type of the call, and the key of the text that the model wrote for it.
CALLED = {ToolCallType.FUNCTION.value: "arguments", ToolCallType.CUSTOM.value: "input"}


class ToolCall:
    """One tool call so far."""

    __slots__ = ("data", "index", "place")

    def __init__(self, place: int) -> None:
        self.place = place
        self.index: int | None = None  # the first one that came
        self.data = MergedObject(IN_DELTA)

    @property
    def id(self) -> str | None:
        return self.data.plain.get("id")

    def add(self, piece: ChatCompletionMessageToolCallChunk) -> None:
        # Some servers send these two in each piece, and others send them blank after the first.
        for key, value in (("id", piece.id), ("type", piece.type)):
            if value is not None and not self.data.plain.get(key):
                self.data.plain[key] = value
        if piece.function is not None:
            add_function(self.data, "function", piece.function)
        for key, value in piece.extra.items():
            if key == "custom" and isinstance(value, dict):
                add_custom(self.data, key, value)
            else:
                self.data.add(key, value)

    def begins_another(self, piece: ChatCompletionMessageToolCallChunk, *, is_known: bool) -> bool:
        """Whether a piece with a name, for the place of this call, begins another one. `is_known` means that the piece
        has an id of this call."""
        if piece.id and self.id and not is_known:
            return piece.id != self.id  # some servers send all calls under one index
        kind, name, text = called_in(piece)
        before, so_far = self.name_and_text(kind)
        if before is None:
            return self.name_and_text(other_than(kind))[0] is not None
        if before.is_repeated_by(name or ""):
            return False
        if piece.id and not self.id:
            return True
        return bool(text) and so_far is not None and so_far.is_whole_object()

    def name_and_text(self, kind: str) -> tuple[Name | None, Arguments | None]:
        """Return the name of what is called under the key, None if it is blank, and the text that came for it."""
        called = self.data.grown.get(kind)
        if not isinstance(called, MergedObject):
            return None, None
        name, text = called.grown.get("name"), called.grown.get(CALLED[kind])
        return name if isinstance(name, Name) and name.length else None, text if isinstance(text, Arguments) else None

    def may_go_on_with(self, piece: ChatCompletionMessageToolCallChunk) -> bool:
        """Whether a piece without a name, which has another index or id, may belong to this call."""
        key, _, _ = called_in(piece)
        kind = self.data.plain.get("type")
        is_same_kind = bool(key) and other_than(key) not in self.data.grown
        return is_same_kind and (not piece.type or not kind or piece.type == kind)

    def to_data(self) -> dict[str, Any]:
        """Return the data of the call, with its type if that never came, and a blank text if no piece of it came."""
        data: dict[str, Any] = to_data(self.data)
        for kind, text in CALLED.items():
            if isinstance(data.get(kind), dict) and data.get("type") in (None, kind):
                data["type"] = kind
                fill_missing_texts(data[kind], text)
                break
        return data


class ToolCalls:
    """The tool calls of a message so far."""

    __slots__ = ("by_id", "by_index", "calls", "end", "latest")

    def __init__(self) -> None:
        self.calls: list[ToolCall] = []
        self.by_index: dict[int, ToolCall] = {}  # the latest call under each index
        self.by_id: dict[tuple[int | None, str], ToolCall] = {}  # by index and id, and by id alone (index None)
        self.latest: ToolCall | None = None
        self.end: int = 0  # the place after all calls so far

    def add(self, pieces: Iterable[ChatCompletionMessageToolCallChunk]) -> None:
        """Add the pieces in a delta. Those without an index are pieces of different calls."""
        added: set[int] = set()
        for piece in pieces:
            call = self.find_call(piece)
            if call is None or (piece.index is None and id(call) in added):
                call = self.begin(piece.index)
            if piece.index is None:
                added.add(id(call))
            self.register(call, piece)
            call.add(piece)
            self.latest = call

    def find_call(self, piece: ChatCompletionMessageToolCallChunk) -> ToolCall | None:
        """Return the call that the piece continues, or None if it begins a new one."""
        has_name = bool(called_in(piece)[1])
        known = self.call_with_id(piece) if piece.id else None
        call = known or self.call_in_place(piece, has_name)
        if call is None or (has_name and call.begins_another(piece, is_known=known is not None)):
            return None
        return call

    def call_with_id(self, piece: ChatCompletionMessageToolCallChunk) -> ToolCall | None:
        """Return the call that is known by the id of the piece, under the same index or if one of them has none."""
        found = self.by_id.get((piece.index, piece.id or ""))
        if found is not None:
            return found
        found = self.by_id.get((None, piece.id or ""))
        return found if found is not None and found.index is None else None

    def call_in_place(self, piece: ChatCompletionMessageToolCallChunk, has_name: bool) -> ToolCall | None:
        """Return the latest call under the index of the piece, or the latest of all if the piece says more of it."""
        call = None if piece.index is None else self.by_index.get(piece.index)
        if call is not None or self.latest is None or has_name:
            return call
        if piece.index is None and not piece.id:
            return self.latest
        # Some servers give the pieces of one call an index each, and others without an index an id each.
        is_more = (piece.index is None or not piece.id) and self.latest.may_go_on_with(piece)
        return self.latest if is_more else None

    def begin(self, index: int | None) -> ToolCall:
        call = ToolCall(self.end if index is None else index)
        self.calls.append(call)
        self.end = max(self.end, call.place + 1)
        if index is not None:
            self.by_index[index] = call
        return call

    def register(self, call: ToolCall, piece: ChatCompletionMessageToolCallChunk) -> None:
        """Remember the index and the id that later pieces of the call may have."""
        if piece.index is not None:
            self.by_index.setdefault(piece.index, call)
            if call.index is None:
                call.index = piece.index
        if piece.id:
            self.by_id[(None, piece.id)] = self.by_id[(piece.index, piece.id)] = call

    def to_data(self) -> list[dict[str, Any]]:
        """Return the data of the calls, in order of their places."""
        return [call.to_data() for call in sorted(self.calls, key=lambda call: call.place)]


def other_than(kind: str) -> str:
    return next(other for other in CALLED if other != kind)


def called_in(piece: ChatCompletionMessageToolCallChunk) -> tuple[str, str | None, str | None]:
    """Return the key of what a piece calls, or "", and the name and the text in it."""
    if piece.function is not None and (piece.function.name or "custom" not in piece.extra):
        return "function", piece.function.name, piece.function.arguments
    custom = piece.extra.get("custom")
    if not isinstance(custom, dict):
        return "", None, None
    name, text = custom.get("name"), custom.get("input")
    return "custom", name if isinstance(name, str) else None, text if isinstance(text, str) else None


def add_function(into: MergedObject, key: str, function: FunctionChunk) -> None:
    """Merge the piece of a function call with the one under the key."""
    called = into.object_to_extend(key)
    if function.name is not None:
        called.text("name", Name).add(function.name)
    if function.arguments is not None:
        called.text("arguments", Arguments).add(function.arguments)
    called.add_all(function.extra)


def add_custom(into: MergedObject, key: str, custom: Mapping[str, Any]) -> None:
    """Merge the piece of a custom call with the one under the key."""
    called = into.object_to_extend(key)
    for name, value in custom.items():
        if name == "name" and isinstance(value, str):
            called.text(name, Name).add(value)
        elif name == "input" and isinstance(value, str):
            called.text(name, Arguments).add(value)
        else:
            called.add(name, value)


def fill_missing_texts(data: dict[str, Any], *keys: str) -> None:
    """Make each text blank if no piece of it has arrived."""
    for key in keys:
        if data.get(key) is None:
            data[key] = ""
