# SPDX-License-Identifier: MIT-0
"""Values at the limits: numbers, nesting, odd text, odd keys, and values that are not JSON."""

import collections
import math
import pickle
import types
import unittest
from typing import Any

from .. import package
from ..support.bodies import CHOICE, MESSAGE, TYPICAL, a_body, a_token
from ..support.documents import nested
from ..support.platform import ENDLESS
from ..support.refusals import RefusalTest

Response, ParseError, check = package.CreateChatCompletionResponse, package.ParseError, package.check
HUGE = 10**5000
TOO_DEEP = "expected at most 100 levels of arrays and objects"


class RoundTrips(unittest.TestCase):
    def parsed(self, body: Any) -> Any:
        """The object of this body. The body has to come back from it, from its pickle and from its JSON text."""
        parsed = Response.from_dict(body)
        self.assertEqual(parsed.to_dict(), body)
        again = pickle.loads(pickle.dumps(parsed))
        self.assertEqual((again, hash(again), again.to_dict()), (parsed, hash(parsed), body))
        return parsed

    def assert_text_round_trip(self, parsed: Any) -> None:
        self.assertTrue(parsed.to_json().isascii())
        self.assertEqual(Response.from_json(parsed.to_json()), parsed)


class Numbers(RoundTrips, RefusalTest):
    def test_nan_and_infinities_in_data_are_emitted_as_they_came(self) -> None:
        for value in (math.nan, math.inf, -math.inf):
            parsed = Response.from_dict(a_token(logprob=value) | {"x": [value]})
            self.assertEqual(repr(parsed.to_dict()["x"]), repr([value]))
            self.assertEqual(repr(parsed.choices[0].logprobs.content[0].logprob), repr(value))

    def test_a_float_is_refused_where_an_integer_belongs(self) -> None:
        for value in (math.nan, math.inf, 3.0, -0.0, 1e300):
            self.assert_refused(a_body(created=value), "$.created: expected integer, got number")

    def test_negative_zero_keeps_its_sign(self) -> None:
        parsed = self.parsed(a_token(logprob=-0.0) | {"x": -0.0})
        for each in (parsed, Response.from_json(parsed.to_json())):
            self.assertEqual(repr(each.to_dict()["x"]), "-0.0")
            self.assertEqual(repr(each.choices[0].logprobs.content[0].logprob), "-0.0")

    def test_integers_of_any_size_are_kept(self) -> None:
        for value in (2**63, -(2**63) - 1, 2**64, 10**30, 10**4000, HUGE):
            parsed = self.parsed(a_token(logprob=value) | {"created": value, "x": [value]})
            self.assertIs(type(parsed.created), int)
            self.assertIs(type(parsed.choices[0].logprobs.content[0].logprob), int)
            if value != HUGE:  # json writes no integer of over 4,300 digits
                self.assert_text_round_trip(parsed)

    def test_an_integer_of_5000_digits_is_refused_where_another_value_belongs(self) -> None:
        self.assert_refused(a_body(id=HUGE), "$.id: expected string, got integer")
        place = "$.choices[0].logprobs.content[0].bytes[0]"
        self.assert_refused(a_token(bytes=[HUGE]), f"{place}: expected integer from 0 to 255, got one beyond")


class Nesting(RoundTrips, RefusalTest):
    def test_unknown_values_of_up_to_100_levels_are_kept(self) -> None:
        for within in (None, "a"):
            for levels in (99, 100):
                deep = nested(levels, within)
                parsed = self.parsed(a_body(x=deep, metadata={"k": deep}))
                self.assert_text_round_trip(parsed)
                self.assertIn("extra={'x':", repr(parsed))

    def test_an_unknown_value_of_101_levels_is_refused_at_its_deepest_level(self) -> None:
        for within, key in ((None, 0), ("a", "a")):
            error = self.error_of(a_body(x=nested(101, within)))
            self.assertEqual((error.path, error.problem), (("x", *[key] * 100), TOO_DEEP))

    def test_endless_nesting_in_an_unknown_value_or_in_metadata_is_refused(self) -> None:
        for within in (None, "a"):
            deep = nested(ENDLESS, within)
            for body in (a_body(x=deep), a_body(metadata={"k": deep})):
                self.assertEqual(self.error_of(body).problem, TOO_DEEP)

    def test_endless_nesting_of_the_wrong_type_is_refused_as_a_wrong_type(self) -> None:
        arrays, objects = nested(ENDLESS), nested(ENDLESS, within="a")
        self.assert_refused(a_body(id=arrays), "$.id: expected string, got array")
        self.assert_refused(a_body(id=objects), "$.id: expected string, got object")
        self.assert_refused(a_body(choices=arrays), "$.choices[0]: expected object, got array")
        self.assert_refused(a_body(choices=objects), "$.choices: expected array, got object")

    def test_endless_nesting_in_an_object_built_by_hand_raises_type_error(self) -> None:
        for within in (None, "a"):
            with self.assertRaises(TypeError) as caught:
                Response(id="", created=0, model="", choices=(), extra={"x": nested(ENDLESS, within)})
            part = "[0]" if within is None else ".a"
            text = f"CreateChatCompletionResponse: extra.x{part * 8}…{part * 10}: {TOO_DEEP}"
            self.assertEqual(str(caught.exception), text)

    def test_a_value_that_contains_itself_is_refused(self) -> None:
        endless: list[Any] = []
        endless.append(endless)
        self.assertEqual(self.error_of(a_body(x=endless)).problem, TOO_DEEP)
        loop = a_body()
        loop["usage"] = loop
        with self.assertRaises(ParseError) as caught:
            Response.from_dict(loop)
        self.assertLess(len(str(caught.exception)), 2000)


