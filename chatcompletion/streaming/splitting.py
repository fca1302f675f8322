# SPDX-License-Identifier: MIT-0
"""Splits a response into the chunks that a server would have sent for it, and writes chunks as an event stream."""

from collections.abc import Iterable, Iterator
from typing import Any

from .._core.bodies import error_in
from .._core.json_values import MAX_DEPTH, as_plain
from .._core.model import Model
from .._core.reasoning import REASONING_KEYS
from ..chunks import ChatCompletionMessageToolCallChunk, CreateChatCompletionStreamResponse
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


def split(
    response: CreateChatCompletionResponse, *, usage: bool = True, max_characters: int = 20
) -> list[CreateChatCompletionStreamResponse]:
    """Split a response into chunks that a server might send.

    For each choice in turn: the role, the texts in pieces, the tool calls in pieces, and the finish_reason. Then the
    usage.

    usage: Whether to send the usage, as servers do if the request asks for it.
    max_characters: How long a piece of a text may be. A word stays whole, with the space before it, if it fits.

    `assemble(split(response)) == response` with these exceptions.

    Fields: `object` becomes chat.completion, a blank finish_reason becomes None, and the choices are in order of their
    indexes. Choices with the same index are merged, and so is a tool call without id and name with the one before it.
    Two halves of a UTF-16 pair in a text become one character if they are in different pieces.

    Unknown keys that have a meaning in a chunk are left out: `error` in a response or a choice; `delta` in a choice;
    `index` in a tool call; if there are no choices, all keys with which the chunk would be an error; `obfuscation` that
    is not a string. In a custom call, `function` is left out if it is null. In a tool call of an unknown type, `id` and
    `function` are left out if they are null or have not the type that they have in a chunk, and so are null in its
    `function` under `name` and `arguments`. A `usage` in a choice or in `x_groq` becomes that of a response that has
    none. Arrays and objects that would be nested too deeply in a chunk are left out.

    Raises TypeError for anything but a response, and ValueError if `max_characters` is less than 1.
    """
    if not isinstance(response, CreateChatCompletionResponse):
        raise TypeError(f"split takes a CreateChatCompletionResponse, got {type(response).__name__}")
    if max_characters < 1:
        raise ValueError(f"max_characters has to be at least 1, got {max_characters}")
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
    splitter = Splitter(max_characters)
    chunks = [top | {"choices": [piece]} for choice in response.choices for piece in splitter.choice_pieces(choice)]
    last = values_of(response, [name for name in IN_LAST_CHUNK if usage or name != "usage"])
    if last or not chunks:
        chunks.append(top | {"choices": []} | last)
    chunks[0] |= unknown_keys(response)
    return [CreateChatCompletionStreamResponse.from_dict(chunk) for chunk in chunks]


def to_sse(chunks: Iterable[CreateChatCompletionStreamResponse]) -> Iterator[str]:
    """Yield the text of an event stream: an event for each chunk, and at the end [DONE]."""
    for chunk in chunks:
        yield f"data: {chunk.to_json()}\n\n"
    yield "data: [DONE]\n\n"


def unknown_keys(response: CreateChatCompletionResponse) -> Data:
    """Return the keys of a response that chunks do not have, without those that would have a meaning in a chunk."""
    unknown: Data = as_plain(response.extra)
    if not isinstance(unknown.get("obfuscation", ""), str):
        del unknown["obfuscation"]
    if unknown.get("error") is not None:
        del unknown["error"]
    if not response.choices and is_error(unknown):
        unknown = {key: value for key, value in unknown.items() if not is_error({key: value})}
        unknown = {} if is_error(unknown) else unknown
    return unknown | shallow_values_of(response, IN_FIRST_CHUNK)


def is_error(unknown: Data) -> bool:
    """Whether a chunk with these keys and no choices would be an error."""
    return error_in({**unknown, "choices": []}, in_stream=True) is not None


def values_of(model: Model, names: Iterable[str]) -> Data:
    """Return the values of these fields as data, without those that are None."""
    return {name: to_data(value) for name in names if (value := getattr(model, name)) is not None}


def shallow_values_of(model: Model, names: Iterable[str]) -> Data:
    """Return the values of fields that are unknown keys in a chunk, no deeper than unknown values may be."""
    return {name: within_depth(value) for name, value in values_of(model, names).items()}


