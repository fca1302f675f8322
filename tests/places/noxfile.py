# SPDX-License-Identifier: MIT-0
"""One session for each place where the package must run. Nothing is installed outside the environments of nox."""

import json
import os
import pathlib
import re
import shutil
import sys
import tarfile
import zipfile

import nox

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(ROOT))

from tests.support.processes import clean_environment, copy_package  # noqa: E402
from tests.support.program import EVERYTHING, expected_report, program  # noqa: E402

nox.options.error_on_missing_interpreters = True
nox.options.envdir = ROOT / ".nox"
nox.needs_version = ">=2025.2.9"

CLEAN = {name: None for name in os.environ if name not in clean_environment()}  # what would lead Python elsewhere


def interpreters() -> list[str]:
    """One interpreter of each version from 3.10 on: those of pyenv, else those on PATH."""
    folder = pathlib.Path(os.environ.get("PYENV_ROOT") or pathlib.Path.home() / ".pyenv", "versions")
    found = [path for path in folder.glob("3.1?.*/bin/python") if path.exists()]
    return [*map(str, sorted(found))] or [name for minor in range(10, 20) if shutil.which(name := f"python3.{minor}")]


def run_tests(session: nox.Session, folder: pathlib.Path, *command: str, **variables: str) -> None:
    """Run the tests in this folder. Finding none is a failure too, which unittest reports from Python 3.12 on."""
    environment = {"PYTHONDONTWRITEBYTECODE": "1", **CLEAN, **variables}
    with session.chdir(folder):
        said = session.run(*(command or ("python", "-m", "unittest")), env=environment, silent=True, external=True)
    ran = re.search(r"^Ran [1-9]\d* tests in .*\n\nOK.*", said or "", re.MULTILINE)
    if not ran:
        session.error(f"the tests did not pass:\n{said}")
    session.log(ran[0].replace("\n\n", ": "))


def tests_alone(session: nox.Session) -> pathlib.Path:
    """A new folder that holds the tests and not the package."""
    folder = new_folder(session, "tests-alone")
    shutil.copytree(ROOT / "tests", folder / "tests", ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def install(session: nox.Session, *names: str) -> None:
    """Install these in the releases that pyproject.toml names."""
    project = nox.project.load_toml(ROOT / "pyproject.toml")
    pins = {re.split(r"[=\[]", pin)[0]: pin for pin in nox.project.dependency_groups(project, "dev", "places")}
    session.install(*(pins[name] for name in names))


def new_folder(session: nox.Session, name: str) -> pathlib.Path:
    folder = pathlib.Path(session.create_tmp()).resolve() / name
    session.env.pop("TMPDIR")  # what is run has the temporary folder that it would have elsewhere
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return folder


def build(session: nox.Session, name: str = "dist") -> tuple[pathlib.Path, pathlib.Path]:
    """The wheel and the sdist, made of a copy of the repository."""
    copy = new_folder(session, f"source-of-{name}") / "repository"
    shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns("__pycache__", ".git", ".*_cache", ".nox", ".hypothesis"))
    with session.chdir(copy):
        session.run(
            "python", "-m", "build", "--outdir", f"../../{name}", silent=True, env={"SOURCE_DATE_EPOCH": "1790000000"}
        )
    (wheel,), (sdist,) = (copy.parent.parent.glob(f"{name}/*{ending}") for ending in (".whl", ".tar.gz"))
    return wheel, sdist


def expect_program_works(session: nox.Session, folder: pathlib.Path, *command: str, loader: str) -> None:
    """Run the program that uses the whole package, and compare all that it prints."""
    with session.chdir(folder):
        said = session.run(*command, env=CLEAN, silent=True, external=True)
    report = json.loads(str(said).strip().splitlines()[-1])
    if report[:-1] != expected_report(loader)[:-1]:  # the last line is about the standard streams
        session.error(f"expected {expected_report(loader)}, got {report}")


@nox.session(venv_backend="venv", python=interpreters())
def interpreter(session: nox.Session) -> None:
    """The tests on each version of CPython, with nothing installed."""
    run_tests(session, ROOT)


