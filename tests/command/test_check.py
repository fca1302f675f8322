# SPDX-License-Identifier: MIT-0
"""The command `check`, with one body and with several files. A body on each line is in test_json_lines.py."""

import json
import unittest
from typing import Any

from ..support.bodies import a_body
from .running import file_of, lines, packed, parsed, run

CLEAN = "0 refused, 0 deviations, 0 unknown fields\n"
FAULTY = a_body(**{"id": 5, "usage": None, "provider": "Northwind", "x\x1b": 1})
FAULTY_SUMMARY = "1 refused, 1 deviation, 2 unknown fields\n"


def problem(kind: str, path: str, parts: list[str | int], message: str, hint: str | None = None) -> dict[str, Any]:
    return {"kind": kind, "path": path, "path_parts": parts, "message": message, "hint": hint}


def verdict(source: str, problems: list[dict[str, Any]], **place: Any) -> dict[str, Any]:
    """An object that `check --json` writes."""
    kinds = [each["kind"] for each in problems]
    counts = {kind: kinds.count(kind) for kind in ("refused", "deviation", "unknown_field")}
    where = {"source": source, "line": None, "event": None, "custom_id": None} | place
    return where | {"counts": counts, "problems": problems}


PROBLEMS = [
    problem("refused", "$.id", ["id"], "expected string, got integer"),
    problem("deviation", "$.usage", ["usage"], "expected object, got null"),
    problem("unknown_field", "$.provider", ["provider"], "unknown field"),
    problem("unknown_field", "$['x\\u001b']", ["x\x1b"], "unknown field"),
]


class OneBody(unittest.TestCase):
    maxDiff = None

    def test_check_groups_the_problems_by_kind_and_adds_them_up(self) -> None:
        out = (
            "Refused:\n$.id: expected string, got integer\n"
            "Deviations:\n$.usage: expected object, got null\n"
            "Unknown fields:\n$.provider: unknown field\n$['x\\u001b']: unknown field\n"
        )
        self.assertEqual(run("check", stdin=FAULTY), (1, out + FAULTY_SUMMARY, ""))

    def test_check_strict_fails_for_an_unknown_field(self) -> None:
        unknown = "Unknown fields:\n$.a: unknown field\n0 refused, 0 deviations, 1 unknown field\n"
        self.assertEqual(run("check", stdin=a_body()), (0, CLEAN, ""))
        self.assertEqual(run("check", "--strict", stdin=a_body()), (0, CLEAN, ""))
        self.assertEqual(run("check", stdin=a_body(a=1)), (0, unknown, ""))
        self.assertEqual(run("check", "--strict", stdin=a_body(a=1)), (1, unknown, ""))

    def test_check_quiet_reports_by_its_exit_status_alone(self) -> None:
        for data, status in ((FAULTY, 1), (a_body(), 0), ([], 1)):
            self.assertEqual(run("check", "--quiet", stdin=data), (status, "", ""))
        self.assertEqual(run("check", "--quiet", file_of(a_body()), file_of(FAULTY)), (1, "", ""))

    def test_check_reports_the_message_of_an_error_body(self) -> None:
        for body, message in (
            ({"error": {"message": "Slow\ndown."}}, "Slow\\ndown."),
            ({"detail": "Not found"}, "Not found"),
            ([{"error": {"message": "No."}}], "No."),
        ):
            out = f"Refused:\n$: this is an error, not a completion: {message}\n{CLEAN.replace('0', '1', 1)}"
            self.assertEqual(run("check", stdin=body), (1, out, ""))

    def test_check_gives_a_hint_for_a_usual_mistake(self) -> None:
        for text, row in (
            ("[1]", "$: expected object, got array (read one body at a time)"),
            (
                json.dumps({"custom_id": "1", "response": {"body": a_body()}}),
                "$.id: expected string, but the key is missing"
                ' (this is a line of a batch file: the body is at ["response"]["body"])',
            ),
        ):
            with self.subTest(text):
                status, out, err = run("check", stdin=text)
                self.assertEqual((status, out.splitlines()[:2], err), (1, ["Refused:", row], ""))


