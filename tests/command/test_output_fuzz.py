# SPDX-License-Identifier: MIT-0
"""The output of the command line for thousands of odd bodies, and what it costs as they grow."""

import functools
import io
import json
import random
import re
import unittest

from ..support.bodies import a_body, a_message
from ..support.contract import RESPONSE
from ..support.costs import bytes_taken, calls_made
from ..support.platform import MANY, THOROUGH
from .test_command import file_of, line, run
from .test_output import hidden_in
from .test_streams import chunk, events, lines


class Fuzz(unittest.TestCase):
    """Bodies with controls and lines of ours in every string: nothing gets out, and no line is forged."""

    COUNT = MANY
    ODD = (
        *"\x00\x07\x08\t\n\r\x1b\x7f\x80\x85\x9b\xad\u061c\u200b\u200e\u2028\u2029\u202e\u2066\ufeff\ud800\udfff\U000e0001",
        "\x1b[2J", "\x1b]0;x\x07", "\r\x1b[K", "\nfinish reason: stop\n", "\nChoice 1\n", "\n$.id: expected",
        "\n0 refused", "\n26 tokens in total", "\ncalls f  (c)\n", "\n==> x <==",
        "a", " ", "é", "日", "👨\u200d👩", '"', "\\", "{", "'", "]", ": ",
    )  # fmt: skip
    OURS = re.compile(
        r"==> |Choice \d|reasoning:$|answer:$|refused:$|calls |\[\d+\] |audio |finish reason: |moderation of the |"
        r"[\d,]+ (prompt|completion) tokens|[\d,]+ tokens in total|also sent: |\S+$|[\d-]+ [\d:]+ UTC  |cut off"
    )

    def setUp(self):
        self.random = random.Random(20260921)

    def odd(self):
        return "".join(self.random.choices(self.ODD, k=self.random.randrange(6)))

    def spoiled(self, value):
        """The value with odd text in its strings, and now and then in a key."""
        if isinstance(value, str):
            return self.odd() + (value if self.random.random() < 0.5 else "") + self.odd()
        if isinstance(value, list):
            return [self.spoiled(item) for item in value]
        if isinstance(value, dict):
            spoiled = {key: self.spoiled(member) if key != "type" else member for key, member in value.items()}
            if self.random.random() < 0.3:
                spoiled["z" + self.odd()] = self.odd()
            return spoiled
        return value

    def test_no_control_character_leaves_and_no_line_is_forged(self):
        plain = a_message(
            tool_calls=[{"id": "c", "type": "function", "function": {"name": "f", "arguments": "{}"}}],
            annotations=[
                {
                    "type": "url_citation",
                    "url_citation": {"start_index": 0, "end_index": 1, "url": "u", "title": "t"},
                }
            ],
        ) | {"system_fingerprint": "s", "service_tier": "default"}
        for number in range(self.COUNT):
            body = self.spoiled(RESPONSE if number % 20 == 0 else plain)
            text = json.dumps(body).encode()
            command = ("emit", "check", "show", "error", "stream")[number % 5]
            words = [command]
            if command == "error":
                words, text = ["show"], json.dumps({"error": {"message": self.odd(), "code": self.odd()}}).encode()
            elif command == "stream":
                words, text = ["show"], lines(chunk(self.odd()), chunk(self.odd(), model=self.odd(), finish="stop"))
            status, out, err = run(*words, stdin=text)
            self.assertEqual(hidden_in(out) | hidden_in(err), set(), (number, text))
            self.assertLessEqual(err.count("\n"), 1, (number, err))
            self.assertNotIn("Traceback", err)
            with self.subTest(number, text=text):
                getattr(self, f"look_at_{command}")(body, status, out)

    def look_at_emit(self, body, status, out):
        if status == 0:
            expected = json.loads(json.dumps(body))
            self.assertEqual(json.loads(out), expected)
            self.assertEqual(out.count("\n"), json.dumps(json.loads(out), indent=4).count("\n") + 1)

    def look_at_check(self, body, status, out):
        rows = out.splitlines()
        headings = [row for row in rows if row in ("Refused:", "Deviations:", "Unknown fields:")]
        problems = [row for row in rows if row.startswith("$")]
        counts = list(
            map(int, re.fullmatch(r"(\d+) refused, (\d+) deviations?, (\d+) unknown fields?", rows[-1]).groups())
        )
        self.assertEqual(len(problems), sum(counts))
        self.assertEqual(len(headings), sum(map(bool, counts)))
        self.assertEqual(len(rows), len(problems) + len(headings) + 1)

    def look_at_show(self, body, status, out):
        """Whatever begins in the first column is what the same body without odd strings has there."""
        if status:
            return
        first = [row for row in out.split("\n") if row and row[0] != " "]
        for row in first[1:]:
            self.assertRegex(row, self.OURS)
        message = body["choices"][0]["message"]
        self.assertEqual(
            sum(row.startswith("calls ") for row in first), len(message["tool_calls"]) + ("function_call" in message)
        )
        self.assertEqual(sum(row.startswith("finish reason:") for row in first), len(body["choices"]))
        self.assertEqual(sum(row.startswith("also sent: ") for row in first), any(key[0] == "z" for key in body))
        self.assertEqual(sum(row.startswith("==> ") for row in first), 0)

    def look_at_error(self, body, status, out):
        self.assertEqual((status, out), (1, ""))

    def look_at_stream(self, body, status, out):
        self.assertEqual(sum(row.startswith("finish reason: ") for row in out.split("\n")), 1)
        self.assertEqual(sum(row.startswith(("Choice", "$", "0 ", "26 ", "calls")) for row in out.split("\n")), 0)


