# SPDX-License-Identifier: MIT-0
"""Real client libraries read our bodies, and we read what they dump. See tests/clients.

A library that is not installed is skipped by name. `python3 -m tests.clients` installs all of them.
"""

import contextlib
import json
import os
import unittest
import unittest.mock
import urllib.error
import urllib.request
from typing import Any

from .. import package, submodule
from ..support.platform import needs_threads
from . import with_langchain, with_litellm, with_node, with_openai
from .client import Client
from .comparing import differences
from .habits import HABITS, Habit, habits_of, unexplained
from .scenarios import ERROR, RESPONSES
from .server import ERROR_IN_STREAM, ERROR_STATUS, base_url, running

streaming = submodule("streaming")

CLIENTS = (*with_openai.CLIENTS, *with_litellm.CLIENTS, *with_langchain.CLIENTS, *with_node.CLIENTS)

# Variables that would send requests, or reports of them, to another server.
ELSEWHERE = ("OPENAI_", "LITELLM_", "LANGCHAIN_", "LANGSMITH_")


def load_tests(loader: unittest.TestLoader, tests: unittest.TestSuite, pattern: Any) -> unittest.TestSuite:
    """None of these tests if CHATCOMPLETION_CLIENTS says that another run has them."""
    return unittest.TestSuite() if os.environ.get("CHATCOMPLETION_CLIENTS") == "elsewhere" else tests


def own_settings() -> dict[str, str]:
    """The environment without proxies and without settings of the libraries."""
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(ELSEWHERE) and not name.lower().endswith("_proxy")
    }


class OfALibrary:
    """Tests of the ways of asking one library."""

    clients: tuple[Client, ...]
    address: str
    maxDiff = None  # so that each difference is shown

    @classmethod
    def setUpClass(cls) -> None:
        missing = cls.clients[0].missing()
        if missing is not None:
            raise unittest.SkipTest(missing)
        contexts = contextlib.ExitStack()
        cls.addClassCleanup(contexts.close)
        contexts.enter_context(unittest.mock.patch.dict(os.environ, own_settings(), clear=True))
        cls.address = contexts.enter_context(running())

    def test_sees_what_our_object_says(self) -> None:
        for client in self.clients:
            for scenario in client.scenarios():
                with self.subTest(client=client.name, scenario=scenario):
                    lines = client.outcome(scenario, base_url(self.address, scenario))
                    self.assertEqual(unexplained(lines, habits_of(client.name, scenario)), [])


class OpenAI(OfALibrary, unittest.TestCase):
    clients = with_openai.CLIENTS


class LiteLLM(OfALibrary, unittest.TestCase):
    clients = with_litellm.CLIENTS


class LangChain(OfALibrary, unittest.TestCase):
    clients = with_langchain.CLIENTS


class OpenAIUnderNode(OfALibrary, unittest.TestCase):
    clients = with_node.CLIENTS


@needs_threads
class TheServer(unittest.TestCase):
    """Asked with what the standard library has."""

    address: str

    @classmethod
    def setUpClass(cls) -> None:
        contexts = contextlib.ExitStack()
        cls.addClassCleanup(contexts.close)
        cls.address = contexts.enter_context(running())

    def ask(self, scenario: str, **request: Any) -> bytes:
        url = f"{base_url(self.address, scenario)}/chat/completions"
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # not through a proxy
        with direct.open(urllib.request.Request(url, json.dumps(request).encode())) as answer:
            return answer.read()

    def test_gives_the_whole_response(self) -> None:
        for name, response in RESPONSES.items():
            with self.subTest(name):
                self.assertEqual(json.loads(self.ask(name)), response.to_dict())

    def test_gives_a_stream_that_ends_with_done(self) -> None:
        for name, response in RESPONSES.items():
            with self.subTest(name):
                text = self.ask(name, stream=True)
                self.assertEqual(streaming.assemble(streaming.iter_sse([text])), response)
                self.assertTrue(text.endswith(b"\n\ndata: [DONE]\n\n"))

    def test_reports_an_error_with_a_status(self) -> None:
        with self.assertRaises(urllib.error.HTTPError) as caught:
            self.ask(ERROR_STATUS)
        with caught.exception as answer:
            self.assertEqual((answer.code, json.loads(answer.read())), (429, ERROR))

    def test_reports_an_error_in_mid_stream(self) -> None:
        chunks = streaming.iter_sse([self.ask(ERROR_IN_STREAM, stream=True)])
        self.assertEqual([next(chunks) for _ in range(4)], streaming.split(RESPONSES["text"])[:4])
        with self.assertRaises(package.ErrorResponse) as caught:
            next(chunks)
        self.assertEqual(caught.exception.error, ERROR["error"])

    def test_knows_no_other_endpoint(self) -> None:
        with self.assertRaises(urllib.error.HTTPError) as caught:
            self.ask("text/more")
        with caught.exception as answer:
            self.assertEqual(answer.code, 404)


