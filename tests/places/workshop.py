# SPDX-License-Identifier: MIT-0
"""What the checks share: folders, commands, tools, and the distributions built once."""

import os
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from .. import ROOT
from ..support.processes import clean_environment

TOOLS = ("build", "twine", "vendoring", "pyinstaller", "dask[bag]", "pyright")

COUNT = "import unittest; print(unittest.defaultTestLoader.discover('.').countTestCases())"

NOT_SOURCE = shutil.ignore_patterns(
    "__pycache__", ".git", ".venv", "build", "dist", "*.egg-info", ".*_cache", ".hypothesis", ".coverage*", "findings"
)


class Failed(Exception):
    """A check that failed, with what was seen."""


class Skipped(Exception):
    """A check that cannot be made here, with the reason."""


class Workshop:
    """A temporary folder, and what several checks take from it, made when first asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.making = {name: threading.Lock() for name in ("folder", "tools", "built")}
        self.count = 0

    def new_folder(self, name: str) -> Path:
        with self.making["folder"]:
            self.count += 1
            path = self.folder / f"{self.count}-{name}"
        path.mkdir()
        return path

    def environment(self, name: str, *, python: str = sys.executable, pip: bool = False) -> Path:
        """The interpreter of a new, empty virtual environment."""
        folder = self.folder / f"environment-{name}"
        run(python, "-m", "venv", *([] if pip else ["--without-pip"]), folder)
        return folder / ("Scripts" if os.name == "nt" else "bin") / "python"

    def tools(self) -> Path:
        """The interpreter of the environment with all the tools."""
        with self.making["tools"]:
            python = self.folder / "environment-tools" / ("Scripts" if os.name == "nt" else "bin") / "python"
            if not python.exists():
                self.environment("tools", pip=True)
                run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *TOOLS)
        return python

    def repository(self, name: str) -> Path:
        """A copy of the repository without what is not source."""
        copy = self.new_folder(name) / "repository"
        shutil.copytree(ROOT, copy, ignore=NOT_SOURCE)
        return copy

    def built(self) -> Path:
        """The folder with the wheel and the sdist, built once."""
        with self.making["built"]:
            folder = self.folder / "built"
            if not folder.exists():
                build(self.tools(), self.repository("to-build"), folder)
        return folder

    def wheel(self) -> Path:
        (found,) = self.built().glob("*.whl")
        return found

    def sdist(self) -> Path:
        (found,) = self.built().glob("*.tar.gz")
        return found


def build(python: Path, repository: Path, to: Path) -> None:
    """Build both distributions, in an isolated environment with what [build-system] asks for."""
    run(python, "-m", "build", "--outdir", to, cwd=repository, env=clean_environment(SOURCE_DATE_EPOCH="1790000000"))


def run(
    *command: str | os.PathLike[str],
    cwd: Path | None = None,
    env: dict[str, str] | None = None,
    timeout: float = 600,
    statuses: Sequence[int] = (0,),
) -> str:
    """Run a command and give all it said. Raises Failed with the end of that for another exit status."""
    done = subprocess.run(
        [os.fspath(part) for part in command],
        cwd=cwd,
        env=env or clean_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        timeout=timeout,
    )
    if done.returncode not in statuses:
        shown = " ".join(os.path.basename(part) for part in command[:4])
        raise Failed(f"{shown} ... ended with {done.returncode}:\n{done.stdout[-4000:]}")
    return done.stdout


class Suite:
    """A run of the test suite: how many tests were found, how many of them skipped, and how long it took.

    Not how many ran: CPython 3.12.1 alone does not count those skipped among them.
    """

    def __init__(self, said: str, found: int, seconds: float) -> None:
        ran = re.search(r"^Ran (\d+) tests? in", said, re.MULTILINE)
        if ran is None or ran[1] == "0" or not re.search(r"^OK\b", said, re.MULTILINE):
            raise Failed(f"the suite did not pass:\n{said[-4000:]}")
        skipped = re.search(r"skipped=(\d+)", said)
        self.tests = found
        self.skipped = int(skipped[1]) if skipped else 0
        self.seconds = seconds

    def __str__(self) -> str:
        return f"{self.tests} tests ({self.skipped} skipped) in {self.seconds:.0f} s"


def run_suite(python: str | os.PathLike[str], cwd: Path, **environment: str) -> Suite:
    """Run the test suite in this folder with this interpreter."""
    start = time.monotonic()
    place = clean_environment(**environment)
    said = run(python, "-m", "unittest", cwd=cwd, env=place)
    seconds = time.monotonic() - start
    found = run(python, "-c", COUNT, cwd=cwd, env=clean_environment(**environment))
    return Suite(said, int(found), seconds)


def copy_tests(to: Path) -> None:
    """The tests alone, beside something that is not the repository."""
    shutil.copytree(ROOT / "tests", to / "tests", ignore=NOT_SOURCE)


def same_count(suites: Sequence[Suite]) -> None:
    if len({suite.tests for suite in suites}) != 1:
        raise Failed(f"not the same number of tests everywhere: {', '.join(str(suite.tests) for suite in suites)}")
