# SPDX-License-Identifier: MIT-0
"""What check reports about a body."""

import copy
import unittest
from collections.abc import Iterator
from typing import Any

from .. import package
from ..support.bodies import TYPICAL
from ..support.contract import RESPONSE
from ..support.streams import FULL_CHUNK

check = package.check
Path = tuple[str | int, ...]


def reported(body: Any) -> list[str]:
    """The problems that check finds, as lines of `kind path: message`."""
    return [f"{problem.kind} {problem}" for problem in check(body)]


class Check(unittest.TestCase):
    maxDiff = None

    def test_check_reports_no_problem_for_a_body_that_the_published_schema_allows(self) -> None:
        nulls = {"service_tier": None, "metadata": None, "moderation": None}
        for body in (TYPICAL, RESPONSE, TYPICAL | nulls):
            self.assertEqual(check(body), ())

    def test_check_reports_problems_of_all_kinds_in_document_order(self) -> None:
        body = {
            "provider": "Northwind",
            "id": 5,
            "choices": [
                {
                    "message": {"content": "a", "tool_calls": [{"id": "c", "type": "teleport"}, {"id": "d"}]},
                    "finish_reason": "eos",
                    "logprobs": {"content": [{"token": "a", "logprob": "0", "bytes": [300], "top_logprobs": []}]},
                }
            ],
            "object": "chat.completion.chunk",
            "usage": None,
            "metadata": {"a": "b", "c": 1},
            "service_tier": "on_demand",
            "model": "m",
        }
        tools = '"function", "custom"'
        self.assertEqual(
            reported(body),
            [
                "unknown_field $.provider: unknown field",
                "refused $.id: expected string, got integer",
                f'deviation $.choices[0].message.tool_calls[0].type: expected {tools}, got "teleport"',
                f"deviation $.choices[0].message.tool_calls[1]: expected an object of type {tools}, got one of none",
                "deviation $.choices[0].message.role: expected string, but the key is missing",
                "deviation $.choices[0].message.refusal: expected string or null, but the key is missing",
                'deviation $.choices[0].finish_reason: expected "stop", "length", "tool_calls", "content_filter", '
                '"function_call", got "eos"',
                "refused $.choices[0].logprobs.content[0].logprob: expected number, got string",
                "refused $.choices[0].logprobs.content[0].bytes[0]: expected integer from 0 to 255, got one beyond",
                "deviation $.choices[0].logprobs.refusal: expected array or null, but the key is missing",
                "refused $.choices[0].index: expected integer, but the key is missing",
                'deviation $.object: expected "chat.completion", got "chat.completion.chunk"',
                "deviation $.usage: expected object, got null",
                "deviation $.metadata.c: expected string, got integer",
                'deviation $.service_tier: expected "auto", "default", "flex", "scale", "priority", "fast", '
                'got "on_demand"',
                "refused $.created: expected integer, but the key is missing",
            ],
        )

    def test_check_reports_null_where_the_schema_has_no_null_as_a_deviation(self) -> None:
        body = copy.deepcopy(TYPICAL)
        body["choices"][0]["finish_reason"] = None
        body["choices"][0]["message"] |= {"role": None, "annotations": None, "audio": None}
        body["object"] = None
        body["usage"]["completion_tokens_details"] = {"audio_tokens": None}
        self.assertEqual(
            reported(body),
            [
                "deviation $.object: expected string, got null",
                "deviation $.choices[0].message.role: expected string, got null",
                "deviation $.choices[0].message.annotations: expected array, got null",
                "deviation $.choices[0].finish_reason: expected string, got null",
                "deviation $.usage.completion_tokens_details.audio_tokens: expected integer, got null",
            ],
        )

    def test_check_reports_unknown_words_and_types_in_moderation_as_deviations(self) -> None:
        body = copy.deepcopy(RESPONSE)
        body["moderation"]["input"]["results"][0]["category_applied_input_types"]["harm"] = ["text", "smell"]
        body["moderation"]["output"] = {"type": None, "anything": {}}
        self.assertEqual(
            reported(body),
            [
                "deviation $.moderation.input.results[0].category_applied_input_types.harm[1]: "
                'expected "text", "image", got "smell"',
                "deviation $.moderation.output: "
                'expected an object of type "moderation_results", "error", got one of none',
            ],
        )

    def test_check_refuses_a_value_that_no_unrecognized_object_can_hold(self) -> None:
        body = copy.deepcopy(RESPONSE)
        body["moderation"]["output"] = {"type": "x", "a": {1: 2}}
        self.assertEqual(
            reported(body),
            [
                'deviation $.moderation.output.type: expected "moderation_results", "error", got "x"',
                "refused $.moderation.output.a: expected strings as keys, got integer",
            ],
        )

    def test_check_reports_an_unknown_key_with_a_refused_value_once(self) -> None:
        self.assertEqual(
            reported({5: 1} | TYPICAL | {"provider": [{1}], "cost": 1}),
            [
                "refused $: expected strings as keys, got integer",
                "refused $.provider[0]: expected a JSON value, got set",
                "unknown_field $.cost: unknown field",
            ],
        )

    def test_check_reports_unknown_keys_at_every_level(self) -> None:
        body = copy.deepcopy(RESPONSE)
        paths = [*add_unknown_keys(body)]
        self.assertGreater(len(paths), 20)
        self.assertEqual([(problem.kind, problem.path) for problem in check(body)], [(UNKNOWN, path) for path in paths])

    def test_check_reports_every_missing_required_field_of_an_empty_body(self) -> None:
        self.assertEqual(
            reported({}),
            [
                "refused $.id: expected string, but the key is missing",
                "deviation $.object: expected string, but the key is missing",
                "refused $.created: expected integer, but the key is missing",
                "refused $.model: expected string, but the key is missing",
                "refused $.choices: expected array, but the key is missing",
            ],
        )

    def test_check_gives_the_hint_for_a_common_mistake_with_the_first_refusal(self) -> None:
        body = {"x": 1, "object": "text_completion", "created": None, "model": 5, "choices": []}
        self.assertEqual(
            reported(body)[:4],
            [
                "unknown_field $.x: unknown field",
                'deviation $.object: expected "chat.completion", got "text_completion"',
                "refused $.created: expected integer, got null (this is a text completion, of the API before chat)",
                "refused $.model: expected string, got integer",
            ],
        )

    def test_check_judges_a_chunk_by_the_schema_of_chunks(self) -> None:
        self.assertEqual([problem for problem in check(FULL_CHUNK) if problem.kind is not UNKNOWN], [])
        delta = {"content": 5, "role": "pirate", "x": 1, "tool_calls": [{"id": None, "function": {"arguments": {}}}]}
        choices = [{"index": "0", "delta": delta, "logprobs": None}, {"index": 1, "finish_reason": "eos"}]
        chunk = {"id": "a", "created": 1, "model": "m", "choices": choices, "usage": None, "obfuscation": None}
        reasons = '"stop", "length", "tool_calls", "content_filter", "function_call"'
        self.assertEqual(
            reported(chunk),
            [
                "refused $.choices[0].index: expected integer, got string",
                "refused $.choices[0].delta.content: expected string or null, got integer",
                'deviation $.choices[0].delta.role: expected "developer", "system", "user", "assistant", "tool", '
                'got "pirate"',
                "unknown_field $.choices[0].delta.x: unknown field",
                "deviation $.choices[0].delta.tool_calls[0].id: expected string, got null",
                "refused $.choices[0].delta.tool_calls[0].function.arguments: expected string or null, got object",
                "deviation $.choices[0].delta.tool_calls[0].index: expected integer, but the key is missing",
                f'deviation $.choices[1].finish_reason: expected {reasons}, got "eos"',
                "deviation $.choices[1].delta: expected object, but the key is missing",
                "deviation $.obfuscation: expected string, got null",
                "deviation $.object: expected string, but the key is missing",
            ],
        )

    def test_check_gives_the_message_of_an_error_as_the_only_problem(self) -> None:
        beside = {"object": "chat.completion.chunk", "choices": [{"delta": {}, "error": {"message": "Busy"}}], "id": 5}
        for body in ({"error": {"message": "Busy"}, "x": 1}, {"detail": "Busy", "choices": []}, beside):
            self.assertEqual(reported(body), ["refused $: Busy"])

    def test_check_refuses_a_value_that_is_not_a_dict(self) -> None:
        for value, kind in (
            ([], "array (read one body at a time)"),
            ("{}", "string"),
            (None, "null"),
            (True, "boolean"),
            (1.5, "number"),
            (b"", "bytes"),
        ):
            with self.subTest(value=value):
                self.assertEqual(reported(value), [f"refused $: expected object, got {kind}"])


UNKNOWN = package.ProblemKind.UNKNOWN_FIELD
KEYS_ARE_DATA = ("metadata", "categories", "category_scores", "category_applied_input_types")


def add_unknown_keys(value: Any, path: Path = ()) -> Iterator[Path]:
    """Add a key at the end of every object whose keys are not data. Gives the paths of the added keys."""
    if isinstance(value, dict):
        for key, member in value.items():
            if key not in KEYS_ARE_DATA:
                yield from add_unknown_keys(member, (*path, key))
        value["x-mark"] = 1
        yield (*path, "x-mark")
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from add_unknown_keys(item, (*path, index))


if __name__ == "__main__":
    unittest.main()
