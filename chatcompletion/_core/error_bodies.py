# SPDX-License-Identifier: MIT-0
"""Finds the error that a body reports, in each shape that servers use. Loaded on first use."""

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any, NamedTuple, TypeGuard

from ..error_response import ErrorResponse
from ..errors import SHOWN_KEY, ParseError, shortened
from .json_values import as_plain, freeze

NO_MESSAGE = "the provider reports an error without a message"

MESSAGE_KEYS = ("message", "Message", "msg", "error_message", "errorMessage", "error_msg")
TYPE_KEYS = ("type", "error_type", "errorType", "__type")
CODE_KEYS = (
    *("code", "Code", "error_code", "errorCode", "err_code", "errcode", "status_code", "statusCode"),
    *("http_status", "http_code", "status"),  # the last may also be a word such as "error"
)
SUCCESS_CODES = ("0", "200", "success", "ok")

# Where an object in an error has its text: the first of these keys that leads to one.
TEXT_KEYS = (
    *(*MESSAGE_KEYS, "status_msg", "error_description", "detail", "details", "title"),
    *("error", "errors", "description", "reason"),
)
TOP_TEXT_KEYS = ("error", "title", *TEXT_KEYS)  # at the top of a body a short word comes before the sentence
SHOWN_ITEMS = 5
SHOWN_LOCATION = 10
MAX_LEVELS = 4  # how deep in an error its texts and codes are looked for


def is_text(value: Any) -> TypeGuard[str]:
    return isinstance(value, str) and len(value) > 0 and not str.isspace(value)


def is_report(value: Any) -> bool:
    """Whether a value is a text or an object that is not empty, or an array that has one."""
    if isinstance(value, list):
        return any(is_text(item) or (isinstance(item, dict) and len(item) > 0) for item in value)
    return is_text(value) or (isinstance(value, dict) and len(value) > 0)


def is_detail(value: Any) -> bool:
    if isinstance(value, (dict, list)):
        return len(value) > 0
    return is_text(value) if isinstance(value, str) else value is not False


def is_integer(value: Any) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def is_failed_status(value: Any) -> bool:
    """Whether an object has a `status_code` other than 0."""
    status = value.get("status_code") if isinstance(value, dict) else None
    return is_integer(status) and status != 0


def never(body: dict[str, Any]) -> bool:
    return False


def says_success(body: dict[str, Any]) -> bool:
    return body.get("success") is True or any(is_success(body.get(key)) for key in CODE_KEYS)


def is_success(code: Any) -> bool:
    if isinstance(code, str):
        return str.strip(code).lower() in SUCCESS_CODES
    return is_integer(code) and code in (0, 200)


def lacks_error_status(body: dict[str, Any]) -> bool:
    status = body.get("status")
    return not is_integer(status) or status < 400


class Shape(NamedTuple):
    """A way to report an error in a body without choices.

    keys: Any of these reports it.
    test: What their value has to be. Null reports nothing.
    unless: What else in the body makes it no error.
    whole: Whether the whole body is the error, because there is no object around it.
    """

    keys: tuple[str, ...]
    test: Callable[[Any], bool]
    unless: Callable[[dict[str, Any]], bool] = never
    whole: bool = False


SHAPES = (
    Shape(("error", "errors"), is_report),
    Shape(("base_resp",), is_failed_status),
    Shape(("detail", "details"), is_detail, unless=says_success),
    Shape(MESSAGE_KEYS, is_text, unless=says_success, whole=True),
    Shape(("title",), is_text, unless=lacks_error_status, whole=True),  # RFC 9457
)
ERROR_KEYS = frozenset(key for shape in SHAPES for key in shape.keys)


def reported_in(body: dict[str, Any]) -> Any:
    """Return the part of a body without choices that reports an error, or None."""
    if ERROR_KEYS.isdisjoint(body):
        return None
    for shape in SHAPES:
        for key in shape.keys:
            value = body.get(key)
            if value is not None and shape.test(value) and not shape.unless(body):
                return body if shape.whole else value
    return None


