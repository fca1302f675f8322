# SPDX-License-Identifier: MIT-0
"""How repair mends the bodies that from_dict refuses."""

import contextlib
import copy
import datetime
import importlib.util
import json
import math
import os
import pathlib
import random
import unittest
from typing import Any

from .. import package, submodule
from ..support.bodies import CHOICE, MESSAGE, a_body, a_message, a_token
from ..support.contract import CLASSES, RESPONSE
from ..support.costs import calls_made
from ..support.platform import ENDLESS, MANY
from ..support.streams import FULL_CHUNK

Response, ParseError, ErrorResponse = package.CreateChatCompletionResponse, package.ParseError, package.ErrorResponse
repair = package.repair
Chunk = submodule("streaming").CreateChatCompletionStreamResponse
repair_chunk = submodule("_repair").repair_chunk
CORPUS = os.environ.get("CHATCOMPLETION_CORPUS")

UNREADABLE = {1}  # a set: no field can hold it, and it has no other reading
TOOL_CALL = {"id": "call_a", "type": "function", "function": {"name": "clock", "arguments": "{}"}}
CUSTOM_CALL = {"id": "call_b", "type": "custom", "custom": {"name": "note", "input": "noon"}}
RESULT = {
    "model": "mod-1",
    "flagged": True,
    "categories": {"harm": True},
    "category_scores": {"harm": 0.5},
    "category_applied_input_types": {"harm": ["text"]},
}


def a_tool_call(**members: Any) -> dict[str, Any]:
    """A body with one tool call, which has these members."""
    return a_message(tool_calls=[TOOL_CALL | members])


def a_result(**members: Any) -> dict[str, Any]:
    """A body with one moderation result, which has these members."""
    error = {"type": "error", "code": "timeout", "message": "late"}
    results = {"type": "moderation_results", "model": "mod-1", "results": [RESULT | members]}
    return a_body(moderation={"input": results, "output": error})


def a_chunk(**members: Any) -> dict[str, Any]:
    """A chunk with these members, in place of its own or besides."""
    choice = {"index": 0, "delta": {"content": "Yes."}, "finish_reason": None}
    chunk = {"id": "a", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [choice]}
    return chunk | members


def a_delta(**members: Any) -> dict[str, Any]:
    """A chunk whose delta has these members."""
    return a_chunk(choices=[{"index": 0, "delta": members, "finish_reason": None}])


def without(data: dict[str, Any], *keys: str) -> dict[str, Any]:
    return {key: value for key, value in data.items() if key not in keys}


def nested(levels: int, value: Any) -> Any:
    for _ in range(levels):
        value = [value]
    return value


class Mends(unittest.TestCase):
    maxDiff = 3000

    def mends(self, body: dict[str, Any], expected: dict[str, Any], cls: Any = Response) -> None:
        before = copy.deepcopy(body)
        with self.assertRaises(ParseError):
            cls.from_dict(body)
        found = repair(body)
        self.assertEqual(json_text(found), json_text(expected))
        self.assertEqual(body, before)
        self.assertEqual(json_text(cls.from_dict(found).to_dict()), json_text(expected))

    def keeps(self, body: dict[str, Any]) -> None:
        self.assertIs(repair(body), body)


def json_text(body: Any) -> str:
    """JSON text, in which 0 is another value than 0.0 and false."""
    return json.dumps(body, sort_keys=True)


