# SPDX-License-Identifier: MIT-0
"""The one door through which the command line writes. Private.

Text from bodies, file names and arguments is not trusted. A character that could steer a terminal, hide, or start a
line of its own leaves as an escape such as `\\x1b`, and so does a character that the encoding of the output lacks.
"""

import io
import json
import os
import re
import sys
from typing import Any, TextIO

from .errors import escaped

# Control and format characters, separators of lines and paragraphs, blanks of no width, and surrogates. Joiners and
# the selectors between two shapes of a letter or an emoji stay: some scripts cannot do without them.
HIDDEN_RANGES = (
    "\x7f-\x9f\xad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f"
    "\u2028-\u202e\u2060-\u206f\u3164\ud800-\udfff\ufeff\uffa0\ufff0-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
HIDDEN = re.compile(f"[\x00-\x1f{HIDDEN_RANGES}]")
HIDDEN_IN_JSON = re.compile(f"[{HIDDEN_RANGES}]")  # json escapes the others, and its own line ends stay
NOT_ASCII = re.compile("[^\x00-\x7f]")


class OutputFailed(Exception):
    """Standard output takes no text. `str()` says why, or is blank where the reader of a pipe has left."""


def escape(match: "re.Match[str]") -> str:
    return match[0].encode("unicode_escape").decode()


class Door:
    """Standard output or standard error, which may be missing."""

    def __init__(self, stream: TextIO | None) -> None:
        self.stream = stream
        self.encoding: str = getattr(stream, "encoding", None) or "utf-8"

    def shown(self, text: str) -> str:
        """The text as it leaves, on one line."""
        text = HIDDEN.sub(escape, text)
        if text.isascii():
            return text
        return text.encode(self.encoding, "backslashreplace").decode(self.encoding)

    def shown_json(self, text: str) -> str:
        """JSON text of the same value, as it leaves."""
        if text.isascii() and "\x7f" not in text:
            return text
        text = HIDDEN_IN_JSON.sub(lambda match: escaped(match[0]), text)
        try:
            text.encode(self.encoding)
        except UnicodeEncodeError:
            known: dict[str, str] = {}
            text = NOT_ASCII.sub(lambda match: known.get(match[0]) or self.remembered(match[0], known), text)
        return text

    def remembered(self, char: str, known: dict[str, str]) -> str:
        """The character where the encoding has it, else its escape in JSON. `known` keeps the answer."""
        try:
            char.encode(self.encoding)
        except UnicodeEncodeError:
            known[char] = escaped(char)
        else:
            known[char] = char
        return known[char]

    def send(self, text: str) -> None:
        """Write text that is fit to leave. Raises OSError, and ValueError where the stream was closed."""
        if self.stream is not None:
            self.stream.write(text)

    def flush(self) -> None:
        if self.stream is not None:
            self.stream.flush()

    def is_terminal(self) -> bool:
        try:
            return self.stream is not None and self.stream.isatty()
        except ValueError:  # it was closed
            return False

    def abandon(self) -> None:
        """Write no more, and let what still waits to be written go nowhere when Python ends."""
        stream, self.stream = self.stream, None
        try:
            if stream is not None:
                null = os.open(os.devnull, os.O_WRONLY)
                os.dup2(null, stream.fileno())
                os.close(null)
        except (OSError, ValueError, io.UnsupportedOperation):  # it has no descriptor
            pass


class Output:
    """Both standard streams. Data goes to standard output, all that is said about the data to standard error."""

    def __init__(self) -> None:
        self.out = Door(sys.stdout)
        self.err = Door(sys.stderr)
        self.has_progress = False  # whether a progress line stands on the terminal

    def ascii_only(self) -> None:
        """Escape all that is not ASCII on standard output."""
        self.out.encoding = "ascii"

    def put(self, text: str, style: str = "") -> None:
        """A part of a line. `style` is what the terminal is told about it, such as "1" for bold."""
        shown = self.out.shown(text)
        self.send(f"\x1b[{style}m{shown}\x1b[0m" if style and shown else shown)

    def end_line(self) -> None:
        self.send("\n")

    def line(self, text: str) -> None:
        """One line, whatever the text holds."""
        self.send(self.out.shown(text) + "\n")

    def json(self, value: Any, indent: int | None = None) -> None:
        """A JSON document: on one line, or with this many spaces of indentation."""
        separators = (",", ":") if indent is None else None
        text = json.dumps(value, indent=indent, separators=separators, ensure_ascii=False, allow_nan=False)
        self.send(self.out.shown_json(text) + "\n")

    def send(self, text: str) -> None:
        if self.has_progress:
            self.clear_progress()
        if self.out.stream is None:
            raise OutputFailed("there is no standard output to write to")
        try:
            self.out.send(text)
        except (OSError, ValueError) as error:
            self.fail(error)

    def flush(self) -> None:
        try:
            self.out.flush()
        except (OSError, ValueError) as error:
            self.fail(error)

    def fail(self, error: Exception) -> None:
        self.out.abandon()
        reason = getattr(error, "strerror", None) or str(error)
        raise OutputFailed("" if isinstance(error, BrokenPipeError) else f"standard output: {reason}") from None

    # --- Standard error

    def say(self, text: str) -> None:
        """One line on standard error, after all data so far. Nothing happens where there is none."""
        self.clear_progress()
        self.flush()  # both may be the same file
        self.send_error(self.err.shown(text) + "\n")

    def progress(self, text: str) -> None:
        """Replace the progress line."""
        self.has_progress = True
        self.send_error("\r" + self.err.shown(text))

    def clear_progress(self) -> None:
        if self.has_progress:
            self.has_progress = False
            self.send_error("\r\x1b[K")

    def send_error(self, text: str) -> None:
        try:
            self.err.send(text)
            self.err.flush()
        except (OSError, ValueError):  # there is nowhere left to say it
            self.err.abandon()
