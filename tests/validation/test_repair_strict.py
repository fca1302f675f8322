# SPDX-License-Identifier: MIT-0
"""What repair does with strict=True: the response becomes valid by the published schema."""

import copy
import random
import unittest
from typing import Any

from .. import package
from ..support.bodies import CHOICE, MESSAGE, TYPICAL, a_body, a_message, a_token
from ..support.contract import MODERATION, RESPONSE
from ..support.documents import json_text, without
from .breaking import broken_in_any_way
from .repairing import (
    CUSTOM_CALL,
    FUNCTION_CALL,
    USAGE,
    Body,
    ParseError,
    RepairTest,
    Response,
    a_choice,
    a_chunk,
    a_moderation_result,
    repair,
)

UNKNOWN = package.ProblemKind.UNKNOWN_FIELD


def faults(body: Any) -> list[str]:
    """What check finds, except for unknown keys."""
    return [str(problem) for problem in package.check(body) if problem.kind is not UNKNOWN]


class StrictTest(RepairTest):
    def assert_made_strict(self, body: Body, expected: Body) -> None:
        """The body becomes the expected one, which is valid. The body itself stays as it was."""
        before = copy.deepcopy(body)
        with self.subTest(expected):
            self.assertNotEqual(faults(body), [])
            found = repair(body, strict=True)
            self.assertEqual(json_text(found), json_text(expected))
            self.assertEqual(faults(found), [])
            self.assertIs(repair(found, strict=True), found)
            self.assertEqual(body, before)


