# SPDX-License-Identifier: MIT-0
"""Splits a response into the chunks that a server would have sent for it."""

from collections.abc import Iterable, Iterator
from typing import Any

from .._core.error_bodies import ERROR_KEYS
from .._core.json_values import MAX_DEPTH, as_plain
from .._core.model import Model
from ..chunks import REASONING, ChatCompletionMessageToolCallChunk, CreateChatCompletionStreamResponse
from ..enums import ObjectType
from ..errors import ParseError
from ..logprobs import ChatCompletionTokenLogprob, Logprobs
from ..message import ChatCompletionResponseMessage
from ..response import Choice, CreateChatCompletionResponse
from ..tool_calls import ChatCompletionMessageCustomToolCall, ChatCompletionMessageToolCall, ToolCall
from ._merging import other_fields, to_data

Data = dict[str, Any]
Tokens = tuple[ChatCompletionTokenLogprob, ...]
TextPiece = tuple[str, list[ChatCompletionTokenLogprob]]

# The fields that chunks carry whole. Chunks have fields for some of those of a response; the others are unknown keys.
FIELDS_OF_ALL_CHUNKS = ("id", "object", "created", "model", "choices", "service_tier", "system_fingerprint")
OTHER_FIELDS = other_fields(CreateChatCompletionResponse, *FIELDS_OF_ALL_CHUNKS)
IN_LAST_CHUNK = [name for name in OTHER_FIELDS if name in CreateChatCompletionStreamResponse.__dataclass_fields__]
IN_FIRST_CHUNK = [name for name in OTHER_FIELDS if name not in IN_LAST_CHUNK]
OTHER_CHOICE_FIELDS = other_fields(Choice, "index", "message", "finish_reason", "logprobs")
OTHER_MESSAGE_FIELDS = other_fields(
    ChatCompletionResponseMessage, "role", "content", "refusal", "tool_calls", "function_call", "audio"
)


def split(response: CreateChatCompletionResponse) -> list[CreateChatCompletionStreamResponse]:
    """Split a response into chunks that a server might send.

    For each choice in turn: the role, the texts in pieces, the tool calls in pieces, and the finish_reason. Then the
    usage.

    `assemble(split(response)) == response` if its `object` is chat.completion, its choices have distinct indexes in
    ascending order, no finish_reason is blank, and no unknown key has a meaning in a chunk. Unknown keys that do have a
    meaning are left out: `error` (and, if there are no choices, `errors`, `detail` and `message`), which would make the
    chunk an error; `delta` in a choice; and `index` in a tool call. `obfuscation`, and `id` and `function` in a tool
    call of an unknown type, are left out if they are null or do not have the type that they have in a chunk. Arrays and
    objects that would be nested too deeply in a chunk are left out too.
    """
    if not isinstance(response, CreateChatCompletionResponse):
        raise TypeError(f"split takes a CreateChatCompletionResponse, got {type(response).__name__}")
    top: Data = {
        "id": response.id,
        "object": ObjectType.CHAT_COMPLETION_CHUNK.value,
        "created": response.created,
        "model": response.model,
    }
    if response.service_tier is not None:
        top["service_tier"] = response.service_tier
    if response.system_fingerprint is not None:
        top["system_fingerprint"] = response.system_fingerprint
    chunks = [top | {"choices": [piece]} for choice in response.choices for piece in choice_pieces(choice)]
    last = values_of(response, IN_LAST_CHUNK)
    if last or not chunks:
        chunks.append(top | {"choices": []} | last)
    chunks[0] |= unknown_keys(response)
    return [CreateChatCompletionStreamResponse.from_dict(chunk) for chunk in chunks]


def unknown_keys(response: CreateChatCompletionResponse) -> Data:
    """Return the keys of a response that chunks do not have, without those that would have a meaning in a chunk."""
    unknown: Data = as_plain(response.extra)
    for key in ("error",) if response.choices else ERROR_KEYS:
        if unknown.get(key) is not None:
            del unknown[key]
    if not isinstance(unknown.get("obfuscation", ""), str):
        del unknown["obfuscation"]
    return unknown | shallow_values_of(response, IN_FIRST_CHUNK)


def values_of(model: Model, names: Iterable[str]) -> Data:
    """Return the values of these fields as data, without those that are None."""
    return {name: to_data(value) for name in names if (value := getattr(model, name)) is not None}


def shallow_values_of(model: Model, names: Iterable[str]) -> Data:
    """Return the values of fields that are unknown keys in a chunk, no deeper than unknown values may be."""
    return {name: within_depth(value) for name, value in values_of(model, names).items()}


def choice_pieces(choice: Choice) -> Iterator[Data]:
    """Yield the pieces of a choice, one for each chunk."""
    message, logprobs = choice.message, choice.logprobs or Logprobs()
    contents = text_pieces(message.content, logprobs.content)
    refusals = text_pieces(message.refusal, logprobs.refusal)
    opening = choice_chunk(choice, opening_delta(message))
    if choice.logprobs is not None:
        opening["logprobs"] = {
            **as_plain(logprobs.extra),
            "content": opening_tokens(logprobs.content, contents),
            "refusal": opening_tokens(logprobs.refusal, refusals),
        }
    yield opening
    for key in REASONING:
        for text in split_words(message.extra.get(key)):
            yield choice_chunk(choice, {key: text})
    for key, other, pieces in (("content", "refusal", contents), ("refusal", "content", refusals)):
        for text, tokens in pieces:
            piece = choice_chunk(choice, {key: text})
            if tokens:
                piece["logprobs"] = {key: [token.to_dict() for token in tokens], other: None}
            yield piece
    for delta in closing_deltas(message):
        yield choice_chunk(choice, delta)
    unknown = as_plain(choice.extra)
    unknown.pop("delta", None)
    if unknown.get("error") is not None:
        del unknown["error"]
    unknown |= shallow_values_of(choice, OTHER_CHOICE_FIELDS)
    yield {**choice_chunk(choice, {}), **unknown, "finish_reason": choice.finish_reason}


