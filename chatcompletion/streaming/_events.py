# SPDX-License-Identifier: MIT-0
"""Parses the text of an event stream into events, as in the HTML standard, section 9.2.6. Private. Does no I/O."""

import re
from collections.abc import Callable, Iterator
from typing import Any, Generic, TypeVar

from .._core.json_text import parse_error, parse_json
from ..errors import ParseError
from ._chunk_data import KEEP_ALIVE, is_keep_alive
from ._stray_text import StrayText

T = TypeVar("T")

DONE = "[DONE]"
BOM = b"\xef\xbb\xbf"

WITHOUT_LINE_ENDS = ("expected lines with their ends, got lines without", 'add "\\n" to each')
CUT_OFF = "the text ends before the event does: the connection may have broken off"


class EventReader(Generic[T]):
    """Reads the text of an event stream block by block, and keeps its state between blocks.

    convert: Converts the data of an event to what the caller wants. It may raise ParseError.
    done: Whether [DONE] has arrived.
    """

    def __init__(self, convert: Callable[[dict[str, Any]], T]) -> None:
        self.convert = convert
        self.done: bool = False
        self.ended: bool = False  # whether the text has ended
        self.lines: LineReader = LineReader()
        self.number: int = 1  # the number of the event that is being read
        self.start: int = 0  # the number of the line where its data begins
        self.name: str = ""
        self.data: list[str] = []  # its data lines so far
        self.has_data: bool = False  # whether any event had data
        self.stray: StrayText = StrayText()

    def read(self, block: str | bytes) -> Iterator[T]:
        """Yield the events that end in this block. Raises ParseError, and TypeError if the block is not text."""
        for line in self.lines.read(block):
            found = self.process_line(line)
            if found is not None:
                yield found
            if self.done:
                return

    def process_line(self, line: bytes) -> T | None:
        """Process a line. Returns an event if the line completes one."""
        if not line:
            return self.dispatch()
        field, _, value = line.partition(b":")
        if field == b"data":
            self.has_data = True
            if not self.data:
                self.start = self.lines.number
            self.data.append(self.decoded(line).removeprefix("data").removeprefix(":").removeprefix(" "))
        elif field == b"event":
            self.name = value.decode(errors="replace").strip()
        elif field not in (b"", b"id", b"retry"):  # a comment is a field without a name
            self.stray.add(line.decode(errors="replace"), self.lines.number)
            return None
        if field:
            self.stray.discard()
        return None

    def decoded(self, line: bytes) -> str:
        try:
            return line.decode(errors=self.lines.errors)
        except UnicodeDecodeError as error:
            problem = f"expected UTF-8 text, got a line that is not at byte {error.start}"
            raise self.with_position(parse_error(problem, CUT_OFF if self.ended else None)) from None

    def dispatch(self) -> T | None:
        """Return the event that ends here, if it has data and is not a keep-alive."""
        lines, self.data = self.data, []
        name, self.name = self.name, ""
        text = "\n".join(lines).strip()
        if text == DONE:
            self.done = True
        if not text or self.done:
            return None
        try:
            if name in KEEP_ALIVE and not text.startswith("{"):
                return None
            body = self.parsed(text, lines)
            return None if is_keep_alive(body, name) else self.convert(body)
        except ParseError as error:
            self.with_position(error)
            raise
        finally:
            self.number += 1

    def parsed(self, text: str, lines: list[str]) -> dict[str, Any]:
        try:
            return parse_json(text)
        except ParseError as error:
            if len(lines) > 1 and all(map(is_complete, lines[:-1])) and (self.ended or is_complete(lines[-1])):
                raise parse_error(f"expected a blank line after each event, got {len(lines)} events without") from None
            if not self.ended:
                raise
            if "}data:" in text:
                raise parse_error(*WITHOUT_LINE_ENDS) from None
            raise parse_error(error.problem, CUT_OFF) from None

    def end(self) -> Iterator[T]:
        """Yield the event that is pending when the text ends. Raises ParseError if it is incomplete."""
        self.ended = True
        rest = self.lines.rest()
        if rest:
            self.process_last_line(rest)
        found = self.dispatch()
        if found is not None:
            yield found
        if not self.done:
            self.stray.end(in_stream=self.has_data)

    def process_last_line(self, line: bytes) -> None:
        """Process a last line that has no line ending."""
        if not self.data:
            self.start = self.lines.number
            if b"data: ".startswith(line):
                raise self.with_position(parse_error("expected an event", CUT_OFF))
            if not line.startswith(b"data:") and re.search(rb"data: ?[\[{]", line):
                raise self.with_position(parse_error(*WITHOUT_LINE_ENDS))
        self.process_line(line)

    def with_position(self, error: ParseError) -> ParseError:
        """Add to the error where in the text it is, and return the error."""
        error.event, error.line = self.number, self.start
        return error


def is_complete(line: str) -> bool:
    """Whether a line of data could be an event by itself."""
    if line.strip() in ("", DONE):
        return True
    try:
        parse_json(line)
    except ParseError:
        return False
    return True


class LineReader:
    """Splits blocks of text into lines. Blocks may end anywhere. A line ends with CR, LF or CRLF.

    number: The number of the last line returned, from 1.
    errors: How to decode a line: the `errors` argument of `bytes.decode`.
    """

    def __init__(self) -> None:
        self.number: int = 0
        self.errors: str = "strict"
        self.pieces: list[bytes] = []  # the pieces of a line that has not ended yet
        self.after_cr: bool = False  # if so, a line feed that comes next belongs to the same line ending

    def read(self, block: Any) -> Iterator[bytes]:
        """Yield the lines that this block completes, without their line endings."""
        for piece in self.encoded(block).splitlines(keepends=True):
            if self.after_cr:
                self.after_cr = False
                if piece == b"\n":
                    continue
            self.pieces.append(piece)
            if piece.endswith((b"\n", b"\r")):
                self.after_cr = piece.endswith(b"\r")
                yield self.rest()

    def encoded(self, block: Any) -> bytes:
        if isinstance(block, str):
            self.errors = "surrogatepass"  # so that any str decodes to the same str
            return block.encode(errors="surrogatepass")
        if isinstance(block, (bytes, bytearray)):
            return bytes(block)
        raise TypeError(f"expected an iterable of str or bytes, got one of {type(block).__name__}")

    def rest(self) -> bytes:
        """Take the line so far, without its line ending and without a byte order mark."""
        line = b"".join(self.pieces).rstrip(b"\r\n").removeprefix(BOM)
        self.pieces.clear()
        self.number += 1
        return line
