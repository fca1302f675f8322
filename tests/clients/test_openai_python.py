# SPDX-License-Identifier: MIT-0
"""Every value that the openai library reads in a body is also in our object, under the same name."""

import copy
import dataclasses
import unittest
from collections.abc import Mapping
from typing import Any

from .. import package
from ..support.contract import RESPONSE
from ..support.examples import for_all, strategies
from ..support.recorded import recorded

Response = package.CreateChatCompletionResponse

CONSTANTS = ("object", "role", "type")  # our fields hold the constant where the body has null or nothing


class OpenAIPython(unittest.TestCase):
    def setUp(self) -> None:
        try:
            from openai import BaseModel
            from openai.types.chat import ChatCompletion
        except ImportError:
            self.skipTest("openai is not installed")
        self.theirs, self.their_base = ChatCompletion, BaseModel

    def compare(self, body: Any) -> int:
        """How many values are the same. `construct` is what the library's client calls; it validates nothing."""
        return self.compare_values(self.theirs.construct(**copy.deepcopy(body)), Response.from_dict(body), "$")

    def compare_values(self, theirs: Any, ours: Any, place: str) -> int:
        if isinstance(ours, package.Unrecognized):
            return 0  # they read it as the first member of the union
        if isinstance(theirs, self.their_base):
            self.assertTrue(dataclasses.is_dataclass(ours), place)
            return sum(self.compare_field(name, theirs, ours, place) for name in type(theirs).model_fields)
        if isinstance(theirs, list):
            self.assertIsInstance(ours, (tuple, bytes), place)
            self.assertEqual(len(theirs), len(ours), place)
            pairs = zip(theirs, ours, strict=True)
            return sum(self.compare_values(*pair, f"{place}[{index}]") for index, pair in enumerate(pairs))
        if isinstance(theirs, dict):
            self.assertIsInstance(ours, Mapping, place)
            self.assertEqual(set(theirs), set(ours), place)
            return sum(self.compare_values(member, ours[key], f"{place}[{key!r}]") for key, member in theirs.items())
        self.assertEqual(theirs, float(ours) if isinstance(theirs, float) else ours, place)
        return 1

    def compare_field(self, name: str, theirs: Any, ours: Any, place: str) -> int:
        was_given = name in theirs.model_fields_set
        if not hasattr(ours, name):
            if was_given:  # they read a tool call without a type as a function
                self.assertIn(name, ours.extra, place)
            return 0
        value = getattr(theirs, name) if was_given else None
        if value is None and name in CONSTANTS:
            return 0
        same = self.compare_values(value, getattr(ours, name), f"{place}.{name}")
        return same if was_given else 0

    def test_recorded_bodies_have_the_same_values(self) -> None:
        compared = 0
        for body in recorded("responses"):
            try:
                Response.from_dict(body)
            except package.ParseError:
                continue
            compared += self.compare(body)
        self.assertGreater(compared, 10_000)

    def test_a_body_with_every_field_has_the_same_values(self) -> None:
        self.assertGreater(self.compare(RESPONSE), 90)

    @for_all(strategies.published_bodies)
    def test_bodies_of_the_published_shape_have_the_same_values(self, body: Any) -> None:
        self.compare(body)

    @for_all(strategies.bodies)
    def test_accepted_bodies_have_the_same_values(self, body: Any) -> None:
        self.compare(body)


if __name__ == "__main__":
    unittest.main()