class Json(unittest.TestCase):
    maxDiff = None

    def test_check_json_writes_the_problems_for_programs(self) -> None:
        self.assertEqual(run("check", "--json", stdin=FAULTY), (1, packed(verdict("<stdin>", PROBLEMS)), ""))
        self.assertEqual(run("check", "--json", stdin=a_body()), (0, packed(verdict("<stdin>", [])), ""))

    def test_check_json_writes_hint_and_message_separately(self) -> None:
        found = json.loads(run("check", "--json", stdin="[1]")[1])["problems"]
        self.assertEqual(found, [problem("refused", "$", [], "expected object, got array", "read one body at a time")])

    def test_check_json_never_shortens_a_path(self) -> None:
        long = "k\x1b" * 50
        deep: dict[str, Any] = {"b": 1}
        for _ in range(40):
            deep = {"d": [deep]}
        text = json.dumps(a_body(**{long: deep})).replace('{"b": 1}', '{"b": 1, "b": 2}')
        unknown, duplicate = json.loads(run("check", "--json", stdin=text)[1])["problems"]
        self.assertEqual((unknown["path_parts"], duplicate["path_parts"]), ([long], [long, *["d", 0] * 40, "b"]))
        path = "$['" + "k\\u001b" * 50 + "']"
        self.assertEqual((unknown["path"], duplicate["path"]), (path, path + ".d[0]" * 40 + ".b"))


class SeveralFiles(unittest.TestCase):
    maxDiff = None

    def test_check_names_the_file_of_each_problem_and_totals_all_files(self) -> None:
        clean, faulty = file_of(a_body()), file_of(FAULTY)
        in_lines = file_of(lines(a_body(), FAULTY), ".jsonl")
        out = (
            f"{clean}: {CLEAN}"
            f"{faulty}: refused: $.id: expected string, got integer\n"
            f"{faulty}: deviation: $.usage: expected object, got null\n"
            f"{faulty}: unknown field: $.provider: unknown field\n"
            f"{faulty}: unknown field: $['x\\u001b']: unknown field\n"
            f"{faulty}: {FAULTY_SUMMARY}"
            f"{in_lines}:2: refused: $.id: expected string, got integer\n"
            f"{in_lines}:2: deviation: $.usage: expected object, got null\n"
            f"{in_lines}: 2 lines, 1 faulty: {FAULTY_SUMMARY}"
            "4 files, 3 faulty: 2 refused, 2 deviations, 4 unknown fields\n"
        )
        err = "missing.json: No such file or directory\n"
        self.assertEqual(run("check", clean, faulty, in_lines, "missing.json"), (2, out, err))

    def test_check_json_writes_a_line_for_each_file(self) -> None:
        clean, faulty = file_of(a_body()), file_of(FAULTY)
        status, out, err = run("check", "--json", clean, faulty)
        self.assertEqual((status, parsed(out), err), (1, [verdict(clean, []), verdict(faulty, PROBLEMS)], ""))


def with_duplicates(key_length: int, items: int) -> str:
    """A body with a long key, below which each of these items has the key `b` twice."""
    array = ", ".join(['{"b": 1, "b": 2}'] * items)
    return f'{json.dumps(a_body())[:-1]}, "{"k" * key_length}": [{array}]}}'


class DuplicateKeys(unittest.TestCase):
    def test_check_reports_duplicate_keys_at_every_level_that_is_kept(self) -> None:
        text = (
            '{"id": 1, "a": {"b": [{"c": 1, "c": {}, "c": []}]}, "a": {"d": [{"e": 1, "e": 2, "e": 3}]}, '
            + json.dumps(a_body())[1:]
        )
        twice = "the key appears 2 times; the last value is used"
        out = (
            f"Deviations:\n$.id: {twice}\n$.a: {twice}\n$.a.d[0].e: the key appears 3 times; the last value is used\n"
            "Unknown fields:\n$.a: unknown field\n0 refused, 3 deviations, 1 unknown field\n"
        )
        self.assertEqual(run("check", stdin=text), (1, out, ""))

    def test_check_only_counts_duplicate_keys_once_their_paths_are_too_long(self) -> None:
        """The paths may take 10,000 characters, or twice the length of the text. A part takes its length plus one."""
        for key_length, items, listed, rest in (
            (995, 10, 10, None),  # each path takes 1,000 characters
            (995, 11, 10, "1 more duplicate key"),
            (995, 12, 10, "2 more duplicate keys"),
            (996, 12, 9, "3 more duplicate keys"),
            (9_000, 12, 2, "10 more duplicate keys"),
        ):
            with self.subTest(key_length=key_length, items=items):
                text = with_duplicates(key_length, items)
                found = json.loads(run("check", "--json", stdin=text)[1])["problems"]
                duplicates = [each for each in found if each["kind"] == "deviation"]
                messages = ["the key appears 2 times; the last value is used"] * listed + [rest] * bool(rest)
                self.assertEqual([each["message"] for each in duplicates], messages)
                paths = [["k" * key_length, number, "b"] for number in range(listed)] + [[]] * bool(rest)
                self.assertEqual([each["path_parts"] for each in duplicates], paths)


if __name__ == "__main__":
    unittest.main()
