# SPDX-License-Identifier: MIT-0
"""A response in, the chunks out that a server would have sent for it."""

from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

from .._model import Model
from .._values import MAX_DEPTH, JSONObject, freeze, json_object
from ..logprobs import ChatCompletionTokenLogprob, Logprobs
from ..message import ChatCompletionResponseMessage
from ..response import Choice, CreateChatCompletionResponse
from ..tool_calls import ChatCompletionMessageCustomToolCall, ChatCompletionMessageToolCall, ToolCall
from .accumulator import REASONING
from .chunks import (
    ChatCompletionMessageToolCallChunk,
    ChatCompletionStreamResponseDelta,
    CreateChatCompletionStreamResponse,
    FunctionChunk,
    StreamChoice,
)

T = TypeVar("T", bound=Model)


def split(response: CreateChatCompletionResponse) -> list[CreateChatCompletionStreamResponse]:
    """The chunks that a server might send for the response: the role, the texts in pieces, the tool calls begun and
    continued, the reason to stop, one choice after the other, and the usage.

    `assemble(split(response)) == response` if its `object` is chat.completion, its choices have distinct indexes in
    ascending order, and no unknown key stands where chunks have a key of another meaning: `delta` in a choice, `index`
    in a tool call. Those are left out.
    """
    expect_response(response)

    def chunk(choices: tuple[StreamChoice, ...], **more: Any) -> CreateChatCompletionStreamResponse:
        return CreateChatCompletionStreamResponse(
            id=response.id,
            created=response.created,
            model=response.model,
            choices=choices,
            service_tier=response.service_tier,
            system_fingerprint=response.system_fingerprint,
            **more,
        )

    chunks = [chunk((piece,)) for choice in response.choices for piece in choice_pieces(choice)]
    if response.usage is not None or response.moderation is not None or not chunks:
        chunks.append(chunk((), usage=response.usage, moderation=response.moderation))
    unknown = dict(response.extra)
    if response.metadata is not None:
        unknown["metadata"] = response.metadata
    with_extra(chunks[0], unknown)  # where there are choices, for an `error` without any would be an error body
    return chunks


def expect_response(response: Any) -> None:
    if not isinstance(response, CreateChatCompletionResponse):
        raise TypeError(f"split takes a CreateChatCompletionResponse, got {type(response).__name__}")


def choice_pieces(choice: Choice) -> Iterator[StreamChoice]:
    """The pieces of a choice, one for each chunk."""
    logprobs, opening = Logprobs(), None
    if choice.logprobs is not None:
        logprobs = choice.logprobs
        opening = Logprobs(
            content=None if logprobs.content is None else (), refusal=None if logprobs.refusal is None else ()
        )
        with_extra(opening, logprobs.extra)
    yield StreamChoice(index=choice.index, delta=opening_delta(choice.message), logprobs=opening)
    for delta in reasoning_deltas(choice.message):
        yield StreamChoice(index=choice.index, delta=delta)
    for piece, tokens in spoken(choice.message.content, logprobs.content):
        delta = ChatCompletionStreamResponseDelta(content=piece)
        yield StreamChoice(index=choice.index, delta=delta, logprobs=Logprobs(content=tokens) if tokens else None)
    for piece, tokens in spoken(choice.message.refusal, logprobs.refusal):
        delta = ChatCompletionStreamResponseDelta(refusal=piece)
        yield StreamChoice(index=choice.index, delta=delta, logprobs=Logprobs(refusal=tokens) if tokens else None)
    for delta in closing_deltas(choice.message):
        yield StreamChoice(index=choice.index, delta=delta)
    finish = StreamChoice(
        index=choice.index, delta=ChatCompletionStreamResponseDelta(), finish_reason=choice.finish_reason
    )
    yield with_extra(finish, {key: value for key, value in choice.extra.items() if key != "delta"})


def opening_delta(message: ChatCompletionResponseMessage) -> ChatCompletionStreamResponseDelta:
    """The role, blank texts for those that follow, and the keys that the schema does not name."""
    delta = ChatCompletionStreamResponseDelta(
        role=message.role,
        content=None if message.content is None else "",
        refusal=None if message.refusal is None else "",
        tool_calls=() if message.tool_calls == () else None,
    )
    unknown = dict(message.extra)
    for key in REASONING:
        if isinstance(unknown.get(key), str):
            unknown[key] = ""
    if message.audio is not None:
        opened = {"id": message.audio.id, "expires_at": message.audio.expires_at, "data": "", "transcript": ""}
        unknown["audio"] = JSONObject({**message.audio.extra, **opened})
    return with_extra(delta, unknown)