class Evident(Mends):
    """Values of another type that have one evident reading."""

    def test_an_integer_is_read_from_text_and_from_a_number(self) -> None:
        for value, expected in (
            ("1730000000", 1730000000),
            (" 5 ", 5),
            ("-5", -5),
            ("5.0", 5),
            ("1e3", 1000),
            (3.0, 3),
            (-0.0, 0),
            (2.0**70, 2**70),
            ("1" * 30, int("1" * 30)),
        ):
            with self.subTest(value):
                self.mends(a_body(created=value), a_body(created=expected))

    def test_what_is_no_whole_number_is_no_integer(self) -> None:
        for value in ("yesterday", "", "5.5", "1_000", "٣", "0x10", "1e999", "[5]", "null", 5.5, True, [5], {"a": 5}):
            with self.subTest(value):
                self.mends(a_body(created=value), a_body(created=0))
        self.mends(a_body(created=math.inf), a_body(created=0))
        self.mends(a_body(created="1" * 5000), a_body(created=huge_or_zero()))

    def test_a_number_is_read_from_text(self) -> None:
        for value, expected in (("-0.5", -0.5), ("-1", -1), ("1e-3", 0.001), ("NaN", 0), ("1e999", 0), (True, 0)):
            with self.subTest(value):
                self.mends(a_token(logprob=value), a_token(logprob=expected))

    def test_a_boolean_is_read_from_text_and_from_0_and_1(self) -> None:
        for value, expected in (
            *(("true", True), ("False", False), (1, True), (0, False), (1.0, True)),
            *(("yes", False), (2, False), (None, False), ([True], False), (math.nan, False)),
        ):
            with self.subTest(value):
                self.mends(a_result(flagged=value), a_result(flagged=expected))

    def test_a_number_or_a_boolean_where_a_string_belongs_becomes_its_json_text(self) -> None:
        for value, expected in ((5, "5"), (1.5, "1.5"), (1e300, "1e+300"), (True, "true"), (False, "false")):
            with self.subTest(value):
                self.mends(a_body(id=value), a_body(id=expected))
                self.mends(a_message(content=value), a_message(content=expected))
                self.mends(
                    a_body(choices=[CHOICE | {"finish_reason": value}]),
                    a_body(choices=[CHOICE | {"finish_reason": expected}]),
                )
                self.mends(a_body(object=value), a_body(object=expected))

    def test_an_object_where_a_string_belongs_becomes_its_json_text(self) -> None:
        value = {"city": "Besançon", "days": [1, None]}
        text = '{"city": "Besançon", "days": [1, null]}'
        for body in (a_message, a_body):
            key = "content" if body is a_message else "model"
            self.mends(body(**{key: value}), body(**{key: text}))
        self.mends(
            a_tool_call(function={"name": "clock", "arguments": value}),
            a_tool_call(function={"name": "clock", "arguments": text}),
        )
        self.mends(
            a_message(tool_calls=[CUSTOM_CALL | {"custom": {"name": "note", "input": value}}]),
            a_message(tool_calls=[CUSTOM_CALL | {"custom": {"name": "note", "input": text}}]),
        )
        self.mends(
            a_message(function_call={"name": "clock", "arguments": {}}),
            a_message(function_call={"name": "clock", "arguments": "{}"}),
        )

    def test_an_array_where_a_string_belongs_becomes_its_json_text(self) -> None:
        for value, expected in (([], "[]"), (["a", "b"], '["a", "b"]'), ([{"a": 1}, 2], '[{"a": 1}, 2]')):
            self.mends(
                a_tool_call(function={"name": "clock", "arguments": value}),
                a_tool_call(function={"name": "clock", "arguments": expected}),
            )

    def test_content_parts_become_their_joined_text(self) -> None:
        thinking = {"type": "thinking", "thinking": [{"type": "text", "text": "Let me see."}], "closed": True}
        for value, expected in (
            ([{"type": "text", "text": "It is "}, {"type": "text", "text": "noon."}], "It is noon."),
            ([thinking, {"type": "text", "text": "Noon."}], "Noon."),
            ([{"type": "text", "text": "N"}, {"type": "reference", "reference_ids": [1]}, "oon."], "Noon."),
            ([{"text": "Noon."}], "Noon."),
            ([thinking], ""),
            ([], ""),
            (["No", "on."], "Noon."),
            ([{"type": "text", "text": None}], ""),
            ([{"type": "text", "text": "a"}, {"answer": 1}], '[{"type": "text", "text": "a"}, {"answer": 1}]'),
            ([{"answer": 1}], '[{"answer": 1}]'),
            (["a", None], '["a", null]'),
        ):
            with self.subTest(value):
                self.mends(a_message(content=value), a_message(content=expected))
                self.mends(a_message(refusal=value), a_message(refusal=expected))
        parts = [{"type": "text", "text": "high "}, {"type": "text", "text": "water"}]
        self.mends(
            a_message(tool_calls=[CUSTOM_CALL | {"custom": {"name": "note", "input": parts}}]),
            a_message(tool_calls=[CUSTOM_CALL | {"custom": {"name": "note", "input": "high water"}}]),
        )

    def test_what_has_no_json_text_is_no_string(self) -> None:
        itself: list[Any] = []
        itself.append(itself)
        for value in (UNREADABLE, {"a": UNREADABLE}, math.nan, [math.inf], nested(101, 1), itself, b"noon"):
            found = repair(a_message(content=value) | {"id": value})
            self.assertEqual(found, a_message(content=None) | {"id": ""})
        self.assertEqual(repair(a_body(id=10**5000))["id"], str_or_blank(10**5000))

    def test_strings_in_the_arrays_of_a_moderation_result_are_mended_one_by_one(self) -> None:
        found = {"harm": ["text", 5, None, UNREADABLE, {"a": 1}], "hate": "text", "fear": ["image"]}
        expected = {"harm": ["text", "5", '{"a": 1}'], "hate": [], "fear": ["image"]}
        self.mends(a_result(category_applied_input_types=found), a_result(category_applied_input_types=expected))


def huge_or_zero() -> int:
    """The integer of 5000 ones, where the interpreter reads so long a text."""
    try:
        return int("1" * 5000)
    except ValueError:
        return 0


def str_or_blank(value: int) -> str:
    try:
        return str(value)
    except ValueError:
        return ""


