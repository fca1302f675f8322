# SPDX-License-Identifier: MIT-0
"""Enum members, a defaultdict, and problems inside subclasses. test_from_dict.py reads every class from subclasses."""

import collections
import enum
import unittest

from .. import package
from ..support.bodies import CHOICE, MESSAGE, a_body
from ..support.refusals import RefusalTest
from .cases import Items, Table

Response = package.CreateChatCompletionResponse


class Word(str, enum.Enum):
    STOP = "stop"


class Level(enum.IntEnum):
    ONE = 1


class SubclassedInput(RefusalTest):
    def test_enum_members_become_the_plain_values_they_stand_for(self) -> None:
        choice = CHOICE | {"finish_reason": Word.STOP}
        unknown = [Word.STOP, Level.ONE, {Word.STOP: Level.ONE}]
        parsed = Response.from_dict(a_body(created=Level.ONE, service_tier=Word.STOP, x=unknown, choices=[choice]))
        self.assertEqual(repr((parsed.created, parsed.service_tier)), "(1, 'stop')")
        self.assertIs(parsed.choices[0].finish_reason, package.FinishReason.STOP)
        emitted = parsed.to_dict()
        self.assertEqual(repr(emitted["choices"][0]["finish_reason"]), "'stop'")
        self.assertEqual(repr((emitted["service_tier"], emitted["x"])), "('stop', ['stop', 1, {'stop': 1}])")

    def test_nulls_and_missing_keys_beside_an_enum_member_as_a_key_are_restored(self) -> None:
        for message in ({"content": "a", Word.STOP: 1}, {"content": "a", Word.STOP: 1, "refusal": None, "audio": None}):
            body = a_body(choices=[CHOICE | {"message": message}])
            emitted = Response.from_dict(body).to_dict()
            self.assertEqual(emitted, body)
            self.assertEqual(type([*emitted["choices"][0]["message"]][-1]), str)

    def test_a_defaultdict_is_read_as_it_is_and_gives_no_defaults(self) -> None:
        body = collections.defaultdict(list, a_body())
        self.assertEqual(Response.from_dict(body), Response.from_dict(a_body()))
        self.assertEqual(dict(body), a_body())
        self.assert_refused(
            a_body(usage=collections.defaultdict(int, completion_tokens=1, prompt_tokens=2)),
            "$.usage.total_tokens: expected integer, but the key is missing",
        )

    def test_problems_inside_subclasses_have_the_same_paths(self) -> None:
        call = {"id": "a", "type": "function", "function": Table(name="f", arguments=5)}
        message = Table(MESSAGE, content=7, tool_calls=Items([Table(call), 5]))
        text = (
            "$.choices[0].message.content: expected string or null, got integer\n"
            "$.choices[0].message.tool_calls[0].function.arguments: expected string, got integer\n"
            "$.choices[0].message.tool_calls[1]: expected object, got integer"
        )
        self.assert_refused(Table(a_body(choices=Items([Table(CHOICE, message=message)]))), text)
        self.assert_refused(a_body(choices=[Table(CHOICE, message=dict(message))]), text)


if __name__ == "__main__":
    unittest.main()
