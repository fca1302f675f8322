# SPDX-License-Identifier: MIT-0
"""Tells what the data of an event is: an error, nothing, a chunk, or an object of another kind. Private."""

import re
from collections.abc import Callable
from typing import Any

from ..chunks import CreateChatCompletionStreamResponse
from ..errors import ErrorResponse
from ._chunk_data import KEEP_ALIVE, chunk_reader

DONE = "[DONE]"
ERROR = "error"  # the name of an event, and of a field, that reports an error whatever its data is
NO_OBJECT = re.compile(r"(null|\[\s*\])?")  # data that says nothing
CHUNK_KEYS = frozenset(("id", "object", "created", "model", "choices", "usage", "delta"))
NO_MESSAGE = "the provider reports an error without a message"

Chunk = CreateChatCompletionStreamResponse
Take = Callable[[dict[str, Any], str], Chunk | None]


def says_nothing(text: str, name: str) -> bool:
    """Whether the data of an event with this name holds no object and need not hold one."""
    if text.startswith("{") or name == ERROR:
        return False
    return name in KEEP_ALIVE or NO_OBJECT.fullmatch(text) is not None


def chunk_taker(repair: bool) -> Take:
    """Return a function that reads the object in an event with a name: a chunk, or None for another kind of object.

    It raises ErrorResponse if the provider reports an error, and ParseError for a chunk that is broken.
    """
    read = chunk_reader(repair)

    def take(body: dict[str, Any], name: str) -> Chunk | None:
        if name == ERROR:
            raise reported(body)
        if not CHUNK_KEYS.isdisjoint(body):
            return read(body)  # raises ErrorResponse too
        error = error_in_other(body, name)
        if error is not None:
            raise error
        return None

    return take


def take_object(body: dict[str, Any], name: str) -> dict[str, Any]:
    """Take the object in an event, whatever it is."""
    return body


def reported(data: dict[str, Any] | str) -> ErrorResponse:
    """Return the error in an event that is named `error`. Its data is an object of any shape, or a text."""
    from .._core.bodies import error_in

    error = error_in(data, in_stream=True) if isinstance(data, dict) else None
    error = error or error_in({"error": data}, in_stream=True)
    return error or ErrorResponse(NO_MESSAGE, data)


def error_in_other(body: dict[str, Any], name: str) -> ErrorResponse | None:
    """Return the error that an object without any key of a chunk reports. In a named event, only `error` is one."""
    from .._core.bodies import error_in

    return error_in(body, in_stream=True) if not name or body.get("error") is not None else None