class Null(Mends):
    """Fields that may be null, and items that are no objects."""

    def test_a_field_that_may_be_null_becomes_null(self) -> None:
        self.mends(a_body(usage="many"), a_body(usage=None))
        self.mends(a_body(choices=[CHOICE | {"logprobs": 0.5}]), a_body(choices=[CHOICE | {"logprobs": None}]))
        self.mends(a_message(tool_calls={}), a_message(tool_calls=None))
        self.mends(a_message(audio=[{}]), a_message(audio=None))
        self.mends(a_body(metadata=[["a", "b"]]), a_body(metadata=None))
        self.mends(
            a_body(usage=USAGE | {"completion_tokens_details": {"text_tokens": "few", "audio_tokens": "1"}}),
            a_body(usage=USAGE | {"completion_tokens_details": {"text_tokens": None, "audio_tokens": 1}}),
        )

    def test_wrong_bytes_become_null(self) -> None:
        for value in ([97, 256], [97, -1], [97.0], [True], ["a"], [[97]], "a", {}, 97):
            with self.subTest(value):
                self.mends(a_token(bytes=value), a_token(bytes=None))

    def test_an_item_that_is_no_object_is_left_out(self) -> None:
        self.mends(
            a_body(choices=[None, CHOICE, "a", 5, [CHOICE], CHOICE | {"index": 1}]),
            a_body(choices=[CHOICE, CHOICE | {"index": 1}]),
        )
        self.mends(a_message(tool_calls=[None, TOOL_CALL]), a_message(tool_calls=[TOOL_CALL]))
        self.mends(a_message(annotations=["a"]), a_message(annotations=[]))
        self.mends(a_token(top_logprobs=[[], None]), a_token(top_logprobs=[]))


USAGE = {"completion_tokens": 2, "prompt_tokens": 3, "total_tokens": 5}


class Neutral(Mends):
    """Required fields that have no value, or one without a reading."""

    def test_a_body_of_nothing_but_its_choices_gets_the_rest(self) -> None:
        for values in ({}, {"id": None, "created": None, "model": None}):
            self.mends({"choices": [CHOICE], **values}, {"choices": [CHOICE], "id": "", "created": 0, "model": ""})

    def test_a_body_of_nothing_but_its_object_gets_the_rest(self) -> None:
        body = {"object": "chat.completion"}
        self.mends(body, {**body, "id": "", "created": 0, "model": "", "choices": []})
        self.mends({**body, "choices": "a"}, {**body, "id": "", "created": 0, "model": "", "choices": []})

    def test_an_index_is_its_place_among_the_choices_that_are_left(self) -> None:
        choice = without(CHOICE, "index")
        self.mends(
            a_body(choices=[choice, None, choice | {"index": "a"}, choice | {"index": None}, choice | {"index": "7"}]),
            a_body(choices=[choice | {"index": index} for index in (0, 1, 2, 7)]),
        )

    def test_the_id_of_a_tool_call_is_its_place(self) -> None:
        call, custom = without(TOOL_CALL, "id"), without(CUSTOM_CALL, "id")
        self.mends(
            a_message(tool_calls=[call, custom, call | {"id": None}, TOOL_CALL]),
            a_message(
                tool_calls=[call | {"id": "call_0"}, custom | {"id": "call_1"}, call | {"id": "call_2"}, TOOL_CALL]
            ),
        )

    def test_a_total_is_the_sum_of_what_the_counts_are_mended_to(self) -> None:
        for counts, mended in (
            ({"completion_tokens": 2, "prompt_tokens": 3}, USAGE),
            ({"total_tokens": None, "completion_tokens": "2", "prompt_tokens": 3.0}, USAGE),
            ({"prompt_tokens": 3}, {"completion_tokens": 0, "prompt_tokens": 3, "total_tokens": 3}),
            ({"total_tokens": 106}, {"completion_tokens": 0, "prompt_tokens": 0, "total_tokens": 106}),
            ({}, {"completion_tokens": 0, "prompt_tokens": 0, "total_tokens": 0}),
        ):
            with self.subTest(counts):
                self.mends(a_body(usage=counts), a_body(usage=mended))

    def test_an_object_has_neutral_values_itself(self) -> None:
        for value in ({}, {"function": None}, {"function": "clock"}, {"function": []}):
            expected = {"id": "call_0", "type": "function", "function": {"name": "", "arguments": ""}}
            self.mends(a_message(tool_calls=[{"type": "function"} | value]), a_message(tool_calls=[expected]))
        self.mends(a_body(choices=[{"index": 0}]), a_body(choices=[{"index": 0, "message": {}}]))
        citation = {"start_index": 0, "end_index": 0, "url": "", "title": ""}
        self.mends(
            a_message(annotations=[{"type": "url_citation"}]),
            a_message(annotations=[{"type": "url_citation", "url_citation": citation}]),
        )
        self.mends(a_body(moderation={"input": 5}), a_body(moderation={"input": {}, "output": {}}))

    def test_members_of_a_moderation_result_are_mended_one_by_one(self) -> None:
        self.mends(
            a_result(categories={"harm": "yes", "hate": True}, category_scores={"harm": None, "hate": "0.5"}),
            a_result(categories={"harm": False, "hate": True}, category_scores={"harm": 0, "hate": 0.5}),
        )
        self.mends(
            a_result(categories=[], category_scores=None, category_applied_input_types=5),
            a_result(categories={}, category_scores={}, category_applied_input_types={}),
        )

    def test_a_type_that_is_mended_may_require_more(self) -> None:
        """The type decides which class reads the object, so the rest is mended after it."""
        call = {"type": [{"type": "text", "text": "function"}]}
        expected = {"type": "function", "id": "call_0", "function": {"name": "", "arguments": ""}}
        self.mends(a_message(tool_calls=[call]), a_message(tool_calls=[expected]))
        self.mends(a_tool_call(type=5), a_tool_call(type="5"))

    def test_each_required_field_of_each_class(self) -> None:
        for name, key, rule in FIELDS:
            with self.subTest(name, key=key):
                body, expected = copy.deepcopy(RESPONSE), copy.deepcopy(RESPONSE)
                holder, wanted = at(body, PLACES[name]), at(expected, PLACES[name])
                given = holder.pop(key)
                wanted[key] = None
                if rule.endswith("!"):
                    wanted[key] = NEUTRAL.get((name, key), NEUTRAL[rule])
                    self.assertEqual(repair(body), expected)
                else:
                    self.assertIs(repair(body), body)
                if rule.endswith("!"):
                    holder[key] = None
                    self.assertEqual(repair(body), expected)
                holder[key] = UNREADABLE
                self.assertEqual(repair(body), expected)
                self.assertEqual(Response.from_dict(repair(body)).to_dict(), expected)
                holder[key] = given
                self.assertEqual(body, RESPONSE)


