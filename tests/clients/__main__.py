# SPDX-License-Identifier: MIT-0
"""Install the clients and run the tests with them."""

import argparse
import importlib.metadata
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

from .. import HERE, ROOT
from ..support.processes import clean_environment
from . import __doc__ as description, test_clients, test_event_streams, test_mock_server
from .with_node import node_folder

DISTRIBUTIONS = ("openai", "litellm", "langchain-openai", "httpx", "requests", "aiohttp")


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python3 -m tests.clients",
        description=description,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--newest", action="store_true", help="with the newest release of each client")
    what.add_argument("--here", action="store_true", help="with what is installed")
    options = parser.parse_args()
    if options.here:
        return run_tests()
    with tempfile.TemporaryDirectory() as folder:
        return run_tests_elsewhere(pathlib.Path(folder).resolve(), newest=options.newest)


def run_tests_elsewhere(folder: pathlib.Path, *, newest: bool) -> int:
    python = folder / "environment" / ("Scripts" if os.name == "nt" else "bin") / "python"
    run(sys.executable, "-m", "venv", folder / "environment")
    pip = (python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    run(*pip, "--upgrade", "pip>=25.1")  # the first release that has dependency groups
    run(*pip, *(("--upgrade", *DISTRIBUTIONS) if newest else ("--group", "clients")))
    shutil.copy(HERE / "clients" / "package.json", folder)
    run("npm", "install", "--silent", "--no-audit", "--no-fund", *(["openai@latest"] if newest else []), cwd=folder)
    environment = clean_environment(CHATCOMPLETION_NODE=str(folder))
    return subprocess.run([python, "-m", "tests.clients", "--here"], cwd=ROOT, env=environment, check=False).returncode


def run(*command: str | os.PathLike[str], cwd: pathlib.Path = ROOT) -> None:
    subprocess.run(command, cwd=cwd, env=clean_environment(), stdin=subprocess.DEVNULL, check=True)


def run_tests() -> int:
    modules = (test_clients, test_event_streams, test_mock_server)
    suite = unittest.TestSuite(unittest.defaultTestLoader.loadTestsFromModule(module) for module in modules)
    result = unittest.TextTestRunner().run(suite)
    for _, reason in result.skipped:
        print(f"not tested: {reason}")
    print(
        ", ".join([f"{name} {python_version_of(name)}" for name in DISTRIBUTIONS] + [f"openai (npm) {npm_version()}"])
    )
    return 0 if result.wasSuccessful() and result.testsRun and not result.skipped else 1


def python_version_of(distribution: str) -> str:
    try:
        return importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        return "not installed"


def npm_version() -> str:
    file = node_folder() / "node_modules" / "openai" / "package.json"
    return json.loads(file.read_bytes())["version"] if file.exists() else "not installed"


if __name__ == "__main__":
    sys.exit(main())
