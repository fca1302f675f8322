# SPDX-License-Identifier: MIT-0
"""The keys under which servers send the text of a model's reasoning, which the published schema does not name."""

from collections.abc import Mapping
from typing import Any

REASONING_KEYS = ("reasoning_content", "reasoning", "reasoning_text", "thinking", "thinking_content")

# Where a server sends parts instead of one text: the key of the list, and the key of the text in each part.
REASONING_PARTS = {"reasoning_details": ("text", "summary"), "thinking_blocks": ("thinking",)}


def reasoning_in(extra: Mapping[str, Any]) -> str | None:
    """Return the reasoning text among the unknown keys of a message or a delta, or None if there is none."""
    for key in REASONING_KEYS:
        text = extra.get(key)
        if isinstance(text, str) and text:
            return text
    for key, names in REASONING_PARTS.items():
        parts = extra.get(key)
        for_each = parts if isinstance(parts, (list, tuple)) else ()
        texts = [part.get(name) for part in for_each if isinstance(part, dict) for name in names]
        joined = "".join([text for text in texts if isinstance(text, str)])
        if joined:
            return joined
    return None
