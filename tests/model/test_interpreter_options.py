# SPDX-License-Identifier: MIT-0
"""Running with every warning an error, without asserts, and without docstrings."""

import os
import sys
import textwrap
import unittest

from .. import DATA, NAME, ROOT
from ..support.platform import needs_processes
from ..support.processes import run

SCRIPT = f"""
    import importlib, json, pathlib
    package = importlib.import_module({NAME!r})
    text = pathlib.Path({str(DATA / "typical.json")!r}).read_text(encoding="utf-8")
    response = package.CreateChatCompletionResponse.from_json(text)
    print(response.to_dict() == json.loads(text), package.check(response.to_dict()))
    hash(response), repr(response), response.to_json(indent=1)
    for wrong in ('{{"id": 5}}', "[", '{{"error": {{"message": "no"}}}}', "data: x"):
        try:
            package.CreateChatCompletionResponse.from_json(wrong)
        except package.ParseError as error:
            print(type(error).__name__, error)
"""
EXPECTED = """\
True ()
ParseError $.id: expected string, got integer
$.created: expected integer, but the key is missing
$.model: expected string, but the key is missing
$.choices: expected array, but the key is missing
ParseError $: expected JSON text: Expecting value at line 1 column 2
ErrorResponse no
ParseError $: expected JSON text: Expecting value at line 1 column 1 \
(this is an event stream: the streaming module reads those)
"""


@needs_processes
class InterpreterOptions(unittest.TestCase):
    def assert_works(self, *options: str) -> None:
        done = run(sys.executable, *options, "-c", textwrap.dedent(SCRIPT), cwd=ROOT, env=dict(os.environ))
        self.assertEqual((done.stdout, done.stderr, done.returncode), (EXPECTED, "", 0))

    def test_the_package_causes_no_warning(self) -> None:
        self.assert_works("-W", "error", "-bb", "-X", "dev", "-X", "utf8=0")

    def test_the_package_works_without_asserts_and_docstrings(self) -> None:
        self.assert_works("-OO")


if __name__ == "__main__":
    unittest.main()
