# SPDX-License-Identifier: MIT-0
"""Tells which chunks belong to one response, in a text that may hold several streams. Private."""

from collections.abc import Iterator
from dataclasses import replace

from .._core.reasoning import reasoning_in
from ..chunks import ChatCompletionStreamResponseDelta as Delta
from ..chunks import CreateChatCompletionStreamResponse as Chunk
from ..chunks import StreamChoice
from .accumulator import Accumulator

NO_DELTA = Delta()


class OneResponse:
    """The chunks of one response so far.

    accumulator: Joins them.
    """

    def __init__(self) -> None:
        self.accumulator = Accumulator()
        self.first: Chunk | None = None
        self.id = ""
        self.created = 0
        self.begun = False  # whether any choice has had a role or a text
        self.finished: set[int] = set()
        self.is_closed = False  # whether a whole message has ended it

    def add(self, chunk: Chunk) -> None:
        """Add a chunk. Raises ParseError."""
        self.accumulator.add(chunk)
        self.first = self.first or chunk
        self.id = self.id or chunk.id
        self.created = self.created or chunk.created
        for choice in chunk.choices:
            if not self.begun and choice.delta is not None:
                self.begun = bool(choice.delta.role) or has_text(choice.delta)
            if choice.finish_reason:
                self.finished.add(choice.index)
        self.is_closed = self.is_closed or has_message(chunk)

    @property
    def is_whole(self) -> bool:
        return self.is_closed or self.accumulator.complete

    # --- What follows

    def is_followed_by(self, chunk: Chunk, announced: Chunk | None = None) -> bool:
        """Whether the chunk begins another response. `announced` is a chunk before it that may have begun one.

        It does if a choice has finished, and the chunk brings it a role, and text or calls, and has another time or id.
        Less does not tell: many servers repeat the role after the finish, and some give each chunk an id of its own.
        """
        if self.is_closed or has_message(chunk):
            return bool(chunk.choices) and (self.begun or self.is_closed)
        if not self.finished:
            return False
        with_text = [delta for delta in self.deltas_after_finish(chunk) if has_text(delta)]
        if announced is not None and is_of_same_response(announced, chunk):
            return bool(with_text)
        if self.accumulator.complete and chunk == self.first:  # the same stream once more
            return bool(with_text)
        is_other = chunk.id != self.id or self.has_other_time(chunk)
        return is_other and any(delta.role for delta in with_text)

    def announces_another(self, chunk: Chunk, announced: Chunk | None = None) -> bool:
        """Whether another response may begin with this chunk, or with the announced one, and have its text later.

        It may if the chunk brings a finished choice a role, and has both another time and another id.
        """
        if announced is not None and is_of_same_response(announced, chunk):
            return True
        is_other = bool(self.finished) and chunk.id != self.id and self.has_other_time(chunk)
        return is_other and any(delta.role for delta in self.deltas_after_finish(chunk))

    def is_continued_by(self, chunk: Chunk) -> bool:
        """Whether the chunk belongs to this response without any doubt."""
        return chunk.id == self.id != "" and chunk.created == self.created

    def has_other_time(self, chunk: Chunk) -> bool:
        return chunk.created != self.created and bool(chunk.created and self.created)

    def deltas_after_finish(self, chunk: Chunk) -> Iterator[Delta]:
        return (choice.delta for choice in chunk.choices if choice.delta is not None and choice.index in self.finished)

    # --- A whole message at the end

    def close(self, chunk: Chunk) -> Chunk | None:
        """Add a whole message with the id and the text of this response, which ends it.

        Returns what is added: the chunk without these texts. Returns None for any other chunk.
        """
        if self.is_closed or not (self.begun and self.id == chunk.id != "" and has_message(chunk)):
            return None
        texts = {choice.index: choice.message.content or "" for choice in self.accumulator.response().choices}
        if any(text_of_message(choice) != texts.get(choice.index) for choice in chunk.choices):
            return None
        chunk = replace(chunk, choices=tuple(replace(each, delta=NO_DELTA, logprobs=None) for each in chunk.choices))
        self.add(chunk)
        self.is_closed = True
        return chunk


def is_of_same_response(one: Chunk, other: Chunk) -> bool:
    return (one.id, one.created) == (other.id, other.created)


def has_text(delta: Delta) -> bool:
    """Whether a delta adds text, calls or sound."""
    calls = delta.tool_calls or delta.function_call
    return bool(delta.content or delta.refusal or calls or delta.audio or reasoning_in(delta.extra))


def has_message(chunk: Chunk) -> bool:
    """Whether a chunk is a whole response, as from a server that does not stream."""
    return any(choice.delta is None and "message" in choice.extra for choice in chunk.choices)


def text_of_message(choice: StreamChoice) -> str:
    message = choice.extra.get("message")
    text = message.get("content") if isinstance(message, dict) else None
    return text if isinstance(text, str) else ""
