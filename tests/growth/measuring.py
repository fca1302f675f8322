# SPDX-License-Identifier: MIT-0
"""How work grows with its input: in calls of functions, in memory at its height, and in time."""

import gc
import time
import tracemalloc
from collections.abc import Callable
from typing import Any

from ..support.costs import calls_made

Work = Callable[[], Any]

TIMES = 4  # the larger input is so many times the smaller one: twice, and twice again
MOST = 2.3**2  # so many times the calls, the memory and the time it may take

SLACK_CALLS = 500  # what does not depend on the input and may fall into either
SLACK_BYTES = 100_000
SLACK_SECONDS = 0.0005

# Time that the processor spent on this process, where that is counted finely: other work on the machine counts less.
FINE = time.get_clock_info("process_time").resolution < 1e-5
CLOCK = time.process_time if FINE else time.perf_counter

PASSES = 3
MORE_PASSES = 40  # where the time seems to grow too fast: something else may have run meanwhile


def excess(small: Work, large: Work) -> list[str]:
    """What grows too fast from the small work to the large one, in words."""
    small()  # what the first call loads or keeps is no growth
    found: list[str] = []
    for what, measure, slack in (("calls", calls_made, SLACK_CALLS), ("bytes", bytes_at_most, SLACK_BYTES)):
        before, after = measure(small), measure(large)
        if after > MOST * before + slack:
            found.append(f"{before} {what}, and {after} for {TIMES} times the input")
    before_seconds, after_seconds = seconds_taken(small, large)
    if after_seconds > MOST * before_seconds + SLACK_SECONDS:
        found.append(f"{before_seconds:.4f} seconds, and {after_seconds:.4f} for {TIMES} times the input")
    return found


def bytes_at_most(work: Work) -> int:
    """How much more memory than before is taken at the height of the work."""
    gc.collect()
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        work()
        return tracemalloc.get_traced_memory()[1] - before
    finally:
        tracemalloc.stop()


def seconds_taken(small: Work, large: Work) -> tuple[float, float]:
    """The least seconds that each took, of passes in turns: of more, where the large work seems slow."""
    best_small = best_large = float("inf")
    for number in range(PASSES + MORE_PASSES):
        if number >= PASSES and best_large <= MOST * best_small + SLACK_SECONDS:
            break
        best_small = min(best_small, seconds(small))
        best_large = min(best_large, seconds(large))
    return best_small, best_large


def seconds(work: Work) -> float:
    """Seconds without the garbage collector, for its full collections grow with all that is alive."""
    collects = gc.isenabled()
    gc.disable()
    try:
        start = CLOCK()
        work()
        return CLOCK() - start
    finally:
        if collects:
            gc.enable()
