# SPDX-License-Identifier: MIT-0
"""Reads the data of an event: a chunk, a chunk to repair, or a keep-alive. Private."""

from collections.abc import Callable
from typing import Any

from .._core.bodies import WHOLE
from ..chunks import CreateChatCompletionStreamResponse
from ..enums import ObjectType

KEEP_ALIVE = ("ping", "keepalive")
CHUNK_KEYS = ("id", "choices", "error")


def chunk_reader(repair: bool) -> Callable[[dict[str, Any]], CreateChatCompletionStreamResponse]:
    """Return a function that reads data as a chunk or raises ParseError. With `repair`, it repairs the data first."""
    if not repair:
        return CreateChatCompletionStreamResponse.from_dict

    def repaired(data: dict[str, Any]) -> CreateChatCompletionStreamResponse:
        return CreateChatCompletionStreamResponse.from_dict(repair_chunk(data))

    return repaired


def repair_chunk(data: dict[str, Any]) -> dict[str, Any]:
    """Do what `chatcompletion.repair` does, for data that is expected to be a chunk."""
    from ..validation.repairing import error_of, repaired

    error = error_of(CreateChatCompletionStreamResponse, data)
    if error is None:
        return data
    is_known = "choices" in data or data.get("object") == ObjectType.CHAT_COMPLETION_CHUNK
    # A server that does not stream sends a whole response instead of chunks.
    if error.hint not in (None, WHOLE) or not is_known:
        raise error
    return repaired(CreateChatCompletionStreamResponse, data)


def is_keep_alive(data: Any, name: str = "") -> bool:
    """Whether the data of an event with this name is only a keep-alive."""
    if not isinstance(data, dict) or (name not in KEEP_ALIVE and data.get("type") not in KEEP_ALIVE):
        return False
    return all(data.get(key) is None for key in CHUNK_KEYS)
