# SPDX-License-Identifier: MIT-0
"""The keys under which servers send the text of a model's reasoning, which the published schema does not name."""

from collections.abc import Iterable, Mapping
from typing import Any

REASONING_KEYS = ("reasoning_content", "reasoning", "reasoning_text", "thinking", "thinking_content")

# Where a server sends parts instead of one text: the key of the list, and the keys of the text in each part.
REASONING_PARTS = {"reasoning_details": ("text", "summary"), "thinking_blocks": ("thinking",)}


def reasoning_in(extra: Mapping[str, Any]) -> str | None:
    """Return the reasoning text among the unknown keys of a message or a delta, or None if there is none.

    The text under the first key that has one counts, for some servers send the same text under two keys.
    """
    if not extra:  # as in nearly every chunk
        return None
    for key in REASONING_KEYS:
        text = extra.get(key)
        if isinstance(text, str) and text:
            return text
    for key, names in REASONING_PARTS.items():
        text = "".join([text_of(part, names) for part in items_of(extra.get(key))])
        if text:
            return text
    return None


def items_of(value: Any) -> Iterable[Any]:
    """Return the items of an array, frozen or plain. Anything else has none."""
    return value if isinstance(value, (tuple, list)) else ()


def text_of(part: Any, names: tuple[str, ...]) -> str:
    """Return the first text under one of these names in a part, or "" if there is none."""
    texts = [part.get(name) for name in names] if isinstance(part, Mapping) else []
    return next((text for text in texts if isinstance(text, str) and text), "")
