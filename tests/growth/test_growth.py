# SPDX-License-Identifier: MIT-0
"""Twice the input takes at most 2.3 times the calls, the memory and the time, whatever is done with it."""

import gc
import itertools
import sys
import unittest
from typing import Any

from ..support.platform import THOROUGH
from . import inputs, operations
from .inputs import Kinds
from .measuring import TIMES, excess
from .operations import Operations


def load_tests(loader: unittest.TestLoader, tests: unittest.TestSuite, pattern: str | None) -> unittest.TestSuite:
    """None while coverage is measured, which takes its own time for each line; README's test command runs them all."""
    return unittest.TestSuite() if sys.gettrace() else tests


def quadratic_calls(size: int) -> None:
    for _ in range(size):
        for _ in range(size):
            abs(size)


def quadratic_copies(size: int) -> None:
    buffer = b"x" * (size * 1_000)
    while buffer:
        buffer = buffer[1_000:]


def quadratic_memory(size: int) -> None:
    bytes(size * size)


class Measuring(unittest.TestCase):
    """What grows too fast is found, in whichever way it does."""

    def found(self, work: Any, size: int) -> list[str]:
        return excess(lambda: work(size), lambda: work(size * TIMES))

    def test_calls(self) -> None:
        (calls, *_) = self.found(quadratic_calls, 40)
        self.assertRegex(calls, r"^\d+ calls, and \d+ for 4 times the input$")

    def test_copies_that_call_nothing(self) -> None:
        (copies,) = self.found(quadratic_copies, 150)
        self.assertRegex(copies, r"^0\.\d+ seconds, and \d\.\d+ for 4 times the input$")

    def test_memory(self) -> None:
        (memory, *_) = self.found(quadratic_memory, 1_000)
        self.assertRegex(memory, r"^\d+ bytes, and \d+ for 4 times the input$")

    def test_linear_work_is_let_pass(self) -> None:
        self.assertEqual(self.found(lambda size: [str(number) for number in range(size)], 5_000), [])


class Growth(unittest.TestCase):
    def setUp(self) -> None:
        gc.collect()
        gc.freeze()  # what is alive already is not walked at each measuring
        self.addCleanup(gc.unfreeze)

    def assert_linear(self, kinds: Kinds, operations: Operations) -> None:
        pairs = [*itertools.product(kinds, operations)]
        if not THOROUGH:  # each kind and each operation once
            pairs = [*zip(kinds, itertools.cycle(operations)), *zip(itertools.cycle(kinds), operations)]
        for kind, operation in dict.fromkeys(pairs):
            make, size = kinds[kind]
            ready = operations[operation]
            with self.subTest(input=kind, operation=operation):
                self.assertEqual(excess(ready(make(size)), ready(make(size * TIMES))), [])

    def test_of_bodies(self) -> None:
        self.assert_linear(inputs.BODIES, operations.OF_BODIES)

    def test_of_bodies_in_pieces(self) -> None:
        """A piece takes much longer than the word that it holds, so a tenth of the words is enough."""
        smaller = {kind: (make, max(20, size // 10)) for kind, (make, size) in inputs.BODIES.items()}
        self.assert_linear(smaller, operations.SPLITTING)

    def test_of_bodies_that_are_refused(self) -> None:
        self.assert_linear(inputs.FAULTY, operations.OF_FAULTY)

    def test_of_text(self) -> None:
        self.assert_linear(inputs.TEXTS | inputs.BYTES, operations.OF_TEXTS)

    def test_of_chunks(self) -> None:
        self.assert_linear(inputs.STREAMS, operations.OF_STREAMS)

    def test_of_events(self) -> None:
        self.assert_linear(inputs.SSE, operations.OF_EVENTS)

    def test_of_the_command_with_refused_bodies(self) -> None:
        self.assert_linear(inputs.WRITTEN_FAULTY, operations.ON_FAULTY)

    def test_of_the_command_with_bodies(self) -> None:
        self.assert_linear(inputs.BODIES, operations.ON_BODIES)

    def test_of_the_command_with_text(self) -> None:
        self.assert_linear(inputs.TEXTS | inputs.BYTES, operations.ON_TEXT)

    def test_of_the_command_with_lines(self) -> None:
        self.assert_linear(inputs.LINES, operations.ON_LINES)

    def test_of_the_command_with_events(self) -> None:
        self.assert_linear(inputs.SSE_IN_FILES, operations.ON_EVENTS)


if __name__ == "__main__":
    unittest.main()
