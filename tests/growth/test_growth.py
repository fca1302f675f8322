# SPDX-License-Identifier: MIT-0
"""Twice the input costs at most 2.3 times the memory and the time."""

import gc
import itertools
import sys
import unittest
from collections.abc import Callable

from ..support.platform import THOROUGH, WEBASSEMBLY
from . import inputs, operations
from .inputs import Kinds
from .measuring import TIMES, excess
from .operations import Operations


def load_tests(loader: unittest.TestLoader, tests: unittest.TestSuite, pattern: str | None) -> unittest.TestSuite:
    """No tests while coverage is measured, because that takes its own time for each line."""
    return unittest.TestSuite() if sys.gettrace() else tests


@unittest.skipUnless(THOROUGH, "growth takes a while to measure, and CHATCOMPLETION_THOROUGH is not set")
@unittest.skipIf(WEBASSEMBLY, "WebAssembly has no event loop and no fine clock; the other places measure growth")
class Growth(unittest.TestCase):
    def setUp(self) -> None:
        gc.collect()
        gc.freeze()  # so that a collection does not walk what is alive already
        self.addCleanup(gc.unfreeze)

    def assert_linear(self, kinds: Kinds, operations: Operations) -> None:
        for kind, operation in itertools.product(kinds, operations):
            (make, size), prepare = kinds[kind], operations[operation]
            with self.subTest(input=kind, operation=operation):
                self.assertEqual(excess(prepare(make(size)), prepare(make(size * TIMES))), [])

    def test_operations_on_bodies_are_linear(self) -> None:
        self.assert_linear(inputs.BODIES, operations.OF_BODIES)

    def test_reading_and_writing_large_bodies_is_linear(self) -> None:
        """In small bodies, the time for copying an array again and again does not show."""
        larger = {kind: (make, size * 50) for kind, (make, size) in inputs.LONG_BODIES.items()}
        for name in ("from_dict", "to_dict"):
            self.assert_linear(larger, {name: operations.OF_BODIES[name]})

    def test_splitting_and_assembling_a_body_is_linear(self) -> None:
        smaller = {kind: (make, max(20, size // 10)) for kind, (make, size) in inputs.BODIES.items()}
        self.assert_linear(smaller, operations.SPLIT)

    def test_refusing_a_body_is_linear(self) -> None:
        self.assert_linear(inputs.FAULTY, operations.OF_FAULTY)

    def test_reading_text_is_linear(self) -> None:
        self.assert_linear(inputs.TEXTS, operations.OF_TEXTS)

    def test_operations_on_chunks_are_linear(self) -> None:
        self.assert_linear(inputs.STREAMS, operations.OF_CHUNKS)

    def test_reading_event_streams_is_linear(self) -> None:
        self.assert_linear(inputs.SSE | inputs.SSE_IN_BLOCKS, operations.OF_EVENTS)

    def test_the_command_is_linear_with_bodies(self) -> None:
        self.assert_linear(inputs.BODIES, operations.ON_BODIES)

    def test_the_command_is_linear_with_refused_bodies(self) -> None:
        self.assert_linear(inputs.FAULTY_IN_TEXT, operations.ON_TEXTS)

    def test_the_command_is_linear_with_text(self) -> None:
        self.assert_linear(inputs.TEXTS, operations.ON_TEXTS)

    def test_the_command_is_linear_with_lines(self) -> None:
        self.assert_linear(inputs.LINES, operations.ON_LINES)

    def test_the_command_is_linear_with_event_streams(self) -> None:
        self.assert_linear(inputs.SSE, operations.ON_EVENTS)


def quadratic_copies(size: int) -> None:
    buffer = b"x" * (size * 1_000)
    while buffer:
        buffer = buffer[1_000:]


def quadratic_memory(size: int) -> None:
    bytes(size * size)


class Measuring(unittest.TestCase):
    def found(self, work: Callable[[int], object], size: int) -> str:
        return "; ".join(excess(lambda: work(size), lambda: work(size * TIMES)))

    def test_quadratic_copying_is_noticed_in_the_time(self) -> None:
        self.assertRegex(self.found(quadratic_copies, 150), r"^0\.\d+ seconds, and \d\.\d+ for 4 times the input$")

    def test_quadratic_memory_is_noticed(self) -> None:
        self.assertRegex(self.found(quadratic_memory, 1_000), r"^\d+ bytes, and \d+ for 4 times the input")

    def test_linear_work_passes(self) -> None:
        self.assertEqual(self.found(lambda size: [str(number) for number in range(size)], 5_000), "")


if __name__ == "__main__":
    unittest.main()
