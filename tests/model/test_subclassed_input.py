# SPDX-License-Identifier: MIT-0
"""Subclasses of dict, list, str and numbers in the data."""

import collections
import enum
import types
import unittest
from typing import Any

from .. import package
from .test_hostile_values import Hostile, body, choice, token

Response = package.CreateChatCompletionResponse


class Word(str, enum.Enum):
    STOP = "stop"


class Level(enum.IntEnum):
    ONE = 1


class Subclasses(Hostile):
    """They are taken for what they are and come out as the plain types."""

    FULL = staticmethod(
        lambda: body(
            metadata={"k": "v"},
            x={"y": [1, 0.5, "z", {"w": None}]},
            choices=[
                *token(),
                *choice(tool_calls=[{"id": "c", "type": "function", "function": {"name": "f", "arguments": "{}"}}]),
            ],
        )
    )

    def plain_only(self, value: Any) -> None:
        if isinstance(value, dict):
            self.assertIs(type(value), dict)
            for key, member in value.items():
                self.assertIs(type(key), str)
                self.plain_only(member)
        elif isinstance(value, list):
            for item in value:
                self.plain_only(item)
        else:
            self.assertIn(type(value), (str, int, float, bool, type(None)))

    def test_subclasses_of_dict_and_of_list_are_read_as_what_they_are(self) -> None:
        def ordered(value: Any) -> Any:
            if isinstance(value, dict):
                return collections.OrderedDict((key, ordered(member)) for key, member in value.items())
            return collections.UserList(value).data if isinstance(value, list) else value

        parsed = Response.from_dict(ordered(self.FULL()))
        self.assertEqual(parsed, Response.from_dict(self.FULL()))
        self.plain_only(parsed.to_dict())
        missing = collections.defaultdict(list, body())
        self.assertEqual(Response.from_dict(missing), Response.from_dict(body()))
        self.assertEqual(dict(missing), body())

    def test_what_is_wrong_in_them_is_named_with_its_path(self) -> None:
        table = type("Table", (dict,), {})
        items = type("Items", (list,), {})
        call = {"id": "a", "type": "function", "function": table(name="f", arguments=5)}
        message = table(content=7, tool_calls=items([table(call), 5]))
        text = (
            "$.choices[0].message.content: expected string or null, got integer\n"
            "$.choices[0].message.tool_calls[0].function.arguments: expected string, got integer\n"
            "$.choices[0].message.tool_calls[1]: expected object, got integer"
        )
        self.refused(table(body(choices=items([table(choice()[0], message=message)]))), text)
        self.refused(body(choices=[table(choice()[0], message=dict(message))]), text)

    def test_members_of_enums_are_taken_as_their_values(self) -> None:
        parsed = Response.from_dict(body(created=Level.ONE, x=[Word.STOP, Level.ONE], service_tier=Word.STOP))
        self.assertEqual(repr((parsed.created, parsed.extra["x"], parsed.service_tier)), "(1, ('stop', 1), 'stop')")

    def test_a_mapping_that_is_no_dict_is_a_wrong_call(self) -> None:
        for mapping in (types.MappingProxyType(body()), collections.ChainMap(body()), collections.UserDict(body())):
            with self.assertRaises(TypeError) as caught:
                Response.from_dict(mapping)
            name = type(mapping).__name__
            self.assertEqual(
                str(caught.exception),
                f"CreateChatCompletionResponse.from_dict takes a dict, got {name}: dict(...) makes one",
            )
            self.refused(body(usage=mapping), f"$.usage: expected object or null, got {name}")
            self.refused(body(x=mapping), f"$.x: expected a JSON value, got {name}")
            self.refused(body(choices=[mapping]), f"$.choices[0]: expected object, got {name}")

    def test_values_that_json_does_not_have_are_refused(self) -> None:
        for value in (b"", {1}, object(), 1j, NotImplemented, range(3), Hostile, iter([])):
            name = type(value).__name__
            self.refused(body(id=value), f"$.id: expected string, got {name}")
            self.refused(body(x=[value]), f"$.x[0]: expected a JSON value, got {name}")
            self.refused(body(choices=value), f"$.choices: expected array, got {name}")


if __name__ == "__main__":
    unittest.main()
