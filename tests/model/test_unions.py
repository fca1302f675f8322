# SPDX-License-Identifier: MIT-0
"""Fields that hold an object of one of several classes: tool calls, annotations, moderation."""

import unittest
from typing import Any

from .. import package
from ..support.bodies import a_body, a_message
from ..support.contract import ANNOTATION, CUSTOM_TOOL_CALL, FUNCTION_TOOL_CALL, MODERATION_ERROR, RESULTS
from ..support.documents import without
from .cases import refused

Response = package.CreateChatCompletionResponse
Call, CustomCall = package.ChatCompletionMessageToolCall, package.ChatCompletionMessageCustomToolCall
Results, Error = package.ChatCompletionModerationResults, package.ChatCompletionModerationError
Citation, Unrecognized = package.UrlCitationAnnotation, package.Unrecognized


def tool_call(call: Any) -> Any:
    return Response.from_dict(a_message(tool_calls=[call])).choices[0].message.tool_calls[0]


def annotation(item: Any) -> Any:
    return Response.from_dict(a_message(annotations=[item])).choices[0].message.annotations[0]


def moderation(results: Any) -> Any:
    return Response.from_dict(a_body(moderation={"input": results, "output": RESULTS})).moderation.input


# A function that reads one, an object, its class, the key that no other member of the union has.
MEMBERS: list[tuple[Any, dict[str, Any], Any, str]] = [
    (tool_call, FUNCTION_TOOL_CALL, Call, "function"),
    (tool_call, CUSTOM_TOOL_CALL, CustomCall, "custom"),
    (annotation, ANNOTATION, Citation, "url_citation"),
    (moderation, RESULTS, Results, "results"),
    (moderation, MODERATION_ERROR, Error, "code"),
]


class Unions(unittest.TestCase):
    def test_the_type_decides_the_class(self) -> None:
        for read, data, cls, _ in MEMBERS:
            self.assertEqual(read(data), cls.from_dict(data))
        both = {**FUNCTION_TOOL_CALL, **CUSTOM_TOOL_CALL}
        self.assertIs(type(tool_call(both | {"type": "function"})), Call)
        self.assertIs(type(tool_call(both | {"type": "custom"})), CustomCall)

    def test_without_a_type_a_key_of_only_one_class_selects_the_class(self) -> None:
        for read, data, cls, _ in MEMBERS:
            for spelled in (without(data, "type"), data | {"type": None}):
                self.assertEqual(read(spelled), cls.from_dict(spelled))
        null_beside = without(CUSTOM_TOOL_CALL, "type") | {"function": None}
        self.assertIs(type(tool_call(null_beside)), CustomCall)

    def test_an_object_without_a_type_and_without_such_a_key_is_unrecognized(self) -> None:
        for read, data, _, key in MEMBERS:
            for rest in (without(without(data, "type"), key), data | {"type": None, key: None}, {}):
                found = read(rest)
                self.assertEqual(found, Unrecognized.from_dict(rest))
                self.assertEqual(found.to_dict(), rest)

    def test_an_object_of_an_unknown_type_is_unrecognized(self) -> None:
        for read, data, _, _ in MEMBERS:
            for name in ("else", ""):
                found = read(data | {"type": name})
                self.assertEqual((type(found), found.type), (Unrecognized, name))
                self.assertEqual(found.to_dict(), data | {"type": name})

    def test_a_type_that_is_not_a_string_is_refused(self) -> None:
        for read, data, _, _ in MEMBERS:
            error = refused(read, data | {"type": 5})
            self.assertRegex(str(error), r"^\$\..*\.type: expected string or null, got integer$")


if __name__ == "__main__":
    unittest.main()
