# SPDX-License-Identifier: MIT-0
"""Recognises what is not a chat completion: errors and common mistakes. Private; loaded on first use."""

from enum import Enum
from typing import Any

from ..errors import ErrorResponse, ParseError
from .json_values import as_plain, freeze

NO_MESSAGE = "the provider reports an error without a message"
MESSAGE_KEYS = ("message", "detail", "msg", "error", "errors")

EVENT_FIELDS = ("data:", "event:", "id:", "retry:", ":")

CHUNK = "this is a chunk of a stream: the streaming module reads those"
WHOLE = "this is a whole response, not a chunk of one: CreateChatCompletionResponse reads those"
BATCH_LINE = 'this is a line of a batch file: the body is at ["response"]["body"]'
REQUEST = "this is a request, not the response to it"
SEVERAL = "read one body at a time"
HTML = "this is an HTML page, as a proxy sends them, or a server at another address"
NO_TEXT = "there is no text"
EVENT_STREAM = "this is an event stream: the streaming module reads those"
OTHER_OBJECTS = {  # by the value of `object`
    "text_completion": "this is a text completion, of the API before chat",
    "response": "this is a response of the Responses API, another object",
    "list": "this is a list of objects of another API, such as embeddings or models",
    "batch": "this is a batch, not a response in it",
    "chat.completion.deleted": "this says that a stored completion was deleted",
}


def error_response(body: dict[str, Any], *, chunk: bool = False) -> ErrorResponse | None:
    """Return the error that a body reports, or None if it is not an error body.

    An error body has no choices, and has an `error`, `errors`, `detail` or `message`. A chunk may also have an `error`
    next to its choices or in one of them.
    """
    raw = find_chunk_error(body) if chunk else None
    if raw is None:
        choices = body.get("choices")
        if isinstance(choices, list) and choices:
            return None
        raw = find_error(body)
        if raw is None:
            return None
    holders = [holder for holder in (*(raw if isinstance(raw, list) else (raw,)), body) if isinstance(holder, dict)]
    codes = [holder.get("code") for holder in holders]
    kinds = [holder.get(key) for holder in holders for key in ("type", "error_type")]
    return ErrorResponse(
        message_in(raw) or message_in(body.get("message")) or NO_MESSAGE,
        plain_copy(raw),
        next((code for code in codes if type(code) is str or type(code) is int), None),
        next((kind for kind in kinds if type(kind) is str), None),
    )


def find_error(body: dict[str, Any]) -> Any:
    """Return the part of a body without choices that reports an error, or None."""
    error, errors, detail = body.get("error"), body.get("errors"), body.get("detail")
    if isinstance(error, (dict, str)):
        return error
    if isinstance(errors, list) and any(isinstance(item, (dict, str)) for item in errors):
        return errors
    if detail is not None:
        return detail
    return body if isinstance(body.get("message"), str) else None


def find_chunk_error(chunk: dict[str, Any]) -> Any:
    """Return the `error` of a chunk or of one of its choices, or None."""
    choices = chunk.get("choices")
    for holder in (chunk, *(choices if isinstance(choices, list) else ())):
        error = holder.get("error") if isinstance(holder, dict) else None
        if error is not None:
            return error
    return None


def plain_copy(value: Any) -> Any:
    """Return a copy that shares nothing with the value, or None if the value is not JSON."""
    try:
        return as_plain(freeze(value))
    except ParseError:
        return None


def message_in(value: Any, depth: int = 4) -> str:
    """Return the human-readable message in an error of any shape, or ""."""
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, list) and depth:
        texts = [message_in(item, depth - 1) for item in value[:5]]
        return "; ".join(text for text in texts if text)
    if isinstance(value, dict) and depth:
        for key in MESSAGE_KEYS:
            text = message_in(value.get(key), depth - 1)
            if text:
                location = dotted(value.get("loc"))  # here FastAPI says which part of the request is wrong
                return f"{text} ({location})" if location else text
    return ""


def dotted(location: Any) -> str:
    """Join the names and indexes in a location, as in `body.messages.0`, or return "" if there are none."""
    parts: list[str] = []
    for part in location[:10] if isinstance(location, list) else ():
        if isinstance(part, str):
            parts.append(part)
        elif isinstance(part, int) and part.bit_length() < 32:
            parts.append(str(part))
        else:
            parts.append("…")
    return ".".join(parts)


def first_choice(body: dict[str, Any]) -> dict[str, Any]:
    """Return the first choice of a body, or {} if there is none or it is not an object."""
    choices = body.get("choices")
    return choices[0] if isinstance(choices, list) and choices and isinstance(choices[0], dict) else {}


def hint_for_body(body: dict[str, Any]) -> str | None:
    """Return what to do about a refused body, or None if the mistake is not a common one."""
    kind, first = body.get("object"), first_choice(body)
    if "message" in first:
        return None
    if kind == "chat.completion.chunk" or "delta" in first:
        return CHUNK
    if "custom_id" in body and "response" in body:
        return BATCH_LINE
    if isinstance(body.get("messages"), list) and body.keys().isdisjoint(("choices", "errors", "success", "result")):
        return REQUEST
    return OTHER_OBJECTS.get(kind) if isinstance(kind, str) else None


def hint_for_chunk(body: dict[str, Any]) -> str | None:
    """Return what to do about a body that is refused as a chunk, or None if the mistake is not a common one."""
    first = first_choice(body)
    if "message" in first and "delta" not in first:
        return WHOLE
    hint = hint_for_body(body)
    return None if hint is CHUNK else hint


def hint_for_text(text: str) -> str | None:
    """Return what to do about text that is not JSON, or None if the mistake is not a common one."""
    start = text.lstrip("\ufeff \t\r\n")
    if not start:
        return NO_TEXT
    if start.startswith(EVENT_FIELDS):
        return EVENT_STREAM
    return HTML if start.startswith("<") else None


# --- What a body is


class BodyKind(Enum):
    """What a JSON object is, as far as its keys tell."""

    COMPLETION = "a completion"
    CHUNK = "a chunk of a stream"
    ERROR = "an error"
    REQUEST = "a request"
    BATCH_LINE = "a line of a batch file"
    TEXT_COMPLETION = "a text completion"
    OTHER = "an object of another API"
    UNKNOWN = "nothing known"


def kind_of(body: dict[str, Any]) -> BodyKind:
    """Return what a body is."""
    if error_response(body) is not None:
        return BodyKind.ERROR
    if "message" in first_choice(body):
        return BodyKind.COMPLETION
    hint = hint_for_body(body)
    kinds = {CHUNK: BodyKind.CHUNK, BATCH_LINE: BodyKind.BATCH_LINE, REQUEST: BodyKind.REQUEST}
    if hint is not None:
        return kinds.get(hint, BodyKind.OTHER)
    return BodyKind.COMPLETION if body.get("object") == "chat.completion" else BodyKind.UNKNOWN


def error_in(body: dict[str, Any], *, in_stream: bool = False) -> ErrorResponse | None:
    """Return the error that a body reports, or None. In a stream, an error may also stand beside choices."""
    return error_response(body, chunk=in_stream)


def hint_for(body: dict[str, Any], *, as_chunk: bool = False) -> str | None:
    """Return what to do about a body that was refused as a response, or as a chunk, or None."""
    return hint_for_chunk(body) if as_chunk else hint_for_body(body)
