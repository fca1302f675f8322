# SPDX-License-Identifier: MIT-0
"""The payloads under tests/data: what is valid comes back as it was, what is not is refused for the reason it names."""

import copy
import dataclasses
import functools
import json
import pickle
import unittest

from .. import DATA, package

Response = package.CreateChatCompletionResponse
VALID = sorted([*DATA.glob("*.json"), *(DATA / "valid").glob("*.json")])
INVALID = sorted((DATA / "invalid").glob("*.json"))


def canonical(data):
    """JSON text that is equal where the data is equal down to the JSON types."""
    return json.dumps(data, sort_keys=True)


def each(paths):
    """Make a test of one payload into a test of each of these files."""

    def decorate(test):
        @functools.wraps(test)
        def run(self):
            for path in paths:
                with self.subTest(path.name):
                    test(self, json.loads(path.read_bytes()))

        return run

    return decorate


class ValidPayloads(unittest.TestCase):
    def test_there_are_some(self):
        self.assertGreater(len(VALID), 20)

    @each(VALID)
    def test_come_back_as_they_were_and_are_not_changed_by_reading(self, data):
        before = canonical(data)
        self.assertEqual(canonical(Response.from_dict(data).to_dict()), before)
        self.assertEqual(canonical(data), before)

    @each(VALID)
    def test_come_back_as_they_were_through_json_text(self, data):
        response = Response.from_dict(data)
        for text in (json.dumps(data), json.dumps(data).encode(), " " + json.dumps(data, indent=1) + "\n"):
            self.assertEqual(Response.from_json(text), response)
        self.assertEqual(canonical(json.loads(response.to_json())), canonical(data))
        self.assertEqual(response.to_json(), json.dumps(response.to_dict()))
        self.assertEqual(response.to_json(indent=2), json.dumps(response.to_dict(), indent=2))

    @each(VALID)
    def test_share_nothing_with_the_object(self, data):
        before = canonical(data)
        response = Response.from_dict(data)
        spoil(data)
        spoil(response.to_dict())
        self.assertEqual(canonical(response.to_dict()), before)

    @each(VALID)
    def test_survive_copy_and_pickle_with_what_was_absent_or_null(self, data):
        response = Response.from_dict(data)
        again = [copy.copy(response), copy.deepcopy(response), dataclasses.replace(response)]
        again += [pickle.loads(pickle.dumps(response, n)) for n in range(2, pickle.HIGHEST_PROTOCOL + 1)]
        for other in again:
            self.assertEqual(other, response)
            self.assertEqual(hash(other), hash(response))
            self.assertEqual(canonical(other.to_dict()), canonical(data))

    @each(VALID)
    def test_are_what_the_repr_of_the_object_says(self, data):
        response = Response.from_dict(data)
        self.assertEqual(eval(repr(response), {name: getattr(package, name) for name in package.__all__}), response)

    @each(VALID)
    def test_are_not_refused_by_check(self, data):
        self.assertNotIn(package.ProblemKind.REFUSED, {problem.kind for problem in package.check(data)})


class InvalidPayloads(unittest.TestCase):
    def test_there_are_some(self):
        self.assertGreater(len(INVALID), 50)

    @each(INVALID)
    def test_are_refused_with_this_text_and_path_and_not_changed(self, case):
        before = canonical(case["body"])
        with self.assertRaises(package.ParseError) as caught:
            Response.from_dict(case["body"])
        error = caught.exception
        self.assertIs(type(error), package.ParseError)
        self.assertEqual(str(error), case["text"])
        self.assertEqual(error.path, tuple(case["path"]))
        self.assertEqual(error.problem, error.problems[0].message)
        self.assertEqual(canonical(case["body"]), before)

    @each(INVALID)
    def test_are_refused_as_text_in_the_same_words(self, case):
        with self.assertRaises(package.ParseError) as caught:
            Response.from_json(json.dumps(case["body"]))
        self.assertEqual(str(caught.exception), case["text"])

    @each(INVALID)
    def test_have_the_same_problems_for_check(self, case):
        with self.assertRaises(package.ParseError) as caught:
            Response.from_dict(case["body"])
        refused = [p for p in package.check(case["body"]) if p.kind is package.ProblemKind.REFUSED]
        self.assertEqual(refused, list(caught.exception.problems))

    @each(INVALID)
    def test_give_errors_that_pickle(self, case):
        with self.assertRaises(package.ParseError) as caught:
            Response.from_dict(case["body"])
        error = caught.exception
        again = pickle.loads(pickle.dumps(error))
        self.assertIs(type(again), package.ParseError)
        self.assertEqual((str(again), again.problems, again.hint), (str(error), error.problems, error.hint))


def spoil(value):
    """Change every container in a JSON value."""
    if isinstance(value, dict):
        for member in value.values():
            spoil(member)
        value.clear()
        value["spoiled"] = True
    elif isinstance(value, list):
        for item in value:
            spoil(item)
        value[:] = ["spoiled"]


if __name__ == "__main__":
    unittest.main()