class Strict(StrictTest):
    def test_a_valid_body_comes_back_itself_also_with_unknown_keys(self) -> None:
        unknown = {"x": {"a": None}, "choices": [CHOICE | {"stop_reason": None}]}
        for body in (TYPICAL, RESPONSE, a_body(), a_body(**unknown), a_body(choices=[], service_tier=None)):
            self.assertIs(repair(body, strict=True), body)

    def test_nulls_that_the_schema_forbids_go(self) -> None:
        nulls = {"tool_calls": None, "annotations": None, "function_call": None, "audio": None}
        self.assert_made_strict(a_message(**nulls), a_message(audio=None))
        self.assert_made_strict(a_body(usage=None, system_fingerprint=None), a_body())
        details = {"completion_tokens_details": {"audio_tokens": None, "text_tokens": 1}, "prompt_tokens_details": None}
        self.assert_made_strict(
            a_body(usage=USAGE | details), a_body(usage=USAGE | {"completion_tokens_details": {"text_tokens": 1}})
        )

    def test_nulls_that_the_schema_allows_stay(self) -> None:
        nulls = {"service_tier": None, "metadata": None, "moderation": None}
        self.assert_made_strict(a_body(usage=None, **nulls), a_body(**nulls))

    def test_missing_nullable_keys_come(self) -> None:
        self.assert_made_strict(
            a_choice(message={}), a_choice(message={"role": "assistant", "content": None, "refusal": None})
        )
        self.assert_made_strict(a_body(choices=[without(CHOICE, "logprobs")]), a_body())
        self.assert_made_strict(a_choice(logprobs={}), a_choice(logprobs={"content": None, "refusal": None}))
        token = {"token": "a", "logprob": 0}
        self.assert_made_strict(a_token(top_logprobs=[token]), a_token(top_logprobs=[token | {"bytes": None}]))

    def test_constants_are_set(self) -> None:
        for odd in (None, "", "chat.completion.chunk"):
            self.assert_made_strict(a_body(object=odd), a_body())
        self.assert_made_strict(without(a_body(), "object"), a_body())
        self.assert_made_strict(a_message(role="model"), a_message(role="assistant"))
        calls = [without(FUNCTION_CALL, "type"), CUSTOM_CALL | {"type": None}]
        self.assert_made_strict(
            a_body(choices=[CHOICE | {"message": MESSAGE | {"tool_calls": calls}}]),
            a_message(tool_calls=[FUNCTION_CALL, CUSTOM_CALL]),
        )

    def test_a_finish_reason_that_says_nothing_known_becomes_stop_or_tool_calls(self) -> None:
        call = MESSAGE | {"tool_calls": [FUNCTION_CALL]}
        unknown = MESSAGE | {"tool_calls": [FUNCTION_CALL | {"type": "file"}]}
        for message, expected, reason in (
            (MESSAGE, MESSAGE, "stop"),
            (call, call, "tool_calls"),
            (MESSAGE | {"tool_calls": []}, MESSAGE | {"tool_calls": []}, "stop"),
            (unknown, MESSAGE, "stop"),
        ):
            for odd in (None, "", "eos", "end_turn", "Stop"):
                self.assert_made_strict(
                    a_choice(message=message, finish_reason=odd), a_choice(message=expected, finish_reason=reason)
                )
            self.assert_made_strict(
                a_body(choices=[without(CHOICE, "finish_reason") | {"message": message}]),
                a_choice(message=expected, finish_reason=reason),
            )
        self.assertIs(repair(known := a_choice(message=call, finish_reason="stop"), strict=True), known)

    def test_an_unknown_service_tier_goes(self) -> None:
        self.assert_made_strict(a_body(service_tier="on_demand"), a_body())

    def test_tool_calls_and_annotations_of_unknown_types_are_left_out(self) -> None:
        unknown: list[Body] = [{"type": "file"}, {}, {"type": None, "x": 1}, {"type": "Function", "function": {}}]
        self.assert_made_strict(a_message(tool_calls=[*unknown, FUNCTION_CALL]), a_message(tool_calls=[FUNCTION_CALL]))
        self.assert_made_strict(a_message(tool_calls=unknown), a_message())
        self.assert_made_strict(a_message(annotations=[{"type": "file", "file": {}}]), a_message())

    def test_moderation_of_an_unknown_type_is_left_out(self) -> None:
        self.assert_made_strict(a_body(moderation=MODERATION | {"output": {"type": "later"}}), a_body())
        kinds = {"harm": ["text", "smell"], "hate": ["smell"], "fear": []}
        self.assert_made_strict(
            a_moderation_result(type="moderation_result", category_applied_input_types=kinds),
            a_moderation_result(type="moderation_result", category_applied_input_types={"harm": ["text"], "fear": []}),
        )

    def test_values_of_metadata_become_text(self) -> None:
        self.assert_made_strict(
            a_body(metadata={"a": "b", "c": 1, "d": [True, None], "e": None, "f": {"g": "h"}, "i": 10**5000}),
            a_body(metadata={"a": "b", "c": "1", "d": "[true, null]", "f": '{"g": "h"}', "i": "null"}),
        )

    def test_unknown_keys_stay(self) -> None:
        odd = {"provider": None, "x": {"a": [1, None]}}
        self.assert_made_strict(
            a_choice(message=MESSAGE | {"reasoning": "kept", "tool_calls": None}, **odd) | odd,
            a_choice(message=MESSAGE | {"reasoning": "kept"}, **odd) | odd,
        )

    def test_what_is_refused_is_mended_first(self) -> None:
        self.assert_made_strict(
            {"choices": {"message": "Yes.", "finish_reason": 5}},
            a_body(id="", created=0, model=""),
        )
        self.assert_made_strict(a_body(usage=False), a_body())

    def test_strict_is_for_responses_and_raises_what_from_dict_raises_for_others(self) -> None:
        for body in (
            a_chunk(),
            {"error": {"message": "Busy"}},
            {},
            {"model": "m", "messages": []},
            a_body(choices=None),
        ):
            with self.subTest(body):
                with self.assertRaises(ParseError) as expected:
                    Response.from_dict(body)
                with self.assertRaises(type(expected.exception)) as caught:
                    repair(body, strict=True)
                self.assertEqual(str(caught.exception), str(expected.exception))
        self.assertRaises(TypeError, repair, [a_body()], strict=True)


class AnyBody(StrictTest):
    def assert_strict_if_mended(self, body: Body) -> bool:
        before = copy.deepcopy(body)
        try:
            found = repair(body, strict=True)
        except ParseError:
            return False
        self.assertEqual(faults(found), [], body)
        self.assertIs(repair(found, strict=True), found)
        self.assertEqual(repr(body), repr(before))
        is_chunk = body.get("object") == "chat.completion.chunk"  # without choices: a response accepts that too
        self.assertEqual(found is body, not faults(body) and not is_chunk)
        return True

    def test_bodies_that_are_broken_in_any_way_become_valid(self) -> None:
        made = [self.assert_strict_if_mended(body) for body in broken_in_any_way(random.Random(19))]
        self.assertGreater(made.count(True), 0.3 * len(made))


if __name__ == "__main__":
    unittest.main()