def choice_chunk(choice: Choice, delta: Data) -> Data:
    return {"index": choice.index, "delta": delta, "finish_reason": None}


def opening_delta(message: ChatCompletionResponseMessage) -> Data:
    """Return the first delta: the role, a blank text for each text that follows, and the unknown keys."""
    delta: Data = {"role": message.role}
    if message.content is not None:
        delta["content"] = ""
    if message.refusal is not None:
        delta["refusal"] = ""
    if message.tool_calls == ():
        delta["tool_calls"] = []
    delta |= as_plain(message.extra)
    for key in REASONING:
        if isinstance(delta.get(key), str):
            delta[key] = ""
    if message.audio is not None:
        delta["audio"] = within_depth({**message.audio.to_dict(), "data": "", "transcript": ""})
    return delta


def closing_deltas(message: ChatCompletionResponseMessage) -> Iterator[Data]:
    """Yield the deltas that come after the texts."""
    if message.audio is not None:
        for key, text in (("data", message.audio.data), ("transcript", message.audio.transcript)):
            for piece in split_words(text):
                yield {"audio": {key: piece}}
    for key, value in shallow_values_of(message, OTHER_MESSAGE_FIELDS).items():
        yield {key: value}
    if message.function_call is not None:
        yield {"function_call": {**message.function_call.to_dict(), "arguments": ""}}
        for piece in split_words(message.function_call.arguments):
            yield {"function_call": {"arguments": piece}}
    for index, call in enumerate(message.tool_calls or ()):
        for tool_call_piece in tool_call_pieces(call):
            yield {"tool_calls": [{"index": index, **tool_call_piece}]}


def tool_call_pieces(call: ToolCall) -> Iterator[Data]:
    """Yield the pieces of a tool call: its id and name, then its arguments or input."""
    begin = call.to_dict()
    begin.pop("index", None)
    for key in ("id", "function"):  # in a call of an unknown type, these may have any value
        if key in begin and not fits_chunk(key, begin[key]):
            del begin[key]
    if isinstance(call, ChatCompletionMessageToolCall):
        yield {**begin, "function": {**begin["function"], "arguments": ""}}
        for piece in split_words(call.function.arguments):
            yield {"function": {"arguments": piece}}
    elif isinstance(call, ChatCompletionMessageCustomToolCall):
        yield {**begin, "custom": within_depth({**begin["custom"], "input": ""})}
        for piece in split_words(call.custom.input):
            yield {"custom": {"input": piece}}
    else:
        yield begin


def fits_chunk(key: str, value: Any) -> bool:
    try:
        return value is not None and bool(ChatCompletionMessageToolCallChunk.from_dict({key: value}))
    except ParseError:
        return False


def text_pieces(text: str | None, tokens: Tokens | None) -> list[TextPiece]:
    """Split a text into pieces, none of them blank, each with its tokens.

    If the tokens do not spell the text, as with parts of an emoji, they all go with the first piece, because some
    clients ignore tokens in a chunk without text.
    """
    if not text:
        return []
    if not tokens or text != "".join([token.token for token in tokens]):
        first, *others = split_words(text)
        return [(first, list(tokens or ())), *[(word, []) for word in others]]
    pieces: list[TextPiece] = []
    for token in tokens:
        if pieces and not (token.token and pieces[-1][0]):  # one of the two is blank
            before, spelled = pieces[-1]
            spelled.append(token)
            pieces[-1] = (before + token.token, spelled)
        else:
            pieces.append((token.token, [token]))
    return pieces


def opening_tokens(tokens: Tokens | None, pieces: list[TextPiece]) -> list[Data] | None:
    """Return the tokens for the first chunk: None if `tokens` is None, all if there are no text pieces, else []."""
    return None if tokens is None else [token.to_dict() for token in tokens if not pieces]


def split_words(text: Any) -> list[str]:
    """Split a text into words, each with the space before it, much as models write. [] if it is not a text."""
    words = text.split(" ") if isinstance(text, str) else [""]
    return [piece for piece in (words[0], *[f" {word}" for word in words[1:]]) if piece]


def within_depth(value: Any, depth: int = MAX_DEPTH) -> Any:
    """Copy a value without the arrays and objects that are nested too deeply for unknown values."""
    if isinstance(value, dict):
        members = [(key, member) for key, member in value.items() if depth > 1 or not isinstance(member, (dict, list))]
        return {key: within_depth(member, depth - 1) for key, member in members}
    if isinstance(value, list):
        items = [item for item in value if depth > 1 or not isinstance(item, (dict, list))]
        return [within_depth(item, depth - 1) for item in items]
    return value
