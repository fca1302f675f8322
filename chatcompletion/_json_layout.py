# SPDX-License-Identifier: MIT-0
"""JSON text laid out without reading it: each token stays as it is written. Private; loaded by the command line."""

import re

TOKEN = re.compile(
    r'[ \t\r\n]*("[^"\\\x00-\x1f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f]*)*"'
    r"|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?|true|false|null|[][{},:])"
)
STEP = "  "
MOST_LEVELS = 32  # the indentation of deeper ones would outweigh the text

VALUE, FIRST_ITEM, FIRST_KEY, KEY, COLON, AFTER_VALUE = range(6)  # what is expected next
CLOSING = {"{": "}", "[": "]"}


def laid_out(text: str) -> str:
    """The text of a JSON object or array with a line for each member and item. Other text stays as it is."""
    parts: list[str] = []
    levels: list[str] = []  # the brackets that are open
    expected = VALUE
    place, end = 0, len(text.rstrip(" \t\r\n"))
    while place < end:
        match = TOKEN.match(text, place, end)
        if match is None or (expected == AFTER_VALUE and not levels):
            return text
        place = match.end()
        token = match[1]
        if token in CLOSING and expected in (VALUE, FIRST_ITEM):
            begin_first(parts, levels, expected)
            levels.append(token)
            parts.append(token)
            expected = FIRST_KEY if token == "{" else FIRST_ITEM
            if len(levels) > MOST_LEVELS:
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
            begin_first(parts, levels, expected)
            parts.append(token)
            expected = COLON
        elif token[0] not in "{}[],:" and expected in (VALUE, FIRST_ITEM):
            begin_first(parts, levels, expected)
            parts.append(token)
            expected = AFTER_VALUE
        else:
            return text
    return "".join(parts) if expected == AFTER_VALUE and not levels else text


def begin_first(parts: list[str], levels: list[str], expected: int) -> None:
    if expected in (FIRST_ITEM, FIRST_KEY):
        parts.append(new_line(levels))


def new_line(levels: list[str]) -> str:
    return "\n" + STEP * len(levels)
