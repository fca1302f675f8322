# SPDX-License-Identifier: MIT-0
"""Indents JSON text, and keeps each token as it is written. Private; loaded by the command line."""

import re

TOKEN = re.compile(
    r'[ \t\r\n]*("[^"\\\x00-\x1f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f]*)*"'
    r"|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?|true|false|null|[][{},:])"
)
INDENT = "  "
MAX_LEVELS = 32  # at deeper levels there would be more indentation than text

VALUE, FIRST_ITEM, FIRST_KEY, KEY, COLON, AFTER_VALUE = range(6)  # what is expected next
CLOSING = {"{": "}", "[": "]"}


def indent_json(text: str) -> str:
    """Indent JSON text, one line per member or item. Text that is not JSON, or nested too deeply, is left unchanged."""
    parts: list[str] = []
    levels: list[str] = []  # the open brackets
    expected = VALUE
    position, end = 0, len(text.rstrip(" \t\r\n"))
    while position < end:
        match = TOKEN.match(text, position, end)
        if match is None or (expected == AFTER_VALUE and not levels):
            return text
        position = match.end()
        token = match[1]
        if token in CLOSING and expected in (VALUE, FIRST_ITEM):
            start_first_item(parts, levels, expected)
            levels.append(token)
            parts.append(token)
            expected = FIRST_KEY if token == "{" else FIRST_ITEM
            if len(levels) > MAX_LEVELS:
                return text
        elif levels and token == CLOSING[levels[-1]] and expected in (FIRST_ITEM, FIRST_KEY, AFTER_VALUE):
            levels.pop()
            parts.append(token if expected != AFTER_VALUE else new_line(levels) + token)
            expected = AFTER_VALUE
        elif token == "," and expected == AFTER_VALUE:
            parts.append("," + new_line(levels))
            expected = KEY if levels[-1] == "{" else VALUE
        elif token == ":" and expected == COLON:
            parts.append(": ")
            expected = VALUE
        elif token[0] == '"' and expected in (FIRST_KEY, KEY):
            start_first_item(parts, levels, expected)
            parts.append(token)
            expected = COLON
        elif token[0] not in "{}[],:" and expected in (VALUE, FIRST_ITEM):
            start_first_item(parts, levels, expected)
            parts.append(token)
            expected = AFTER_VALUE
        else:
            return text
    return "".join(parts) if expected == AFTER_VALUE and not levels else text


def start_first_item(parts: list[str], levels: list[str], expected: int) -> None:
    if expected in (FIRST_ITEM, FIRST_KEY):
        parts.append(new_line(levels))


def new_line(levels: list[str]) -> str:
    return "\n" + INDENT * len(levels)
