# SPDX-License-Identifier: MIT-0
"""The Accumulator while a stream is under way: response(), complete, errors, copies, cost."""

import copy
import functools
import pickle
import unittest
from typing import Any

from .. import package, submodule
from ..support.costs import bytes_taken
from ..support.streams import (
    FULL_CHUNK,
    FULL_RESPONSE,
    STOP,
    TOKEN,
    TWO_CHOICES,
    chunk,
    delta_chunk,
    events_of,
)

streaming = submodule("streaming")
Chunk = streaming.CreateChatCompletionStreamResponse
Accumulator, assemble = streaming.Accumulator, streaming.assemble
ParseError, ErrorResponse = package.ParseError, package.ErrorResponse


class Progress(unittest.TestCase):
    def test_a_stream_without_chunks_has_no_response(self) -> None:
        for attempt in (
            Accumulator().response,
            lambda: assemble([]),
            lambda: assemble([{"type": "ping"}]),
            lambda: assemble([], repair=True),
        ):
            with self.assertRaises(ParseError) as caught:
                attempt()
            self.assertEqual(str(caught.exception), "$: expected at least one chunk, got none")

    def test_complete_is_true_once_every_choice_has_a_finish_reason(self) -> None:
        accumulator = Accumulator()
        seen = [accumulator.complete]
        for data in (chunk(), delta_chunk({}), delta_chunk({}, index=1, finish_reason="stop"), STOP):
            accumulator.add(data)
            seen.append(accumulator.complete)
        self.assertEqual(seen, [False, False, False, False, True])

    def test_a_choice_whose_last_update_is_the_expiry_of_its_audio_is_finished(self) -> None:
        expiry = {"audio": {"expires_at": 9}}
        begun, said = {"audio": {"id": "a", "data": "Uk"}}, {"audio": {"data": "lg"}}
        deltas: Any
        for deltas, expected in (
            ([begun, said, expiry], ("stop", True)),
            (
                [begun, {"content": None, "audio": {"id": "", "data": "", "transcript": None, "expires_at": 9}}],
                ("stop", True),
            ),
            ([begun, expiry, {}, {"role": "assistant", "content": ""}], ("stop", True)),
            ([begun, expiry, said], (None, False)),
            ([begun, expiry, {"content": "a"}], (None, False)),
            ([begun, expiry, {"x": 1}], (None, False)),
            ([begun, {"content": "a"} | expiry], (None, False)),
            ([{"audio": {"id": "a", "expires_at": 9}}], (None, False)),
            ([begun, {"audio": {}}], (None, False)),
        ):
            accumulator = Accumulator()
            for delta in deltas:
                accumulator.add(delta_chunk(delta))
            accumulator.add(chunk(usage=None))
            with self.subTest(deltas=deltas):
                self.assertEqual((accumulator.response().choices[0].finish_reason, accumulator.complete), expected)
                accumulator.add(delta_chunk({"content": "b"}, finish_reason="length"))
                self.assertEqual(
                    (accumulator.response().choices[0].finish_reason, accumulator.complete), ("length", True)
                )

    def test_a_choice_in_which_audio_expires_is_counted_once(self) -> None:
        accumulator = Accumulator()
        expiry = {"audio": {"expires_at": 9}}
        seen = []
        for data in (
            delta_chunk(expiry),
            delta_chunk(expiry),
            delta_chunk({}, index=1),
            delta_chunk({"audio": {"data": "a"}}),
            delta_chunk(expiry),
            delta_chunk({}, index=1, finish_reason="stop"),
        ):
            accumulator.add(data)
            seen.append(accumulator.complete)
        self.assertEqual(seen, [True, True, False, False, False, True])

    def test_response_can_be_called_after_each_chunk_and_changes_nothing(self) -> None:
        accumulator = Accumulator()
        contents = []
        for data in TWO_CHOICES:
            accumulator.add(data)
            self.assertEqual(accumulator.response(), accumulator.response())
            contents.append([choice.message.content for choice in accumulator.response().choices])
        self.assertEqual(accumulator.response(), assemble(TWO_CHOICES))
        self.assertEqual(contents[3:6], [["Wait.", None], ["Wait.", None], ["Wait. I look.", None]])

    def test_later_changes_to_a_chunk_or_to_emitted_data_do_not_reach_the_response(self) -> None:
        data = delta_chunk({"x": [{"y": 1}]}, z={"a": 1})
        accumulator = Accumulator()
        accumulator.add(data)
        data["choices"][0]["delta"]["x"][0]["y"] = 2
        data["choices"][0]["z"]["a"] = 2
        found = accumulator.response()
        found.to_dict()["choices"][0]["z"]["a"] = 3
        choice = found.choices[0]
        self.assertEqual((choice.extra, choice.message.extra), ({"z": {"a": 1}}, {"x": ({"y": 1},)}))
        self.assertEqual(accumulator.response(), found)

    def test_a_copied_or_unpickled_accumulator_is_independent(self) -> None:
        accumulator = Accumulator()
        for data in TWO_CHOICES[:5]:
            accumulator.add(data)
        for copied in (copy.deepcopy(accumulator), pickle.loads(pickle.dumps(accumulator))):
            for data in TWO_CHOICES[5:]:
                copied.add(data)
            self.assertEqual(copied.response(), assemble(TWO_CHOICES))
        self.assertEqual(accumulator.response(), assemble(TWO_CHOICES[:5]))

    def test_adding_a_chunk_costs_no_more_when_many_came_before(self) -> None:
        """Four times the chunks take about four times the memory, added up over all chunks. It would be sixteen times
        if each chunk made a copy of what came before it."""

        def additions(count: int) -> list[Any]:
            accumulator = Accumulator()
            return [functools.partial(add_and_ask, accumulator, data) for data in chunks[:count]]

        chunks = [extending_chunk(number) for number in range(400)]
        self.assertLess(bytes_taken(additions(400)), 5 * bytes_taken(additions(100)))


