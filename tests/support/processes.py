# SPDX-License-Identifier: MIT-0
"""Folders, copies of the package, and other processes."""

import contextlib
import importlib.util
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from types import ModuleType

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


def module_names() -> list[str]:
    """The name of each module of the package under test, without that of the package and without __main__."""
    paths = [path.relative_to(FOLDER).with_suffix("") for path in sorted(FOLDER.rglob("*.py"))]
    names = [".".join(path.parts).removesuffix("__init__").removesuffix(".") for path in paths]
    return [name for name in names if name not in ("", "__main__")]


@contextlib.contextmanager
def loaded_again(name: str) -> Iterator[ModuleType]:
    """The package under test, loaded from its files once more, under a name that is forgotten at the end."""
    spec = importlib.util.spec_from_file_location(
        name, FOLDER / "__init__.py", submodule_search_locations=[str(FOLDER)]
    )
    if spec is None or spec.loader is None:
        raise ImportError(f"{FOLDER} holds no package")
    try:
        module = sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        yield module
    finally:
        for loaded in [loaded for loaded in sys.modules if loaded.partition(".")[0] == name]:
            del sys.modules[loaded]


def clean_environment(**changes: str) -> dict[str, str]:
    """The environment without what would lead Python elsewhere."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "CHATCOMPLETION"))}
    return kept | {"PYTHONDONTWRITEBYTECODE": "1"} | changes


def run(*command: "str | os.PathLike[str]", **options: object) -> "subprocess.CompletedProcess[str]":
    """Run a command to its end, in a clean environment, and give what it said."""
    settings: dict[str, object] = {"env": clean_environment(), "timeout": 300, "stdin": subprocess.DEVNULL} | options
    if "input" in options:
        del settings["stdin"]
    return subprocess.run(command, capture_output=True, encoding="utf-8", **settings)  # type: ignore[call-overload]
