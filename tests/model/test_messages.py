# SPDX-License-Identifier: MIT-0
"""What a program does with a message: reads its reasoning, parses its arguments, and sends it back."""

import dataclasses
import unittest
from typing import Any

from .. import package, submodule
from ..support.contract import ANNOTATION, AUDIO, CUSTOM_TOOL_CALL, FUNCTION_CALL, FUNCTION_TOOL_CALL

Message: Any = package.ChatCompletionResponseMessage
Delta: Any = submodule("chunks").ChatCompletionStreamResponseDelta


class Reasoning(unittest.TestCase):
    def assert_reasoning(self, data: dict[str, Any], text: str | None) -> None:
        self.assertEqual(Message.from_dict(data).reasoning, text)
        self.assertEqual(Delta.from_dict(data).reasoning, text)

    def test_it_is_the_text_under_whichever_key_the_server_uses(self) -> None:
        for key in ("reasoning_content", "reasoning", "reasoning_text", "thinking", "thinking_content"):
            self.assert_reasoning({"content": "7", key: "3 + 4"}, "3 + 4")

    def test_the_same_text_under_two_keys_counts_once(self) -> None:
        self.assert_reasoning({"reasoning": "3 + 4", "reasoning_content": "3 + 4"}, "3 + 4")
        details = [{"type": "reasoning.text", "text": "3 + 4", "index": 0}]
        self.assert_reasoning({"reasoning": "3 + 4", "reasoning_details": details}, "3 + 4")

    def test_blank_text_and_other_types_are_none(self) -> None:
        for value in ("", None, 5, True, ["3 + 4"], {"text": "3 + 4"}):
            self.assert_reasoning({"reasoning": value}, None)
            self.assert_reasoning({"reasoning_content": value, "reasoning": "3 + 4"}, "3 + 4")
        self.assert_reasoning({"content": "7"}, None)

    def test_white_space_is_text(self) -> None:
        self.assert_reasoning({"reasoning_content": "\n"}, "\n")

    def test_without_a_text_it_is_the_texts_of_the_parts(self) -> None:
        details = [
            {"type": "reasoning.summary", "summary": "Add "},
            {"type": "reasoning.encrypted", "data": "AAA="},
            {"type": "reasoning.text", "text": "3 and 4.", "summary": "A sum.", "signature": "c2ln"},
            {"type": "reasoning.text", "text": None},
            "other",
        ]
        self.assert_reasoning({"reasoning": None, "reasoning_details": details}, "Add 3 and 4.")
        blocks = [{"type": "thinking", "thinking": "3 + 4"}, {"type": "redacted_thinking", "data": "AAA="}]
        self.assert_reasoning({"thinking_blocks": blocks}, "3 + 4")
        self.assert_reasoning({"reasoning_details": blocks, "thinking_blocks": blocks}, "3 + 4")
        parts: Any
        for parts in ([], {}, {"text": "3 + 4"}, "3 + 4", None):
            self.assert_reasoning({"reasoning_details": parts}, None)

    def test_it_is_no_field(self) -> None:
        for cls in (Message, Delta):
            self.assertNotIn("reasoning", [field.name for field in dataclasses.fields(cls)])
            self.assertEqual(cls.from_dict({"reasoning": "3 + 4"}).extra, {"reasoning": "3 + 4"})


class Arguments(unittest.TestCase):
    def parsed(self, text: str) -> Any:
        """What parse_arguments of both classes returns."""
        parsed = package.Function(name="add", arguments=text).parse_arguments()
        self.assertEqual(package.FunctionCall(name="add", arguments=text).parse_arguments(), parsed)
        return parsed

    def assert_refused(self, text: str, message: str) -> None:
        for cls in (package.Function, package.FunctionCall):
            with self.assertRaises(package.ParseError) as caught:
                cls(name="add", arguments=text).parse_arguments()
            self.assertEqual((type(caught.exception), str(caught.exception)), (package.ParseError, message))
            self.assertEqual(caught.exception.path, ("arguments",))

    def test_they_are_a_dict(self) -> None:
        self.assertEqual(self.parsed(' {"a": [3, {"b": null}], "c": 4.0}\n'), {"a": [3, {"b": None}], "c": 4.0})
        self.assertEqual(self.parsed("{}"), {})

    def test_each_call_gives_another_dict(self) -> None:
        function = package.Function(name="add", arguments='{"a": [3]}')
        function.parse_arguments()["a"].append(4)
        self.assertEqual(function.parse_arguments(), {"a": [3]})

    def test_blank_text_is_an_empty_dict(self) -> None:
        for text in ("", " ", "\n\t"):
            self.assertEqual(self.parsed(text), {})

    def test_the_last_of_two_equal_keys_counts(self) -> None:
        self.assertEqual(self.parsed('{"a": 3, "a": 4}'), {"a": 4})

    def test_text_that_is_no_json_is_refused_with_line_and_column(self) -> None:
        prefix = "$.arguments: expected JSON text: "
        self.assert_refused('{"a": 3', prefix + "Expecting ',' delimiter at line 1 column 8")
        self.assert_refused('{"a":\n oops}', prefix + "Expecting value at line 2 column 2")
        self.assert_refused('{"a": 3}{"a": 4}', prefix + "Extra data at line 1 column 9")
        self.assert_refused("<p>", prefix + "Expecting value at line 1 column 1")
        self.assert_refused('{"a": NaN}', prefix + "NaN is not a number in JSON")

    def test_json_that_is_no_object_is_refused(self) -> None:
        for text, found in (("[3, 4]", "array"), ("3", "integer"), ("null", "null"), ('"{}"', "string")):
            self.assert_refused(text, f"$.arguments: expected object, got {found}")
        for text in ('[{"error": "3"}]', ' [{"error": "3"}]'):
            self.assert_refused(text, "$.arguments: expected object, got array")

    def test_arguments_that_are_nested_without_end_are_refused(self) -> None:
        text = '{"a":' * 200_000
        self.assert_refused(text, "$.arguments: too many levels of arrays and objects")


