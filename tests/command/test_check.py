# SPDX-License-Identifier: MIT-0
"""The command `check`."""

import functools
import json
import unittest
from unittest import mock

from .. import submodule
from ..support.bodies import a_body
from ..support.costs import bytes_taken, calls_made
from ..support.platform import THOROUGH
from .test_command import BODY, Terminal, file_of, line, run

FAULTY = BODY | {"id": 5, "usage": None, "provider": "Northwind", "x\x1b": 1}
CLEAN = "0 refused, 0 deviations, 0 unknown fields\n"


def problem(kind, path, parts, message, hint=None):
    return {"kind": kind, "path": path, "path_parts": parts, "message": message, "hint": hint}


PROBLEMS = [
    problem("refused", "$.id", ["id"], "expected string, got integer"),
    problem("deviation", "$.usage", ["usage"], "expected object, got null"),
    problem("unknown_field", "$.provider", ["provider"], "unknown field"),
    problem("unknown_field", "$['x\\u001b']", ["x\x1b"], "unknown field"),
]


class Body(unittest.TestCase):
    maxDiff = None

    def test_has_its_problems_grouped_by_kind_and_added_up(self):
        status, out, err = run("check", file_of(json.dumps(FAULTY)))
        self.assertEqual((status, err), (1, ""))
        self.assertEqual(
            out,
            "Refused:\n$.id: expected string, got integer\n"
            "Deviations:\n$.usage: expected object, got null\n"
            "Unknown fields:\n$.provider: unknown field\n$['x\\u001b']: unknown field\n"
            "1 refused, 1 deviation, 2 unknown fields\n",
        )

    def test_may_have_unknown_fields_unless_strict(self):
        clean, unknown = json.dumps(BODY).encode(), json.dumps(BODY | {"a": 1}).encode()
        self.assertEqual(run("check", stdin=clean), (0, CLEAN, ""))
        out = "Unknown fields:\n$.a: unknown field\n0 refused, 0 deviations, 1 unknown field\n"
        self.assertEqual(run("check", stdin=unknown), (0, out, ""))
        self.assertEqual(run("check", "--strict", stdin=unknown), (1, out, ""))
        self.assertEqual(run("check", "--strict", stdin=clean), (0, CLEAN, ""))

    def test_is_told_in_json_for_programs(self):
        status, out, err = run("check", "--json", stdin=json.dumps(FAULTY).encode())
        self.assertEqual((status, err), (1, ""))
        report = {"file": "<stdin>", "problems": PROBLEMS, "refused": 1, "deviation": 1, "unknown_field": 2}
        self.assertEqual(out, json.dumps(report, indent=4) + "\n")

    def test_has_whole_paths_in_json(self):
        long, deep = "k\x1b" * 50, {"b": 1}
        for _ in range(40):
            deep = {"d": [deep]}
        text = json.dumps(BODY | {long: deep}).replace('{"b": 1}', '{"b": 1, "b": 2}')
        parts = [long, *["d", 0] * 40, "b"]
        found = json.loads(run("check", "--json", stdin=text.encode())[1])["problems"]
        self.assertEqual(found[1]["path_parts"], parts)
        self.assertEqual(found[1]["path"], "$['" + "k\\u001b" * 50 + "']" + ".d[0]" * 40 + ".b")
        self.assertEqual(found[0]["path"], "$['" + "k\\u001b" * 50 + "']")

    def test_is_checked_in_silence_when_told(self):
        for data, status in ((FAULTY, 1), (BODY, 0), ([], 1)):
            self.assertEqual(run("check", "--quiet", stdin=json.dumps(data).encode()), (status, "", ""))
        text = (line(BODY) * 2 + line(FAULTY)).encode()
        self.assertEqual(run("check", "--quiet", stdin=text), (1, "", ""))

    def test_that_is_an_error_is_called_that(self):
        told = "Refused:\n$: this is an error, not a completion: {}\n1 refused, 0 deviations, 0 unknown fields\n"
        for body, message in (
            ({"error": {"message": "Slow\ndown."}}, "Slow\\ndown."),
            ({"detail": "Not found"}, "Not found"),
            ([{"error": {"message": "No."}}], "No."),
        ):
            out = told.format(message)
            self.assertEqual(run("check", stdin=json.dumps(body).encode()), (1, out, ""))

    def test_that_is_a_usual_mistake_comes_with_a_hint(self):
        batch = {"custom_id": "1", "response": {"body": BODY}}
        for text, said in (
            ("[1]", "$: expected object, got array (read one body at a time)"),
            ("", "$: expected JSON text: Expecting value at line 1 column 1 (there is no text)"),
            (
                json.dumps(batch),
                "$.id: expected string, but the key is missing"
                ' (this is a line of a batch file: the body is at ["response"]["body"])',
            ),
            (
                "data: {}\n\n",
                "$: expected JSON text: Expecting value at line 1 column 1"
                " (this is an event stream: the streaming module reads those)",
            ),
            (
                line({"object": "chat.completion.chunk", "choices": []}),
                "$: expected a response, got a stream of chunks"
                " (this is a chunk of a stream: the streaming module reads those)",
            ),
        ):
            status, out, err = run("check", stdin=text.encode())
            self.assertEqual((status, out.splitlines()[:2], err), (1, ["Refused:", said], ""))

    def test_has_a_hint_in_json(self):
        found = json.loads(run("check", "--json", stdin=b"[1]")[1])["problems"]
        self.assertEqual(found, [problem("refused", "$", [], "expected object, got array", "read one body at a time")])

    def test_may_not_have_a_key_twice(self):
        text = (
            '{"id": 1, "a": {"b": [{"c": 1, "c": {}, "c": []}]}, "a": {"d": [{"e": 1, "e": 2, "e": 3}]}, '
            + json.dumps(BODY)[1:]
        )
        twice = "the key stands 2 times; the last value counts"
        self.assertEqual(
            run("check", stdin=text.encode()),
            (
                1,
                f"Deviations:\n$.id: {twice}\n$.a: {twice}\n"
                "$.a.d[0].e: the key stands 3 times; the last value counts\n"
                "Unknown fields:\n$.a: unknown field\n"
                "0 refused, 3 deviations, 1 unknown field\n",
                "",
            ),
        )


