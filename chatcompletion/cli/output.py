# SPDX-License-Identifier: MIT-0
"""Everything that the command line writes goes through this module.

Text from bodies, file names and arguments is not trusted. A character that could control a terminal, be invisible
or start a new line is written as an escape such as `\\x1b`. So is a character that the encoding of the output lacks.
"""

import functools
import json
import os
import re
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TextIO

from ..errors import escaped

# Control and format characters, line and paragraph separators, invisible blanks, and surrogates. Joiners and variation
# selectors are kept, because some scripts need them.
HIDDEN_RANGES = (
    "\x7f-\x9f\xad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f"
    "\u2028-\u202e\u2060-\u206f\u3164\ud800-\udfff\ufeff\uffa0\ufff0-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
# Patterns are compiled when a text first needs them, which most texts do not.
HIDDEN = f"[\x00-\x1f{HIDDEN_RANGES}]"
HIDDEN_IN_JSON = f"[{HIDDEN_RANGES}]"  # json escapes the others, and its own newlines are kept
MIN_WIDTH, MAX_WIDTH = 20, 10_000  # of a page, in columns


class OutputError(Exception):
    """Raised if standard output cannot be written. `str()` says why, or is blank if the reader of a pipe closed it."""


def escape(text: str) -> str:
    return text.encode("unicode_escape").decode()


def survives(text: str, encoding: str) -> bool:
    """Whether the text can be encoded, and be read back as it is."""
    with suppress(UnicodeError):
        return text.encode(encoding).decode(encoding) == text
    return False


char_survives = functools.lru_cache(maxsize=4096)(survives)


class SafeStream:
    """Standard output or standard error, which may be missing. Characters that `encoding` lacks are escaped."""

    def __init__(self, stream: TextIO | None) -> None:
        self.stream = stream
        self.encoding: str = getattr(stream, "encoding", None) or "utf-8"
        self.failure = "there is no standard output to write to" if stream is None else ""  # what OutputError says

    def escape_text(self, text: str) -> str:
        """Return the text escaped, on one line."""
        is_plain = text.isascii() and text.isprintable()
        return text if is_plain else self.escape(text, HIDDEN, escape)

    def escape_json(self, text: str) -> str:
        """Return the JSON text escaped, with the same value."""
        is_plain = text.isascii() and "\x7f" not in text
        return text if is_plain else self.escape(text, HIDDEN_IN_JSON, escaped)

    def escape(self, text: str, hidden: str, escaped: "Callable[[str], str]") -> str:
        """Escape what is hidden, and each character that the encoding lacks, or would read back as another."""
        text = re.sub(hidden, lambda match: escaped(match[0]), text)
        if text.isascii() or survives(text, self.encoding):
            return text
        return "".join(char if char.isascii() or char_survives(char, self.encoding) else escaped(char) for char in text)

    def send(self, text: str, *, flush: bool = False) -> None:
        """Write text that is already escaped. Raises OutputError, and writes nothing from then on."""
        try:
            if self.stream is not None and text:
                self.stream.write(text)
            if self.stream is not None and flush:
                self.stream.flush()
        except (OSError, ValueError) as error:  # a ValueError if it was closed
            self.abandon()
            if not isinstance(error, BrokenPipeError):
                self.failure = f"standard output: {getattr(error, 'strerror', None) or error}"
            raise OutputError(self.failure) from None

    def is_terminal(self) -> bool:
        with suppress(ValueError):  # it was closed
            return self.stream is not None and self.stream.isatty()
        return False

    def abandon(self) -> None:
        """Stop writing, and discard what is still buffered when Python exits."""
        stream, self.stream = self.stream, None
        with suppress(AttributeError, OSError, ValueError):  # there is no stream, or it has no file descriptor
            null = os.open(os.devnull, os.O_WRONLY)
            os.dup2(null, stream.fileno())  # type: ignore[union-attr]
            os.close(null)


class Output:
    """Both standard streams. Data goes to standard output, and messages about the data go to standard error."""

    def __init__(self) -> None:
        self.out = SafeStream(sys.stdout)
        self.err = SafeStream(sys.stderr)
        self.color = False  # whether styles are written
        self.has_progress = False  # whether the terminal shows a progress line

    def put(self, text: str, style: str = "") -> None:
        """Write a part of a line. `style` is an ANSI style code, such as "1" for bold."""
        shown = self.out.escape_text(text)
        self.send(f"\x1b[{style}m{shown}\x1b[0m" if self.color and style and shown else shown)

    def line(self, text: str) -> None:
        """Write the text as exactly one line."""
        self.send(self.out.escape_text(text) + "\n")

    def json(self, value: Any, indent: int | None = None) -> None:
        """Write a JSON document on one line, or indented by this many spaces."""
        separators = (",", ":") if indent is None else None
        text = json.dumps(value, indent=indent, separators=separators, ensure_ascii=False, allow_nan=False)
        self.send(self.out.escape_json(text) + "\n")

    def send(self, text: str) -> None:
        self.clear_progress()
        if self.out.stream is None:
            raise OutputError(self.out.failure)
        self.out.send(text)

    def flush(self) -> None:
        self.clear_progress()
        self.out.send("", flush=True)

    # --- Standard error

    def error_line(self, text: str) -> None:
        """Write one line to standard error, after all data so far. Does nothing if there is no standard error."""
        self.flush()  # both may be the same file
        self.send_error(self.err.escape_text(text) + "\n")

    def progress(self, text: str) -> None:
        """Replace the progress line."""
        self.has_progress = True
        self.send_error("\r" + self.err.escape_text(text))

    def clear_progress(self) -> None:
        if self.has_progress:
            self.has_progress = False
            self.send_error("\r\x1b[K")

    def send_error(self, text: str) -> None:
        with suppress(OutputError):  # there is nowhere left to report it
            self.err.send(text, flush=True)