def extending_chunk(number: int) -> Any:
    """A chunk that extends a text, a tool call, tokens and an unknown object, and begins a tool call and a choice."""
    call = {"id": "a", "function": {"name": "f", "arguments": "1"}}
    delta = {
        "content": "word ",
        "tool_calls": [{"index": 0} | call, {"index": number} | call],
        "x": {"a": {f"b{number}": 1}},
    }
    extended = {"index": 0, "delta": delta, "logprobs": {"content": [TOKEN], "refusal": None}}
    return Chunk.from_dict(chunk(extended, {"index": number, "delta": {}, "finish_reason": "stop"}))


def add_and_ask(accumulator: Any, data: Any) -> None:
    accumulator.add(data)
    accumulator.complete  # noqa: B018


class Refusals(unittest.TestCase):
    def test_response_has_what_arrived_before_an_error_or_a_break_in_the_stream(self) -> None:
        half = delta_chunk({"content": "Half a"})
        for text, kind in (
            (events_of(half, {"error": {"message": "overloaded"}}), ErrorResponse),
            (events_of(half) + 'data: {"id": "a", "cho', ParseError),
        ):
            accumulator = Accumulator()
            with self.subTest(text=text):
                with self.assertRaises(ParseError) as caught:
                    for part in streaming.iter_sse([text]):
                        accumulator.add(part)
                self.assertIs(type(caught.exception), kind)
                self.assertEqual(accumulator.response(), assemble([half]))
                self.assertFalse(accumulator.complete)

    def test_a_refused_chunk_changes_nothing(self) -> None:
        accumulator = Accumulator()
        accumulator.add(delta_chunk({"content": "Half a"}))
        before = accumulator.response()
        for data, kind, text in (
            ({"error": {"message": "overloaded"}}, ErrorResponse, "overloaded"),
            (
                delta_chunk({"content": " sentence", "role": 1}, index=3),
                ParseError,
                "$.choices[0].delta.role: expected string or null, got integer",
            ),
            (delta_chunk({"audio": "x"}), ParseError, "$.choices[0].delta.audio: expected object or null, got string"),
        ):
            with self.subTest(data=data), self.assertRaises(ParseError) as caught:
                accumulator.add(data)
            self.assertEqual((type(caught.exception), str(caught.exception)), (kind, text))
            self.assertEqual((accumulator.response(), accumulator.complete), (before, False))

    def test_what_is_neither_a_chunk_nor_a_dict_raises_type_error(self) -> None:
        response = package.CreateChatCompletionResponse.from_dict(FULL_RESPONSE)
        for call, data, reason in (
            (Accumulator().add, response, "CreateChatCompletionResponse: call its to_dict() first"),
            (assemble, FULL_CHUNK, "str: from_json reads JSON text"),
        ):
            with self.assertRaises(TypeError) as caught:
                call(data)
            self.assertEqual(
                str(caught.exception), f"CreateChatCompletionStreamResponse.from_dict takes a dict, got {reason}"
            )


if __name__ == "__main__":
    unittest.main()
