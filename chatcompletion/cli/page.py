# SPDX-License-Identifier: MIT-0
"""Wraps text into rows that fit a terminal.

Lines from the command line itself begin in the first column. Every row of a model's text is indented, so that it cannot
be mistaken for such a line.
"""

import functools
import os
import re
import shutil
import unicodedata
from collections.abc import Iterator

from .output import MAX_WIDTH, MIN_WIDTH, Output

HANGING = 4  # the indent of the rows of one of our lines after the first
TAB = 4
WORDS = re.compile(" +|[^ ]+")


class Page:
    """Writes rows of text, in colour if wanted."""

    def __init__(self, output: Output, *, color: str = "auto", width: int | None = None) -> None:
        self.output = output
        self.width = min(MAX_WIDTH, max(MIN_WIDTH, width or shutil.get_terminal_size().columns))
        terminal = output.out.is_terminal() and os.environ.get("TERM") != "dumb" and not os.environ.get("NO_COLOR")
        self.in_block = False  # whether there are lines above, without a blank line below them
        output.color = color == "always" or (color == "auto" and terminal)

    def blank(self) -> None:
        self.output.send("\n")

    def begin_block(self) -> None:
        self.end_block()
        self.in_block = True

    def end_block(self) -> None:
        """Separate what is above from what follows with a blank line."""
        if self.in_block:
            self.in_block = False
            self.blank()

    def line(self, text: str, style: str = "") -> None:
        """Write a line from the command line itself. Line breaks in the text are shown as `\\n`."""
        rows = WrappedText(self, 0, style=style)
        rows.hanging = HANGING
        rows.add_part(self.output.out.escape_text(text))
        rows.end()

    def text(self, text: str, *, exact: bool = False) -> None:
        """Write prose, or text in which every space matters: rows break at the edge of the page, tabs are escaped."""
        rows = WrappedText(self, 4, exact=True, tab=0) if exact else WrappedText(self, 2)
        rows.add(text)
        rows.end()


class WrappedText:
    """Writes text as it arrives, in rows that fit the page.

    exact: Keep every space, and end rows at the edge of the page instead of between words.
    tab: Expand tabs to this number of columns. If 0, they are escaped.
    """

    def __init__(self, page: Page, indent: int, *, style: str = "", exact: bool = False, tab: int = TAB) -> None:
        self.page = page
        self.indent = indent
        self.hanging = 0  # the further indent of the rows of a line after the first; if exact, each line has its own
        self.style = style
        self.exact = exact
        self.tab = tab
        self.pending: list[str] = []  # parts of the row that are not written yet
        self.begin_line()

    def begin_line(self) -> None:
        self.column = 0  # 0 if the row has not begun
        self.spaces = 0  # the number of spaces to write before the next word
        self.in_word = False  # whether the text so far ends within a word
        self.is_continuation = False  # whether the row continues the line of the previous row
        self.position = 0  # the position in the line, for tabs

    def add(self, text: str) -> None:
        *lines, last = text.split("\n")
        for line in lines:
            if self.fits(line):
                row = " " * self.indent + line
                self.page.output.send((row if line and self.exact else row.rstrip(" ")) + "\n")
            else:
                self.add_line(line)
                self.end_row()
                self.begin_line()
        self.add_line(last)

    def fits(self, line: str) -> bool:
        """Whether a whole line can be written as it is, as nearly all can."""
        output = self.page.output
        if self.position or (self.style and output.color) or output.out.escape_text(line) != line:
            return False
        return self.indent + text_width(line) <= self.page.width

    def add_line(self, line: str) -> None:
        """Add a line, or a part of one that has not ended."""
        if self.tab:
            offset = self.position % self.tab
            line = (" " * offset + line).expandtabs(self.tab)[offset:]
        if self.exact and not self.position:
            self.hanging = min(len(line) - len(line.lstrip(" ")), self.page.width // 2) + 2
        self.position += len(line)
        self.add_part(self.page.output.out.escape_text(line))
        self.write_pending()

    def add_part(self, text: str) -> None:
        """Add a part of a line, already escaped."""
        if self.exact:
            self.fill(text)
            return
        for word in WORDS.findall(text):
            if word[0] == " ":
                self.spaces += len(word)
                self.in_word = False
                continue
            for unit in units(word):
                self.add_unit(unit)
                self.in_word = False
            self.in_word = True

    def add_unit(self, unit: str) -> None:
        """Add a word, or a part of a word after which the row may break."""
        if self.column and not self.in_word and self.column + self.spaces + text_width(unit) > self.page.width:
            self.end_row()
        if self.column:
            spaces = min(self.spaces, max(0, self.page.width - self.column))
        else:  # keep spaces at the start of a line, drop those at a break
            spaces = 0 if self.is_continuation else min(self.spaces, self.page.width - self.indent - 1)
        self.spaces = 0
        self.fill(" " * spaces + unit)

    def fill(self, text: str) -> None:
        """Add all of the text at the current column, in as many rows as needed."""
        start = 0
        while start < len(text):
            row_indent = self.indent + (self.hanging if self.is_continuation else 0)
            end = end_of_row(text, start, self.page.width - (self.column or row_indent))
            if end == start and self.column:
                self.end_row()
                continue
            end = max(end, start + 1)
            if not self.column:
                self.column = row_indent
                self.page.output.put(" " * row_indent)
            self.pending.append(text[start:end])
            self.column += text_width(text[start:end])
            start = end

    def write_pending(self) -> None:
        """Write the pending parts of the row."""
        self.page.output.put("".join(self.pending), self.style)
        self.pending.clear()

    def end_row(self) -> None:
        """End the row. The line continues in the next one."""
        self.write_pending()
        self.page.blank()
        self.column = 0
        self.is_continuation = True

    def end(self) -> None:
        if self.column:
            self.end_row()
        self.begin_line()


def units(word: str) -> Iterator[str]:
    """Split a word where a row may break: before and after each wide character."""
    start = 0
    for index, char in enumerate("" if word.isascii() else word):
        if index > start and char_width(char) and 2 in (char_width(char), char_width(word[start])):
            yield word[start:index]
            start = index
    yield word[start:]


def end_of_row(text: str, start: int, room: int) -> int:
    """Return the end of the part that fits, including marks that combine with its last character."""
    if text.isascii():
        return min(len(text), start + room)
    for end in range(start, len(text)):
        room -= char_width(text[end])
        if room < 0:
            return end
    return len(text)


def text_width(text: str) -> int:
    """Return the width of the text in terminal columns."""
    return len(text) if text.isascii() else sum(map(char_width, text))


@functools.lru_cache(maxsize=4096)
def char_width(char: str) -> int:
    """Return 0 for a mark that combines with the character before it, 2 for a wide character, else 1."""
    if char == "\ufe0f":  # the character before it becomes a wide emoji, in some terminals
        return 1
    if unicodedata.category(char) in ("Mn", "Me", "Cf") or "\u1160" <= char <= "\u11ff" or "\ud7b0" <= char <= "\ud7ff":
        return 0
    return 2 if unicodedata.east_asian_width(char) in ("W", "F") else 1
