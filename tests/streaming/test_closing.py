# SPDX-License-Identifier: MIT-0
"""Closing a reader closes the source of its text. The end of the stream does not."""

import asyncio
import contextlib
import inspect
import typing
import unittest
from collections.abc import AsyncGenerator, AsyncIterator, Generator, Iterator
from typing import Any

from .. import package, submodule
from ..support.platform import needs_event_loop
from ..support.streams import STOP, events_of

streaming = submodule("streaming")
TEXT = events_of(STOP, STOP) + "data: [DONE]\n\n"
READERS = (streaming.iter_sse, streaming.iter_events)
ASYNC_READERS = (streaming.aiter_sse, streaming.aiter_events)


class Source:
    """A source of text that counts how often it is closed."""

    def __init__(self, text: str = TEXT) -> None:
        self.blocks = iter(text.splitlines(keepends=True))
        self.closed = 0

    def __iter__(self) -> Iterator[str]:
        return self.blocks

    def close(self) -> None:
        self.closed += 1


class AsyncSource:
    """A source of text that arrives asynchronously. It has no method to close it."""

    def __init__(self) -> None:
        self.blocks = iter(TEXT.splitlines(keepends=True))
        self.closed = 0

    async def __aiter__(self) -> AsyncIterator[str]:
        for block in self.blocks:
            yield block


class WithAclose(AsyncSource):
    async def aclose(self) -> None:
        self.closed += 1


class WithClose(AsyncSource):
    def close(self) -> None:
        self.closed += 1


class WithAsyncClose(AsyncSource):
    async def close(self) -> None:
        self.closed += 1


class Closing(unittest.TestCase):
    def test_readers_are_generators_to_type_checkers_and_at_run_time(self) -> None:
        for readers, kind, source in ((READERS, Generator, []), (ASYNC_READERS, AsyncGenerator, AsyncSource())):
            for read in readers:
                self.assertIs(typing.get_origin(typing.get_type_hints(read)["return"]), kind)
                self.assertIsInstance(read(source), kind)

    def test_closing_closes_the_source_before_the_first_event_amid_the_events_and_after_the_last(self) -> None:
        for read in READERS:
            for taken in range(4):
                source = Source()
                reader = read(source)
                for _ in range(taken):
                    next(reader, None)
                self.assertEqual(source.closed, 0)
                reader.close()
                self.assertEqual((source.closed, [*reader]), (1, []))

    def test_closing_ends_a_source_that_is_a_generator_and_leaves_alone_what_has_no_close(self) -> None:
        def blocks() -> Generator[str, None, None]:
            yield TEXT
            self.fail("the source went on")

        source = blocks()
        with contextlib.closing(streaming.iter_sse(source)) as reader:
            next(reader)
        self.assertEqual(inspect.getgeneratorstate(source), inspect.GEN_CLOSED)
        streaming.iter_sse([TEXT]).close()
        streaming.iter_sse(TEXT).close()

    def test_closing_a_generator_that_delegates_to_a_reader_closes_the_source(self) -> None:
        source = Source()

        def delegating() -> Iterator[Any]:
            yield from streaming.iter_sse(source)

        outer: Any = delegating()
        next(outer)
        outer.close()
        self.assertEqual(source.closed, 1)

    def test_the_end_an_error_and_a_reader_that_is_let_go_leave_the_source_open(self) -> None:
        for read in READERS:
            source = Source()
            self.assertEqual(len([*read(source)]), 2)
            self.assertEqual(source.closed, 0)
            source = Source("data: {\n\n")
            with self.assertRaises(package.ParseError):
                [*read(source)]
            self.assertEqual(source.closed, 0)
            source = Source()
            for _ in read(source):
                break
            self.assertEqual(source.closed, 0)

    def test_send_and_throw_work_as_for_a_generator(self) -> None:
        reader = streaming.iter_events([TEXT])
        self.assertEqual(reader.send(None), STOP)
        with self.assertRaises(KeyError):
            reader.throw(KeyError("x"))
        self.assertEqual([*reader], [])

    @needs_event_loop
    def test_closing_an_asynchronous_reader_closes_the_source(self) -> None:
        async def closed(read: Any, source: Any, taken: int) -> int:
            async with contextlib.aclosing(read(source)) as reader:
                for _ in range(taken):
                    await anext(reader, None)
                self.assertEqual(source.closed, 0)
            self.assertEqual([each async for each in reader], [])
            return source.closed

        for read in ASYNC_READERS:
            for kind, times in ((AsyncSource, 0), (WithAclose, 1), (WithClose, 1), (WithAsyncClose, 1)):
                for taken in range(4):
                    self.assertEqual(asyncio.run(closed(read, kind(), taken)), times)

    @needs_event_loop
    def test_the_end_of_an_asynchronous_stream_leaves_the_source_open(self) -> None:
        async def read_all(read: Any, source: Any) -> int:
            self.assertEqual(len([each async for each in read(source)]), 2)
            return source.closed

        for read in ASYNC_READERS:
            self.assertEqual(asyncio.run(read_all(read, WithAclose())), 0)

    @needs_event_loop
    def test_asend_and_athrow_work_as_for_a_generator(self) -> None:
        async def use() -> None:
            reader = streaming.aiter_events(AsyncSource())
            self.assertEqual(await reader.asend(None), STOP)
            with self.assertRaises(KeyError):
                await reader.athrow(KeyError("x"))
            self.assertEqual([each async for each in reader], [])

        asyncio.run(use())


if __name__ == "__main__":
    unittest.main()
