# SPDX-License-Identifier: MIT-0
"""Chunks, one at a time."""

import json
import pickle
import unittest
from typing import Any

from .. import package, submodule
from ..support.streams import FULL_CHUNK, STOP, USAGE, chunk, said

streaming = submodule("streaming")
Chunk = streaming.CreateChatCompletionStreamResponse
assemble = streaming.assemble
ParseError = package.ParseError
ErrorResponse = package.ErrorResponse


class Chunks(unittest.TestCase):
    """The wire objects."""

    def test_a_full_chunk_comes_back_as_it_came(self) -> None:
        self.assertEqual(Chunk.from_dict(FULL_CHUNK).to_dict(), FULL_CHUNK)
        self.assertEqual(json.loads(Chunk.from_json(json.dumps(FULL_CHUNK)).to_json(indent=1)), FULL_CHUNK)

    def test_fields_hold_what_the_contract_says(self) -> None:
        found = Chunk.from_dict(FULL_CHUNK)
        choice = found.choices[0]
        call = choice.delta.tool_calls[0]
        self.assertIs(found.object, package.ObjectType.CHAT_COMPLETION_CHUNK)
        self.assertIs(choice.delta.role, package.Role.ASSISTANT)
        self.assertIs(choice.finish_reason, package.FinishReason.STOP)
        self.assertIs(call.type, package.ToolCallType.FUNCTION)
        self.assertEqual(choice.logprobs.content[0].bytes, b"n\xc3\xa9")
        self.assertEqual(call.function, streaming.FunctionChunk(name="clock", arguments="{}", extra={"x_f": 1}))
        self.assertEqual([found.extra, choice.extra, choice.delta.extra], [{"x": (5,)}, {"x_c": 4}, {"x_d": 3}])
        self.assertEqual(found.usage.total_tokens, 5)

    def test_null_and_absent_come_back_as_they_came(self) -> None:
        least = {"id": "", "created": 0, "model": "", "choices": [{"index": 0}, {"index": 1, "delta": {}}]}
        optional = {key: None for key in FULL_CHUNK if key not in (*least, "x")}
        nulls = least | optional
        nulls["choices"] = [
            {"index": 0, "delta": None, "finish_reason": None, "logprobs": None},
            {"index": 0, "delta": dict.fromkeys(("role", "content", "refusal", "tool_calls", "function_call"))},
            {"index": 0, "delta": {"tool_calls": [{}, dict.fromkeys(("index", "id", "type", "function"))]}},
            {"index": 0, "delta": {"tool_calls": [{"function": {"name": None, "arguments": None}}]}},
        ]
        for data in (least, nulls, least | {"object": "", "choices": []}, least | {"object": "text_completion"}):
            with self.subTest(data=data):
                self.assertEqual(Chunk.from_dict(data).to_dict(), data)

    def test_a_chunk_made_by_hand_has_what_the_schema_requires(self) -> None:
        call = streaming.ChatCompletionMessageToolCallChunk(id="a")
        delta = streaming.ChatCompletionStreamResponseDelta(content="x", tool_calls=[call])
        made = Chunk(
            id="c",
            created=1,
            model="m",
            choices=[streaming.StreamChoice(index=0, delta=delta), streaming.StreamChoice(index=1)],
        )
        expected = {
            "id": "c",
            "object": "chat.completion.chunk",
            "created": 1,
            "model": "m",
            "choices": [
                {
                    "index": 0,
                    "delta": {"content": "x", "tool_calls": [{"index": None, "id": "a"}]},
                    "finish_reason": None,
                },
                {"index": 1, "delta": None, "finish_reason": None},
            ],
        }
        self.assertEqual(made.to_dict(), expected)
        self.assertEqual(Chunk.from_dict(expected), made)
        self.assertEqual(hash(Chunk.from_dict(expected)), hash(made))

    def test_a_chunk_is_read_from_subclasses_of_dict_as_well(self) -> None:
        class Odd(dict[str, Any]):
            pass

        data = json.loads(json.dumps(FULL_CHUNK), object_hook=Odd)
        self.assertEqual(Chunk.from_dict(data).to_dict(), FULL_CHUNK)

    def test_a_chunk_can_be_pickled(self) -> None:
        found = Chunk.from_dict(FULL_CHUNK)
        self.assertEqual(pickle.loads(pickle.dumps(found)).to_dict(), FULL_CHUNK)

    def test_what_a_class_cannot_hold_is_refused_with_its_path(self) -> None:
        for change, text in (
            ({"id": None}, "$.id: expected string, got null"),
            ({"created": "1"}, "$.created: expected integer, got string"),
            ({"choices": {}}, "$.choices: expected array or null, got object"),
            ({"obfuscation": 1}, "$.obfuscation: expected string or null, got integer"),
            (said({"content": ["a"]}), "$.choices[0].delta.content: expected string or null, got array"),
            (said({"role": 1}), "$.choices[0].delta.role: expected string or null, got integer"),
            (
                said({"tool_calls": [{"index": "0"}]}),
                "$.choices[0].delta.tool_calls[0].index: expected integer or null, got string",
            ),
            (
                said({"tool_calls": [{"function": {"arguments": {}}}]}),
                "$.choices[0].delta.tool_calls[0].function.arguments: expected string or null, got object",
            ),
            (said({"function_call": "f"}), "$.choices[0].delta.function_call: expected object or null, got string"),
            (said("x"), "$.choices[0].delta: expected object or null, got string"),
            (chunk({"delta": {}}), "$.choices[0].index: expected integer, but the key is missing"),
        ):
            with self.subTest(text=text), self.assertRaises(ParseError) as caught:
                Chunk.from_dict(FULL_CHUNK | change)
            self.assertEqual(str(caught.exception), text)

    def test_a_wrong_call_says_what_to_call(self) -> None:
        with self.assertRaises(TypeError) as caught:
            Chunk.from_dict("data: {}")
        self.assertEqual(
            str(caught.exception),
            "CreateChatCompletionStreamResponse.from_dict takes a dict, got str: from_json reads JSON text",
        )

    def test_an_error_in_mid_stream_is_an_error_response(self) -> None:
        for data in (
            {"error": {"message": "overloaded", "code": 503}},
            chunk(error={"message": "overloaded"}),
            STOP | {"error": {"message": "overloaded"}},
            STOP | {"error": "overloaded"},
            said({"content": ""}, error={"message": "overloaded"}, finish_reason="error"),
            {"errors": [{"message": "overloaded"}], "success": False},
            {"object": "error", "message": "overloaded"},
        ):
            with self.subTest(data=data), self.assertRaises(ErrorResponse) as caught:
                Chunk.from_dict(data)
            self.assertEqual(str(caught.exception), "overloaded")

    def test_usage_without_choices_is_no_error(self) -> None:
        self.assertEqual(Chunk.from_dict(chunk(usage=USAGE, error=None)).usage.total_tokens, 5)

    def test_an_error_that_is_not_null_is_an_error_whatever_it_is(self) -> None:
        for error in ("", {}, [], 0, False):
            for data in (STOP | {"error": error}, said({"content": "a"}, error=error)):
                with self.subTest(data=data), self.assertRaises(ErrorResponse) as caught:
                    Chunk.from_dict(data)
                self.assertEqual(str(caught.exception), "the provider reports an error without a message")
                self.assertEqual(caught.exception.error, error)

    def test_an_error_that_is_null_is_none(self) -> None:
        data = said({"content": "a"}, error=None) | {"error": None}
        self.assertEqual(Chunk.from_dict(data).to_dict(), data)

    def test_a_chunk_may_have_no_choices(self) -> None:
        without = {key: value for key, value in chunk().items() if key != "choices"}
        for data in (without, without | {"choices": None}, without | {"choices": []}):
            found = Chunk.from_dict(data)
            self.assertEqual((found.choices, found.to_dict()), ((), data))

    def test_what_is_no_chunk_is_called_what_it_is(self) -> None:
        for data, hint in (
            (
                chunk({"index": 0, "message": {"content": "a"}}) | {"id": 1},
                "this is a whole response, not a chunk of one: CreateChatCompletionResponse reads those",
            ),
            ({"custom_id": "a", "response": {}}, 'this is a line of a batch file: the body is at ["response"]["body"]'),
            ({"model": "m", "messages": []}, "this is a request, not the response to it"),
            (said({"content": "a"}) | {"id": 1}, None),
        ):
            with self.subTest(data=data), self.assertRaises(ParseError) as caught:
                Chunk.from_dict(data)
            self.assertEqual(caught.exception.hint, hint)

    def test_a_chunk_is_not_written_as_json_text_that_is_none(self) -> None:
        odd = Chunk.from_dict(chunk(x=float("nan")))
        with self.assertRaises(ValueError) as caught:
            odd.to_json()
        self.assertTrue(str(caught.exception).startswith("Out of range float values are not JSON compliant"))


if __name__ == "__main__":
    unittest.main()
