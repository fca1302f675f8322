# SPDX-License-Identifier: MIT-0
"""Copied from: a class taken into another project with the few files that it needs, and nothing else."""

import importlib.util
import json
import pathlib
import re
import shutil
import sys
import unittest
from typing import Any

from .. import DATA, ROOT, package, submodule
from ..support.imports import MODULES, foreign_imports, needed_by
from ..support.platform import needs_processes
from ..support.processes import FOLDER, run, temporary_folder
from ..support.program import EVERYTHING

MODELS = [getattr(package, name) for name in package.__all__ if hasattr(getattr(package, name), "to_dict")]
MODEL_FILES = sorted({cls.__module__.rpartition(".")[2] for cls in MODELS})
FILES = ["enums", "errors", "error_response", *MODEL_FILES]

# Reads and writes each of the samples with the class copied, and says what it did.
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
    """For each class, data of objects that a body holds, and the same with each of its fields wrong in turn."""
    found: list[tuple[str, dict[str, Any]]] = []
    body = json.loads(EVERYTHING.read_text(encoding="utf-8"))
    waiting: list[Any] = [package.CreateChatCompletionResponse.from_dict(body)]
    while waiting:
        value = waiting.pop()
        if isinstance(value, tuple):
            waiting += value
        elif hasattr(value, "to_dict"):
            data = value.to_dict()
            found.append((type(value).__name__, data))
            found += [(type(value).__name__, {**data, key: {"odd": [1]}}) for key in data]
            waiting += [getattr(value, name) for name in value.__dataclass_fields__]
    found.append(("CreateChatCompletionResponse", {"error": {"message": "No such model"}}))
    return found


SAMPLES = samples()


def outcome(name: str, sample: dict[str, Any]) -> Any:
    """What the package under test makes of a sample."""
    try:
        return getattr(package, name).from_dict(sample).to_dict()
    except package.ParseError as error:
        return [type(error).__name__, str(error)]


EVERY_CLASS = needed_by("unrecognized") - {"unrecognized"}  # what each of them takes


def table() -> str:
    """What to copy along with each class, as README states it."""
    lines = ["| to use | copy |", "|---|---|", f"| any class of these | {files(EVERY_CLASS)} |"]
    by_file: dict[str, list[str]] = {}
    for cls in MODELS:
        by_file.setdefault(cls.__module__.rpartition(".")[2], []).append(f"`{cls.__name__}`")
    for module, names in by_file.items():
        if module == "response":
            copied = "the files of all rows above, " + files(
                {module} | (needed_by(module) - set(MODEL_FILES) - EVERY_CLASS - {"enums", "_reading_special"})
            )
        else:
            copied = files(needed_by(module) - EVERY_CLASS)
        lines.append(f"| {', '.join(names)} | {copied} |")
    more = files(needed_by_streaming() - needed_by("response"))
    lines.append(f"| what is in `streaming` | the same, the folder `streaming/`, {more} |")
    return "\n".join(lines)


def needed_by_streaming() -> set[str]:
    """The modules outside the folder that its files import, and what those need."""
    found: set[str] = set()
    for file in (FOLDER / "streaming").glob("*.py"):
        outside = re.findall(r"from \.\.(\w+) import", file.read_text(encoding="utf-8"))
        found.update(*map(needed_by, outside))
    return found


def files(modules: set[str]) -> str:
    return ", ".join(f"`{name}.py`" for name in sorted(modules, key=lambda name: (name.startswith("_"), name)))


def paste(modules: set[str], folder: pathlib.Path) -> None:
    """Copy these files into a package `pasted` in this folder."""
    (folder / "pasted").mkdir()
    (folder / "pasted" / "__init__.py").touch()
    for file in modules:
        shutil.copy(FOLDER / f"{file}.py", folder / "pasted")


class Copied(unittest.TestCase):
    """Each file of models, with what its imports name and an empty __init__.py beside it."""

    def test_the_samples_have_every_class(self) -> None:
        """So that the next test says something of each."""
        self.assertEqual({name for name, _ in SAMPLES}, {cls.__name__ for cls in MODELS})

    @needs_processes
    def test_each_file_works_with_only_the_files_it_names(self) -> None:
        """Reading, writing, errors and pickles are those of the whole package."""
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
                self.assertEqual(loaded, sorted(f"pasted.{file}" for file in needed_by(module)), "no file too many")

    @needs_processes
    def test_the_folder_of_chunks_works_with_the_files_of_the_response(self) -> None:
        """The chunks are read, written and put together as by the whole package."""
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
    def test_each_file_passes_the_type_checkers_with_only_the_files_it_names(self) -> None:
        """mypy in its strict mode, and pyright. All are pasted side by side, each with its own files."""
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

    def test_usage_carries_few_lines(self) -> None:
        """Whoever copies CompletionUsage takes these, comments and blank lines included."""
        lines = sum(len((FOLDER / f"{file}.py").read_text("utf-8").splitlines()) for file in needed_by("usage"))
        self.assertLessEqual(lines, 1000)

    def test_every_file_of_models_takes_few_rooms(self) -> None:
        """Only the response takes JSON text and the recognition of what is no completion."""
        for module in MODEL_FILES:
            with self.subTest(module=module):
                self.assertLessEqual(EVERY_CLASS, needed_by(module))
                if module != "response":
                    private = {name for name in needed_by(module) if name.startswith("_")}
                    self.assertLessEqual(private - EVERY_CLASS, {"_reading_special"})

    def test_readme_says_what_to_copy(self) -> None:
        """The table there is the one worked out from the imports."""
        if not (ROOT / "README.md").is_file():
            self.skipTest("no README.md beside the tests")
        text = (ROOT / "README.md").read_text(encoding="utf-8")
        self.assertTrue(table() in text, f"README.md lacks this table:\n{table()}")

    def test_no_file_imports_anything_but_the_standard_library_and_its_neighbours(self) -> None:
        """By relative imports that stay inside, so that the folder may have any name."""
        for file in FOLDER.rglob("*.py"):
            with self.subTest(file=file.name):
                self.assertEqual(foreign_imports(file), [])

    def test_the_files_of_the_package_are_modules_of_it(self) -> None:
        """Each imports under the name the package has here."""
        for module in MODULES:
            if module not in ("__init__", "__main__"):
                self.assertEqual(submodule(module).__name__, f"{package.__name__}.{module}")


if __name__ == "__main__":
    if sys.argv[1:] == ["table"]:
        print(table())
    else:
        unittest.main()
