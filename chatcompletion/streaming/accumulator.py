# SPDX-License-Identifier: MIT-0
"""Chunks in, the response out.

What has come is kept in the shape of the response, as dicts. Where more of the same is to come, a `Pieces` stands for a
text and a list for an array, so that adding a chunk costs what the chunk holds and nothing that came before is copied.
Each field is merged by one of four rules, `first`, `last`, `joined` and `longer`; keys without a field by `keep`.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from .._model import Model
from .._values import spelled_in
from ..enums import ObjectType, Role, ToolCallType
from ..errors import ParseError, Problem
from ..logprobs import Logprobs
from ..response import CreateChatCompletionResponse
from .chunks import (
    ChatCompletionMessageToolCallChunk,
    ChatCompletionStreamResponseDelta,
    CreateChatCompletionStreamResponse,
    FunctionChunk,
    StreamChoice,
)

REASONING = ("reasoning", "reasoning_content")  # keys of a delta that are texts, though the schema does not name them


class Accumulator:
    """Puts the chunks of one response together.

    accumulator = Accumulator()
    for chunk in iter_sse(lines):
        accumulator.add(chunk)
    response = accumulator.response()
    """

    __slots__ = ("_choices", "_fields")

    def __init__(self) -> None:
        self._fields: dict[str, Any] = {}
        self._choices: dict[int, ChoiceParts] = {}

    def add(self, chunk: CreateChatCompletionStreamResponse | dict[str, Any]) -> None:
        """Take in the next chunk. Costs in proportion to the chunk.

        Raises ParseError for a dict that is no chunk, and its subclass ErrorResponse for one in which the provider
        reports an error; nothing of it is taken in then, and what came before is still there.
        """
        if not isinstance(chunk, CreateChatCompletionStreamResponse):
            chunk = CreateChatCompletionStreamResponse.from_dict(chunk)
        fields = self._fields
        first(fields, "id", chunk.id)  # the same in each chunk, but blank or 0 in the first of Azure,
        first(fields, "created", chunk.created)  # which reports on the prompt
        first(fields, "model", chunk.model)
        last(fields, "usage", chunk.usage)  # where there are several, each counts all tokens up to then
        last(fields, "service_tier", chunk.service_tier)  # "auto" becomes what it was in the end
        last(fields, "system_fingerprint", chunk.system_fingerprint)
        last(fields, "moderation", chunk.moderation)  # whole, in a chunk of its own
        last(fields, "obfuscation", chunk.obfuscation)  # to the response this is an unknown key
        keep(fields, chunk.extra)
        for choice in chunk.choices:
            parts = self._choices.get(choice.index)
            if parts is None:
                parts = self._choices[choice.index] = ChoiceParts(choice.index)
            parts.add(choice)

    @property
    def complete(self) -> bool:
        """Whether a choice has come, and each that has come has its finish_reason."""
        return bool(self._choices) and all(parts.finished for parts in self._choices.values())

    def response(self) -> CreateChatCompletionResponse:
        """The response as far as it has come. More chunks may be added afterwards.

        A choice that is not finished has None for its finish_reason, and lacks the tool calls, function call and audio
        of which something that they require is still to come. Raises ParseError if no chunk has come, and for what the
        response cannot hold, such as a tool call that never had an id.
        """
        if not self._fields:
            raise ParseError((Problem((), "expected at least one chunk, got none"),))
        data = settled(self._fields)
        data["object"] = ObjectType.CHAT_COMPLETION.value
        data["choices"] = [parts.choice() for _, parts in sorted(self._choices.items())]
        return CreateChatCompletionResponse.from_dict(data)


def assemble(chunks: Iterable[CreateChatCompletionStreamResponse | dict[str, Any]]) -> CreateChatCompletionResponse:
    """The response that arrived as these chunks, even if they are not all. Raises ParseError as an Accumulator does."""
    accumulator = Accumulator()
    for chunk in chunks:
        accumulator.add(chunk)
    return accumulator.response()


class ChoiceParts:
    """What has come of one of the completions."""

    __slots__ = ("fields", "instead", "message")

    def __init__(self, index: int) -> None:
        self.fields: dict[str, Any] = {"index": index}
        self.message: dict[str, Any] | None = None
        self.instead: Mapping[str, Any] | None = None  # a message that came without any delta

    def add(self, choice: StreamChoice) -> None:
        fields = self.fields
        last(fields, "finish_reason", choice.finish_reason)  # null until the end
        if choice.logprobs is not None:
            add_logprobs(inner(fields, "logprobs"), choice.logprobs)
        if choice.delta is not None:
            if self.message is None:
                self.message = {}
            add_delta(self.message, choice.delta)
        for key, value in choice.extra.items():
            if key != "message":
                keep_one(fields, key, value)
            elif choice.delta is None and isinstance(value, dict):
                self.instead = value  # a server that does not stream; beside a delta it says the same twice

    @property
    def finished(self) -> bool:
        return self.fields.get("finish_reason") is not None

    def choice(self) -> dict[str, Any]:
        """The data of the choice, with null for what the schema requires and has not come."""
        data: dict[str, Any] = {"finish_reason": None, "logprobs": None, **settled(self.fields)}
        if data["logprobs"] is not None:
            data["logprobs"] = {"content": None, "refusal": None, **data["logprobs"]}
        if self.message is None and self.instead is not None:
            data["message"] = settled(self.instead)
        else:
            data["message"] = message_data(self.message or {}, self.finished)
        return data


def add_logprobs(into: dict[str, Any], logprobs: Logprobs) -> None:
    longer(into, "content", logprobs.content)  # those of the tokens in this chunk
    longer(into, "refusal", logprobs.refusal)
    for key, value in logprobs.extra.items():
        if isinstance(value, tuple):
            longer(into, key, value)  # the same for a text that the schema does not name, as DeepSeek sends them
        else:
            keep_one(into, key, value)


def add_delta(message: dict[str, Any], delta: ChatCompletionStreamResponseDelta) -> None:
    first(message, "role", delta.role)  # some send it in each chunk, some null after the first
    joined(message, "content", delta.content)  # what comes next
    joined(message, "refusal", delta.refusal)
    if delta.tool_calls is not None:
        calls = message.get("tool_calls")
        if calls is None:
            calls = message["tool_calls"] = ToolCallParts()
        for call in delta.tool_calls:
            calls.add(call)
    if delta.function_call is not None:
        add_function(inner(message, "function_call"), delta.function_call)
    for key, value in delta.extra.items():
        if key in REASONING and isinstance(value, str):
            joined(message, key, value)  # a text like content
        elif isinstance(value, tuple):
            longer(message, key, value)  # annotations, reasoning_details: what this chunk adds to them
        elif key == "audio" and isinstance(value, dict):
            add_object(inner(message, key), value, ("id",), ("data", "transcript"))
        else:
            keep_one(message, key, value)  # a channel, a token_id: of this chunk, or repeated in each


def add_function(into: dict[str, Any], function: FunctionChunk) -> None:
    first(into, "name", function.name)  # always whole; some send it in each chunk
    joined(into, "arguments", function.arguments)  # what comes next, cut anywhere
    keep(into, function.extra)
    keep_nulls(into, function)


def add_object(into: dict[str, Any], data: Mapping[str, Any], firsts: tuple[str, ...], texts: tuple[str, ...]) -> None:
    """Add an object for which a delta has no class, by the rules for its like."""
    for key, value in data.items():
        if key in texts and isinstance(value, str):
            joined(into, key, value)
        elif key not in firsts or not into.get(key):
            keep_one(into, key, value)


class ToolCallParts:
    """What has come of the tool calls of a message."""

    __slots__ = ("by_id", "by_index", "calls", "end", "latest")

    def __init__(self) -> None:
        self.calls: list[tuple[int, dict[str, Any]]] = []  # each with its place
        self.by_index: dict[int, dict[str, Any]] = {}
        self.by_id: dict[str, dict[str, Any]] = {}
        self.latest: dict[str, Any] | None = None
        self.end: int = 0  # the place behind all that have come

    def add(self, chunk: ChatCompletionMessageToolCallChunk) -> None:
        call = self.latest = self.continued(chunk)
        first(call, "id", chunk.id)  # some send these in each chunk, some blank after the first
        first(call, "type", chunk.type)
        if chunk.id:
            self.by_id.setdefault(chunk.id, call)
        if chunk.function is not None:
            add_function(inner(call, "function"), chunk.function)
        for key, value in chunk.extra.items():
            if key == "custom" and isinstance(value, dict):
                add_object(inner(call, key), value, ("name",), ("input",))
            else:
                keep_one(call, key, value)
        keep_nulls(call, chunk)

    def continued(self, chunk: ChatCompletionMessageToolCallChunk) -> dict[str, Any]:
        """The call that the chunk continues, or a new one that it begins."""
        call: dict[str, Any] | None
        if chunk.index is not None:
            call = self.by_index.get(chunk.index)
        elif chunk.id:
            call = self.by_id.get(chunk.id)  # Mistral and others that send each call in one piece have no index
        else:
            call = None if named(chunk) else self.latest
        if call is None:
            call = {}
            place = self.end if chunk.index is None else chunk.index
            self.calls.append((place, call))
            self.end = max(self.end, place + 1)
            if chunk.index is not None:
                self.by_index[chunk.index] = call
        return call

    def in_order(self) -> list[dict[str, Any]]:
        return [call for _, call in sorted(self.calls, key=lambda placed: placed[0])]


def named(chunk: ChatCompletionMessageToolCallChunk) -> bool:
    """Whether the chunk says which tool is called."""
    custom = chunk.extra.get("custom")
    return bool((chunk.function and chunk.function.name) or (isinstance(custom, dict) and custom.get("name")))


# --- How a value that comes is merged with those that came


class Pieces(list[str]):
    """The pieces of a text."""

    __slots__ = ()


def first(into: dict[str, Any], key: str, value: Any) -> None:
    """The first value that is neither null nor blank stays: one that comes again is no addition."""
    if value is not None and not into.get(key):
        into[key] = value


def last(into: dict[str, Any], key: str, value: Any) -> None:
    """The last value that is not null stays: each says it all."""
    if value is not None:
        into[key] = value


def joined(into: dict[str, Any], key: str, text: str | None) -> None:
    """The texts are joined."""
    if text is not None:
        pieces = into.get(key)
        if type(pieces) is not Pieces:
            pieces = into[key] = Pieces()
        pieces.append(text)


def longer(into: dict[str, Any], key: str, items: Iterable[Any] | None) -> None:
    """The arrays are joined."""
    if items is not None:
        array = into.get(key)
        if type(array) is not list:
            array = into[key] = []
        array.extend(items)


def inner(into: dict[str, Any], key: str) -> dict[str, Any]:
    """The object at the key, to add to."""
    found = into.get(key)
    if type(found) is not dict:
        found = into[key] = {}
    return found


def keep(into: dict[str, Any], extra: Mapping[str, Any]) -> None:
    """Of the unknown keys the last value stays that is not null; what only ever was null is there as null."""
    if extra:
        for key, value in extra.items():
            keep_one(into, key, value)


def keep_one(into: dict[str, Any], key: str, value: Any) -> None:
    if value is not None or key not in into:
        into[key] = value


def keep_nulls(into: dict[str, Any], model: ChatCompletionMessageToolCallChunk | FunctionChunk) -> None:
    """Of a tool call of an unknown kind, a key that is known to the chunk may be unknown to the result."""
    for key, spelled in spelled_in(model.extra):
        if spelled == "null":
            into.setdefault(key)


# --- What has been merged, as data of a response


def settled(value: Any) -> Any:
    """What has come so far, as data of its own."""
    if isinstance(value, Pieces):
        return "".join(value)
    if isinstance(value, dict):
        return {key: settled(member) for key, member in value.items()}
    if isinstance(value, (list, tuple)):
        return [settled(item) for item in value]
    if isinstance(value, ToolCallParts):
        return settled(value.in_order())
    if isinstance(value, Model):
        return value.to_dict()
    return value


def message_data(parts: dict[str, Any], finished: bool) -> dict[str, Any]:
    """The data of a message, with null for what the schema requires and has not come."""
    data: dict[str, Any] = {"role": Role.ASSISTANT.value, "content": None, "refusal": None, **settled(parts)}
    if "tool_calls" in data:
        calls = [tool_call_data(call) for call in data["tool_calls"]]
        data["tool_calls"] = [call for call in calls if finished or begun(call)]
    for key, texts, required in (
        ("function_call", ("arguments",), ("name",)),
        ("audio", ("data", "transcript"), ("id", "expires_at")),  # OpenAI sends expires_at in the end
    ):
        if isinstance(data.get(key), dict):
            data[key] = with_texts(data[key], *texts)
            if not finished and not has(data[key], *required):
                del data[key]
    return data


def tool_call_data(call: dict[str, Any]) -> dict[str, Any]:
    """The data of a tool call, with its type, if that never came, and with a text for its arguments, if none came."""
    for kind, text in ((ToolCallType.FUNCTION.value, "arguments"), (ToolCallType.CUSTOM.value, "input")):
        if isinstance(call.get(kind), dict) and call.get("type") in (None, kind):
            return {**call, "type": kind, kind: with_texts(call[kind], text)}
    return call


def begun(call: dict[str, Any]) -> bool:
    """Whether all has come that a tool call of this type requires."""
    kind = call.get("type")
    if kind in (ToolCallType.FUNCTION.value, ToolCallType.CUSTOM.value):
        return has(call, "id", kind) and (not isinstance(call[kind], dict) or has(call[kind], "name"))
    return True


def with_texts(data: dict[str, Any], *keys: str) -> dict[str, Any]:
    """The data, with a blank text for those of which no piece has come."""
    return {**data, **{key: "" for key in keys if data.get(key) is None}}


def has(data: dict[str, Any], *keys: str) -> bool:
    return all(data.get(key) is not None for key in keys)
