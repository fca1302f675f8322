# SPDX-License-Identifier: MIT-0
"""What check says of a body, and the JSON Schema."""

import contextlib
import copy
import json
import sys
import unittest
from unittest import mock

from .. import DATA, package, submodule
from ..support.contract import CLASSES, RESPONSE

ProblemKind, Problem, check = package.ProblemKind, package.Problem, package.check
TYPICAL = json.loads((DATA / "typical.json").read_bytes())


def told(body):
    """What check says, as lines of `kind path: message`."""
    return [f"{problem.kind} {problem}" for problem in check(body)]


class Check(unittest.TestCase):
    def test_has_nothing_to_say_of_what_the_published_schema_allows(self):
        self.assertEqual(check(TYPICAL), ())
        self.assertEqual(check(RESPONSE), ())
        nulls = {"service_tier": None, "metadata": None, "moderation": None}
        self.assertEqual(check(TYPICAL | nulls), ())

    def test_says_one_thing_of_an_unknown_key_whose_value_is_refused(self):
        self.assertEqual(
            told(TYPICAL | {"provider": [{1}], "cost": 1}),
            ["refused $.provider[0]: expected a JSON value, got set", "unknown_field $.cost: unknown field"],
        )

    def test_tells_all_kinds_of_problems_in_the_order_of_the_document(self):
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
            told(body),
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

    def test_tells_of_null_where_the_schema_has_none(self):
        body = copy.deepcopy(TYPICAL)
        body["choices"][0]["finish_reason"] = None
        body["choices"][0]["message"] |= {"role": None, "annotations": None, "audio": None}
        body["object"] = None
        self.assertEqual(
            told(body),
            [
                "deviation $.object: expected string, got null",
                "deviation $.choices[0].message.role: expected string, got null",
                "deviation $.choices[0].message.annotations: expected array, got null",
                "deviation $.choices[0].finish_reason: expected string, got null",
            ],
        )

    def test_judges_what_stands_in_moderation(self):
        body = copy.deepcopy(RESPONSE)
        body["moderation"]["input"]["results"][0]["category_applied_input_types"]["harm"] = ["text", "smell"]
        body["moderation"]["output"] = {"type": None, "anything": {}}
        self.assertEqual(
            told(body),
            [
                "deviation $.moderation.input.results[0].category_applied_input_types.harm[1]: "
                'expected "text", "image", got "smell"',
                "deviation $.moderation.output: "
                'expected an object of type "moderation_results", "error", got one of none',
            ],
        )

    def test_refuses_what_an_unrecognized_object_cannot_hold(self):
        body = copy.deepcopy(RESPONSE)
        body["moderation"]["output"] = {"type": "x", "a": {1: 2}}
        self.assertEqual(
            told(body),
            [
                'deviation $.moderation.output.type: expected "moderation_results", "error", got "x"',
                "refused $.moderation.output.a: expected strings as keys, got integer",
            ],
        )

    def test_takes_whatever_it_is_given(self):
        cases = [([], "array"), ("{}", "string"), (None, "null"), (True, "boolean"), (1.5, "number"), (b"", "bytes")]
        for data, kind in cases:
            self.assertEqual(check(data), (Problem((), f"expected object, got {kind}"),))
        self.assertEqual(len(check({})), 5)

    def test_tells_of_unknown_keys_at_every_level(self):
        body = mark_objects(copy.deepcopy(RESPONSE))
        found = {str(problem) for problem in check(body) if problem.kind is ProblemKind.UNKNOWN_FIELD}
        self.assertEqual(len(found), len(check(body)))
        self.assertEqual(len(found), count_objects(body) - 4)  # less three maps of categories, and metadata


def mark_objects(value):
    """The value with a key `x-mark` in each object, but for those whose keys are data."""
    if isinstance(value, dict):
        for key, member in value.items():
            if not key.startswith("categor") and key != "metadata":
                mark_objects(member)
        value["x-mark"] = 1
    elif isinstance(value, list):
        for item in value:
            mark_objects(item)
    return value


def count_objects(value):
    if isinstance(value, dict):
        return 1 + sum(map(count_objects, value.values()))
    return sum(map(count_objects, value)) if isinstance(value, list) else 0