PLACES: dict[str, tuple[str | int, ...]] = {
    "CreateChatCompletionResponse": (),
    "Choice": ("choices", 0),
    "ChatCompletionResponseMessage": ("choices", 0, "message"),
    "ChatCompletionMessageToolCall": ("choices", 0, "message", "tool_calls", 0),
    "Function": ("choices", 0, "message", "tool_calls", 0, "function"),
    "ChatCompletionMessageCustomToolCall": ("choices", 0, "message", "tool_calls", 1),
    "Custom": ("choices", 0, "message", "tool_calls", 1, "custom"),
    "FunctionCall": ("choices", 0, "message", "function_call"),
    "UrlCitationAnnotation": ("choices", 0, "message", "annotations", 0),
    "UrlCitation": ("choices", 0, "message", "annotations", 0, "url_citation"),
    "Audio": ("choices", 0, "message", "audio"),
    "Logprobs": ("choices", 0, "logprobs"),
    "ChatCompletionTokenLogprob": ("choices", 0, "logprobs", "content", 0),
    "TopLogprob": ("choices", 0, "logprobs", "content", 0, "top_logprobs", 1),
    "CompletionUsage": ("usage",),
    "CompletionTokensDetails": ("usage", "completion_tokens_details"),
    "PromptTokensDetails": ("usage", "prompt_tokens_details"),
    "ChatCompletionModeration": ("moderation",),
    "ChatCompletionModerationResults": ("moderation", "input"),
    "ChatCompletionModerationError": ("moderation", "output"),
    "ModerationResultBody": ("moderation", "input", "results", 0),
}
FIELDS = [(name, key, rule) for name in PLACES for key, rule in CLASSES[name][1].items()]
NEUTRAL: dict[Any, Any] = {
    "string!": "",
    "integer!": 0,
    "number!": 0,
    "boolean!": False,
    "array!": [],
    "object!": {},
    ("ChatCompletionMessageToolCall", "id"): "call_0",
    ("ChatCompletionMessageCustomToolCall", "id"): "call_1",
    ("ChatCompletionMessageToolCall", "function"): {"name": "", "arguments": ""},
    ("ChatCompletionMessageCustomToolCall", "custom"): {"name": "", "input": ""},
    ("UrlCitationAnnotation", "url_citation"): {"start_index": 0, "end_index": 0, "url": "", "title": ""},
    ("CompletionUsage", "total_tokens"): 30,
}


def at(document: Any, path: tuple[str | int, ...]) -> Any:
    for part in path:
        document = document[part]
    return document


