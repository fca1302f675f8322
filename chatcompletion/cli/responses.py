# SPDX-License-Identifier: MIT-0
"""Reads the responses in an input one by one, whole or as chunks. Private; loaded by the command line."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from .._core.bodies import CHUNK, first_choice, hint_for_body
from .._core.json_text import parse_json
from ..chunks import REASONING
from ..errors import ParseError
from ..response import CreateChatCompletionResponse
from ..streaming import (
    Accumulator,
    ChatCompletionStreamResponseDelta,
    CreateChatCompletionStreamResponse,
    iter_sse,
)
from ..streaming._chunk_data import chunk_reader, is_keep_alive
from ..validation import repair as repair_body
from .inputs import CHUNKS, DOCUMENT, EVENTS, LINES, Source, body_of, is_batch_line, is_blank
from .output import Output

DONE = re.compile(rb"data:[ \t]*\[DONE\]\s*")
OBJECT = re.compile(rb"(data:[ \t]*)?\{")
CUT_OFF = "the stream was cut off: no finish reason arrived"
LEFT_OUT = "a part of the response is left out"
REPAIR_HINT = "--repair repairs it"
NO_CHUNKS = "$: expected at least one chunk, got none"
NO_LINES = "$: expected at least one line, got none"


class StreamEnd:
    """Marks that [DONE] arrived."""


Item = CreateChatCompletionResponse | CreateChatCompletionStreamResponse | ParseError | StreamEnd


class ResponseHandler(Protocol):
    """Receives the responses that are read."""

    def on_response(self, response: CreateChatCompletionResponse, place: str) -> None: ...

    def on_stream_start(self, place: str) -> None:
        """Called when a stream begins."""

    def on_chunk(self, chunk: CreateChatCompletionStreamResponse) -> None: ...

    def on_stream_end(self, response: CreateChatCompletionResponse, cut_off: bool) -> None:
        """Called when a stream ends. `cut_off` means that it ended too early."""


def read_responses(source: Source, handler: ResponseHandler, output: Output, *, chunks: bool, repair: bool) -> int:
    """Pass each response to the handler, and report errors on standard error. Returns the exit status.

    `chunks` means to read a body as a chunk if it might be either a chunk of a stream or a whole response.
    """
    status = 0
    stream: ResponseStream | None = None
    is_blank_input = True
    for place, item in iter_items(source, chunks, repair):
        is_blank_input = is_blank_input and isinstance(item, StreamEnd)
        if stream is not None and (
            not isinstance(item, CreateChatCompletionStreamResponse) or stream.is_followed_by(item)
        ):
            has_error = isinstance(item, ParseError)
            status |= stream.end(handler, output, done=isinstance(item, StreamEnd), has_error=has_error)
            stream = None
        if isinstance(item, ParseError):
            output.error_line(f"{source.name}{place}: {summary_of(item)}")
            status = 1
        elif isinstance(item, CreateChatCompletionResponse):
            handler.on_response(item, place)
        elif isinstance(item, CreateChatCompletionStreamResponse):
            if stream is None:
                stream = ResponseStream(source.name + place, repair)
                handler.on_stream_start(place)
            try:
                stream.add(item)
            except ParseError as error:
                stream.end(handler, output, has_error=True)
                output.error_line(f"{stream.name}: {summary_of(error)}")
                return 1
            handler.on_chunk(item)
    if stream is not None:
        status |= stream.end(handler, output)
    if is_blank_input:
        output.error_line(f"{source.name}: {NO_LINES if source.kind == LINES else NO_CHUNKS}")
        return 1
    return status


class ResponseStream:
    """The chunks of one response."""

    def __init__(self, name: str, repair: bool) -> None:
        self.name = name
        self.repair = repair
        self.accumulator = Accumulator()
        self.first: CreateChatCompletionStreamResponse | None = None
        self.id = ""  # the last id that was not blank
        self.begun: set[int] = set()  # the choices that have had a role or a text
        self.finished: set[int] = set()
        self.has_message = False  # whether a whole body arrived, as from a server that does not stream

    def add(self, chunk: CreateChatCompletionStreamResponse) -> None:
        self.accumulator.add(chunk)
        self.first = self.first or chunk
        self.id = chunk.id or self.id
        for choice in chunk.choices:
            if choice.delta is not None and (choice.delta.role or has_text(choice.delta)):
                self.begun.add(choice.index)
            if choice.finish_reason:
                self.finished.add(choice.index)
        self.has_message = self.has_message or has_whole_message(chunk)

    def is_followed_by(self, chunk: CreateChatCompletionStreamResponse) -> bool:
        """Whether the chunk begins another response. A new id is not enough: some servers give each chunk its own."""
        if self.has_message or has_whole_message(chunk):
            return bool(chunk.choices) and bool(self.begun or self.has_message)
        if chunk == self.first and self.accumulator.complete:
            return True
        if not chunk.id or not self.id or chunk.id == self.id:
            return False
        for choice in chunk.choices:
            if choice.delta is None:
                continue
            if choice.index in self.finished and has_text(choice.delta):
                return True
            if choice.index in self.begun and choice.delta.role and not choice.finish_reason:
                return True
        return False

    def end(self, handler: ResponseHandler, output: Output, *, done: bool = False, has_error: bool = False) -> int:
        """Pass on what arrived. `done` means that [DONE] arrived, `has_error` that an error ended the stream."""
        cut_off = not (done or self.has_message or self.accumulator.complete)
        response, problems = self.accumulator._response_and_problems(self.repair)
        handler.on_stream_end(response, cut_off)
        if cut_off and not has_error:
            output.error_line(f"{self.name}: {CUT_OFF}")
        if problems:
            hint = None if cut_off or has_error else REPAIR_HINT
            output.error_line(f"{self.name}: {LEFT_OUT}: {summary_of(ParseError(problems, hint))}")
        return 1 if cut_off or problems else 0


def has_text(delta: ChatCompletionStreamResponseDelta) -> bool:
    return bool(delta.content or delta.refusal or delta.tool_calls or delta.function_call or reasoning_in(delta.extra))


def reasoning_in(extra: Mapping[str, Any]) -> str:
    """The reasoning in the unknown keys of a message or a delta, or ""."""
    return next((text for key in REASONING if isinstance(text := extra.get(key), str) and text), "")


def has_whole_message(chunk: CreateChatCompletionStreamResponse) -> bool:
    return any(choice.delta is None and "message" in choice.extra for choice in chunk.choices)


def summary_of(error: ParseError) -> str:
    """Return the first problem, and how many more there are."""
    more = len(error.problems) - 1
    if not more:
        return str(error)
    first = str(error).partition("\n")[0]
    return f"{first}; and {pluralize(more, 'more problem')}"


def pluralize(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


# --- Reading


def iter_items(source: Source, chunks: bool, repair: bool) -> Iterator[tuple[str, Item]]:
    """Iterate over responses, chunks and errors, each with its place in the source, such as ":3" for a line."""
    if source.kind == EVENTS:
        return (("", item) for item in iter_event_items(source, repair))
    if chunks and all(map(is_blank, source.start)):
        return iter(())
    if source.kind == DOCUMENT:
        item = read_item(source.text(), chunks, repair)
        return iter(() if item is None else (("", item),))
    return iter_line_items(source, chunks, repair)


def iter_event_items(source: Source, repair: bool) -> Iterator[Item]:
    """Yield the chunks of consecutive event streams: after [DONE], another stream may follow."""
    lines = DoneTracker(source.lines())
    before = 0  # the number of lines in the streams before this one
    while True:
        try:
            yield from iter_sse(lines, repair=True) if repair else iter_sse(lines)
        except ParseError as error:
            if error.line is not None:
                error.line += before
            yield error
            return
        if not lines.done:
            return
        yield StreamEnd()
        if not lines.skip_to_object():
            return
        before = lines.count


class DoneTracker:
    """Iterates over lines, and knows whether the last line read was [DONE]."""

    def __init__(self, lines: Iterator[bytes]) -> None:
        self.lines = lines
        self.done = False
        self.count = 0
        self.next: bytes | None = None

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        line, self.next = (next(self.lines) if self.next is None else self.next), None
        self.count += 1
        self.done = DONE.fullmatch(line) is not None or (self.done and is_blank(line))
        return line

    def skip_to_object(self) -> bool:
        """Skip to the next line that may begin a chunk. Returns False if there is none."""
        for line in self.lines:
            if OBJECT.match(line):
                self.next = line
                return True
            self.count += 1
        return False


def iter_line_items(source: Source, chunks: bool, repair: bool) -> Iterator[tuple[str, Item]]:
    chunks = source.kind == CHUNKS or (chunks and source.kind != LINES)
    for number, line in source.numbered_lines():
        item = read_item(line, chunks, repair, in_line=True)
        if item is None:
            continue
        yield f":{number}", item
        if isinstance(item, CreateChatCompletionStreamResponse):
            chunks = True
        elif chunks and isinstance(item, ParseError):
            return  # later chunks are useless without this one


def read_item(text: bytes, chunks: bool, repair: bool, in_line: bool = False) -> Item | None:
    """Return the response or chunk in JSON text, the error in it, or None for a keep-alive."""
    try:
        data = parse_json(text)
        if chunks and is_keep_alive(data):
            return None
        if is_chunk_of(data, chunks):
            return chunk_reader(repair)(data)
        return read_whole(body_of(data) if in_line else data, repair)
    except ParseError as error:
        return error


def is_chunk_of(data: dict[str, Any], otherwise: bool) -> bool:
    """Whether a body is a chunk. `otherwise` is the answer if it might be either."""
    if hint_for_body(data) is CHUNK:
        return True
    is_whole = "message" in first_choice(data) or data.get("object") == "chat.completion"
    return otherwise and not (is_whole or is_batch_line(data))


def read_whole(data: dict[str, Any], repair: bool) -> CreateChatCompletionResponse:
    if repair:
        data = repair_body(data)
    return CreateChatCompletionResponse.from_dict(data)