class Differences(unittest.TestCase):
    def of(self, ours: Any, theirs: Any) -> list[str]:
        return [*differences(ours, theirs)]

    def test_are_none_between_an_object_and_what_it_emits(self) -> None:
        for name, response in RESPONSES.items():
            with self.subTest(name):
                self.assertEqual(self.of(response, response.to_dict()), [])

    def test_are_found_in_each_value_of_a_response(self) -> None:
        """One value is changed at a time."""
        for name, response in RESPONSES.items():
            for path, changed in with_one_change(response.to_dict()):
                with self.subTest(name, path=path):
                    self.assertEqual([line.partition(":")[0] for line in self.of(response, changed)], [path])

    def test_tell_types_apart(self) -> None:
        self.assertEqual(self.of({"a": -1}, {"a": -1.0}), ["$.a: -1 became -1.0"])
        self.assertEqual(self.of([True], [1]), ["$[0]: true became 1"])
        self.assertEqual(self.of("1", 1), ['$: "1" became 1'])

    def test_are_found_in_what_is_missing_and_what_is_added(self) -> None:
        self.assertEqual(self.of({"a": 1, "b": None}, {"c": 2}), ["$.a: 1 became null", "$.c: null became 2"])
        self.assertEqual(self.of([1, 2], [1]), ["$: 2 items became 1"])
        self.assertEqual(self.of({"a": {"b": 1}}, {"a": []}), ['$.a: {"b": 1} became []'])


def with_one_change(data: Any, path: str = "$") -> Any:
    """Copies of the data, each with another value in one place, and the path to it."""
    if isinstance(data, dict):
        for name, member in data.items():
            for place, changed in with_one_change(member, f"{path}.{name}"):
                yield place, {**data, name: changed}
    elif isinstance(data, list):
        for index, item in enumerate(data):
            for place, changed in with_one_change(item, f"{path}[{index}]"):
                yield place, [*data[:index], changed, *data[index + 1 :]]
    else:
        yield path, "another"


class Habits(unittest.TestCase):
    def test_are_those_of_clients_in_scenarios(self) -> None:
        for habit in HABITS:
            for client in habit.clients:
                (scenarios,) = ([*each.scenarios()] for each in CLIENTS if each.name == client)
                with self.subTest(habit.what, client=client):
                    self.assertEqual(set(habit.scenarios) - set(scenarios), set())

    def test_let_no_other_difference_pass(self) -> None:
        habit = Habit(("a",), ("b",), "stammers", ("$.x[*]: 1 became 2",))
        self.assertEqual(unexplained(["$.x[0]: 1 became 2", "$.x[17]: 1 became 2"], [habit]), [])
        self.assertEqual(
            unexplained(["$.x[0]: 1 became 2", "$.x[0]: 1 became 22"], [habit]), ["new: $.x[0]: 1 became 22"]
        )

    def test_that_no_longer_show_are_noticed(self) -> None:
        habit = Habit(("a",), ("b",), "stammers", ("$.x[*]: 1 became 2",))
        self.assertEqual(unexplained([], [habit]), ["gone: $.x[*]: 1 became 2"])


if __name__ == "__main__":
    unittest.main()