class Schema(unittest.TestCase):
    schema = package.json_schema()

    def test_refers_to_a_definition_of_each_class_by_its_name(self):
        self.assertEqual(self.schema["$schema"], "https://json-schema.org/draft/2020-12/schema")
        self.assertEqual(self.schema["$ref"], "#/$defs/CreateChatCompletionResponse")
        self.assertEqual(set(self.schema["$defs"]), set(CLASSES) - {"Unrecognized"})

    def test_requires_what_an_object_built_by_hand_always_writes(self):
        for name, (_, rules) in CLASSES.items():
            if name == "Unrecognized":
                continue
            definition = self.schema["$defs"][name]
            self.assertEqual(definition["type"], "object")
            self.assertEqual(list(definition["properties"]), list(rules))
            always = [key for key, rule in rules.items() if rule.endswith("!") or rule.islower()]
            self.assertEqual(definition["required"], always)

    def test_spells_out_each_shape_of_field(self):
        properties = {
            (name, key): {word: value for word, value in schema.items() if word != "description"}
            for name, definition in self.schema["$defs"].items()
            for key, schema in definition["properties"].items()
        }
        octets = {"type": "array", "items": {"type": "integer", "minimum": 0, "maximum": 255}}
        want = {
            ("CreateChatCompletionResponse", "id"): {"type": "string"},
            ("CreateChatCompletionResponse", "object"): {"type": "string", "enum": ["chat.completion"]},
            ("CreateChatCompletionResponse", "choices"): {"type": "array", "items": {"$ref": "#/$defs/Choice"}},
            ("CreateChatCompletionResponse", "usage"): {"$ref": "#/$defs/CompletionUsage"},
            ("CreateChatCompletionResponse", "system_fingerprint"): {"type": "string", "deprecated": True},
            ("CreateChatCompletionResponse", "metadata"): {
                "anyOf": [{"type": "object", "additionalProperties": {"type": "string"}}, {"type": "null"}]
            },
            ("Choice", "index"): {"type": "integer"},
            ("Choice", "finish_reason"): {
                "type": "string",
                "enum": ["stop", "length", "tool_calls", "content_filter", "function_call"],
            },
            ("Choice", "logprobs"): {"anyOf": [{"$ref": "#/$defs/Logprobs"}, {"type": "null"}]},
            ("TopLogprob", "logprob"): {"type": "number"},
            ("TopLogprob", "bytes"): {"anyOf": [octets, {"type": "null"}]},
            ("ChatCompletionResponseMessage", "tool_calls"): {
                "type": "array",
                "items": {
                    "oneOf": [
                        {"$ref": "#/$defs/ChatCompletionMessageToolCall"},
                        {"$ref": "#/$defs/ChatCompletionMessageCustomToolCall"},
                    ]
                },
            },
            ("ChatCompletionResponseMessage", "annotations"): {
                "type": "array",
                "items": {"$ref": "#/$defs/UrlCitationAnnotation"},
            },
            ("ChatCompletionResponseMessage", "function_call"): {"$ref": "#/$defs/FunctionCall", "deprecated": True},
            ("ModerationResultBody", "flagged"): {"type": "boolean"},
            ("ModerationResultBody", "category_scores"): {"type": "object", "additionalProperties": {"type": "number"}},
            ("ModerationResultBody", "category_applied_input_types"): {
                "type": "object",
                "additionalProperties": {"type": "array", "items": {"type": "string", "enum": ["text", "image"]}},
            },
        }
        self.assertEqual({key: properties[key] for key in want}, want)

    def test_is_new_each_time_and_json(self):
        one, other = package.json_schema(), package.json_schema()
        self.assertEqual(json.loads(json.dumps(one)), one)
        one["$defs"]["Choice"]["properties"].clear()
        self.assertEqual(other, package.json_schema())

    def test_describes_nothing_where_there_are_no_docstrings(self):
        with mock.patch.object(package.Choice, "__doc__", "Choice(*, index: int)"):
            definition = package.json_schema()["$defs"]["Choice"]
        self.assertNotIn("description", definition)
        self.assertEqual({"description" in schema for schema in definition["properties"].values()}, {False})

    def test_describes_classes_by_the_first_sentence_where_there_are_docstrings(self):
        choice = package.json_schema()["$defs"]["Choice"]
        if sys.flags.optimize < 2:
            self.assertEqual(choice["description"], "One of the completions of a response.")
        self.assertEqual([*choice["properties"]], ["index", "message", "finish_reason", "logprobs"])
        model = submodule("_model").Model
        with contextlib.ExitStack() as stack:
            for cls in vars(package).values():
                if isinstance(cls, type) and issubclass(cls, model):
                    stack.enter_context(mock.patch.object(cls, "__doc__", None))
            self.assertNotIn("description", json.dumps(package.json_schema()))

    def test_describes_everything_where_python_keeps_docstrings(self):
        if sys.flags.optimize > 1:
            self.skipTest("docstrings are stripped")
        for name, definition in self.schema["$defs"].items():
            self.assertTrue(definition["description"], name)
            for key, schema in definition["properties"].items():
                self.assertTrue(schema["description"], key)


class LazyNames(unittest.TestCase):
    def test_are_listed_and_unknown_ones_are_attribute_errors(self):
        self.assertLessEqual(set(package.__all__), set(dir(package)))
        for name in package.__all__:
            self.assertTrue(hasattr(package, name), name)
        with self.assertRaises(AttributeError) as caught:
            package.no_such_name  # noqa: B018
        self.assertEqual(str(caught.exception), f"module {package.__name__!r} has no attribute 'no_such_name'")


if __name__ == "__main__":
    unittest.main()
