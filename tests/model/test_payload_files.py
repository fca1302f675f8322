# SPDX-License-Identifier: MIT-0
"""The payload files under tests/data. A valid file comes back as it was; an invalid one holds the text of its error."""

import functools
import json
import pathlib
import pickle
import unittest
from collections.abc import Callable
from typing import Any

from .. import DATA, package
from ..support.documents import json_text
from .cases import refused

Response, ParseError = package.CreateChatCompletionResponse, package.ParseError
VALID = sorted([*DATA.glob("*.json"), *(DATA / "valid").glob("*.json")])
INVALID = sorted((DATA / "invalid").glob("*.json"))


def every_file(paths: list[pathlib.Path]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """A decorator that runs a test for each of these files: test(self, data)."""

    def decorate(test: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(test)
        def run(self: Any) -> None:
            for path in paths:
                with self.subTest(path.name):
                    test(self, json.loads(path.read_bytes()))

        return run

    return decorate


class ValidFiles(unittest.TestCase):
    def test_there_are_valid_files(self) -> None:
        self.assertGreater(len(VALID), 20)

    @every_file(VALID)
    def test_every_valid_file_comes_back_from_from_dict_and_to_dict(self, data: Any) -> None:
        before = json_text(data)
        self.assertEqual(json_text(Response.from_dict(data).to_dict()), before)
        self.assertEqual(json_text(data), before)

    @every_file(VALID)
    def test_every_valid_file_comes_back_from_from_json_and_to_json(self, data: Any) -> None:
        response = Response.from_dict(data)
        for text in (json.dumps(data), json.dumps(data).encode(), " " + json.dumps(data, indent=1) + "\n"):
            self.assertEqual(Response.from_json(text), response)
        self.assertEqual(json_text(json.loads(response.to_json())), json_text(data))
        self.assertEqual(response.to_json(), json.dumps(response.to_dict()))
        self.assertEqual(response.to_json(indent=2), json.dumps(response.to_dict(), indent=2))

    @every_file(VALID)
    def test_check_refuses_nothing_in_any_valid_file(self, data: Any) -> None:
        self.assertNotIn(package.ProblemKind.REFUSED, {problem.kind for problem in package.check(data)})


class InvalidFiles(unittest.TestCase):
    def test_there_are_invalid_files(self) -> None:
        self.assertGreater(len(INVALID), 50)

    @every_file(INVALID)
    def test_every_invalid_file_is_refused_with_its_text_and_path(self, case: Any) -> None:
        before = json_text(case["body"])
        error = refused(Response.from_dict, case["body"])
        self.assertIs(type(error), ParseError)
        self.assertEqual(str(error), case["text"])
        self.assertEqual(error.path, tuple(case["path"]))
        self.assertEqual(error.problem, error.problems[0].message)
        self.assertEqual(json_text(case["body"]), before)

    @every_file(INVALID)
    def test_from_json_refuses_every_invalid_file_with_the_same_text(self, case: Any) -> None:
        self.assertEqual(str(refused(Response.from_json, json.dumps(case["body"]))), case["text"])

    @every_file(INVALID)
    def test_check_finds_the_problems_that_from_dict_names_in_every_invalid_file(self, case: Any) -> None:
        """But it judges a chunk as a chunk."""
        error = refused(Response.from_dict, case["body"])
        found = [each for each in package.check(case["body"]) if each.kind is package.ProblemKind.REFUSED]
        is_chunk = "a chunk of a stream" in str(error)
        self.assertEqual(found, [] if is_chunk else list(error.problems))

    @every_file(INVALID)
    def test_the_error_for_every_invalid_file_survives_pickling(self, case: Any) -> None:
        error = refused(Response.from_dict, case["body"])
        again = pickle.loads(pickle.dumps(error))
        self.assertIs(type(again), ParseError)
        self.assertEqual((str(again), again.problems, again.hint), (str(error), error.problems, error.hint))


if __name__ == "__main__":
    unittest.main()
