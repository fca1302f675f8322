# SPDX-License-Identifier: MIT-0
"""Shows the progress of a long run on standard error, if that is a terminal. Private; loaded by the command line."""

import os
import stat
import time
from types import TracebackType
from typing import BinaryIO

from .output import Output

PROGRESS_SECONDS = 0.2


class Progress:
    """Shows the share of a file that is done, the number of lines so far, and the lines per second."""

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
        """Count a line that is done, and show the progress from time to time."""
        self.bytes += len(line)
        now = time.monotonic()
        if self.visible and now - self.shown > PROGRESS_SECONDS:
            self.shown = now
            share = f"{self.bytes / self.size:4.0%}, " if self.size else ""
            self.output.progress(f"{share}{number:,} lines, {number / (now - self.started):,.0f} a second")


def size_of(file: BinaryIO) -> int:
    """Return the size of a regular file in bytes, 0 for anything else."""
    try:
        status = os.fstat(file.fileno())
    except OSError:
        return 0
    return status.st_size if stat.S_ISREG(status.st_mode) else 0
