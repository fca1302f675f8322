# SPDX-License-Identifier: MIT-0
"""Handles text outside events, which a server sends instead of an event stream or in the middle of one. Private."""

import re

from .._core.json_text import STRING_OR_BRACKET, parse_error, parse_json
from ..errors import ParseError, quoted

BARE_CHUNK = "this is a chunk without an event around it: CreateChatCompletionStreamResponse.from_json reads it"
CUT_OFF = "it is not whole: the connection may have broken off"


class StrayText:
    """Collects lines that are not fields of an event. Raises ErrorResponse as soon as they complete an error body.

    JSON text may span several lines. It is complete when all its brackets are closed.
    """

    def __init__(self) -> None:
        self.first: str = ""
        self.hint: str | None = None
        self.json_lines: list[str] = []  # lines of JSON text that is not complete yet
        self.start: int = 0  # the number of the first of them
        self.level: int = 0  # how many brackets are open

    def add(self, line: str, number: int) -> None:
        """Add the line with this number. Raises ErrorResponse, a ParseError, if it completes an error body."""
        self.first = self.first or line
        if not self.json_lines:
            if not line.lstrip().startswith(("{", "[")):
                return
            self.start, self.level = number, 0
        self.json_lines.append(line)
        for part in re.findall(STRING_OR_BRACKET, line):
            self.level += (part in "[{") - (part in "]}")
        if self.level <= 0:
            text = "\n".join(self.json_lines)
            self.json_lines.clear()
            self.check_body(text)

    def check_body(self, text: str) -> None:
        from .._core.bodies import CHUNK, error_response, hint_for_body, hint_for_chunk

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

    def discard(self) -> None:
        """Discard incomplete JSON text, because a field of an event follows it."""
        self.json_lines.clear()

    def end(self, *, in_stream: bool) -> None:
        """End the text. Raises ParseError if the text is not an event stream, or if JSON text in it is cut off."""
        from .._core.bodies import hint_for_text

        if self.json_lines and in_stream:
            error = self.failure("an event", self.json_lines[0], CUT_OFF)
            error.line = self.start
            raise error
        if self.first and not in_stream:
            raise self.failure("an event stream", self.first, self.hint or hint_for_text(self.first))

    def failure(self, expected: str, text: str, hint: str | None) -> ParseError:
        return parse_error(f"expected {expected}, got text that begins {quoted(text)}", hint)
