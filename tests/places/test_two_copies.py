# SPDX-License-Identifier: MIT-0
"""Two copies of the package in one process, as when two libraries have each vendored one."""

import importlib
import json
import pickle
import sys
import unittest

from .. import package
from ..support.processes import copy_package, temporary_folder
from ..support.program import EVERYTHING


class TwoCopies(unittest.TestCase):
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

    def test_two_copies_work_side_by_side(self) -> None:
        for copy in (self.one, self.two, self.one):
            self.assertEqual(copy.CreateChatCompletionResponse.from_dict(self.body).to_dict(), self.body)

    def test_objects_of_two_copies_are_not_equal(self) -> None:
        """Their classes differ. Enum members are strings, so they are equal all the same."""
        first = self.one.CreateChatCompletionResponse.from_dict(self.body)
        second = self.two.CreateChatCompletionResponse.from_dict(self.body)
        self.assertNotEqual(first, second)
        self.assertNotIsInstance(first, self.two.CreateChatCompletionResponse)
        self.assertEqual(first.object, second.object)

    def test_each_copy_raises_its_own_parse_error(self) -> None:
        with self.assertRaises(ValueError) as caught:
            self.one.CreateChatCompletionResponse.from_dict({})
        self.assertIsInstance(caught.exception, self.one.ParseError)
        self.assertNotIsInstance(caught.exception, self.two.ParseError)

    def test_a_pickle_is_loaded_by_the_copy_that_wrote_it(self) -> None:
        for copy, other in ((self.one, self.two), (self.two, self.one)):
            response = copy.CreateChatCompletionResponse.from_dict(self.body)
            for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
                text = pickle.dumps(response, protocol)
                self.assertEqual(pickle.loads(text), response)
                self.assertNotIn(other.__name__.encode(), text)
                self.assertNotIn(package.__name__.encode(), text)


if __name__ == "__main__":
    unittest.main()
