# SPDX-License-Identifier: MIT-0
"""The bytes of a token, and `top_logprobs`: arrays of any form and length."""

import unittest
from typing import Any

from .. import package
from ..support.bodies import USUAL, a_token
from .cases import Items, Real, Table, Text, refused

Response = package.CreateChatCompletionResponse
TopLogprob, TokenLogprob = package.TopLogprob, package.ChatCompletionTokenLogprob


class Bytes(unittest.TestCase):
    def test_an_array_of_integers_from_0_to_255_is_read_as_bytes(self) -> None:
        for octets in ([], [0], [1], [0, 1], [255]):
            parsed = Response.from_dict(a_token(bytes=octets)).choices[0].logprobs.content[0].bytes
            self.assertEqual(parsed, bytes(octets))

    def test_a_boolean_and_an_integer_beyond_0_to_255_are_not_bytes(self) -> None:
        cases = [
            ([False], {0: "boolean"}),
            ([True], {0: "boolean"}),
            ([5, False], {1: "boolean"}),
            ([5, True], {1: "boolean"}),
            ([0, -1, 255, 256], {1: "one beyond", 3: "one beyond"}),
        ]
        where = "$.choices[0].logprobs.content[0].bytes"
        for octets, wrong in cases:
            error = refused(Response.from_dict, a_token(bytes=octets))
            lines = [f"{where}[{index}]: expected integer from 0 to 255, got {name}" for index, name in wrong.items()]
            self.assertEqual(str(error).splitlines(), lines)


class TopLogprobs(unittest.TestCase):
    """An array must be read as its items are read alone."""

    AROUND = ((0, 0), (1, 0), (0, 1), (2, 2))  # how many items in the usual form stand before and after another

    def in_an_array(self, *items: Any) -> Any:
        return TokenLogprob.from_dict(USUAL | {"top_logprobs": [*items]}).top_logprobs

    def test_an_item_is_read_in_an_array_as_it_is_alone(self) -> None:
        forms: list[dict[Any, Any]] = [
            {},
            {"bytes": None},
            {"bytes": []},
            {"bytes": [0, 1, 2, 255]},
            {"bytes": Items([97])},
            {"bytes": (97,)},
            {"bytes": b"a"},
            {"token": Text("a")},
            {"logprob": 0},
            {"logprob": Real(-0.5)},
            {"more": 1},
            {"more": {"a": [True]}, "bytes": None},
        ]
        items = [USUAL | form for form in forms]
        items += [Table(USUAL), {"token": "a", "logprob": -0.5}, {"token": "a", "logprob": -0.5, "more": 1}]
        usual = TopLogprob.from_dict(USUAL)
        for item in items:
            alone = TopLogprob.from_dict(item)
            for before, after in self.AROUND:
                with self.subTest(item=item, before=before, after=after):
                    read = self.in_an_array(*[USUAL] * before, item, *[USUAL] * after)
                    self.assertEqual(read, (*[usual] * before, alone, *[usual] * after))
                    self.assertEqual(read[before].to_dict(), alone.to_dict())
                    for one in read:
                        self.assertIs(type(one), TopLogprob)
                        self.assertIs(type(one.token), str)
                        self.assertIn(type(one.logprob), (float, int))
                        self.assertIn(type(one.bytes), (bytes, type(None)))

    def test_an_item_is_refused_in_an_array_with_the_same_problem_as_alone(self) -> None:
        forms: list[dict[Any, Any]] = [
            {"bytes": [False]},
            {"bytes": [2, True]},
            {"bytes": [97, True]},
            {"bytes": [256]},
            {"bytes": [-1]},
            {"bytes": ["a"]},
            {"bytes": 3},
            {"token": None},
            {"token": b"a"},
            {"logprob": True},
            {"logprob": "-0.5"},
            {1: 2},
        ]
        items = [USUAL | form for form in forms]
        items += [{"token": "a"}, {"token": "a", "bytes": None, "more": 1}, {}]
        for item in items:
            alone = refused(TopLogprob.from_dict, item)
            for before, after in self.AROUND:
                with self.subTest(item=item, before=before, after=after):
                    error = refused(self.in_an_array, *[USUAL] * before, item, *[USUAL] * after)
                    found = [(problem.path, problem.message) for problem in error.problems]
                    place = ("top_logprobs", before)
                    self.assertEqual(found, [(place + each.path, each.message) for each in alone.problems])

    def test_an_item_that_is_no_object_is_refused(self) -> None:
        for item, name in ((None, "null"), ([], "array"), ("abc", "string"), ({1}, "set"), (7, "integer")):
            error = refused(self.in_an_array, USUAL, item)
            self.assertEqual(str(error), f"$.top_logprobs[1]: expected object, got {name}")

    def test_an_array_of_any_length_is_read(self) -> None:
        for length in (0, 1, 7):
            self.assertEqual(self.in_an_array(*[USUAL] * length), (TopLogprob.from_dict(USUAL),) * length)


if __name__ == "__main__":
    unittest.main()
