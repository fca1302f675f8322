# SPDX-License-Identifier: MIT-0
"""Which file of the package needs which."""

import ast
import pathlib
import re
import sys

from .processes import FOLDER

MODULES = tuple(sorted(path.stem for path in FOLDER.glob("*.py")))
SUBPACKAGES = tuple(sorted(path.parent.name for path in FOLDER.glob("*/__init__.py")))


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
    """The modules that this one needs: those that importing it loads, and those that are imported later, by its own
    functions or by functions that these modules import from others."""
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


def needed_by_streaming() -> set[str]:
    """The modules outside the folder `streaming` that it needs."""
    found: set[str] = set()
    for file in (FOLDER / "streaming").glob("*.py"):
        outside = re.findall(r"from \.\.(\w+) import", file.read_text(encoding="utf-8"))
        found.update(*map(needed_by, outside))
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
