# SPDX-License-Identifier: MIT-0
"""What work costs, in figures that no other load on the machine changes."""

import gc
import sys
import tracemalloc
from collections.abc import Callable, Iterable


def calls_made(work: Callable[[], object]) -> int:
    """How many times it calls functions and comes back from them."""
    count = 0

    def counter(frame: object, event: str, argument: object) -> None:
        nonlocal count
        count += 1

    before = sys.getprofile()
    sys.setprofile(counter)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


def bytes_taken(works: Iterable[Callable[[], object]]) -> int:
    """The memory in bytes that these works take at their peak, each counted from where it began, added up."""
    taken = 0
    gc.collect()
    gc.disable()
    tracemalloc.start()
    try:
        for work in works:
            tracemalloc.reset_peak()
            before, _ = tracemalloc.get_traced_memory()
            work()
            taken += tracemalloc.get_traced_memory()[1] - before
    finally:
        tracemalloc.stop()
        gc.enable()
    return taken
