# SPDX-License-Identifier: MIT-0
"""Indents JSON text, and keeps each token as it is written."""

import json
import re
from itertools import accumulate
from typing import Any

TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|\{\s*\}|\[\s*\]|[{}\[\],:]|[^\s"{}\[\],:]+')
INDENT = "  "
MAX_LEVELS = 32  # at deeper levels there would be more indentation than text
STEPS = {"{": 1, "[": 1, "}": -1, "]": -1}


def refuse(constant: str) -> Any:
    raise ValueError(constant)


DECODER = json.JSONDecoder(parse_constant=refuse, parse_float=str, parse_int=str)


def indent_json(text: str) -> str:
    """Indent JSON text, one line per member or item. Text that is not JSON, or nested too deeply, is left unchanged."""
    tokens: list[str] = TOKEN.findall(text)
    brackets = (bracket for token in tokens if token[0] in "{}[]" for bracket in token)
    if max(accumulate(STEPS.get(bracket, 0) for bracket in brackets), default=0) > MAX_LEVELS:
        return text
    try:
        DECODER.decode(text)
    except ValueError:
        return text
    parts: list[str] = []
    line_break = "\n"
    for token in tokens:
        if token in ("}", "]"):
            line_break = line_break.removesuffix(INDENT)
            parts.append(line_break)
        parts.append(token[0] + token[-1] if token[0] in "{[" and token[1:] else token)
        if token in ("{", "["):
            line_break += INDENT
        if token in ("{", "[", ","):
            parts.append(line_break)
        elif token == ":":
            parts.append(" ")
    return "".join(parts)
