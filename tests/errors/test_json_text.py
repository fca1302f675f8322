# SPDX-License-Identifier: MIT-0
"""from_json and to_json: encodings, and text and numbers that are refused."""

import gzip
import json
import sys
import unittest
from unittest import mock

from .. import package
from ..support.bodies import TYPICAL
from ..support.refusals import RefusalTest

Response = package.CreateChatCompletionResponse
BODY = TYPICAL | {"model": "né 🌊"}
TEXT = json.dumps(BODY, ensure_ascii=False)
TOO_DEEP = "too many levels of arrays and objects"

limits_digits = unittest.skipUnless(
    getattr(sys, "get_int_max_str_digits", lambda: 0)(), "this interpreter reads integers of any length"
)


class AcceptedText(unittest.TestCase):
    def test_from_json_reads_each_encoding_of_unicode(self) -> None:
        for encoding in ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"):
            self.assertEqual(Response.from_json(TEXT.encode(encoding)).to_dict(), BODY)
        self.assertEqual(Response.from_json(bytearray(TEXT.encode())).to_dict(), BODY)

    def test_from_json_ignores_a_byte_order_mark(self) -> None:
        self.assertEqual(Response.from_json("\ufeff" + TEXT).to_dict(), BODY)
        for encoding in ("utf-8-sig", "utf-16", "utf-32"):
            self.assertEqual(Response.from_json(TEXT.encode(encoding)).to_dict(), BODY)

    def test_from_json_takes_the_last_of_duplicate_keys(self) -> None:
        text = TEXT.replace('"id":', '"id": 5, "id": "first", "id":', 1)
        self.assertEqual(Response.from_json(text).to_dict(), BODY)


