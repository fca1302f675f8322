# SPDX-License-Identifier: MIT-0
"""Turns the text of an event stream into chunks or their data. Does no I/O."""

from collections.abc import AsyncGenerator, AsyncIterable, Coroutine, Generator, Iterable
from inspect import isawaitable
from typing import Any, TypeVar

from ..chunks import CreateChatCompletionStreamResponse
from ._event_data import EventData, Take, chunk_taker, take_object
from ._events import EventSplitter

T = TypeVar("T")


def iter_sse(
    lines: Iterable[str | bytes], *, repair: bool = False
) -> Generator[CreateChatCompletionStreamResponse, None, None]:
    """Iterate over the chunks in the text of an event stream, each as soon as its event is complete.

    The text may arrive as lines, with or without their ends, or in any other pieces. JSON text without `data:` is read
    too: a chunk on each line, or a whole response in place of a stream. `[DONE]` ends the stream. Keep-alives are
    skipped, and so are events of other kinds. Closing the generator closes `lines`, if it has a method `close`; the end
    of the stream does not.

    repair: Repair a chunk that would be refused.

    Raises ParseError for an event that is not JSON text or not UTF-8, for a broken chunk, for an event that is
    incomplete when the text ends, for a line that the client has cut in two, and for a text without a chunk and without
    `[DONE]`. Raises its subclass ErrorResponse if the provider reports an error. The error's `event` and `line` say
    where in the text the problem is.
    """
    return EventGenerator(lines, chunk_taker(repair))


def aiter_sse(
    lines: AsyncIterable[str | bytes], *, repair: bool = False
) -> AsyncGenerator[CreateChatCompletionStreamResponse, None]:
    """Like `iter_sse`, for text that arrives asynchronously. Closing it calls `aclose` or `close` of `lines`."""
    return AsyncEventGenerator(lines, chunk_taker(repair))


def iter_events(lines: Iterable[str | bytes]) -> Generator[dict[str, Any], None, None]:
    """Iterate over the object in each event, so that you can look at it or change it before it becomes a chunk.

    Only keep-alives are skipped. An error that the provider reports as an object is given too. Raises the same errors
    as `iter_sse` for text that is not an event stream, data that is not a JSON object, and an event that is incomplete
    when the text ends.
    """
    return EventGenerator(lines, take_object)


def aiter_events(lines: AsyncIterable[str | bytes]) -> AsyncGenerator[dict[str, Any], None]:
    """Like `iter_events`, for text that arrives asynchronously."""
    return AsyncEventGenerator(lines, take_object)


class EventGenerator(Generator[T, None, None]):
    """Gives the events in a source of text. `close()` closes the source, whether the events have begun or ended.

    A plain generator could not do that: its `close()` does nothing before the first event and after the last.
    """

    def __init__(self, source: Iterable[str | bytes], take: Take[T]) -> None:
        self._source = source
        self._events = read_events(source, take)

    def __next__(self) -> T:
        return next(self._events)

    def send(self, value: None, /) -> T:
        return self._events.send(value)

    def throw(self, *error: Any) -> T:
        return self._events.throw(*error)

    def close(self) -> None:
        self._events.close()
        close = getattr(self._source, "close", None)
        if close is not None:
            close()


class AsyncEventGenerator(AsyncGenerator[T, None]):
    """Gives the events in a source of text that arrives asynchronously. `aclose()` closes the source."""

    def __init__(self, source: AsyncIterable[str | bytes], take: Take[T]) -> None:
        self._source = source
        self._events = read_events_async(source, take)

    def __anext__(self) -> Coroutine[Any, Any, T]:
        return self._events.__anext__()

    def asend(self, value: None, /) -> Coroutine[Any, Any, T]:
        return self._events.asend(value)

    def athrow(self, *error: Any) -> Coroutine[Any, Any, T]:
        return self._events.athrow(*error)

    async def aclose(self) -> None:
        await self._events.aclose()
        close = getattr(self._source, "aclose", None) or getattr(self._source, "close", None)
        closing = None if close is None else close()
        if isawaitable(closing):
            await closing


def read_events(source: Iterable[str | bytes], take: Take[T]) -> Generator[T, None, None]:
    splitter, data = EventSplitter(), EventData(take)
    for block in (source,) if isinstance(source, (str, bytes, bytearray)) else source:
        events = splitter.split(block)
        if events:
            yield from data.found_in(events)
            if data.done:
                return
    yield from data.found_in(splitter.end())
    if not data.done:
        data.end(splitter.stray)


async def read_events_async(source: AsyncIterable[str | bytes], take: Take[T]) -> AsyncGenerator[T, None]:
    splitter, data = EventSplitter(), EventData(take)
    async for block in source:
        for found in data.found_in(splitter.split(block)):
            yield found
        if data.done:
            return
    for found in data.found_in(splitter.end()):
        yield found
    if not data.done:
        data.end(splitter.stray)
