# SPDX-License-Identifier: MIT-0
"""What makes the folder fit to be copied: imports, licence lines, and no dependence on where it is."""

import ast
import pathlib
import re
import subprocess
import sys
import unittest
from collections.abc import Iterable, Iterator

from .. import NAME, ROOT, package, submodule
from ..support.platform import needs_processes
from ..support.processes import FOLDER

SOURCES = sorted(FOLDER.rglob("*.py"))
OPTIONAL = ("validation", "streaming", "cli")  # folders that may be deleted

# Each place, and the places from which its files may import when they are imported themselves.
GROUND = ("enums.py", "errors.py", "error_response.py")
ALLOWED = {
    "ground": {"ground"},
    "_core": {"ground", "_core"},
    "model": {"ground", "_core", "model"},
    "validation": {"ground", "_core", "model", "validation"},
    "streaming": {"ground", "_core", "model", "streaming"},
    "cli": {"ground", "_core", "model", "validation", "streaming", "cli"},
    "top": {"ground", "_core", "model", "validation", "streaming", "cli", "top"},
}

LARGE_MODULES = {
    *("argparse", "asyncio", "datetime", "importlib.metadata", "importlib.resources", "logging", "pathlib"),
    *("socket", "subprocess", "unittest"),
}


def place_of(path: pathlib.Path) -> str:
    """Where a file of the package is: a folder, or else one of the three kinds of files beside the folders."""
    parts = path.relative_to(FOLDER).parts
    if len(parts) > 1:
        return parts[0]
    return "ground" if parts[0] in GROUND else "top" if parts[0] in ("__init__.py", "__main__.py") else "model"


def at_import(body: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements that run when a file is imported, save what only type checkers read."""
    for statement in body:
        if not isinstance(statement, ast.If):
            yield statement
        else:
            only_for_checkers = isinstance(statement.test, ast.Name) and statement.test.id == "TYPE_CHECKING"
            yield from at_import([*([] if only_for_checkers else statement.body), *statement.orelse])


def imported_places(path: pathlib.Path, nodes: Iterable[ast.AST]) -> set[str]:
    """The places from which these nodes of a file import with relative imports."""
    found: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.ImportFrom) and node.level:
            folder = path.parents[node.level - 1]
            for name in [node.module] if node.module else [alias.name for alias in node.names]:
                target = folder.joinpath(*name.split("."))
                found.add(place_of(target if target.is_dir() else target.with_suffix(".py")))
    return found


def foreign_imports(file: pathlib.Path) -> list[str]:
    """What a file of the package imports that is neither in the standard library nor in the package."""
    foreign: list[str] = []
    depth = len(file.relative_to(FOLDER).parts)
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            foreign += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            foreign.append(node.module or "")
        elif isinstance(node, ast.ImportFrom) and node.level > depth:
            foreign.append("." * node.level + (node.module or ""))
    return [name for name in foreign if name.partition(".")[0] not in sys.stdlib_module_names]


class Imports(unittest.TestCase):
    def test_imports_run_one_way(self) -> None:
        """From the ground (enums, errors) over _core and the model to validation, streaming and the command line.
        validation and streaming may be deleted, so neither imports the other when it is imported itself."""
        for path in SOURCES:
            with self.subTest(path.relative_to(FOLDER).as_posix()):
                tree = ast.parse(path.read_text(encoding="utf-8"))
                self.assertLessEqual(imported_places(path, at_import(tree.body)), ALLOWED[place_of(path)])

    def test_the_core_and_the_model_have_no_import_statement_for_a_folder_that_may_be_deleted(self) -> None:
        """Not in a function either: type checkers would look for it in a copy that has no such folder."""
        for path in SOURCES:
            if place_of(path) in ("ground", "_core", "model"):
                with self.subTest(path.relative_to(FOLDER).as_posix()):
                    places = imported_places(path, ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
                    self.assertEqual(places & {*OPTIONAL}, set())

    def test_every_import_is_relative_or_from_the_standard_library(self) -> None:
        for path in SOURCES:
            with self.subTest(path.relative_to(FOLDER).as_posix()):
                # The type checkers know typing_extensions without an installation; compat.py names it for them alone.
                allowed = ["typing_extensions"] if path.name == "compat.py" else []
                self.assertEqual(foreign_imports(path), allowed)

    @needs_processes
    def test_importing_the_package_loads_no_folder_that_may_be_deleted_and_no_large_module(self) -> None:
        code = (
            f"import sys; sys.path.insert(0, {str(ROOT)!r}); sys.path[1:1] = {sys.path!r}\n"
            f"import {NAME}; print(*sys.modules)"
        )
        done = subprocess.run([sys.executable, "-I", "-S", "-c", code], capture_output=True, text=True, timeout=60)
        self.assertEqual(done.stderr, "")
        loaded = {*done.stdout.split()}
        own = [name.removeprefix(f"{NAME}.") for name in loaded if name.startswith(f"{NAME}.")]
        self.assertIn("response", own)
        self.assertEqual([name for name in own if name.partition(".")[0] in (*OPTIONAL, "batch", "chunks")], [])
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

    def test_no_file_has_more_than_350_lines(self) -> None:
        for path in SOURCES:
            self.assertLessEqual(len(path.read_text(encoding="utf-8").splitlines()), 350, path)

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
