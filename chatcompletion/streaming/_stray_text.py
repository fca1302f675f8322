# SPDX-License-Identifier: MIT-0
"""Text that belongs to no event: what a server sends in place of an event stream, or amid one. Private."""

import re

from .._json_text import parse_json
from ..errors import ParseError, Problem, quoted

BARE_CHUNK = "this is a chunk without an event around it: CreateChatCompletionStreamResponse.from_json reads it"
CUT_OFF = "it is not whole: the connection may have broken off"

STRINGS_AND_BRACKETS = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"?|[\[\]{}]')


class StrayText:
    """The lines that are no fields of an event. An error body in them is raised as soon as it is whole.

    JSON text in them may take several lines. It is whole when as many brackets are closed as were opened.
    """

    def __init__(self) -> None:
        self.first: str = ""
        self.hint: str | None = None
        self.json_lines: list[str] = []  # of JSON text that is not whole yet
        self.start: int = 0  # the number of the first of them
        self.level: int = 0  # how many brackets are open

    def add(self, line: str, number: int) -> None:
        """Add the line with this number. Raises ErrorResponse, a ParseError, if it ends an error body."""
        self.first = self.first or line
        if not self.json_lines:
            if not line.lstrip().startswith(("{", "[")):
                return
            self.start, self.level = number, 0
        self.json_lines.append(line)
        for part in STRINGS_AND_BRACKETS.findall(line):
            self.level += (part in "[{") - (part in "]}")
        if self.level <= 0:
            text = "\n".join(self.json_lines)
            self.json_lines.clear()
            self.judge(text)

    def judge(self, text: str) -> None:
        from .._recognition import CHUNK, error_response, hint_for_body, hint_for_chunk

        try:
            body = parse_json(text)
        except ParseError as error:
            self.hint = self.hint or error.hint
            return
        reported = error_response(body, chunk=True)
        if reported is not None:
            reported.line = self.start
            raise reported
        if self.hint is None:
            self.hint = BARE_CHUNK if hint_for_body(body) is CHUNK else hint_for_chunk(body)

    def give_up(self) -> None:
        """Forget JSON text that is not whole, for a field of an event comes next."""
        self.json_lines.clear()

    def end(self, *, amid_stream: bool) -> None:
        """Nothing more comes. Raises ParseError for text that is no event stream, and for JSON text that is cut off."""
        from .._recognition import hint_for_text

        if self.json_lines and amid_stream:
            error = self.failure("an event", self.json_lines[0], CUT_OFF)
            error.line = self.start
            raise error
        if self.first and not amid_stream:
            raise self.failure("an event stream", self.first, self.hint or hint_for_text(self.first))

    def failure(self, expected: str, text: str, hint: str | None) -> ParseError:
        return ParseError((Problem((), f"expected {expected}, got text that begins {quoted(text)}"),), hint)