class Unknown(Mends):
    """Unknown values that cannot be kept."""

    def test_what_is_not_json_is_left_out_of_them(self) -> None:
        today = datetime.date(2026, 1, 1)
        self.assertEqual(
            repair(a_body(x={"day": today, "days": [1, today, 2], 5: "five", "tuple": (1, today)}, y=today, z=5)),
            a_body(x={"days": [1, 2], "tuple": [1]}, z=5),
        )
        self.assertEqual(
            repair(a_message(tool_calls=[{"type": "file", "function": UNREADABLE, "x": [UNREADABLE]}])),
            a_message(tool_calls=[{"type": "file", "x": []}]),
        )
        self.assertEqual(repair(a_body(metadata={"a": today, "b": [today, 1]})), a_body(metadata={"b": [1]}))

    def test_what_is_too_deep_is_left_out_of_them(self) -> None:
        self.mends(a_body(x=nested(150, 1)), a_body(x=nested(99, [])))
        self.mends(a_body(metadata={"a": nested(101, 1)}), a_body(metadata={"a": nested(99, [])}))
        self.keeps(a_body(x=nested(100, 1)))

    def test_keys_that_are_no_strings_are_left_out(self) -> None:
        odd = {5: 1, None: 2, ("a",): 3}
        self.assertEqual(repair(a_body() | odd), a_body())
        self.assertEqual(repair(a_message(content=5) | odd), a_message(content="5"))
        self.assertEqual(repair(a_body(metadata={"a": "b"} | odd)), a_body(metadata={"a": "b"}))
        self.assertEqual(repair(a_result(categories={"harm": "yes"} | odd)), a_result(categories={"harm": False}))

    def test_a_value_that_contains_itself_loses_what_contains_it(self) -> None:
        itself: dict[str, Any] = {"a": 1}
        itself |= {"self": itself, "again": itself, "both": [itself, itself, 2]}
        self.assertEqual(repair(a_body(x=itself)), a_body(x={"a": 1, "both": [2]}))

    def test_endless_nesting_is_mended_anywhere(self) -> None:
        for key, expected in (("id", ""), ("created", 0), ("usage", None), ("choices", []), ("object", None)):
            body = a_body() | {key: nested(ENDLESS, "a")}
            self.assertEqual(repair(body), a_body() | {key: expected})


class Same(Mends):
    """What is not refused."""

    def test_a_body_that_is_accepted_is_given_back_itself(self) -> None:
        for body in (RESPONSE, a_body(), a_message(content=None), a_body(choices=[]), a_body(x={"a": [1]})):
            self.keeps(body)
        self.keeps(FULL_CHUNK)
        self.keeps(a_chunk(choices=None))

    def test_all_that_is_not_refused_stays_as_it_was(self) -> None:
        odd = {
            "object": None,
            "x": {"a": [1, 1.0, None, {"b": []}]},
            "service_tier": "on_demand",
            "system_fingerprint": None,
            "usage": {"completion_tokens": 1, "prompt_tokens": 1, "total_tokens": 9, "x": 0.0},
            "choices": [
                {"index": 4, "message": {"content": "", "reasoning": None}, "finish_reason": "eos"},
                {"index": 4, "message": {"role": "model", "tool_calls": [{"type": "file", "id": None}]}, "x": True},
            ],
        }
        self.mends(without(a_body(), "created") | odd, a_body(created=0) | odd)

    def test_a_copy_shares_nothing_with_the_body(self) -> None:
        body = without(RESPONSE | {"x": {"a": [1]}}, "created")
        before = copy.deepcopy(body)
        found = repair(body)
        for holder in every_container(found):
            holder.clear()
        self.assertEqual(body, before)

    def test_subclasses_become_plain_values(self) -> None:
        class Text(str):
            pass

        class Dict(dict):  # type: ignore[type-arg]
            pass

        body = Dict(without(a_body(), "created") | {"model": Text("m"), Text("x"): Dict(a=Text("b"))})
        found = repair(body)
        self.assertEqual(found, a_body(created=0, x={"a": "b"}))
        self.assertEqual({type(found), type(found["model"]), type(found["x"]), *map(type, found)}, {dict, str})


def every_container(value: Any) -> list[Any]:
    if not isinstance(value, (dict, list)):
        return []
    inner = list(value.values() if isinstance(value, dict) else value)
    return [value, *(found for each in inner for found in every_container(each))]


