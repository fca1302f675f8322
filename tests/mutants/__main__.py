# SPDX-License-Identifier: MIT-0
"""Make small mistakes in a copy of the package and run the quick tests on each: python3 -m tests.mutants --sample 60

Each module is normalized first (parsed and printed again), so that a change is a change of one line. A mutant that a
test fails for, or that takes too long, is killed. Those in equivalents.txt cannot be told from the original by any
test, for the reason given there, and do not count. Exit status 0: enough are killed. 1: too few.
"""

import argparse
import ast
import difflib
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from .. import HERE, NAME, ROOT, package
from .mutate import mutants

FOLDER = pathlib.Path(next(iter(package.__path__)))
EQUIVALENTS = pathlib.Path(__file__).with_name("equivalents.txt")
LEAST = 0.97
SECONDS = 60  # the tests take twenty, and twice that on a busy machine
FIRST = "# SPDX-License-Identifier: MIT-0\n"

# The tests that are most likely to notice stand first.
OF_DATA = ("data", "errors", "check", "classes", "logprobs", "unions", "subclasses", "usage", "pydantic")
OF_STREAMS = (
    "streaming_chunks",
    "streaming_assembling",
    "streaming_tool_calls",
    "streaming_splitting",
    "streaming_text",
    "streaming_events",
    "streaming_errors",
)
OF_COMMANDS = ("command", "command_check", "command_streams", "lines", "show", "show_text", "output")
OTHERS = ("layout.Imports", "layout.Names", "threads.FreeThreaded", "hostile.Numbers", "hostile.Text", "hostile.Keys")
COMMAND_FILES = {  # that are loaded by the command line alone
    "__main__.py",
    "_command.py",
    "_duplicates.py",
    "_json_layout.py",
    "_layout.py",
    "_lines.py",
    "_options.py",
    "_output.py",
    "_progress.py",
    "_report.py",
    "_responses.py",
    "_show.py",
    "_show_stream.py",
}


class Mutant(NamedTuple):
    text: str
    place: str  # the file below the package's folder, and the class and function
    before: str  # the line that is changed
    after: str
    diff: str


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python3 -m tests.mutants", description="Do the tests notice a mistake?")
    parser.add_argument("--sample", type=int, metavar="N", help="of so many mutants, chosen at random (default: all)")
    parser.add_argument("--seed", type=int, default=1, help="of the random choice (default: %(default)s)")
    parser.add_argument("--list", action="store_true", help="just say how many there are in each file")
    parser.add_argument("files", nargs="*", help="only of these files, as streaming/sse.py (default: all)")
    options = parser.parse_args(arguments)
    chosen = choose(options.files, options.sample, options.seed)
    if options.list:
        for file, numbers in chosen.items():
            print(f"{file}: {len(numbers)}")
        print(f"all: {sum(map(len, chosen.values()))}")
        return 0
    return judge(chosen)


def choose(files: Sequence[str], sample: int | None, seed: int) -> dict[str, list[int]]:
    """The numbers of the mutants to try, by file."""
    paths = [FOLDER / file for file in files] or sorted(FOLDER.rglob("*.py"))
    every = [(path.relative_to(FOLDER).as_posix(), n) for path in paths for n, _ in enumerate(mutants(parsed(path)))]
    if sample is not None:
        every = sorted(random.Random(seed).sample(every, min(sample, len(every))))
    return {file: [n for other, n in every if other == file] for file, _ in every}


def judge(chosen: dict[str, list[int]]) -> int:
    started = time.monotonic()
    explained = set(equivalents())
    tried = killed = equivalent = 0
    with tempfile.TemporaryDirectory() as folder:
        place = copied(pathlib.Path(folder))
        for path in (place / NAME).rglob("*.py"):
            path.write_text(FIRST + ast.unparse(parsed(path)) + "\n", encoding="utf-8")
        if tests_fail(place, ""):
            print(f"the tests fail as it is: python3 -m unittest {' '.join(tests_for(''))}")
            return 1
        for file, numbers in chosen.items():
            path = place / NAME / file
            original = path.read_bytes()
            here = [0, 0]
            for mutant in made(path, file, numbers):
                if (mutant.place, mutant.before, mutant.after) in explained:
                    equivalent += 1
                    continue
                path.write_text(mutant.text, encoding="utf-8")
                tried += 1
                here[0] += 1
                # A time of its own, so that no compiled form of the one before is taken for it.
                os.utime(path, (tried * 10, tried * 10))
                if tests_fail(place, file):
                    killed += 1
                    here[1] += 1
                else:
                    print(mutant.diff, flush=True)
            path.write_bytes(original)
            print(f"{file}: {here[1]} of {here[0]}", flush=True)
    score = killed / tried if tried else 1
    seconds = time.monotonic() - started
    print(f"{equivalent} equivalent ones left out; {score:.1%}, at least {LEAST:.0%} wanted; {seconds:.0f} s")
    print(f"{killed} of {tried} mutants killed")
    return int(score < LEAST)


