# SPDX-License-Identifier: MIT-0
"""Many threads at once, every warning an error, and no behaviour in an assert."""

import ast
import contextlib
import json
import pathlib
import subprocess
import sys
import textwrap
import threading
import unittest
from typing import Any
from unittest import mock

from .. import DATA, NAME, ROOT, package, submodule
from ..support.platform import needs_processes, needs_threads

FOLDER = pathlib.Path(*package.__path__)
TYPICAL = (DATA / "typical.json").read_text(encoding="utf-8")

USE = f"""
    import importlib, json, pathlib
    package = importlib.import_module({NAME!r})
    text = pathlib.Path({str(DATA / "typical.json")!r}).read_text(encoding="utf-8")
    response = package.CreateChatCompletionResponse.from_json(text)
    assert_equal = lambda one, other: None if one == other else exit(f"{{one!r}} is not {{other!r}}")
    assert_equal(response.to_dict(), json.loads(text))
    assert_equal(package.check(response.to_dict()), ())
    hash(response), repr(response), response.to_json(indent=1)
    for wrong in ('{{"id": 5}}', "[", '{{"error": {{"message": "no"}}}}', "data: x"):
        try:
            package.CreateChatCompletionResponse.from_json(wrong)
        except package.ParseError as error:
            print(type(error).__name__, error)
        else:
            exit("it is accepted: " + wrong)
"""
SAID = """\
ParseError $.id: expected string, got integer
$.created: expected integer, but the key is missing
$.model: expected string, but the key is missing
$.choices: expected array, but the key is missing
ParseError $: expected JSON text: Expecting value at line 1 column 2
ErrorResponse no
ParseError $: expected JSON text: Expecting value at line 1 column 1 (this is an event stream: """


def run(*options: str, script: str = USE) -> tuple[str, str, int]:
    command = [sys.executable, *options, "-c", textwrap.dedent(script)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout, done.stderr, done.returncode


@needs_threads
class Threads(unittest.TestCase):
    def at_once(self, work: Any, threads: int = 16) -> None:
        """Run it in so many threads, which start together."""
        barrier, failures = threading.Barrier(threads), []

        def one(number: int) -> None:
            try:
                barrier.wait()
                work(number)
            except BaseException as failure:
                failures.append(failure)

        pool = [threading.Thread(target=one, args=(number,)) for number in range(threads)]
        interval = sys.getswitchinterval()
        sys.setswitchinterval(1e-6)
        try:
            for thread in pool:
                thread.start()
            for thread in pool:
                thread.join()
        finally:
            sys.setswitchinterval(interval)
        self.assertEqual(failures, [])

    def test_many_threads_read_and_write_without_meeting(self) -> None:
        """Right and wrong bodies, text and data; each thread gets its own answers."""

        def work(number: int) -> None:
            for turn in range(30):
                body = json.loads(TYPICAL) | {"id": f"{number}-{turn}", f"x{number}": [turn]}
                parsed = package.CreateChatCompletionResponse.from_json(json.dumps(body))
                self.assertEqual(parsed.to_dict(), body)
                self.assertEqual(json.loads(parsed.to_json()), body)
                with self.assertRaises(package.ParseError) as caught:
                    package.CreateChatCompletionResponse.from_dict(body | {"model": None, f"y{number}": {turn}})
                expected = [("model",), (f"y{number}",)]
                self.assertEqual([problem.path for problem in caught.exception.problems], expected)
                self.assertEqual([problem.path for problem in package.check(body)], [(f"x{number}",)])

        self.at_once(work)

    def test_many_threads_share_one_object(self) -> None:
        """Its hash, text and data are the same to all of them."""
        shared = package.CreateChatCompletionResponse.from_json(TYPICAL)
        number, text = hash(shared), repr(shared)

        def work(_: int) -> None:
            for _ in range(50):
                self.assertEqual((hash(shared), repr(shared)), (number, text))
                self.assertEqual(shared.to_dict(), json.loads(TYPICAL))

        self.at_once(work)

    def test_many_threads_import_it_first(self) -> None:
        """What is loaded when first asked for is loaded once, and works for all of them."""
        script = f"""
            import importlib, sys, threading
            sys.setswitchinterval(1e-6)
            barrier, said = threading.Barrier(12), []
            def work():
                barrier.wait()
                package = importlib.import_module({NAME!r})
                try:
                    package.CreateChatCompletionResponse.from_json("{{}}")
                except package.ParseError as error:
                    said.append((str(error), package.check({{}}), package.json_schema()["$ref"]))
            pool = [threading.Thread(target=work) for _ in range(12)]
            for thread in pool: thread.start()
            for thread in pool: thread.join()
            print(len(said), said.count(said[0]))
        """
        self.assertEqual(run(script=script), ("12 12\n", "", 0))


class FreeThreaded(unittest.TestCase):
    """Where there is no global lock, objects are not switched from one class to the other."""

    def test_objects_are_the_same_whether_switched_or_copied(self) -> None:
        bodies = [json.loads(path.read_bytes()) for path in sorted((DATA / "valid").glob("*.json"))]
        made = [package.CreateChatCompletionResponse.from_dict(data) for data in bodies]
        self.assertGreater(len(bodies), 10)
        for switches in (True, False):
            with contextlib.ExitStack() as stack:
                for name in ("_model", "logprobs"):
                    stack.enter_context(mock.patch.object(submodule(name), "SWITCHES_CLASS", switches))
                for data, response in zip(bodies, made, strict=True):
                    again = package.CreateChatCompletionResponse.from_dict(data)
                    self.assertIs(type(again.choices), tuple)
                    self.assertEqual((again, again.to_dict()), (response, data))

    def test_the_way_is_chosen_by_the_interpreter(self) -> None:
        locked = getattr(sys, "_is_gil_enabled", lambda: True)()
        self.assertIs(submodule("_model").SWITCHES_CLASS, locked)


class Strictly(unittest.TestCase):
    @needs_processes
    def test_it_says_nothing_where_every_warning_is_an_error(self) -> None:
        for options in (("-W", "error", "-X", "dev"), ("-bb", "-W", "error"), ("-W", "error", "-X", "utf8=0")):
            with self.subTest(options):
                out, err, status = run(*options)
                self.assertEqual((out[: len(SAID)], err, status), (SAID, "", 0))

    @needs_processes
    def test_it_works_without_asserts_and_docstrings(self) -> None:
        for options in (("-O",), ("-OO",)):
            with self.subTest(options):
                out, err, status = run(*options)
                self.assertEqual((out[: len(SAID)], err, status), (SAID, "", 0))

    def test_no_assert_carries_behaviour(self) -> None:
        """There is none in the package."""
        files = sorted(FOLDER.rglob("*.py"))
        self.assertGreater(len(files), 10)
        for path in files:
            asserts = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Assert)]
            self.assertEqual([node.lineno for node in asserts], [], path.name)


if __name__ == "__main__":
    unittest.main()
