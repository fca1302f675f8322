# SPDX-License-Identifier: MIT-0
"""The wheel and the sdist: what is in them, that they are the same twice, that they work where they are installed."""

import hashlib
import json
import os
import re
import tarfile
import zipfile
from pathlib import Path

from .. import ROOT
from ..support.processes import clean_environment
from .workshop import Failed, Suite, Workshop, build, copy_tests, run, run_suite, same_count


def files_below(folder: Path, *names: str) -> dict[str, bytes]:
    """The files under these names in a folder, with their contents."""
    paths = [path for name in names for path in [folder / name, *(folder / name).rglob("*")] if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def expect_files(what: str, found: dict[str, bytes], expected: dict[str, bytes], made: set[str]) -> None:
    """The files are those expected, byte by byte, and those that the build makes."""
    wrong = {f"+{name}" for name in {*found} - {*expected} - made}
    wrong |= {f"-{name}" for name in ({*expected} | made) - {*found}}
    wrong |= {f"!{name}" for name in {*expected} & {*found} if expected[name] != found[name]}
    if wrong:
        raise Failed(f"{what} has too many (+), too few (-) or other (!) files: {', '.join(sorted(wrong))}")


def distributions(workshop: Workshop) -> str:
    """Exact contents, metadata that registries accept, the same bytes from another folder at another time."""
    wheel, sdist = workshop.wheel(), workshop.sdist()
    source = workshop.repository("source")
    version = wheel.name.split("-")[1]
    stem = f"chatcompletion-{version}"
    if (wheel.name, sdist.name) != (f"{stem}-py3-none-any.whl", f"{stem}.tar.gz"):
        raise Failed(f"named {wheel.name} and {sdist.name}")

    with zipfile.ZipFile(wheel) as packed:
        in_wheel = {name: packed.read(name) for name in packed.namelist()}
    info = f"{stem}.dist-info"
    licence = {f"{info}/licenses/LICENSE": (source / "LICENSE").read_bytes()}
    made = {f"{info}/{name}" for name in ("METADATA", "RECORD", "WHEEL")}
    expect_files("the wheel", in_wheel, files_below(source, "chatcompletion") | licence, made)
    metadata = in_wheel[f"{info}/METADATA"].decode()
    if "Requires-Dist" in metadata or "\nLicense-Expression: MIT-0\n" not in metadata:
        raise Failed(f"the metadata of the wheel:\n{metadata[:1500]}")

    with tarfile.open(sdist) as tar:
        in_sdist = {
            member.name.removeprefix(f"{stem}/"): tar.extractfile(member).read()  # type: ignore[union-attr]
            for member in tar.getmembers()
            if member.isfile()
        }
    top = ("chatcompletion", "tests", "LICENSE", "README.md", "pyproject.toml", ".gitignore")  # the last by the backend
    expect_files("the sdist", in_sdist, files_below(source, *top), {"PKG-INFO"})

    run(workshop.tools(), "-m", "twine", "check", "--strict", wheel, sdist)

    other = workshop.repository("to-build-again")
    for path in [other, *other.rglob("*")]:
        os.utime(path, (1_500_000_000, 1_500_000_000))
        if path.is_file():
            path.chmod(0o600)
    again = workshop.new_folder("built-again")
    build(workshop.tools(), other, again)
    for file in (wheel, sdist):
        if (again / file.name).read_bytes() != file.read_bytes():
            raise Failed(f"{file.name} has other bytes when built a second time")
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    sizes = [
        f"{file.name} {file.stat().st_size:,} bytes, {len(inside)} files"
        for file, inside in ((wheel, in_wheel), (sdist, in_sdist))
    ]
    return (
        f"{'; '.join(sizes)}; exact contents, twine check --strict, the same bytes twice (wheel sha256 {digest[:16]})"
    )


def installed(workshop: Workshop) -> str:
    """Each of the two in an environment that has nothing else, and the suite from a folder that has only the tests."""
    suites: dict[str, Suite] = {}
    for kind, file in (("wheel", workshop.wheel()), ("sdist", workshop.sdist())):
        python = workshop.environment(f"with-{kind}", pip=True)
        run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", file)
        folder = workshop.new_folder(f"tests-of-{kind}")
        copy_tests(folder)
        where = run(python, "-c", "import chatcompletion; print(chatcompletion.__file__)", cwd=folder).strip()
        if not Path(where).is_relative_to(python.parent.parent) or Path(where).is_relative_to(ROOT):
            raise Failed(f"the package came from {where}")
        listed = run(python, "-m", "pip", "list", "--disable-pip-version-check", "--format=json")
        extra = {item["name"] for item in json.loads(re.search(r"^\[.*\]$", listed, re.MULTILINE)[0])}  # type: ignore[index]
        if extra - {"pip", "setuptools", "chatcompletion"}:
            raise Failed(f"it installed more than itself: {', '.join(sorted(extra))}")
        suites[kind] = run_suite(python, folder)
    same_count([*suites.values()])
    return "; ".join(f"from the {kind} {suite}" for kind, suite in suites.items())


def verifytypes(workshop: Workshop) -> str:
    """Every public symbol has a type that pyright knows, in the wheel as installed."""
    python = workshop.environment("typed", pip=True)
    run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", workshop.wheel())
    activated = clean_environment(
        VIRTUAL_ENV=str(python.parent.parent), PATH=f"{python.parent}{os.pathsep}{os.environ['PATH']}"
    )
    said = run(  # --pythonpath has no effect on --verifytypes, so the environment is activated
        *(workshop.tools(), "-m", "pyright", "--verifytypes", "chatcompletion", "--ignoreexternal", "--outputjson"),
        cwd=workshop.new_folder("verifytypes"),
        env=activated,
        statuses=(0, 1),
    )
    report = json.loads(said[said.index("{") :])
    complete = report["typeCompleteness"]
    score, counts = complete["completenessScore"], complete["exportedSymbolCounts"]
    if score != 1 or counts["withAmbiguousType"] or counts["withUnknownType"] or not counts["withKnownType"]:
        unsure = [item for item in complete["symbols"] if item["isExported"] and not item["isTypeKnown"]]
        unsure += [item for item in complete["symbols"] if item["isExported"] and item["isTypeAmbiguous"]]
        names = ", ".join(sorted({item["name"].removeprefix("chatcompletion.") for item in unsure}))
        raise Failed(f"completeness {score:.1%}, {counts}: {names}")
    return f"pyright {report['version']}: {score:.0%} of {counts['withKnownType']} exported symbols"
