# SPDX-License-Identifier: MIT-0
"""JSON text to data, with one error for whatever is wrong with the text. Private; loaded when there is text to read."""

import json

from ._reader import Any
from .errors import ParseError, Problem


def parse_json(text: str | bytes) -> Any:
    """The value that the text stands for. Raises ParseError, and TypeError for what is no text."""
    if isinstance(text, (bytes, bytearray)):
        try:
            text = text.decode(json.detect_encoding(text))
        except UnicodeDecodeError as error:
            raise failure(f"not JSON: not {error.encoding.upper()} text at byte {error.start}") from None
    elif not isinstance(text, str):
        advice = ": from_dict reads a dict" if isinstance(text, dict) else ""
        raise TypeError(f"expected JSON text as str or bytes, got {type(text).__name__}{advice}")
    try:
        return DECODER.decode(text.removeprefix("\ufeff"))
    except json.JSONDecodeError as error:
        raise failure(f"not JSON: {error.msg} at line {error.lineno} column {error.colno}", hint_for(text, error)) from None
    except ValueError as error:
        raise failure(f"not JSON that can be read: {error}") from None
    except RecursionError:
        raise failure("not JSON that can be read: too many levels of arrays and objects") from None


def failure(message: str, hint: str | None = None) -> ParseError:
    return ParseError((Problem((), message),), hint)


def hint_for(text: str, error: json.JSONDecodeError) -> str | None:
    if not text.strip():
        return "there is no text"
    if text.lstrip("\ufeff \t\r\n").startswith(("data:", "event:", "id:", "retry:", ":")):
        return "this is the text of an event stream: chatcompletion.streaming reads those"
    if error.msg == "Extra data":
        return "JSON Lines are read a line at a time"
    return None


def refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is not a JSON number")


def finite(digits: str) -> float:
    value = float(digits)
    if value in (INFINITY, -INFINITY):
        raise ValueError(f"a number is beyond {MAX_FLOAT}")
    return value


INFINITY = float("inf")
MAX_FLOAT = 1.7976931348623157e308
DECODER = json.JSONDecoder(parse_constant=refuse_constant, parse_float=finite)
