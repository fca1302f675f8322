# SPDX-License-Identifier: MIT-0
"""The JSON Schema that json_schema gives."""

import contextlib
import json
import sys
import unittest
from typing import Any
from unittest import mock

from .. import package
from ..support.contract import CLASSES

BYTES = {"type": "array", "items": {"type": "integer", "minimum": 0, "maximum": 255}}

# One field of each kind, with its schema.
FIELDS: dict[str, dict[str, Any]] = {
    "CreateChatCompletionResponse.id": {"type": "string"},
    "CreateChatCompletionResponse.object": {"type": "string", "enum": ["chat.completion"]},
    "CreateChatCompletionResponse.choices": {"type": "array", "items": {"$ref": "#/$defs/Choice"}},
    "CreateChatCompletionResponse.usage": {"$ref": "#/$defs/CompletionUsage"},
    "CreateChatCompletionResponse.system_fingerprint": {"type": "string", "deprecated": True},
    "CreateChatCompletionResponse.metadata": {
        "anyOf": [{"type": "object", "additionalProperties": {"type": "string"}}, {"type": "null"}]
    },
    "Choice.index": {"type": "integer"},
    "Choice.finish_reason": {
        "type": "string",
        "enum": ["stop", "length", "tool_calls", "content_filter", "function_call"],
    },
    "Choice.logprobs": {"anyOf": [{"$ref": "#/$defs/Logprobs"}, {"type": "null"}]},
    "TopLogprob.logprob": {"type": "number"},
    "TopLogprob.bytes": {"anyOf": [BYTES, {"type": "null"}]},
    "ChatCompletionResponseMessage.tool_calls": {
        "type": "array",
        "items": {
            "oneOf": [
                {"$ref": "#/$defs/ChatCompletionMessageToolCall"},
                {"$ref": "#/$defs/ChatCompletionMessageCustomToolCall"},
            ]
        },
    },
    "ChatCompletionResponseMessage.annotations": {
        "type": "array",
        "items": {"$ref": "#/$defs/UrlCitationAnnotation"},
    },
    "ChatCompletionResponseMessage.function_call": {"$ref": "#/$defs/FunctionCall", "deprecated": True},
    "ModerationResultBody.flagged": {"type": "boolean"},
    "ModerationResultBody.category_scores": {"type": "object", "additionalProperties": {"type": "number"}},
    "ModerationResultBody.category_applied_input_types": {
        "type": "object",
        "additionalProperties": {"type": "array", "items": {"type": "string", "enum": ["text", "image"]}},
    },
}


class JSONSchema(unittest.TestCase):
    maxDiff = None

    def setUp(self) -> None:
        self.schema = package.json_schema()
        self.definitions: dict[str, Any] = self.schema["$defs"]

    def test_json_schema_has_a_definition_for_each_class(self) -> None:
        self.assertEqual(list(self.schema), ["$schema", "$ref", "$defs"])
        self.assertEqual(self.schema["$schema"], "https://json-schema.org/draft/2020-12/schema")
        self.assertEqual(self.schema["$ref"], "#/$defs/CreateChatCompletionResponse")
        self.assertEqual(set(self.definitions), set(CLASSES) - {"Unrecognized"})

    def test_json_schema_requires_the_fields_that_are_always_emitted(self) -> None:
        for name, definition in self.definitions.items():
            _, rules = CLASSES[name]
            with self.subTest(name):
                self.assertEqual(definition["type"], "object")
                self.assertEqual(list(definition["properties"]), list(rules))
                always = [key for key, rule in rules.items() if rule.endswith("!") or rule.islower()]
                self.assertEqual(definition["required"], always)

    def test_json_schema_describes_each_kind_of_field(self) -> None:
        properties = {
            f"{name}.{key}": {word: value for word, value in schema.items() if word != "description"}
            for name, definition in self.definitions.items()
            for key, schema in definition["properties"].items()
        }
        self.assertEqual({field: properties[field] for field in FIELDS}, FIELDS)

    def test_json_schema_returns_new_json_data_each_time(self) -> None:
        before = json.dumps(self.schema)
        self.assertEqual(json.loads(before), self.schema)
        for definition in self.definitions.values():
            for schema in definition["properties"].values():
                schema.clear()
        self.assertEqual(json.dumps(package.json_schema()), before)

    @unittest.skipIf(sys.flags.optimize > 1, "Python strips docstrings")
    def test_json_schema_descriptions_are_the_sentences_of_the_docstrings(self) -> None:
        for name, definition in self.definitions.items():
            with self.subTest(name):
                docstring = " ".join(getattr(package, name).__doc__.split())
                fields = " ".join(f"{key}: {schema['description']}" for key, schema in definition["properties"].items())
                self.assertTrue(docstring.startswith(f"{definition['description']} Schema: "), docstring)
                self.assertTrue(docstring.endswith(f" {fields}"), docstring)

    def test_json_schema_has_no_descriptions_without_docstrings(self) -> None:
        for docstring in (None, "Choice(*, index: int)"):  # Python -OO leaves one of these
            with self.subTest(docstring), contextlib.ExitStack() as stack:
                for name in CLASSES:
                    stack.enter_context(mock.patch.object(getattr(package, name), "__doc__", docstring))
                self.assertNotIn('"description"', json.dumps(package.json_schema()))


if __name__ == "__main__":
    unittest.main()
