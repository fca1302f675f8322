# SPDX-License-Identifier: MIT-0
"""Classes copied into another project with only the files that they need."""

import importlib.util
import json
import pathlib
import shutil
import sys
import unittest
from typing import Any

from .. import DATA, package, submodule
from ..support.contract import CLASSES
from ..support.imports import needed_by, needed_by_streaming
from ..support.platform import needs_processes
from ..support.processes import FOLDER, run, temporary_folder

MODELS = [getattr(package, name) for name in package.__all__ if hasattr(getattr(package, name), "to_dict")]
MODEL_FILES = sorted({cls.__module__.rpartition(".")[2] for cls in MODELS})
FILES = ["enums", "errors", "error_response", *MODEL_FILES]

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
        said.append([type(error).__name__, str(error)])
if hasattr(module, "CreateChatCompletionResponse"):
    try:
        module.CreateChatCompletionResponse.from_json("data: {}")
    except ValueError as error:
        said.append([type(error).__name__, str(error)])
print(json.dumps([said, sorted(name for name in sys.modules if name.startswith("pasted."))]))
"""


def samples() -> list[tuple[str, dict[str, Any]]]:
    """Data for each class: a full payload, and the same with one wrong field at a time."""
    found: list[tuple[str, dict[str, Any]]] = [
        ("CreateChatCompletionResponse", {"error": {"message": "No such model"}})
    ]
    for name, (payload, _) in CLASSES.items():
        found += [(name, payload), *((name, {**payload, key: {"odd": [1]}}) for key in payload)]
    return found


SAMPLES = samples()


def outcome(name: str, sample: dict[str, Any]) -> Any:
    """The result of reading a sample with the package under test."""
    try:
        return getattr(package, name).from_dict(sample).to_dict()
    except package.ParseError as error:
        return [type(error).__name__, str(error)]


EVERY_CLASS = needed_by("unrecognized") - {"unrecognized"}  # the files that every class needs


def paste(modules: set[str], folder: pathlib.Path) -> None:
    """Copy these modules into a new package `pasted`."""
    (folder / "pasted").mkdir()
    (folder / "pasted" / "__init__.py").touch()
    for file in modules:
        shutil.copy(FOLDER / f"{file}.py", folder / "pasted")


class CopiedFiles(unittest.TestCase):
    @needs_processes
    def test_a_copied_file_works_with_only_the_files_that_it_needs(self) -> None:
        self.maxDiff = None
        for module in FILES:
            names = {cls.__name__ for cls in MODELS if cls.__module__.rpartition(".")[2] == module}
            mine = [(name, sample) for name, sample in SAMPLES if name in names]
            expected = [outcome(name, sample) for name, sample in mine]
            if module == "response":
                with self.assertRaises(package.ParseError) as caught:
                    package.CreateChatCompletionResponse.from_json("data: {}")
                expected.append(["ParseError", str(caught.exception)])
            with self.subTest(module=module, classes=sorted(names)), temporary_folder() as folder:
                paste(needed_by(module), folder)
                start = f"import sys; sys.path.insert(0, {str(folder)!r})"
                done = run(*(sys.executable, "-I", "-c", start + PROGRAM, module), cwd=folder, input=json.dumps(mine))
                self.assertEqual((done.returncode, done.stderr), (0, ""))
                said, loaded = json.loads(done.stdout)
                self.assertEqual(said, expected)
                self.assertEqual(loaded, sorted(f"pasted.{file}" for file in needed_by(module)))

    @needs_processes
    def test_the_streaming_folder_works_with_only_the_files_that_it_needs(self) -> None:
        streaming = submodule("streaming")
        lines = (DATA / "stream_tool_calls.jsonl").read_text(encoding="utf-8")
        chunks = [streaming.CreateChatCompletionStreamResponse.from_json(line) for line in lines.splitlines()]
        expected = [[chunk.to_dict() for chunk in chunks], streaming.assemble(chunks).to_dict()]
        program = """
import json, sys
from pasted.streaming import *
chunks = [CreateChatCompletionStreamResponse.from_json(line) for line in sys.stdin]
print(json.dumps([[chunk.to_dict() for chunk in chunks], assemble(chunks, repair=True).to_dict()]))
"""
        with temporary_folder() as folder:
            paste(needed_by_streaming(), folder)
            shutil.copytree(FOLDER / "streaming", folder / "pasted" / "streaming")
            start = f"import sys; sys.path.insert(0, {str(folder)!r})"
            done = run(sys.executable, "-I", "-c", start + program, cwd=folder, input=lines)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual(json.loads(done.stdout), expected)

    @needs_processes
    def test_copied_files_pass_mypy_and_pyright(self) -> None:
        if importlib.util.find_spec("mypy") is None or importlib.util.find_spec("pyright") is None:
            self.skipTest("mypy or pyright is not installed")
        with temporary_folder() as folder:
            for module in MODEL_FILES:
                (folder / module).mkdir()
                paste(needed_by(module), folder / module)
                if module == "response":
                    shutil.copytree(FOLDER / "streaming", folder / module / "pasted" / "streaming")
                    for file in needed_by_streaming():
                        shutil.copy(FOLDER / f"{file}.py", folder / module / "pasted")
                (folder / module / "pasted").rename(folder / module / f"pasted_{module}")
            (folder / "pyrightconfig.json").write_text('{"typeCheckingMode": "standard", "pythonVersion": "3.10"}')
            folders = [str(folder / module / f"pasted_{module}") for module in MODEL_FILES]
            options = ("--strict", "--config-file=", "--cache-dir=cache", "--python-version=3.10")
            done = run(sys.executable, "-m", "mypy", *options, *folders, cwd=folder)
            self.assertRegex(done.stdout, "^Success: no issues found", done.stdout)
            done = run(sys.executable, "-m", "pyright", "-p", folder, cwd=folder)
            self.assertRegex(done.stdout, r"^0 errors, 0 warnings, 0 informations", done.stdout)

    def test_completion_usage_needs_at_most_1000_lines(self) -> None:
        """Comments and blank lines count."""
        lines = sum(len((FOLDER / f"{file}.py").read_text("utf-8").splitlines()) for file in needed_by("usage"))
        self.assertLessEqual(lines, 1000)

    def test_only_the_response_needs_the_files_that_read_json_text(self) -> None:
        for module in MODEL_FILES:
            with self.subTest(module=module):
                self.assertLessEqual(EVERY_CLASS, needed_by(module))
                if module != "response":
                    private = {name for name in needed_by(module) if name.startswith("_")}
                    self.assertLessEqual(private - EVERY_CLASS, {"_reading_special"})


if __name__ == "__main__":
    unittest.main()
