# SPDX-License-Identifier: MIT-0
"""Random hostile text in every string: no control character is written raw, and no text imitates a row of `show`."""

import json
import random
import re
import unittest
from collections.abc import Iterator
from typing import Any

from ..support.bodies import a_message
from ..support.contract import RESPONSE
from ..support.platform import MANY
from .running import chunk, hidden_in, lines, run

PIECES = (
    *"\x00\x07\x08\t\n\r\x1b\x7f\x80\x85\x9b\xad\u061c\u200b\u200e\u2028\u2029\u202e\u2066\ufeff\ud800\udfff\U000e0001",
    "\x1b[2J", "\x1b]0;x\x07", "\r\x1b[K", "\nfinish reason: stop\n", "\nChoice 1\n", "\n$.id: expected",
    "\n0 refused", "\n26 tokens in total", "\ncalls f  (c)\n", "\n==> x <==",
    "a", " ", "é", "日", "👨\u200d👩", '"', "\\", "{", "'", "]", ": ",
)  # fmt: skip

# How the rows begin that `show` itself writes. A name in a row of its own has no space, or is quoted.
OWN_ROW = re.compile(
    r"==> |Choice \d|reasoning:$|answer:$|refused:$|calls |\[\d+\] |audio |finish reason: |moderation of the |"
    r"[\d,]+ (prompt|completion) tokens|[\d,]+ tokens in total|also sent: |\S+$|[\d-]+ [\d:]+ UTC  |cut off"
)
HEADINGS = ("Refused:", "Deviations:", "Unknown fields:")

URL_CITATION = {"start_index": 0, "end_index": 1, "url": "u", "title": "t"}
PLAIN = a_message(
    tool_calls=[{"id": "c", "type": "function", "function": {"name": "f", "arguments": "{}"}}],
    annotations=[{"type": "url_citation", "url_citation": URL_CITATION}],
) | {"system_fingerprint": "s", "service_tier": "default"}


class RandomText(unittest.TestCase):
    COUNT = MANY // 5  # of inputs for each test

    def setUp(self) -> None:
        self.random = random.Random(20260921)

    def text(self) -> str:
        return "".join(self.random.choices(PIECES, k=self.random.randrange(6)))

    def spoiled(self, value: Any) -> Any:
        """The value with random text in its strings, and sometimes in a key."""
        if isinstance(value, str):
            return self.text() + (value if self.random.random() < 0.5 else "") + self.text()
        if isinstance(value, list):
            return [self.spoiled(item) for item in value]
        if isinstance(value, dict):
            spoiled = {key: self.spoiled(member) if key != "type" else member for key, member in value.items()}
            if self.random.random() < 0.3 and "harm" not in value:  # a moderation result has maps without unknown keys
                spoiled["z" + self.text()] = self.text()
            return spoiled
        return value

    def bodies(self) -> Iterator[Any]:
        for number in range(self.COUNT):
            yield self.spoiled(RESPONSE if number % 20 == 0 else PLAIN)

    def run_safely(self, command: str, stdin: Any) -> tuple[int, str]:
        """Run a command, assert that it writes nothing raw and at most one error, and return its status and output."""
        status, out, err = run(command, stdin=stdin, columns=80)
        self.assertEqual(hidden_in(out) | hidden_in(err), set())
        self.assertLessEqual(err.count("\n"), 1)
        self.assertNotIn("Traceback", err)
        return status, out

    def test_emit_writes_a_body_of_random_text_back(self) -> None:
        for body in self.bodies():
            with self.subTest(body):
                status, out = self.run_safely("emit", body)
                self.assertEqual((status, json.loads(out)), (0, json.loads(json.dumps(body))))
                self.assertEqual(out.count("\n"), json.dumps(json.loads(out), indent=4).count("\n") + 1)

    def test_check_writes_one_row_for_each_problem_of_a_body_of_random_text(self) -> None:
        summary = r"^\d+ refused, \d+ deviations?, \d+ unknown fields?$"
        for body in self.bodies():
            with self.subTest(body):
                *rows, last = self.run_safely("check", body)[1].splitlines()
                self.assertRegex(last, summary)
                counts = [int(count) for count in re.findall(r"\d+", last)]
                self.assertEqual(sum(row in HEADINGS for row in rows), sum(map(bool, counts)))
                self.assertEqual(sum(row.startswith("$") for row in rows), sum(counts))
                self.assertEqual(len(rows), sum(map(bool, counts)) + sum(counts))

    def test_random_text_in_a_body_cannot_imitate_a_row_of_show(self) -> None:
        for body in self.bodies():
            with self.subTest(body):
                status, out = self.run_safely("show", body)
                self.assertEqual(status, 0)
                rows = [row for row in out.split("\n") if row and row[0] != " "]
                for row in rows[1:]:
                    self.assertRegex(row, OWN_ROW)
                message = body["choices"][0]["message"]
                for start, count in (
                    ("calls ", len(message["tool_calls"]) + ("function_call" in message)),
                    ("finish reason:", len(body["choices"])),
                    ("also sent: ", any(key[0] == "z" for key in body)),
                    ("==> ", 0),
                ):
                    self.assertEqual(sum(row.startswith(start) for row in rows), count)

    def test_show_reports_an_error_body_of_random_text_on_one_line(self) -> None:
        for _ in range(self.COUNT):
            body = {"error": {"message": self.text(), "code": self.text()}}
            with self.subTest(body):
                self.assertEqual(self.run_safely("show", body), (1, ""))

    def test_random_text_in_a_stream_cannot_imitate_a_row_of_show(self) -> None:
        for _ in range(self.COUNT):
            stream = lines(chunk(self.text()), chunk(self.text(), model=self.text(), finish="stop"))
            with self.subTest(stream):
                rows = self.run_safely("show", stream)[1].split("\n")
                self.assertEqual(sum(row.startswith("finish reason: ") for row in rows), 1)
                self.assertFalse([row for row in rows if row.startswith(("Choice", "$", "0 ", "26 ", "calls"))])


if __name__ == "__main__":
    unittest.main()
