# SPDX-License-Identifier: MIT-0
"""The command `emit`, which is the default, with one body. Several bodies are in test_json_lines.py."""

import json
import unittest
from typing import Any

from .. import package
from ..support.bodies import TYPICAL, a_body
from .running import chunk, file_of, lines, packed, run

REPAIRED = "<stdin>: repaired: $.created: expected integer, but the key is missing\n"


class Emit(unittest.TestCase):
    def test_emit_writes_the_response_back_indented_by_four_spaces(self) -> None:
        for words in ((), ("emit",)):
            status, out, err = run(*words, stdin=TYPICAL)
            self.assertEqual((status, json.loads(out), err), (0, TYPICAL, ""))
            self.assertEqual(out, json.dumps(json.loads(out), indent=4) + "\n")

    def test_emit_indents_or_packs_as_the_options_say(self) -> None:
        for words, layout in (
            (("--indent", "1"), {"indent": 1}),
            (("--indent", "0"), {"indent": 0}),
            (("--compact",), {"separators": (",", ":")}),
        ):
            with self.subTest(words):
                out = run(*words, stdin=TYPICAL)[1]
                self.assertEqual(out, json.dumps(json.loads(out), **layout) + "\n")

    def test_the_ascii_option_makes_emit_escape_text_that_is_not_ascii(self) -> None:
        body = a_body(id="é中🌊")
        self.assertEqual(run("--compact", stdin=body)[1], packed(body, ensure_ascii=False))
        self.assertEqual(run("--compact", "--ascii", stdin=body)[1], packed(body))
        error = "<stdin>: Zu sp\\xe4t.\n"
        self.assertEqual(run("--ascii", stdin={"error": {"message": "Zu spät."}}), (1, "", error))

    def test_emit_reports_what_is_wrong_on_one_line(self) -> None:
        for data, error in (
            ({}, "$.id: expected string, but the key is missing; and 3 more problems"),
            (a_body(id=1), "$.id: expected string, got integer"),
            (a_body(id=1, model=2), "$.id: expected string, got integer; and 1 more problem"),
            ({"error": "Two\nlines \x1b[31m"}, "Two\\nlines \\x1b[31m"),
        ):
            with self.subTest(error):
                file = file_of(data)
                self.assertEqual(run(file), (1, "", f"{file}: {error}\n"))
                self.assertEqual(run(stdin=data), (1, "", f"<stdin>: {error}\n"))

    def test_emit_repair_supplies_a_missing_field(self) -> None:
        body = a_body()
        del body["created"]
        status, out, err = run("--repair", stdin=body)
        self.assertEqual((status, json.loads(out), err), (0, a_body(created=0), REPAIRED))

    def test_emit_repair_says_what_it_repaired_in_a_few_lines(self) -> None:
        body: dict[str, Any] = {"choices": [{} for _ in range(4)]}
        status, out, err = run("--repair", stdin=body)
        self.assertEqual((status, json.loads(out)), (0, package.repair(body)))
        missing = "but the key is missing"
        self.assertEqual(
            err,
            "".join(
                f"<stdin>: repaired: {problem}, {missing}\n"
                for problem in (
                    "$.choices[0].index: expected integer",
                    "$.choices[0].message: expected object",
                    "$.choices[1].index: expected integer",
                    "$.choices[1].message: expected object",
                    "$.choices[2].index: expected integer",
                )
            )
            + "<stdin>: repaired: 6 more problems\n",
        )

    def test_emit_repair_reports_an_error_body(self) -> None:
        self.assertEqual(run("--repair", stdin={"error": "No."}), (1, "", "<stdin>: No.\n"))

    def test_emit_refuses_a_stream_of_chunks_and_says_what_reads_it(self) -> None:
        hint = "this is a chunk of a stream: the streaming module and the command assemble read those"
        error = f"<stdin>: $: expected a response, got a stream of chunks ({hint})\n"
        for words in ((), ("--json-lines",)):
            self.assertEqual(run(*words, stdin=lines(chunk(), chunk())), (1, "", error))


if __name__ == "__main__":
    unittest.main()
