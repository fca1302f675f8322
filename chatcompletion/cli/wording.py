# SPDX-License-Identifier: MIT-0
"""How the lines of the command line name a place, a number of things, a name, and an error."""

import json
import re
from typing import NamedTuple

from ..error_response import ErrorResponse
from ..errors import ParseError

PLAIN_NAME = re.compile(r"\w(?:[\w.:/@+-]*\w)?")
CUT_OFF = "the stream was cut off: no finish reason arrived"


class Place(NamedTuple):
    """Where something stands in a source. `custom_id` and `status` are those of a line of a batch file."""

    source: str
    line: int | None = None
    event: int | None = None
    custom_id: str | None = None
    status: int | None = None

    def label(self, with_event: bool = False) -> str:
        """What stands before a message. Without the event, because an error in its data says by itself where it is."""
        is_in_event = self.event is not None and not with_event
        return self.source if is_in_event or self.line is None else f"{self.source}:{self.row()}"

    def row(self) -> str:
        """The line, with the event or the request in it."""
        event = "" if self.event is None else f" (event {self.event})"
        request = "" if self.custom_id is None else f" (custom_id {quote_name(self.custom_id)})"
        return f"{self.line}{event}{request}"


def quote_name(text: str) -> str:
    """Quote a name in one of our lines unless it is plain, so that it cannot be mistaken for other words."""
    return text if PLAIN_NAME.fullmatch(text) else json.dumps(text, ensure_ascii=False)


def pluralize(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def summary_of(error: ParseError, place: Place) -> str:
    """Return the first problem and how many more there are, or the provider's message with status and code."""
    more = len(error.problems) - 1
    if more:
        return f"{str(error).partition(chr(10))[0]}; and {pluralize(more, 'more problem')}"
    codes = [] if place.status in (None, 200) else [f"status {place.status}"]
    code = error.code if isinstance(error, ErrorResponse) else None
    if code is not None and code != place.status:
        codes.append(f"code {quote_name(str(code))}")
    return f"{error} ({', '.join(codes)})" if codes else str(error)
