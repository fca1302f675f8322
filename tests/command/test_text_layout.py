# SPDX-License-Identifier: MIT-0
"""How text is laid out in rows, and tool arguments from their text."""

import io
import json
import unittest

from .. import submodule
from .test_show import END, page_on, saying, shown

layout = submodule("_layout")
laid_out = submodule("_json_layout").laid_out


class Arguments(unittest.TestCase):
    maxDiff = None

    def calling(self, arguments, width=200):
        page = shown(saying(content=None, function_call={"name": "f", "arguments": arguments}), width=width)
        return page.partition("calls f\n")[2].removesuffix(END)

    def test_are_laid_out_from_their_text(self):
        """A number, a key that stands twice and an escape are shown as they were sent."""
        text = (
            '{"b":1.0,"n":1E400,"i":12345678901234567890123,"b":[],"a":{"x":"Büsum \\u00fc"},"e":{},"l":[true,null,-0]}'
        )
        self.assertEqual(
            self.calling(text),
            """\
    {
      "b": 1.0,
      "n": 1E400,
      "i": 12345678901234567890123,
      "b": [],
      "a": {
        "x": "Büsum \\u00fc"
      },
      "e": {},
      "l": [
        true,
        null,
        -0
      ]
    }
""",
        )

    def test_are_laid_out_as_json_lays_them_out(self):
        for value in ({}, [], [[]], [{}], {"a": [1, "b", None, {"c": {}}]}, {"": ""}, [[1], [2, 3]], {"a\n": '"\\'}):
            for text in (json.dumps(value), json.dumps(value, separators=(",", ":")), json.dumps(value, indent=7)):
                self.assertEqual(laid_out(text), json.dumps(value, indent=2))

    def test_that_are_no_json_stand_as_they_came(self):
        for text in (
            "{'harbour': 1",
            '{"a": 1',
            '{"a": 1}}',
            '{"a": 1} {"a": 1}',
            "{},",
            "{} 1",
            '{"a" 1}',
            '{"a": 1,}',
            "{1: 2}",
            '{"a"}',
            '{"a":}',
            "[1 2]",
            "[,1]",
            "[1,,2]",
            "[1}",
            "{]",
            "[",
            "]",
            "[01]",
            "[1.]",
            "[.5]",
            "[+1]",
            "[NaN]",
            "[truefalse]",
            '["a\tb"]',
            '["\\x"]',
            '["\\u12g4"]',
            '["a]',
            "[\xa01]",
            ": 1",
            ",",
            "",
            " ",
            "x",
            "5",
            '"a"',
            "null",
        ):
            self.assertEqual(laid_out(text), text)

    def test_that_are_deep_stand_as_they_came(self):
        deep = "[" * 33 + "]" * 33
        self.assertEqual(laid_out(deep), deep)
        self.assertEqual(laid_out(deep[1:-1]), json.dumps(json.loads(deep[1:-1]), indent=2))
        deep = "[" * 100_000
        self.assertEqual(self.calling(deep, width=200_000).replace("\n", "").replace(" ", ""), deep)

    def test_keep_each_space(self):
        """Rows end at the edge of the page. A row that goes on is indented more than its line."""
        self.assertEqual(
            self.calling('{"a":"b  c    d e   fgh"}', width=20),
            '    {\n      "a": "b  c    \n        d e   fgh"\n    }\n',
        )
        self.assertEqual(self.calling("a  b \n  c", width=20), "    a  b \n      c\n")

    def test_may_have_line_ends_of_any_kind_within(self):
        self.assertEqual(self.calling("a\nfinish reason: x\r\n"), "    a\n    finish reason: x\\r\n")


