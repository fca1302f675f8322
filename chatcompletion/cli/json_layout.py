# SPDX-License-Identifier: MIT-0
"""Indents JSON text, and keeps each token as it is written."""

import json
import re

TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|\{\s*\}|\[\s*\]|[{}\[\],:]|[^\s"{}\[\],:]+')
INDENT = "  "
MAX_LEVELS = 32  # at deeper levels there would be more indentation than text


def indent_json(text: str) -> str:
    """Indent JSON text, one line per member or item. Text that is not JSON, or nested too deeply, is left unchanged."""
    parts: list[str] = []
    line_break = "\n"
    for token in TOKEN.findall(text):
        if token[0] in "{[" and len(line_break) > MAX_LEVELS * len(INDENT):
            return text
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
    try:
        json.loads(text, parse_constant=int, parse_float=str, parse_int=str)  # int() refuses NaN and infinities
    except ValueError:
        return text
    return "".join(parts)
