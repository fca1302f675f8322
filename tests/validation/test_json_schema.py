# SPDX-License-Identifier: MIT-0
"""The JSON Schema that json_schema gives."""

import inspect
import json
import py_compile
import re
import shutil
import sys
import unittest
from typing import Any
from unittest import mock

from .. import package
from ..support.contract import CLASSES
from ..support.platform import THOROUGH, needs_processes
from ..support.processes import copy_package, run, temporary_folder

HAS_SOURCE = bool(inspect.getsourcefile(package.Choice))
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
    def test_the_description_of_a_class_is_its_docstring_up_to_the_name_of_the_schema(self) -> None:
        for name, definition in self.definitions.items():
            with self.subTest(name):
                docstring = " ".join(getattr(package, name).__doc__.split())
                self.assertTrue(docstring.startswith(f"{definition['description']} Schema: "), docstring)

    @unittest.skipUnless(HAS_SOURCE, "the source is not there")
    def test_the_description_of_a_field_is_the_string_under_it_in_the_source(self) -> None:
        for name, definition in self.definitions.items():
            source = " ".join(inspect.getsource(sys.modules[getattr(package, name).__module__]).split())
            for key, schema in definition["properties"].items():
                with self.subTest(name, key=key):
                    self.assertRegex(source, rf' {key}: [^"]*"""{re.escape(schema["description"])}"""')
        fields = self.definitions["CreateChatCompletionResponse"]["properties"]
        seconds = "When the completion was created, in Unix seconds."
        self.assertEqual(fields["created"], {"type": "integer", "description": seconds})
        url = self.definitions["UrlCitation"]["properties"]["url"]
        self.assertEqual(url, {"type": "string", "description": "The page's address."})

    def test_json_schema_has_no_description_of_a_class_without_its_docstring(self) -> None:
        for docstring in (None, "Choice(*, index: int)"):  # Python -OO leaves one of these
            with self.subTest(docstring), mock.patch.object(package.Choice, "__doc__", docstring):
                self.assertEqual(list(package.json_schema()["$defs"]["Choice"]), ["type", "properties", "required"])


@needs_processes
@unittest.skipUnless(THOROUGH, "it compiles the package twice, and CHATCOMPLETION_THOROUGH is not set")
class WithoutDocstringsOrSource(unittest.TestCase):
    """Copies of the package in zip files, read by an interpreter without docstrings."""

    SCRIPT = """if True:
        import importlib, sys
        for name in ("with_source", "compiled"):
            sys.path.insert(0, name + ".zip")
            choice = importlib.import_module(name).json_schema()["$defs"]["Choice"]
            print(name, ["description" in schema for schema in (choice, choice["properties"]["index"])])
    """

    def test_fields_keep_their_descriptions_without_docstrings_but_not_without_source(self) -> None:
        with temporary_folder() as folder:
            copy_package(folder / "with_source" / "with_source")
            shutil.make_archive(str(folder / "with_source"), "zip", folder / "with_source")
            copy = copy_package(folder / "compiled" / "compiled")
            for file in copy.rglob("*.py"):
                py_compile.compile(str(file), cfile=str(file.with_suffix(".pyc")), optimize=2)
                file.unlink()
            shutil.make_archive(str(folder / "compiled"), "zip", folder / "compiled")
            done = run(sys.executable, "-OO", "-c", self.SCRIPT, cwd=folder)
        self.assertEqual((done.stdout, done.stderr), ("with_source [False, True]\ncompiled [False, False]\n", ""))


if __name__ == "__main__":
    unittest.main()
