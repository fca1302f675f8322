# SPDX-License-Identifier: MIT-0
"""Subclasses of dict, list, str and numbers in the data, whatever they override."""

import collections
import enum
import types
import unittest
from typing import Any

from . import package
from .bodies import CHOICE, LyingDict, LyingList, LyingText, a_body, a_message, a_token
from .test_hostile import Hostile, body, choice, token

Response, ParseError, check = package.CreateChatCompletionResponse, package.ParseError, package.check
Problem = package.Problem


class Rude:
    """What a subclass overrides so as to break whoever trusts it."""

    def refuse(self, *args: Any, **kwargs: Any) -> Any:
        raise LookupError("rude")

    keys = items = values = get = copy = __getitem__ = __contains__ = __len__ = __bool__ = __iter__ = refuse
    __str__ = __repr__ = __format__ = __eq__ = __ne__ = __index__ = __int__ = __float__ = refuse
    isidentifier = isprintable = __reversed__ = index = count = upper = encode = refuse


class RudeDict(Rude, dict):  # type: ignore[misc,type-arg]
    pass


class RudeList(Rude, list):  # type: ignore[misc,type-arg]
    pass


class RudeText(Rude, str):  # type: ignore[misc]
    __hash__ = None  # type: ignore[assignment]


class RudeKey(Rude, str):  # type: ignore[misc]
    __hash__ = str.__hash__
    __eq__ = str.__eq__


class RudeInteger(Rude, int):  # type: ignore[misc]
    __hash__ = None  # type: ignore[assignment]


class RudeNumber(Rude, float):  # type: ignore[misc]
    __hash__ = None  # type: ignore[assignment]


def rude(value: Any) -> Any:
    """The value with every part of it a rude subclass."""
    if isinstance(value, dict):
        return RudeDict({RudeKey(key): rude(member) for key, member in value.items()})
    if isinstance(value, list):
        return RudeList([rude(item) for item in value])
    for plain, subclass in ((str, RudeText), (float, RudeNumber)):
        if isinstance(value, plain):
            return subclass(value)
    return RudeInteger(value) if type(value) is int else value


class Word(str, enum.Enum):
    STOP = "stop"


class Level(enum.IntEnum):
    ONE = 1


class Subclasses(Hostile):
    """What is read is what they are, and nothing that they override is called."""

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

    def test_subclasses_whose_methods_raise_are_read_through_their_bases(self) -> None:
        """Nothing that they override is called, and what comes back is plain."""
        parsed = Response.from_dict(rude(self.FULL()))
        self.assertEqual(parsed.to_dict(), self.FULL())
        self.plain_only(parsed.to_dict())
        self.assertEqual(hash(parsed), hash(Response.from_dict(self.FULL())))
        self.assertEqual(check(rude(body(x=1))), check(body(x=1)))

    def test_subclasses_whose_methods_raise_are_refused_like_what_they_are(self) -> None:
        for data in (
            body(id=None, x={"y": [{"z": {1}}]}),
            body(choices=token(bytes=["a", 300])),
            body(choices=[choice(tool_calls=[{"type": "custom", "function": {}}])[0], 5]),
            body(service_tier=5, metadata={"k": {1}}, object="chat.completion.chunk"),
            {"error": {"message": "no", "code": "c", "type": "t"}},
            {"detail": [{"msg": "no", "loc": ["body", 0]}]},
            {"message": "no"},
            {"custom_id": "a", "response": {}},
        ):
            with self.assertRaises(ParseError) as plainly:
                Response.from_dict(data)
            self.refused(rude(data), str(plainly.exception))

    def test_members_of_enums_are_taken_as_their_values(self) -> None:
        parsed = Response.from_dict(body(created=Level.ONE, x=[Word.STOP, Level.ONE], service_tier=Word.STOP))
        self.assertEqual(repr((parsed.created, parsed.extra["x"], parsed.service_tier)), "(1, ('stop', 1), 'stop')")

    def test_a_key_that_pretends_to_be_another_does_not_replace_a_field(self) -> None:
        """What `to_dict` gives is what the object says."""

        class Elsewhere(str):
            def __hash__(self) -> int:
                return 42

        try:
            parsed = Response.from_dict({**body(), Elsewhere("id"): "other"})
        except ParseError:
            return
        self.assertEqual(parsed.to_dict()["id"], parsed.id)

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


class Lying(Hostile):
    """What is read is what a subclass of dict, list or str holds, whatever it shows."""

    def test_of_dict_are_read_as_the_dict(self) -> None:
        data = a_body(
            x={"y": 1}, metadata={"k": "v"}, usage={"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3}
        )
        lying = LyingDict(data | {key: LyingDict(data[key]) for key in ("x", "metadata", "usage")})
        self.assertEqual(Response.from_dict(lying).to_dict(), data)

    def test_of_list_are_read_as_the_list(self) -> None:
        self.assertEqual(Response.from_dict(a_body(choices=LyingList([CHOICE]))).to_dict(), a_body())
        self.assertEqual(Response.from_dict(a_token(bytes=LyingList([97]))).choices[0].logprobs.content[0].bytes, b"a")
        self.assertEqual(Response.from_dict(a_body(x=LyingList([5]))).extra["x"], (5,))

    def test_of_str_are_read_as_the_string(self) -> None:
        call = {"id": "c", "type": LyingText("function"), "function": {"name": "f", "arguments": "{}"}}
        parsed = Response.from_dict(a_message(tool_calls=[call])).choices[0].message.tool_calls[0]
        self.assertIs(type(parsed), package.ChatCompletionMessageToolCall)
        parsed = Response.from_dict(a_body(service_tier=LyingText("auto")))
        self.assertIs(parsed.service_tier, package.ServiceTier.AUTO)
        self.assertEqual(
            package.check(a_body(service_tier=LyingText("auto"))), package.check(a_body(service_tier="auto"))
        )

    def test_of_str_cannot_stand_in_for_a_field(self) -> None:
        data = {**a_body(), LyingText("id"): "other"}
        self.assertEqual(package.check(data), (Problem(("id",), "expected the key once"),))

    def test_do_not_hide_where_in_a_document_a_problem_stands(self) -> None:
        data = {"x": ({"y": object()},), "z": LyingList([{"y": object()}])} | a_body(id=None)
        self.refused(
            data,
            "$.x[0].y: expected a JSON value, got object\n"
            "$.z[0].y: expected a JSON value, got object\n"
            "$.id: expected string, got null",
        )


if __name__ == "__main__":
    unittest.main()
