# SPDX-License-Identifier: MIT-0
"""Real client libraries read our responses, and our classes read what these dump."""

import contextlib
import os
import unittest
from typing import TYPE_CHECKING, Any
from unittest import mock

from ..support.platform import needs_threads
from . import with_langchain, with_litellm, with_node, with_openai
from .client import Client
from .comparing import differences
from .known_differences import KNOWN, Known, known_in, surprises
from .scenarios import RESPONSES
from .server import base_url, running

CLIENTS = (*with_openai.CLIENTS, *with_litellm.CLIENTS, *with_langchain.CLIENTS, *with_node.CLIENTS)

# Settings with which the libraries would send requests, or reports of them, to another server.
SETTINGS = ("OPENAI_", "LITELLM_", "LANGCHAIN_", "LANGSMITH_")


def load_tests(loader: unittest.TestLoader, tests: unittest.TestSuite, pattern: Any) -> unittest.TestSuite:
    """No tests if CHATCOMPLETION_CLIENTS says that they are run elsewhere."""
    return unittest.TestSuite() if os.environ.get("CHATCOMPLETION_CLIENTS") == "elsewhere" else tests


if TYPE_CHECKING:
    Mixin = unittest.TestCase
else:
    Mixin = object


class Library(Mixin):
    clients: tuple[Client, ...]
    address: str
    maxDiff = None

    @classmethod
    def setUpClass(cls) -> None:
        missing = cls.clients[0].missing()
        if missing is not None:
            raise unittest.SkipTest(missing)
        ours = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(SETTINGS) and not name.lower().endswith("_proxy")
        }
        contexts = contextlib.ExitStack()
        cls.addClassCleanup(contexts.close)
        contexts.enter_context(mock.patch.dict(os.environ, ours, clear=True))
        cls.address = contexts.enter_context(running())

    def test_the_client_holds_what_our_object_holds_except_for_known_differences(self) -> None:
        for client in self.clients:
            for scenario in client.scenarios():
                with self.subTest(client=client.name, scenario=scenario):
                    lines = client.differences_in(scenario, base_url(self.address, scenario))
                    self.assertEqual(surprises(lines, known_in(client.name, scenario)), [])


@needs_threads
class OpenAI(Library, unittest.TestCase):
    clients = with_openai.CLIENTS


@needs_threads
class LiteLLM(Library, unittest.TestCase):
    clients = with_litellm.CLIENTS


@needs_threads
class LangChain(Library, unittest.TestCase):
    clients = with_langchain.CLIENTS


@needs_threads
class Node(Library, unittest.TestCase):
    clients = with_node.CLIENTS


class Differences(unittest.TestCase):
    def assert_differences(self, ours: Any, theirs: Any, *lines: str) -> None:
        self.assertEqual([*differences(ours, theirs)], [*lines])

    def test_an_object_does_not_differ_from_what_it_emits(self) -> None:
        for name, response in RESPONSES.items():
            with self.subTest(name):
                self.assert_differences(response, response.to_dict())

    def test_a_difference_in_any_value_of_a_response_is_found(self) -> None:
        for name, response in RESPONSES.items():
            for path, changed in with_one_change(response.to_dict()):
                with self.subTest(name, path=path):
                    self.assertEqual([line.partition(":")[0] for line in differences(response, changed)], [path])

    def test_values_of_different_types_differ(self) -> None:
        self.assert_differences({"a": -1}, {"a": -1.0}, "$.a: -1 became -1.0")
        self.assert_differences([True], [1], "$[0]: true became 1")
        self.assert_differences("1", 1, '$: "1" became 1')
        self.assert_differences({"a": {"b": 1}}, {"a": []}, '$.a: {"b": 1} became []')

    def test_missing_and_additional_values_are_found(self) -> None:
        self.assert_differences({"a": 1, "b": None}, {"c": 2}, "$.a: 1 became null", "$.c: null became 2")
        self.assert_differences([1, 2], [1], "$: 2 items became 1")


def with_one_change(data: Any, path: str = "$") -> Any:
    """Copies of the data with another value in one place, each with the path of the place."""
    if not isinstance(data, (dict, list)):
        yield path, "another"
    for key, member in data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ():
        for place, changed in with_one_change(member, f"{path}.{key}" if isinstance(data, dict) else f"{path}[{key}]"):
            copied = data.copy()
            copied[key] = changed
            yield place, copied


class KnownDifferences(unittest.TestCase):
    def test_every_known_difference_names_clients_and_their_scenarios(self) -> None:
        scenarios = {client.name: client.scenarios() for client in CLIENTS}
        for known in KNOWN:
            for client in known.clients:
                with self.subTest(known.what, client=client):
                    self.assertLessEqual(set(known.scenarios), set(scenarios[client]))

    def test_a_new_difference_and_a_known_one_that_is_gone_are_reported(self) -> None:
        known = [Known(("a",), ("b",), "stammers", ("$.x[*]: 1 became 2",))]
        self.assertEqual(surprises(["$.x[0]: 1 became 2", "$.x[17]: 1 became 2"], known), [])
        self.assertEqual(surprises(["$.x[0]: 1 became 2", "$.x: 1 became 22"], known), ["new: $.x: 1 became 22"])
        self.assertEqual(surprises([], known), ["gone: $.x[*]: 1 became 2"])


if __name__ == "__main__":
    unittest.main()
