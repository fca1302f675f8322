# SPDX-License-Identifier: MIT-0
"""How likely the tokens were: the one place where arrays are read in a loop of their own."""

import unittest
from unittest import mock

from .. import package
from ..support.bodies import USUAL, a_token

Response, ParseError = package.CreateChatCompletionResponse, package.ParseError


class Bytes(unittest.TestCase):
    def refused(self, data, *lines):
        with self.assertRaises(ParseError) as caught:
            Response.from_dict(data)
        self.assertEqual(str(caught.exception).splitlines(), [*lines])
        return caught.exception

    def test_are_not_booleans(self):
        where = "$.choices[0].logprobs.content[0].bytes"
        for octets in ([False], [True], [5, False], [5, True]):
            index = len(octets) - 1
            self.refused(a_token(bytes=octets), f"{where}[{index}]: expected integer from 0 to 255, got boolean")
        for octets in ([0], [1], [0, 1], [255]):
            parsed = Response.from_dict(a_token(bytes=octets)).choices[0].logprobs.content[0].bytes
            self.assertEqual(parsed, bytes(octets))

    def test_go_from_0_to_255(self):
        where = "$.choices[0].logprobs.content[0].bytes"
        self.refused(
            a_token(bytes=[0, -1, 255, 256]),
            f"{where}[1]: expected integer from 0 to 255, got one beyond",
            f"{where}[3]: expected integer from 0 to 255, got one beyond",
        )


class TopLogprobs(unittest.TestCase):
    """Those in the usual form are read in a loop of their own, which must read what the class reads."""

    def in_an_array(self, *items):
        entry = {"token": "a", "logprob": -0.5, "bytes": None, "top_logprobs": [*items]}
        return package.ChatCompletionTokenLogprob.from_dict(entry).top_logprobs

    def test_are_read_in_an_array_as_they_are_alone(self):
        class Text(str):
            pass

        class Number(float):
            pass

        class Items(list):
            pass

        class Table(dict):
            pass

        forms = [
            {},
            {"bytes": None},
            {"bytes": []},
            {"bytes": [0, 1, 2, 255]},
            {"bytes": Items([97])},
            {"token": Text("a")},
            {"logprob": 0},
            {"logprob": Number(-0.5)},
            {"more": 1},
            {"more": {"a": [True]}, "bytes": None},
        ]
        cases = [USUAL | form for form in forms]
        cases += [Table(USUAL), {"token": "a", "logprob": -0.5}, {"token": "a", "logprob": -0.5, "more": 1}]
        for item in cases:
            alone = package.TopLogprob.from_dict(item)
            usual = package.TopLogprob.from_dict(USUAL)
            for before, after in ((0, 0), (1, 0), (0, 1), (2, 2)):
                with self.subTest(item=item, before=before, after=after):
                    read = self.in_an_array(*[USUAL] * before, item, *[USUAL] * after)
                    self.assertEqual(read, (*[usual] * before, alone, *[usual] * after))
                    for one in read:
                        self.assertIs(type(one), package.TopLogprob)
                        self.assertEqual({type(one.token), type(one.bytes)} - {str, bytes, type(None)}, set())
                        self.assertIn(type(one.logprob), (float, int))
                    self.assertEqual(read[before].to_dict(), alone.to_dict())

    def test_are_refused_in_an_array_for_what_they_are_refused_for_alone(self):
        forms = [
            {"bytes": [False]},
            {"bytes": [2, True]},
            {"bytes": [97, True]},
            {"bytes": [256]},
            {"bytes": [-1]},
            {"bytes": ["a"]},
            {"bytes": 3},
            {"bytes": b"a"},
            {"bytes": (97,)},
            {"token": None},
            {"token": b"a"},
            {"logprob": True},
            {"logprob": "-0.5"},
            {1: 2},
        ]
        cases = [USUAL | form for form in forms]
        cases += [{"token": "a"}, {"token": "a", "bytes": None, "more": 1}, {}]
        for item in cases:
            with self.assertRaises(ParseError) as alone:
                package.TopLogprob.from_dict(item)
            for before, after in ((0, 0), (1, 0), (0, 1), (2, 2)):
                with self.subTest(item=item, before=before, after=after), self.assertRaises(ParseError) as caught:
                    self.in_an_array(*[USUAL] * before, item, *[USUAL] * after)
                found = [(problem.path, problem.message) for problem in caught.exception.problems]
                place = ("top_logprobs", before)
                self.assertEqual(found, [(place + each.path, each.message) for each in alone.exception.problems])
        for item in (None, [], "abc", {1}, 7):
            with self.assertRaises(ParseError) as caught:
                self.in_an_array(USUAL, item)
            names = {type(None): "null", list: "array", str: "string", set: "set", int: "integer"}
            text = f"$.top_logprobs[1]: expected object, got {names[type(item)]}"
            self.assertEqual(str(caught.exception), text)

    def test_in_the_usual_form_are_read_without_a_call_for_each(self):
        items = [USUAL, USUAL | {"bytes": [2]}, USUAL | {"bytes": [255, 97]}, USUAL | {"token": "", "bytes": []}]
        alone = tuple(map(package.TopLogprob.from_dict, items))
        with mock.patch.object(package.TopLogprob, "_read", side_effect=AssertionError):
            self.assertEqual(self.in_an_array(*items), alone)

    def test_are_no_more_than_the_array_holds(self):
        self.assertEqual(self.in_an_array(), ())
        self.assertEqual(len(self.in_an_array(*[USUAL] * 7)), 7)


if __name__ == "__main__":
    unittest.main()
