# SPDX-License-Identifier: MIT-0
"""Parses the text of an event stream, as the HTML standard defines it and as servers write it. Private. Does no I/O."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Generic, TypeVar

from .._core.json_text import parse_error, parse_json
from ..errors import ErrorResponse, ParseError, quoted
from ._brackets import Brackets
from ._chunk_data import is_keep_alive
from ._event_data import DONE, ERROR, reported, says_nothing
from ._lines import LineSplitter

T = TypeVar("T")
P = TypeVar("P")

BOM = b"\xef\xbb\xbf"
FIELD_STARTS = (b"data: ", b"event: ", b"error: ", b"id: ", b"retry: ")

ONLY_OTHERS = "expected at least one chunk, got only events of other kinds"
CUT_OFF = "the text ends before the event does: the connection may have broken off"
CUT_LINE = "the client cuts lines where none ends, as iter_lines() of httpx does: iterate over its bytes instead"
JOINED_LINES = 'lines were joined without their ends: add "\\n" to each'


class EventReader(Generic[T]):
    """Reads the text of an event stream block by block, and keeps its state between blocks.

    take: Gets the object in an event and the event's name. Returns what the caller wants, or None to skip the event.
    done: Whether [DONE] has arrived.
    """

    def __init__(self, take: Callable[[dict[str, Any], str], T | None]) -> None:
        self.take = take
        self.done: bool = False
        self.ended: bool = False  # whether the text has ended
        self.lines: LineSplitter = LineSplitter()
        self.line: int = 0  # the number of the line that is being read
        self.stray: str = ""  # the first line that belongs to no event
        self.found: list[T] = []  # the events that ended with the line that is being read
        self.given: bool = False  # whether any event was found
        self.skipped: ParseError | None = None  # tells of the first event that was skipped, if no other comes
        # The event that is being read:
        self.number: int = 1
        self.start: int = 0  # the number of the line where its data begins
        self.name: str = ""
        self.late_name: str | None = None  # a name that came after data: of this event, or of the next
        self.data: list[str] = []  # its data, a text for each line
        self.is_json: bool = False  # whether the data begins like an array or object, or is null
        self.bare: bool = False  # whether the data is JSON text without `data:`
        self.brackets: Brackets = Brackets()  # those in the data
        self.counted: int = 0  # how many lines of the data are counted

    def read(self, block: str | bytes) -> Iterator[T]:
        """Yield the events that end in this block. Raises ParseError, and TypeError if the block is not text."""
        return self.events_in(self.lines.split(block), self.read_line)

    def end(self) -> Iterator[T]:
        """Yield the event that is pending when the text ends. Raises ParseError if it is incomplete."""
        self.ended = True
        yield from self.events_in(self.lines.rest(), self.read_last_line)
        if not self.done:
            yield from self.events_in([self.name], self.end_event)
            self.check_given()

    def events_in(self, parts: Iterable[P], read: Callable[[P], None]) -> Iterator[T]:
        """Read each part, and yield the events that it ends, also those before an error."""
        for part in parts:
            try:
                read(part)
            except ParseError:
                yield from self.found
                raise
            if self.found:
                yield from self.found
                self.found.clear()
            if self.done:
                self.check_given()
                return

    def check_given(self) -> None:
        """Raise ParseError if the stream is over and gave nothing, unless [DONE] is all that came."""
        if self.given:
            return
        if self.skipped is not None:
            raise self.skipped
        if self.done:
            return
        if self.stray:
            from .._core.bodies import hint_for_text

            problem = f"expected an event stream, got text that begins {quoted(self.stray)}"
            raise parse_error(problem, hint_for_text(self.stray))
        raise parse_error("expected at least one event, got none")

    # --- Lines

    def read_line(self, line: bytes) -> None:
        """Read a line. The usual ones come first: data, and the blank line after it."""
        self.line += 1
        if line.startswith(b"data:"):
            self.read_data(line)
        elif not line:
            self.read_blank_line()
        else:
            self.read_other_line(line)

    def read_other_line(self, line: bytes) -> None:
        content = line.lstrip(b" \t").removeprefix(BOM).lstrip(b" \t")
        field, colon, value = content.partition(b":")
        if field == b"data":
            self.read_data(content)
        elif not content:
            self.read_blank_line()
        elif field == b"event":
            self.read_name(value.decode(errors="replace").strip())
        elif field == b"error" and colon:
            self.read_error(self.decoded(value).strip())
        elif field in (b"id", b"retry"):
            self.end_bare()
        elif not field:
            pass  # a comment
        elif self.bare:
            self.read_bare(self.decoded(line))
        elif content.startswith((b"{", b"[")):
            self.read_json_line(line, content)
        else:
            self.read_stray(line)

    def read_data(self, line: bytes) -> None:
        if self.data:
            self.end_bare()
            self.end_whole()
        self.add(self.decoded(line)[len("data:") :].removeprefix(" "))

    def read_blank_line(self) -> None:
        if not self.bare:
            self.end_event(self.name if self.late_name is None else self.late_name)

    def read_last_line(self, line: bytes) -> None:
        """Read a line that the end of the text has ended."""
        if self.bare or self.lines.without_ends or not any(start.startswith(line.lstrip()) for start in FIELD_STARTS):
            self.read_line(line)
            return
        self.line += 1
        self.end_whole()
        self.start = self.start if self.data else self.line
        raise self.placed(parse_error("expected an event", CUT_OFF))

    def read_name(self, name: str) -> None:
        self.end_bare()
        if self.data:
            self.late_name = name
        else:
            self.name = name

    def read_error(self, text: str) -> None:
        """Read the field `error`, which llama.cpp sends: like bare JSON text in an event of that name."""
        self.end_bare()
        self.end_whole()
        self.data.clear()
        self.name, self.bare = ERROR, True
        self.read_bare(text)

    def read_json_line(self, line: bytes, content: bytes) -> None:
        """Read a line that begins like JSON text. It continues the data before it, if that is not whole."""
        self.end_whole()
        if self.data and self.lines.without_ends:
            self.read_stray(line)  # the client may have cut it off
        self.bare = not self.data
        self.read_bare(self.decoded(content))

    def read_bare(self, text: str) -> None:
        """Read a line of JSON text without `data:`. The event ends when all brackets are closed."""
        self.add(text)
        if self.bare and not self.is_open():
            self.end_event(self.name, self.late_name)

    def read_stray(self, line: bytes) -> None:
        """Read a line that belongs to no event. It is ignored, unless the client may have cut it off another line."""
        text = line.decode(errors="replace")
        if self.lines.without_ends:
            self.end_whole()
            self.start = self.line
            raise self.placed(
                parse_error(f"expected a line of an event, got text that begins {quoted(text)}", CUT_LINE)
            )
        self.stray = self.stray or text

    def decoded(self, line: bytes) -> str:
        try:
            return line.decode("utf-8", self.lines.errors)
        except UnicodeDecodeError as error:
            self.start = self.start if self.data else self.line
            problem = f"expected UTF-8 text, got a line that is not at byte {error.start}"
            raise self.placed(parse_error(problem, CUT_OFF if self.ended else None)) from None

    # --- Events

    def add(self, text: str) -> None:
        """Add a line to the data of the event. A line [DONE] is the end of the stream, also without a blank line."""
        if not self.data:
            content = text.strip()
            if not content:
                return
            if content == DONE:
                self.done = True
                return
            self.start = self.line
            self.is_json = content.startswith(("{", "[")) or content == "null"
        self.data.append(text)

    def is_open(self) -> bool:
        """Whether the brackets in the data are not closed. Each line is counted once."""
        for text in self.data[self.counted :]:
            self.brackets.count(text)
        self.counted = len(self.data)
        return self.brackets.open

    def end_whole(self) -> None:
        """End the event before another line of data, if its own data is a whole JSON value."""
        if self.data and self.is_json and not self.is_open():
            self.end_event(self.name, self.late_name)

    def end_bare(self) -> None:
        """End bare JSON text before a field, though its brackets are open. That raises ParseError."""
        if self.bare:
            self.end_event(self.name)

    def end_event(self, name: str, next_name: str | None = None) -> None:
        """End the event, which has this name. Its object is found, unless it has none or is skipped."""
        text = "\n".join(self.data).strip()
        is_cut = self.ended and (self.is_open() or not self.is_json)
        self.data.clear()
        self.name, self.late_name, self.bare = next_name or "", None, False
        if self.counted:
            self.brackets, self.counted = Brackets(), 0
        if not text:
            if name != ERROR:
                return
            self.start = self.line
        try:
            self.read_text(text, "" if name == "message" else name, is_cut)
        except ParseError as error:
            self.placed(error)
            raise
        self.number += 1

    def read_text(self, text: str, name: str, is_cut: bool) -> None:
        """Read the data of an event. `is_cut` means that its end may be missing."""
        if says_nothing(text, name):
            return
        try:
            body = parse_json(text)
        except ParseError as error:
            if name == ERROR and not (is_cut and text.startswith("{")):
                raise reported(text) from None
            raise parse_error(error.problem, self.hint_for_broken(text, is_cut) or error.hint) from None
        if is_keep_alive(body, name):
            return
        try:
            found = self.take(body, name)
        except ErrorResponse:
            raise
        except ParseError as error:
            if self.given or self.skipped is None or error.hint:
                raise
            raise ParseError(error.problems, self.skipped.hint) from None  # what came before tells more
        if found is not None:
            self.given = True
            self.found.append(found)
        elif self.skipped is None:
            from .._core.bodies import hint_for

            self.skipped = self.placed(parse_error(ONLY_OTHERS, hint_for(body, as_chunk=True)))

    def hint_for_broken(self, text: str, is_cut: bool) -> str | None:
        """Return what to do about data that is no JSON text, or None if nothing is known."""
        if "}data:" in text:
            return JOINED_LINES
        if self.stray and not self.given:
            from .._core.bodies import hint_for_text

            return hint_for_text(self.stray)
        if is_cut:
            return CUT_OFF
        return CUT_LINE if self.lines.without_ends else None

    def placed(self, error: ParseError) -> ParseError:
        """Add to the error where in the text it is, and return the error."""
        error.event, error.line = self.number, self.start
        return error
