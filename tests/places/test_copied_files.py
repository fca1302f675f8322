# SPDX-License-Identifier: MIT-0
"""Classes copied into another project with only the files that they need."""

import ast
import functools
import importlib.util
import json
import pathlib
import shutil
import sys
import unittest
from typing import Any

from .. import package
from ..support.contract import CLASSES
from ..support.platform import needs_processes
from ..support.processes import FOLDER, run, temporary_folder

MODELS = [getattr(package, name) for name in package.__all__ if hasattr(getattr(package, name), "to_dict")]
MODEL_FILES = sorted({cls.__module__.rpartition(".")[2] for cls in MODELS})

# Reads and writes each sample with the copied class, and prints the results.
PROGRAM = """
import copy, importlib, json, pickle, sys
module = importlib.import_module("pasted." + sys.argv[1])
said = []
for name, sample in json.load(sys.stdin):
    cls = getattr(module, name)
    try:
        found = cls.from_dict(sample)
        assert pickle.loads(pickle.dumps(found)) == copy.deepcopy(found) == found == eval("cls(**fields)", {
            "cls": cls, "fields": {f: getattr(found, f) for f in cls.__dataclass_fields__}})
        if hasattr(cls, "from_json"):
            assert cls.from_json(found.to_json()) == found
        said.append(found.to_dict())
    except ValueError as error:
        said.append([type(error).__name__, str(error).splitlines()[0]])
if hasattr(module, "CreateChatCompletionResponse"):
    try:
        module.CreateChatCompletionResponse.from_json("data: {}")
    except ValueError as error:
        said.append([type(error).__name__, str(error)])
print(json.dumps(said))
"""

Sample = tuple[str, dict[str, Any]]


def samples_for(module: str) -> list[Sample]:
    """Data for each class in this file: a full payload, and the same with one wrong field at a time."""
    found: list[Sample] = []
    for name, (payload, _) in CLASSES.items():
        if getattr(package, name).__module__.rpartition(".")[2] == module:
            found += [(name, payload), *((name, {**payload, key: {"odd": [1]}}) for key in payload)]
    if module == "response":
        found.append(("CreateChatCompletionResponse", {"error": {"message": "No such model"}}))
    return found


def expected_of(module: str) -> list[Any]:
    """What the package under test makes of these samples. A copy without `validation` has the first problem alone."""
    said: list[Any] = []
    for name, sample in samples_for(module):
        try:
            said.append(getattr(package, name).from_dict(sample).to_dict())
        except package.ParseError as error:
            said.append([type(error).__name__, str(error).splitlines()[0]])
    if module == "response":
        try:
            package.CreateChatCompletionResponse.from_json("data: {}")
        except package.ParseError as error:
            said.append([type(error).__name__, str(error)])
    return said


def result_in(folder: pathlib.Path, module: str) -> list[Any]:
    """What the program prints in a folder with a package `pasted`."""
    start = f"import sys; sys.path.insert(0, {str(folder)!r})"
    samples = json.dumps(samples_for(module))
    done = run(sys.executable, "-I", "-c", start + PROGRAM, module, cwd=folder, input=samples)
    if (done.returncode, done.stderr) != (0, ""):
        raise AssertionError(done.stderr)
    said: list[Any] = json.loads(done.stdout)
    return said


@functools.cache
def files_for(module: str) -> tuple[str, ...]:
    """The files that this one needs: what it imports, also inside functions, and what these import.

    What is asked for with `optional` is not needed.
    """
    needed: set[pathlib.Path] = set()
    waiting = [FOLDER / f"{module}.py"]
    while waiting:
        path = waiting.pop()
        if path not in needed:
            needed.add(path)
            waiting += imported_files(path)
    return tuple(sorted(path.relative_to(FOLDER).as_posix() for path in needed))


def imported_files(path: pathlib.Path) -> list[pathlib.Path]:
    """The files of the package that a file imports."""
    found: list[pathlib.Path] = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level:
            folder = path.parents[node.level - 1]
            parts = (node.module or "").split(".")
            found.append(folder.joinpath(*parts).with_suffix(".py"))
            if len(parts) > 1:
                found.append(folder / parts[0] / "__init__.py")
    return found


def paste(module: str, to: pathlib.Path) -> None:
    """A new package with the files for this one, and nothing else."""
    to.mkdir()
    (to / "__init__.py").touch()
    for file in files_for(module):
        (to / file).parent.mkdir(exist_ok=True)
        shutil.copy(FOLDER / file, to / file)


@needs_processes
class CopiedFiles(unittest.TestCase):
    maxDiff = None

    def test_a_copied_file_works_with_only_the_files_that_it_needs(self) -> None:
        for module in MODEL_FILES:
            with self.subTest(module), temporary_folder() as folder:
                paste(module, folder / "pasted")
                self.assertEqual(result_in(folder, module), expected_of(module))

    def test_copied_files_pass_mypy_and_pyright_with_no_settings_of_this_project(self) -> None:
        if importlib.util.find_spec("mypy") is None or importlib.util.find_spec("pyright") is None:
            self.skipTest("mypy or pyright is not installed")
        with temporary_folder() as folder:
            for module in MODEL_FILES:
                paste(module, folder / f"pasted_{module}")
            folders = [f"pasted_{module}" for module in MODEL_FILES]
            options = ("--strict", "--config-file=", "--cache-dir=cache", "--python-version=3.10")
            done = run(sys.executable, "-m", "mypy", *options, *folders, cwd=folder)
            self.assertRegex(done.stdout, "^Success: no issues found", done.stdout)
            done = run(sys.executable, "-m", "pyright", "--pythonversion=3.10", *folders, cwd=folder)
            self.assertRegex(done.stdout, r"^0 errors, 0 warnings, 0 informations", done.stdout)

    def test_copied_files_pass_ruff_with_no_settings_of_this_project(self) -> None:
        if importlib.util.find_spec("ruff") is None:
            self.skipTest("ruff is not installed")
        with temporary_folder() as folder:
            for module in MODEL_FILES:
                paste(module, folder / f"pasted_{module}")
            done = run(sys.executable, "-m", "ruff", "check", "--isolated", "--no-cache", ".", cwd=folder)
            self.assertEqual((done.returncode, done.stdout), (0, "All checks passed!\n"))


if __name__ == "__main__":
    unittest.main()
