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
    message_from,
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

        chunks = [extending_chunk(number) for number in range(800)]
        self.assertLess(bytes_taken(additions(800)), 5 * bytes_taken(additions(200)))


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


class IncompleteParts(unittest.TestCase):
    def test_each_tool_call_appears_as_soon_as_it_is_complete(self) -> None:
        pieces: list[dict[str, Any]] = [
            {"index": 0},
            {"index": 0, "id": "a", "type": "function"},
            {"index": 0, "function": {"arguments": ""}},
            {"index": 0, "function": {"name": "f"}},
            {"index": 1, "type": "custom", "custom": {"input": "x"}},
            {"index": 1, "id": "b"},
            {"index": 1, "custom": {"name": "g"}},
        ]
        function = {"id": "a", "type": "function", "function": {"name": "f", "arguments": ""}}
        custom = {"id": "b", "type": "custom", "custom": {"name": "g", "input": "x"}}
        accumulator = Accumulator()
        found = []
        for piece in pieces:
            accumulator.add(delta_chunk({"tool_calls": [piece]}))
            found.append(accumulator.response().choices[0].to_dict()["message"]["tool_calls"])
        self.assertEqual(found, [[{}], [], [], [function], [function], [function], [function, custom]])

    def test_audio_appears_as_soon_as_it_is_complete(self) -> None:
        accumulator = Accumulator()
        seen = []
        for data in (
            delta_chunk({"role": "assistant", "audio": {"id": "audio_1"}}),
            {key: value for key, value in chunk().items() if key != "choices"},
            delta_chunk({"audio": {"transcript": "Yes", "data": "Uklg"}}),
            chunk() | {"choices": None},
            delta_chunk({"audio": {"expires_at": 9}}),
        ):
            accumulator.add(data)
            seen.append(accumulator.response().choices[0].message.audio)
        whole = package.Audio(id="audio_1", expires_at=9, data="Uklg", transcript="Yes")
        self.assertEqual(seen, [None, None, None, None, whole])

    def test_complete_parts_are_there_before_the_choice_is_finished(self) -> None:
        calls = [
            {"id": "a", "type": "function", "function": {"name": "f", "arguments": ""}},
            {"id": "b", "type": "mcp"},
        ]
        parts = {
            "function_call": {"name": "f", "arguments": ""},
            "audio": {"id": "a", "expires_at": 1, "data": "", "transcript": ""},
        }
        pieces = [call | {"index": index} for index, call in enumerate(calls)]
        self.assertEqual(message_from(parts | {"tool_calls": pieces}, finished=False), parts | {"tool_calls": calls})

    def test_incomplete_parts_and_parts_of_a_wrong_type_are_left_out(self) -> None:
        citation = FULL_RESPONSE["choices"][0]["message"]["annotations"][0]
        for delta, expected in (
            ({"tool_calls": [{"index": 0, "id": "a", "type": "function"}]}, {"tool_calls": []}),
            ({"tool_calls": [{"index": 0, "id": "a", "type": "custom"}]}, {"tool_calls": []}),
            ({"tool_calls": [{"index": 0, "id": "a", "type": "custom", "custom": "x"}]}, {"tool_calls": []}),
            ({"tool_calls": [{"index": 0, "id": "a", "custom": {"input": "f"}}]}, {"tool_calls": []}),
            ({"tool_calls": [{"index": 0, "id": "a", "function": {"arguments": "x"}}]}, {"tool_calls": []}),
            ({"tool_calls": [{"index": 0, "function": {"name": "f"}}]}, {"tool_calls": []}),
            ({"tool_calls": [{"index": 0, "id": "a"}]}, {"tool_calls": [{"id": "a"}]}),
            ({"function_call": {"arguments": "x"}}, {}),
            ({"audio": {"id": "a", "data": "x"}}, {}),
            ({"audio": {"id": "a", "expires_at": "x"}}, {}),
            ({"audio": "x"}, {}),
            ({"annotations": "x"}, {}),
            ({"annotations": [{"type": "url_citation"}, citation, "x"]}, {"annotations": [citation]}),
        ):
            for finished in (False, True):
                with self.subTest(delta=delta, finished=finished):
                    found = message_from(delta, {"content": "a"}, finished=finished)
                    self.assertEqual(found, {"content": "a"} | expected)

    def test_fields_of_a_wrong_type_in_a_whole_response_are_left_out(self) -> None:
        choice = {"index": 0, "message": {"role": 1, "content": ["a"], "refusal": "no"}, "finish_reason": "stop"}
        message = {"role": "assistant", "content": None, "refusal": "no"}
        self.assertEqual(
            assemble([chunk(choice, metadata="x", y=1)]).to_dict(),
            chunk(choice | {"message": message, "logprobs": None}, object="chat.completion", y=1),
        )

    def test_response_with_repair_leaves_no_part_out(self) -> None:
        accumulator = Accumulator()
        delta = {
            "content": "a",
            "tool_calls": [
                {"index": 0, "id": "", "function": {"name": "f"}},
                {"index": 1, "function": {"name": "g", "arguments": "{}"}},
                {"index": 2, "id": "c", "function": {"arguments": "1"}},
            ],
            "function_call": {"arguments": "2"},
            "audio": {"data": "x"},
        }
        accumulator.add(delta_chunk(delta))
        expected = {
            "role": "assistant",
            "content": "a",
            "refusal": None,
            "tool_calls": [
                {"id": "", "type": "function", "function": {"name": "f", "arguments": ""}},
                {"id": "call_1", "type": "function", "function": {"name": "g", "arguments": "{}"}},
                {"id": "c", "type": "function", "function": {"name": "", "arguments": "1"}},
            ],
            "function_call": {"name": "", "arguments": "2"},
            "audio": {"id": "", "expires_at": 0, "data": "x", "transcript": ""},
        }
        self.assertEqual(
            accumulator.response(repair=True).choices[0].to_dict(),
            {"index": 0, "message": expected, "logprobs": None, "finish_reason": None},
        )


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
        ):
            with self.subTest(data=data), self.assertRaises(ParseError) as caught:
                accumulator.add(data)
            self.assertEqual((type(caught.exception), str(caught.exception)), (kind, text))
            self.assertEqual((accumulator.response(), accumulator.complete), (before, False))

    def test_what_is_neither_a_chunk_nor_a_dict_raises_type_error(self) -> None:
        response = package.CreateChatCompletionResponse.from_dict(FULL_RESPONSE)
        for attempt, reason in (
            (lambda: Accumulator().add(response), "CreateChatCompletionResponse: call its to_dict() first"),
            (lambda: assemble(FULL_CHUNK), "str: from_json reads JSON text"),
        ):
            with self.assertRaises(TypeError) as caught:
                attempt()
            self.assertEqual(
                str(caught.exception), f"CreateChatCompletionStreamResponse.from_dict takes a dict, got {reason}"
            )


if __name__ == "__main__":
    unittest.main()
