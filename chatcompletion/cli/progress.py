# SPDX-License-Identifier: MIT-0
"""Shows the progress of a long run on standard error, if that is a terminal."""

import os
import stat
import time
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from .inputs import Source
from .output import Output
from .reading import Item

SECONDS = 0.2  # between two progress lines


def with_progress(items: Iterable[Item], source: Source, output: Output) -> Iterator[Item]:
    """Pass the items on, and show the share of the file that is done, the lines so far, and the lines per second."""
    visible = output.err.is_terminal()
    started = shown = time.monotonic()
    size = size_of(source.file)
    done = 0
    try:
        for item in items:
            yield item
            done += len(item.text)
            now = time.monotonic()
            if visible and now - shown > SECONDS:
                shown = now
                share = f"{done / size:4.0%}, " if size else ""
                number = item.place.line or 1
                output.progress(f"{share}{number:,} lines, {number / (now - started):,.0f} a second")
    finally:
        output.clear_progress()


def size_of(file: BinaryIO) -> int:
    """Return the size of a regular file in bytes, 0 for anything else."""
    try:
        status = os.fstat(file.fileno())
    except OSError:
        return 0
    return status.st_size if stat.S_ISREG(status.st_mode) else 0
