# SPDX-License-Identifier: MIT-0
"""mypy and pyright find in revealed.py what its comments say."""

import importlib.util
import json
import re
import shutil
import sys
import unittest

from .. import HERE
from ..support.platform import needs_processes
from ..support.processes import copy_package, run, temporary_folder

REVEALED = HERE / "docs" / "revealed.py"


def expected(checker: str) -> dict[int, str]:
    """What the checker finds, by line number."""
    lines = enumerate(REVEALED.read_text(encoding="utf-8").splitlines(), 1)
    comment = rf"  # (?:both|{checker}): (.*?)(?=  # |$)"
    return {number: found for number, line in lines for found in re.findall(comment, line)}


@needs_processes
class TypeCheckers(unittest.TestCase):
    maxDiff = None

    def output_of(self, checker: str, *options: str) -> str:
        if importlib.util.find_spec(checker) is None:
            self.skipTest(f"{checker} is not installed")
        with temporary_folder() as folder:
            copy_package(folder / "chatcompletion")
            shutil.copy(REVEALED, folder)
            done = run(sys.executable, "-m", checker, *options, "revealed.py", cwd=folder)
        self.assertTrue(done.stdout.startswith("{"), done.stdout + done.stderr)
        return done.stdout

    def test_mypy_in_strict_mode_finds_the_expected_types_and_errors(self) -> None:
        options = ("--strict", "--config-file=", "--cache-dir=cache", "--output=json", "--no-incremental")
        found: dict[int, str] = {}
        for line in self.output_of("mypy", *options).splitlines():
            note = json.loads(line)
            self.assertEqual(note["file"], "revealed.py", note)
            revealed = re.fullmatch(r'Revealed type is "(.*)"', note["message"])
            without_modules = re.sub(r"\b(?:[a-z_]\w*\.)+(?=\w)", "", revealed[1]) if revealed else ""
            found[note["line"]] = without_modules or f"{note['severity']}[{note['code']}]"
        self.assertEqual(found, expected("mypy"))

    def test_pyright_finds_the_expected_types_and_errors(self) -> None:
        found: dict[int, str] = {}
        for note in json.loads(self.output_of("pyright", "--outputjson"))["generalDiagnostics"]:
            revealed = re.fullmatch(r'Type of ".*" is "(.*)"', note["message"])
            what = revealed[1] if revealed else f"{note['severity']}[{note.get('rule')}]"
            if what != "warning[reportUnusedExpression]":
                found[note["range"]["start"]["line"] + 1] = what
        self.assertEqual(found, expected("pyright"))


if __name__ == "__main__":
    unittest.main()