def reasoning_deltas(message: ChatCompletionResponseMessage) -> Iterator[ChatCompletionStreamResponseDelta]:
    for key in REASONING:
        text = message.extra.get(key)
        if isinstance(text, str):
            for piece in pieces(text):
                yield ChatCompletionStreamResponseDelta(extra=JSONObject({key: piece}))


def closing_deltas(message: ChatCompletionResponseMessage) -> Iterator[ChatCompletionStreamResponseDelta]:
    """What comes after the texts."""
    if message.audio is not None:
        for key, text in (("data", message.audio.data), ("transcript", message.audio.transcript)):
            for piece in pieces(text):
                yield ChatCompletionStreamResponseDelta(extra={"audio": {key: piece}})
    if message.annotations is not None:
        # twice as deep as an unknown value may be, for they hold such values
        marks = freeze([annotation.to_dict() for annotation in message.annotations], 2 * MAX_DEPTH)
        yield ChatCompletionStreamResponseDelta(extra=JSONObject(annotations=marks))
    if message.function_call is not None:
        call = message.function_call
        begin = with_extra(FunctionChunk(name=call.name, arguments=""), call.extra)
        yield ChatCompletionStreamResponseDelta(function_call=begin)
        for piece in pieces(call.arguments):
            yield ChatCompletionStreamResponseDelta(function_call=FunctionChunk(arguments=piece))
    for index, tool_call in enumerate(message.tool_calls or ()):
        for tool_call_piece in tool_call_pieces(index, tool_call):
            yield ChatCompletionStreamResponseDelta(tool_calls=(tool_call_piece,))


def tool_call_pieces(index: int, call: ToolCall) -> Iterator[ChatCompletionMessageToolCallChunk]:
    """The pieces of a tool call: its id and name, then what it is called with."""
    extra = {key: value for key, value in call.extra.items() if key != "index"}
    if isinstance(call, ChatCompletionMessageToolCall):
        function = with_extra(FunctionChunk(name=call.function.name, arguments=""), call.function.extra)
        begin = ChatCompletionMessageToolCallChunk(index=index, id=call.id, type=call.type, function=function)
        yield with_extra(begin, extra)
        for piece in pieces(call.function.arguments):
            yield ChatCompletionMessageToolCallChunk(index=index, function=FunctionChunk(arguments=piece))
    elif isinstance(call, ChatCompletionMessageCustomToolCall):
        custom = JSONObject({"name": call.custom.name, "input": "", **call.custom.extra})
        begin = ChatCompletionMessageToolCallChunk(index=index, id=call.id, type=call.type)
        yield with_extra(begin, {**extra, "custom": custom})
        for piece in pieces(call.custom.input):
            yield ChatCompletionMessageToolCallChunk(index=index, extra={"custom": {"input": piece}})
    else:
        yield with_extra(ChatCompletionMessageToolCallChunk(index=index, type=call.type), extra)


Tokens = tuple[ChatCompletionTokenLogprob, ...]


def spoken(text: str | None, tokens: Tokens | None) -> Iterator[tuple[str | None, Tokens | None]]:
    """The pieces of a text, each with its tokens; where the tokens do not spell the text, all of them come first."""
    if tokens and text == "".join([token.token for token in tokens]):
        for token in tokens:
            yield token.token, (token,)
        return
    if tokens:
        yield None, tokens
    for piece in pieces(text or ""):
        yield piece, None


def pieces(text: str) -> list[str]:
    """The text in words, each with the space before it, much as models write."""
    words = text.split(" ")
    return [piece for piece in (words[0], *[f" {word}" for word in words[1:]]) if piece]


def with_extra(model: T, extra: Mapping[str, Any]) -> T:
    """The new object, with these unknown keys.

    Set behind the back of the class, for what is unknown in a response may be a field in a chunk, such as `function`
    of a tool call of an unknown kind. It has to be given back whatever it holds, and not as that field.
    """
    if extra:
        object.__setattr__(model, "extra", json_object(dict(extra)))
    return model
