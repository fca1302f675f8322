# SPDX-License-Identifier: MIT-0
"""The package where little is allowed, as far as an interpreter alone can show it. tests/places shows the rest."""

import compileall
import contextlib
import importlib
import importlib.util
import json
import os
import pathlib
import pickle
import shutil
import sys
import unittest
import zipapp
import zipfile

from .. import package
from ..support.imports import loaded_with
from ..support.platform import needs_processes
from ..support.processes import clean_environment, copy_package, run, temporary_folder
from ..support.program import EVERYTHING, expected_report, program

NAME = "pocket_heron"  # of the copies here, so that nothing that is installed stands in for one

# Runs the program given as its first argument in a subinterpreter, as each version of Python has them.
IN_SUBINTERPRETER = """
import sys
text = open(sys.argv[1], encoding="utf-8").read() + "\\nsys.argv = ['', '--to', %r]; main()" % sys.argv[2]
text = text.replace("__main__", "no main")
try:
    import _interpreters as interpreters
    failure = interpreters.exec(interpreters.create(), text)
    if failure is not None:
        sys.exit(str(failure.formatted))
except ImportError:
    import _xxsubinterpreters as interpreters
    interpreters.run_string(interpreters.create(), text)
"""

WITHOUT_STREAMS = """
import os, sys
for number in range(3):
    os.close(number)
os.execv(sys.executable, [sys.executable, *sys.argv[1:]])
"""

CAN_WRITE = "import sys; open(sys.argv[1] + '/probe', 'w')"


