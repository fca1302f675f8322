# SPDX-License-Identifier: MIT-0
"""Tells how deeply JSON text is nested, before it is parsed."""

import re
import sys

MAX_LEVELS = 900  # in WebAssembly; about what other platforms allow
STRING_OR_BRACKET = r'"[^"\\]*(?:\\.[^"\\]*)*"?|[\[\]{}]'  # a regular expression


def is_too_deep(text: str) -> bool:
    """Whether parsing JSON text might crash WebAssembly, which has a small stack and no RecursionError."""
    return sys.platform == "emscripten" and nesting_depth(text) > MAX_LEVELS


def nesting_depth(text: str) -> int:
    """Return an upper bound for how deeply arrays and objects are nested in JSON text."""
    deepest = level = 0
    for bracket in re.findall(STRING_OR_BRACKET, text, re.DOTALL):
        if bracket in "[{":
            level += 1
            deepest = max(deepest, level)
        elif bracket in "]}":
            level -= 1
    return deepest