@nox.session(venv_backend="venv", python=interpreters())
def thinned(session: nox.Session) -> None:
    """Every combination of deleted folders: the tests of what is left, on each version of CPython."""
    with session.chdir(ROOT):
        session.run("python", "-m", "tests.places.thinning", env={"PYTHONDONTWRITEBYTECODE": "1", **CLEAN})


@nox.session(venv_backend="none")
def webassembly(session: nox.Session) -> None:
    """The tests on CPython in WebAssembly: the npm package `pyodide` under node."""
    folder = new_folder(session, "pyodide")
    for name in ("package.json", "wasm.mjs"):
        shutil.copy(HERE / name, folder)
    with session.chdir(folder):
        session.run("npm", "install", "--silent", "--no-audit", "--no-fund", external=True)
    run_tests(session, folder, "node", "wasm.mjs", str(ROOT))


@nox.session(venv_backend="venv")
@nox.parametrize("name", ["acme._vendor.chatcompletion", "acme._ccr"])
def vendored(session: nox.Session, name: str) -> None:
    """The folder alone inside another project, under its own name and under another."""
    folder = tests_alone(session)
    *parents, last = name.split(".")
    copy_package(folder.joinpath(*parents) / last)
    for depth in range(len(parents)):
        folder.joinpath(*parents[: depth + 1], "__init__.py").touch()
    run_tests(session, folder, CHATCOMPLETION=name)