def reported_beside_choices(chunk: dict[str, Any]) -> Any:
    """Return the `error` of a chunk or of one of its choices, or None. Only null is no error there."""
    error = chunk.get("error")
    choices = chunk.get("choices")
    if error is None and isinstance(choices, (list, tuple)):
        errors = (choice.get("error") for choice in choices if isinstance(choice, dict))
        return next((error for error in errors if error is not None), None)
    return error


def error_of(value: Any) -> ErrorResponse:
    """Make an error of any JSON value, or of a text, that is known to report one."""
    body: dict[str, Any] = value if isinstance(value, dict) else {}
    for reported in (reported_beside_choices(body), reported_in(body)):
        if reported is not None:
            return make_error(reported, body)
    return make_error(value, body)


def make_error(reported: Any, body: dict[str, Any]) -> ErrorResponse:
    """Make an error of what a body reports. What that lacks is taken from the body around it."""
    objects = [*objects_in(reported), body]
    codes = (part.get(key) for part in objects for key in CODE_KEYS)
    types = (part.get(key) for part in objects for key in TYPE_KEYS)
    return ErrorResponse(
        message_of(reported, body),
        plain_copy(reported),
        next((plain_code(code) for code in codes if is_text(code) or is_integer(code)), None),
        next((str.__str__(kind) for kind in types if is_text(kind)), None),
    )


def plain_code(code: str | int) -> str | int:
    return str.__str__(code) if isinstance(code, str) else int.__int__(code)


def objects_in(value: Any, depth: int = MAX_LEVELS) -> Iterator[dict[str, Any]]:
    """Iterate over the objects in an error that may have its code: an object before those inside it."""
    if isinstance(value, list) and depth:
        for item in value[:SHOWN_ITEMS]:
            yield from objects_in(item, depth - 1)
    elif isinstance(value, dict) and depth:
        yield value
        for key in TEXT_KEYS:
            yield from objects_in(value.get(key), depth - 1)


def message_of(reported: Any, body: dict[str, Any]) -> str:
    """Return the text of an error. Of texts at the top of the body the first two are said: a short word, a sentence."""
    own = text_in(reported) if reported is not body else ""
    if own and not isinstance(reported, str):
        return own
    values = (body.get(key) for key in TOP_TEXT_KEYS)
    texts = dict.fromkeys(text_in(value) for value in values if isinstance(value, (str, list)))
    if own not in texts:
        texts = {own: None, **texts}
    return ": ".join(islice(filter(None, texts), 2)) or NO_MESSAGE


def text_in(value: Any, depth: int = MAX_LEVELS) -> str:
    """Return the human-readable text in an error of any shape, or ""."""
    if isinstance(value, str):
        return str.__str__(value) if is_text(value) else ""
    if isinstance(value, list) and depth:
        texts = [text_in(item, depth - 1) for item in value[:SHOWN_ITEMS]]
        return "; ".join(filter(None, texts))
    if isinstance(value, dict) and depth:
        for key in TEXT_KEYS:
            text = text_in(value.get(key), depth - 1)
            if text:
                return with_location(text, value.get("loc"))  # here FastAPI says which part of the request is wrong
        lists = [(key, item) for key, item in islice(value.items(), SHOWN_ITEMS) if isinstance(item, list)]
        texts = [with_location(text_in(item, depth - 1), [key]) for key, item in lists]  # errors by field
        return "; ".join(filter(None, texts))
    return ""


def with_location(text: str, location: Any) -> str:
    """Add to a text the names and indexes in a location, as in `(body.messages.0)`."""
    parts = location[:SHOWN_LOCATION] if text and isinstance(location, list) else []
    return f"{text} ({'.'.join(map(shown_part, parts))})" if parts else text


def shown_part(part: Any) -> str:
    if isinstance(part, str):
        return shortened(str.__str__(part), SHOWN_KEY)
    return str(int(part)) if isinstance(part, int) and part.bit_length() < 32 else "…"


def plain_copy(value: Any) -> Any:
    """Return a copy that shares nothing with the value, or None if the value is not JSON."""
    try:
        return as_plain(freeze(value))
    except ParseError:
        return None
