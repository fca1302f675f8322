# SPDX-License-Identifier: MIT-0
"""Hostile input, by name: each is taken and given back, or refused with a ParseError; nothing else happens."""

import copy
import json
import math
import os
import pickle
import subprocess
import sys
import textwrap
import unittest
from typing import Any
from unittest import mock

from .. import DATA, NAME, ROOT, package
from ..support.costs import calls_made
from ..support.platform import ENDLESS, needs_processes

Response, ParseError, check = package.CreateChatCompletionResponse, package.ParseError, package.check
TYPICAL = (DATA / "typical.json").read_text()
HUGE = 10**5000
DEEP = 100_000
TOO_DEEP = "expected at most 100 levels of arrays and objects"


def body(**changes: Any) -> dict[str, Any]:
    """A typical body with these members in place of its own."""
    return json.loads(TYPICAL) | changes


def choice(**message: Any) -> list[dict[str, Any]]:
    return [{"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}]


def token(**changes: Any) -> list[dict[str, Any]]:
    """Choices with one token."""
    one = {"token": "a", "logprob": -0.5, "bytes": [97], "top_logprobs": []} | changes
    return [choice(content="a")[0] | {"logprobs": {"content": [one], "refusal": None}}]


def bytes_of(response: Any) -> bytes:
    return response.choices[0].logprobs.content[0].bytes


def nested(levels: int, *, within: str | None = None, core: Any = None) -> Any:
    """So many levels of arrays, or of objects with this key, around a value."""
    value = core
    for _ in range(levels):
        value = [value] if within is None else {within: value}
    return value


class Hostile(unittest.TestCase):
    maxDiff = 2000

    def kept(self, data: dict[str, Any]) -> Any:
        """The object; the data came back from it."""
        parsed = Response.from_dict(data)
        self.assertEqual(parsed.to_dict(), data)
        return parsed

    def refused(self, data: Any, text: str) -> Any:
        """The error, which is the same for `check`."""
        with self.assertRaises(ParseError) as caught:
            Response.from_dict(data)
        self.assertEqual(str(caught.exception), text)
        problems = [problem for problem in check(data) if problem.kind is package.ProblemKind.REFUSED]
        self.assertEqual(problems, list(caught.exception.problems))
        return caught.exception

    def refused_text(self, text: str | bytes, message: str) -> None:
        with self.assertRaises(ParseError) as caught:
            Response.from_json(text)
        self.assertEqual(str(caught.exception), message)


class Numbers(Hostile):
    def test_nan_and_infinities_are_not_json_text(self) -> None:
        for name in ("NaN", "Infinity", "-Infinity"):
            message = f"$: expected JSON text: {name} is not a number in JSON"
            self.refused_text(f'{{"created": {name}}}', message)
            self.refused_text(f'{{"x": [{name}]}}', message)

    def test_a_number_beyond_all_floats_is_refused_in_text(self) -> None:
        for digits in ("1e400", "-1e400", "1" * 5000 + ".5"):
            self.refused_text(f'{{"x": {digits}}}', "$: expected JSON text: a number is too large for a float")

    def test_nan_and_infinities_in_data_come_back_but_make_no_text(self) -> None:
        """They are no JSON, but nothing is lost of them either."""
        for value in (math.nan, math.inf, -math.inf):
            parsed = Response.from_dict(body(choices=token(logprob=value), x=[value]))
            self.assertEqual(repr(parsed.to_dict()["x"]), repr([value]))
            self.assertEqual(repr(parsed.choices[0].logprobs.content[0].logprob), repr(value))
            self.assertEqual(hash(parsed), hash(copy.deepcopy(parsed)))
            with self.assertRaises(ValueError):
                parsed.to_json()

    def test_they_are_no_integers(self) -> None:
        for value in (math.nan, math.inf, 3.0, -0.0, 1e300):
            self.refused(body(created=value), "$.created: expected integer, got number")

    def test_negative_zero_keeps_its_sign(self) -> None:
        parsed = self.kept(body(choices=token(logprob=-0.0), x=-0.0))
        self.assertEqual(repr(parsed.to_dict()["x"]), "-0.0")
        self.assertEqual(repr(parsed.choices[0].logprobs.content[0].logprob), "-0.0")
        self.assertEqual(repr(Response.from_json(parsed.to_json()).to_dict()["x"]), "-0.0")

    def test_integers_beyond_64_bits_are_kept(self) -> None:
        for value in (2**63, -(2**63) - 1, 2**64, 10**30):
            parsed = self.kept(body(created=value, x=value, choices=token(logprob=value)))
            self.assertIs(type(parsed.created), int)
            self.assertEqual(Response.from_json(parsed.to_json()), parsed)

    def test_an_integer_of_5000_digits_is_refused_in_text(self) -> None:
        """As the interpreter refuses it, where it does."""
        if not getattr(sys, "get_int_max_str_digits", lambda: 0)():
            self.skipTest("this interpreter takes integers of any length")
        with self.assertRaises(ParseError) as caught:
            Response.from_json('{"created": ' + "1" * 5000 + "}")
        self.assertLess(len(str(caught.exception)), 300)
        self.assertTrue(str(caught.exception).startswith("$: expected JSON text: "))

    def test_an_integer_of_5000_digits_in_data_is_kept(self) -> None:
        parsed = self.kept(body(created=HUGE, x=[HUGE]))
        self.assertEqual(hash(parsed), hash(pickle.loads(pickle.dumps(parsed))))

    def test_an_integer_of_5000_digits_where_none_belongs_is_refused(self) -> None:
        self.refused(body(id=HUGE), "$.id: expected string, got integer")
        place = "$.choices[0].logprobs.content[0].bytes[0]"
        self.refused(body(choices=token(bytes=[HUGE])), f"{place}: expected integer from 0 to 255, got one beyond")

    def test_an_integer_of_5000_digits_in_an_error_body_is_an_error_response(self) -> None:
        for error in (
            {"detail": [{"msg": "no", "loc": [HUGE]}]},
            {"detail": HUGE},
            {"error": {"message": HUGE, "code": HUGE}},
            {"error": "no", "code": HUGE},
        ):
            with self.assertRaises(package.ErrorResponse) as caught:
                Response.from_dict(error)
            self.assertLess(len(str(caught.exception)), 100)

    def test_a_boolean_is_no_integer_and_no_byte(self) -> None:
        self.refused(body(created=True), "$.created: expected integer, got boolean")
        place = "$.choices[0].logprobs.content[0]"
        self.refused(body(choices=token(logprob=False)), f"{place}.logprob: expected number, got boolean")
        for items in ([True], [0, False], [1, 255, True]):
            text = f"{place}.bytes[{len(items) - 1}]: expected integer from 0 to 255, got boolean"
            self.refused(body(choices=token(bytes=items)), text)


class Depth(Hostile):
    def test_endless_nesting_is_refused_in_text(self) -> None:
        for opening, closing in (("[", "]"), ('{"a":', "}"), ('[{"a":', "}]")):
            for ending in ("", "1" + closing * DEEP):
                text = TYPICAL.rstrip()[:-1] + ', "x": ' + opening * DEEP + ending + "}" * bool(ending)
                for whole in (text, text.encode(), opening * DEEP + ending):
                    with self.assertRaises(ParseError) as caught:
                        Response.from_json(whole)
                    self.assertLess(len(str(caught.exception)), 200)

    def test_endless_nesting_is_refused_in_data(self) -> None:
        """Arrays and objects, in unknown keys and where something else belongs."""
        for within, name in ((None, "array"), ("a", "object")):
            deep = nested(ENDLESS, within=within)
            for key in ("x", "metadata"):
                value = {"k": deep} if key == "metadata" else deep
                with self.assertRaises(ParseError) as caught:
                    Response.from_dict(body(**{key: value}))
                self.assertEqual(caught.exception.problem, TOO_DEEP)
                self.assertEqual(check(body(**{key: value}))[0].message, TOO_DEEP)
            self.refused(body(id=deep), f"$.id: expected string, got {name}")
            message = "expected array, got object" if within else "expected object, got array"
            place = "$.choices" if within else "$.choices[0]"
            self.refused(body(choices=deep), f"{place}: {message}")

    def test_endless_nesting_in_an_error_body_is_an_error_response(self) -> None:
        for within in (None, "a", "message", "error", "detail"):
            for key in ("error", "detail"):
                if key == "error" and within is None:
                    continue
                deep = {key: nested(ENDLESS, within=within)}
                with self.assertRaises(package.ErrorResponse) as caught:
                    Response.from_dict(deep)
                self.assertEqual(str(caught.exception), "the provider reports an error without a message")
                self.assertIsNone(caught.exception.error)
                check(deep)

    def test_the_deepest_value_is_kept_emitted_hashed_shown_and_copied(self) -> None:
        for within in (None, "a"):
            data = body(x=nested(100, within=within), metadata={"k": nested(100, within=within)})
            parsed = self.kept(data)
            self.assertEqual(hash(parsed), hash(Response.from_dict(data)))
            self.assertEqual(repr(parsed), repr(copy.deepcopy(parsed)))
            self.assertEqual(pickle.loads(pickle.dumps(parsed)), parsed)
            self.assertEqual(Response.from_json(parsed.to_json()), parsed)
            over = body(x=nested(101, within=within))
            with self.assertRaises(ParseError) as caught:
                Response.from_dict(over)
            self.assertEqual(caught.exception.problem, TOO_DEEP)
            self.assertEqual(len(caught.exception.path), 101)

    def test_endless_nesting_in_an_object_built_by_hand_is_a_wrong_call(self) -> None:
        for within in (None, "a"):
            with self.assertRaises(TypeError) as caught:
                Response(id="", created=0, model="", choices=(), extra={"x": nested(ENDLESS, within=within)})
            self.assertIn(TOO_DEEP, str(caught.exception))

    def test_a_value_that_contains_itself_is_refused(self) -> None:
        endless: list[Any] = []
        endless.append(endless)
        with self.assertRaises(ParseError) as caught:
            Response.from_dict(body(x=endless))
        self.assertEqual(caught.exception.problem, TOO_DEEP)
        loop: dict[str, Any] = body()
        loop["usage"] = loop
        with self.assertRaises(ParseError) as caught:
            Response.from_dict(loop)
        self.assertLess(len(str(caught.exception)), 2000)

    def test_text_is_measured_first_where_python_cannot_guard_its_stack(self) -> None:
        flat = "[" + "[]," * 2000 + r'"[\\\"["' + ",{}" * 2000 + "]"
        for levels, text in (
            (899, "$.x" + "[0]" * 9 + "…" + "[0]" * 10 + ": expected at most 100 levels of arrays and objects"),
            (900, "$: too many levels of arrays and objects"),
        ):
            item = "[" * levels + "]" * levels
            data = json.dumps(body())[:-1] + f', "z": {flat}, "x": {item}}}'
            with mock.patch("sys.platform", "emscripten"), self.assertRaises(ParseError) as caught:
                Response.from_json(data)
            self.assertEqual(str(caught.exception), text)


class Text(Hostile):
    def test_lone_surrogates_are_kept(self) -> None:
        for text in ("\ud800", "\udfff\ud800", "a\udc80"):
            parsed = self.kept(body(id=text, x={text: text}, choices=choice(content=text)))
            self.assertTrue(parsed.to_json().isascii())
            self.assertEqual(Response.from_json(parsed.to_json()), parsed)

    def test_lone_surrogates_and_control_characters_are_harmless_in_error_texts(self) -> None:
        for key, shown in (("\ud800", r"\ud800"), ("\x1b[2J\n", r"\u001b[2J\u000a"), ("\u202e", r"\u202e")):
            self.refused(body(x={key: {1}}), f"$.x['{shown}']: expected a JSON value, got set")

    def test_nul_and_control_characters_are_kept(self) -> None:
        text = "".join(map(chr, range(32))) + "\x7f\u2028\ufeff"
        parsed = self.kept(body(id=text, x={text: text}, choices=choice(content=text)))
        self.assertEqual(Response.from_json(parsed.to_json()), parsed)

    def test_a_bare_control_character_in_text_is_refused(self) -> None:
        self.refused_text('{"id": "a\nb"}', "$: expected JSON text: Invalid control character at at line 1 column 10")

    def test_bad_utf_8_is_refused_with_its_place(self) -> None:
        for tail, at in ((b"\xff", 8), (b"\xc3", 8), (b"\xed\xa0\x80", 8), (b"\xc0\x80", 8), (b"ok\xf8", 10)):
            self.refused_text(
                b'{"id": "' + tail + b'"}', f"$: expected JSON text, got bytes that are not utf-8 at byte {at}"
            )

    def test_a_byte_order_mark_is_passed_over(self) -> None:
        for text in (
            "\ufeff" + TYPICAL,
            ("\ufeff" + TYPICAL).encode(),
            TYPICAL.encode("utf-16"),
            TYPICAL.encode("utf-32"),
        ):
            self.assertEqual(Response.from_json(text).to_dict(), body())

    def test_other_encodings_of_unicode_are_read_and_anything_else_is_refused(self) -> None:
        for encoding in ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"):
            self.assertEqual(Response.from_json(TYPICAL.encode(encoding)).to_dict(), body())
        for junk in (b"\x00", b"\xff\xfe\x00", b"\x00\x00\xfe\xff\x00", b"\xff\xfe\x00\xd8", b"\x80\x04}."):
            with self.assertRaises(ParseError):
                Response.from_json(junk)

    def test_the_last_of_duplicate_keys_wins(self) -> None:
        text = TYPICAL.replace('"id":', '"id": 5, "id": "first", "id":')
        self.assertEqual(Response.from_json(text).to_dict(), body())


class Keys(Hostile):
    NAMES = ("self", "cls", "data", "extra", "_wire", "from_dict", "to_dict", "__class__", "__dict__", "__slots__")

    def test_keys_that_are_names_in_python_are_unknown_keys(self) -> None:
        for name in (*self.NAMES, "__init__", "__post_init__", "_values", "__proto__", "None", ""):
            parsed = self.kept(body(**{name: [name]}, choices=choice(**{name: 1}), usage=body()["usage"] | {name: 2}))
            self.assertEqual(parsed.extra, {name: (name,)})
            self.assertEqual(parsed.choices[0].message.extra, {name: 1})
            self.assertIs(type(parsed), Response)

    def test_keys_that_are_no_strings_are_refused(self) -> None:
        for key, name in (
            (1, "integer"),
            (None, "null"),
            (True, "boolean"),
            (0.5, "number"),
            (b"id", "bytes"),
            ((), "tuple"),
        ):
            text = f"expected strings as keys, got {name}"
            self.refused({**body(), key: 1}, f"$: {text}")
            self.refused(body(x={key: 1}), f"$.x: {text}")
            self.refused(body(x=[{"y": {key: 1}}]), f"$.x[0].y: {text}")
            self.refused(body(metadata={key: "1"}), f"$.metadata: {text}")
            self.refused(body(choices=[choice()[0], {key: 1} | choice()[0]]), f"$.choices[1]: {text}")

    def test_an_extra_that_names_a_field_is_a_wrong_call(self) -> None:
        with self.assertRaises(TypeError) as caught:
            Response(id="a", created=0, model="m", choices=(), extra={"id": "b"})
        self.assertEqual(
            str(caught.exception), "CreateChatCompletionResponse: extra names the field 'id'; give it as id="
        )

    def test_a_very_long_key_is_cut_in_the_error(self) -> None:
        error = self.refused(body(**{"k" * 10**6: {1}}), f"$['{'k' * 39}…']: expected a JSON value, got set")
        self.assertEqual(error.path, ("k" * 10**6,))


class Size(Hostile):
    def test_error_texts_are_short_however_many_and_deep_the_problems(self) -> None:
        """No input makes `str(e)` or the text of one problem long."""
        keys = {f"x{index}": nested(200, within="\U000e0001" * 50) for index in range(20)}
        many = [None] * 10_000
        for data in (body(**keys), body(choices=many), body(id="x" * 10**6, created="x" * 10**6)):
            with self.assertRaises(ParseError) as caught:
                Response.from_dict(data)
            self.assertLess(len(str(caught.exception)), 20_000)
            self.assertLess(max(len(str(problem)) for problem in caught.exception.problems), 4_000)
        for error in ({"error": {"message": "x" * 10**6}}, {"message": "x" * 10**6}, {"detail": ["x" * 10**6] * 5}):
            with self.assertRaises(package.ErrorResponse) as caught:
                Response.from_dict(error)
            self.assertLess(len(str(caught.exception)), 2_100)

    def test_the_work_grows_with_the_size_of_the_body_and_no_faster(self) -> None:
        """Four times as much takes about four times as many calls, whether it is right or wrong in every part."""
        entry = token()[0]["logprobs"]["content"][0]

        def tokens(count: int, **changes: Any) -> dict[str, Any]:
            many = [entry | changes for _ in range(count)]
            return body(choices=[choice()[0] | {"logprobs": {"content": many, "refusal": None}}])

        def wide(count: int) -> dict[str, Any]:
            return body(**{f"x{index}": {"y": [index]} for index in range(count)})

        makers = {
            "tokens": tokens,
            "wrong tokens": lambda count: tokens(count, token=5),
            "wrong choices": lambda count: body(choices=[None] * count),
            "wrong bytes": lambda count: body(choices=token(bytes=["a"] * count)),
            "unknown keys": wide,
            "empty tool calls": lambda count: body(choices=choice(tool_calls=[{} for _ in range(count)])),
            "an error": lambda count: {"detail": [{"msg": "no"}] * count},
        }

        def cost(data: Any, work: Any) -> int:
            def refused_or_not() -> None:
                try:
                    work(data)
                except ParseError as error:
                    str(error)

            return calls_made(refused_or_not)

        for name, make in makers.items():
            for work in (Response.from_dict, check):
                with self.subTest(f"{name}, {work.__name__}"):
                    self.assertLess(cost(make(800), work), 4.1 * cost(make(200), work) + 400)

    @needs_processes
    def test_very_many_empty_choices_are_refused(self) -> None:
        """In a process of its own, so that its memory is given back. Ten million take minutes and 10 GB."""
        count = int(os.environ.get("CHATCOMPLETION_CHOICES", "100000"))
        script = f"""
            import importlib
            package = importlib.import_module({NAME!r})
            text = '{{"id": "", "created": 0, "model": "", "choices": [' + "{{}}," * {count - 1} + "{{}}]}}"
            try:
                package.CreateChatCompletionResponse.from_json(text)
            except package.ParseError as error:
                print(error)
        """
        run = subprocess.run(
            [sys.executable, "-c", textwrap.dedent(script)], cwd=ROOT, capture_output=True, text=True, check=False
        )
        lines = [
            f"$.choices[{index}].{key}: expected {kind}, but the key is missing"
            for index in range(3)
            for key, kind in (("index", "integer"), ("message", "object"))
        ]
        self.assertEqual(run.stderr, "")
        self.assertEqual(run.stdout.splitlines(), [*lines[:5], f"and {count * 2 - 5} more problems"])


if __name__ == "__main__":
    unittest.main()
