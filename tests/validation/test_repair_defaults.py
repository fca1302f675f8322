# SPDX-License-Identifier: MIT-0
"""What repair puts where a value is missing or has no evident reading: null, a placeholder value, or nothing."""

import copy
import unittest
from typing import Any

from ..support.bodies import CHOICE, USUAL, a_body, a_message, a_token
from ..support.contract import ANNOTATION, CLASSES, RESPONSE
from ..support.documents import at, nested, places, without
from ..support.platform import ENDLESS
from .repairing import (
    CUSTOM_CALL,
    FUNCTION_CALL,
    NOT_JSON,
    USAGE,
    Body,
    ParseError,
    RepairTest,
    a_choice,
    a_moderation_result,
    repair,
)


class NullAndLeftOut(RepairTest):
    def test_repair_makes_an_optional_field_null_if_its_meaning_is_unclear(self) -> None:
        self.assert_field_repaired(a_body, "usage", ("many", None), (False, None), ({}, None))
        self.assert_field_repaired(a_message, "refusal", (False, None), ({}, None))
        self.assert_field_repaired(a_message, "function_call", (False, None), ({}, None), ([], None))
        self.assert_field_repaired(a_body, "moderation", (False, None), ({}, None))
        self.assert_field_repaired(a_body, "metadata", ([["a", "b"]], None))
        self.assert_field_repaired(a_choice, "logprobs", (0.5, None))
        self.assert_field_repaired(a_message, "tool_calls", ({}, None))
        self.assert_field_repaired(a_message, "audio", ([{}], None), (False, None), ({}, None))

    def test_an_empty_object_that_lacks_nothing_stays(self) -> None:
        body = a_body(usage=USAGE | {"completion_tokens_details": {}}, metadata={}, choices=[CHOICE | {"message": {}}])
        self.assertIs(repair(body), body)

    def test_repair_mends_the_fields_of_an_object_one_by_one(self) -> None:
        self.assert_repaired(
            a_body(usage=USAGE | {"completion_tokens_details": {"text_tokens": "few", "audio_tokens": "1"}}),
            a_body(usage=USAGE | {"completion_tokens_details": {"text_tokens": None, "audio_tokens": 1}}),
        )

    def test_repair_makes_wrong_bytes_null(self) -> None:
        values: tuple[Any, ...] = ([97, 256], [97, -1], [97.5], [True], ["a"], [[97]], "a", {}, 97, ["256"])
        self.assert_field_repaired(a_token, "bytes", *((value, None) for value in values))
        self.assert_field_repaired(a_token, "bytes", ([97.0, "98", 99], [97, 98, 99]))

    def test_repair_takes_an_object_in_place_of_an_array_as_its_only_item(self) -> None:
        token = {"token": "a", "logprob": -0.5, "bytes": None, "top_logprobs": []}
        self.assert_field_repaired(a_message, "tool_calls", (FUNCTION_CALL, [FUNCTION_CALL]))
        self.assert_field_repaired(a_message, "annotations", (ANNOTATION, [ANNOTATION]))
        self.assert_field_repaired(a_body, "choices", (CHOICE, [CHOICE]), ({}, []))
        self.assert_field_repaired(a_token, "top_logprobs", (USUAL, [USUAL]), ({}, []))
        self.assert_field_repaired(a_choice, "logprobs", ({"content": token}, {"content": [token]}))

    def test_repair_takes_a_text_in_place_of_a_message_as_its_content(self) -> None:
        self.assert_field_repaired(
            a_choice, "message", ("Noon.", {"role": "assistant", "content": "Noon."}), (5, {}), (["Noon."], {})
        )

    def test_repair_leaves_out_an_array_item_that_is_not_an_object(self) -> None:
        second = CHOICE | {"index": 1}
        self.assert_field_repaired(a_body, "choices", ([None, CHOICE, "a", 5, [CHOICE], second], [CHOICE, second]))
        self.assert_field_repaired(a_message, "tool_calls", ([None, FUNCTION_CALL], [FUNCTION_CALL]))
        self.assert_field_repaired(a_message, "annotations", (["a"], []))
        self.assert_field_repaired(a_token, "top_logprobs", ([[], None], []))

    def test_repair_replaces_endless_nesting_with_the_default_of_the_field(self) -> None:
        endless = nested(ENDLESS, core="a")
        defaults = {"id": "", "created": 0, "usage": None, "choices": [], "object": None, "x": nested(99, core=[])}
        for key, default in defaults.items():
            with self.subTest(key):
                self.assertEqual(repair(a_body() | {key: endless}), a_body() | {key: default})