@unittest.skipUnless(THOROUGH, "this takes long, and CHATCOMPLETION_THOROUGH is not set")
class Growth(unittest.TestCase):
    """Twice the input takes about twice the memory and the calls of functions, whatever the text is."""

    TEXTS = {  # noqa: RUF012
        "with spaces": "word " * 200,
        "without": "x" * 1000,
        "Chinese": "世界很大" * 250,
        "only spaces": " " * 1000,
        "line ends": "\n" * 1000,
        "controls": "\x1b\u202e" * 500,
        "marks": "e\u0301" * 500,
        "brackets": "[" * 1000,
        "items": "[" + "1," * 499 + "1]",
    }

    def check(self, name, small, large):
        small(), large()
        with self.subTest(name):
            self.assertLess(calls_made(large) / calls_made(small), 2.15)
            self.assertLess(bytes_taken([large]) / bytes_taken([small]), 2.3)

    def test_of_a_body_is_linear(self):
        for name, text in self.TEXTS.items():
            for command in ("emit", "check", "show"):
                works = []
                for times in (20, 40):
                    calls = [{"id": "c", "type": "function", "function": {"name": "f", "arguments": text * times}}]
                    body = a_message(content=text * times, tool_calls=calls)
                    works.append(functools.partial(run, command, stdin=json.dumps(body).encode()))
                self.check(f"{command}: {name}", *works)

    def test_of_a_stream_is_linear(self):
        for name, text in self.TEXTS.items():
            for command in ("show", "assemble"):
                works = []
                for times in (150, 300):
                    pieces = [chunk(text[:7]) for _ in range(times)]
                    works.append(functools.partial(run, command, stdin=events(*pieces, chunk(finish="stop"))))
                self.check(f"{command}: {name}", *works)

    def test_of_many_choices_is_linear(self):
        works = []
        for times in (300, 600):
            pieces = [chunk("a", index=index, finish="stop") for index in range(times)]
            works.append(functools.partial(run, "show", stdin=lines(*pieces)))
        self.check("choices", *works)

    def test_of_lines_takes_no_memory(self):
        for command in ("emit", "check", "show"):
            taken = []
            for times in (200, 800):
                file = file_of(line(a_body()) * times, ".jsonl")
                run(command, file, stdout=Null())
                taken.append(bytes_taken([functools.partial(run, command, file, stdout=Null())]))
            self.assertLess(taken[1], 1.2 * taken[0])


class Null(io.StringIO):
    """A file that keeps nothing."""

    def write(self, text):
        return len(text)


if __name__ == "__main__":
    unittest.main()
