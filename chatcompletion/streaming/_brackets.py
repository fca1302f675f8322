# SPDX-License-Identifier: MIT-0
"""Counts the open brackets of JSON text that comes piece by piece."""

import re

MARK = re.compile(r'\\.?|["\[\]{}]', re.DOTALL)


class Brackets:
    """How deep the JSON text so far is nested. Brackets in strings do not count."""

    __slots__ = ("in_escape", "in_string", "level", "seen")

    def __init__(self) -> None:
        self.level: int = 0
        self.seen: bool = False  # whether there was any bracket
        self.in_string: bool = False
        self.in_escape: bool = False  # whether the text ends between a backslash and the character that it escapes

    def count(self, text: str) -> None:
        """Count the brackets in the next piece of the text."""
        if self.in_escape and text:
            text, self.in_escape = text[1:], False
        for mark in MARK.findall(text):
            if mark == '"':
                self.in_string = not self.in_string
            elif mark[0] == "\\":
                self.in_escape = mark == "\\"
            elif not self.in_string:
                self.seen = True
                self.level += 1 if mark in "[{" else -1

    @property
    def open(self) -> bool:
        """Whether the text ends within a string, an array or an object."""
        return self.in_string or self.level > 0

    @property
    def closed(self) -> bool:
        """Whether the text holds an array or an object that is complete."""
        return self.seen and not self.open