class Chunks(Mends):
    """Chunks of a stream."""

    def test_a_chunk_is_mended_as_one(self) -> None:
        for without_object in (False, True):
            chunk = without(a_chunk(), "object") if without_object else a_chunk()
            self.mends(without(chunk, "id", "created", "model"), chunk | {"id": "", "created": 0, "model": ""}, Chunk)

    def test_what_a_chunk_may_leave_out_becomes_null(self) -> None:
        self.mends(a_chunk(choices={}), a_chunk(choices=None), Chunk)
        call = {"index": "a", "id": [UNREADABLE], "type": None, "function": "clock"}
        chunk = a_delta(tool_calls=[call, 5], role=True)
        nulls = {"index": None, "id": None, "type": None, "function": None}
        self.assertEqual(repair(chunk), a_delta(tool_calls=[nulls], role="true"))

    def test_content_parts_become_their_joined_text(self) -> None:
        thinking = {"type": "thinking", "thinking": [{"type": "text", "text": "The"}]}
        self.mends(a_delta(content=[thinking]), a_delta(content=""), Chunk)
        self.mends(a_delta(content=[thinking, {"type": "text", "text": "It"}]), a_delta(content="It"), Chunk)

    def test_arguments_become_their_json_text(self) -> None:
        call, text = (
            {"index": 0, "function": {"arguments": {"a": 1}}},
            {"index": 0, "function": {"arguments": '{"a": 1}'}},
        )
        self.mends(a_delta(tool_calls=[call]), a_delta(tool_calls=[text]), Chunk)

    def test_an_index_is_its_place(self) -> None:
        self.mends(
            a_chunk(choices=[{"delta": {}}, {"delta": None}]),
            a_chunk(choices=[{"delta": {}, "index": 0}, {"delta": None, "index": 1}]),
            Chunk,
        )

    def test_a_body_with_a_message_is_a_whole_response_whatever_its_object_says(self) -> None:
        for kind in ("chat.completion.chunk", "text_completion", "list", "response", "", None):
            body = a_message(content=5) | {"object": kind}
            self.mends(body, a_message(content="5") | {"object": kind})
        beside_delta = CHOICE | {"delta": {"content": "a"}}
        self.mends(
            a_body(object="x", choices=[without(beside_delta, "index"), beside_delta | {"message": {"content": 5}}]),
            a_body(object="x", choices=[beside_delta, beside_delta | {"message": {"content": "5"}}]),
        )
        self.mends(a_body(object="list", choices=[5, CHOICE]), a_body(object="list", choices=[CHOICE]))

    def test_a_chunk_with_a_message_beside_its_delta_is_a_chunk_by_its_object(self) -> None:
        chunk = a_chunk(choices=[{"index": 0, "message": MESSAGE, "delta": {"content": 5}}])
        self.mends(chunk, a_chunk(choices=[{"index": 0, "message": MESSAGE, "delta": {"content": "5"}}]), Chunk)

    def test_a_null_message_does_not_make_a_chunk_a_response(self) -> None:
        choice = {"index": 0, "message": None, "delta": {}}
        self.mends(
            without(a_chunk(choices=[choice]), "object", "id"),
            without(a_chunk(choices=[choice], id=""), "object"),
            Chunk,
        )

    def test_a_whole_response_in_a_stream_is_mended_where_the_caller_knows_that_it_is_a_chunk(self) -> None:
        self.assertEqual(repair_chunk(without(a_body(), "created")), a_body(created=0))
        self.assertEqual(
            repair_chunk(a_chunk(object="", choices=[{"index": "0", "finish_reason": None}])),
            a_chunk(object="", choices=[{"index": 0, "finish_reason": None}]),
        )
        self.assertIs(repair_chunk(FULL_CHUNK), FULL_CHUNK)


class NoCompletion(unittest.TestCase):
    """What is no completion is refused as from_dict refuses it."""

    def refused(self, body: Any, cls: Any = Response, mend: Any = repair) -> None:
        with self.assertRaises((ParseError, TypeError)) as expected:
            cls.from_dict(body)
        with self.assertRaises(type(expected.exception)) as caught:
            mend(body)
        self.assertEqual(str(caught.exception), str(expected.exception))

    def test_error_bodies(self) -> None:
        for body in (
            {"error": {"message": "No such model", "code": 404}},
            {"errors": [{"message": "No such model"}], "success": False},
            {"detail": "Not Found"},
            {"object": "error", "message": "Busy"},
            {"id": None, "choices": None, "error": "Busy"},
            {"object": "chat.completion", "choices": [], "error": "Busy"},
        ):
            with self.subTest(body):
                self.refused(body)
                self.refused(body, Chunk, repair_chunk)
                with self.assertRaises(ErrorResponse):
                    repair(body)

    def test_an_error_in_a_chunk(self) -> None:
        for chunk in (
            a_chunk(error={"message": "Busy"}),
            without(a_chunk(error="Busy"), "id"),
            a_chunk(choices=[{"delta": {}, "error": {"message": "Busy"}}]),
        ):
            self.refused(chunk, Chunk)
            self.refused(chunk, Chunk, repair_chunk)

    def test_an_error_of_which_no_choice_is_left(self) -> None:
        body = {"object": "chat.completion", "choices": [None], "message": "Busy"}
        with self.assertRaises(ErrorResponse) as caught:
            repair(body)
        self.assertEqual(str(caught.exception), "Busy")

    def test_other_objects(self) -> None:
        for body in (
            {},
            {"id": "a"},
            {"object": "chat.completion.deleted", "id": "a", "deleted": True},
            {"object": "text_completion", "choices": [{"index": 0, "text": "a"}]},
            {"object": "response", "output": []},
            {"object": "list", "data": []},
            {"object": "batch", "id": "a"},
            {"model": "m", "messages": []},
            {"custom_id": "a", "response": {"body": {}}},
            {"object": 5},
        ):
            with self.subTest(body):
                self.refused(body)
                self.refused(body, Chunk, repair_chunk)

    def test_what_is_no_dict(self) -> None:
        for data in (None, "{}", b"{}", [], 5, Response.from_dict(RESPONSE)):
            self.refused(data)
            self.refused(data, Chunk, repair_chunk)


