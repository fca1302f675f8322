# SPDX-License-Identifier: MIT-0
"""In other hands: a vendoring tool, a frozen program, a file system that cannot be written."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from ..support.processes import FOLDER, clean_environment, copy_package
from ..support.program import expected_report, program
from .workshop import Failed, Skipped, Workshop, run

NAME = "chatcompletion"

VENDORING = """
[tool.vendoring]
destination = "acme/_vendor/"
requirements = "acme/_vendor/vendor.txt"
namespace = "acme._vendor"
protected-files = ["__init__.py", "vendor.txt"]

[tool.vendoring.transformations]
drop = ["*.dist-info"]
"""


def contents(folder: Path) -> dict[str, bytes]:
    """The files of a folder, byte code aside."""
    paths = [path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc"]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def expect_report(said: str, loader: str) -> None:
    """The program that uses the whole package printed what it must."""
    found, expected = json.loads(said), expected_report(loader)
    for one, other in zip(found, expected, strict=True):
        if one[0] != "streams" and one != other:
            raise Failed(f"expected {other}, got {one}")


def vendoring(workshop: Workshop) -> str:
    """The tool takes the wheel into a project of its own, and the program runs there with the copy alone."""
    project = workshop.new_folder("vendoring")
    vendor = project / "acme" / "_vendor"
    vendor.mkdir(parents=True)
    for folder in (vendor.parent, vendor):
        (folder / "__init__.py").touch()
    version = workshop.wheel().name.split("-")[1]
    (vendor / "vendor.txt").write_text(f"{NAME}=={version}\n", encoding="utf-8")
    (project / "pyproject.toml").write_text(VENDORING, encoding="utf-8")
    tools = workshop.tools()
    links = workshop.new_folder("links")
    shutil.copy(workshop.wheel(), links)
    env = clean_environment(
        PIP_NO_INDEX="1",
        PIP_FIND_LINKS=str(links),
        PIP_DISABLE_PIP_VERSION_CHECK="1",
        TMPDIR=str(workshop.new_folder("vendoring-downloads")),
        PATH=f"{tools.parent}{os.pathsep}{os.environ['PATH']}",  # it runs pip by that name
    )
    run(tools, "-m", "vendoring", "sync", cwd=project, env=env)
    taken, own = contents(vendor / NAME), contents(FOLDER)
    if {name: text for name, text in taken.items() if name != "LICENSE"} != own or "LICENSE" not in taken:
        raise Failed(f"it took {sorted(taken)}, or changed them; there are {sorted(own)}")
    program = project / "program.py"
    program.write_text(program(f"acme._vendor.{NAME}"), encoding="utf-8")
    python = workshop.environment("vendoring-project")
    expect_report(run(python, program, cwd=project), "SourceFileLoader")
    which = run(tools, "-m", "pip", "list", "--format=json", "--disable-pip-version-check")
    version = next(item["version"] for item in json.loads(which) if item["name"] == "vendoring")
    return f"vendoring {version} took the wheel in without a change to a file; {len(taken)} files with its LICENSE"


def frozen(workshop: Workshop) -> str:
    """One executable made by PyInstaller, without a hook, run where there is no Python and no environment."""
    folder = workshop.new_folder("frozen")
    copy_package(folder / NAME)
    (folder / "program.py").write_text(program(NAME), encoding="utf-8")
    command = ("-m", "PyInstaller", "--onefile", "--log-level=ERROR", "--name=frozen", "program.py")
    run(workshop.tools(), *command, cwd=folder, env=clean_environment(PYINSTALLER_CONFIG_DIR=str(folder / "cache")))
    (executable,) = (folder / "dist").iterdir()
    alone = workshop.new_folder("frozen-alone")
    executable = Path(shutil.move(executable, alone))
    shutil.rmtree(folder)
    done = subprocess.run([executable], cwd=alone, env={"TMPDIR": str(alone)}, capture_output=True, encoding="utf-8")
    if done.returncode or done.stderr:
        raise Failed(f"it ended with {done.returncode}: {done.stderr[-2000:]}")
    expect_report(done.stdout, json.loads(done.stdout)[-2][1])
    loader = json.loads(done.stdout)[-2][1]
    if "Frozen" not in loader:
        raise Failed(f"the package came from {loader}")
    which = json.loads(run(workshop.tools(), "-m", "pip", "list", "--format=json", "--disable-pip-version-check"))
    version = next(item["version"] for item in which if item["name"].lower() == "pyinstaller")
    return f"PyInstaller {version} on Python {sys.version.split()[0]}, one file of {executable.stat().st_size:,} bytes"


READ_ONLY = (
    'mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" && cd "$1" && ! touch probe 2>probe; exec "$2" program.py'
)


def read_only(workshop: Workshop) -> str:
    """A mount that cannot be written, in a mount namespace of its own."""
    if not shutil.which("unshare") or subprocess.run(["unshare", "-m", "true"], capture_output=True).returncode:
        raise Skipped("no mount namespace can be made here")
    folder = workshop.new_folder("read-only")
    copy_package(folder / NAME)
    (folder / "program.py").write_text(program(NAME), encoding="utf-8")
    said = run(
        *("unshare", "-m", "sh", "-c", READ_ONLY, "sh", folder, workshop.environment("read-only")),
        env=clean_environment(PYTHONDONTWRITEBYTECODE=""),
    )
    *refusals, report = said.strip().splitlines()
    if not any("ead-only file system" in line for line in refusals) or (folder / NAME / "__pycache__").exists():
        raise Failed(f"the folder could be written: {said[:500]}")
    expect_report(report, "SourceFileLoader")
    return "a bind mount that refuses writing, no byte code cached"
