# SPDX-License-Identifier: MIT-0
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnknownVariableType=false
"""JSON text to data, with one error for whatever is wrong with it. Private; loaded when there is text to read."""

import json
import re
import sys
from collections.abc import Callable

from ._reader import Any, json_type
from .errors import ParseError, Problem

TOO_DEEP = "too many levels of arrays and objects"
MOST_LEVELS = 900  # about what other platforms allow

PairsHook = Callable[[list[tuple[str, Any]]], Any]


def parse_json(text: str | bytes, pairs_hook: PairsHook | None = None) -> dict[str, Any]:
    """The JSON object that the text stands for. Raises ParseError, and TypeError for what is no text.

    `pairs_hook` makes each object from the list of its keys and values.
    """
    if not isinstance(text, str):
        text = decoded(text)
    decoder = decoder_for(pairs_hook) if pairs_hook else DECODER
    if too_deep(text):
        raise failure(TOO_DEEP)
    value: Any
    try:
        value, end = decoder.raw_decode(text)  # decode() less two regular expressions, a tenth of a typical body
        if end != len(text):
            value = decoder.decode(text)
    except ValueError:
        value = decode_or_explain(text.removeprefix("\ufeff"), decoder)
    except RecursionError:
        raise failure(TOO_DEEP) from None
    if not isinstance(value, dict):
        hint = "read one body at a time" if isinstance(value, list) else None
        raise failure(f"expected object, got {json_type(value)}", hint)
    return value


def decoded(text: Any) -> str:
    if isinstance(text, (bytes, bytearray)):
        encoding = json.detect_encoding(text)
        try:
            return text.decode(encoding)
        except UnicodeDecodeError as error:
            raise failure(f"expected JSON text, got bytes that are not {encoding} at byte {error.start}") from None
    advice = "; from_dict reads a dict" if isinstance(text, dict) else ""
    raise TypeError(f"from_json takes JSON text as str or bytes, got {type(text).__name__}{advice}")


def decode_or_explain(text: str, decoder: json.JSONDecoder) -> Any:
    """What the text stands for, after white space, or why it stands for nothing."""
    try:
        return decoder.decode(text)
    except json.JSONDecodeError as error:
        at = f"line {error.lineno} column {error.colno}"
        raise failure(f"expected JSON text: {error.msg} at {at}", hint_for(text, error)) from None
    except ValueError as error:  # a number
        raise failure(f"expected JSON text: {error}") from None
    except RecursionError:
        raise failure(TOO_DEEP) from None


def too_deep(text: str) -> bool:
    """Whether JSON text would end the interpreter: WebAssembly has a small stack and no RecursionError to guard it."""
    return sys.platform == "emscripten" and levels_of(text) > MOST_LEVELS


def levels_of(text: str) -> int:
    """How deep arrays and objects are nested in JSON text, or more."""
    deepest = level = 0
    for bracket in re.findall(r'"[^"\\]*(?:\\.[^"\\]*)*"?|[\[{]|[\]}]', text, re.DOTALL):
        if bracket in "[{":
            level += 1
            deepest = max(deepest, level)
        elif bracket in "]}":
            level -= 1
    return deepest


def failure(message: str, hint: str | None = None) -> ParseError:
    return ParseError((Problem((), message),), hint)


def hint_for(text: str, error: json.JSONDecodeError) -> str | None:
    """What to do about a usual mistake."""
    if not text.strip():
        return "there is no text"
    if text.lstrip().startswith(("data:", "event:", "id:", "retry:", ":")):
        return "this is an event stream: the streaming module reads those"
    if error.msg == "Extra data":
        return "read one body at a time"
    return None


def refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is not a number in JSON")


def finite(digits: str) -> float:
    number = float(digits)
    if number - number:  # nan where the number is infinite, else 0.0
        raise ValueError("a number is too large for a float")
    return number


def decoder_for(pairs_hook: PairsHook | None) -> json.JSONDecoder:
    return json.JSONDecoder(parse_constant=refuse_constant, parse_float=finite, object_pairs_hook=pairs_hook)


DECODER = decoder_for(None)