class TextAndKeys(RoundTrips, RefusalTest):
    def test_surrogates_and_control_characters_are_kept_in_texts_and_keys(self) -> None:
        for text in ("\ud800", "\udfff\ud800", "a\udc80", "".join(map(chr, range(32))) + "\x7f\u2028\ufeff"):
            choice = CHOICE | {"message": MESSAGE | {"content": text}}
            self.assert_text_round_trip(self.parsed(a_body(id=text, x={text: text}, choices=[choice])))

    def test_keys_that_are_names_of_attributes_are_unknown_keys(self) -> None:
        fields = {*Response.__dataclass_fields__, *package.ChatCompletionResponseMessage.__dataclass_fields__}
        words = ("self", "cls", "data", "new", "extra", "__dict__", "__proto__", "None", "")
        odd = {name: [name] for name in ({*dir(Response)} - fields) | {*words}}
        self.assertGreater(odd.keys(), {"from_dict", "to_dict", "_values", "__class__", "__slots__", "__init__"})
        usage = TYPICAL["usage"] | odd
        parsed = self.parsed(a_body(**odd, choices=[CHOICE | {"message": MESSAGE | odd}], usage=usage))
        for each in (parsed, parsed.choices[0].message, parsed.usage):
            self.assertEqual(each.extra, {name: (name,) for name in odd})

    def test_an_unknown_key_named_extra_may_be_null(self) -> None:
        self.assertEqual(self.parsed(a_body(extra=None)).extra, {"extra": None})

    def test_keys_that_are_not_strings_are_refused_at_every_level(self) -> None:
        for key, kind in (
            (1, "integer"),
            (None, "null"),
            (True, "boolean"),
            (0.5, "number"),
            (b"id", "bytes"),
            ((), "tuple"),
        ):
            expected = f"expected strings as keys, got {kind}"
            self.assert_refused({**a_body(), key: 1}, f"$: {expected}")
            self.assert_refused(a_body(x={key: 1}), f"$.x: {expected}")
            self.assert_refused(a_body(x={key: {"y": object()}}), f"$.x: {expected}")
            self.assert_refused(a_body(x=[{"y": {key: 1}}]), f"$.x[0].y: {expected}")
            self.assert_refused(a_body(metadata={key: "1"}), f"$.metadata: {expected}")
            self.assert_refused(a_body(choices=[CHOICE, {key: 1} | CHOICE]), f"$.choices[1]: {expected}")


class ValuesThatAreNotJSON(RefusalTest):
    def test_the_error_for_a_value_that_is_not_json_names_its_class(self) -> None:
        for value in (b"", {1}, object(), 1j, NotImplemented, range(3), RefusalTest, iter([])):
            name = type(value).__name__
            self.assert_refused(a_body(id=value), f"$.id: expected string, got {name}")
            self.assert_refused(a_body(x=[value]), f"$.x[0]: expected a JSON value, got {name}")
            self.assert_refused(a_body(choices=value), f"$.choices: expected array, got {name}")
            self.assert_refused(a_body(metadata={"k": value}), f"$.metadata.k: expected a JSON value, got {name}")

    def test_a_mapping_that_is_not_a_dict_is_refused(self) -> None:
        mapping: Any
        for mapping in (types.MappingProxyType({}), collections.ChainMap({}), collections.UserDict()):
            name = type(mapping).__name__
            self.assert_refused(a_body(usage=mapping), f"$.usage: expected object or null, got {name}")
            self.assert_refused(a_body(x=mapping), f"$.x: expected a JSON value, got {name}")
            self.assert_refused(a_body(choices=[mapping]), f"$.choices[0]: expected object, got {name}")

    def test_every_bad_key_and_value_among_the_unknown_keys_is_a_problem(self) -> None:
        text = "$: expected strings as keys, got integer\n$: expected strings as keys, got null"
        self.assert_refused(a_body() | {1: 2, None: 3}, text)
        self.assert_refused(
            a_body(metadata={1: 2}, a=[{(): 1}], b=object(), c={"d": [0, {1}]}),
            "$.metadata: expected strings as keys, got integer\n"
            "$.a[0]: expected strings as keys, got tuple\n"
            "$.b: expected a JSON value, got object\n"
            "$.c.d[1]: expected a JSON value, got set",
        )


if __name__ == "__main__":
    unittest.main()
