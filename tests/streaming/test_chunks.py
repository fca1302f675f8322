# SPDX-License-Identifier: MIT-0
"""Reading and writing chunks one at a time: from_dict, from_json, to_dict, to_json."""

import json
import pickle
import unittest
from typing import Any

from .. import package, submodule
from ..support.streams import FULL_CHUNK, STOP, USAGE, chunk, delta_chunk

streaming = submodule("streaming")
Chunk = streaming.CreateChatCompletionStreamResponse


class DictSubclass(dict[str, Any]):
    pass


class Accepted(unittest.TestCase):
    def test_a_full_chunk_survives_every_round_trip(self) -> None:
        text = json.dumps(FULL_CHUNK)
        read = Chunk.from_dict(FULL_CHUNK)
        for way, found in (
            ("dict", read),
            ("JSON text", Chunk.from_json(text)),
            ("JSON text of ours", Chunk.from_json(read.to_json(indent=1))),
            ("pickle", pickle.loads(pickle.dumps(read))),
            ("subclass of dict", Chunk.from_dict(json.loads(text, object_hook=DictSubclass))),
        ):
            with self.subTest(way):
                self.assertEqual(found.to_dict(), FULL_CHUNK)

    def test_chunk_fields_hold_enum_members_bytes_and_unknown_keys(self) -> None:
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

    def test_null_and_absent_fields_of_a_chunk_are_emitted_as_they_came(self) -> None:
        least = {"id": "", "created": 0, "model": "", "choices": [{"index": 0}, {"index": 1, "delta": {}}]}
        nulls = least | {key: None for key in FULL_CHUNK if key not in (*least, "x")}
        nulls["choices"] = [
            {"index": 0, "delta": None, "finish_reason": None, "logprobs": None},
            {"index": 0, "delta": dict.fromkeys(("role", "content", "refusal", "tool_calls", "function_call"))},
            {"index": 0, "delta": {"tool_calls": [{}, dict.fromkeys(("index", "id", "type", "function"))]}},
            {"index": 0, "delta": {"tool_calls": [{"function": {"name": None, "arguments": None}}]}},
        ]
        for data in (least, nulls, least | {"object": "", "choices": []}, least | {"object": "text_completion"}):
            with self.subTest(data=data):
                self.assertEqual(Chunk.from_dict(data).to_dict(), data)

    def test_choices_of_a_chunk_may_be_absent_null_or_empty(self) -> None:
        without = {key: value for key, value in chunk().items() if key != "choices"}
        for data in (without, without | {"choices": None}, without | {"choices": []}):
            found = Chunk.from_dict(data)
            self.assertEqual((found.choices, found.to_dict()), ((), data))

    def test_a_chunk_built_by_hand_emits_what_the_schema_requires(self) -> None:
        call = streaming.ChatCompletionMessageToolCallChunk(id="a", function=streaming.FunctionChunk(name="f"))
        delta = streaming.ChatCompletionStreamResponseDelta(content="x", tool_calls=[call])
        choices = [streaming.StreamChoice(index=0, delta=delta), streaming.StreamChoice(index=1)]
        made = Chunk(id="c", created=1, model="m", choices=choices)
        expected = {
            "id": "c",
            "object": "chat.completion.chunk",
            "created": 1,
            "model": "m",
            "choices": [
                {
                    "index": 0,
                    "delta": {"content": "x", "tool_calls": [{"index": None, "id": "a", "function": {"name": "f"}}]},
                },
                {"index": 1, "delta": None},
            ],
        }
        self.assertEqual(made.to_dict(), expected)
        self.assertEqual(Chunk.from_dict(expected), made)
        self.assertEqual(hash(Chunk.from_dict(expected)), hash(made))


