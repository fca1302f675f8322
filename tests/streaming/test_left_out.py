# SPDX-License-Identifier: MIT-0
"""What response() leaves out while it is incomplete or refused, and what it gives with repair."""

import sys
import unittest
from typing import Any
from unittest import mock

from .. import package, submodule
from ..support.streams import FULL_RESPONSE, chunk, delta_chunk, message_from

streaming = submodule("streaming")
Accumulator, assemble = streaming.Accumulator, streaming.assemble
ErrorResponse = package.ErrorResponse


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
        calls: list[dict[str, Any]] = [
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

    def test_problems_say_what_is_left_out(self) -> None:
        accumulator = Accumulator()
        self.assertEqual(accumulator.problems, ())
        call = {"index": 0, "id": "a", "function": {"arguments": "1"}}
        missing = "expected string, but the key is missing"
        for data, expected in (
            (delta_chunk({"tool_calls": [call]}), [f"$.choices[0].message.tool_calls[0].function.name: {missing}"]),
            (delta_chunk({"tool_calls": [call | {"function": {"name": "f"}}]}), []),
            (
                delta_chunk({"annotations": "x"}),
                ["$.choices[0].message.annotations: expected array or null, got string"],
            ),
            (
                chunk(metadata=1),
                [
                    "$.metadata: expected object or null, got integer",
                    "$.choices[0].message.annotations: expected array or null, got string",
                ],
            ),
        ):
            accumulator.add(data)
            self.assertEqual([*map(str, accumulator.problems)], expected)
            self.assertEqual(accumulator.response(), accumulator.response())

    def test_a_whole_message_that_cannot_be_read_is_a_problem(self) -> None:
        parts = [{"type": "text", "text": "a"}]
        for message, problem in (
            ({"content": parts}, "$.choices[0].message.content: expected string or null, got array"),
            ("a", "$.choices[0].message: expected object, got string"),
            (parts, "$.choices[0].message: expected object, got array"),
        ):
            accumulator = Accumulator()
            accumulator.add(chunk({"index": 0, "message": message, "finish_reason": "stop"}))
            self.assertEqual([*map(str, accumulator.problems)], [problem])
            found = accumulator.response().choices[0]
            self.assertEqual((found.message.content, found.finish_reason, accumulator.complete), (None, "stop", True))

    def test_response_raises_nothing_for_any_chunks(self) -> None:
        for chunks in (
            [chunk(title="a"), chunk(status=500)],
            [chunk(message="Success", code=0), chunk(code=7)],
            [chunk(metadata=1, error_message=""), chunk(error_message="a")],
            [chunk(type="message", content=[]), chunk(metadata="x")],
            [chunk(x_groq={"usage": {"total_tokens": "x"}}, metadata=[])],
        ):
            accumulator = Accumulator()
            try:
                for data in chunks:
                    accumulator.add(data)
            except ErrorResponse:
                continue
            for repair in (False, True):
                with self.subTest(chunks=chunks, repair=repair):
                    self.assertEqual(accumulator.response(repair=repair).choices, ())

    def test_arguments_that_were_sent_twice_are_kept_once_with_repair(self) -> None:
        for pieces, expected in (
            (['{"a": 1}', '{"a": 1}'], '{"a": 1}'),
            (['{"a": 1, "b": [2]}', '{"b":[2],', '"a":1}'], '{"b":[2],"a":1}'),
            (["{}", '{"a": 1}'], '{"a": 1}'),
            (["{}", "{}", ' {"a": 1}', "\n"], '{"a": 1}'),
            (["{}", "{}"], "{}"),
            (['{"a": 1}', "{}"], None),
            (['{"a": 1}', '{"a": 2}'], None),
            (['{"a": 1}', "[]"], None),
            (['{"a": 1}', '{"a": 1'], None),
            (['{"a": 1}', " "], None),
            (["[1]", "[1]"], None),
            (["11", "11"], None),
            (["", ""], None),
        ):
            accumulator = Accumulator()
            for piece in pieces:
                function = {"name": "f", "arguments": piece}
                accumulator.add(delta_chunk({"tool_calls": [{"index": 0, "id": "a", "function": function}]}))
                accumulator.add(delta_chunk({"function_call": function}))
            joined = "".join(pieces)
            for repair, text in ((False, joined), (True, joined if expected is None else expected)):
                with self.subTest(pieces=pieces, repair=repair):
                    message = accumulator.response(repair=repair).choices[0].message
                    self.assertEqual(message.tool_calls[0].function.arguments, text)
                    self.assertEqual(message.function_call.arguments, text)

    def test_arguments_that_are_nested_too_deeply_for_webassembly_are_kept_with_repair(self) -> None:
        for levels, times in ((900, 1), (901, 2)):
            arguments = '{"a": ' + "[" * (levels - 1) + "]" * (levels - 1) + "}"
            accumulator = Accumulator()
            accumulator.add(delta_chunk({"function_call": {"name": "f", "arguments": arguments * 2}}))
            with self.subTest(levels), mock.patch.object(sys, "platform", "emscripten"):
                message = accumulator.response(repair=True).choices[0].message
                self.assertEqual(message.function_call.arguments, arguments * times)

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


if __name__ == "__main__":
    unittest.main()
