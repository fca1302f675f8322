# SPDX-License-Identifier: MIT-0
"""What memory work takes, which no other load on the machine changes."""

import gc
import tracemalloc
from collections.abc import Callable, Iterable


def bytes_taken(works: Iterable[Callable[[], object]]) -> int:
    """The memory in bytes that these works take at their peak, each counted from where it began, added up."""
    taken = 0
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
