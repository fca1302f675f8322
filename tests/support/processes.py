# SPDX-License-Identifier: MIT-0
"""Folders, copies of the package, and other processes."""

import contextlib
import os
import pathlib
import shutil
import subprocess
import tempfile
from collections.abc import Iterator

from .. import package

FOLDER = pathlib.Path(next(iter(package.__path__)))  # of the package under test


@contextlib.contextmanager
def changed_directory(path: str | pathlib.Path) -> Iterator[None]:
    """What contextlib.chdir does, which Python 3.10 lacks."""
    before = os.getcwd()
    os.chdir(path)
    try:
        yield
    finally:
        os.chdir(before)


@contextlib.contextmanager
def temporary_folder() -> Iterator[pathlib.Path]:
    with tempfile.TemporaryDirectory() as folder:
        yield pathlib.Path(folder).resolve()


def copy_package(to: pathlib.Path) -> pathlib.Path:
    """The folder of the package alone, copied to this place, whose last part is the name of the copy."""
    shutil.copytree(FOLDER, to, ignore=shutil.ignore_patterns("__pycache__"))
    return to


def clean_environment(**changes: str) -> dict[str, str]:
    """The environment without what would lead Python elsewhere."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "CHATCOMPLETION"))}
    return kept | {"PYTHONDONTWRITEBYTECODE": "1"} | changes


def run(*command: "str | os.PathLike[str]", **options: object) -> "subprocess.CompletedProcess[str]":
    """Run a command to its end, in a clean environment, and give what it said."""
    settings: dict[str, object] = {"env": clean_environment(), "timeout": 300, "stdin": subprocess.DEVNULL} | options
    if "input" in options:
        del settings["stdin"]
    return subprocess.run(command, capture_output=True, encoding="utf-8", **settings)  # type: ignore[call-overload,no-any-return]
