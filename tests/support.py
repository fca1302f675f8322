# SPDX-License-Identifier: MIT-0
"""What several test modules share: running an interpreter, copying the package, a program that uses all of it."""

import ast
import contextlib
import gc
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import tracemalloc
import unittest
from collections.abc import Callable, Iterable, Iterator

from . import HERE, package

FOLDER = pathlib.Path(next(iter(package.__path__)))  # of the package under test
MODULES = tuple(sorted(path.stem for path in FOLDER.glob("*.py")))
SUBPACKAGES = tuple(sorted(path.parent.name for path in FOLDER.glob("*/__init__.py")))

WEBASSEMBLY = sys.platform in ("emscripten", "wasi")

needs_processes = unittest.skipIf(WEBASSEMBLY, "WebAssembly has no processes; the other places run this")
needs_threads = unittest.skipIf(WEBASSEMBLY, "WebAssembly starts no threads; the other places run this")
needs_pipes = unittest.skipIf(WEBASSEMBLY, "a pipe in WebAssembly does not tell that its reader has left")
needs_event_loop = unittest.skipIf(WEBASSEMBLY, "asyncio cannot wait in WebAssembly; the other places run this")

needs_stack_guard = unittest.skipIf(
    sys.platform == "emscripten",
    "Python in WebAssembly ends where others raise RecursionError",
)

# In one of the many places of tests/places, where what takes long and is the same everywhere is done in short.
ELSEWHERE = WEBASSEMBLY or "CHATCOMPLETION_PLACE" in os.environ

# How many random bodies a test tries. To measure coverage takes five times as long; without it all are tried.
MANY = 500 if ELSEWHERE else 2_000 if sys.gettrace() else 10_000

# Levels of data without end. Python in WebAssembly ends when it gives back the memory of a few thousand.
ENDLESS = 2_000 if WEBASSEMBLY else 100_000


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


# --- What work costs, in figures that no other load on the machine changes


def calls_made(work: Callable[[], object]) -> int:
    """How many times it calls functions and comes back from them."""
    count = 0

    def counter(frame: object, event: str, argument: object) -> None:
        nonlocal count
        count += 1

    before = sys.getprofile()
    sys.setprofile(counter)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


def bytes_taken(works: Iterable[Callable[[], object]]) -> int:
    """How much more memory, in bytes, each of these takes while it runs than was taken before it, in all."""
    taken = 0
    gc.collect()
    gc.disable()
    tracemalloc.start()
    try:
        for work in works:
            tracemalloc.reset_peak()
            before, _ = tracemalloc.get_traced_memory()
            work()
            taken += tracemalloc.get_traced_memory()[1] - before
    finally:
        tracemalloc.stop()
        gc.enable()
    return taken


# --- Which file of the package needs which


class Imports:
    """The modules of the package that a module's text imports, by relative imports."""

    def __init__(self, text: str) -> None:
        self.at_once: dict[str, list[str]] = {}  # module: names taken from it, when the file is imported
        self.when_called: dict[str, set[str]] = {}  # name of a top-level function or class: modules its code imports
        for node in ast.parse(text).body:
            if isinstance(node, ast.ImportFrom) and node.level == 1:
                for module, names in imported(node).items():
                    self.at_once.setdefault(module, []).extend(names)
            elif isinstance(node, (ast.FunctionDef, ast.ClassDef)):
                inside = (inner for inner in ast.walk(node) if isinstance(inner, ast.ImportFrom) and inner.level == 1)
                self.when_called[node.name] = {module for inner in inside for module in imported(inner)}


def imported(node: ast.ImportFrom) -> dict[str, list[str]]:
    names = [alias.name for alias in node.names]
    return {node.module or "__init__": names} | {name: [] for name in names if not node.module and name in MODULES}


IMPORTS = {module: Imports((FOLDER / f"{module}.py").read_text(encoding="utf-8")) for module in MODULES}


def loaded_with(module: str) -> set[str]:
    """The modules of the package that importing this one loads, itself among them."""
    found: set[str] = set()
    waiting = [module]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += IMPORTS[name].at_once
    return found


def needed_by(module: str) -> set[str]:
    """The modules that this one cannot do without: those it loads; those its code loads when it is called; and those
    that a function loads when called which one of all these takes from another by name."""
    found: set[str] = set()
    waiting = {module}
    while waiting:
        name = waiting.pop()
        loaded = loaded_with(name)
        found |= loaded
        waiting.update(*IMPORTS[name].when_called.values())
        for taker in loaded:
            for other, functions in IMPORTS[taker].at_once.items():
                waiting.update(*(IMPORTS[other].when_called.get(function, ()) for function in functions))
        waiting -= found
    return found


