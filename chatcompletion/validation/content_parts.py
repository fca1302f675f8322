# SPDX-License-Identifier: MIT-0
"""Turns the content parts of a message into its texts: content, refusal and reasoning."""

from collections.abc import Iterator
from typing import Any

from .._core.reasoning import reasoning_in

Data = dict[str, Any]

CONTENT, REFUSAL, REASONING = "content", "refusal", "reasoning_content"

WORDS_FOR_REASONING = ("thinking", "reasoning")
TEXT_KEYS = ("text", "value", "content", "refusal", "thinking", "reasoning", "summary")
SILENT_KEYS = ("type", "closed")  # they say nothing that the texts do not


def without_parts(data: Data) -> Data:
    """Return a message or a delta with the joined texts of its parts in place of lists of parts.

    Text goes to the field that has the list, refusals to `refusal`, and the text of thinking to `reasoning_content`,
    each if there is none yet. If the parts say more than the texts that found a place, `content_parts` keeps the list.
    """
    found = data
    for key in (CONTENT, REFUSAL):
        parts = found.get(key)
        if isinstance(parts, (list, tuple)):
            found = found | texts_of(found, key, parts)
    return found


def texts_of(data: Data, key: str, parts: list[Any] | tuple[Any, ...]) -> Data:
    """Return what changes in a message when a list of parts becomes texts."""
    texts: dict[str, list[str]] = {key: []}
    is_whole = True
    for part in parts:
        place = place_of(part, key)
        is_free = place == key or not is_taken(data, place)
        is_whole = is_whole and is_free and not says_more(part)
        if is_free:
            texts.setdefault(place, []).extend(texts_in(part))
    changes: Data = {place: "".join(pieces) for place, pieces in texts.items() if pieces or place == key}
    return changes if is_whole else changes | {"content_parts": list(parts)}


def is_taken(data: Data, place: str) -> bool:
    return bool(reasoning_in(data) if place == REASONING else data.get(place))


def place_of(part: Any, key: str) -> str:
    """Return where the text of a part goes."""
    kind = part.get("type") if isinstance(part, dict) else None
    if not isinstance(kind, str):
        return key
    if any(word in kind for word in WORDS_FOR_REASONING):
        return REASONING
    return REFUSAL if kind == REFUSAL else key


def texts_in(part: Any) -> Iterator[str]:
    """Yield the texts in a part, which may have parts itself."""
    if isinstance(part, str):
        yield str.__str__(part)
    elif isinstance(part, (list, tuple)):
        for item in part:
            yield from texts_in(item)
    elif isinstance(part, dict):
        for key in TEXT_KEYS:
            yield from texts_in(part.get(key))


def says_more(part: Any) -> bool:
    """Whether a part has anything but texts."""
    if isinstance(part, (list, tuple)):
        return any(map(says_more, part))
    if isinstance(part, dict):
        return any(
            says_more(value) if key in TEXT_KEYS else value not in (None, "", [], {})
            for key, value in part.items()
            if key not in SILENT_KEYS
        )
    return part is not None and not isinstance(part, str)
