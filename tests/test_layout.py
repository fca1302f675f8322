# SPDX-License-Identifier: MIT-0
"""How the package is put together: which way imports point, what an import loads, what every file has."""

import ast
import pathlib
import re
import subprocess
import sys
import unittest

from . import NAME, ROOT, package, submodule
from .support import needs_processes

FOLDER = pathlib.Path(package.__path__[0])
SOURCES = sorted(FOLDER.rglob("*.py"))

LEVELS = (  # a module imports from those before it only
    "enums",
    "errors",
    "_reader",
    "unrecognized",
    "usage",
    "logprobs",
    "tool_calls",
    "message",
    "moderation",
    "response",
    "_diagnosis",
    "_text",
    "_check",
    "_schema",
    "streaming",
    "__init__",
    "_lines",
    "_show",
    "_command",
    "__main__",
)
LOADED = (*LEVELS[:10], "")  # by an import of the package
ON_DEMAND = {  # imports inside a function
    "_reader": {"_text"},
    "response": {"_diagnosis"},
    "__init__": {"_check", "_schema"},
}
UNWANTED = ("typing", "json", "argparse", "asyncio", "unittest", "logging", "socket", "subprocess")


def relative_imports(path):
    """The modules of the package that a file imports: at once, and on demand."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    at_once, on_demand = set(), set()
    for node in ast.walk(tree):
        for child in ast.iter_child_nodes(node):
            child.parent = node
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.level:
            names = [node.module.split(".")[0]] if node.module else [alias.name for alias in node.names]
            above = [node]
            while not isinstance(above[-1], (ast.Module, ast.FunctionDef)):
                above.append(above[-1].parent)
            if isinstance(above[-1], ast.FunctionDef):
                on_demand.update(names)
            elif not any(isinstance(each, ast.If) for each in above):  # for type checkers only
                at_once.update(names)
    return at_once, on_demand


class Imports(unittest.TestCase):
    def test_point_one_way(self):
        found = {path.stem for path in FOLDER.glob("*.py")} | {
            path.parent.name for path in FOLDER.glob("*/__init__.py")
        }
        self.assertEqual(found, set(LEVELS))
        for path in FOLDER.glob("*.py"):
            at_once, on_demand = relative_imports(path)
            level = LEVELS.index(path.stem)
            with self.subTest(path.stem):
                modules = {name for name in at_once if name in LEVELS}
                self.assertLessEqual(modules, set(LEVELS[:level]))
                self.assertEqual(on_demand, ON_DEMAND.get(path.stem, set()))

    def test_are_relative_or_from_the_standard_library(self):
        for path in SOURCES:
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.ImportFrom) and not node.level:
                    self.assertIn(node.module.split(".")[0], sys.stdlib_module_names, path.name)
                elif isinstance(node, ast.Import):
                    for alias in node.names:
                        self.assertIn(alias.name.split(".")[0], sys.stdlib_module_names, path.name)

    @needs_processes
    def test_of_the_package_load_just_its_classes(self):
        code = (
            f"import sys; sys.path.insert(0, {str(ROOT)!r}); sys.path[1:1] = {sys.path!r}\n"
            "import __future__, collections.abc, dataclasses, enum; before = set(sys.modules)\n"
            f"import {NAME}\n"
            "print(*sorted(set(sys.modules) - before)); print(*sys.modules)"
        )
        done = subprocess.run([sys.executable, "-I", "-S", "-c", code], capture_output=True, text=True, timeout=60)
        self.assertEqual(done.stderr, "")
        added, every = (line.split() for line in done.stdout.splitlines())
        parents = [NAME.rsplit(".", n)[0] for n in range(1, NAME.count(".") + 1)]
        self.assertEqual(sorted(set(added) - set(parents)), sorted(f"{NAME}.{name}".rstrip(".") for name in LOADED))
        self.assertEqual(set(UNWANTED) & set(every), set())


class Names(unittest.TestCase):
    def test_listed_as_public_are_all_there(self):
        streaming = submodule("streaming")
        for module in (package, streaming):
            self.assertEqual([name for name in module.__all__ if not hasattr(module, name)], [])
        public = {name for name, value in vars(streaming).items() if callable(value) and not name.startswith("_")}
        self.assertEqual(public - set(streaming.__all__), set())


class Converters(unittest.TestCase):
    def test_name_one_key_in_a_line(self):
        """A line that looks for one key and leaves the rest to the reader of another would go unnoticed."""
        lines = 0
        for path in SOURCES:
            tree = ast.parse(path.read_text(encoding="utf-8"))
            for function in ast.walk(tree):
                if not isinstance(function, ast.FunctionDef) or function.name != "from_dict":
                    continue
                for node in ast.walk(function):
                    if not isinstance(node, ast.Assign) or not isinstance(node.targets[0], ast.Attribute):
                        continue
                    keys = [key for inner in ast.walk(node.value) for key in keys_in(inner)]
                    self.assertEqual(set(keys) - {node.targets[0].attr}, set(), ast.unparse(node))
                    lines += bool(keys)
        self.assertGreater(lines, 80)


def keys_in(node):
    """The keys of the wire that a node names: in a membership test, in data.get(...), in the call of a reader."""
    found = ()
    if isinstance(node, ast.Compare):
        found = (node.left,)
    elif isinstance(node, ast.Call):
        found = node.args[:1] if isinstance(node.func, ast.Attribute) else node.args[2:3]
    return [each.value for each in found if isinstance(each, ast.Constant) and isinstance(each.value, str)]


class EveryFile(unittest.TestCase):
    def test_has_a_licence_line(self):
        for path in SOURCES:
            self.assertEqual(path.read_text(encoding="utf-8").splitlines()[0], "# SPDX-License-Identifier: MIT-0", path)

    def test_carries_no_behaviour_in_assert_or_in_its_own_place(self):
        for path in SOURCES:
            text = path.read_text(encoding="utf-8")
            self.assertNotRegex(text, r"__file__|importlib\.(resources|metadata)|pkg_resources", path)
            for node in ast.walk(ast.parse(text)):
                self.assertNotIsInstance(node, ast.Assert, path)

    def test_does_not_know_the_name_of_the_package(self):
        for path in SOURCES:
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, (ast.Import, ast.ImportFrom)):
                    names = [alias.name for alias in node.names] + [getattr(node, "module", None) or ""]
                    self.assertFalse(any(name.split(".")[0] == "chatcompletion" for name in names), path)

    def test_fits_in_one_sitting(self):
        for path in SOURCES:
            self.assertLess(path.stat().st_size, 32_000, path)


class Version(unittest.TestCase):
    def test_stands_in_one_place(self):
        self.assertRegex(package.__version__, r"^\d+\.\d+\.\d+$")
        project = ROOT / "pyproject.toml"
        if not project.exists():
            self.skipTest("the project's files are not here")
        text = project.read_text(encoding="utf-8")
        self.assertNotIn(package.__version__, re.sub(r"(?m)^    \".*$", "", text))
        self.assertIn('dynamic = ["version"]', text)


if __name__ == "__main__":
    unittest.main()