class Lines(unittest.TestCase):
    TOTAL = "5 lines, 3 of them not right: 2 refused, 2 deviations, 3 unknown fields\n"

    def lines(self):
        batch = {"custom_id": "1", "response": {"body": BODY | {"usage": None}}}
        return "".join(map(line, [BODY, BODY | {"a": 1}, FAULTY, batch])) + "{\n"

    def test_are_gone_through_and_added_up(self):
        for file in (file_of(self.lines(), ".jsonl"), file_of(self.lines(), ".txt")):
            status, out, err = run("check", file)
            self.assertEqual((status, err), (1, ""))
            self.assertEqual(
                out,
                "3: refused: $.id: expected string, got integer\n"
                "3: deviation: $.usage: expected object, got null\n"
                "4: deviation: $.usage: expected object, got null\n"
                "5: refused: $: expected JSON text: Expecting property name enclosed in double quotes"
                " at line 2 column 1\n" + self.TOTAL,
            )
        status, out, _ = run("check", "--strict", file)
        self.assertEqual(out.splitlines()[0], "2: unknown field: $.a: unknown field")
        self.assertEqual(out.splitlines()[-1], self.TOTAL.strip().replace("3 of them", "4 of them"))

    def test_are_told_in_lines_of_json(self):
        text = (line(BODY) + line(BODY | {"usage": None, "a": 1})).encode()
        status, out, _ = run("check", "--json-lines", "--json", stdin=text)
        self.assertEqual(status, 1)
        self.assertEqual(
            [json.loads(row) for row in out.splitlines()],
            [
                {"file": "<stdin>", "line": 2, **PROBLEMS[1]},
                {"file": "<stdin>", "lines": 2, "faulty_lines": 1, "refused": 0, "deviation": 1, "unknown_field": 1},
            ],
        )
        self.assertEqual(run("check", "--json-lines", stdin=line(BODY).encode())[0], 0)

    def test_of_errors_are_told_as_such(self):
        text = line(BODY) + line({"custom_id": "2", "response": {"body": {"error": {"message": "No."}}}})
        out = run("check", stdin=text.encode())[1]
        self.assertEqual(out.splitlines()[0], "2: refused: $: this is an error, not a completion: No.")

    def test_show_progress_on_a_terminal(self):
        with mock.patch.object(submodule("_progress"), "PROGRESS_SECONDS", -1):
            status, out, err = run("check", file_of(line(BODY) * 2, ".jsonl"), stderr=Terminal())
        self.assertEqual((status, out), (0, "2 lines, 0 of them not right: " + CLEAN))
        self.assertRegex(err, r"^\r 50%, 1 lines, [\d,]+ a second\r100%, 2 lines, [\d,]+ a second\r\x1b\[K$")


