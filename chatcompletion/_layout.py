# SPDX-License-Identifier: MIT-0
"""Text in rows that fit a terminal. Private; loaded by the command line.

Lines of the command line itself begin in the first column. What a model wrote is indented in every row, so that it
cannot be taken for one of them.
"""

import functools
import os
import re
import shutil
import unicodedata
from collections.abc import Iterator

from ._options import LEAST_WIDTH, MOST_WIDTH
from ._output import Output

HANG = 4  # by which the rows after the first of a line are indented
TAB = 4
WORDS = re.compile(" +|[^ ]+")


class Page:
    """Rows of text, in colour where that is wanted."""

    def __init__(self, output: Output, *, color: str = "auto", width: int | None = None) -> None:
        self.output = output
        self.width = min(MOST_WIDTH, max(LEAST_WIDTH, width or shutil.get_terminal_size().columns))
        terminal = output.out.is_terminal() and os.environ.get("TERM") != "dumb" and not os.environ.get("NO_COLOR")
        self.used = False  # whether a response is on it
        self.color = color == "always" or (color == "auto" and terminal)

    def put(self, text: str, style: str = "") -> None:
        self.output.put(text, style if self.color else "")

    def blank(self) -> None:
        self.output.end_line()

    def line(self, text: str, style: str = "") -> None:
        """A line of the command line itself. Line ends in the text are shown as `\\n`."""
        rows = Rows(self, 0, style=style, hang=HANG)
        rows.add_part(self.output.out.shown(text))
        rows.end()

    def text(self, text: str, style: str = "", indent: int = 2) -> None:
        """Prose: rows end between words."""
        rows = Rows(self, indent, style=style)
        rows.add(text)
        rows.end()

    def exact(self, text: str, indent: int = 4) -> None:
        """Text in which each space counts: a row ends where the page does."""
        rows = Rows(self, indent, exact=True)
        rows.add(text)
        rows.end()


class Rows:
    """Text that is written as it arrives, in rows that fit the page."""

    def __init__(self, page: Page, indent: int, *, style: str = "", hang: int = 0, exact: bool = False) -> None:
        self.page = page
        self.indent = indent
        self.style = style
        self.hang = hang
        self.exact = exact
        self.column = 0  # 0 where the row has not begun
        self.gap = 0  # the spaces that wait for the next word
        self.in_word = False  # whether the text so far ends within a word
        self.later = False  # whether the row goes on with the line of the row before it
        self.position = 0  # in the line, for tabs
        self.leading = 0  # the spaces that the line begins with
        self.pending: list[str] = []  # parts of the row that are not yet written

    def add(self, text: str) -> None:
        for index, line in enumerate(text.split("\n")):
            if index:
                self.end_line()
            if line:
                offset = self.position % TAB
                line = (" " * offset + line).expandtabs(TAB)[offset:]
                if not self.position:
                    self.leading = len(line) - len(line.lstrip(" "))
                self.position += len(line)
                self.add_part(self.page.output.out.shown(line))
        self.release()

    def add_part(self, text: str) -> None:
        """Add a part of a line, as it is shown."""
        if self.exact:
            self.fill(text)
            return
        for word in WORDS.findall(text):
            if word[0] == " ":
                self.gap += len(word)
                self.in_word = False
                continue
            for unit in units(word):
                self.add_unit(unit)
                self.in_word = False
            self.in_word = True

    def add_unit(self, unit: str) -> None:
        """Add a word, or a part of one after which a row may end."""
        if self.column and not self.in_word and self.column + self.gap + columns(unit) > self.page.width:
            self.end_row()
        if not self.column:  # a line may begin with spaces; those at the end of a row go
            gap = 0 if self.later else min(self.gap, self.room() - 1)
        else:
            gap = min(self.gap, max(0, self.page.width - self.column))
        self.gap = 0
        self.fill(" " * gap + unit)

    def fill(self, text: str) -> None:
        """Add all of it, from where the row is, in as many rows as it takes."""
        start = 0
        while start < len(text):
            room = self.page.width - self.column if self.column else self.room()
            end = end_of_row(text, start, room)
            if end == start and self.column:
                self.end_row()
                continue
            end = max(end, start + 1)
            if not self.column:
                self.column = self.row_indent()
                self.page.put(" " * self.column)
            part = text[start:end]
            self.pending.append(part)
            self.column += columns(part)
            start = end

    def row_indent(self) -> int:
        if not self.later:
            return self.indent
        if self.exact:
            return self.indent + min(self.leading, self.page.width // 2) + 2
        return self.indent + self.hang

    def room(self) -> int:
        return self.page.width - self.row_indent()

    def release(self) -> None:
        """Write what the row has so far."""
        self.page.put("".join(self.pending), self.style)
        self.pending.clear()

    def end_row(self) -> None:
        """The page ends; the line goes on in the next row."""
        self.release()
        self.page.blank()
        self.column = 0
        self.later = True

    def end_line(self) -> None:
        self.release()
        self.page.blank()
        self.column = self.gap = self.position = self.leading = 0
        self.later = self.in_word = False

    def end(self) -> None:
        if self.column:
            self.end_line()
        self.gap = 0


def units(word: str) -> Iterator[str]:
    """The parts of a word after which a row may end: before and after each wide character."""
    if word.isascii():
        yield word
        return
    start = 0
    for index, char in enumerate(word):
        if index > start and columns_of(char) and (columns_of(char) == 2 or is_wide(word[start])):
            yield word[start:index]
            start = index
    yield word[start:]


def is_wide(unit: str) -> bool:
    return columns_of(unit[0]) == 2


def end_of_row(text: str, start: int, room: int) -> int:
    """Where the part of the text ends that has room, together with marks that combine with its last character."""
    if text.isascii():
        return min(len(text), start + room)
    end = start
    while end < len(text):
        room -= columns_of(text[end])
        if room < 0:
            break
        end += 1
    return end


def columns(text: str) -> int:
    """How many columns of a terminal the text takes."""
    return len(text) if text.isascii() else sum(map(columns_of, text))


@functools.lru_cache(maxsize=4096)
def columns_of(char: str) -> int:
    """0 for a mark that combines with the character before it, 2 for a wide character, else 1."""
    if unicodedata.category(char) in ("Mn", "Me", "Cf") or "\u1160" <= char <= "\u11ff" or "\ud7b0" <= char <= "\ud7ff":
        return 0
    return 2 if unicodedata.east_asian_width(char) in ("W", "F") else 1
