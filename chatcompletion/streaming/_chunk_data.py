# SPDX-License-Identifier: MIT-0
"""Reads chunks, with or without repair, and tells keep-alives from them."""

from collections.abc import Callable
from typing import Any

from ..chunks import CreateChatCompletionStreamResponse

KEEP_ALIVE = ("ping", "keepalive", "keep-alive", "keep_alive", "heartbeat")  # in lower case
NOT_IN_KEEP_ALIVES = ("id", "choices", "error")


def chunk_reader(repair: bool) -> Callable[[dict[str, Any]], CreateChatCompletionStreamResponse]:
    """Return a function that reads data as a chunk or raises ParseError. With `repair`, it repairs the data first."""
    if not repair:
        return CreateChatCompletionStreamResponse.from_dict

    from ..validation.repairing import repair_chunk

    def repaired(data: dict[str, Any]) -> CreateChatCompletionStreamResponse:
        return CreateChatCompletionStreamResponse.from_dict(repair_chunk(data))

    return repaired


def is_keep_alive(data: Any, name: str = "") -> bool:
    """Whether the data of an event with this name is only a keep-alive."""
    if not isinstance(data, dict) or not (is_keep_alive_name(name) or is_keep_alive_name(data.get("type"))):
        return False
    return all(data.get(key) is None for key in NOT_IN_KEEP_ALIVES)


def is_keep_alive_name(name: Any) -> bool:
    return isinstance(name, str) and name.lower() in KEEP_ALIVE