@needs_processes
class Environments(unittest.TestCase):
    """In each, the whole package is imported and used by a program of its own; all that this prints is compared."""

    def setUp(self) -> None:
        self.maxDiff = None
        self.folder = pathlib.Path(self.enter(temporary_folder()))
        self.place = self.folder / "place"
        self.place.mkdir()
        self.package = copy_package(self.place / NAME)

    def enter(self, manager: "contextlib.AbstractContextManager[pathlib.Path]") -> pathlib.Path:
        value = manager.__enter__()
        self.addCleanup(manager.__exit__, None, None, None)
        return value

    def written(self, *paths: pathlib.Path) -> pathlib.Path:
        file = self.folder / "program.py"
        file.write_text(program(NAME, *paths), encoding="utf-8")
        return file

    def assert_works(self, *command: object, loader: str = "SourceFileLoader", **options: object) -> None:
        done = run(*map(str, command), **{"cwd": self.folder, **options})
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual(json.loads(done.stdout), expected_report(loader))

    def assert_wrote(self, file: pathlib.Path, streams: list[bool]) -> None:
        said = json.loads(file.read_text(encoding="ascii"))
        self.assertEqual(said, expected_report("SourceFileLoader", streams))

    def test_it_works_from_a_zip_on_the_path(self) -> None:
        """Nothing in the package looks for its files."""
        archive = self.folder / "place.zip"
        with zipfile.ZipFile(archive, "w") as file:
            for path in self.package.rglob("*"):
                file.write(path, path.relative_to(self.place))
        self.assert_works(sys.executable, self.written(archive), loader="zipimporter")

    def test_it_works_byte_compiled_without_its_sources(self) -> None:
        """Nothing in the package reads its own source."""
        self.assertTrue(compileall.compile_dir(self.package, quiet=1, legacy=True))
        for path in self.package.rglob("*.py"):
            path.unlink()
        self.assert_works(sys.executable, self.written(self.place), loader="SourcelessFileLoader")

    def test_it_works_in_a_zipapp(self) -> None:
        """One file that holds the program and the package."""
        shutil.move(self.written(), self.place / "__main__.py")
        zipapp.create_archive(self.place, self.folder / "app.pyz", compressed=True)
        shutil.rmtree(self.place)
        self.assert_works(sys.executable, self.folder / "app.pyz", loader="zipimporter")

    def test_it_works_with_any_option_of_the_interpreter(self) -> None:
        """Isolated, without site, without environment, optimized, and with every warning an error."""
        program = self.written(self.place)
        for options in (
            ["-I"],
            ["-S"],
            ["-I", "-S"],
            ["-E", "-s", "-B"],
            ["-O"],
            ["-OO"],
            ["-W", "error", "-bb"],
            ["-W", "error", "-X", "dev", "-X", "warn_default_encoding"],
            ["-I", "-S", "-OO", "-B", "-W", "error"],
        ):
            with self.subTest(options=" ".join(options)):
                self.assert_works(sys.executable, *options, program)

    def test_it_works_in_a_folder_that_cannot_be_written(self) -> None:
        """No byte code is cached there, and nothing else is asked for."""
        command = [sys.executable]
        if hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("setpriv"):
            command[:0] = ["setpriv", "--bounding-set=-dac_override"]  # root, but not above permissions
        program = self.written(self.place)
        self.addCleanup(self.package.chmod, 0o755)
        self.package.chmod(0o555)
        if run(*command, "-c", CAN_WRITE, self.package).returncode == 0:
            self.skipTest("this user may write where permissions forbid it")
        writing_byte_code = {**clean_environment(), "PYTHONDONTWRITEBYTECODE": ""}
        self.assert_works(*command, program, env=writing_byte_code)
        self.assertFalse((self.package / "__pycache__").exists())

    def test_it_works_without_an_environment(self) -> None:
        """No HOME, no PATH, nothing."""
        needed = {key: value for key, value in os.environ.items() if key in ("SYSTEMROOT", "LD_LIBRARY_PATH")}
        self.assert_works(sys.executable, self.written(self.place), env=needed)

    def test_it_works_in_an_ascii_locale(self) -> None:
        """And with Python's own cures for such a locale turned off."""
        program = self.written(self.place)
        for changes in ({"LC_ALL": "C"}, {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}):
            with self.subTest(changes=changes):
                self.assert_works(sys.executable, program, env=clean_environment(**changes))

    @unittest.skipUnless(os.name == "posix", "needs to close what a process inherits")
    def test_it_works_without_standard_streams(self) -> None:
        """As in a program without a console, where sys.stdin, sys.stdout and sys.stderr are None."""
        said = self.folder / "said.json"
        run(sys.executable, "-c", WITHOUT_STREAMS, self.written(self.place), "--to", said)
        self.assert_wrote(said, [False, False, False])

    def test_it_works_in_a_subinterpreter(self) -> None:
        """With the one module the versions of Python have for these."""
        if not any(map(importlib.util.find_spec, ("_interpreters", "_xxsubinterpreters"))):
            self.skipTest("this Python has no subinterpreters")
        said = self.folder / "said.json"
        done = run(sys.executable, "-c", IN_SUBINTERPRETER, self.written(self.place), said)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assert_wrote(said, [True, True, True])

    def test_it_works_as_a_plug_in_loaded_from_a_path_under_any_name(self) -> None:
        """As plug-in hosts do it, without touching sys.path."""
        text = (
            "import importlib.util, sys\n"
            f"spec = importlib.util.spec_from_file_location('plugin-7', {str(self.package / '__init__.py')!r})\n"
            f"{NAME} = sys.modules['plugin-7'] = importlib.util.module_from_spec(spec)\n"
            f"spec.loader.exec_module({NAME})\n"
        )
        file = self.folder / "program.py"
        imports = [line for line in program(NAME).splitlines() if not line.startswith(f"import {NAME}")]
        file.write_text(text + "\n".join(imports), encoding="utf-8")
        self.assert_works(sys.executable, "-I", file)

    def test_importing_it_loads_only_what_reading_and_writing_take(self) -> None:
        """-X importtime names nothing of the package that waits to be asked for, and no large module."""
        code = f"import sys; sys.path.insert(0, {str(self.place)!r}); import {NAME}"
        done = run(sys.executable, "-S", "-X", "importtime", "-c", code)
        named = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
        own = {f"{NAME}.{module}" for module in loaded_with("__init__")} - {f"{NAME}.__init__"} | {NAME}
        self.assertEqual({name for name in named if name.partition(".")[0] == NAME}, own)
        unwanted = {"argparse", "asyncio", "logging", "socket", "subprocess", "pathlib", "datetime"}
        self.assertEqual(named & unwanted, set())

    def test_the_command_works_in_a_package_of_another_project(self) -> None:
        """python -m acme._vendor.NAME"""
        vendor = self.folder / "acme" / "_vendor"
        vendor.mkdir(parents=True)
        for folder in (vendor, vendor.parent):
            (folder / "__init__.py").touch()
        shutil.move(self.package, vendor / NAME)
        body = EVERYTHING.read_text(encoding="utf-8")
        for command in ([], ["emit"]):
            with self.subTest(command=command):
                done = run(sys.executable, "-m", f"acme._vendor.{NAME}", *command, cwd=self.folder, input=body)
                self.assertEqual((done.returncode, done.stderr), (0, ""))
                self.assertEqual(json.loads(done.stdout), json.loads(body))

    def test_the_pickle_of_a_copy_loads_where_only_that_copy_is(self) -> None:
        """No other name is written into a pickle, in any protocol."""
        written = self.folder / "pickles"
        body = EVERYTHING.read_text(encoding="utf-8")
        start = f"import sys, pickle; sys.path.insert(0, {str(self.place)!r})\n"
        dump = (
            f"import {NAME}\nresponse = {NAME}.CreateChatCompletionResponse.from_json({body!r})\n"
            "pickles = [pickle.dumps(response, n) for n in range(pickle.HIGHEST_PROTOCOL + 1)]\n"
            f"open({str(written)!r}, 'wb').write(pickle.dumps(pickles))\n"
        )
        load = (
            "import json\n"
            f"loaded = [pickle.loads(text) for text in pickle.loads(open({str(written)!r}, 'rb').read())]\n"
            "print(json.dumps([[type(response).__module__, response.to_dict()] for response in loaded]))\n"
        )
        self.assertEqual(run(sys.executable, "-I", "-c", start + dump).stderr, "")
        done = run(sys.executable, "-I", "-c", start + load)
        self.assertEqual(done.stderr, "")
        protocols = pickle.HIGHEST_PROTOCOL + 1
        self.assertEqual(json.loads(done.stdout), [[f"{NAME}.response", json.loads(body)]] * protocols)