class Refused(unittest.TestCase):
    def test_a_wrong_or_missing_value_in_a_chunk_is_refused_with_its_path(self) -> None:
        for change, text in (
            ({"id": None}, "$.id: expected string, got null"),
            ({"created": "1"}, "$.created: expected integer, got string"),
            ({"choices": {}}, "$.choices: expected array or null, got object"),
            ({"obfuscation": 1}, "$.obfuscation: expected string or null, got integer"),
            (delta_chunk({"content": ["a"]}), "$.choices[0].delta.content: expected string or null, got array"),
            (delta_chunk({"role": 1}), "$.choices[0].delta.role: expected string or null, got integer"),
            (
                delta_chunk({"tool_calls": [{"index": "0"}]}),
                "$.choices[0].delta.tool_calls[0].index: expected integer or null, got string",
            ),
            (
                delta_chunk({"tool_calls": [{"function": {"arguments": {}}}]}),
                "$.choices[0].delta.tool_calls[0].function.arguments: expected string or null, got object",
            ),
            (
                delta_chunk({"function_call": "f"}),
                "$.choices[0].delta.function_call: expected object or null, got string",
            ),
            (chunk({"index": 0, "delta": "x"}), "$.choices[0].delta: expected object or null, got string"),
            (chunk({"delta": {}}), "$.choices[0].index: expected integer, but the key is missing"),
        ):
            with self.subTest(text=text), self.assertRaises(package.ParseError) as caught:
                Chunk.from_dict(FULL_CHUNK | change)
            self.assertEqual(str(caught.exception), text)

    def test_other_objects_in_place_of_a_chunk_are_refused_with_a_hint(self) -> None:
        for data, hint in (
            (
                chunk({"index": 0, "message": {"content": "a"}}) | {"id": 1},
                "this is a whole response, not a chunk of one: CreateChatCompletionResponse reads those",
            ),
            ({"custom_id": "a", "response": {}}, 'this is a line of a batch file: the body is at ["response"]["body"]'),
            ({"model": "m", "messages": []}, "this is a request, not the response to it"),
            (delta_chunk({"content": "a"}) | {"id": 1}, None),
            (chunk({"index": 0, "delta": {}, "message": {"content": "a"}}) | {"id": 1}, None),
        ):
            with self.subTest(data=data), self.assertRaises(package.ParseError) as caught:
                Chunk.from_dict(data)
            self.assertEqual(caught.exception.hint, hint)

    def test_from_dict_of_a_chunk_raises_type_error_for_text(self) -> None:
        with self.assertRaises(TypeError) as caught:
            Chunk.from_dict("data: {}")
        self.assertEqual(
            str(caught.exception),
            "CreateChatCompletionStreamResponse.from_dict takes a dict, got str: from_json reads JSON text",
        )


class ReportedErrors(unittest.TestCase):
    def reported(self, data: dict[str, Any], message: str, error: Any) -> None:
        with self.subTest(data=data), self.assertRaises(package.ErrorResponse) as caught:
            Chunk.from_dict(data)
        self.assertEqual((str(caught.exception), caught.exception.error), (message, error))

    def test_a_chunk_that_reports_an_error_raises_error_response(self) -> None:
        late = {"message": "too late", "code": 503}
        for data, error in (
            ({"error": late}, late),
            (chunk(error=late), late),
            (STOP | {"error": late}, late),
            (STOP | {"error": "too late"}, "too late"),
            (delta_chunk({"content": ""}, error=late, finish_reason="error"), late),
            ({"errors": [late], "success": False}, [late]),
            ({"object": "error"} | late, {"object": "error"} | late),
        ):
            self.reported(data, "too late", error)

    def test_any_error_in_a_chunk_that_is_not_null_raises_error_response(self) -> None:
        error: Any
        for error in ("", {}, [], 0, False):
            for data in (STOP | {"error": error}, delta_chunk({"content": "a"}, error=error)):
                self.reported(data, "the provider reports an error without a message", error)

    def test_a_null_error_in_a_chunk_is_no_error(self) -> None:
        for data in (
            delta_chunk({"content": "a"}, error=None) | {"error": None},
            chunk(usage=USAGE, error=None, object=None),
        ):
            self.assertEqual(Chunk.from_dict(data).to_dict(), data)


if __name__ == "__main__":
    unittest.main()