class Placeholders(RepairTest):
    def test_repair_fills_in_a_body_that_has_only_choices(self) -> None:
        placeholder = {"id": "", "created": 0, "model": ""}
        whole = {"choices": [CHOICE]}
        empty: dict[str, Any] = {"choices": []}
        for body, expected in (
            (whole, whole),
            (whole | {"id": None, "created": None, "model": None}, whole),
            ({"choices": [{"index": 0}]}, {"choices": [{"index": 0, "message": {}}]}),
            (empty, empty),
            ({"choices": [None]}, empty),
        ):
            with self.subTest(body):
                self.assert_repaired(body, placeholder | expected)

    def test_repair_sets_a_missing_index_to_the_position_among_the_choices_that_are_kept(self) -> None:
        choice = without(CHOICE, "index")
        self.assert_repaired(
            a_body(choices=[choice, None, choice | {"index": "a"}, choice | {"index": None}, choice | {"index": "7"}]),
            a_body(choices=[choice | {"index": index} for index in (0, 1, 2, 7)]),
        )

    def test_repair_gives_a_tool_call_without_an_id_the_first_free_number_from_its_place(self) -> None:
        call = without(FUNCTION_CALL, "id")
        given = {name: call | {"id": name} for name in ("call_0", "call_1", "call_2", "call_4")}
        for calls, ids in (
            ([given["call_1"], call], ["call_1", "call_2"]),
            ([call, given["call_1"], call], ["call_0", "call_1", "call_2"]),
            ([call, call, given["call_0"]], ["call_1", "call_2", "call_0"]),
            ([call, given["call_2"], call, call], ["call_0", "call_2", "call_3", "call_4"]),
            ([given["call_4"], call, call, call, call], ["call_4", "call_1", "call_2", "call_3", "call_5"]),
            ([{"type": "file", "id": ["a"]}, call], [["a"], "call_1"]),
            ([{"type": "file", "id": "call_1"}, call, {"type": "file"}, call], ["call_1", "call_2", None, "call_3"]),
            ([None, call, call | {"id": 0}, call | {"id": {}}], ["call_0", "0", "call_2"]),
        ):
            with self.subTest(ids):
                found = repair(a_message(tool_calls=calls))["choices"][0]["message"]["tool_calls"]
                self.assertEqual([each.get("id") for each in found], ids)

    def test_repair_gives_a_tool_call_without_an_id_call_and_its_position(self) -> None:
        function, custom = without(FUNCTION_CALL, "id"), without(CUSTOM_CALL, "id")
        self.assert_field_repaired(
            a_message,
            "tool_calls",
            (
                [function, custom, function | {"id": None}, FUNCTION_CALL],
                [function | {"id": "call_0"}, custom | {"id": "call_1"}, function | {"id": "call_2"}, FUNCTION_CALL],
            ),
        )

    def test_missing_total_tokens_are_repaired_to_the_sum_of_the_repaired_counts(self) -> None:
        self.assert_field_repaired(
            a_body,
            "usage",
            ({"completion_tokens": 2, "prompt_tokens": 3}, USAGE),
            ({"total_tokens": None, "completion_tokens": "2", "prompt_tokens": 3.0}, USAGE),
            ({"prompt_tokens": 3}, {"completion_tokens": 0, "prompt_tokens": 3, "total_tokens": 3}),
            ({"total_tokens": 106}, {"completion_tokens": 0, "prompt_tokens": 0, "total_tokens": 106}),
            ({"x": 1}, {"completion_tokens": 0, "prompt_tokens": 0, "total_tokens": 0, "x": 1}),
        )

    def test_repair_replaces_a_missing_or_wrong_object_with_an_object_of_placeholders(self) -> None:
        call = {"id": "call_0", "type": "function"}
        expected = call | {"function": {"name": "", "arguments": ""}}
        values: tuple[Any, ...] = ({}, {"function": None}, {"function": "clock"}, {"function": []})
        self.assert_field_repaired(a_message, "tool_calls", *(([call | value], [expected]) for value in values))
        self.assert_field_repaired(a_body, "choices", ([{"index": 0}], [{"index": 0, "message": {}}]))
        self.assert_field_repaired(a_body, "moderation", ({"input": 5}, {"input": {}, "output": {}}))

    def test_repair_mends_the_members_of_a_moderation_map_one_by_one(self) -> None:
        self.assert_repaired(
            a_moderation_result(
                categories={"harm": "yes", "hate": True}, category_scores={"harm": None, "hate": "0.5"}
            ),
            a_moderation_result(categories={"harm": False, "hate": True}, category_scores={"harm": 0, "hate": 0.5}),
        )
        self.assert_repaired(
            a_moderation_result(categories=[], category_scores=None, category_applied_input_types=5),
            a_moderation_result(categories={}, category_scores={}, category_applied_input_types={}),
        )

    def test_repair_goes_by_the_keys_of_a_tool_call_whose_type_is_no_text(self) -> None:
        self.assert_field_repaired(
            a_message,
            "tool_calls",
            (
                [{"type": "custom", "function": {}}],
                [{"type": "custom", "function": {}, "id": "call_0", "custom": {"name": "", "input": ""}}],
            ),
            ([FUNCTION_CALL | {"type": 5}], [FUNCTION_CALL | {"type": None}]),
            ([without(FUNCTION_CALL, "id") | {"type": ["a"]}], [FUNCTION_CALL | {"type": None, "id": "call_0"}]),
            ([{"type": 5}], [{"type": None}]),
        )


