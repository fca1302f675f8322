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
            (1e300, int(1e300)),
            ("1" * 30, int("1" * 30)),
            ("9007199254740993.0", 9007199254740993),
            ("1e400", 10**400),
            ("9" * 4300, 10**4300 - 1),
            ("1" * 4301, 0),
            ("1e4300", 0),
            ("1e999999999999", 0),
        )

    def test_repair_replaces_what_is_not_a_whole_number_with_integer_zero(self) -> None:
        texts = ("yesterday", "", "5.5", "1_000", "٣", "0x10", "[5]", "null", "2026-01-01T00:00:00Z")
        values: tuple[Any, ...] = (*texts, 5.5, math.inf, math.nan, True, False, [5], {"a": 5}, {})
        usage = {"prompt_tokens": 3, "total_tokens": 3}
        for value in values:
            with self.subTest(value):
                self.assert_repaired(
                    a_body(usage=usage | {"completion_tokens": value}), a_body(usage=usage | {"completion_tokens": 0})
                )

    def test_repair_reads_a_number_from_text(self) -> None:
        numbers = (("-0.5", -0.5), ("-1", -1), ("-1.0", -1.0), ("1e-3", 0.001), (" -2 ", -2))
        self.assert_field_repaired(a_token, "logprob", *numbers)

    def test_repair_makes_a_logprob_that_says_nothing_very_unlikely(self) -> None:
        values: tuple[Any, ...] = (None, "NaN", "1e999", True, False, "", [], {})
        self.assert_field_repaired(a_token, "logprob", *((value, -9999.0) for value in values))

    def test_repair_reads_a_boolean_from_text_and_from_0_and_1(self) -> None:
        self.assert_field_repaired(
            a_moderation_result,
            "flagged",
            *(("true", True), (" False ", False), (1, True), (0, False), (1.0, True)),
            *((value, False) for value in ("yes", 2, None, [True], math.nan)),
        )


class Times(RepairTest):
    def test_repair_makes_a_unix_time_with_a_fraction_whole_seconds(self) -> None:
        cases = ((1757876416.9, 1757876416), ("1757876416.9", 1757876416), (5.5, 5), (-0.5, -1))
        self.assert_field_repaired(a_body, "created", *cases)

    def test_repair_reads_an_iso_time(self) -> None:
        for text, expected in (
            ("2025-09-14T19:00:16", 1757876416),
            ("2025-09-14T19:00:16.999", 1757876416),
            ("2025-09-14T19:00:16Z", 1757876416),
            ("2025-09-14T19:00:16.5z", 1757876416),
            (" 2025-09-14 19:00:16,5 ", 1757876416),
            ("2025-09-14t19:00:16", 1757876416),
            ("2025-09-14 19:00:16 UTC", 1757876416),
            ("2025-09-14T19:00:16+02:00", 1757869216),
            ("2025-09-14T19:00:16.123456789 +0200", 1757869216),
            ("2025-09-14T19:00:16-02", 1757883616),
            ("2025-09-14T19:00", 1757876400),
            ("1969-12-31T23:59:59.5Z", -1),
            ("0001-01-01T00:00:00+10:00", -62135632800),
        ):
            with self.subTest(text):
                self.assert_repaired(a_body(created=text), a_body(created=expected))
                audio = {"id": "a", "data": "", "transcript": ""}
                self.assert_repaired(
                    a_message(audio=audio | {"expires_at": text}), a_message(audio=audio | {"expires_at": expected})
                )

    def test_a_text_that_is_no_time_is_none(self) -> None:
        texts = ("2025-13-14T19:00:16Z", "2025-09-14T25:00:16Z", "2025-09-14T19:00:16+99:00", "2025-09-14", "19:00:16")
        self.assert_field_repaired(a_body, "created", *((text, 0) for text in (*texts, "٢٠٢٥-09-14T19:00:16Z")))


class Strings(RepairTest):
    def test_repair_turns_a_number_or_true_into_json_text(self) -> None:
        for make, key, nothing in ((a_body, "id", ""), (a_message, "content", None), (a_function, "arguments", "")):
            cases = ((5, "5"), (5.0, "5.0"), (1e300, "1e+300"), (True, "true"))
            self.assert_field_repaired(make, key, *cases, (False, nothing), (math.nan, nothing))

    def test_repair_makes_an_enum_null_if_it_is_no_text(self) -> None:
        for make, key in (
            (a_body, "object"),
            (a_choice, "finish_reason"),
            (a_message, "role"),
            (a_body, "service_tier"),
        ):
            self.assert_field_repaired(
                make, key, *((value, None) for value in (5, True, False, {}, {"a": 1}, ["stop"]))
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

    def test_repair_turns_arguments_and_input_into_json_text_whatever_they_hold(self) -> None:
        for make, key in ((a_function, "arguments"), (a_custom_tool, "input")):
            self.assert_field_repaired(
                make,
                key,
                ([], "[]"),
                ({}, "{}"),
                (["a", "b"], '["a", "b"]'),
                ([{"type": "text", "text": "a", "lang": "é"}, 2], '[{"type": "text", "text": "a", "lang": "é"}, 2]'),
                ({"a": [math.nan, -math.inf, NOT_JSON], 5: 1}, '{"a": [null, null, null]}'),
                (nested(150, core=1), "[" * 100 + "null" + "]" * 100),
            )

    def test_an_input_or_content_that_is_no_text_of_a_message_is_no_json_text(self) -> None:
        self.assert_field_repaired(a_choice, "logprobs", ({"content": "a"}, {"content": None}))
        self.assert_field_repaired(a_body, "moderation", ({"input": [1], "output": {}}, {"input": {}, "output": {}}))

    def test_repair_leaves_an_array_out_of_other_texts(self) -> None:
        self.assert_field_repaired(a_body, "id", ([{"type": "text", "text": "a"}], ""), ([], ""))
        self.assert_field_repaired(a_body, "system_fingerprint", (["a"], None))

    def test_repair_makes_a_text_null_or_empty_if_it_has_no_json_text(self) -> None:
        value: Any
        for value in (NOT_JSON, math.nan, math.inf, b"noon", {}, False):
            self.assertEqual(repair(a_message(content=value) | {"id": value}), a_message(content=None) | {"id": ""})
        self.assertEqual(repair(a_body(id=10**5000)), a_body(id=result_or("", str, 10**5000)))

    def test_json_text_has_null_for_what_json_has_not_and_for_what_is_nested_too_deeply(self) -> None:
        cycle: dict[str, Any] = {"a": 1}
        cycle |= {"self": [cycle, cycle]}
        for value, text in (
            ({"a": NOT_JSON}, '{"a": null}'),
            (cycle, '{"a": 1, "self": [null, null]}'),
            ({"a": nested(150, core=1)}, '{"a": ' + "[" * 99 + "null" + "]" * 99 + "}"),
        ):
            self.assertEqual(repair(a_message(content=value)), a_message(content=text))

    def test_repair_leaves_out_of_an_array_of_words_what_is_no_text(self) -> None:
        self.assert_field_repaired(
            a_moderation_result,
            "category_applied_input_types",
            (
                {"harm": ["text", 5, None, NOT_JSON, {"a": 1}, ["b"]], "hate": "text", "fear": ["image"]},
                {"harm": ["text"], "hate": [], "fear": ["image"]},
            ),
        )


if __name__ == "__main__":
    unittest.main()