class SeveralFiles(unittest.TestCase):
    maxDiff = None

    def test_have_their_names_before_each_problem_and_a_summary(self):
        clean, faulty, lines = (
            file_of(json.dumps(BODY)),
            file_of(json.dumps(FAULTY)),
            file_of(line(BODY) + line(FAULTY), ".jsonl"),
        )
        self.assertEqual(
            run("check", clean, faulty, lines, "missing.json"),
            (
                1,
                f"{clean}: {CLEAN}"
                f"{faulty}: refused: $.id: expected string, got integer\n"
                f"{faulty}: deviation: $.usage: expected object, got null\n"
                f"{faulty}: unknown field: $.provider: unknown field\n"
                f"{faulty}: unknown field: $['x\\u001b']: unknown field\n"
                f"{faulty}: 1 refused, 1 deviation, 2 unknown fields\n"
                f"{lines}:2: refused: $.id: expected string, got integer\n"
                f"{lines}:2: deviation: $.usage: expected object, got null\n"
                f"{lines}: 2 lines, 1 of them not right: 1 refused, 1 deviation, 2 unknown fields\n"
                "4 files, 3 of them not right: 2 refused, 2 deviations, 4 unknown fields\n",
                "missing.json: No such file or directory\n",
            ),
        )

    def test_are_a_line_of_json_each(self):
        clean, faulty = file_of(json.dumps(BODY)), file_of(json.dumps(FAULTY))
        status, out, err = run("check", "--json", clean, faulty)
        self.assertEqual((status, err), (1, ""))
        self.assertEqual(
            [json.loads(row) for row in out.splitlines()],
            [
                {"file": clean, "problems": [], "refused": 0, "deviation": 0, "unknown_field": 0},
                {"file": faulty, "problems": PROBLEMS, "refused": 1, "deviation": 1, "unknown_field": 2},
            ],
        )


@unittest.skipUnless(THOROUGH, "this takes long, and CHATCOMPLETION_THOROUGH is not set")
class Growth(unittest.TestCase):
    """Twice the input takes about twice the memory. What the machine does besides has no part in it."""

    SHAPES = {  # noqa: RUF012
        "duplicates in a row": lambda n: '{"a": {' + '"b": 1, ' * (2 * n) + '"b": 2}}',
        "distinct duplicates": lambda n: "{" + ", ".join(f'"{i}": 1, "{i}": 2' for i in range(n)) + "}",
        "nested duplicates": lambda n: '{"a": 1, "a": ' * (n // 8) + "1" + "}" * (n // 8),
        "duplicates below a long key": lambda n: '{"' + "k" * 20 * n + '": {' + '"b": 1, "b": 2, ' * n + '"c": 1}}',
        "many below a long key": lambda n: '{"' + "k" * 20 * n + '": [' + '{"b": 1, "b": 2}, ' * n + "1]}",
        "wide": lambda n: json.dumps(a_body(**{f"key{i}": i for i in range(n)})),
        "many choices": lambda n: json.dumps(a_body(choices=[{"index": i} for i in range(n)])),
    }

    def test_is_linear(self):
        for name, shape in self.SHAPES.items():
            for words in (("check",), ("check", "--json")):
                self.check_of(shape(1000), *words)
                small, large = shape(2000), shape(4000)
                taken = [bytes_taken([functools.partial(self.check_of, text, *words)]) for text in (small, large)]
                calls = [calls_made(functools.partial(self.check_of, text, *words)) for text in (small, large)]
                with self.subTest(name, words=words):
                    most = 1.15 * len(large) / len(small)
                    self.assertLess(taken[1] / taken[0], most)
                    self.assertLess(calls[1] / calls[0], most)
                    self.assertLess(taken[1], 500 * len(large))

    def check_of(self, text, *words):
        return run(*words, stdin=text.encode())


if __name__ == "__main__":
    unittest.main()
