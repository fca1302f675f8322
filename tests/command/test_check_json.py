# SPDX-License-Identifier: MIT-0
"""The one shape of `check --json`: every line of its output for every kind of input fits this schema."""

import json
import unittest
from typing import Any

from ..support.bodies import CHOICE, a_body
from .answers import ANSWERS
from .running import chunk, events, file_of, lines, run

try:
    import jsonschema
except ImportError:
    jsonschema = None

PROBLEM: dict[str, Any] = {
    "type": "object",
    "required": ["kind", "path", "path_parts", "message", "hint"],
    "additionalProperties": False,
    "properties": {
        "kind": {"enum": ["refused", "deviation", "unknown_field"]},
        "path": {"type": "string", "pattern": r"^\$"},
        "path_parts": {"type": "array", "items": {"type": ["string", "integer"]}},
        "message": {"type": "string"},
        "hint": {"type": ["string", "null"]},
    },
}
COUNT = {"type": "integer", "minimum": 0}
VERDICT: dict[str, Any] = {
    "type": "object",
    "required": ["source", "line", "event", "custom_id", "counts", "problems"],
    "additionalProperties": False,
    "properties": {
        "source": {"type": "string"},
        "line": {"type": ["integer", "null"], "minimum": 1},
        "event": {"type": ["integer", "null"], "minimum": 1},
        "custom_id": {"type": ["string", "null"]},
        "counts": {
            "type": "object",
            "required": ["refused", "deviation", "unknown_field"],
            "additionalProperties": False,
            "properties": {"refused": COUNT, "deviation": COUNT, "unknown_field": COUNT},
        },
        "problems": {"type": "array", "items": PROBLEM},
    },
}
BATCH = [
    {"custom_id": "r 1", "response": {"status_code": 200, "body": a_body(a=1)}, "error": None},
    {"custom_id": "r-2", "response": {"status_code": 429, "body": {"error": {"message": "Slow."}}}, "error": None},
    {"custom_id": "r-3", "response": None, "error": {"code": "batch_expired", "message": "Too late."}},
    {"custom_id": 4, "response": 5},
]
INPUTS = (
    *(stdin for stdin, _ in ANSWERS.values()),
    lines(*BATCH, a_body(), {}, a_body(choices=[CHOICE, 5])) + "{\n",
    events(chunk("He"), {"error": "No."}, chunk("y"), a_body(), {"id": 5}),
    lines(chunk("He"), {"error": "No."}, chunk("y"), a_body(), {"id": 5}),
)


class Shape(unittest.TestCase):
    def verdicts(self, *words: str, stdin: Any) -> list[dict[str, Any]]:
        return [json.loads(row) for row in run("check", "--json", *words, stdin=stdin)[1].splitlines()]

    def test_every_line_has_the_same_keys_in_the_same_order(self) -> None:
        for stdin in INPUTS:
            for found in self.verdicts(stdin=stdin):
                with self.subTest(found):
                    self.assertEqual(list(found), VERDICT["required"])
                    self.assertEqual(list(found["counts"]), VERDICT["properties"]["counts"]["required"])
                    for problem in found["problems"]:
                        self.assertEqual(list(problem), PROBLEM["required"])
                    kinds = [problem["kind"] for problem in found["problems"]]
                    self.assertEqual(found["counts"], {kind: kinds.count(kind) for kind in found["counts"]})

    @unittest.skipIf(jsonschema is None, "jsonschema is not installed")
    def test_every_line_fits_the_schema(self) -> None:
        check = jsonschema.Draft202012Validator(VERDICT).validate
        for stdin in INPUTS:
            for words in ([], ["--strict"], ["--json-lines"]):
                for found in self.verdicts(*words, stdin=stdin):
                    check(found)
        for found in self.verdicts(file_of(lines(*BATCH), ".jsonl"), file_of(a_body()), stdin=None):
            check(found)

    def test_the_lines_of_a_batch_file_have_its_custom_ids_and_codes(self) -> None:
        found = self.verdicts("--json-lines", stdin=lines(*BATCH))
        self.assertEqual([each["custom_id"] for each in found], ["r 1", "r-2", "r-3", None])
        messages = [each["problems"][0]["message"] for each in found]
        self.assertEqual(
            messages[:3],
            [
                "unknown field",
                "this is an error, not a completion: Slow. (status 429)",
                "this is an error, not a completion: Too late. (code batch_expired)",
            ],
        )


if __name__ == "__main__":
    unittest.main()
