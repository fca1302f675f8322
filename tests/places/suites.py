# SPDX-License-Identifier: MIT-0
"""The test suite on every interpreter, in WebAssembly, and against copies under other names."""

import json
import os
import re
import shutil
import subprocess
import time
from pathlib import Path

from .. import HERE, ROOT
from ..support.processes import clean_environment, copy_package
from .workshop import COUNT, Failed, Skipped, Suite, Workshop, copy_tests, run, run_suite, same_count

OLDEST = (3, 10)
VERSION = """
import platform, sysconfig
threading = " free-threaded" if sysconfig.get_config_var("Py_GIL_DISABLED") else ""
print(platform.python_implementation(), platform.python_version() + threading)
"""


def found_interpreters() -> dict[str, str]:
    """The interpreters at hand, at pyenv's place and on PATH: one of each version, by its name."""
    root = os.environ.get("PYENV_ROOT") or os.path.expanduser("~/.pyenv")
    paths = sorted(Path(root, "versions").glob("*/bin/python"))
    names = ["python3", *(f"python3.{minor}{kind}" for minor in range(OLDEST[1], 30) for kind in ("", "t"))]
    paths += [Path(path) for path in map(shutil.which, names) if path]
    found: dict[str, str] = {}
    for path in paths:
        try:
            done = subprocess.run([path, "-I", "-c", VERSION], capture_output=True, encoding="utf-8", timeout=60)
        except OSError:
            continue
        version = re.fullmatch(r"(\w+ (\d+)\.(\d+)\.\S+(?: free-threaded)?)\n", done.stdout)
        if version and (int(version[2]), int(version[3])) >= OLDEST:
            found.setdefault(version[1], str(path))
    return dict(sorted(found.items(), key=lambda item: [int(n) for n in re.findall(r"\d+", item[0])]))


def interpreters(workshop: Workshop) -> str:
    """Each version in an empty environment, on one copy of the repository."""
    found = found_interpreters()
    repository = workshop.repository("interpreters")
    if len(found) < 2:
        raise Failed(f"fewer than two interpreters: {', '.join(found) or 'none'}")
    suites: dict[str, Suite] = {}
    failures: list[str] = []
    for name, path in found.items():
        python = workshop.environment(name.replace(" ", "-"), python=path)
        try:
            suites[name] = run_suite(python, repository)
        except Failed as failed:
            failures.append(f"{name}: {failed}")
    if failures:
        raise Failed("\n".join(failures))
    same_count([*suites.values()])
    return "; ".join(f"{name} {suite}" for name, suite in suites.items())


def wasm(workshop: Workshop) -> str:
    """CPython in WebAssembly, as the npm package `pyodide` has it, under node; nothing of the machine but the copy."""
    if not (shutil.which("node") and shutil.which("npm")):
        raise Skipped("there is no node or no npm here")
    folder = workshop.new_folder("wasm")
    (folder / "package.json").write_text("{}", encoding="utf-8")
    run("npm", "install", "--silent", "--no-audit", "--no-fund", "pyodide", cwd=folder)
    shutil.copy(HERE / "places" / "wasm.mjs", folder)
    repository = workshop.repository("wasm")
    start = time.monotonic()
    said = run("node", "wasm.mjs", repository, cwd=folder)
    seconds = time.monotonic() - start
    version = re.search(r"^Python (\S+) on (\S+)$", said, re.MULTILINE)
    found = re.search(r"^Found (\d+) tests$", said, re.MULTILINE)
    if version is None or found is None:
        raise Failed(f"no version of Python or no number of tests in:\n{said[-4000:]}")
    suite = Suite(said, int(found[1]), seconds)
    release = json.loads((folder / "node_modules" / "pyodide" / "package.json").read_text(encoding="utf-8"))["version"]
    outside = int(run(workshop.environment("beside-wasm"), "-c", COUNT, cwd=repository))
    if suite.tests != outside:
        raise Failed(f"{suite.tests} tests, but {outside} outside")
    return f"CPython {version[1]} on {version[2]} (pyodide {release}) {suite}, as many as outside"


def vendored(workshop: Workshop) -> str:
    """The folder alone in another project, under its own name and under another, with nothing of it installed."""
    folder = workshop.new_folder("vendored")
    copy_tests(folder)
    for package in ("acme", "acme/_vendor"):
        (folder / package).mkdir()
        (folder / package / "__init__.py").touch()
    copy_package(folder / "acme" / "_vendor" / "chatcompletion")
    copy_package(folder / "acme" / "_ccr")
    python = workshop.environment("vendored")
    told: list[str] = []
    suites: list[Suite] = []
    for name in ("acme._vendor.chatcompletion", "acme._ccr"):
        shown = run(python, "-m", name, "--help", cwd=folder, env=clean_environment())
        if "usage" not in shown:
            raise Failed(f"python -m {name} --help said:\n{shown}")
        suites.append(run_suite(python, folder, CHATCOMPLETION=name))
        told.append(f"{name} {suites[-1]}")
    same_count(suites)
    if (folder / "chatcompletion").exists() or folder.is_relative_to(ROOT):
        raise Failed("the copy was not alone")
    return "; ".join(told)
