# SPDX-License-Identifier: MIT-0
"""Repairs bodies that `from_dict` refuses, responses and chunks. Private; loaded when asked for."""

from typing import Any

from ._mending import choices_of, has_message, repair_response
from .enums import ObjectType
from .streaming._chunk_data import repair_chunk


def repair(data: dict[str, Any]) -> dict[str, Any]:
    """Make data that `from_dict` accepts from the body of a response, or from a chunk of a stream.

    Returns `data` itself where nothing is refused, else a copy that differs from it only where it is refused. Each
    refused value is mended by the first of these rules that applies:

    1. A value that has one evident reading gets it: `"5"` and `5.0` become the integer 5, a list of content parts
       becomes their joined text, and any other value where a string belongs becomes its JSON text.
    2. A field that may be null becomes null. An item of an array of objects that is no object is left out.
    3. A required field gets a neutral value: `""`, 0, false, an empty array, an object of neutral values. The `index`
       of a choice becomes its place, the `id` of a tool call `call_` and its place, `total_tokens` the sum.
    4. Unknown values lose what is nested too deep and what is not JSON.

    Raises what `from_dict` raises for data that is no completion: ErrorResponse for an error body, ParseError for a
    request, a line of a batch file, an object of another API, or a body with neither `choices` nor the `object` of a
    completion, TypeError for anything but a dict.
    """
    if isinstance(data, dict) and is_chunk(data):
        return repair_chunk(data)
    return repair_response(data)


def is_chunk(data: dict[str, Any]) -> bool:
    """Whether the body is a chunk. One with a message is a whole response, unless everything else says chunk."""
    has_delta = any("delta" in choice for choice in choices_of(data))
    called_chunk = data.get("object") == ObjectType.CHAT_COMPLETION_CHUNK
    return (has_delta and called_chunk) if has_message(data) else (has_delta or called_chunk)
