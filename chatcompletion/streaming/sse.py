# SPDX-License-Identifier: MIT-0
"""Turns the text of an event stream into chunks or their data. Does no I/O."""

from collections.abc import AsyncIterable, AsyncIterator, Iterable, Iterator
from typing import Any, TypeVar

from ..chunks import CreateChatCompletionStreamResponse
from ._chunk_data import chunk_reader
from ._events import EventReader

T = TypeVar("T")


def iter_sse(lines: Iterable[str | bytes], *, repair: bool = False) -> Iterator[CreateChatCompletionStreamResponse]:
    """Iterate over the chunks in the text of an event stream, each as soon as its event is complete.

    The text may arrive as lines or in any other pieces, but it must include its line endings. If your lines have none,
    pass `(line + "\\n" for line in lines)`. `[DONE]` ends the stream. Keep-alives are skipped.

    repair: Repair a chunk that would be refused.

    Raises ParseError for an event that is not a chunk or not UTF-8, for an event that is incomplete when the text ends,
    and for text that is not an event stream. Raises its subclass ErrorResponse if the provider reports an error. The
    error's `event` and `line` say where in the text the problem is.
    """
    return read_events(lines, EventReader(chunk_reader(repair)))


def aiter_sse(
    lines: AsyncIterable[str | bytes], *, repair: bool = False
) -> AsyncIterator[CreateChatCompletionStreamResponse]:
    """Like `iter_sse`, for text that arrives asynchronously."""
    return read_events_async(lines, EventReader(chunk_reader(repair)))


def iter_events(lines: Iterable[str | bytes]) -> Iterator[dict[str, Any]]:
    """Iterate over the data of each event, so that you can look at it or change it before it becomes a chunk.

    Keep-alives are skipped. An error that the provider reports in an event is returned as data too. Raises the same
    errors as `iter_sse` for text that is not an event stream, data that is not a JSON object, and an event that is
    incomplete when the text ends.
    """
    return read_events(lines, EventReader(identity))


def aiter_events(lines: AsyncIterable[str | bytes]) -> AsyncIterator[dict[str, Any]]:
    """Like `iter_events`, for text that arrives asynchronously."""
    return read_events_async(lines, EventReader(identity))


def identity(data: dict[str, Any]) -> dict[str, Any]:
    return data


def read_events(lines: Iterable[str | bytes], reader: EventReader[T]) -> Iterator[T]:
    for block in (lines,) if isinstance(lines, (str, bytes, bytearray)) else lines:
        yield from reader.read(block)
        if reader.done:
            return
    yield from reader.end()


async def read_events_async(lines: AsyncIterable[str | bytes], reader: EventReader[T]) -> AsyncIterator[T]:
    async for block in lines:
        for found in reader.read(block):
            yield found
        if reader.done:
            return
    for found in reader.end():
        yield found
