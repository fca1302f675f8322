# SPDX-License-Identifier: MIT-0
"""Install the clients in an environment of their own, run the tests with them, and print a table of the results.

python3 -m tests.clients [--newest | --here]

A client that cannot be asked counts as a failure. --newest takes the newest release of each client; without it the
releases are those for which the table of habits was made. --here installs nothing and uses what there is.
"""

import argparse
import importlib.metadata
import itertools
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest
from typing import Any

from .. import ROOT
from ..support.processes import clean_environment
from . import test_clients
from .habits import HABITS, Habit, habits_of
from .with_node import PACKAGE, node_folder

DISTRIBUTIONS = ("openai", "litellm", "langchain-openai")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python3 -m tests.clients", description="Have real clients read our bodies.")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--newest", action="store_true", help="with the newest release of each client")
    what.add_argument("--here", action="store_true", help="install nothing, use what there is")
    options = parser.parse_args()
    if options.here:
        return run_here()
    with tempfile.TemporaryDirectory() as folder:
        return run_elsewhere(pathlib.Path(folder).resolve(), newest=options.newest)


def run_elsewhere(folder: pathlib.Path, *, newest: bool) -> int:
    """Install everything in the folder, and run --here with it."""
    python = folder / "environment" / ("Scripts" if os.name == "nt" else "bin") / "python"
    run(sys.executable, "-m", "venv", folder / "environment")
    pip = (python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    run(*pip, "--upgrade", "pip>=25.1")  # the first release that knows dependency groups
    run(*pip, *(("--upgrade", *DISTRIBUTIONS) if newest else ("--group", "clients")))
    (folder / "package.json").write_text("{}", encoding="utf-8")
    package = PACKAGE.partition("@")[0] if newest else PACKAGE
    run("npm", "install", "--silent", "--no-audit", "--no-fund", package, cwd=folder)
    environment = clean_environment(CHATCOMPLETION_NODE=str(folder))
    return subprocess.run([python, "-m", "tests.clients", "--here"], cwd=ROOT, env=environment, check=False).returncode


def run(*command: str | os.PathLike[str], cwd: pathlib.Path = ROOT) -> None:
    subprocess.run(command, cwd=cwd, env=clean_environment(), stdin=subprocess.DEVNULL, check=True)


class ResultByScenario(unittest.TextTestResult):
    """The results, also by client and scenario."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.passed: dict[tuple[str, str], bool] = {}

    def addSubTest(self, test: unittest.TestCase, subtest: Any, error: Any) -> None:
        super().addSubTest(test, subtest, error)
        if isinstance(test, test_clients.OfALibrary):
            self.passed[subtest.params["client"], subtest.params["scenario"]] = error is None


def run_here() -> int:
    """Run the tests with the clients that are installed here, and print the table."""
    suite = unittest.defaultTestLoader.loadTestsFromModule(test_clients)
    result = unittest.TextTestRunner(resultclass=ResultByScenario).run(suite)
    print(table(result.passed))
    for _, reason in result.skipped:
        print(f"not asked: {reason}")
    print("; ".join([f"{name} {version_of(name)}" for name in DISTRIBUTIONS] + [f"openai (npm) {npm_version()}"]))
    return 0 if result.wasSuccessful() and result.passed and not result.skipped else 1


def table(passed: dict[tuple[str, str], bool]) -> str:
    """A line for each client and a column for each scenario; below it, what the numbers in it stand for."""
    notes = [*dict.fromkeys(habit.what for habit in HABITS)]

    def numbers(habits: list[Habit]) -> str:
        return ",".join(map(str, sorted({notes.index(habit.what) + 1 for habit in habits})))

    def cell(client: str, scenario: str) -> str:
        if (client, scenario) not in passed:
            return ""  # an error in mid-stream where nothing is streamed
        if not passed[client, scenario]:
            return "FAILED"
        return numbers([habit for habit in habits_of(client, scenario) if not habit.general]) or "same"

    clients = [client.name for client in test_clients.CLIENTS if any(client.name == name for name, _ in passed)]
    scenarios = [*dict.fromkeys(scenario for _, scenario in passed)]
    heads = ["general", *scenarios]
    rows = [["", *line] for line in itertools.zip_longest(*map(str.split, heads), fillvalue="")]  # a word a line
    for client in clients:
        general = numbers([habit for habit in HABITS if habit.general and client in habit.clients])
        rows.append([client, general, *(cell(client, scenario) for scenario in scenarios)])
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(map(str.ljust, row, widths)).rstrip() for row in rows]
    return "\n".join([*lines, "", *(f"{number:2}  {note}" for number, note in enumerate(notes, 1)), ""])


def version_of(distribution: str) -> str:
    try:
        return importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        return "not installed"


def npm_version() -> str:
    file = node_folder() / "node_modules" / "openai" / "package.json"
    return json.loads(file.read_bytes())["version"] if file.exists() else "not installed"


if __name__ == "__main__":
    sys.exit(main())
