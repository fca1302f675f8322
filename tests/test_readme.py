# SPDX-License-Identifier: MIT-0
"""README.md: its examples run, its outputs are real, its tables are complete."""

import contextlib
import io
import os
import re
import sys
import unittest

from . import NAME, ROOT, package, readme, submodule

TEXT = readme.README.read_text(encoding="utf-8") if readme.README.exists() else ""


@unittest.skipUnless(TEXT, "README.md is not here")
class Readme(unittest.TestCase):
    maxDiff = None

    def test_has_examples_that_run_and_print_what_they_say(self):
        blocks = re.findall(r"```python\n(.*?)```", TEXT, re.S)
        self.assertGreater(len(blocks), 5)
        namespace = {}
        before = os.getcwd()
        os.chdir(ROOT)
        self.addCleanup(os.chdir, before)
        sys.modules.setdefault("chatcompletion", package)
        for number, block in enumerate(blocks):
            with self.subTest(block.splitlines()[0]):
                if "urllib" in block or "dask" in block:  # run elsewhere: against a server, among the places
                    continue
                out = io.StringIO()
                with contextlib.redirect_stdout(out):
                    exec(compile(block, f"README.md, example {number}", "exec"), namespace)
                said = [
                    line.split("# ", 1)[1].split(": ")[0] for line in block.splitlines() if line.startswith("print(")
                ]
                self.assertEqual(out.getvalue().splitlines(), said)

    @unittest.skipIf(sys.flags.optimize > 1, "docstrings are stripped")
    def test_has_real_output_and_complete_tables(self):
        if NAME != "chatcompletion":
            self.skipTest("the package has another name here")
        self.assertEqual(TEXT, readme.render(TEXT), "python3 -m tests.readme writes it anew")

    def test_names_every_class_in_the_reference_and_in_the_table_of_names(self):
        classes = {name for name in package.__all__ if hasattr(getattr(package, name), "from_dict")}
        self.assertEqual(classes, set(readme.CLASSES))
        streaming = submodule("streaming")
        chunks = {name for name in streaming.__all__ if hasattr(getattr(streaming, name), "from_dict")}
        self.assertEqual(chunks, set(readme.STREAMING_CLASSES))
        names = TEXT.partition("## Names")[2].partition("## Reference")[0]
        for name in [*classes - {"Unrecognized"}, *(f"streaming.{name}" for name in chunks)]:
            self.assertIn(f"| `{name}` |", names)

    def test_has_no_section_without_text(self):
        sections = re.split(r"(?m)^#+ .*$", re.sub(r"```.*?```", "code", TEXT, flags=re.S))
        self.assertEqual([s for s in sections[1:] if not re.sub(r"<!--.*?-->", "", s).strip()], [])

    def test_gives_the_two_commands_and_the_sentence_first(self):
        screen = TEXT.split("\n## ")[0]
        self.assertIn("python3 -m chatcompletion tests/data/typical.json", screen)
        self.assertIn("python3 -m unittest", screen)


if __name__ == "__main__":
    unittest.main()
