# SPDX-License-Identifier: MIT-0
"""Tells which chunks belong to one response, and joins them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from .._core.reasoning import reasoning_in
from ..chunks import ChatCompletionStreamResponseDelta as Delta
from ..chunks import CreateChatCompletionStreamResponse as Chunk
from ..errors import SHOWN_PROBLEMS, ParseError, Problem
from ..response import CreateChatCompletionResponse as Response
from .inputs import needing
from .output import Output
from .reading import Item, StreamEnd
from .wording import CUT_OFF, Place, pluralize, summary_of

NO_DELTA = Delta()


class Stream:
    """The chunks of one response."""

    def __init__(self, place: Place) -> None:
        with needing("streaming"):
            from ..streaming import Accumulator

        self.place = place
        self.accumulator = Accumulator()
        self.repaired: list[tuple[Place, Problem]] = []
        self.id = ""
        self.created = 0
        self.begun: set[int] = set()  # the choices that have had a role or a text
        self.finished: set[int] = set()
        self.first: Chunk | None = None
        self.is_whole = False  # whether a whole message has ended it

    def add(self, chunk: Chunk) -> None:
        self.accumulator.add(chunk)
        self.first = self.first or chunk
        self.id = self.id or chunk.id
        self.created = self.created or chunk.created
        for choice in chunk.choices:
            if choice.delta is not None and (choice.delta.role or has_text(choice.delta)):
                self.begun.add(choice.index)
            if choice.finish_reason:
                self.finished.add(choice.index)
        self.is_whole = self.is_whole or has_message(chunk)

    def is_followed_by(self, chunk: Chunk, announced: Chunk | None = None) -> bool:
        """Whether the chunk begins another response. `announced` is the chunk before it, if that may have begun one.

        A role alone does not tell, for many servers repeat it after the finish, and some give each chunk its own id.
        """
        if self.is_whole or has_message(chunk):
            return bool(chunk.choices) and bool(self.begun or self.is_whole)
        if announced is not None and (announced.id, announced.created) == (chunk.id, chunk.created):
            return any(map(has_text, self.deltas_after_finish(chunk)))
        if chunk == self.first and self.accumulator.complete:
            return any(map(has_text, self.deltas_after_finish(chunk)))
        is_other = chunk.id != self.id or self.has_other_time(chunk)
        return is_other and any(delta.role and has_text(delta) for delta in self.deltas_after_finish(chunk))

    def announces_another(self, chunk: Chunk) -> bool:
        """Whether another response may begin with this chunk and have its text in the next one.

        It does if the chunk brings a finished choice a role, and has both another time and another id.
        """
        is_other = chunk.id != self.id and self.has_other_time(chunk)
        return is_other and any(delta.role for delta in self.deltas_after_finish(chunk))

    def has_other_time(self, chunk: Chunk) -> bool:
        return chunk.created != self.created and bool(chunk.created and self.created)

    def is_continued_by(self, chunk: Chunk) -> bool:
        return chunk.id == self.id != "" and chunk.created == self.created

    def deltas_after_finish(self, chunk: Chunk) -> Iterator[Delta]:
        return (choice.delta for choice in chunk.choices if choice.delta is not None and choice.index in self.finished)

    def is_repeated_by(self, chunk: Chunk) -> bool:
        """Whether a whole message only repeats the stream: it has the same id and the same text."""
        if self.is_whole or not (self.begun and self.id == chunk.id != "" and has_message(chunk)):
            return False
        texts = {choice.index: choice.message.content or "" for choice in self.accumulator.response().choices}
        return all(text_of_message(choice.extra) == texts.get(choice.index) for choice in chunk.choices)

    def end(self, *, repair: bool, is_done: bool, failed: bool) -> Item:
        response, problems = self.accumulator.response(repair=repair), self.accumulator.problems
        if repair:
            self.repaired += [(self.place, problem) for problem in problems]
        is_cut_off = not (is_done or self.is_whole or self.accumulator.complete)
        end = StreamEnd(response, () if repair else problems, is_cut_off, failed)
        return Item(self.place, b"", end, self.repaired)


def has_text(delta: Delta) -> bool:
    """Whether a delta adds text, calls or sound."""
    calls = delta.tool_calls or delta.function_call
    return bool(delta.content or delta.refusal or calls or delta.audio or reasoning_in(delta.extra))


def has_message(chunk: Chunk) -> bool:
    """Whether a chunk is a whole response, as from a server that does not stream."""
    return any(choice.delta is None and "message" in choice.extra for choice in chunk.choices)


def text_of_message(choice: Mapping[str, object]) -> str:
    message = choice.get("message")
    text = message.get("content") if isinstance(message, Mapping) else None
    return text if isinstance(text, str) else ""


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
        self.broken: Stream | None = None  # the stream that the last error has ended
        self.stream: Stream | None = None
        self.waiting: list[tuple[Item, Chunk]] = []  # a chunk that may begin another response; the next one tells

    def take(self, item: Item) -> Iterator[Item]:
        value = item.value
        if not isinstance(value, (Chunk, Response)):
            broken = self.stream or self.broken
            yield from self.end(is_done=isinstance(value, StreamEnd), failed=isinstance(value, ParseError))
            if isinstance(value, ParseError):
                self.broken = broken
                yield item
            return
        if self.broken is not None and isinstance(value, Chunk) and self.broken.is_continued_by(value):
            if self.keep_rest:
                yield item
            return
        repetition = self.repetition(value)
        if repetition is not None:
            yield from self.add(item, repetition, is_last=True)
        elif isinstance(value, Response):
            yield from self.end()
            yield item
        else:
            yield from self.take_chunk(item, value)

    def take_chunk(self, item: Item, chunk: Chunk) -> Iterator[Item]:
        waiting, self.waiting = self.waiting, []
        announced = waiting[0][1] if waiting else None
        if self.stream is not None and self.stream.is_followed_by(chunk, announced):
            yield from self.end()
        for each in waiting:
            yield from self.add(*each)
        if self.stream is not None and self.stream.announces_another(chunk):
            self.waiting.append((item, chunk))
        else:
            yield from self.add(item, chunk)

    def repetition(self, value: Chunk | Response) -> Chunk | None:
        """Return a whole message that only repeats the stream, as a chunk that adds nothing to its texts."""
        if self.stream is None or value.id != self.stream.id:
            return None
        try:
            chunk = value if isinstance(value, Chunk) else Chunk.from_dict(value.to_dict())
        except ParseError:
            return None
        if not self.stream.is_repeated_by(chunk):
            return None
        return replace(chunk, choices=tuple(replace(each, delta=NO_DELTA, logprobs=None) for each in chunk.choices))

    def add(self, item: Item, chunk: Chunk, is_last: bool = False) -> Iterator[Item]:
        self.stream = self.stream or Stream(item.place)
        try:
            self.stream.add(chunk)
        except ParseError as error:
            yield from self.end(failed=True)
            yield item._replace(value=error)
            return
        self.stream.is_whole = self.stream.is_whole or is_last
        self.stream.repaired += item.repaired
        yield item._replace(value=chunk, repaired=())

    def end(self, *, is_done: bool = False, failed: bool = False) -> Iterator[Item]:
        waiting, self.waiting = self.waiting, []
        for item, chunk in waiting:
            yield from self.add(item, chunk)
        stream, self.stream, self.broken = self.stream, None, None
        if stream is not None:
            yield stream.end(repair=self.repair, is_done=is_done, failed=failed)


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
