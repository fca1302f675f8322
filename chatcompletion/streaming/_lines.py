# SPDX-License-Identifier: MIT-0
"""Splits blocks of text into lines: pieces that are cut anywhere, or lines that have lost their ends."""

import re
from typing import Any

from ._brackets import Brackets

# A colon alone begins a comment, but it may also be the rest of a field whose name ends the block before.
FIELD_START = re.compile(rb"(data|event|id|retry|error):")
JSON_START = re.compile(rb'\[?(\{?$|\{")')  # braces in the words of a comment are none


class LineSplitter:
    """Splits blocks into lines, which are bytes without their ends. A line ends with CR, LF or CRLF.

    As long as no block has held a line end, the blocks are kept: they may be pieces of one line, or lines whose ends
    the client has taken away. They are lines if one of them begins like a line and the text before it is whole.

    errors: How to decode a line: the `errors` argument of `bytes.decode`.
    without_ends: Whether each block is a line.
    """

    def __init__(self) -> None:
        self.errors: str = "strict"
        self.without_ends: bool = False
        self.with_ends: bool = False  # whether a block has held a line end
        self.kept: list[bytes] = []  # the pieces of a line that has not ended
        # As long as nothing has told what the blocks are, this is known of the text that is kept:
        self.brackets: Brackets = Brackets()
        self.is_comment: bool = False  # whether its last line is one, as far as can be told
        self.comments: int = 0  # how many of its blocks are comments, if JSON text follows them
        self.is_cut: bool = False  # whether a block in it begins no line
        self.last: bytes = b""  # the last block that is not blank
        self.after_cr: bool = False  # if so, a line feed that comes next belongs to the same line end

    def split(self, block: Any) -> list[bytes]:
        """Return the lines that end with this block."""
        text = block if isinstance(block, bytes) else self.encoded(block)
        if not self.with_ends:
            if self.without_ends:
                return text.splitlines() or [b""]
            if b"\n" not in text and b"\r" not in text:
                return self.split_undecided(text)
            self.with_ends = True
        if self.after_cr and text:
            text, self.after_cr = text.removeprefix(b"\n"), False
        if b"\r" in text:
            self.after_cr = text.endswith(b"\r")
            text = text.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        lines = text.split(b"\n")
        rest = lines.pop()
        if lines and self.kept:
            lines[0] = b"".join((*self.kept, lines[0]))
            self.kept.clear()
        if rest:
            self.kept.append(rest)
        return lines

    def encoded(self, block: Any) -> bytes:
        if isinstance(block, str):
            try:
                return block.encode()
            except UnicodeEncodeError:
                self.errors = "surrogatepass"  # so that any str decodes to the same str
                return block.encode("utf-8", self.errors)
        if isinstance(block, (bytes, bytearray)):
            return bytes(block)
        raise TypeError(f"expected an iterable of str or bytes, got one of {type(block).__name__}")

    def split_undecided(self, text: bytes) -> list[bytes]:
        """Keep this text, until a block tells that all blocks are lines, or holds a line end."""
        content = text.strip()
        if content:  # blank text tells nothing
            self.without_ends = self.tells_lines(content)
            self.look_at(content)
        self.kept.append(text)
        return self.rest() if self.without_ends else []

    def tells_lines(self, text: bytes) -> bool:
        """Whether this text begins a line, and what came before it is a whole line."""
        is_json_over = self.brackets.closed and self.last.endswith((b"}", b"]")) and not self.is_comment
        if FIELD_START.match(text):
            return is_json_over or (self.last != b"" and not self.is_cut and not self.brackets.open)
        if text.startswith(b":"):
            return is_json_over
        return is_json_over and (text == b"[DONE]" or (text.startswith((b"{", b"[")) and not self.is_cut))

    def look_at(self, text: bytes) -> None:
        """Take note of what this text says about the text that is kept."""
        is_json = text.startswith((b"{", b"["))
        if text.startswith(b":") and not self.is_cut and not self.brackets.open:
            self.is_comment = True
        elif self.is_comment and JSON_START.match(text) and not self.is_cut:
            self.is_comment, self.comments = False, len(self.kept)
        elif not FIELD_START.match(text) and (self.is_comment or not is_json):
            self.is_cut = True
        if not self.is_comment:
            self.brackets.count(text.decode("latin-1"))
        self.last = text

    def rest(self) -> list[bytes]:
        """Return the lines that are left when the text ends, or when it is told that each block is a line."""
        kept, self.kept = self.kept, []
        if self.without_ends:
            return kept
        comments = self.comments if self.brackets.closed and not self.with_ends else 0
        return [line for line in (b"".join(kept[:comments]), b"".join(kept[comments:])) if line]
