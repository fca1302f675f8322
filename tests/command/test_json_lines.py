# SPDX-License-Identifier: MIT-0
"""Files with a body on each line (JSON Lines): emitted and checked, batch output files, progress and memory.

Chunks on lines are in test_assemble.py and test_show_stream.py; how lines are recognised is in test_input_kinds.py.
"""

import functools
import io
import json
import os
import unittest
from typing import Any
from unittest import mock

from ..support.bodies import a_body
from ..support.costs import bytes_taken
from ..support.platform import THOROUGH, needs_pipes
from .running import Terminal, encoded, file_of, line, lines, packed, parsed, run

MISSING = "expected string, but the key is missing"
NO_JSON = "expected JSON text: Expecting property name enclosed in double quotes at line 2 column 1"


def in_batch(body: Any, **members: Any) -> dict[str, Any]:
    """A line of a batch output file."""
    return {"id": "b1", "custom_id": "1", "response": {"status_code": 200, "body": body}, "error": None} | members


class EmittedLines(unittest.TestCase):
    maxDiff = None

    def test_emit_writes_each_line_back_and_reports_those_that_are_refused(self) -> None:
        file = file_of(line(a_body()) + "\n" + line({}) + "{\n" + line(a_body(model="n")), ".jsonl")
        err = (
            f"{file}:3: $.id: {MISSING}; and 3 more problems\n"
            f"{file}:4: $: {NO_JSON}\n"
            "2 responses written, 2 lines refused\n"
        )
        self.assertEqual(run(file), (1, packed(a_body()) + packed(a_body(model="n")), err))

    def test_emit_reads_one_body_as_lines_with_the_option(self) -> None:
        err = "1 response written, 0 lines refused\n"
        self.assertEqual(run("--json-lines", stdin=line(a_body())), (0, packed(a_body()), err))

    def test_emit_repair_supplies_a_missing_field_of_each_line(self) -> None:
        body = a_body()
        del body["created"]
        out = run("--repair", stdin=lines(body, in_batch(body)))[1]
        self.assertEqual(parsed(out), [body | {"created": 0}, in_batch(body | {"created": 0})])

    def test_emit_refuses_several_bodies_that_are_not_one_on_each_line(self) -> None:
        packed_body, indented = json.dumps(a_body()), json.dumps(a_body(), indent=1)
        for text, place in (
            (packed_body * 2, f"line 1 column {len(packed_body) + 1}"),
            (f"{indented}\n{packed_body}", f"line {indented.count(chr(10)) + 2} column 1"),
        ):
            error = f"<stdin>: $: expected JSON text: Extra data at {place} (read one body at a time)\n"
            self.assertEqual(run(stdin=text), (1, "", error))

    def test_emit_writes_data_and_errors_as_whole_lines_if_they_share_a_file(self) -> None:
        both = io.StringIO()
        self.assertEqual(run("--json-lines", stdin=(line(a_body()) + "{\n") * 50, stdout=both, stderr=both)[0], 1)
        rows = both.getvalue().splitlines()
        self.assertEqual(rows[:100:2], [packed(a_body()).strip()] * 50)
        self.assertEqual(len(rows), 101)

    def test_emit_flushes_the_data_before_it_reports_an_error(self) -> None:
        shared = mock.Mock(wraps=io.StringIO(), encoding="utf-8")
        run("--json-lines", stdin=(line(a_body()) + "{\n") * 2, stdout=shared, stderr=shared)
        calls = [call[0] for call in shared.method_calls if call[0] in ("write", "flush")]
        self.assertEqual(calls[:8], ["write", "flush"] * 4)


