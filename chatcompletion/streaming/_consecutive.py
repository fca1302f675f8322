# SPDX-License-Identifier: MIT-0
"""Reads event streams that follow each other in one text, each of which may end in an error."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ..chunks import CreateChatCompletionStreamResponse as Chunk
from ..errors import ParseError
from ._event_data import EventData, Take
from ._events import ERROR, Event, EventSplitter


class Found(NamedTuple):
    """What an event holds: a chunk, an error, or None for [DONE]. After [DONE], events count from 1 again."""

    value: Chunk | ParseError | None
    line: int | None
    event: int | None
    text: str


def read_consecutive(lines: Iterable[bytes], take: Take[Chunk]) -> Iterator[Found]:
    """Iterate over what is in consecutive streams. `lines` have their ends. Raises nothing but what `lines` raises."""
    reader, splitter = Reader(take), EventSplitter()
    try:
        for line in lines:
            for event in splitter.split(line):
                yield from reader.read(event)
    except (KeyboardInterrupt, OSError):  # an event is pending until the line after it tells that it has ended
        for event in splitter.end():
            yield from (found for found in reader.read(event) if not isinstance(found.value, ParseError))
        raise
    for event in splitter.end():
        yield from reader.read(event)
    yield from reader.end(splitter.stray)


class Reader:
    """Reads events one by one."""

    def __init__(self, take: Take[Chunk]) -> None:
        self.take = take
        self.data = EventData(take)  # of one stream
        self.ended = 0  # the number of the last event that was [DONE]
        self.is_empty = True  # whether nothing was found in any stream

    def read(self, event: Event | ParseError) -> tuple[Found] | tuple[()]:
        if isinstance(event, ParseError):
            return (self.failed(event, ""),)
        name, text, number, line, _ = event
        is_between = not (self.is_empty or self.data.found)
        if is_between and name != ERROR and not text.startswith(("{", "[")):
            return ()  # text that is neither part of a stream nor the beginning of one
        try:
            chunk = self.data.read(event)
            if self.data.done:
                self.data.check_found()
        except ParseError as error:
            if error.line is None:
                error.event, error.line = number, line
            return (self.failed(error, text),)
        if chunk is None and not self.data.done:
            return ()
        found = Found(chunk, line, number - self.ended, text)
        self.is_empty, self.data.found = False, True
        if chunk is None:
            self.data, self.ended = EventData(self.take), number
        return (found,)

    def failed(self, error: ParseError, text: str) -> Found:
        """Begin another stream after an error."""
        self.data, self.is_empty = EventData(self.take), False
        error.event = None if error.event is None else error.event - self.ended
        return Found(error, error.line, error.event, text)

    def end(self, stray: str) -> Iterator[Found]:
        """End the text, which has this line that belongs to no event, or ""."""
        try:
            if self.is_empty:
                self.data.end(stray)
            self.data.check_found()
        except ParseError as error:
            yield self.failed(error, "")
