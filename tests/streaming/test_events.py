# SPDX-License-Identifier: MIT-0
"""The data of events, keep-alives, and the repair of chunks."""

import asyncio
import contextlib
import unittest
from typing import Any

from .. import package, submodule
from ..support.costs import bytes_taken, calls_made
from ..support.platform import needs_event_loop
from ..support.streams import STOP, TOKEN, chunk, events_of, read_in_pieces, said

streaming = submodule("streaming")
Chunk = streaming.CreateChatCompletionStreamResponse
Accumulator, assemble = streaming.Accumulator, streaming.assemble
iter_sse, iter_events = streaming.iter_sse, streaming.iter_events
aiter_sse, aiter_events = streaming.aiter_sse, streaming.aiter_events
ParseError, ErrorResponse = package.ParseError, package.ErrorResponse


async def blocks(text: str) -> Any:
    for at in range(0, len(text), 7):
        yield text[at : at + 7]


def gathered(found: Any) -> list[Any]:
    async def gather() -> list[Any]:
        return [each async for each in found]

    return asyncio.run(gather())


class Events(unittest.TestCase):
    """The data of each event."""

    def test_the_data_of_each_event_is_given_as_it_came(self) -> None:
        data = [said({"content": ["a"]}), {"id": 5}, {"error": {"message": "x"}}, {}]
        text = events_of(*data) + "data: [DONE]\n\ndata: x\n\n"
        self.assertEqual(read_in_pieces(text, iter_events), (data, None))

    @needs_event_loop
    def test_the_data_of_events_that_arrive_asynchronously_is_given(self) -> None:
        data = [{"id": 5}, said({"content": "a"})]
        self.assertEqual(gathered(aiter_events(blocks(events_of(*data) + "data: [DONE]\n\nx"))), data)
        self.assertEqual(gathered(aiter_events(blocks(events_of(*data).rstrip()))), data)

    def test_the_data_can_be_changed_and_assembled(self) -> None:
        text = events_of(said({"content": "a"}) | {"created": None}, {"type": "ping"}, STOP | {"created": None})
        self.assertEqual(assemble(data | {"created": 1} for data in iter_events(text)).choices[0].message.content, "a")

    def test_what_is_no_object_is_refused(self) -> None:
        for text, message in (
            ("data: [1]\n\n", "expected object, got array (read one body at a time) (event 1, line 1)"),
            ("data: hello\n\n", "expected JSON text: Expecting value at line 1 column 1 (event 1, line 1)"),
            ("hello", 'expected an event stream, got text that begins "hello"'),
        ):
            found, error = read_in_pieces(text, iter_events)
            self.assertEqual((found, type(error), str(error)), ([], ParseError, f"$: {message}"))

    def test_an_error_that_is_no_event_is_raised(self) -> None:
        found, error = read_in_pieces(events_of(STOP) + '{"error": "overloaded"}\n', iter_events)
        self.assertEqual((found, type(error), str(error)), ([STOP], ErrorResponse, "overloaded"))


class KeepAlives(unittest.TestCase):
    """What only says that the connection is alive."""

    def test_keep_alives_are_skipped(self) -> None:
        for kept in (
            ": OPENROUTER PROCESSING\n\n",
            ":\n",
            "data:\n\n",
            "event: ping\n\n",
            'data: {"type": "ping"}\n\n',
            'event: ping\ndata: {"type": "ping"}\n\n',
            'data: {"type": "keepalive"}\n\n',
            'data: {"type": "ping", "id": null, "cost": "0.001"}\n\n',
            "event: ping\ndata: {}\n\n",
            "event: keepalive\ndata: 2026-11-27T08:00:00Z\n\n",
        ):
            text = kept + events_of(STOP) + kept + "data: [DONE]\n\n"
            with self.subTest(kept=kept):
                self.assertEqual(read_in_pieces(text, iter_sse), ([Chunk.from_dict(STOP)], None))
                self.assertEqual(read_in_pieces(text, iter_events), ([STOP], None))

    def test_an_object_with_an_id_choices_or_an_error_is_no_keep_alive(self) -> None:
        for key in ("id", "choices", "error"):
            data = {"type": "ping", key: "a"}
            self.assertEqual([*iter_events(f"event: ping\n{events_of(data)}")], [data])
            with self.assertRaises(ParseError):
                [*iter_sse(events_of(data))]
            with self.assertRaises(ParseError):
                Accumulator().add(data)
        self.assertEqual(assemble([STOP | {"type": "ping"}]).extra, {"type": "ping"})

    def test_the_name_of_an_event_holds_for_that_event_alone(self) -> None:
        text = "event: ping\ndata: {}\n\n" + events_of({"a": 1})
        self.assertEqual([*iter_events(text)], [{"a": 1}])
        self.assertEqual([*iter_events("event: pings\ndata: {}\n\n")], [{}])

    def test_an_accumulator_takes_in_nothing_of_them(self) -> None:
        accumulator = Accumulator()
        accumulator.add({"type": "ping"})
        with self.assertRaises(ParseError) as caught:
            accumulator.response()
        self.assertEqual(str(caught.exception), "$: expected at least one chunk, got none")
        self.assertEqual(assemble([{"type": "keepalive"}, STOP], repair=True), assemble([STOP]))