class RefusedText(RefusalTest):
    def test_from_json_refuses_invalid_json_and_says_where(self) -> None:
        for text, message in (
            ("", "Expecting value at line 1 column 1"),
            (b" \n", "Expecting value at line 2 column 1"),
            ("{", "Expecting property name enclosed in double quotes at line 1 column 2"),
            ('{"id":\n\n  x}', "Expecting value at line 3 column 3"),
            ("\ufeffx", "Expecting value at line 1 column 1"),
            ("{} {}", "Extra data at line 1 column 4"),
            ("{}\n{}", "Extra data at line 2 column 1"),
            ('{"id": "a\nb"}', "Invalid control character at at line 1 column 10"),
            (b"\x00", "Expecting value at line 1 column 1"),
        ):
            with self.subTest(text):
                self.assert_text_refused(text, f"expected JSON text: {message}")

    def test_from_json_refuses_numbers_that_json_does_not_have(self) -> None:
        for number in ("NaN", "Infinity", "-Infinity"):
            for text in (f'{{"created": {number}}}', f'{{"x": [{number}]}}'):
                self.assert_text_refused(text, f"expected JSON text: {number} is not a number in JSON")

    def test_from_json_refuses_a_number_too_large_for_a_float(self) -> None:
        for digits in ("1e400", "-1e400", "1" * 5000 + ".5"):
            self.assert_text_refused(f'{{"x": {digits}}}', "expected JSON text: a number is too large for a float")

    @limits_digits
    def test_from_json_refuses_an_integer_of_5000_digits(self) -> None:
        error = self.error_of_text('{"created": ' + "9" * 5000 + "}")
        expected = r"^\$: expected JSON text: Exceeds the limit \(4300( digits)?\) for integer string conversion"
        self.assertRegex(str(error), expected)
        self.assertLess(len(str(error)), 300)

    def test_from_json_refuses_endless_nesting(self) -> None:
        many = 100_000
        for opening, closing in (("[", "]"), ('{"a":', "}"), ('[{"a":', "}]")):
            for ending in ("", "1" + closing * many):
                deep = opening * many + ending
                for text in (deep, " " + deep, TEXT[:-1] + f', "x": {deep}}}', f'{{"x": {deep}}}'.encode()):
                    self.assert_text_refused(text, TOO_DEEP)

    def test_from_json_counts_levels_first_where_python_cannot_guard_its_stack(self) -> None:
        brackets = "[" + "[]," * 2000 + r'"[\\\"["' + ",{}" * 2000 + "]"
        place = "$.x" + "[0]" * 9 + "…" + "[0]" * 10
        for levels, expected in (
            (899, f"{place}: expected at most 100 levels of arrays and objects"),
            (900, f"$: {TOO_DEEP}"),
        ):
            text = TEXT[:-1] + f', "z": {brackets}, "x": {"[" * levels + "]" * levels}}}'
            with self.subTest(levels), mock.patch.object(sys, "platform", "emscripten"):
                self.assertEqual(str(self.error_of_text(text)), expected)
        with mock.patch.object(sys, "platform", "emscripten"):
            self.assertEqual(Response.from_json(TEXT).to_dict(), BODY)
            unterminated = "expected JSON text: Unterminated string starting at at line 1 column 7"
            self.assert_text_refused('{"x": "' + "[" * 1000, unterminated)

    def test_from_json_refuses_bytes_that_are_not_unicode_and_says_where(self) -> None:
        for data, encoding, at in (
            (b'{"id": "\xff"}', "utf-8", 8),
            (b'{"id": "\xc3"}', "utf-8", 8),
            (b'{"id": "\xed\xa0\x80"}', "utf-8", 8),
            (b'{"id": "\xc0\x80"}', "utf-8", 8),
            (b'{"id": "ok\xf8"}', "utf-8", 10),
            (b"\x80\x04}.", "utf-8", 0),
            (b"\xff\xfe{", "utf-16", 2),
            (b"\xff\xfe\x00\xd8", "utf-16", 2),
            (b"\x00\x00\xfe\xff\x00", "utf-32", 4),
        ):
            self.assert_text_refused(data, f"expected JSON text, got bytes that are not {encoding} at byte {at}")

    def test_from_json_says_of_gzip_bytes_that_they_are_compressed(self) -> None:
        for data in (gzip.compress(TEXT.encode()), gzip.compress(b""), b"\x1f\x8b"):
            expected = "$: expected JSON text, got bytes that are not utf-8 at byte 1"
            hint = "this is compressed with gzip: decompress it first"
            self.assertEqual(str(self.error_of_text(data)), f"{expected} ({hint})")
        self.assertEqual(self.error_of_text(gzip.compress(b"{}").decode("latin-1")).hint, hint)
        self.assertEqual(self.error_of_text(gzip.compress(b"{}").decode(errors="replace")).hint, hint)
        self.assertIsNone(self.error_of_text(b"\x1f{}").hint)

    def test_from_json_refuses_a_value_that_is_not_an_object(self) -> None:
        for text, kind in (("[]", "array"), ("null", "null"), ('"{}"', "string"), ("5", "integer"), ("0.5", "number")):
            self.assert_text_refused(text, f"expected object, got {kind}")

    def test_from_json_raises_type_error_for_anything_but_text(self) -> None:
        for value, got in (
            ({}, "dict; from_dict reads a dict"),
            (None, "NoneType"),
            (["{}"], "list"),
            (7, "int"),
            (memoryview(b"{}"), "memoryview"),
        ):
            with self.assertRaises(TypeError) as caught:
                Response.from_json(value)
            self.assertEqual(str(caught.exception), f"from_json takes JSON text as str or bytes, got {got}")


class WrittenText(unittest.TestCase):
    def test_to_json_takes_indent_and_ensure_ascii_as_json_does(self) -> None:
        response = Response.from_dict(BODY)
        for options in ({}, {"indent": 2}, {"indent": "\t"}, {"ensure_ascii": False}, {"ensure_ascii": True}):
            self.assertEqual(response.to_json(**options), json.dumps(response.to_dict(), **options))

    def test_to_json_raises_value_error_for_nan_and_infinities(self) -> None:
        for number in (float("nan"), float("inf"), float("-inf")):
            self.assertRaises(ValueError, Response.from_dict(BODY | {"score": number}).to_json)

    @limits_digits
    def test_to_json_raises_value_error_for_an_integer_of_over_4300_digits(self) -> None:
        self.assertRaises(ValueError, Response.from_dict(BODY | {"created": 10**5000}).to_json)


if __name__ == "__main__":
    unittest.main()