# --- Bodies that are broken at random

Path = tuple[Any, ...]
WRONG = [
    *(
        None,
        True,
        False,
        0,
        1,
        -1,
        3.0,
        3.5,
        "",
        "5",
        "5.0",
        "-0.5",
        "true",
        "eos",
        [],
        {},
        [None],
        [{}],
        ["a"],
        {"a": 1},
    ),
    *([256], [{"type": "text", "text": "a"}], UNREADABLE, [UNREADABLE], math.inf, 10**20, (), b"a", nested(102, 1)),
]
EXTRA = {"x": {"day": [1, {"hour": None}], "name": "tide"}}


def places(value: Any, path: Path = ()) -> list[Path]:
    found = [path]
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in pairs:
        found += places(inner, (*path, key))
    return found


def broken(body: dict[str, Any], rng: random.Random) -> None:
    """Break the body at one random place. A `type` keeps its value: with it, other keys would be refused."""
    path = rng.choice([path for path in places(body)[1:] if path[-1] != "type" and len(path) < 14])
    holder = at(body, path[:-1])
    what = rng.choice(("replace", "replace", "remove", "add"))
    if what == "replace":
        holder[path[-1]] = copy.deepcopy(rng.choice(WRONG))
    elif what == "remove":
        del holder[path[-1]]
    elif isinstance(holder, list):
        holder.insert(path[-1], copy.deepcopy(rng.choice(WRONG)))
    else:
        holder[rng.choice(["x", "y", 5, "finish_reason", "audio", "usage", "index"])] = copy.deepcopy(rng.choice(WRONG))


# Keys with whose value, or with the value of each of whose members, it is one place that differs, though only a part of
# it may be refused.
ONE = ("x", "y", "bytes", "category_applied_input_types")


def differences(before: Any, after: Any, refused: set[Path], path: Path = ()) -> list[Path]:
    """The places that differ though they are not refused."""
    if any(key in ONE for key in path[-2:]) and any(place[: len(path)] == path for place in refused):
        return []
    if isinstance(before, dict) and isinstance(after, dict):
        dropped = {key for key in before if not isinstance(key, str)} if path in refused else set()
        found: list[Path] = []
        for key in {**before, **after}.keys() - dropped:
            inner = (*path, key)
            if key in before and key in after:
                found += differences(before[key], after[key], refused, inner)
            elif inner not in refused:
                found.append(inner)
        return found
    if path in refused:
        return []
    if isinstance(before, (list, tuple)) and isinstance(after, list):
        kept = [index for index, item in enumerate(before) if (*path, index) not in refused or isinstance(item, dict)]
        if len(kept) != len(after):
            return [path]
        pairs = zip(kept, after, strict=True)
        return [each for at, item in pairs for each in differences(before[at], item, refused, (*path, at))]
    same = type(before) is type(after) and (before == after or before != before)
    return [] if same else [path]


def refused_places(cls: Any, body: dict[str, Any]) -> set[Path]:
    try:
        cls.from_dict(body)
    except ParseError as error:
        return {problem.path for problem in error.problems}
    return set()


class AtRandom(unittest.TestCase):
    maxDiff = 3000

    def holds(self, cls: Any, body: dict[str, Any]) -> bool:
        """Whether the body was mended. It was then changed in the refused places alone."""
        before = copy.deepcopy(body)
        mend = repair if cls is Response else repair_chunk
        refused = refused_places(cls, body)
        kind = "chat.completion" if cls is Response else "chat.completion.chunk"
        if refused and "choices" not in body and body.get("object") != kind:
            with self.assertRaises(ParseError):
                mend(body)
            return False
        found = mend(body)
        self.assertEqual(repr(body), repr(before))
        self.assertEqual(found is body, not refused)
        self.assertEqual(repr_sorted(cls.from_dict(found).to_dict()), repr_sorted(found))
        self.assertEqual(differences(body, found, refused), [], (body, found))
        return bool(refused)

    def test_bodies_broken_in_one_to_three_places_are_mended_there_alone(self) -> None:
        rng = random.Random(13)
        mended = 0
        for _ in range(MANY):
            body = json.loads(json.dumps(RESPONSE | EXTRA))
            for _ in range(rng.randint(1, 3)):
                broken(body, rng)
            mended += self.holds(Response, body)
        self.assertGreater(mended, 0.7 * MANY)

    def test_chunks_too(self) -> None:
        rng = random.Random(14)
        mended = 0
        for _ in range(2_000):
            chunk = json.loads(json.dumps(FULL_CHUNK | EXTRA))
            for _ in range(rng.randint(1, 3)):
                broken(chunk, rng)
            mended += self.holds(Chunk, chunk)
        self.assertGreater(mended, 1_000)