class ToRequest(unittest.TestCase):
    def request(self, include: Any = (), **data: Any) -> Any:
        message = Message.from_dict(data)
        request = message.to_request(include=include)
        self.assertEqual(message.to_dict(), data)
        return request

    def test_a_text_is_sent_with_its_role(self) -> None:
        self.assertEqual(self.request(role="assistant", content="Yes.", refusal=None), answer("Yes."))
        self.assertEqual(self.request(content="Yes."), answer("Yes."))
        self.assertEqual(self.request(role="model", content="Yes."), {"role": "model", "content": "Yes."})

    def test_calls_are_sent_as_they_came(self) -> None:
        calls = [
            FUNCTION_TOOL_CALL | {"extra_content": {"google": {"thought_signature": "c2ln"}}},
            CUSTOM_TOOL_CALL,
            {"type": "teleport", "to": "Mars"},
            {"id": "call_c"},
        ]
        self.assertEqual(self.request(content=None, tool_calls=calls), answer(None, tool_calls=calls))
        self.assertEqual(self.request(content="So:", tool_calls=calls), answer("So:", tool_calls=calls))

    def test_a_call_without_a_type_is_sent_with_it(self) -> None:
        for cls in ({}, {"type": None}):
            call = {key: FUNCTION_TOOL_CALL[key] for key in ("id", "function")} | cls
            self.assertEqual(self.request(tool_calls=[call]), answer(None, tool_calls=[FUNCTION_TOOL_CALL]))

    def test_an_empty_list_of_calls_is_not_sent(self) -> None:
        nothing: list[Any] = [[], None]
        for calls in nothing:
            self.assertEqual(self.request(content="Yes.", tool_calls=calls), answer("Yes."))

    def test_the_older_function_call_is_sent(self) -> None:
        expected = answer(None, function_call=FUNCTION_CALL)
        self.assertEqual(self.request(content=None, function_call=FUNCTION_CALL), expected)

    def test_a_refusal_is_sent(self) -> None:
        self.assertEqual(self.request(content=None, refusal="No."), answer("", refusal="No."))
        self.assertEqual(self.request(content="Yes.", refusal=""), answer("Yes."))

    def test_audio_is_sent_by_its_id_alone(self) -> None:
        expected = {"role": "assistant", "audio": {"id": AUDIO["id"]}}
        self.assertEqual(self.request(content=None, audio=AUDIO), expected)
        self.assertEqual(self.request(content="Yes.", audio=AUDIO), expected | {"content": "Yes."})

    def test_a_message_without_a_text_has_null_as_content_only_beside_calls(self) -> None:
        for blank in ({}, {"content": None}, {"content": ""}):
            self.assertEqual(self.request(**blank), answer(""))
            calls = [FUNCTION_TOOL_CALL]
            self.assertEqual(self.request(**blank, tool_calls=calls), answer(None, tool_calls=calls))

    def test_annotations_are_not_sent(self) -> None:
        self.assertEqual(self.request(content="See.", annotations=[ANNOTATION]), answer("See."))

    def test_unknown_keys_are_sent_only_if_they_are_named(self) -> None:
        details = [{"type": "reasoning.text", "text": "3 + 4", "signature": "c2ln"}]
        unknown = {"reasoning_details": details, "reasoning": None, "score": 3}
        self.assertEqual(self.request(content="7", **unknown), answer("7"))
        names = ("reasoning_details", "reasoning", "absent", "annotations")
        expected = answer("7", reasoning_details=details, reasoning=None)
        self.assertEqual(self.request(include=names, content="7", **unknown), expected)
        self.assertEqual(self.request(include=iter(names), content="7", **unknown), expected)

    def test_the_result_shares_nothing_with_the_message(self) -> None:
        details = [{"text": "3 + 4"}]
        message = Message.from_dict({"tool_calls": [FUNCTION_TOOL_CALL], "reasoning_details": details})
        request = message.to_request(include=["reasoning_details"])
        request["reasoning_details"][0]["text"] = "changed"
        request["tool_calls"].clear()
        expected = answer(None, tool_calls=[FUNCTION_TOOL_CALL], reasoning_details=details)
        self.assertEqual(message.to_request(include=["reasoning_details"]), expected)

    def test_the_result_has_plain_strings(self) -> None:
        request = self.request(tool_calls=[FUNCTION_TOOL_CALL])
        self.assertIs(type(request["role"]), str)
        self.assertIs(type(request["tool_calls"][0]["type"]), str)

    def test_a_single_name_in_place_of_names_is_a_type_error(self) -> None:
        with self.assertRaises(TypeError) as caught:
            Message(content="7").to_request(include="reasoning")
        self.assertEqual(str(caught.exception), "to_request takes the names in include as a tuple or a list, got str")


def answer(content: str | None, **more: Any) -> dict[str, Any]:
    return {"role": "assistant", "content": content, **more}


if __name__ == "__main__":
    unittest.main()