@nox.session(venv_backend="venv")
def vendoring(session: nox.Session) -> None:
    """The wheel taken into a project by the tool `vendoring`, which may change no file of it."""
    install(session, "build", "vendoring")
    wheel, _ = build(session)
    project = new_folder(session, "project")
    vendor = project / "acme" / "_vendor"
    vendor.mkdir(parents=True)
    (project / "acme" / "__init__.py").touch()
    (vendor / "__init__.py").touch()
    (vendor / "vendor.txt").write_text(f"chatcompletion=={wheel.name.split('-')[1]}\n", encoding="utf-8")
    shutil.copy(HERE / "vendoring.toml", project / "pyproject.toml")
    (project / "program.py").write_text(program("acme._vendor.chatcompletion"), encoding="utf-8")
    with session.chdir(project):
        session.run("vendoring", "sync", env={"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(wheel.parent)}, silent=True)
    taken = files_below(vendor, "chatcompletion")
    if taken.pop("chatcompletion/LICENSE", None) is None or taken != files_below(ROOT, "chatcompletion"):
        session.error(f"the tool took other files than those of the package: {sorted(taken)}")
    expect_program_works(session, project, "python", "program.py", loader="SourceFileLoader")


@nox.session(venv_backend="venv")
def distributions(session: nox.Session) -> None:
    """The wheel and the sdist: exact contents, valid metadata, and the same bytes when built again."""
    install(session, "build", "twine")
    wheel, sdist = build(session)
    session.run("twine", "check", "--strict", str(wheel), str(sdist))
    stem = wheel.name.removesuffix("-py3-none-any.whl")
    info = f"{stem}.dist-info"
    with zipfile.ZipFile(wheel) as packed:
        in_wheel = {name: packed.read(name) for name in packed.namelist()}
    with tarfile.open(sdist) as packed:
        files = [member for member in packed.getmembers() if member.isfile()]
        in_sdist = {file.name.removeprefix(f"{stem}/"): content(packed, file) for file in files}
    made = {f"{info}/{name}" for name in ("METADATA", "RECORD", "WHEEL")}
    licence = {f"{info}/licenses/LICENSE": (ROOT / "LICENSE").read_bytes()}
    expect_files(session, wheel.name, in_wheel, files_below(ROOT, "chatcompletion") | licence, made)
    top = ("chatcompletion", "tests", "LICENSE", "README.md", "pyproject.toml", ".gitignore")
    expect_files(session, sdist.name, in_sdist, files_below(ROOT, *top), {"PKG-INFO"})
    if b"Requires-Dist" in in_wheel[f"{info}/METADATA"]:
        session.error("the wheel has a dependency")
    for first, second in zip((wheel, sdist), build(session, "dist-again"), strict=True):
        if first.read_bytes() != second.read_bytes():
            session.error(f"{first.name} has other bytes when it is built again")


def content(packed: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    file = packed.extractfile(member)
    return file.read() if file else b""


def files_below(folder: pathlib.Path, *names: str) -> dict[str, bytes]:
    """The files under these names in a folder, by path, without byte code."""
    paths = [path for name in names for path in [folder / name, *(folder / name).rglob("*")] if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths if path.suffix != ".pyc"}


def expect_files(
    session: nox.Session, name: str, found: dict[str, bytes], copied: dict[str, bytes], made: set[str]
) -> None:
    different = {path for path in {*found, *copied} - made if found.get(path) != copied.get(path)}
    if different or not made <= {*found}:
        session.error(f"{name} lacks or adds files, or has others: {sorted(different | made - {*found})}")


@nox.session(venv_backend="venv")
@nox.parametrize("kind", ["wheel", "sdist"])
def installed(session: nox.Session, kind: str) -> None:
    """The tests against what pip installs from the wheel, and from the sdist."""
    install(session, "build")
    file = dict(zip(("wheel", "sdist"), build(session), strict=True))[kind]
    session.install("--no-deps", "--force-reinstall", str(file))
    folder = tests_alone(session)
    with session.chdir(folder):
        place = session.run("python", "-c", "import chatcompletion; print(chatcompletion.__file__)", silent=True)
    if "site-packages" not in str(place):
        session.error(f"the package came from {place}")
    run_tests(session, folder)


@nox.session(venv_backend="venv")
def verifytypes(session: nox.Session) -> None:
    """pyright knows the type of every public symbol of the installed wheel. Those of the command line are private."""
    install(session, "pyright", "build")
    session.install("--no-deps", "--force-reinstall", str(build(session)[0]))
    command = ("pyright", "--verifytypes", "chatcompletion", "--ignoreexternal", "--outputjson")
    with session.chdir(new_folder(session, "elsewhere")):
        said = session.run(*command, silent=True, success_codes=[0, 1])  # 1 if it does not know a private type either
    symbols = [each for each in json.loads(str(said))["typeCompleteness"]["symbols"] if each["isExported"]]
    unknown = [each["name"] for each in symbols if not each["isTypeKnown"]]
    unknown = [name for name in unknown if not name.startswith("chatcompletion.cli.")]
    if unknown or len(symbols) < 300:
        session.error(f"of {len(symbols)} public symbols, these have types that are not known: {unknown}")
    session.log(f"{len(symbols)} public symbols have known types")


@nox.session(venv_backend="venv")
def frozen(session: nox.Session) -> None:
    """One executable made by PyInstaller without a hook, run without an environment."""
    install(session, "pyinstaller")
    folder = new_folder(session, "frozen")
    copy_package(folder / "chatcompletion")
    (folder / "program.py").write_text(program("chatcompletion"), encoding="utf-8")
    with session.chdir(folder):
        session.run("pyinstaller", "--onefile", "--log-level=ERROR", "program.py", env=CLEAN)
    shutil.rmtree(folder / "chatcompletion")
    expect_program_works(session, folder, "./dist/program", loader="PyiFrozenLoader")


@nox.session(venv_backend="venv")
def read_only(session: nox.Session) -> None:
    """A file system that cannot be written."""
    folder = new_folder(session, "read-only")
    copy_package(folder / "chatcompletion")
    (folder / "program.py").write_text(program("chatcompletion"), encoding="utf-8")
    mounted = 'mount --bind . . && mount -o remount,bind,ro . && cd "$PWD" && ! touch probe && exec python program.py'
    expect_program_works(session, folder, "unshare", "-rm", "sh", "-c", mounted, loader="SourceFileLoader")


@nox.session(venv_backend="venv")
def scale(session: nox.Session) -> None:
    """Batch output read by pools of processes and threads, and by Dask."""
    install(session, "dask")
    folder = new_folder(session, "scale")
    copy_package(folder / "chatcompletion")
    shutil.copy(EVERYTHING, folder)
    shutil.copy(HERE / "batches.py", folder)
    with session.chdir(folder):
        session.run("python", "batches.py", env=CLEAN)
