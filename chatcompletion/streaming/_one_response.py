# SPDX-License-Identifier: MIT-0
"""Tells which chunks belong to one response, in a text that may hold several streams."""

from collections.abc import Sequence
from dataclasses import replace
from enum import Enum
from typing import Any

from .._core.reasoning import reasoning_in
from ..chunks import (
    ChatCompletionStreamResponseDelta as Delta,
    CreateChatCompletionStreamResponse as Chunk,
    StreamChoice,
)
from ..errors import ParseError, Problem
from ..response import CreateChatCompletionResponse as Response
from .accumulator import Accumulator

NO_DELTA = Delta()


class Relation(Enum):
    """What a chunk is to the response before it."""

    PART = "a part of it"
    NEXT = "the beginning of another response"
    OPEN = "either: a chunk that comes later tells"


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
            if choice.finish_reason or self.accumulator._choices[choice.index].finished:
                self.finished.add(choice.index)
        self.is_closed = self.is_closed or has_message(chunk)

    def join(self, repair: bool) -> tuple[Response, Sequence[Problem]]:
        """Return the response so far, and the problems of what is left out or, with `repair`, was repaired."""
        return self.accumulator._joined(repair)

    @property
    def is_whole(self) -> bool:
        return self.is_closed or self.accumulator.complete

    def relation_of(self, chunk: Chunk, opening: Chunk | None = None) -> Relation:
        """Say what a chunk is to this response. `opening` is the first of the chunks before it that were OPEN.

        * A whole message and a stream are two responses. So are two whole messages.
        * After a choice has finished, a chunk that brings it a role and text, and another id or time, is the next.
        * OpenAI and most others send the role in one chunk and the text in those that follow. Such a role alone is OPEN
          if both id and time are others, because some servers repeat the role at the end, under another id or time. It
          begins the next response if a chunk with text follows under the id and the time of that role.
        * A stream may come once more, as it is. So the first chunk of all is a role with another id and time.
        * Everything else is a part: usage, blanks, text without a role, and text before a choice has finished. Some
          servers give each chunk an id of its own.
        """
        if self.is_closed or has_message(chunk):
            return Relation.NEXT if chunk.choices and (self.begun or self.is_closed) else Relation.PART
        if not self.finished:
            return Relation.PART
        deltas = [each.delta for each in chunk.choices if each.delta is not None and each.index in self.finished]
        brings_text = any(map(has_text, deltas))
        if opening is not None and is_of_same_response(opening, chunk):
            return Relation.NEXT if brings_text else Relation.OPEN
        has_role = any(delta.role for delta in deltas)
        has_other_id, has_other_time = chunk.id != self.id, 0 != chunk.created != self.created != 0
        is_repeated = self.accumulator.complete and chunk == self.first
        if brings_text and (is_repeated or (has_role and (has_other_id or has_other_time))):
            return Relation.NEXT
        is_other = has_other_id and chunk.created != self.created
        return Relation.OPEN if has_role and (is_repeated or is_other) else Relation.PART

    def is_continued_by(self, chunk: Chunk) -> bool:
        """Whether the chunk surely belongs to this response. One that is equal to its first role begins another."""
        deltas = [choice.delta for choice in chunk.choices if choice.delta is not None]
        comes_again = chunk == self.first and any(delta.role and not has_text(delta) for delta in deltas)
        return chunk.id == self.id != "" and chunk.created == self.created and not comes_again

    def close(self, whole: Chunk | dict[str, Any]) -> Chunk | None:
        """Add a whole message with the id and the text of this response, which ends it.

        Returns what is added: a chunk without these texts. Returns None for anything else.
        """
        if isinstance(whole, dict):
            if self.id != whole.get("id"):
                return None
            try:
                whole = Chunk.from_dict(whole)
            except ParseError:
                return None
        if self.is_closed or not (self.begun and self.id == whole.id != "" and has_message(whole)):
            return None
        texts = {choice.index: choice.message.content or "" for choice in self.accumulator.response().choices}
        if any(text_of_message(choice) != texts.get(choice.index) for choice in whole.choices):
            return None
        chunk = replace(whole, choices=tuple(replace(each, delta=NO_DELTA, logprobs=None) for each in whole.choices))
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
