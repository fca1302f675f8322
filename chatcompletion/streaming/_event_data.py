# SPDX-License-Identifier: MIT-0
"""Tells what the data of an event is: the end, an error, nothing, a chunk, or an object of another kind."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Generic, TypeVar

from .._core.json_text import parse_error, parse_json
from ..chunks import CreateChatCompletionStreamResponse
from ..error_response import ErrorResponse
from ..errors import ParseError, quoted
from ._chunk_data import chunk_reader, is_keep_alive, is_keep_alive_name
from ._events import DONE, ERROR, Event

T = TypeVar("T")
Take = Callable[[dict[str, Any], str], T | None]

NO_OBJECT = re.compile(r"(null|\[\s*\])?")  # data that says nothing
CHUNK_KEYS = frozenset(("id", "object", "created", "model", "choices", "usage", "delta"))

JOINED = re.compile(r"\}(data|event):")
JOINED_LINES = 'lines were joined without their ends: add "\\n" to each'


class EventData(Generic[T]):
    """Reads the data of events one by one.

    take: Gets the object in an event and the event's name. Returns what the caller wants, or None to skip the event.
    done: Whether [DONE] has arrived.
    """

    def __init__(self, take: Take[T]) -> None:
        self.take = take
        self.done: bool = False
        self.found: bool = False  # whether any event held what the caller wants
        self.skipped: ParseError | None = None  # for the first event that was skipped: what is wrong if none is found

    def found_in(self, events: Iterable[Event | ParseError]) -> Iterator[T]:
        """Yield what the events hold, up to [DONE]. Raises ParseError."""
        for event in events:
            if isinstance(event, ParseError):
                raise event
            try:
                found = self.read(event)
            except ParseError as error:
                _, _, error.event, error.line, _ = event
                raise
            if found is not None:
                self.found = True
                yield found
            elif self.done:
                self.check_found()
                return

    def read(self, event: Event) -> T | None:
        name, text, number, line, hint = event
        if text == DONE:
            self.done = True
            return None
        if not text.startswith("{") and says_nothing(text, name):
            return None
        try:
            body = parse_json(text)
        except ParseError as error:
            if name == ERROR:
                raise reported("" if NO_OBJECT.fullmatch(text) else text) from None
            raise parse_error(error.problem, JOINED_LINES if JOINED.search(text) else hint or error.hint) from None
        if is_keep_alive(body, name):
            return None
        try:
            found = self.take(body, name)
        except ParseError as error:
            if isinstance(error, ErrorResponse) or self.found or self.skipped is None or error.hint:
                raise
            raise ParseError(error.problems, self.skipped.hint) from None  # what came before tells more
        if found is None and self.skipped is None:
            self.skipped = only_others(body)
            self.skipped.event, self.skipped.line = number, line
        return found

    def end(self, stray: str) -> None:
        """End the text, which has this line that belongs to no event, or "". Raises ParseError if nothing was found."""
        self.check_found()
        if self.found:
            return
        if stray:
            from .._core.bodies import hint_for_text

            problem = f"expected an event stream, got text that begins {quoted(stray)}"
            raise parse_error(problem, hint_for_text(stray))
        raise parse_error("expected at least one event, got none")

    def check_found(self) -> None:
        if self.skipped is not None and not self.found:
            raise self.skipped


def says_nothing(text: str, name: str) -> bool:
    """Whether the data of an event with this name holds no object and need not hold one."""
    return name != ERROR and (is_keep_alive_name(name) or NO_OBJECT.fullmatch(text) is not None)


def chunk_taker(repair: bool) -> Take[CreateChatCompletionStreamResponse]:
    """Return a function that reads the object in an event with a name: a chunk, or None for another kind of object.

    It raises ErrorResponse if the provider reports an error, and ParseError for a chunk that is broken.
    """
    read = chunk_reader(repair)

    def take(body: dict[str, Any], name: str) -> CreateChatCompletionStreamResponse | None:
        if name == ERROR:
            raise reported(body)
        if not CHUNK_KEYS.isdisjoint(body):
            try:
                chunk = read(body)
            except ErrorResponse:
                if name and body.get("error") is None:  # in a named event, `message` and the like are no error
                    return None
                raise
            if is_text_completion(chunk, body):
                raise only_others(body)  # each chunk has its text under another key
            return chunk
        error = error_in_other(body, name)
        if error is not None:
            raise error
        return None

    return take


def is_text_completion(chunk: CreateChatCompletionStreamResponse, body: dict[str, Any]) -> bool:
    """Whether a chunk, or its data, is of the API before chat. Some servers leave out its name, or say that of chat."""
    for choice in chunk.choices:
        if choice.delta is not None:
            return False
    from .._core.bodies import BodyKind, kind_of

    return kind_of(body) is BodyKind.TEXT_COMPLETION


def take_object(body: dict[str, Any], name: str) -> dict[str, Any]:
    """Take the object in an event, whatever it is."""
    return body


def reported(data: dict[str, Any] | str) -> ErrorResponse:
    """Return the error in an event that is named `error`. Its data is an object of any shape, or a text."""
    from .._core.error_bodies import error_of

    return error_of(data)


def error_in_other(body: dict[str, Any], name: str) -> ErrorResponse | None:
    """Return the error that an object without any key of a chunk reports. In a named event, only `error` is one."""
    from .._core.bodies import error_in

    return error_in(body, in_stream=True) if not name or body.get("error") is not None else None


def only_others(first: dict[str, Any]) -> ParseError:
    """Return the error for a stream in which no event holds a chunk, and the first holds this object."""
    from .._core.bodies import hint_for

    return parse_error("expected at least one chunk, got only events of other kinds", hint_for(first, as_chunk=True))