PLACES = {  # of the object of each class in RESPONSE
    name: next(path for path in places(RESPONSE) if at(RESPONSE, path) is payload)
    for name, (payload, _) in CLASSES.items()
    if name != "Unrecognized"
}
PLACEHOLDERS: dict[Any, Any] = {  # by the rule of a required field, or by class and field
    "string!": "",
    "integer!": 0,
    "number!": -9999.0,
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


class EveryField(RepairTest):
    def response(self, class_name: str, key: str, value: Any) -> Body:
        """A full response with this value in one field of the object of this class."""
        body = copy.deepcopy(RESPONSE)
        at(body, PLACES[class_name])[key] = copy.deepcopy(value)
        return body

    def test_repair_gives_required_fields_a_placeholder_and_makes_others_null(self) -> None:
        for name, (_, rules) in CLASSES.items():
            for key, rule in rules.items() if name in PLACES else ():
                with self.subTest(name, key=key):
                    null, unreadable = self.response(name, key, None), self.response(name, key, NOT_JSON)
                    missing = copy.deepcopy(null)
                    del at(missing, PLACES[name])[key]
                    if (name, key) == ("CreateChatCompletionResponse", "choices"):
                        for body in (missing, null, unreadable):
                            self.assertRaises(ParseError, repair, body)
                    elif rule.endswith("!"):
                        placeholder = PLACEHOLDERS.get((name, key), PLACEHOLDERS[rule])
                        for body in (missing, null, unreadable):
                            self.assert_repaired(body, self.response(name, key, placeholder))
                    else:
                        self.assertIs(repair(missing), missing)
                        self.assertIs(repair(null), null)
                        self.assert_repaired(unreadable, null)


if __name__ == "__main__":
    unittest.main()