class BatchOutput(unittest.TestCase):
    def test_emit_writes_a_line_of_a_batch_file_back_whole(self) -> None:
        rows = [
            in_batch(a_body()),
            in_batch(None, response=None, error={"code": "expired", "message": "Too late."}),
            in_batch(None, response={"status_code": 429, "body": {"error": {"message": "No.", "code": 7}}}),
            in_batch(None, response={"status_code": 200}),
            in_batch(5),
            in_batch(None, response=5),
        ]
        file = file_of(lines(*rows), ".ndjson")
        err = (
            f"{file}:2 (custom_id 1): Too late. (code expired)\n{file}:3 (custom_id 1): No. (status 429, code 7)\n"
            f"{file}:4 (custom_id 1): $.response.body: expected object, but the key is missing\n"
            f"{file}:5 (custom_id 1): $.response.body: expected object, got integer\n"
            f"{file}:6 (custom_id 1): $.response: expected object or null, got integer\n"
            "1 response written, 5 lines refused\n"
        )
        self.assertEqual(run(file), (1, packed(rows[0]), err))

    def test_a_line_with_only_one_of_the_two_batch_keys_is_a_body(self) -> None:
        bodies = [a_body(custom_id="1"), a_body(response={"body": a_body()})]
        self.assertEqual(parsed(run(stdin=lines(*bodies))[1]), bodies)
        wrapper = ' (this is a wrapper: the completion is at ["response"]["body"])'
        for keys, hint in (({"custom_id": "1"}, ""), ({"response": {"body": a_body()}}, wrapper)):
            error = f"<stdin>:2: $.id: {MISSING}{hint}; and 3 more problems\n1 response written, 1 line refused\n"
            self.assertEqual(run(stdin=lines(a_body(), keys))[2], error)


class CheckedLines(unittest.TestCase):
    BODIES = a_body(), a_body(a=1), in_batch(a_body(usage=None)), {"a": 1} | a_body(id=5, usage=None, created="1")
    TEXT = lines(*BODIES) + "{\n"
    TOTAL = "5 lines, 3 faulty: 3 refused, 2 deviations, 2 unknown fields\n"
    maxDiff = None

    def test_check_lists_the_problems_of_each_line_and_adds_them_up(self) -> None:
        out = (
            "3 (custom_id 1): deviation: $.usage: expected object, got null\n"
            "4: refused: $.id: expected string, got integer\n"
            "4: refused: $.created: expected integer, got string\n"
            "4: deviation: $.usage: expected object, got null\n"
            f"5: refused: $: {NO_JSON}\n"
        )
        for suffix in (".jsonl", ".txt"):
            self.assertEqual(run("check", file_of(self.TEXT, suffix)), (1, out + self.TOTAL, ""))

    def test_check_strict_lists_the_unknown_fields_of_each_line_too(self) -> None:
        rows = run("check", "--strict", stdin=self.TEXT)[1].splitlines()
        unknown = [row for row in rows if "unknown field:" in row]
        self.assertEqual(unknown, ["2: unknown field: $.a: unknown field", "4: unknown field: $.a: unknown field"])
        self.assertEqual(rows[-1] + "\n", self.TOTAL.replace("3 faulty", "4 faulty"))

    def test_check_json_writes_an_object_for_each_line(self) -> None:
        status, out, err = run("check", "--json-lines", "--json", stdin=lines(a_body(), a_body(usage=None, a=1)))
        problem: dict[str, Any] = {"kind": "deviation", "path": "$.usage", "path_parts": ["usage"]}
        problem |= {"message": "expected object, got null", "hint": None}
        unknown = {
            "kind": "unknown_field",
            "path": "$.a",
            "path_parts": ["a"],
            "message": "unknown field",
            "hint": None,
        }
        place = {"source": "<stdin>", "event": None, "custom_id": None}
        expected = [
            place | {"line": 1, "counts": {"refused": 0, "deviation": 0, "unknown_field": 0}, "problems": []},
            place
            | {"line": 2, "counts": {"refused": 0, "deviation": 1, "unknown_field": 1}, "problems": [problem, unknown]},
        ]
        self.assertEqual((status, parsed(out), err), (1, expected, ""))

    def test_check_quiet_writes_nothing_about_lines(self) -> None:
        self.assertEqual(run("check", "--quiet", stdin=self.TEXT), (1, "", ""))
        self.assertEqual(run("check", "--quiet", stdin=lines(a_body(), a_body())), (0, "", ""))

    def test_check_reports_an_error_body_in_a_line_of_a_batch_file(self) -> None:
        out = run("check", stdin=lines(a_body(), in_batch({"error": {"message": "No."}})))[1]
        self.assertEqual(out.splitlines()[0], "2 (custom_id 1): refused: $: this is an error, not a completion: No.")


