# SPDX-License-Identifier: MIT-0
"""Assertions about data and JSON text that are refused."""

import unittest
from typing import Any

from .. import package

Response, ParseError, ProblemKind = package.CreateChatCompletionResponse, package.ParseError, package.ProblemKind


class RefusalTest(unittest.TestCase):
    """A base class for tests."""

    def error_of(self, data: Any) -> Any:
        """The error that from_dict raises. `check` has to report the same problems, with the same hint."""
        with self.assertRaises(ParseError) as caught:
            Response.from_dict(data)
        error = caught.exception
        refused = [problem for problem in package.check(data) if problem.kind is ProblemKind.REFUSED]
        self.assertEqual((refused, refused[0].hint), ([*error.problems], error.hint))
        return error

    def error_of_text(self, text: str | bytes) -> Any:
        """The error that from_json raises."""
        with self.assertRaises(ParseError) as caught:
            Response.from_json(text)
        return caught.exception

    def assert_refused(self, data: Any, text: str) -> None:
        """Assert that the data is refused with a ParseError of this text."""
        error = self.error_of(data)
        self.assertEqual((type(error), str(error)), (ParseError, text))

    def assert_text_refused(self, text: str | bytes, message: str) -> None:
        """Assert that the JSON text is refused with a ParseError whose problem is this, at the root."""
        error = self.error_of_text(text)
        self.assertEqual((type(error), error.path, error.problem), (ParseError, (), message))