def foreign_imports(file: pathlib.Path) -> list[str]:
    """What a file of the package imports that is neither in the standard library nor in the package."""
    foreign: list[str] = []
    depth = len(file.relative_to(FOLDER).parts)
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            foreign += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            foreign.append(node.module or "")
        elif isinstance(node, ast.ImportFrom) and node.level > depth:
            foreign.append("." * node.level + (node.module or ""))
    if file.name == "_compat.py":
        foreign.remove("typing_extensions")  # for type checkers only, which know it without an installation
    return [name for name in foreign if name.partition(".")[0] not in sys.stdlib_module_names]


# --- A program that uses the whole package, and what it must print wherever it runs

EVERYTHING = HERE / "places" / "everything.json"  # a body that has every class in it

PROGRAM = """
import json, os, pickle, sys

# PATHS
import PACKAGE
# EVERY MODULE

def report(body):
    response = PACKAGE.CreateChatCompletionResponse.from_dict(body)
    text = PACKAGE.CreateChatCompletionResponse.from_json(json.dumps(body))
    yield "comes back", response.to_dict() == body and json.loads(response.to_json()) == body
    yield "equal from text", text == response and hash(text) == hash(response)
    protocols = range(pickle.HIGHEST_PROTOCOL + 1)
    yield "pickles", all(pickle.loads(pickle.dumps(response, n)) == response for n in protocols)
    yield "words", f"{response.choices[0].finish_reason} {response.choices[1].finish_reason}"
    yield "checked", [str(problem) for problem in PACKAGE.check(body)]
    yield "schema", len(PACKAGE.json_schema()["$defs"])
    for wrong in (
        {**body, "created": "yesterday"},
        {"error": {"message": "No such model", "code": 404}},
        {"object": "chat.completion.chunk", "choices": [{"delta": {}}]},
    ):
        try:
            PACKAGE.CreateChatCompletionResponse.from_dict(wrong)
        except PACKAGE.ParseError as error:
            yield type(error).__name__, str(pickle.loads(pickle.dumps(error)))
    try:
        PACKAGE.CreateChatCompletionResponse.from_json("grebe")
    except PACKAGE.ParseError as error:
        yield type(error).__name__, str(error)
    yield "loader", type(PACKAGE.__spec__.loader).__name__
    yield "streams", [stream is not None for stream in (sys.stdin, sys.stdout, sys.stderr)]

def main():
    body = json.loads(EVERYTHING)
    said = json.dumps(list(report(body)))
    if sys.argv[1:2] == ["--to"]:
        with open(sys.argv[2], "w", encoding="ascii") as file:
            file.write(said)
    else:
        print(said)

if __name__ == "__main__":
    main()
"""


def program(name: str, *paths: "str | os.PathLike[str]") -> str:
    """The text of a program that uses the whole package under this name, found at these paths.

    It names each module in an import statement of its own, as a tool that packs programs looks for those.
    """
    modules = [module for module in (*MODULES, *SUBPACKAGES) if module not in ("__init__", "__main__")]
    text = PROGRAM.replace("# PATHS", f"sys.path[:0] = {[os.fspath(path) for path in paths]!r}" if paths else "")
    text = text.replace("# EVERY MODULE", "\n".join(f"import {name}.{module}" for module in modules))
    text = text.replace("EVERYTHING", ascii(EVERYTHING.read_text(encoding="utf-8")))
    return text.replace("PACKAGE", name)


def expected_report(loader: str, streams: "list[bool] | None" = None) -> list[list[object]]:
    """What the program prints, as data."""
    return [
        ["comes back", True],
        ["equal from text", True],
        ["pickles", True],
        ["words", "stop halted"],
        [
            "checked",
            [
                "$.x_trace: unknown field",
                '$.choices[0].message.tool_calls[2].type: expected "function", "custom", got "telepathy"',
                '$.choices[1].finish_reason: expected "stop", "length", "tool_calls", "content_filter",'
                ' "function_call", got "halted"',
            ],
        ],
        ["schema", 21],
        ["ParseError", "$.created: expected integer, got string"],
        ["ErrorResponse", "No such model"],
        [
            "ParseError",
            "$.choices[0].index: expected integer, but the key is missing"
            " (this is a chunk of a stream: the streaming module reads those)\n"
            "$.choices[0].message: expected object, but the key is missing\n"
            "$.id: expected string, but the key is missing\n"
            "$.created: expected integer, but the key is missing\n"
            "$.model: expected string, but the key is missing",
        ],
        ["ParseError", "$: expected JSON text: Expecting value at line 1 column 1"],
        ["loader", loader],
        ["streams", streams or [True, True, True]],
    ]
