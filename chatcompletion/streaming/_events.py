# SPDX-License-Identifier: MIT-0
"""Splits the text of an event stream into events, as in the HTML standard and as servers write it. No I/O."""

from typing import Any

from .._core.json_text import parse_error
from ..errors import ParseError, quoted
from ._brackets import Brackets
from ._lines import LineSplitter

BOM = b"\xef\xbb\xbf"
FIELD_STARTS = (b"data: ", b"event: ", b"error: ", b"id: ", b"retry: ")

DONE = "[DONE]"
OPENING = ("{", "[")  # how arrays and objects begin
ERROR = "error"  # the name of an event, and of a field, that reports an error whatever its data is

CUT_OFF = "the text ends before the event does: the connection may have broken off"
CUT_LINE = "the client cuts lines where none ends, as iter_lines() of httpx does: iterate over its bytes instead"


# An event: its name or "", its data, its number from 1, the number of the line where its data begins, and what to do if
# the data is no JSON text. A plain tuple, for a named one takes eight times as long to make.
Event = tuple[str, str, int, int, str | None]


class EventSplitter:
    """Splits text into events block by block, and keeps its state between blocks.

    An event ends at a blank line, or where its data is a whole JSON value and other data follows.
    """

    def __init__(self) -> None:
        self.lines: LineSplitter = LineSplitter()
        self.line: int = 0  # the number of the line that is being read
        self.stray: str = ""  # the first line that belongs to no event
        self.ended: bool = False  # whether the text has ended
        self.events: list[Event | ParseError] = []  # those that ended in the block that is being read
        # The event that is being read:
        self.number: int = 1
        self.start: int = 0  # the number of the line where its data begins
        self.name: str = ""
        self.late_name: str | None = None  # a name that came after data: of this event, or of the next
        self.data: list[str] = []  # a text for each line
        self.is_json: bool = False  # whether the data begins like an array or object, or is null
        self.is_bare: bool = False  # whether the data is JSON text without `data:`
        self.brackets: Brackets = Brackets()  # those in the data
        self.counted: int = 0  # how many lines of the data are counted

    def split(self, block: Any) -> list[Event | ParseError]:
        """Return the events that end in this block. The last may be an error. Raises TypeError for no text."""
        lines = self.lines.split(block)
        self.events = []
        try:
            for line in lines:
                self.read_line(line)
        except ParseError as error:
            self.events.append(error)
            self.drop_event()
        return self.events

    def end(self) -> list[Event | ParseError]:
        """Return the events that are pending when the text ends. The last is an error if the text was cut off."""
        self.ended = True
        self.events = []
        try:
            for line in self.lines.rest():
                self.read_last_line(line)
            if self.is_open():
                self.name = ""  # even if it is that of an error: what is wrong is that its data is no JSON text
            self.end_event(self.name, self.late_name)
            self.end_event(self.name)  # one that has a name alone
        except ParseError as error:
            self.events.append(error)
        return self.events

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
        elif not field:
            pass  # a comment
        elif field == b"event":
            self.read_name(value.decode(errors="replace").strip())
        elif field == b"error" and colon:
            self.read_error(self.decoded(value).strip())
        elif field in (b"id", b"retry"):
            self.end_bare()
        elif self.is_bare:
            self.add_bare(self.decoded(line))
        elif content.startswith((b"{", b"[")):
            self.read_json(line, content)
        else:
            self.read_stray(line)

    def read_data(self, line: bytes) -> None:
        if self.data:
            self.end_bare()
            self.end_whole()
        text = self.decoded(line)[len("data:") :].removeprefix(" ")
        if self.data and not self.is_json and self.name != ERROR and text.lstrip().startswith(OPENING):
            self.end_event(self.name, self.late_name)  # the text of a keep-alive is no part of what follows
        self.add(text)

    def read_blank_line(self) -> None:
        if not self.is_bare:
            self.end_event(self.name if self.late_name is None else self.late_name)

    def read_name(self, name: str) -> None:
        self.end_bare()
        name = "" if name == "message" else name  # which is what an event without a name is called
        if self.data:
            self.late_name = name
        else:
            self.name = name

    def read_error(self, text: str) -> None:
        """Read the field `error`, which llama.cpp sends: like bare JSON text in an event of that name."""
        self.end_bare()
        self.end_whole()
        self.data.clear()
        self.name, self.is_bare = ERROR, True
        self.add_bare(text)

    def read_json(self, line: bytes, content: bytes) -> None:
        """Read a line that begins like JSON text. It continues the data before it, if that is not whole."""
        self.end_whole()
        if self.data and self.lines.without_ends:
            self.read_stray(line)
        self.is_bare = not self.data
        self.add_bare(self.decoded(content))

    def read_stray(self, line: bytes) -> None:
        """Read a line that belongs to no event. It is ignored, unless the client may have cut it off another line."""
        text = line.decode(errors="replace")
        self.stray = self.stray or text
        if self.lines.without_ends:
            self.end_whole()
            self.start = self.line
            raise self.error(f"expected a line of an event, got text that begins {quoted(text)}", CUT_LINE)

    def read_last_line(self, line: bytes) -> None:
        """Read a line that the end of the text has ended."""
        is_field_cut = any(start.startswith(line.lstrip()) for start in FIELD_STARTS)
        if not is_field_cut or self.is_bare or self.lines.without_ends:
            self.read_line(line)
            return
        self.line += 1
        self.end_whole()
        raise self.error("expected an event", CUT_OFF)

    def decoded(self, line: bytes) -> str:
        try:
            return line.decode("utf-8", self.lines.errors)
        except UnicodeDecodeError as error:
            problem = f"expected UTF-8 text, got a line that is not at byte {error.start}"
            raise self.error(problem, CUT_OFF if self.ended else None) from None

    def error(self, problem: str, hint: str | None) -> ParseError:
        error = parse_error(problem, hint)
        error.event, error.line = self.number, self.start if self.data else self.line
        return error

    # --- Data

    def add(self, text: str) -> None:
        """Add a line to the data of the event. A line [DONE] is an event by itself, for no blank line may follow."""
        if not self.data:
            content = text.strip()
            if not content:
                return
            self.start = self.line
            self.is_json = content.startswith(OPENING) or content == "null"
            if content == DONE:
                self.data.append(content)
                self.end_event(self.name)
                return
        self.data.append(text)

    def add_bare(self, text: str) -> None:
        """Add a line of JSON text without `data:`. The event ends when all brackets are closed."""
        self.add(text)
        if self.is_bare and not self.is_open():
            self.end_event(self.name, self.late_name)

    def is_open(self) -> bool:
        """Whether the brackets in the data are not closed. Each line is counted once."""
        for text in self.data[self.counted :]:
            self.brackets.count(text)
        self.counted = len(self.data)
        return self.is_json and self.brackets.open

    def end_whole(self) -> None:
        """End the event before another line of data, if its own data is a whole JSON value."""
        if self.data and self.is_json and not self.is_open():
            self.end_event(self.name, self.late_name)

    def end_bare(self) -> None:
        """End bare JSON text before a field, though its brackets are open: it cannot be read."""
        if self.is_bare:
            self.end_event(self.name)

    def end_event(self, name: str, next_name: str | None = None) -> None:
        """End the event, which has this name. It is none if it has no data."""
        if self.data or name == ERROR:
            line = self.start if self.data else self.line
            hint = self.hint() if self.stray or self.ended or self.lines.without_ends else None
            self.events.append((name, "\n".join(self.data).strip(), self.number, line, hint))
            self.number += 1
            self.data.clear()
            if self.counted:
                self.brackets, self.counted = Brackets(), 0
        self.name, self.late_name, self.is_bare = next_name or "", None, False

    def drop_event(self) -> None:
        """Forget the event in which an error is, so that the next one can be read."""
        self.data.clear()
        self.brackets, self.counted = Brackets(), 0
        self.name, self.late_name, self.is_bare = "", None, False
        self.number += 1

    def hint(self) -> str | None:
        """Return what to do if the data of the event is no JSON text, or None if nothing is known."""
        if self.stray and self.number == 1:
            from .._core.bodies import hint_for_text

            return hint_for_text(self.stray)
        if self.ended and (self.is_open() or not self.is_json):
            return CUT_OFF
        return CUT_LINE if self.lines.without_ends else None
