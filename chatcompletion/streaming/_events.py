# SPDX-License-Identifier: MIT-0
"""The text of an event stream in, events out, as in the HTML standard, section 9.2.6. Private. Reads nothing itself."""

import re
from collections.abc import Callable, Iterator
from typing import Any, Generic, TypeVar

from .._json_text import parse_json
from ..errors import ParseError, Problem
from ._chunk_data import KEEP_ALIVE, is_keep_alive
from ._stray_text import StrayText

T = TypeVar("T")

DONE = "[DONE]"
BOM = b"\xef\xbb\xbf"

WITHOUT_LINE_ENDS = ("expected lines with their ends, got lines without", 'add "\\n" to each')
CUT_OFF = "the text ends before the event does: the connection may have broken off"


class EventReader(Generic[T]):
    """Reads the text of an event stream block by block. This is its state between two blocks.

    convert: Makes what the caller wants of the data of an event. It may raise ParseError.
    done: Whether [DONE] has come.
    """

    def __init__(self, convert: Callable[[dict[str, Any]], T]) -> None:
        self.convert = convert
        self.done: bool = False
        self.ended: bool = False  # whether the text has
        self.lines: LineReader = LineReader()
        self.number: int = 1  # of the event that comes next
        self.start: int = 0  # the number of the line where its data begins
        self.name: str = ""
        self.data: list[str] = []  # its lines of data so far
        self.has_data: bool = False  # whether any event had data
        self.stray: StrayText = StrayText()

    def read(self, block: str | bytes) -> Iterator[T]:
        """The events that end in this block. Raises ParseError, and TypeError for what is no text."""
        for line in self.lines.read(block):
            found = self.take(line)
            if found is not None:
                yield found
            if self.done:
                return

    def take(self, line: bytes) -> T | None:
        """Interpret a line. Returns the event that the line ends, if it ends one."""
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
            self.stray.give_up()
        return None

    def decoded(self, line: bytes) -> str:
        try:
            return line.decode(errors=self.lines.errors)
        except UnicodeDecodeError as error:
            problem = f"expected UTF-8 text, got a line that is not at byte {error.start}"
            raise self.placed(failure(problem, CUT_OFF if self.ended else None)) from None

    def dispatch(self) -> T | None:
        """Return the event that ends here, if it has data that is no keep-alive."""
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
            self.placed(error)
            raise
        finally:
            self.number += 1

    def parsed(self, text: str, lines: list[str]) -> dict[str, Any]:
        try:
            return parse_json(text)
        except ParseError as error:
            if len(lines) > 1 and all(map(is_whole, lines[:-1])) and (self.ended or is_whole(lines[-1])):
                raise failure(f"expected a blank line after each event, got {len(lines)} events without") from None
            if not self.ended:
                raise
            if "}data:" in text:
                raise failure(*WITHOUT_LINE_ENDS) from None
            raise failure(error.problem, CUT_OFF) from None

    def end(self) -> Iterator[T]:
        """The event that is pending when the text ends. Raises ParseError if it is not whole."""
        self.ended = True
        rest = self.lines.rest()
        if rest:
            self.take_last(rest)
        found = self.dispatch()
        if found is not None:
            yield found
        if not self.done:
            self.stray.end(amid_stream=self.has_data)

    def take_last(self, line: bytes) -> None:
        """Interpret a line without an end."""
        if not self.data:
            self.start = self.lines.number
            if b"data: ".startswith(line):
                raise self.placed(failure("expected an event", CUT_OFF))
            if not line.startswith(b"data:") and re.search(rb"data: ?[\[{]", line):
                raise self.placed(failure(*WITHOUT_LINE_ENDS))
        self.take(line)

    def placed(self, error: ParseError) -> ParseError:
        """The error, which says where in the text it is."""
        error.event, error.line = self.number, self.start
        return error


def is_whole(line: str) -> bool:
    """Whether a line of data could be an event by itself."""
    if line.strip() in ("", DONE):
        return True
    try:
        parse_json(line)
    except ParseError:
        return False
    return True


def failure(message: str, hint: str | None = None) -> ParseError:
    return ParseError((Problem((), message),), hint)


class LineReader:
    """Blocks of text in, lines out. The text may be cut anywhere; a line ends with CR, LF or CRLF.

    number: Of the line that was given last, from 1.
    errors: How to decode a line, as `bytes.decode` takes it.
    """

    def __init__(self) -> None:
        self.number: int = 0
        self.errors: str = "strict"
        self.pieces: list[bytes] = []  # of a line that has no end yet
        self.after_cr: bool = False  # a line feed that comes next belongs to the line end before it

    def read(self, block: Any) -> Iterator[bytes]:
        """The lines that are whole with this block, without their ends."""
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
            self.errors = "surrogatepass"  # whatever a str holds is given back
            return block.encode(errors="surrogatepass")
        if isinstance(block, (bytes, bytearray)):
            return bytes(block)
        raise TypeError(f"expected an iterable of str or bytes, got one of {type(block).__name__}")

    def rest(self) -> bytes:
        """The line so far, without its end and without a byte order mark."""
        line = b"".join(self.pieces).rstrip(b"\r\n").removeprefix(BOM)
        self.pieces.clear()
        self.number += 1
        return line
