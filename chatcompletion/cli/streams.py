# SPDX-License-Identifier: MIT-0
"""Joins the chunks of each response, and reports what is wrong with responses on standard error."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from ..chunks import CreateChatCompletionStreamResponse as Chunk
from ..errors import SHOWN_PROBLEMS, ParseError, Problem
from ..response import CreateChatCompletionResponse as Response
from .inputs import needing
from .output import Output
from .reading import Item, StreamEnd
from .wording import CUT_OFF, Place, pluralize, summary_of

if TYPE_CHECKING:
    from ..streaming._one_response import OneResponse


def join(items: Iterable[Item], *, repair: bool = False, keep_rest: bool = False) -> Iterator[Item]:
    """Pass on what is read. After the last chunk of each response, also if reading fails, its StreamEnd comes.

    keep_rest: Pass on also the rest of a stream that an error has ended, which is of no use for its response.
    """
    joiner = Joiner(repair, keep_rest)
    try:
        for item in items:
            yield from joiner.take(item)
    except (KeyboardInterrupt, OSError, ParseError):
        yield from joiner.end(failed=True)
        raise
    yield from joiner.end()


class Joiner:
    """Puts each chunk into its stream."""

    def __init__(self, repair: bool, keep_rest: bool) -> None:
        self.repair = repair
        self.keep_rest = keep_rest
        self.stream: OneResponse | None = None
        self.place = Place("")  # where it begins
        self.repaired: list[tuple[Place, Problem]] = []  # in its chunks
        self.waiting: list[tuple[Item, Chunk]] = []  # chunks without text that may begin another response
        self.broken: OneResponse | None = None  # the stream that the last error has ended

    def take(self, item: Item) -> Iterator[Item]:
        value = item.value
        if isinstance(value, Chunk):
            yield from self.take_chunk(item, value)
        elif isinstance(value, Response):
            closing = self.as_closing(value)
            if closing is None:
                yield from self.end()
            yield item if closing is None else item.with_value(closing)
        elif isinstance(value, ParseError):
            broken = self.stream or self.broken
            yield from self.end(failed=True)
            self.broken = broken
            yield item
        else:
            yield from self.end(is_done=True)

    def take_chunk(self, item: Item, chunk: Chunk) -> Iterator[Item]:
        if self.broken is not None and self.broken.is_continued_by(chunk):
            yield from (item,) if self.keep_rest else ()
            return
        closing = None if self.stream is None else self.stream.close(chunk)
        if closing is not None:
            yield item.with_value(closing)
            return
        announced = self.waiting[0][1] if self.waiting else None
        is_followed = self.stream is not None and self.stream.is_followed_by(chunk, announced)
        if self.stream is not None and not is_followed and self.stream.announces_another(chunk, announced):
            self.waiting.append((item, chunk))
            return
        waiting, self.waiting = self.waiting, []
        if is_followed:
            yield from self.end()
        for each in (*waiting, (item, chunk)):
            yield from self.add(*each)

    def as_closing(self, response: Response) -> Chunk | None:
        """Return what a response adds to the stream before it as a chunk, if it only repeats that."""
        if self.stream is None or self.stream.id != response.id:
            return None
        try:
            return self.stream.close(Chunk.from_dict(response.to_dict()))
        except ParseError:
            return None

    def add(self, item: Item, chunk: Chunk) -> Iterator[Item]:
        if self.stream is None:
            with needing("streaming"):
                from ..streaming._one_response import OneResponse
            self.stream, self.place, self.repaired = OneResponse(), item.place, []
        try:
            self.stream.add(chunk)
        except ParseError as error:
            yield from self.end(failed=True)
            yield item.with_value(error)
        else:
            self.repaired += item.repaired
            yield item.with_value(chunk)

    def end(self, *, is_done: bool = False, failed: bool = False) -> Iterator[Item]:
        waiting, self.waiting = self.waiting, []
        for each in waiting:
            yield from self.add(*each)
        stream, self.stream, self.broken = self.stream, None, None
        if stream is None:
            return
        response, problems = stream.accumulator.response(repair=self.repair), stream.accumulator.problems
        if self.repair:
            self.repaired += [(self.place, problem) for problem in problems]
            problems = ()
        end = StreamEnd(response, problems, not (is_done or stream.is_whole), failed)
        yield Item(self.place, b"", end, self.repaired)


def report(item: Item, output: Output) -> int:
    """Say on standard error what is wrong with an item, and what was repaired. Returns the exit status."""
    place, value, status = item.place, item.value, 0
    if isinstance(value, ParseError):
        output.error_line(f"{place.label()}: {summary_of(value, place)}")
        status = 1
    elif isinstance(value, StreamEnd):
        if value.is_cut_off and not value.failed:
            output.error_line(f"{place.label()}: {CUT_OFF}")
        if value.problems:
            hint = None if value.is_cut_off or value.failed else "--repair repairs it"
            left_out = summary_of(ParseError(value.problems, hint), place)
            output.error_line(f"{place.label()}: a part of the response is left out: {left_out}")
        status = 1 if value.is_cut_off or value.problems else 0
    for where, problem in item.repaired[:SHOWN_PROBLEMS]:
        output.error_line(f"{where.label(with_event=True)}: repaired: {problem}")
    more = len(item.repaired) - SHOWN_PROBLEMS
    if more > 0:
        output.error_line(f"{place.label()}: repaired: {pluralize(more, 'more problem')}")
    return status
