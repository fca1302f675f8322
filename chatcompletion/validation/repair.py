# SPDX-License-Identifier: MIT-0
"""Repairs responses and chunks that `from_dict` refuses. Private; loaded on first use."""

from typing import Any

from ..enums import ObjectType
from ..streaming._chunk_data import repair_chunk
from .repairing import choices_of, has_message, repair_response


def repair(data: dict[str, Any]) -> dict[str, Any]:
    """Turn the body of a response, or a chunk of a stream, into data that `from_dict` accepts.

    Returns `data` itself if nothing is refused, else a copy that differs only in the refused values. Each refused value
    is repaired by the first of these rules that applies:

    1. A value whose meaning is clear is converted: `"5"` and `5.0` become the integer 5, a list of content parts
       becomes their joined text, and any other value in place of a string becomes its JSON text.
    2. A field that may be null becomes null. In an array of objects, an item that is not an object is left out.
    3. A required field gets a placeholder: `""`, 0, false, an empty array, an object of placeholders. The `index` of a
       choice becomes its position, the `id` of a tool call `call_` and its position, and `total_tokens` the sum.
    4. In unknown values, parts that are nested too deeply or are not JSON are left out.

    Raises what `from_dict` raises for data that is not a completion: ErrorResponse for an error body; ParseError for a
    request, a line of a batch file, an object of another API, or a body with neither `choices` nor the `object` of a
    completion; TypeError for anything but a dict.
    """
    if isinstance(data, dict) and is_chunk(data):
        return repair_chunk(data)
    return repair_response(data)


def is_chunk(data: dict[str, Any]) -> bool:
    """Whether the body is a chunk: it has a delta or the `object` of a chunk, or both if it also has a message."""
    has_delta = any("delta" in choice for choice in choices_of(data))
    has_chunk_object = data.get("object") == ObjectType.CHAT_COMPLETION_CHUNK
    return (has_delta and has_chunk_object) if has_message(data) else (has_delta or has_chunk_object)
