# SPDX-License-Identifier: MIT-0
"""Reads an input piece by piece: whole bodies, chunks, ends of streams, and errors, each with its place."""

import os
import stat
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from .._core.bodies import BodyKind, error_in, kind_of
from .._core.json_text import parse_json
from ..errors import ParseError, Problem
from ..response import CreateChatCompletionResponse as Response
from .inputs import InputError, InputKind, Source, needing
from .output import Output
from .wording import Place

if TYPE_CHECKING:
    from ..chunks import CreateChatCompletionStreamResponse as Chunk
    from ..streaming._event_data import Take

Repaired = tuple[Place, Problem]
DONE = (b"[DONE]", b"data:[DONE]", b"data: [DONE]")
NOTHING = (b"null", b"[]")
WHOLE = (BodyKind.COMPLETION, BodyKind.BATCH_LINE)
SECONDS = 0.2  # between two progress lines
ANSWERED = 200  # the status of a line of a batch file that gives none


class Body(NamedTuple):
    """The body of a whole response, which nothing has judged yet, and the line of a batch file around it."""

    data: dict[str, Any]
    batch_line: dict[str, Any] | None = None
    kind: BodyKind = BodyKind.COMPLETION

    def around(self, response: Response) -> dict[str, Any]:
        """Return the JSON of the response, with the line of a batch file around it."""
        line, data = self.batch_line, response.to_dict()
        return data if line is None else line | {"response": line["response"] | {"body": data}}


class StreamEnd(NamedTuple):
    """The end of a stream. `failed` means that an error or an interrupt ended it.

    response, problems: What was joined from its chunks, and what is left out of that.
    """

    response: Response
    problems: Sequence[Problem]
    is_cut_off: bool
    failed: bool


class Item(NamedTuple):
    """Something that was read, with its JSON text. What was repaired is told with a response or the end of a stream.

    The value is None for [DONE], and for a chunk that is of no use, because an error has ended its stream.
    """

    place: Place
    text: bytes
    value: "Body | Response | Chunk | StreamEnd | ParseError | None"
    repaired: Sequence[Repaired] = ()


def read_items(source: Source, *, repair: bool = False, in_stream: bool = False) -> Iterator[Item]:
    """Iterate over everything that is in an input. An error is not the end of it.

    in_stream: Read an object that may be either a body or a chunk as a chunk, if it is one.
    """
    is_empty = True
    is_text = source.kind is InputKind.EVENTS
    for item in read_events(source, repair) if is_text else read_objects(source, repair, in_stream):
        is_empty = is_empty and item.value is None
        yield item
    if is_empty:
        raise InputError("there is no response in it")


# --- JSON objects


def read_bodies(source: Source) -> Iterator[Item]:
    """Iterate over JSON objects, one or one on each line: a Body or an error for each."""
    if source.kind in (InputKind.DOCUMENT, InputKind.EVENTS):
        yield read_body(Place(source.name), b"".join(source.lines))
        return
    for number, line in enumerate(source.lines, 1):
        if line.strip():
            yield read_body(Place(source.name, number), line)


def read_body(place: Place, text: bytes) -> Item:
    try:
        data = parse_json(text)
    except ParseError as error:
        return Item(place, text, error)
    kind = kind_of(data)
    if kind is BodyKind.BATCH_LINE and place.line is not None:
        return read_batch_line(place, text, data)
    return Item(place, text, error_in(data) if kind is BodyKind.ERROR else Body(data, kind=kind))


def read_batch_line(place: Place, text: bytes, data: dict[str, Any]) -> Item:
    """Return the body in a line of a batch output file, or the reason why there is none."""
    from ..batch import BatchRequestOutput, failure_of

    custom_id, answer, status = data["custom_id"], data["response"], None
    body: Any = {}
    line_data = data
    if isinstance(answer, dict):
        body = answer.get("body")
        line_data = data | {"response": {"status_code": ANSWERED} | answer}
        if isinstance(body, dict) and data.get("error") is None:
            line_data["response"]["body"] = {}  # its turn comes later; beside an error, it tells what the line is
    value: Body | ParseError
    try:
        line = BatchRequestOutput.from_dict(line_data)
        status = line.response.status_code if line.response else None
        value = failure_of(line, body) or error_in(body) or Body(body, data, BodyKind.BATCH_LINE)
    except ParseError as error:
        value = error
    name = custom_id if isinstance(custom_id, str) else None
    return Item(Place(place.source, place.line, None, name, status), text, value)