class Rows(unittest.TestCase):
    def written(self, *pieces, width=20, **options):
        """What is written after each of the pieces, and after the end."""
        file, told, before = io.StringIO(), [], 0
        rows = layout.Rows(page_on(file, color="never", width=width), 2, **options)
        for piece in (*pieces, None):
            if piece is None:
                rows.end()
            else:
                rows.add(piece)
            told.append(file.getvalue()[before:])
            before = len(file.getvalue())
        return told

    def test_are_written_as_text_arrives(self):
        self.assertEqual(
            self.written("  in", "dented wo", "rd e\u0301", "日" * 12, " \x1b\n", "\n", "end", " "),
            [
                "    in",
                "dented wo",
                "rd e\u0301",
                "\n  " + "日" * 9 + "\n  " + "日" * 3,
                " \\x1b\n",
                "\n",
                "  end",
                "",
                "\n",
            ],
        )

    def test_end_between_words_where_they_can(self):
        a, b = "a" * 9, "b" * 9
        for text, rows in (
            (f"{a} {b[1:]} ", f"  {a} {b[1:]}"),
            (f"{a} {b} ", f"  {a}\n  {b}"),
            (f"{a}   {b[2:]} ", f"  {a}\n  {b[2:]}"),
            ("aa " + "b" * 40, "  aa\n  " + "b" * 18 + "\n  " + "b" * 18 + "\n  bbbb"),
            (" " * 40 + "x y", " " * 19 + "x\n  y"),
        ):
            self.assertEqual(self.written(text), [rows, "\n"])

    def test_end_before_and_after_a_wide_character(self):
        for text, rows in (
            ("日" * 8 + "abc", "  " + "日" * 8 + "\n  abc"),
            ("aaaaa" + "日" * 8, "  aaaaa" + "日" * 6 + "\n  日日"),
            ("a" * 17 + " 日 b", "  " + "a" * 17 + "\n  日 b"),
        ):
            self.assertEqual(self.written(text), [rows, "\n"])

    def test_end_within_a_word_that_goes_on_in_a_later_piece(self):
        self.assertEqual(
            self.written("a" * 16, " bbbb", "b" * 15), ["  " + "a" * 16, "\n  bbbb", "b" * 14 + "\n  b", "\n"]
        )

    def test_keep_a_mark_with_the_character_before_it(self):
        self.assertEqual(self.written("a" * 18, "\u0301", "b"), ["  " + "a" * 18, "\u0301", "\n  b", "\n"])

    def test_keep_spaces_until_a_word_comes(self):
        self.assertEqual(self.written("a ", "  ", "b"), ["  a", "", "   b", "\n"])
        self.assertEqual(self.written(" ", "\n", "b"), ["", "\n", "  b", "\n"])

    def test_have_tab_stops_wherever_the_text_is_cut(self):
        self.assertEqual(self.written("a\tb\tc"), ["  a   b   c", "\n"])
        self.assertEqual(self.written("a", "\tb", "\tc"), ["  a", "   b", "   c", "\n"])

    def test_fit_the_page_in_every_script(self):
        for text in (
            "日本 go ",
            "नमस्ते दुनिया ",
            "สวัสดีชาวโลก",
            "e\u0301\u0302 ",
            "가각\u1100\u1161\u11a8",
            "👨\u200d👩 ",
            "\x1b\u202e",
            "\uff21b",
        ):
            written = "".join(self.written(text * 50, width=31))
            self.assertLessEqual(max(map(layout.columns, written.splitlines())), 31)
            self.assertGreater(max(map(layout.columns, written.splitlines())), 20)


class Columns(unittest.TestCase):
    def test_of_marks_are_none_and_of_wide_characters_two(self):
        cases = {
            "a": 1,
            "é": 1,
            "日": 2,
            "\uff21": 2,
            "가": 2,
            "🌊": 2,
            "\u0301": 0,
            "\u0e31": 0,
            "\u094d": 0,
            "\u200d": 0,
            "\ufe0f": 0,
            "\u1161": 0,
        }
        self.assertEqual({char: layout.columns(char) for char in cases}, cases)


if __name__ == "__main__":
    unittest.main()