class Progress(unittest.TestCase):
    def errors_of(self, *words: object, times: list[float], **options: Any) -> str:
        """Standard error on a terminal, if the clock shows these times: at the start, then after each line."""
        with mock.patch("time.monotonic", side_effect=times):
            return run(*words, stderr=Terminal(), **options)[2]

    def test_progress_shows_the_share_of_a_file_that_is_done(self) -> None:
        file = file_of("{}\n" * 4, ".jsonl")
        shown = "\r 25%, 1 lines, 1 a second\r100%, 4 lines, 2 a second\r\x1b[K"
        self.assertEqual(self.errors_of("check", "--quiet", file, times=[10, 11, 11.1, 11.2, 12]), shown)

    def test_progress_of_standard_input_shows_no_share(self) -> None:
        shown = "\r1 lines, 1 a second\r3 lines, 2 a second\r\x1b[K"
        self.assertEqual(self.errors_of("check", stdin=lines(a_body()) * 3, times=[10, 11, 11.1, 11.5]), shown)

    @needs_pipes
    def test_progress_of_a_pipe_shows_no_share(self) -> None:
        reader, writer = os.pipe()
        os.write(writer, encoded(lines(a_body())))
        os.close(writer)
        with open(reader, encoding="utf-8") as stdin:
            shown = self.errors_of("check", "--json-lines", stdin=stdin, times=[10, 11])
        self.assertEqual(shown, "\r1 lines, 1 a second\r\x1b[K")

    def test_progress_is_shown_when_more_than_a_fifth_of_a_second_has_passed(self) -> None:
        shown = "\r2 lines, 4 a second\r\x1b[K"
        self.assertEqual(self.errors_of("check", stdin=lines(a_body()) * 2, times=[0, 0.2, 0.5]), shown)

    def test_progress_is_cleared_before_anything_else_is_written(self) -> None:
        clear = "\r\x1b[K"
        error = f"<stdin>:1: $: {NO_JSON}\n"
        shown = f"{error}\r1 lines, 1 a second{clear}\r2 lines, 1 a second{clear}1 response written, 1 line refused\n"
        self.assertEqual(self.errors_of("emit", "--json-lines", stdin="{\n" + line(a_body()), times=[0, 1, 2]), shown)

    def test_progress_is_shown_on_a_terminal_only(self) -> None:
        with mock.patch("time.monotonic", side_effect=[0, 1, 2]):
            self.assertEqual(run("check", stdin=lines(a_body()) * 2)[2], "")


class Memory(unittest.TestCase):
    def test_lines_take_the_same_memory_however_many_there_are(self) -> None:
        counts = (200, 800) if THOROUGH else (10, 40)
        files = [file_of(line(a_body()) * count, ".jsonl") for count in counts]
        for words in (["emit"], ["check"], ["show"], ["assemble", "--compact"]):
            with self.subTest(words):
                works = [functools.partial(run, *words, file, stdout=Null()) for file in files]
                works[0]()
                few, many = (bytes_taken([work]) for work in works)
                self.assertLess(many, 1.2 * few)


class Null(io.StringIO):
    """An output stream that keeps nothing."""

    def write(self, text: str) -> int:
        return len(text)


if __name__ == "__main__":
    unittest.main()