class Splitter:
    """Splits the choices of a response. No piece of a text has more characters than `max_characters`."""

    __slots__ = ("max_characters",)

    def __init__(self, max_characters: int) -> None:
        self.max_characters: int = max_characters

    def choice_pieces(self, choice: Choice) -> Iterator[Data]:
        """Yield the pieces of a choice, one for each chunk."""
        message, logprobs = choice.message, choice.logprobs or Logprobs()
        contents = self.text_pieces(message.content, logprobs.content)
        refusals = self.text_pieces(message.refusal, logprobs.refusal)
        opening = choice_chunk(choice, opening_delta(message))
        if choice.logprobs is not None:
            opening["logprobs"] = {
                **as_plain(logprobs.extra),
                "content": opening_tokens(logprobs.content, contents),
                "refusal": opening_tokens(logprobs.refusal, refusals),
            }
        yield opening
        for key in REASONING_KEYS:
            for text in self.words(message.extra.get(key)):
                yield choice_chunk(choice, {key: text})
        for key, other, pieces in (("content", "refusal", contents), ("refusal", "content", refusals)):
            for text, tokens in pieces:
                piece = choice_chunk(choice, {key: text})
                if tokens:
                    piece["logprobs"] = {key: [token.to_dict() for token in tokens], other: None}
                yield piece
        for delta in self.closing_deltas(message):
            yield choice_chunk(choice, delta)
        unknown = as_plain(choice.extra)
        unknown.pop("delta", None)
        if unknown.get("error") is not None:
            del unknown["error"]
        unknown |= shallow_values_of(choice, OTHER_CHOICE_FIELDS)
        yield {**choice_chunk(choice, {}), **unknown, "finish_reason": choice.finish_reason}

    def closing_deltas(self, message: ChatCompletionResponseMessage) -> Iterator[Data]:
        """Yield the deltas that come after the texts."""
        if message.audio is not None:
            for key, text in (("data", message.audio.data), ("transcript", message.audio.transcript)):
                for piece in self.words(text):
                    yield {"audio": {key: piece}}
        for key, value in shallow_values_of(message, OTHER_MESSAGE_FIELDS).items():
            yield {key: value}
        if message.function_call is not None:
            yield {"function_call": {**message.function_call.to_dict(), "arguments": ""}}
            for piece in self.words(message.function_call.arguments):
                yield {"function_call": {"arguments": piece}}
        for index, call in enumerate(message.tool_calls or ()):
            for tool_call_piece in self.tool_call_pieces(call):
                yield {"tool_calls": [{"index": index, **tool_call_piece}]}

    def tool_call_pieces(self, call: ToolCall) -> Iterator[Data]:
        """Yield the pieces of a tool call: its id and name, then its arguments or input."""
        begin = call.to_dict()
        begin.pop("index", None)
        for key in ("id", "function"):  # in a call of an unknown type, these may have any value
            if key in begin and not fits_chunk(key, begin[key]):
                del begin[key]
        if isinstance(call, ChatCompletionMessageToolCall):
            yield {**begin, "function": {**begin["function"], "arguments": ""}}
            for piece in self.words(call.function.arguments):
                yield {"function": {"arguments": piece}}
        elif isinstance(call, ChatCompletionMessageCustomToolCall):
            yield {**begin, "custom": within_depth({**begin["custom"], "input": ""})}
            for piece in self.words(call.custom.input):
                yield {"custom": {"input": piece}}
        else:
            yield begin

    def text_pieces(self, text: str | None, tokens: Tokens | None) -> list[TextPiece]:
        """Split a text into pieces, none of them blank, each with its tokens.

        If the tokens do not spell the text, as with parts of an emoji, they all go with the first piece, because some
        clients ignore tokens in a chunk without text.
        """
        if not text:
            return []
        if not tokens or text != "".join([token.token for token in tokens]):
            return self.word_pieces(text, list(tokens or ()))
        pieces: list[TextPiece] = []
        for token in tokens:
            if pieces and not (token.token and pieces[-1][0]):  # one of the two is blank
                before, spelled = pieces[-1]
                spelled.append(token)
                pieces[-1] = (before + token.token, spelled)
            else:
                pieces.append((token.token, [token]))
        short: list[TextPiece] = []
        for part, spelled in pieces:
            short += [(part, spelled)] if len(part) <= self.max_characters else self.word_pieces(part, spelled)
        return short

    def word_pieces(self, text: str, tokens: list[ChatCompletionTokenLogprob]) -> list[TextPiece]:
        """Split a text that is not blank into words. The first one has all the tokens."""
        first, *others = self.words(text)
        return [(first, tokens), *[(word, []) for word in others]]

    def words(self, text: Any) -> Iterator[str]:
        """Yield the words of a text, each with the space before it, much as models write. A word that is too long is
        cut. Nothing if it is not a text."""
        first, *others = text.split(" ") if isinstance(text, str) else [""]
        for word in (first, *[f" {word}" for word in others]):
            for start in range(0, len(word), self.max_characters):
                yield word[start : start + self.max_characters]


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
    for key in REASONING_KEYS:
        if isinstance(delta.get(key), str):
            delta[key] = ""
    if message.audio is not None:
        delta["audio"] = within_depth({**message.audio.to_dict(), "data": "", "transcript": ""})
    return delta


def fits_chunk(key: str, value: Any) -> bool:
    try:
        return value is not None and bool(ChatCompletionMessageToolCallChunk.from_dict({key: value}))
    except ParseError:
        return False


def opening_tokens(tokens: Tokens | None, pieces: list[TextPiece]) -> list[Data] | None:
    """Return the tokens for the first chunk: None if `tokens` is None, all if there are no text pieces, else []."""
    return None if tokens is None else [token.to_dict() for token in tokens if not pieces]


def within_depth(value: Any, depth: int = MAX_DEPTH) -> Any:
    """Copy a value without the arrays and objects that are nested too deeply for unknown values."""
    if isinstance(value, dict):
        members = [(key, member) for key, member in value.items() if depth > 1 or not isinstance(member, (dict, list))]
        return {key: within_depth(member, depth - 1) for key, member in members}
    if isinstance(value, list):
        items = [item for item in value if depth > 1 or not isinstance(item, (dict, list))]
        return [within_depth(item, depth - 1) for item in items]
    return value
