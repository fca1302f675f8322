# SPDX-License-Identifier: MIT-0
"""Many threads at once, with and without a global interpreter lock."""

import json
import os
import sys
import textwrap
import threading
import unittest
from typing import Any
from unittest import mock

from .. import DATA, NAME, ROOT, package
from ..support.platform import THOROUGH, needs_processes, needs_threads
from ..support.processes import loaded_again, run

Response = package.CreateChatCompletionResponse
TYPICAL = (DATA / "typical.json").read_text(encoding="utf-8")


def run_at_once(work: Any, threads: int = 16) -> list[BaseException]:
    """Run work(number) in this many threads, which start together and often take turns. Gives what they raised."""
    barrier = threading.Barrier(threads)
    failures: list[BaseException] = []

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
    return failures


@needs_threads
class Threads(unittest.TestCase):
    def test_threads_that_read_and_write_do_not_disturb_each_other(self) -> None:
        """Valid and invalid bodies, as text and as data."""

        def work(number: int) -> None:
            for turn in range(30 if THOROUGH else 10):
                body = json.loads(TYPICAL) | {"id": f"{number}-{turn}", f"x{number}": [turn]}
                parsed = Response.from_json(json.dumps(body))
                self.assertEqual(parsed.to_dict(), body)
                self.assertEqual(json.loads(parsed.to_json()), body)
                with self.assertRaises(package.ParseError) as caught:
                    Response.from_dict(body | {"model": None, f"y{number}": {turn}})
                expected = [("model",), (f"y{number}",)]
                self.assertEqual([problem.path for problem in caught.exception.problems], expected)
                self.assertEqual([problem.path for problem in package.check(body)], [(f"x{number}",)])

        self.assertEqual(run_at_once(work), [])

    def test_threads_can_share_one_object(self) -> None:
        shared = Response.from_json(TYPICAL)
        number, text = hash(shared), repr(shared)

        def work(_: int) -> None:
            for _ in range(50):
                self.assertEqual((hash(shared), repr(shared)), (number, text))
                self.assertEqual(shared.to_dict(), json.loads(TYPICAL))

        self.assertEqual(run_at_once(work), [])

    @needs_processes
    def test_threads_can_import_the_package_at_the_same_time(self) -> None:
        """What is loaded on demand as well."""
        script = f"""
            import importlib, sys, threading
            sys.setswitchinterval(1e-6)
            barrier, said = threading.Barrier(12), []
            def work() -> None:
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
        done = run(sys.executable, "-c", textwrap.dedent(script), cwd=ROOT, env=dict(os.environ))
        self.assertEqual((done.stdout, done.stderr, done.returncode), ("12 12\n", "", 0))


class FreeThreading(unittest.TestCase):
    def test_bodies_are_read_the_same_way_without_a_global_lock(self) -> None:
        """The package is loaded once more, in an interpreter that says that it has no such lock."""
        bodies = [json.loads(path.read_bytes()) for path in sorted((DATA / "valid").glob("*.json"))]
        self.assertGreater(len(bodies), 10)
        with mock.patch.object(sys, "_is_gil_enabled", return_value=False, create=True), loaded_again("heron") as again:
            for data in bodies:
                response = again.CreateChatCompletionResponse.from_dict(data)
                self.assertIs(type(response), again.CreateChatCompletionResponse)
                self.assertIs(type(response.choices), tuple)
                self.assertEqual(response.to_dict(), data)
                self.assertEqual(repr(response), repr(Response.from_dict(data)))
                self.assertEqual(response, again.CreateChatCompletionResponse.from_json(json.dumps(data)))


if __name__ == "__main__":
    unittest.main()