def parsed(path: pathlib.Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def copied(folder: pathlib.Path) -> pathlib.Path:
    """The package, the tests and the project's files, copied into the folder."""
    ignore = shutil.ignore_patterns("__pycache__")
    shutil.copytree(FOLDER, folder / NAME, ignore=ignore)
    shutil.copytree(HERE, folder / HERE.name, ignore=ignore)
    for path in ROOT.glob("*.*"):
        if path.is_file():
            shutil.copy(path, folder)
    return folder


def made(path: pathlib.Path, file: str, numbers: list[int]) -> Iterator[Mutant]:
    """The mutants of a file with these numbers."""
    tree = parsed(path)
    wanted = set(numbers)
    normal = ast.unparse(tree)
    for number, _ in enumerate(mutants(tree)):
        if number in wanted:
            text = ast.unparse(ast.fix_missing_locations(tree))
            yield Mutant(f"{FIRST}{text}\n", *difference(file, normal, text))


def difference(file: str, normal: str, text: str) -> tuple[str, str, str, str]:
    """Where they differ, the line before, the line after, and both with what stands around them."""
    lines, others = normal.splitlines(), text.splitlines()
    number = next(n for n, pair in enumerate(zip(lines, others, strict=False)) if pair[0] != pair[1])
    place = f"{file}: {'.'.join(names_around(ast.parse(normal), number + 1)) or 'module'}"
    pieces = [*difflib.unified_diff(lines, others, n=2, lineterm="")][3:]
    before = " ".join(piece[1:].strip() for piece in pieces if piece.startswith("-"))
    after = " ".join(piece[1:].strip() for piece in pieces if piece.startswith("+"))
    return place, before, after, "\n".join([place, *pieces])


def names_around(node: ast.AST, line: int) -> Iterator[str]:
    """The names of the class and functions that a line stands in."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.stmt) and child.lineno <= line <= (child.end_lineno or 0):
            if isinstance(child, (ast.ClassDef, ast.FunctionDef)):
                yield child.name
            yield from names_around(child, line)


def equivalents() -> Iterator[tuple[str, str, str]]:
    """Place, line before and line after of the mutants that are explained."""
    place = before = ""
    for line in EQUIVALENTS.read_text(encoding="utf-8").splitlines():
        if line.startswith("- "):
            before = line[2:]
        elif line.startswith("+ "):
            yield place, before, line[2:]
        elif line and not line.startswith((" ", "#")):
            place = line


def tests_for(file: str) -> list[str]:
    parts = [OF_DATA, OF_STREAMS, OF_COMMANDS, OTHERS]
    if file.startswith("streaming"):
        parts = [OF_STREAMS, OF_DATA, OF_COMMANDS, OTHERS]
    elif file in ("_mending.py", "_repair.py"):
        parts = [("repair",), OF_STREAMS]
    elif file in COMMAND_FILES:
        parts = [OF_COMMANDS]
    return [f"{HERE.name}.test_{name}" for part in parts for name in part]


def tests_fail(place: pathlib.Path, file: str) -> bool:
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "CHATCOMPLETION"))}
    # A lone test at a time, not all modules at once: most mutants die in the first, and the others need no loading.
    command = [sys.executable, "-m", f"{HERE.name}.mutants.quick", *tests_for(file)]
    try:
        done = subprocess.run(
            command,
            cwd=place,
            env=kept | {"PYTHONDONTWRITEBYTECODE": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS,
        )
    except subprocess.TimeoutExpired:
        return True
    return done.returncode != 0


if __name__ == "__main__":
    sys.exit(main())