class TwoCopies(unittest.TestCase):
    """Two copies in one process, as when two libraries have each vendored one."""

    def setUp(self) -> None:
        manager = temporary_folder()
        folder = manager.__enter__()
        self.addCleanup(manager.__exit__, None, None, None)
        names = ("heron_one", "heron_two")
        for name in names:
            copy_package(folder / name)
        sys.path.insert(0, str(folder))
        self.addCleanup(sys.path.remove, str(folder))
        importlib.invalidate_caches()
        self.addCleanup(self.forget, names)
        self.one, self.two = map(importlib.import_module, names)
        self.body = json.loads(EVERYTHING.read_text(encoding="utf-8"))

    def forget(self, names: tuple[str, ...]) -> None:
        for module in [module for module in sys.modules if module.partition(".")[0] in names]:
            del sys.modules[module]

    def test_both_read_and_write_the_same(self) -> None:
        """Neither changes what the other does."""
        for copy in (self.one, self.two, self.one):
            self.assertEqual(copy.CreateChatCompletionResponse.from_dict(self.body).to_dict(), self.body)

    def test_objects_of_one_are_not_equal_to_those_of_the_other(self) -> None:
        """They are of different classes, and say so; enum members are strings and equal all the same."""
        first = self.one.CreateChatCompletionResponse.from_dict(self.body)
        second = self.two.CreateChatCompletionResponse.from_dict(self.body)
        self.assertNotEqual(first, second)
        self.assertNotIsInstance(first, self.two.CreateChatCompletionResponse)
        self.assertEqual(first.object, second.object)

    def test_errors_of_one_are_not_caught_as_those_of_the_other(self) -> None:
        """Each has a ParseError of its own."""
        with self.assertRaises(ValueError) as caught:
            self.one.CreateChatCompletionResponse.from_dict({})
        self.assertIsInstance(caught.exception, self.one.ParseError)
        self.assertNotIsInstance(caught.exception, self.two.ParseError)

    def test_a_pickle_loads_in_the_copy_that_made_it(self) -> None:
        """And names no other."""
        for copy, other in ((self.one, self.two), (self.two, self.one)):
            response = copy.CreateChatCompletionResponse.from_dict(self.body)
            for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
                text = pickle.dumps(response, protocol)
                self.assertEqual(pickle.loads(text), response)
                self.assertNotIn(other.__name__.encode(), text)
                self.assertNotIn(package.__name__.encode(), text)


if __name__ == "__main__":
    unittest.main()
