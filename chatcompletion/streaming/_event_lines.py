# SPDX-License-Identifier: MIT-0
"""Remembers which lines of an event stream the reader has taken, to tell where each event stands. Private."""

import re
from collections.abc import Iterator

DONE = re.compile(rb"[ \t]*(?:data:)?[ \t]*\[DONE\]\s*")
EVENT_NAME = re.compile(rb"[ \t]*event[ \t]*:")
DATA = re.compile(rb"[ \t]*(?:data[ \t]*:[ \t]*)?(?=\S)")  # what stands before data that is not blank
BEGINNING = re.compile(
    rb"[ \t]*(?:data[ \t]*:[ \t]*[\[{]|error[ \t]*:)|[\[{]"
)  # of an event, or of a chunk that lost its field
OTHER_FIELD = re.compile(rb"[ \t]*(?:event|id|retry|)[ \t]*:")


class EventLines:
    """Iterates over the lines of consecutive event streams, and remembers those of the event that is being read."""

    def __init__(self, lines: Iterator[bytes]) -> None:
        self.lines = lines
        self.waiting: list[bytes] = []  # lines to hand out again, before the others
        self.last = b""  # the line that was handed out last
        self.count = 0  # how many lines were handed out
        self.ended = False
        self.event = 0  # the number of the event that is being read
        self.done = False  # whether [DONE] was the last line that is not blank
        self.data: list[tuple[int, bytes]] = []  # the lines of data since the last event, with their numbers

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        try:
            line = self.waiting.pop(0) if self.waiting else next(self.lines)
        except StopIteration:
            self.ended = True
            raise
        self.count += 1
        self.done = DONE.fullmatch(line) is not None or (self.done and not line.strip())
        if line.strip() and not self.last.strip():
            self.data.clear()
        if line.strip() and not OTHER_FIELD.match(line):
            self.event += not self.data
            self.data.append((self.count, line))
        self.last = line
        return line

    def take(self) -> tuple[int, int, bytes]:
        """Return the line where the event that was just read begins, its number, and its JSON text."""
        lines, self.data = self.data, []
        event = self.event
        if len(lines) > 1 and lines[-1][0] == self.count and BEGINNING.match(self.last):
            self.data.append(lines.pop())  # the reader looked ahead to the next event
            self.event += 1
        text = b"".join(DATA.sub(b"", line, count=1) for _, line in lines)
        return lines[0][0] if lines else self.count, event, text

    def give_back(self, after: int) -> None:
        """Hand the last line out again if it stands after this line and begins an event, which was not read then."""
        if self.count > after and BEGINNING.match(self.last) and not DONE.fullmatch(self.last):
            self.waiting.append(self.last)
            self.count -= 1
            self.event -= len(self.data)
            self.data.clear()

    def skip_to_event(self) -> bool:
        """Skip to the next line that may begin an event. Returns False if there is none.

        `done` then says whether [DONE] was skipped.
        """
        name: list[bytes] = []
        event, done = self.event, False
        for line in self:
            done = done or self.done
            if BEGINNING.match(line) and not DONE.fullmatch(line):
                self.waiting += [*name, line]
                self.count -= len(self.waiting)
                self.last, self.event, self.done = b"", event, done  # a blank line stands before an event
                return True
            name = [line] if EVENT_NAME.match(line) else []
        self.done = done
        return False
