# SPDX-License-Identifier: MIT-0
"""Environments where little is allowed. noxfile.py has those that an interpreter alone cannot set up."""

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
from unittest import mock

from ..support.platform import needs_processes
from ..support.processes import clean_environment, copy_package, loaded_again, run, temporary_folder
from ..support.program import EVERYTHING, expected_report, program

NAME = "pocket_heron"  # a name of its own, so that an installed package cannot be imported in place of the copy

# Runs the program given as its first argument in a subinterpreter.
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
    """A program imports and uses the whole package. All that it prints is compared."""

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

    def test_the_package_works_from_a_zip_file(self) -> None:
        archive = self.folder / "place.zip"
        with zipfile.ZipFile(archive, "w") as file:
            for path in self.package.rglob("*"):
                file.write(path, path.relative_to(self.place))
        self.assert_works(sys.executable, self.written(archive), loader="zipimporter")

    def test_the_package_works_as_byte_code_without_sources(self) -> None:
        self.assertTrue(compileall.compile_dir(self.package, quiet=1, legacy=True))
        for path in self.package.rglob("*.py"):
            path.unlink()
        self.assert_works(sys.executable, self.written(self.place), loader="SourcelessFileLoader")

    def test_the_package_works_in_a_zipapp(self) -> None:
        shutil.move(self.written(), self.place / "__main__.py")
        zipapp.create_archive(self.place, self.folder / "app.pyz", compressed=True)
        shutil.rmtree(self.place)
        self.assert_works(sys.executable, self.folder / "app.pyz", loader="zipimporter")

    def test_the_package_works_with_every_option_of_the_interpreter(self) -> None:
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

    def test_the_package_works_in_a_folder_that_cannot_be_written(self) -> None:
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

    def test_the_package_works_without_environment_variables(self) -> None:
        needed = {key: value for key, value in os.environ.items() if key in ("SYSTEMROOT", "LD_LIBRARY_PATH")}
        self.assert_works(sys.executable, self.written(self.place), env=needed)

    def test_the_package_works_in_an_ascii_locale(self) -> None:
        """With and without UTF-8 mode, in which Python ignores such a locale."""
        program = self.written(self.place)
        for changes in ({"LC_ALL": "C"}, {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}):
            with self.subTest(changes=changes):
                self.assert_works(sys.executable, program, env=clean_environment(**changes))

    @unittest.skipUnless(os.name == "posix", "needs to close what a process inherits")
    def test_the_package_works_without_standard_streams(self) -> None:
        """A program without a console has None for sys.stdin, sys.stdout and sys.stderr."""
        said = self.folder / "said.json"
        run(sys.executable, "-c", WITHOUT_STREAMS, self.written(self.place), "--to", said)
        self.assert_wrote(said, [False, False, False])

    def test_the_package_works_in_a_subinterpreter(self) -> None:
        if not any(map(importlib.util.find_spec, ("_interpreters", "_xxsubinterpreters"))):
            self.skipTest("this Python has no subinterpreters")
        said = self.folder / "said.json"
        done = run(sys.executable, "-c", IN_SUBINTERPRETER, self.written(self.place), said)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assert_wrote(said, [True, True, True])

    def test_the_package_works_as_a_plug_in_loaded_from_a_path(self) -> None:
        """Plug-in hosts choose the name and leave sys.path alone."""
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

    def test_the_command_works_from_a_vendored_copy(self) -> None:
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

    def test_a_pickle_of_a_vendored_copy_names_no_other_package(self) -> None:
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


class OldInterpreters(unittest.TestCase):
    def test_a_python_that_is_too_old_is_told_so_in_one_line(self) -> None:
        old = mock.patch.object(sys, "version_info", (3, 9, 18))
        with old, self.assertRaises(ImportError) as caught, loaded_again(NAME):
            self.fail("it was imported")
        self.assertEqual(str(caught.exception), f"{NAME} needs Python 3.10 or newer")


if __name__ == "__main__":
    unittest.main()
