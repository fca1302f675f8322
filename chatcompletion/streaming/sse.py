# SPDX-License-Identifier: MIT-0
"""The text of an event stream in, chunks or their data out. Reads nothing itself."""

from collections.abc import AsyncIterable, AsyncIterator, Iterable, Iterator
from typing import Any, TypeVar

from ._chunk_data import chunk_reader
from ._events import EventReader
from .chunks import CreateChatCompletionStreamResponse

T = TypeVar("T")


def iter_sse(lines: Iterable[str | bytes], *, repair: bool = False) -> Iterator[CreateChatCompletionStreamResponse]:
    """The chunks in the text of an event stream, each as soon as its event is whole.

    The text may be cut anywhere, into lines or not, but must have its line ends: of an iterator over lines without
    them, make `(line + "\\n" for line in lines)`. `[DONE]` ends it. Keep-alives are skipped.

    repair: Repair a chunk that would be refused.

    Raises ParseError for an event that is no chunk or not in UTF-8, for one that is not whole when the text ends, and
    for text that is no event stream. Raises its subclass ErrorResponse where the provider reports an error. `event`
    and `line` of the error say where in the text that is.
    """
    return events(lines, EventReader(chunk_reader(repair)))


def aiter_sse(
    lines: AsyncIterable[str | bytes], *, repair: bool = False
) -> AsyncIterator[CreateChatCompletionStreamResponse]:
    """The same for text that arrives asynchronously."""
    return async_events(lines, EventReader(chunk_reader(repair)))


def iter_events(lines: Iterable[str | bytes]) -> Iterator[dict[str, Any]]:
    """The data of each event, to look at it or to change it before it becomes a chunk. Keep-alives are skipped.

    An error that the provider reports in an event is data too. Raises what `iter_sse` raises for text that is no event
    stream, for data that is no JSON object, and for an event that is not whole when the text ends.
    """
    return events(lines, EventReader(as_it_is))


def aiter_events(lines: AsyncIterable[str | bytes]) -> AsyncIterator[dict[str, Any]]:
    """The same for text that arrives asynchronously."""
    return async_events(lines, EventReader(as_it_is))


def as_it_is(data: dict[str, Any]) -> dict[str, Any]:
    return data


def events(lines: Iterable[str | bytes], reader: EventReader[T]) -> Iterator[T]:
    for block in (lines,) if isinstance(lines, (str, bytes, bytearray)) else lines:
        yield from reader.read(block)
        if reader.done:
            return
    yield from reader.end()


async def async_events(lines: AsyncIterable[str | bytes], reader: EventReader[T]) -> AsyncIterator[T]:
    async for block in lines:
        for found in reader.read(block):
            yield found
        if reader.done:
            return
    for found in reader.end():
        yield found
