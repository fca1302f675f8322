# SPDX-License-Identifier: MIT-0
"""README.md: its examples run, its output is real, and its tables are complete."""

import contextlib
import importlib.util
import io
import re
import sys
import unittest

from .. import NAME, ROOT, package, submodule
from ..support.imports import needed_by
from ..support.platform import needs_processes
from ..support.processes import changed_directory, copy_package, run, temporary_folder
from . import readme

TEXT = readme.README.read_text(encoding="utf-8") if readme.README.exists() else ""
EXAMPLES = re.findall(r"```python\n(.*?)```", TEXT, re.S)


def installed(name):
    return importlib.util.find_spec(name) is not None


@unittest.skipUnless(TEXT, "README.md is not here")
class Readme(unittest.TestCase):
    maxDiff = None

    def test_the_table_of_files_to_copy_names_all_that_the_response_needs_in_its_row_or_above(self):
        rows = TEXT.partition("<!-- copying -->")[2].partition("| anything in `streaming` |")[0]
        self.assertEqual(rows.rstrip().splitlines()[-1][:3], "| `")
        self.assertIn("`CreateChatCompletionResponse`", rows.splitlines()[-1])
        self.assertEqual(set(re.findall(r"`(\w+)\.py`", rows)), needed_by("response"))

    def test_the_examples_run_and_print_what_their_comments_say(self):
        self.assertGreater(len(EXAMPLES), 5)
        namespace = {}
        sys.modules.setdefault("chatcompletion", package)
        for number, example in enumerate(EXAMPLES):
            if "urllib" in example or ("import pydantic" in example and not installed("pydantic")):
                continue  # tests/streaming runs the example with urllib
            with self.subTest(example.splitlines()[0]), changed_directory(ROOT):
                out = io.StringIO()
                with contextlib.redirect_stdout(out):
                    exec(compile(example, f"README.md, example {number}", "exec"), namespace)
                comments = [comment.split(" (")[0] for comment in re.findall(r"print\(.*\)  # (.*)", example)]
                self.assertEqual(out.getvalue().splitlines(), comments)

    @needs_processes
    @unittest.skipUnless(installed("mypy") and installed("pydantic"), "mypy or pydantic is not installed")
    def test_the_examples_pass_mypy_in_strict_mode(self):
        with temporary_folder() as folder:
            copy_package(folder / "chatcompletion")
            (folder / "examples.py").write_text("URL = ''\n" + "\n".join(EXAMPLES), encoding="utf-8")
            command = ("--strict", "--config-file=", "--cache-dir=cache", "examples.py")
            done = run(sys.executable, "-m", "mypy", *command, cwd=folder)
        self.assertEqual(done.stdout, "Success: no issues found in 1 source file\n")

    def test_the_tool_loop_answers_every_call_and_refuses_an_unknown_one(self):
        example = next(example for example in EXAMPLES if "def next_messages" in example)
        namespace = {"cc": package}
        exec(example, namespace)
        function = package.Function(name="tide", arguments='{"harbour": "Brest"}')
        calls = [
            package.ChatCompletionMessageToolCall(id="call_a", function=function),
            package.ChatCompletionMessageCustomToolCall(id="call_b", custom=package.Custom(name="note", input="noon")),
        ]
        message = package.ChatCompletionResponseMessage(content="One moment.", tool_calls=calls)
        tools = {"tide": lambda harbour: {"harbour": harbour, "at": "17:42"}, "note": str.upper}
        self.assertEqual(
            namespace["next_messages"](message, tools),
            [
                {"role": "assistant", "content": "One moment.", "tool_calls": [call.to_dict() for call in calls]},
                {"role": "tool", "tool_call_id": "call_a", "content": '{"harbour": "Brest", "at": "17:42"}'},
                {"role": "tool", "tool_call_id": "call_b", "content": '"NOON"'},
            ],
        )
        unknown = package.ChatCompletionResponseMessage(tool_calls=[package.Unrecognized(type="telepathy")])
        with self.assertRaises(ValueError) as caught:
            namespace["next_messages"](unknown, tools)
        self.assertEqual(str(caught.exception), "the model calls a tool of an unknown kind: telepathy")

    @unittest.skipIf(sys.flags.optimize > 1, "docstrings are stripped")
    @unittest.skipUnless(NAME == "chatcompletion", "the package has another name here")
    def test_the_tables_and_the_command_output_are_up_to_date(self):
        self.assertEqual(TEXT, readme.render(TEXT), "python3 -m tests.docs.readme writes them anew")

    def test_every_public_class_is_in_the_reference_and_in_the_table_of_names(self):
        streaming = submodule("streaming")
        classes, chunks = (
            {name for name in module.__all__ if hasattr(getattr(module, name), "from_dict")}
            for module in (package, streaming)
        )
        self.assertEqual(classes, set(readme.CLASSES))
        self.assertEqual(chunks, set(readme.STREAMING_CLASSES))
        names = TEXT.partition("### Names")[2].partition("### Classes")[0]
        for name in [*classes - {"Unrecognized"}, *(f"streaming.{name}" for name in chunks)]:
            self.assertIn(f"| `{name}` |", names)

    def test_every_section_has_text(self):
        sections = re.split(r"(?m)^#+ .*$", re.sub(r"```.*?```", "code", TEXT, flags=re.S))
        self.assertEqual([s for s in sections[1:] if not re.sub(r"<!--.*?-->", "", s).strip()], [])

    def test_the_first_section_has_a_summary_and_the_first_two_commands(self):
        title, sentence = re.findall(r"\A# (.*)\n\n(.*)\n", TEXT)[0]
        self.assertEqual(title, "chatcompletion")
        self.assertIn("OpenAI chat completion response", sentence)
        start = TEXT.split("\n## ")[1]
        self.assertIn("python3 -m chatcompletion tests/data/typical.json", start)
        self.assertIn("python3 -m unittest", start)


if __name__ == "__main__":
    unittest.main()
