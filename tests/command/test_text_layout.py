# SPDX-License-Identifier: MIT-0
"""How `show` fits text into rows, and how it lays out the arguments of tool calls."""

import json
import unicodedata
import unittest
from typing import Any

from ..support.bodies import a_message
from ..support.platform import ENDLESS
from .running import FINISH, HEAD, chunk, events, run, shown_as_it_arrives


def rows_of(content: str) -> list[str]:
    """The rows of a text on a page of 20 columns. Each begins with two spaces."""
    page = run("show", "--width", 20, stdin=a_message(content=content))[1]
    return page.partition("\n\n")[2].removesuffix(FINISH).removesuffix("\n").split("\n")


def columns(text: str) -> int:
    """How many columns of a terminal the text takes, by the Unicode Standard, or may take."""

    def of(char: str) -> int:
        if char == "\ufe0f":  # the character before it becomes a wide emoji in some terminals
            return 1
        if unicodedata.category(char) in ("Mn", "Me", "Cf") or "\u1160" <= char <= "\u11ff":
            return 0
        return 2 if unicodedata.east_asian_width(char) in ("W", "F") else 1

    return sum(map(of, text))


CHARACTERS_BY_WIDTH = (
    "\u0301\u0e31\u094d\u20dd\u200c\u200d\u1161\u11ff\ud7b0\ud7fb",  # marks, joiners, later parts of Hangul
    "bé\u1200\ufe0f",
    "日\uff21가🌊\u1159",
)


