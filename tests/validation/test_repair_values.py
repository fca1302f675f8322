# SPDX-License-Identifier: MIT-0
"""How repair converts a value of a wrong type whose meaning is clear."""

import math
import unittest
from collections.abc import Callable
from typing import Any

from ..support.bodies import a_body, a_message, a_token
from ..support.documents import nested
from .repairing import NOT_JSON, RepairTest, a_choice, a_custom_tool, a_function, a_moderation_result, repair


def result_or(default: Any, convert: Callable[[Any], Any], value: Any) -> Any:
    """The converted value, or the default where Python refuses integers of that many digits."""
    try:
        return convert(value)
    except ValueError:
        return default


class Numbers(RepairTest):
    def test_repair_reads_an_integer_from_text_and_from_a_whole_float(self) -> None:
        self.assert_field_repaired(
            a_body,
            "created",
            ("1730000000", 1730000000),
            (" 5 ", 5),
            ("-5", -5),
            ("5.0", 5),
            ("1e3", 1000),
            (3.0, 3),
            (-0.0, 0),
            (2.0**70, 2**70),
            ("1" * 30, int("1" * 30)),
            ("1" * 5000, result_or(0, int, "1" * 5000)),
        )

    def test_repair_replaces_what_is_not_a_whole_number_with_integer_zero(self) -> None:
        texts = ("yesterday", "", "5.5", "1_000", "٣", "0x10", "1e999", "[5]", "null")
        values = (*texts, 5.5, math.inf, True, [5], {"a": 5})
        self.assert_field_repaired(a_body, "created", *((value, 0) for value in values))

    def test_repair_reads_a_number_from_text(self) -> None:
        numbers = (("-0.5", -0.5), ("-1", -1), ("1e-3", 0.001))
        self.assert_field_repaired(a_token, "logprob", *numbers, ("NaN", 0), ("1e999", 0), (True, 0))

    def test_repair_reads_a_boolean_from_text_and_from_0_and_1(self) -> None:
        self.assert_field_repaired(
            a_moderation_result,
            "flagged",
            *(("true", True), (" False ", False), (1, True), (0, False), (1.0, True)),
            *((value, False) for value in ("yes", 2, None, [True], math.nan)),
        )


class Strings(RepairTest):
    def test_repair_turns_a_number_or_a_boolean_into_json_text(self) -> None:
        for make, key in ((a_body, "id"), (a_body, "object"), (a_message, "content"), (a_choice, "finish_reason")):
            self.assert_field_repaired(
                make, key, (5, "5"), (1.5, "1.5"), (1e300, "1e+300"), (True, "true"), (False, "false")
            )

    def test_repair_turns_an_object_into_json_text(self) -> None:
        case = ({"city": "Besançon", "days": [1, None]}, '{"city": "Besançon", "days": [1, null]}')
        self.assert_field_repaired(a_body, "model", case)
        self.assert_field_repaired(a_message, "content", case)
        self.assert_field_repaired(a_function, "arguments", case)
        self.assert_field_repaired(a_custom_tool, "input", case)
        self.assert_repaired(
            a_message(function_call={"name": "clock", "arguments": {}}),
            a_message(function_call={"name": "clock", "arguments": "{}"}),
        )

    def test_repair_turns_an_array_into_json_text(self) -> None:
        self.assert_field_repaired(
            a_function, "arguments", ([], "[]"), (["a", "b"], '["a", "b"]'), ([{"a": 1}, 2], '[{"a": 1}, 2]')
        )

    def test_repair_joins_content_parts(self) -> None:
        thinking = {"type": "thinking", "thinking": [{"type": "text", "text": "Let me see."}], "closed": True}
        for key in ("content", "refusal"):
            self.assert_field_repaired(
                a_message,
                key,
                ([{"type": "text", "text": "It is "}, {"type": "text", "text": "noon."}], "It is noon."),
                ([thinking, {"type": "text", "text": "Noon."}], "Noon."),
                ([{"type": "text", "text": "N"}, {"type": "reference", "reference_ids": [1]}, "oon."], "Noon."),
                ([{"text": "Noon."}], "Noon."),
                ([thinking], ""),
                ([], ""),
                (["No", "on."], "Noon."),
                ([{"type": "text", "text": None}], ""),
            )

    def test_repair_turns_a_list_that_is_not_all_content_parts_into_json_text(self) -> None:
        self.assert_field_repaired(
            a_message,
            "content",
            ([{"type": "text", "text": "a"}, {"answer": 1}], '[{"type": "text", "text": "a"}, {"answer": 1}]'),
            ([{"answer": 1}], '[{"answer": 1}]'),
            (["a", None], '["a", null]'),
        )

    def test_repair_joins_content_parts_in_the_input_of_a_custom_tool(self) -> None:
        parts = [{"type": "text", "text": "high "}, {"type": "text", "text": "water"}]
        self.assert_field_repaired(a_custom_tool, "input", (parts, "high water"))

    def test_repair_makes_a_string_that_has_no_json_text_null_or_empty(self) -> None:
        cycle: list[Any] = []
        cycle.append(cycle)
        for value in (NOT_JSON, {"a": NOT_JSON}, math.nan, [math.inf], nested(101, core=1), cycle, b"noon"):
            self.assertEqual(repair(a_message(content=value) | {"id": value}), a_message(content=None) | {"id": ""})
        self.assertEqual(repair(a_body(id=10**5000)), a_body(id=result_or("", str, 10**5000)))

    def test_repair_mends_the_strings_in_a_moderation_array_one_by_one(self) -> None:
        self.assert_field_repaired(
            a_moderation_result,
            "category_applied_input_types",
            (
                {"harm": ["text", 5, None, NOT_JSON, {"a": 1}, ["b"]], "hate": "text", "fear": ["image"]},
                {"harm": ["text", "5", '{"a": 1}', '["b"]'], "hate": [], "fear": ["image"]},
            ),
        )


if __name__ == "__main__":
    unittest.main()
