# SPDX-License-Identifier: MIT-0
"""Reads event streams that follow each other in one text, each of which may end in an error."""

from collections.abc import Iterable, Iterator
from typing import Generic

from ..errors import ParseError
from ._event_data import EventData, T, Take
from ._events import ERROR, Event, EventSplitter

# What an event holds (what `take` returns, an error, or None for [DONE]), its line, its number, and its text.
# The events of each stream are counted from 1.
Found = tuple[T | ParseError | None, int | None, int | None, str]


def read_consecutive(lines: Iterable[bytes], take: Take[T]) -> Iterator[Found[T]]:
    """Iterate over what is in consecutive streams. `lines` have their ends. Raises nothing but what `lines` raises."""
    reader, splitter = Reader(take), EventSplitter()
    for line in lines:
        for event in splitter.split(line):
            yield from reader.read(event)
    for event in splitter.end():
        yield from reader.read(event)
    yield from reader.end(splitter.stray)


class Reader(Generic[T]):
    """Reads events one by one."""

    def __init__(self, take: Take[T]) -> None:
        self.take = take
        self.data = EventData(take)  # of one stream
        self.ended = 0  # the number of the last event that was [DONE]
        self.is_empty = True  # whether nothing was found in any stream

    def read(self, event: Event | ParseError) -> tuple[Found[T]] | tuple[()]:
        if isinstance(event, ParseError):
            return (self.failed(event, ""),)
        name, text, number, line, _ = event
        is_between = not (self.is_empty or self.data.found)
        if is_between and name != ERROR and not text.startswith(("{", "[")):
            return ()  # text that is neither part of a stream nor the beginning of one
        try:
            found = self.data.read(event)
            if self.data.done:
                self.data.check_found()
        except ParseError as error:
            if error.line is None:
                error.event, error.line = number, line
            return (self.failed(error, text),)
        if found is None and not self.data.done:
            return ()
        number_in_stream = number - self.ended
        self.is_empty, self.data.found = False, True
        if found is None:
            self.data, self.ended = EventData(self.take), number
        return ((found, line, number_in_stream, text),)

    def failed(self, error: ParseError, text: str) -> Found[T]:
        """Begin another stream after an error."""
        self.data, self.is_empty = EventData(self.take), False
        error.event = None if error.event is None else error.event - self.ended
        return error, error.line, error.event, text

    def end(self, stray: str) -> Iterator[Found[T]]:
        """End the text, which has this line that belongs to no event, or ""."""
        try:
            if self.is_empty:
                self.data.end(stray)
            self.data.check_found()
        except ParseError as error:
            yield self.failed(error, "")