def repr_sorted(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


@unittest.skipUnless(importlib.util.find_spec("hypothesis"), "hypothesis is not installed")
class WithHypothesis(unittest.TestCase):
    def test_any_accepted_body_broken_in_one_to_three_places_is_mended(self) -> None:
        from hypothesis import given, settings
        from hypothesis import strategies as st

        from ..support.strategies import bodies

        @settings(max_examples=300, deadline=None, derandomize=True)
        @given(bodies, st.randoms(use_true_random=False), st.integers(1, 3))
        def holds(body: dict[str, Any], rng: random.Random, times: int) -> None:
            body = copy.deepcopy(body)
            for _ in range(times):
                if len(places(body)) > 1:
                    broken(body, rng)
            before = copy.deepcopy(body)
            refused = refused_places(Response, body)
            try:
                found = repair(body)
            except ParseError:
                self.assertTrue(refused)
                self.assertTrue("choices" not in body or not body["choices"])
                return
            self.assertEqual(repr(body), repr(before))
            self.assertEqual(found is body, not refused)
            self.assertEqual(repr_sorted(Response.from_dict(found).to_dict()), repr_sorted(found))

        holds()


class Costs(unittest.TestCase):
    def test_twice_the_body_takes_at_most_about_twice_the_calls(self) -> None:
        token = {"token": "a", "logprob": "-0.5", "bytes": [256, 256], "top_logprobs": [5, {"token": 5}]}
        for make in (
            lambda n: a_body(choices=[{"message": {"content": [{"text": "a"}]}}] * n),
            lambda n: a_body(choices=[CHOICE | {"logprobs": {"content": [token] * n}}]),
            lambda n: a_token(bytes=[256] * n),
            lambda n: a_message(content=[{"type": "text", "text": "a"}] * n),
            lambda n: a_message(tool_calls=[None, {"function": {}}] * n),
            lambda n: a_body(x=[UNREADABLE] * n),
            lambda n: a_body() | dict.fromkeys(range(n)),
            lambda n: a_body(metadata={f"k{i}": UNREADABLE for i in range(n)}),
            lambda n: a_result(categories={f"k{i}": "yes" for i in range(n)}),
            lambda n: a_result(category_applied_input_types={"harm": [5] * n}),
            lambda n: a_result(categories=dict.fromkeys(range(n))),
        ):
            small, large = make(200), make(400)
            first, second = (calls_made(lambda body=body: repair(body)) for body in (small, large))
            self.assertLess(second, 2.2 * first)


@unittest.skipUnless(CORPUS, "CHATCOMPLETION_CORPUS names no folder of recorded bodies")
class Recorded(unittest.TestCase):
    """Bodies of real servers."""

    def recorded(self, name: str) -> list[dict[str, Any]]:
        with (pathlib.Path(str(CORPUS)) / name).open(encoding="utf-8") as lines:
            return [json.loads(line) for line in lines]

    def test_every_body_is_read(self) -> None:
        bodies = [line["body"] for line in self.recorded("responses.jsonl")]
        mended = 0
        for body in bodies:
            before = copy.deepcopy(body)
            found = repair(body)
            self.assertEqual(Response.from_dict(found).to_dict(), found)
            self.assertEqual(body, before)
            self.assertEqual(differences(body, found, refused_places(Response, body)), [])
            mended += found is not body
        self.assertEqual((len(bodies), mended), (587, 18))

    def test_every_chunk_is_read_that_is_no_error_and_no_keep_alive(self) -> None:
        streams = [line["chunks"] for line in self.recorded("streams.jsonl")]
        mended: set[int] = set()
        errors: set[int] = set()
        for number, chunks in enumerate(streams):
            for chunk in chunks:
                if chunk.get("type") in ("ping", "keepalive"):
                    continue
                try:
                    found = repair_chunk(chunk)
                except ErrorResponse:
                    errors.add(number)
                    continue
                self.assertEqual(Chunk.from_dict(found).to_dict(), found)
                if found is not chunk:
                    mended.add(number)
                    self.assertEqual(differences(chunk, found, refused_places(Chunk, chunk)), [])
        self.assertEqual((len(streams), len(errors), len(mended)), (332, 3, 8))

    def test_every_error_body_stays_an_error(self) -> None:
        for line in self.recorded("errors.jsonl"):
            body = line["body"]
            with contextlib.suppress(TypeError), self.assertRaises(ErrorResponse):
                repair(body)


if __name__ == "__main__":
    unittest.main()