class Rows(unittest.TestCase):
    def test_show_wraps_text_and_its_own_lines_to_the_width(self) -> None:
        content = "one two three four five six seven\n\n" + "x" * 45 + " y\n" + "日本" * 12 + " a\u0301b"
        self.assertEqual(
            run("show", "--width", 20, stdin=a_message(content=content) | {"service_tier": "default"})[1],
            "m\n1970-01-01 00:00:01\n    UTC  a  tier\n    default\n\n"
            "  one two three four\n  five six seven\n\n"
            f"  {'x' * 18}\n  {'x' * 18}\n  {'x' * 9} y\n"
            f"  {'日本' * 4}日\n  本{'日本' * 4}\n  {'日本' * 3} a\u0301b\n" + FINISH,
        )

    def test_a_row_ends_between_words_and_is_filled_to_its_last_column(self) -> None:
        a, b, x = "a" * 9, "b" * 9, "x" * 12
        for content, rows in {
            "a" * 18 + " " + "b" * 18: ["a" * 18, "b" * 18],
            f"{a} {b[1:]}": [f"{a} {b[1:]}"],
            f"{a} {b[1:]} ": [f"{a} {b[1:]}"],
            f"{a} {b}": [a, b],
            f"{a}   {b[2:]}": [a, b[2:]],
            f"{x} XXX XXX": [f"{x} XXX", "XXX"],
            f"aaaa {x}XX": ["aaaa", f"{x}XX"],
            "aa " + "b" * 40: ["aa", "b" * 18, "b" * 18, "bbbb"],
            " " * 40 + "x y": [" " * 17 + "x", "y"],
        }.items():
            with self.subTest(content):
                self.assertEqual(rows_of(content), [f"  {row}" for row in rows])

    def test_a_row_may_end_before_and_after_a_wide_character(self) -> None:
        x = "x" * 12
        for content, rows in {
            "日" * 10: ["日" * 9, "日"],
            "日" * 8 + "abc": ["日" * 8, "abc"],
            "aaaaa" + "日" * 8: ["aaaaa" + "日" * 6, "日日"],
            "a" * 17 + " 日 b": ["a" * 17, "日 b"],
            "aaaa 日本日本日本日": ["aaaa 日本日本日本", "日"],
            "日本日本日本日本 ab": ["日本日本日本日本", "ab"],
            f"{x} aaaa日": [f"{x} aaaa", "日"],
        }.items():
            with self.subTest(content):
                self.assertEqual(rows_of(content), [f"  {row}" for row in rows])

    def test_a_character_takes_no_column_or_one_or_two(self) -> None:
        for width, chars in enumerate(CHARACTERS_BY_WIDTH):
            for char in chars:
                with self.subTest(ascii(char)):
                    self.assertEqual(rows_of(f"a{char}" * 36)[0], "  " + f"a{char}" * (18 // (1 + width)))

    def test_rows_fit_the_page_in_every_script(self) -> None:
        for text in (
            "日本 go ",
            "नमस्ते दुनिया ",
            "สวัสดีชาวโลก",
            "e\u0301\u0302 ",
            "e\ufe0f\u200d\u200c",
            "가각\u1100\u1161\u11a8",
            "👨\u200d👩 ",
            "\x1b\u202e",
            "\uff21b",
        ):
            with self.subTest(text):
                widths = [*map(columns, rows_of(text * 50))]
                self.assertLessEqual(max(widths), 20)
                self.assertGreater(max(widths), 13)

    def test_the_indentation_of_a_line_is_kept(self) -> None:
        body = a_message(content="  def f():\n\treturn 1\n" + " " * 90)
        out = HEAD + "    def f():\n      return 1\n" + FINISH
        self.assertEqual(run("show", "--width", 40, stdin=body)[1], out)

    def test_a_tab_advances_to_the_next_multiple_of_four_columns(self) -> None:
        self.assertEqual(rows_of("a\tb\tccccc\td"), ["  a   b   ccccc   d"])


class Arrival(unittest.TestCase):
    def written(self, *texts: str) -> list[str]:
        """What is written after each piece of a text has arrived, and at the end, on a page of 20 columns."""
        chunks = [chunk(choices=[]), *map(chunk, texts), chunk(finish="stop")]
        written = shown_as_it_arrives(*(events(one, done=False).encode() for one in chunks), width=20)
        self.assertEqual(written[-2], "")
        return [*written[1:-2], written[-1].removesuffix(FINISH)]

    def test_rows_are_written_as_text_arrives(self) -> None:
        pieces = {
            "  in": "    in",
            "dented wo": "dented wo",
            "rd e\u0301": "rd e\u0301",
            "日" * 12: "\n  " + "日" * 9 + "\n  " + "日" * 3,
            " \x1b\n": " \\x1b\n",
            "\n": "\n",
            "end": "  end",
            " ": "",
        }
        self.assertEqual(self.written(*pieces), [*pieces.values(), "\n"])

    def test_a_row_ends_within_a_word_that_goes_on_in_a_later_piece(self) -> None:
        self.assertEqual(
            self.written("a" * 16, " bbbb", "b" * 15), ["  " + "a" * 16, "\n  bbbb", "b" * 14 + "\n  b", "\n"]
        )

    def test_a_mark_stays_with_the_character_before_it(self) -> None:
        self.assertEqual(self.written("a" * 18, "\u0301", "b"), ["  " + "a" * 18, "\u0301", "\n  b", "\n"])

    def test_spaces_wait_for_the_next_word(self) -> None:
        self.assertEqual(self.written("a ", "  ", "b"), ["  a", "", "   b", "\n"])
        self.assertEqual(self.written(" ", "\n", "b"), ["", "\n", "  b", "\n"])

    def test_tab_stops_are_the_same_wherever_the_text_is_cut(self) -> None:
        self.assertEqual(self.written("a", "\tb", "\tc"), ["  a", "   b", "   c", "\n"])
        self.assertEqual(self.written("a\tb\tc"), ["  a   b   c", "\n"])


class ToolArguments(unittest.TestCase):
    maxDiff = None

    def calling(self, arguments: str, width: int = 200) -> str:
        """How the arguments of a function call are shown."""
        body = a_message(content=None, function_call={"name": "f", "arguments": arguments})
        page = run("show", "--width", width, stdin=body)[1]
        return page.partition("calls f\n")[2].removesuffix(FINISH)

    def laid_out(self, texts: Any) -> Any:
        """How each of these texts is shown as the arguments of a tool call."""
        calls = [{"id": "c", "type": "function", "function": {"name": "f", "arguments": text}} for text in texts]
        page = run("show", "--width", 10_000, stdin=a_message(content=None, tool_calls=calls))[1]
        return page.removesuffix(FINISH).split("calls f  (c)\n")[1:]

    def test_arguments_are_laid_out_with_each_value_as_it_was_sent(self) -> None:
        """Numbers, duplicate keys and escapes among them."""
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

    def test_arguments_are_laid_out_as_the_json_module_lays_them_out(self) -> None:
        values: Any = {}, [], [[]], [{}], {"a": [1, "b", None, {"c": {}}]}, {"": ""}, [[1], [2, 3]], {"a\n": '"\\'}
        for options in ({}, {"separators": (",", ":")}, {"indent": 7}):
            found = self.laid_out([json.dumps(value, **options) for value in values])
            for value, text in zip(values, found, strict=True):
                lines = json.dumps(value, indent=2).splitlines()
                self.assertEqual(text, "".join(f"    {line}\n" for line in lines))

    def test_arguments_that_are_not_a_json_object_or_array_are_shown_unchanged(self) -> None:
        texts = (
            *("{'harbour': 1", '{"a": 1', '{"a": 1}}', '{"a": 1} {"a": 1}', "{},", "{} 1", '{"a" 1}', '{"a" 1 2}'),
            *('{"a": 1,}', "{1: 2}", '{"a"}', '{"a":}', "[1 2]", "[,1]", "[1,,2]", "[1}", "{]", "[", "]", "[:1]"),
            *("[01]", "[1.]", "[.5]", "[+1]", "[NaN]", "[truefalse]", '["abc\tb"]', '["\\x"]', '["\\u12g4"]', '["a]'),
            *("[\xa01]", ": 1", ",", " ", "x", "5", '"a"', "null"),
        )
        for text, found in zip(texts, self.laid_out(texts), strict=True):
            self.assertEqual(found, f"    {text}\n".replace("\t", "\\t"))
        self.assertEqual(self.laid_out([""]), [""])

    def test_arguments_of_more_than_32_levels_are_shown_unchanged(self) -> None:
        deep = "[" * 33 + "]" * 33
        self.assertEqual(self.calling(deep), f"    {deep}\n")
        lines = json.dumps(json.loads(deep[1:-1]), indent=2).splitlines()
        self.assertEqual(self.calling(deep[1:-1]), "".join(f"    {line}\n" for line in lines))
        endless = "[" * ENDLESS
        self.assertEqual("".join(self.calling(endless, width=10_000).split()), endless)

    def test_arguments_keep_each_space_and_end_their_rows_at_the_edge_of_the_page(self) -> None:
        """A row that continues a line is indented more than the line, up to half of the page."""
        for text, rows in (
            ('{"a":"b  c    d e   fgh"}', ["    {", '      "a": "b  c    ', '        d e   fgh"', "    }"]),
            ("a  b \n  c", ["    a  b ", "      c"]),
            (" " * 9 + "abcdefghijkl", [" " * 13 + "abcdefg", " " * 15 + "hijkl"]),
            (" " * 12 + "abcdefgh", [" " * 16 + "abcd", " " * 16 + "efgh"]),
        ):
            with self.subTest(text):
                self.assertEqual(self.calling(text, width=20), "".join(f"{row}\n" for row in rows))

    def test_tabs_in_arguments_are_escaped_and_not_turned_into_spaces(self) -> None:
        self.assertEqual(self.calling("all:\n\tmake\tit\n"), "    all:\n    \\tmake\\tit\n")
        call = {"id": "c", "type": "custom", "custom": {"name": "f", "input": "\tx\n\n y"}}
        page = run("show", stdin=a_message(content=None, tool_calls=[call]))[1]
        self.assertEqual(page, f"{HEAD}calls f  (c)\n    \\tx\n\n     y\n{FINISH}")

    def test_line_feeds_in_arguments_begin_rows_and_carriage_returns_are_escaped(self) -> None:
        self.assertEqual(self.calling("a\nfinish reason: x\r\n"), "    a\n    finish reason: x\\r\n")


if __name__ == "__main__":
    unittest.main()
