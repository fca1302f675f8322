# SPDX-License-Identifier: MIT-0
"""Compares what an operation costs with a small and with a large input: memory and time."""

import gc
import time
from collections.abc import Callable
from typing import Any

from ..support.costs import bytes_taken

Work = Callable[[], Any]

TIMES = 4  # how many times as large the large input is
MOST = 2.3**2  # times the memory and the time: 2.3 for each doubling
SLACK_BYTES, SLACK_SECONDS = 100_000, 0.0005  # for what does not depend on the input

# The time that the processor spends on this process is less noisy, but not every system counts it finely.
FINE = time.get_clock_info("process_time").resolution < 1e-5
CLOCK = time.process_time if FINE else time.perf_counter

PASSES, MORE_PASSES = 3, 40  # more are made if the time seems to grow too fast, which another process may cause


def excess(small: Work, large: Work) -> list[str]:
    """A text for each cost that grows too fast."""
    small()  # what a first call loads or keeps is no growth
    taken, more_taken = bytes_taken([small]), bytes_taken([large])
    seconds, more_seconds = seconds_taken(small, large)
    found: list[str] = []
    if more_taken > MOST * taken + SLACK_BYTES:
        found.append(f"{taken} bytes, and {more_taken} for {TIMES} times the input")
    if more_seconds > MOST * seconds + SLACK_SECONDS:
        found.append(f"{seconds:.4f} seconds, and {more_seconds:.4f} for {TIMES} times the input")
    return found


def seconds_taken(small: Work, large: Work) -> tuple[float, float]:
    """The least seconds that each took, in alternating passes."""
    best_small = best_large = float("inf")
    for number in range(PASSES + MORE_PASSES):
        if number >= PASSES and best_large <= MOST * best_small + SLACK_SECONDS:
            break
        best_small = min(best_small, seconds_of(small))
        best_large = min(best_large, seconds_of(large))
    return best_small, best_large


def seconds_of(work: Work) -> float:
    """Without the garbage collector, whose full collections grow with everything that is alive."""
    gc.disable()
    try:
        start = CLOCK()
        work()
        return CLOCK() - start
    finally:
        gc.enable()