class Repair(unittest.TestCase):
    """Chunks that would be refused."""

    broken = (
        {key: value for key, value in said({"content": [{"type": "text", "text": "a"}]}).items() if key != "created"},
        said({"content": "b", "tool_calls": [{"index": 0, "function": {"name": "f", "arguments": {"c": 1}}}]}),
        STOP | {"usage": {"prompt_tokens": 3}},
    )
    expected = chunk(
        {
            "index": 0,
            "message": {
                "role": "assistant",
                "content": "ab",
                "refusal": None,
                "tool_calls": [
                    {"id": "call_0", "type": "function", "function": {"name": "f", "arguments": '{"c": 1}'}}
                ],
            },
            "logprobs": None,
            "finish_reason": "stop",
        },
        object="chat.completion",
        usage={"prompt_tokens": 3, "completion_tokens": 0, "total_tokens": 3},
    )

    def test_chunks_of_an_event_stream_are_repaired(self) -> None:
        chunks, error = read_in_pieces(events_of(*self.broken), lambda text: iter_sse(text, repair=True))
        self.assertIsNone(error)
        self.assertEqual(assemble(chunks, repair=True).to_dict(), self.expected)

    @needs_event_loop
    def test_chunks_that_arrive_asynchronously_are_repaired(self) -> None:
        chunks = gathered(aiter_sse(blocks(events_of(*self.broken)), repair=True))
        self.assertEqual(assemble(chunks, repair=True).to_dict(), self.expected)

    def test_data_of_chunks_is_repaired(self) -> None:
        self.assertEqual(assemble(self.broken, repair=True).to_dict(), self.expected)
        self.assertEqual(assemble(iter_events(events_of(*self.broken)), repair=True).to_dict(), self.expected)

    def test_without_repair_they_are_refused(self) -> None:
        for attempt in (lambda: assemble(self.broken), lambda: [*iter_sse(events_of(*self.broken))]):
            with self.assertRaises(ParseError):
                attempt()

    def test_what_is_no_chunk_is_not_repaired(self) -> None:
        for data, kind in (
            ({"error": "x"}, ErrorResponse),
            ({"a": 1}, ParseError),
            (STOP | {"error": 1}, ErrorResponse),
        ):
            for attempt in (
                lambda data=data: assemble([data], repair=True),
                lambda data=data: [*iter_sse(events_of(data), repair=True)],
            ):
                with self.subTest(data=data), self.assertRaises(ParseError) as caught:
                    attempt()
                self.assertIs(type(caught.exception), kind)

    def test_an_error_still_names_its_event(self) -> None:
        with self.assertRaises(ParseError) as caught:
            [*iter_sse(events_of(STOP, {"a": 1}), repair=True)]
        self.assertEqual((caught.exception.event, caught.exception.line), (2, 3))


class Growth(unittest.TestCase):
    """Twice the text takes twice the steps and the memory."""

    def texts(self, size: int) -> dict[str, list[str]]:
        event = events_of(said({"content": "word "}, logprobs={"content": [TOKEN], "refusal": None}))
        return {
            "events": [event * size],
            "bytes": list(event * (size // 50)),
            "one huge event": [events_of(said({"content": "x" * 100 * size}))],
            "one event of many lines": ["data: \n" * size + event],
            "lines of JSON that is no event": ["{\n" * size + event],
            "objects that are no events": ['{"a": {}}\n' * size + event],
            "stripped blank lines": ["data: {}\n" * size],
            "blank lines": ["\n" * size + event],
            "a line that never ends": ["data: x"] * size,
        }

    def test_is_linear(self) -> None:
        def reading(text: list[str]) -> Any:
            def read() -> None:
                with contextlib.suppress(ParseError):
                    for _ in iter_events(text):
                        pass

            return read

        small, large = self.texts(500), self.texts(2_000)
        for name, text in small.items():
            with self.subTest(name):
                self.assertLess(calls_made(reading(large[name])), 5 * calls_made(reading(text)) + 50)
                self.assertLess(bytes_taken([reading(large[name])]), 5 * bytes_taken([reading(text)]) + 20_000)


if __name__ == "__main__":
    unittest.main()
