# SPDX-License-Identifier: MIT-0
"""How far a long run is, on standard error while that is a terminal. Private; loaded by the command line."""

import os
import stat
import time
from types import TracebackType
from typing import BinaryIO

from ._output import Output

PROGRESS_SECONDS = 0.2


class Progress:
    """The share of a file that is done, the lines so far, and how many in a second."""

    def __init__(self, file: BinaryIO, output: Output) -> None:
        self.output = output
        self.started = self.shown = time.monotonic()
        self.visible = output.err.is_terminal()
        self.size = size_of(file)
        self.bytes = 0

    def __enter__(self) -> "Progress":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.output.clear_progress()

    def step(self, number: int, line: bytes) -> None:
        """A line is done."""
        self.bytes += len(line)
        now = time.monotonic()
        if self.visible and now - self.shown > PROGRESS_SECONDS:
            self.shown = now
            share = f"{self.bytes / self.size:4.0%}, " if self.size else ""
            self.output.progress(f"{share}{number:,} lines, {number / (now - self.started):,.0f} a second")


def size_of(file: BinaryIO) -> int:
    """The bytes of a regular file, 0 for what has no size."""
    try:
        status = os.fstat(file.fileno())
    except OSError:
        return 0
    return status.st_size if stat.S_ISREG(status.st_mode) else 0
