# SPDX-License-Identifier: MIT-0
"""Assembles the tool calls of a message from their pieces. Private."""

from typing import Any

from ..chunks import ChatCompletionMessageToolCallChunk, FunctionChunk
from ..enums import ToolCallType
from ._merging import append_text, get_dict, merge, merge_all, merge_pieces, set_first, to_data


def add_function(into: dict[str, Any], function: FunctionChunk) -> None:
    set_first(into, "name", function.name)  # always complete; some servers send it in each piece
    append_text(into, "arguments", function.arguments)
    merge_all(into, function.extra)


class ToolCallBuilder:
    """The tool calls of a message so far."""

    __slots__ = ("by_id", "by_index", "calls", "end", "latest")

    def __init__(self) -> None:
        self.calls: list[tuple[int, dict[str, Any]]] = []  # each with its position
        self.by_index: dict[int, dict[str, Any]] = {}  # the latest call under each index
        self.by_id: dict[tuple[int | None, str], dict[str, Any]] = {}  # by index and id, and by id alone (index None)
        self.latest: dict[str, Any] | None = None
        self.end: int = 0  # the position after all calls so far

    def add(self, chunk: ChatCompletionMessageToolCallChunk) -> None:
        call = self.find_call(chunk)
        if call is None:
            call = self.begin(chunk.index)
        self.latest = call
        if chunk.id:
            self.by_id.setdefault((None, chunk.id), call)
            self.by_id.setdefault((chunk.index, chunk.id), call)
        set_first(call, "id", chunk.id)  # some servers send these in each piece, others send them blank after the first
        set_first(call, "type", chunk.type)
        if chunk.function is not None:
            add_function(get_dict(call, "function"), chunk.function)
        for key, value in chunk.extra.items():
            if key == "custom" and isinstance(value, dict):
                merge_pieces(get_dict(call, key), value, texts=("input",), names=("name",))
            else:
                merge(call, key, value)

    def find_call(self, chunk: ChatCompletionMessageToolCallChunk) -> dict[str, Any] | None:
        """Return the call that the chunk continues, or None if it begins a new one."""
        known = self.by_id.get((chunk.index, chunk.id)) if chunk.id else None
        if known is not None:
            return known
        if chunk.index is None:  # some servers that send each call in one piece send no index
            return None if chunk.id or name_in(chunk) else self.latest
        call = self.by_index.get(chunk.index)
        if call is not None and chunk.id and name_in(chunk) and is_new_call(call, chunk):
            return None  # some servers send all calls under one index
        return call

    def begin(self, index: int | None) -> dict[str, Any]:
        call: dict[str, Any] = {}
        place = self.end if index is None else index
        self.calls.append((place, call))
        self.end = max(self.end, place + 1)
        if index is not None:
            self.by_index[index] = call
        return call

    def data(self) -> list[dict[str, Any]]:
        """Return the data of the calls, in order of position."""
        return [tool_call_data(to_data(call)) for _, call in sorted(self.calls, key=lambda placed: placed[0])]


def is_new_call(call: dict[str, Any], chunk: ChatCompletionMessageToolCallChunk) -> bool:
    """Whether a chunk with an id and a name belongs to a different call with the same index."""
    if call.get("id"):
        return bool(call["id"] != chunk.id)
    function, custom = call.get("function"), call.get("custom")
    names = [holder.get("name") for holder in (function, custom) if isinstance(holder, dict)]
    return any(name and name != name_in(chunk) for name in names)


def name_in(chunk: ChatCompletionMessageToolCallChunk) -> Any:
    """Return the name of the called tool, or None if the chunk has none or a blank one."""
    custom = chunk.extra.get("custom")
    return (chunk.function and chunk.function.name) or (isinstance(custom, dict) and custom.get("name")) or None


def tool_call_data(call: dict[str, Any]) -> dict[str, Any]:
    """Add the type if it never arrived, and a blank text if no piece of the text arrived."""
    for kind, text in ((ToolCallType.FUNCTION.value, "arguments"), (ToolCallType.CUSTOM.value, "input")):
        if isinstance(call.get(kind), dict) and call.get("type") in (None, kind):
            call["type"] = kind
            fill_missing_texts(call[kind], text)
            break
    return call


def fill_missing_texts(data: dict[str, Any], *keys: str) -> None:
    """Make each text blank if no piece of it has arrived."""
    for key in keys:
        if data.get(key) is None:
            data[key] = ""
