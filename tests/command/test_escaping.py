# SPDX-License-Identifier: MIT-0
"""No control character is written raw, no text imitates a line of the command line, and every encoding works."""

import io
import json
import sys
import unittest
from typing import Any

from ..support.bodies import a_body, a_message
from ..support.platform import THOROUGH
from .answers import cases
from .running import FINISH, HEAD, encoded, hidden_in, is_hidden, packed, run


class Answers(unittest.TestCase):
    maxDiff = None

    def test_each_command_answers_hostile_and_broken_input_without_raw_text(self) -> None:
        for name, words, stdin, answer in cases():
            with self.subTest(name):
                self.assertEqual(run(*words, stdin=stdin), answer)


class Text(unittest.TestCase):
    def shown(self, content: str) -> str:
        """How `show` writes a text of one line."""
        return run("show", "--width", 10_000, stdin=a_message(content=content))[1].removeprefix(HEAD + "  ")

    def test_show_escapes_every_control_and_format_character(self) -> None:
        # Of the planes above the first, Unicode has such characters in two.
        codes = range(sys.maxunicode + 1) if THOROUGH else (*range(0x20000), *range(0xE0000, 0xF0000))
        chars = [char for char in map(chr, codes) if is_hidden(char) and char not in "\t\n"]
        rows = self.shown("\n".join(f"a{char}b" for char in chars)).splitlines()
        for char, row in zip(chars, rows[:-1], strict=True):
            self.assertEqual(row.strip(), f"a{char.encode('unicode_escape').decode()}b")

    def test_show_escapes_blanks_without_width(self) -> None:
        blanks = "\u034f\u115f\u1160\u17b4\u3164\uffa0\U000e0100"
        self.assertEqual(self.shown(blanks), blanks.encode("unicode_escape").decode() + "\n" + FINISH)

    def test_show_writes_letters_marks_and_joiners_as_they_are(self) -> None:
        hindi, persian = "\u0928\u092e\u0938\u094d\u0924\u0947", "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"
        text = f"né 日本 {hindi} {persian} 👨\u200d👩 ❤\ufe0f \xa0\u3000 \\x1b"
        self.assertEqual(self.shown(text), text + "\n" + FINISH)


class Json(unittest.TestCase):
    def test_emit_escapes_delete_which_the_json_module_does_not(self) -> None:
        body = a_body(id="\x7f")
        self.assertEqual(run("--compact", stdin=body), (0, packed(body).replace("\x7f", "\\u007f"), ""))

    def test_emit_escapes_hidden_characters_and_keeps_the_value_in_every_encoding(self) -> None:
        text = "".join(map(chr, (*range(0x300), *range(0x2000, 0x2100), 0xFEFF, 0xE0001, 0x1F30A)))
        body = a_body(**{text: [text]})
        for encoding in ("ascii", "latin-1", "cp1252", "gbk", "utf-8"):
            with self.subTest(encoding):
                written = written_in(encoding, body, "emit")
                self.assertEqual(json.loads(written), body)
                self.assertEqual(hidden_in(written), set())


def written_in(encoding: str, body: Any, *words: str) -> str:
    """What a command writes to standard output of this encoding."""
    written = io.BytesIO()
    stdout = io.TextIOWrapper(written, encoding=encoding, newline="\n")
    if run(*words, stdin=encoded(body), stdout=stdout)[0]:
        raise AssertionError(f"{words} failed")
    return written.getvalue().decode(encoding)


class Encodings(unittest.TestCase):
    TEXT = "é中🌊\x9b"
    CASES = (  # the encoding, and how `show` and `emit` write the text
        ("ascii", "\\xe9\\u4e2d\\U0001f30a\\x9b", "\\u00e9\\u4e2d\\ud83c\\udf0a\\u009b"),
        ("cp1252", "é\\u4e2d\\U0001f30a\\x9b", "é\\u4e2d\\ud83c\\udf0a\\u009b"),
        ("gbk", "é中\\U0001f30a\\x9b", "é中\\ud83c\\udf0a\\u009b"),
        ("utf-8", "é中🌊\\x9b", "é中🌊\\u009b"),
        ("shift_jis", "\\xe9中\\U0001f30a\\x9b", "\\u00e9中\\ud83c\\udf0a\\u009b"),
        ("utf-16", "é中🌊\\x9b", "é中🌊\\u009b"),
    )

    def test_a_character_that_the_encoding_lacks_is_escaped(self) -> None:
        body = a_message(content=self.TEXT)
        for encoding, in_text, in_json in self.CASES:
            with self.subTest(encoding):
                self.assertEqual(written_in(encoding, body, "show"), f"{HEAD}  {in_text}\n{FINISH}")
                for command in ("emit", "assemble"):
                    expected = packed(body, ensure_ascii=False).replace(self.TEXT, in_json)
                    self.assertEqual(written_in(encoding, body, command, "--compact"), expected)

    def test_a_character_that_the_encoding_would_read_back_as_another_is_escaped(self) -> None:
        """In Shift_JIS, the yen sign and the overline have the places of the backslash and the tilde."""
        body = a_message(content="¥\u203e~\\\\")
        self.assertEqual(written_in("shift_jis", body, "show"), f"{HEAD}  \\xa5\\u203e~\\\\\n{FINISH}")
        expected = packed(body, ensure_ascii=False).replace("¥\u203e", "\\u00a5\\u203e")
        self.assertEqual(written_in("shift_jis", body, "emit", "--compact"), expected)

    def test_the_ascii_option_escapes_what_the_encoding_has_too(self) -> None:
        written = written_in("utf-8", a_message(content=self.TEXT), "show", "--ascii")
        self.assertEqual(written, f"{HEAD}  {self.CASES[0][1]}\n{FINISH}")


if __name__ == "__main__":
    unittest.main()
