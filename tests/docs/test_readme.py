# SPDX-License-Identifier: MIT-0
"""README.md: its examples run, what they print is real, and its links lead somewhere."""

import importlib.util
import os
import re
import sys
import unittest
from typing import Any

from .. import NAME, ROOT
from ..support.platform import needs_processes
from ..support.processes import copy_package, run, temporary_folder
from .readme import (
    COMMAND,
    README,
    Block,
    blocks,
    expected_of_python,
    missing_modules,
    output_of_command,
    output_of_python,
    place,
    with_output,
)

TEXT = README.read_text(encoding="utf-8") if README.exists() else ""
EXAMPLES = [block for block in blocks(TEXT) if block.language == "python"]
CALLS_OUT = re.compile(r"https?://|\burlopen\b|\bopenai\b|\bpip\b|\bgit\b")

has_a_shell = unittest.skipUnless(os.name == "posix", "README's commands are for a shell")


@unittest.skipUnless(TEXT, "README.md is not here")
@unittest.skipUnless(NAME == "chatcompletion", "the package has another name here")
class Readme(unittest.TestCase):
    maxDiff = None

    def test_the_examples_run_in_order_and_print_what_they_say(self) -> None:
        self.assertGreater(len(EXAMPLES), 5)
        namespace: dict[str, Any] = {"__name__": "readme"}
        with place():
            for block in EXAMPLES:
                with self.subTest(line=block.line):
                    missing = missing_modules(block)
                    if missing:
                        self.skipTest(f"{', '.join(missing)} is not installed")
                    if block.skip is None:
                        self.assertEqual(output_of_python(block, namespace), expected_of_python(block))

    @needs_processes
    @has_a_shell
    def test_each_command_has_the_output_that_is_shown(self) -> None:
        commands = [
            (block.line, command["line"], command["output"])
            for block in blocks(TEXT)
            if block.language not in ("python", "text") and block.skip is None
            for command in COMMAND.finditer(block.text)
        ]
        self.assertTrue(commands)
        with place():
            for line, command, output in commands:
                with self.subTest(command, line=line):
                    self.assertEqual(output_of_command(command), output, "python3 -m tests.docs.readme writes it anew")

    def test_only_blocks_that_call_the_network_are_not_run(self) -> None:
        skipped = [block for block in blocks(TEXT) if block.skip is not None]
        self.assertEqual([block for block in skipped if not CALLS_OUT.search(block.text)], [])

    @needs_processes
    def test_the_examples_pass_mypy_in_strict_mode(self) -> None:
        missing = sorted({name for block in EXAMPLES for name in missing_modules(block)})
        if importlib.util.find_spec("mypy") is None or missing:
            self.skipTest(f"{', '.join(missing) or 'mypy'} is not installed")
        with temporary_folder() as folder:
            copy_package(folder / "chatcompletion")
            (folder / "examples.py").write_text("\n".join(block.text for block in EXAMPLES), encoding="utf-8")
            command = ("--strict", "--config-file=", "--cache-dir=cache", "examples.py")
            done = run(sys.executable, "-m", "mypy", *command, cwd=folder)
        self.assertEqual(done.stdout, "Success: no issues found in 1 source file\n")

    def test_it_has_at_most_300_lines(self) -> None:
        self.assertLessEqual(len(TEXT.splitlines()), 300)

    def test_every_link_to_a_file_or_a_section_leads_there(self) -> None:
        anchors = {
            re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in re.findall(r"(?m)^#+ (.*)$", TEXT)
        }
        for target in re.findall(r"\]\(([^)\s]+)\)", re.sub(r"```.*?```|`[^`\n]*`", "", TEXT, flags=re.S)):
            with self.subTest(target):
                if target.startswith("#"):
                    self.assertIn(target[1:], anchors)
                elif not target.startswith("http"):
                    self.assertTrue((ROOT / target.partition("#")[0]).exists())

    def test_every_section_has_text(self) -> None:
        sections = re.split(r"(?m)^#+ .*$", re.sub(r"```.*?```", "code", TEXT, flags=re.S))
        self.assertEqual([s for s in sections[1:] if not re.sub(r"<!--.*?-->", "", s).strip()], [])


class Blocks(unittest.TestCase):
    """What is checked in README.md is noticed where it is wrong."""

    TEXT = """
```python
print(1 + 1)  # 2
```

<!-- skip: it calls a server on the network -->

```python
urlopen("https://tides.example")
```

```python
raise ValueError("no tide")
```
```text
Traceback (most recent call last):
  File "x.py", line 1
ValueError: no tide
```

```sh
$ echo one; echo two
one
two
$ echo three
thr
```
"""

    def block(self, text: str, said: "str | None" = None) -> Block:
        return Block(1, "python", text, None, said)

    def test_blocks_are_found_with_their_lines_and_with_what_is_said_about_them(self) -> None:
        found = [(block.line, block.language, block.skip, block.said is not None) for block in blocks(self.TEXT)]
        skip = "it calls a server on the network"
        expected = [(2, "python", None, False), (8, "python", skip, False), (12, "python", None, True)]
        self.assertEqual(found, [*expected, (15, "text", None, False), (21, "sh", None, False)])

    def test_what_python_prints_is_compared_with_the_comments_or_with_the_text_that_follows(self) -> None:
        first, _, third, *_ = blocks(self.TEXT)
        self.assertEqual((output_of_python(first, {}), expected_of_python(first)), ("2\n", "2\n"))
        self.assertEqual(output_of_python(third, {}), "ValueError: no tide\n")
        self.assertEqual(expected_of_python(third), "ValueError: no tide\n")
        self.assertEqual(expected_of_python(self.block("print(1)  # 2\n    print(3)  # 4\n")), "2\n4\n")
        self.assertEqual(expected_of_python(self.block("print(1)  # 2\n", "1\n")), "1\n")

    def test_an_exception_that_is_not_shown_is_let_through(self) -> None:
        with self.assertRaises(ZeroDivisionError):
            output_of_python(self.block("1 / 0"), {})

    def test_modules_that_are_not_installed_are_named(self) -> None:
        text = "import json, no_grebe\nfrom no_heron.x import y\nfrom chatcompletion import check\n"
        self.assertEqual(missing_modules(self.block(text)), ["no_grebe", "no_heron"])

    def test_the_blocks_run_where_the_data_of_the_tests_is(self) -> None:
        block = self.block("import pathlib\nprint(pathlib.Path('tests/data/typical.json').exists())")
        with place():
            self.assertEqual(output_of_python(block, {}), "True\n")

    @needs_processes
    @has_a_shell
    def test_output_that_differs_is_written_anew(self) -> None:
        self.assertEqual(with_output(self.TEXT), self.TEXT.replace("thr\n", "three\n"))

    @needs_processes
    @has_a_shell
    @unittest.skipUnless(NAME == "chatcompletion", "the package has another name here")
    def test_a_command_runs_with_this_python_and_this_package(self) -> None:
        with place():
            out = output_of_command("python3 -m chatcompletion no-such-file; echo $?")
        self.assertEqual(len(out.splitlines()), 2, out)
        self.assertRegex(out, r"no-such-file.*\n[12]\n$")


if __name__ == "__main__":
    unittest.main()
