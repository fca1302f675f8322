# SPDX-License-Identifier: MIT-0
"""Processes that work for the benchmark: one for each library, and interpreters that import."""

import contextlib
import json
import pathlib
import subprocess
import sys
from collections.abc import Iterable, Iterator
from typing import Any

from .. import NAME, ROOT, package
from .costs import PYDANTIC, STDLIB, TYPES
from .libraries import AGAIN, OURS


class WorkerError(Exception):
    """A library could not do what it was asked for."""


class Process:
    """A worker for one library, or for several that take turns in it."""

    def __init__(self, *libraries: str) -> None:
        self.pipe = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", f"{__package__}.worker", *libraries],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
            text=True,
            encoding="utf-8",
        )
        self.library = " and ".join(libraries)

    def answer(self) -> Any:
        """What it answers. Raises WorkerError."""
        assert self.pipe.stdout
        line = self.pipe.stdout.readline()
        found: dict[str, Any] = json.loads(line) if line else {"error": "the process ended"}
        if "error" in found:
            raise WorkerError(f"{self.library}: {found['error']}")
        return found["answer"]

    def ask(self, kind: str, **details: Any) -> Any:
        assert self.pipe.stdin
        self.pipe.stdin.write(json.dumps({"ask": kind, **details}) + "\n")
        self.pipe.stdin.flush()
        return self.answer()


@contextlib.contextmanager
def side_by_side(*teams: Iterable[str]) -> Iterator[list[Process]]:
    """Fresh processes, ready to work, each for these libraries."""
    team = [Process(*libraries) for libraries in teams]
    try:
        for process in team:
            process.answer()
        yield team
    finally:
        for process in team:
            process.pipe.kill()
            process.pipe.communicate()


# What is imported: the module that must be installed, and the program.
BARE = "nothing"
IMPORTS = {
    BARE: ("sys", ""),
    OURS: ("sys", f"import {NAME}"),
    AGAIN: ("sys", f"import {NAME}"),
    STDLIB: ("sys", f"import {STDLIB}"),
    PYDANTIC: ("pydantic", "import pydantic\nclass One(pydantic.BaseModel):\n    name: str"),
    TYPES: ("openai", "from openai.types.chat import ChatCompletion"),
}


def start(name: str, after: str = "") -> str:
    """Import it in a fresh interpreter, which ignores what the environment adds, and give what that prints."""
    assert package.__file__
    place = pathlib.Path(package.__file__).resolve().parents[NAME.count(".") + 1]
    program = f"import sys; sys.path.insert(0, {str(place)!r})\n{IMPORTS[name][1]}\n{after}"
    command = [sys.executable, "-I", "-c", program]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True).stdout
