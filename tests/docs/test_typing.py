# SPDX-License-Identifier: MIT-0
"""What type checkers and documentation tools see of the package."""

import dataclasses
import importlib.util
import inspect
import json
import pathlib
import pydoc
import re
import shutil
import sys
import typing
import unittest
from typing import Any

from .. import HERE, package
from ..support.platform import needs_processes
from ..support.processes import copy_package, run, temporary_folder

REVEALED = HERE / "docs" / "revealed.py"
CLASSES = [value for value in (getattr(package, name) for name in package.__all__) if isinstance(value, type)]
MODELS = [cls for cls in CLASSES if hasattr(cls, "to_dict")]


def expected(checker: str) -> dict[int, str]:
    """By line number, what the comments say that the checker finds."""
    found: dict[int, str] = {}
    for number, line in enumerate(REVEALED.read_text(encoding="utf-8").splitlines(), 1):
        for who, what in re.findall(r"  # (both|mypy|pyright): (.*?)(?=  # |$)", line):
            if who in (checker, "both"):
                found[number] = what
    return found


def without_modules(text: str) -> str:
    return re.sub(r"\b(?:[a-z_]\w*\.)+(?=\w)", "", text)


@needs_processes
class Checkers(unittest.TestCase):
    """Both check the same file, in which each line says what is due there."""

    def setUp(self) -> None:
        self.maxDiff = None
        manager = temporary_folder()
        self.folder: pathlib.Path = manager.__enter__()
        self.addCleanup(manager.__exit__, None, None, None)
        copy_package(self.folder / "chatcompletion")
        shutil.copy(REVEALED, self.folder)

    def test_mypy_finds_what_the_lines_say(self) -> None:
        """In its strict mode."""
        if importlib.util.find_spec("mypy") is None:
            self.skipTest("mypy is not installed")
        command = [
            "--strict",
            "--config-file=",
            "--cache-dir=cache",
            "--output=json",
            "--no-incremental",
            "revealed.py",
        ]
        done = run(sys.executable, "-m", "mypy", *command, cwd=self.folder)
        found: dict[int, str] = {}
        for line in done.stdout.splitlines():
            note = json.loads(line)
            self.assertEqual(note["file"], "revealed.py", note)
            revealed = re.fullmatch(r'Revealed type is "(.*)"', note["message"])
            found[note["line"]] = without_modules(revealed[1]) if revealed else f"{note['severity']}[{note['code']}]"
        self.assertEqual((found, done.stderr), (expected("mypy"), ""))

    def test_pyright_finds_what_the_lines_say(self) -> None:
        """In its usual mode."""
        if importlib.util.find_spec("pyright") is None:
            self.skipTest("pyright is not installed")
        done = run(sys.executable, "-m", "pyright", "--outputjson", "revealed.py", cwd=self.folder)
        self.assertTrue(done.stdout.startswith("{"), done.stdout + done.stderr)
        found: dict[int, str] = {}
        for note in json.loads(done.stdout)["generalDiagnostics"]:
            revealed = re.fullmatch(r'Type of ".*" is "(.*)"', note["message"])
            told = revealed[1] if revealed else f"{note['severity']}[{note.get('rule')}]"
            if told != "warning[reportUnusedExpression]":
                found[note["range"]["start"]["line"] + 1] = told
        self.assertEqual(found, expected("pyright"))


class DocumentationTools(unittest.TestCase):
    """pydoc, help(), inspect and typing see everything."""

    def test_the_signature_of_a_class_has_its_fields_by_keyword(self) -> None:
        """Each with its annotation, and with a default where it may be left out."""
        for cls in MODELS:
            with self.subTest(cls=cls.__name__):
                parameters = inspect.signature(cls).parameters
                self.assertEqual([*parameters], [field.name for field in dataclasses.fields(cls)])
                self.assertEqual({p.kind for p in parameters.values()}, {inspect.Parameter.KEYWORD_ONLY})
                self.assertNotIn(inspect.Parameter.empty, [p.annotation for p in parameters.values()])

    def test_a_signature_reads_as_the_reference_does(self) -> None:
        """One of them whole."""
        shown = str(inspect.signature(package.Audio)).replace(package.__name__ + ".", "")
        self.assertEqual(
            shown,
            "(*, id: str, expires_at: int, data: str, transcript: str, extra: collections.abc.Mapping[str, typing.Any]"
            " = <factory>) -> None",
        )

    def test_the_annotations_of_every_field_can_be_evaluated(self) -> None:
        """typing.get_type_hints gives types, no strings."""
        for cls in MODELS:
            with self.subTest(cls=cls.__name__):
                hints: dict[str, Any] = typing.get_type_hints(cls)
                self.assertEqual({field.name for field in dataclasses.fields(cls)} - {*hints}, set())
                self.assertEqual([hint for hint in hints.values() if isinstance(hint, (str, typing.ForwardRef))], [])

    def test_the_annotations_of_every_public_method_can_be_evaluated(self) -> None:
        """The same for from_dict, to_dict and so on."""
        for cls in CLASSES:
            for name, value in vars(cls).items():
                method = inspect.unwrap(getattr(value, "__func__", value))
                if name.startswith("_") or not inspect.isfunction(method):
                    continue
                with self.subTest(method=f"{cls.__name__}.{name}"):
                    typing.get_type_hints(method)

    @unittest.skipIf(sys.flags.optimize > 1, "-OO leaves docstrings out")
    def test_the_docstring_of_a_class_has_a_line_for_each_of_its_fields(self) -> None:
        """In the order in which they are declared."""
        for cls in MODELS:
            with self.subTest(cls=cls.__name__):
                lines = re.findall(r"^(\w+): [A-Z]", inspect.cleandoc(cls.__doc__ or ""), flags=re.MULTILINE)
                names = [field.name for field in dataclasses.fields(cls) if field.name != "extra"]
                self.assertEqual([line for line in lines if line != "extra"], names)

    @unittest.skipIf(sys.flags.optimize > 1, "-OO leaves docstrings out")
    def test_pydoc_shows_every_public_name(self) -> None:
        """With its docstring."""
        page = pydoc.plain(pydoc.render_doc(package))
        unseen = [name for name in package.__all__ if not re.search(rf"^    (?:class )?{name}\b", page, re.MULTILINE)]
        self.assertEqual(unseen, [])
        for cls in CLASSES:
            self.assertIn((cls.__doc__ or "").splitlines()[0], page)

    def test_everything_public_is_in_dir(self) -> None:
        """What is loaded on demand, too."""
        self.assertEqual({*package.__all__} - {*dir(package)}, set())


if __name__ == "__main__":
    unittest.main()
