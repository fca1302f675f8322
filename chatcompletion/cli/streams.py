# SPDX-License-Identifier: MIT-0
"""Puts each chunk into its response."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from .._core.json_text import parse_json
from ..errors import ParseError
from ..response import CreateChatCompletionResponse as Response
from .reading import Body, Item, Repaired, StreamEnd, refused_in
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
    """Puts each chunk into its stream. Its methods yield what is to be passed on."""

    def __init__(self, repair: bool) -> None:
        self.repair = repair
        self.stream: OneResponse | None = None
        self.place = Place("")  # where it begins
        self.repaired: list[Repaired] = []  # in its chunks
        self.open: list[tuple[Item, Chunk]] = []  # chunks that belong to it or to the next
        self.broken: OneResponse | None = None  # the stream that the last error has ended

    def take(self, item: Item) -> Iterator[Item]:
        value, stream = item.value, self.stream
        if isinstance(value, ParseError):
            broken = stream or self.broken
            yield from self.end(failed=True)
            self.broken = broken
            yield item
        elif value is None or isinstance(value, (StreamEnd, Response)):
            yield from self.end(is_done=True)
        elif closing := stream and stream.close(value.data if isinstance(value, Body) else value):
            yield item._replace(value=closing)
        elif isinstance(value, Body):
            yield from self.end()
            yield item
        elif self.broken and self.broken.is_continued_by(value) and not (stream and stream.is_continued_by(value)):
            yield item._replace(value=None)  # the broken stream goes on, and has not begun again
        else:
            yield from self.take_chunk(item, value)

    def take_chunk(self, item: Item, chunk: "Chunk") -> Iterator[Item]:
        chunks = [*self.open, (item, chunk)]
        if self.stream is not None:
            relation = self.stream.relation_of(chunk, chunks[0][1] if self.open else None)
            if relation is relation.OPEN:
                self.open = chunks
                return
            self.open = []
            if relation is relation.NEXT:
                yield from self.end()
        yield from self.add(chunks)

    def add(self, chunks: "list[tuple[Item, Chunk]]") -> Iterator[Item]:
        for item, chunk in chunks:
            if self.stream is None:
                from ..streaming._one_response import OneResponse

                self.stream, self.place, self.repaired = OneResponse(), item.place, []
            try:
                self.stream.add(chunk)
            except ParseError as error:
                yield from self.end(failed=True)
                yield item._replace(value=error)
            else:
                if self.repair:
                    self.repaired += refused_in(chunk, parse_json(item.text), item.place)
                yield item

    def end(self, *, is_done: bool = False, failed: bool = False) -> Iterator[Item]:
        """End the stream, if there is one."""
        chunks, self.open = self.open, []
        yield from self.add(chunks)
        if self.stream is not None:
            response, problems = self.stream.join(self.repair)
            repaired = [(self.place, problem) for problem in problems if self.repair]
            is_cut_off = not (is_done or self.stream.is_whole)
            end = StreamEnd(response, () if self.repair else problems, is_cut_off, failed)
            self.stream = None
            yield Item(self.place, b"", end, self.repaired + repaired)
        self.broken = None