def read_response(item: Item, repair: bool) -> Item:
    """Read the body as a response. Any other item stays as it is."""
    if not isinstance(item.value, Body):
        return item
    data = mended = item.value.data
    try:
        if repair:
            from ..validation.repairing import repair_response

            mended = repair_response(data)
        response = Response.from_dict(mended)
    except ParseError as error:
        return item._replace(value=error)
    return item._replace(value=response, repaired=() if mended is data else refused_in(response, data, item.place))


def refused_in(read: "Response | Chunk", data: dict[str, Any], place: Place) -> list[Repaired]:
    """Return what had to be repaired in data before it could be read as this object."""
    try:
        type(read).from_dict(data)
    except ParseError as error:
        return [(place, problem) for problem in error.problems]
    return []


# --- Chunks


def read_objects(source: Source, repair: bool, in_stream: bool) -> Iterator[Item]:
    """Iterate over JSON objects, each of which is a chunk or a whole body. After a chunk, other objects are skipped."""
    in_stream = in_stream or source.kind is InputKind.CHUNKS
    after_body = False
    take: Take[Chunk] | None = None
    for item in read_bodies(source):
        body = item.value
        if isinstance(body, Body) and (body.kind is BodyKind.CHUNK or (in_stream and body.kind not in WHOLE)):
            in_stream = True
            take = take or reader_of_chunks(repair, is_alone=item.place.line is None)
            try:
                found: Chunk | ParseError | None = take(body.data, "")
            except ParseError as error:
                found = error
            if found is not None or after_body:
                yield item._replace(value=found or body)
            after_body = after_body and found is None
        elif in_stream and item.text.strip() in DONE:
            yield item._replace(value=None)
        elif not (in_stream and item.text.strip() in NOTHING):
            after_body = isinstance(body, Body)
            yield item


def reader_of_chunks(repair: bool, is_alone: bool = False) -> "Take[Chunk]":
    """Return a function that reads an object as a chunk, or returns None for another kind, unless that is alone."""
    with needing("streaming"):
        from ..chunks import CreateChatCompletionStreamResponse as Chunk
        from ..streaming._event_data import chunk_taker
    take = chunk_taker(repair)
    return (lambda data, name: take(data, name) or Chunk.from_dict(data)) if is_alone else take


def read_events(source: Source, repair: bool) -> Iterator[Item]:
    """Iterate over the chunks of event streams that follow each other. An error ends its own stream only."""
    with needing("streaming"):
        from ..streaming._consecutive import read_consecutive
    for found, line, event, text in read_consecutive(source.lines, reader_of_chunks(repair)):
        yield Item(Place(source.name, line, event), text.encode(), found)


# --- Progress


def with_progress(items: Iterable[Item], source: Source, output: Output) -> Iterator[Item]:
    """Pass the items on, and show the share of the file that is done, the lines so far, and the lines per second."""
    started = shown = time.monotonic()
    size, done = size_of(source.file), 0
    for item in items:
        yield item
        done += len(item.text)
        now = time.monotonic()
        if now - shown > SECONDS and output.err.is_terminal():
            shown = now
            share = f"{done / size:4.0%}, " if size else ""
            number = item.place.line or 1
            output.progress(f"{share}{number:,} lines, {number / (now - started):,.0f} a second")


def size_of(file: BinaryIO) -> int:
    """Return the size of a regular file in bytes, 0 for anything else."""
    with suppress(OSError):  # it is no file of the operating system
        status = os.fstat(file.fileno())
        return status.st_size if stat.S_ISREG(status.st_mode) else 0
    return 0
