# SPDX-License-Identifier: MIT-0
"""How the package is put together: which way imports point, what an import loads, what every file has."""

import ast
import dataclasses
import inspect
import pathlib
import re
import subprocess
import sys
import textwrap
import unittest

from .. import NAME, ROOT, package, submodule
from ..support.platform import needs_processes

FOLDER = pathlib.Path(package.__path__[0])
SOURCES = sorted(FOLDER.rglob("*.py"))

LEVELS = (  # a module imports from those before it only
    "_compat",
    "enums",
    "errors",
    "error_response",
    "_values",
    "_judging",
    "_reading",
    "_reading_special",
    "_shapes",
    "_schema",
    "_model",
    "_pydantic",
    "_recognition",
    "_json_text",
    "_body",
    "unrecognized",
    "usage",
    "logprobs",
    "tool_calls",
    "message",
    "moderation",
    "response",
    "_check",
    "_json_schema",
    "_mending",
    "streaming",
    "_repair",
    "__init__",
    "_output",
    "_options",
    "_layout",
    "_json_layout",
    "_progress",
    "_duplicates",
    "_lines",
    "_responses",
    "_report",
    "_show",
    "_show_stream",
    "_command",
    "__main__",
)
LOADED = ({*LEVELS[: LEVELS.index("response") + 1], ""}) - {"_recognition", "_schema"}  # by an import of the package
ON_DEMAND = {  # imports inside a function: all of modules before it, and of those above the package's classes
    "_json_text": {"_recognition"},
    "_body": {"_recognition"},
    "_pydantic": {"_schema"},
    "__init__": {"_check", "_json_schema", "_repair"},
}
UNWANTED = ("argparse", "asyncio", "unittest", "logging", "socket", "subprocess")
MOST_LINES = 400


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
        for path in SOURCES:
            at_once, on_demand = relative_imports(path)
            level = LEVELS.index(path.stem if path.parent == FOLDER else path.parent.name)
            with self.subTest(path.stem):
                modules = {name for name in at_once if name in LEVELS}
                self.assertLessEqual(modules, set(LEVELS[:level]))
                if path.parent == FOLDER:
                    self.assertEqual(on_demand, ON_DEMAND.get(path.stem, set()))
                if path != FOLDER / "__init__.py":
                    self.assertLessEqual(on_demand & set(LEVELS), set(LEVELS[:level]))

    def test_are_relative_or_from_the_standard_library(self):
        for path in SOURCES:
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if path.name == "_compat.py" and getattr(node, "module", "") == "typing_extensions":
                    continue  # for type checkers only, which know it without an installation
                if isinstance(node, ast.ImportFrom) and not node.level:
                    self.assertIn(node.module.split(".")[0], sys.stdlib_module_names, path.name)
                elif isinstance(node, ast.Import):
                    for alias in node.names:
                        self.assertIn(alias.name.split(".")[0], sys.stdlib_module_names, path.name)

    @needs_processes
    def test_of_the_package_load_just_its_classes(self):
        code = (
            f"import sys; sys.path.insert(0, {str(ROOT)!r}); sys.path[1:1] = {sys.path!r}\n"
            "import collections.abc, dataclasses, enum, json, typing; before = set(sys.modules)\n"
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


class Tables(unittest.TestCase):
    """The rows of the classes, read as a stranger reads them."""

    def test_name_field_reader_and_key_in_the_order_of_the_fields(self):
        rows = 0
        for cls in classes_of(package) + classes_of(submodule("streaming")):
            names = [field.name for field in dataclasses.fields(cls) if field.name != "extra"]
            for method, pattern in (
                ("from_dict", r"(?m)^ +new\.(\w+) = \w+\(\s*data, \"(\w+)\""),
                ("to_dict", r"(?m)^ +(?:\"(\w+)\": |data\[\"(\w+)\"\] = )"),
            ):
                source = textwrap.dedent(inspect.getsource(inspect.unwrap(getattr(cls, method))))
                found = [{*match} - {""} for match in re.findall(pattern, source)]
                with self.subTest(f"{cls.__name__}.{method}"):
                    self.assertEqual(found, [{name} for name in names])
                    rows += len(found)
        self.assertGreater(rows, 200)


def classes_of(module):
    return [value for value in map(vars(module).get, module.__all__) if hasattr(value, "to_dict")]


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
            lines = len(path.read_text(encoding="utf-8").splitlines())
            self.assertLessEqual(lines, MOST_LINES, path.name)

    def test_lets_type_checkers_see_all_of_it(self):
        for path in SOURCES:
            text = path.read_text(encoding="utf-8")
            self.assertNotRegex(text, r"(?m)^# (mypy|pyright|type):", path.name)
            self.assertNotRegex(text, r"no_type_check", path.name)


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
