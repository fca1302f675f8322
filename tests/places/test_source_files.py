# SPDX-License-Identifier: MIT-0
"""What makes the folder fit to be copied: imports, licence lines, and no dependence on where it is."""

import ast
import graphlib
import pathlib
import re
import subprocess
import sys
import unittest

from .. import NAME, ROOT, package, submodule
from ..support.imports import IMPORTS, MODULES, foreign_imports
from ..support.platform import needs_processes
from ..support.processes import FOLDER

SOURCES = sorted(FOLDER.rglob("*.py"))
CLASS_FILES = ("unrecognized", "usage", "logprobs", "tool_calls", "message", "moderation", "response")
LOADED_ON_FIRST_USE = {
    *("_check", "_json_schema", "_repairing", "_recognition", "_repair", "_schema", "streaming"),
    *("__main__", "_command", "_duplicates", "_json_layout", "_layout", "_inputs", "_options", "_output", "_progress"),
    *("_report", "_responses", "_show", "_show_stream"),
}
LARGE_MODULES = {
    *("argparse", "asyncio", "datetime", "importlib.metadata", "importlib.resources", "logging", "pathlib"),
    *("socket", "subprocess", "unittest"),
}


def imported_files(path: pathlib.Path) -> set[pathlib.Path]:
    """The files of the package that this file imports when it is imported itself."""
    found: set[pathlib.Path] = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ImportFrom) and node.level:
            folder = path.parents[node.level - 1].joinpath(*(node.module or "").split("."))
            files = [folder.with_suffix(".py")] if node.module else [folder / f"{name.name}.py" for name in node.names]
            found.update(file if file.exists() else folder / "__init__.py" for file in files)
    return found


class Imports(unittest.TestCase):
    def test_no_import_cycle_exists(self) -> None:
        graph = {path: imported_files(path) for path in SOURCES}
        self.assertEqual({*graphlib.TopologicalSorter(graph).static_order()}, {*SOURCES})

    def test_files_import_from_their_own_row_and_the_rows_above_in_the_contributing_text(self) -> None:
        text = ROOT / ".github" / "CONTRIBUTING.md"
        if not text.exists():
            self.skipTest("the contributing text is not here")
        table = text.read_text(encoding="utf-8").partition("| files | subject |")[2].partition("\n\n")[0]
        rows = [re.findall(r"`(\w+)(?:\.py|/)`", line.split("|")[1]) for line in table.splitlines() if "`" in line]
        row_of = {name: number for number, row in enumerate(rows) for name in row}
        self.assertGreater(row_of.keys(), {*CLASS_FILES, "streaming", "_command"})
        for name in row_of.keys() & IMPORTS.keys():
            for other in {*IMPORTS[name].at_once}.union(*IMPORTS[name].when_called.values()):
                with self.subTest(name, imported=other):
                    self.assertLessEqual(row_of.get(other.partition(".")[0], row_of["_command"]), row_of[name])

    def test_class_files_import_no_file_that_is_loaded_on_first_use(self) -> None:
        for name in CLASS_FILES:
            with self.subTest(name):
                self.assertEqual(LOADED_ON_FIRST_USE & {*IMPORTS[name].at_once}, set())

    def test_every_import_is_relative_or_from_the_standard_library(self) -> None:
        for path in SOURCES:
            with self.subTest(path.name):
                self.assertEqual(foreign_imports(path), [])

    @needs_processes
    def test_importing_the_package_loads_the_classes_and_no_large_module(self) -> None:
        code = (
            f"import sys; sys.path.insert(0, {str(ROOT)!r}); sys.path[1:1] = {sys.path!r}\n"
            f"import {NAME}; print(*sys.modules)"
        )
        done = subprocess.run([sys.executable, "-I", "-S", "-c", code], capture_output=True, text=True, timeout=60)
        self.assertEqual(done.stderr, "")
        loaded = {*done.stdout.split()}
        own = {name.removeprefix(f"{NAME}.") for name in loaded if name.startswith(f"{NAME}.")}
        self.assertEqual(own, {*MODULES} - {"__init__"} - LOADED_ON_FIRST_USE)
        self.assertEqual(loaded & LARGE_MODULES, set())


class EveryFile(unittest.TestCase):
    def test_every_file_has_a_licence_line(self) -> None:
        for path in SOURCES:
            self.assertEqual(path.read_text(encoding="utf-8").splitlines()[0], "# SPDX-License-Identifier: MIT-0", path)

    def test_no_file_depends_on_its_place_or_on_assert(self) -> None:
        for path in SOURCES:
            text = path.read_text(encoding="utf-8")
            self.assertNotRegex(text, r"__file__|importlib\.(resources|metadata)|pkg_resources", path)
            for node in ast.walk(ast.parse(text)):
                self.assertNotIsInstance(node, ast.Assert, path)

    def test_no_file_has_more_than_400_lines(self) -> None:
        for path in SOURCES:
            self.assertLessEqual(len(path.read_text(encoding="utf-8").splitlines()), 400, path)

    def test_no_file_silences_a_type_checker_as_a_whole(self) -> None:
        for path in SOURCES:
            self.assertNotRegex(path.read_text(encoding="utf-8"), r"(?m)^# (mypy|pyright|type):|no_type_check", path)


class Metadata(unittest.TestCase):
    def test_all_names_what_there_is(self) -> None:
        for module in (package, submodule("streaming")):
            self.assertEqual([name for name in module.__all__ if not hasattr(module, name)], [])

    def test_the_version_is_written_in_one_place(self) -> None:
        self.assertRegex(package.__version__, r"^\d+\.\d+\.\d+$")
        project = ROOT / "pyproject.toml"
        if not project.exists():
            self.skipTest("pyproject.toml is not here")
        text = project.read_text(encoding="utf-8")
        self.assertNotIn(package.__version__, re.sub(r"(?m)^    \".*$", "", text))
        self.assertIn('dynamic = ["version"]', text)


if __name__ == "__main__":
    unittest.main()
