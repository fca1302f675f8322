# SPDX-License-Identifier: MIT-0
"""Parses JSON text, and raises ParseError for everything that may be wrong with it."""

import json
from collections.abc import Callable
from typing import Any

from ..errors import ParseError, Problem
from .json_values import json_type
from .nesting import is_too_deep

TOO_DEEP = "too many levels of arrays and objects"


def refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is not a number in JSON")


def parse_finite(digits: str) -> float:
    number = float(digits)
    if number - number:  # NaN if the number is infinite, else 0.0
        raise ValueError("a number is too large for a float")
    return number


def decoder_for(pairs_hook: Callable[[list[tuple[str, Any]]], Any] | None = None) -> json.JSONDecoder:
    """Return a decoder that refuses NaN and infinities. `pairs_hook` makes each object from its key-value pairs."""
    return json.JSONDecoder(parse_constant=refuse_constant, parse_float=parse_finite, object_pairs_hook=pairs_hook)


DECODER = decoder_for()


def parse_json(text: str | bytes, decoder: json.JSONDecoder = DECODER) -> dict[str, Any]:
    """Parse JSON text into a dict, with a decoder from `decoder_for`.

    Raises ParseError, and TypeError if the argument is not text.
    """
    if not isinstance(text, str):
        text = decode_text(text)
    if is_too_deep(text):
        raise parse_error(TOO_DEEP)
    value: Any
    try:
        # decode() calls this between two regular expressions, which take a tenth of the time for a typical body.
        value, end = decoder.scan_once(text, 0)  # type: ignore[attr-defined]
        if end != len(text):
            value = decoder.decode(text)
    except (ValueError, StopIteration):
        value = decode_with_hint(text.removeprefix("\ufeff"), decoder)
    except RecursionError:
        raise parse_error(TOO_DEEP) from None
    return value if type(value) is dict else unwrap_error_body(value)


def unwrap_error_body(value: Any) -> dict[str, Any]:
    """Return an error body that is the only item of an array. Anything else is refused."""
    hint = None
    if isinstance(value, list):
        from .bodies import SEVERAL, error_in

        hint = SEVERAL
        if len(value) == 1 and isinstance(value[0], dict) and error_in(value[0]) is not None:
            return value[0]
    raise parse_error(f"expected object, got {json_type(value)}", hint)


def decode_text(text: Any) -> str:
    if isinstance(text, (bytes, bytearray)):
        encoding = json.detect_encoding(text)
        try:
            return text.decode(encoding)
        except UnicodeDecodeError as error:
            from .bodies import GZIP, GZIP_BYTES

            hint = GZIP if text.startswith(GZIP_BYTES) else None
            message = f"expected JSON text, got bytes that are not {encoding} at byte {error.start}"
            raise parse_error(message, hint) from None
    advice = "; from_dict reads a dict" if isinstance(text, dict) else ""
    raise TypeError(f"from_json takes JSON text as str or bytes, got {type(text).__name__}{advice}")


def decode_with_hint(text: str, decoder: json.JSONDecoder) -> Any:
    """Parse text that may begin with white space. The ParseError says what is wrong with the text."""
    try:
        return decoder.decode(text)
    except json.JSONDecodeError as error:
        from .bodies import SEVERAL, hint_for_text

        is_extra = error.msg == "Extra data"  # some servers send events after the body
        hint = (hint_for_text(text[error.pos :]) or SEVERAL) if is_extra else hint_for_text(text)
        at = f"line {error.lineno} column {error.colno}"
        raise parse_error(f"expected JSON text: {error.msg} at {at}", hint) from None
    except ValueError as error:  # NaN, an infinity, or a number that is too long or too large
        raise parse_error(f"expected JSON text: {error}") from None
    except RecursionError:
        raise parse_error(TOO_DEEP) from None


def parse_error(message: str, hint: str | None = None) -> ParseError:
    return ParseError((Problem((), message),), hint)
