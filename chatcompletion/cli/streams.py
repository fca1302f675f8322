# SPDX-License-Identifier: MIT-0
"""Puts each chunk into its response."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from ..errors import ParseError
from ..response import CreateChatCompletionResponse as Response
from .inputs import needing
from .reading import Body, Item, Repaired, StreamEnd
from .wording import Place

if TYPE_CHECKING:
    from ..chunks import CreateChatCompletionStreamResponse as Chunk
    from ..streaming._one_response import OneResponse


def join(items: Iterable[Item], *, repair: bool = False) -> Iterator[Item]:
    """Pass on what is read. After the last chunk of each response, also if reading fails, its StreamEnd comes."""
    joiner = Joiner(repair)
    try:
        for item in items:
            yield from joiner.take(item)
    except (KeyboardInterrupt, OSError, ParseError):
        yield from joiner.end(failed=True)
        raise
    yield from joiner.end()


class Joiner:
    """Puts each chunk into its stream. Its methods return what is to be passed on."""

    def __init__(self, repair: bool) -> None:
        self.repair = repair
        self.stream: OneResponse | None = None
        self.place = Place("")  # where it begins
        self.repaired: list[Repaired] = []  # in its chunks
        self.open: list[tuple[Item, Chunk]] = []  # chunks that belong to it or to the next
        self.broken: OneResponse | None = None  # the stream that the last error has ended

    def take(self, item: Item) -> list[Item]:
        value = item.value
        if isinstance(value, Body):
            closing = self.closing_in(value)
            return [*self.end(), item] if closing is None else [item.with_value(closing)]
        if isinstance(value, ParseError):
            broken = self.stream or self.broken
            ended = self.end(failed=True)
            self.broken = broken
            return [*ended, item]
        if value is None or isinstance(value, (StreamEnd, Response)):
            return self.end(is_done=True)
        return self.take_chunk(item, value)

    def closing_in(self, body: Body) -> "Chunk | None":
        """Return what a body adds to the stream before it as a chunk, if it only repeats that."""
        if self.stream is None or self.stream.id != body.data.get("id"):
            return None
        from ..chunks import CreateChatCompletionStreamResponse as Chunk

        try:
            return self.stream.close(Chunk.from_dict(body.data))
        except ParseError:
            return None

    def take_chunk(self, item: Item, chunk: "Chunk") -> list[Item]:
        if self.broken is not None and self.broken.is_continued_by(chunk):
            return [item.with_value(None)]
        if self.stream is None:
            return self.add(item, chunk)
        closing = self.stream.close(chunk)
        if closing is not None:
            return [item.with_value(closing)]
        relation = self.stream.relation_of(chunk, self.open[0][1] if self.open else None)
        if relation is relation.OPEN:
            self.open.append((item, chunk))
            return []
        chunks, self.open = [*self.open, (item, chunk)], []
        ended = self.end() if relation is relation.NEXT else []
        return ended + [each for pair in chunks for each in self.add(*pair)]

    def add(self, item: Item, chunk: "Chunk") -> list[Item]:
        if self.stream is None:
            with needing("streaming"):
                from ..streaming._one_response import OneResponse
            self.stream, self.place, self.repaired = OneResponse(), item.place, []
        try:
            self.stream.add(chunk)
        except ParseError as error:
            return [*self.end(failed=True), item.with_value(error)]
        self.repaired += item.repaired
        return [item.with_value(chunk)]

    def end(self, *, is_done: bool = False, failed: bool = False) -> list[Item]:
        """End the stream, if there is one."""
        chunks, self.open = self.open, []
        items = [each for pair in chunks for each in self.add(*pair)]
        stream, self.stream, self.broken = self.stream, None, None
        if stream is None:
            return items
        response, problems = stream.accumulator.response(repair=self.repair), stream.accumulator.problems
        if self.repair:
            self.repaired += [(self.place, problem) for problem in problems]
            problems = ()
        end = StreamEnd(response, problems, not (is_done or stream.is_whole), failed)
        return [*items, Item(self.place, b"", end, self.repaired)]
