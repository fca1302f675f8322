# SPDX-License-Identifier: MIT-0
"""Says what a body is: a completion, a chunk, an error or a common mistake. Loaded on first use."""

import json
from enum import Enum
from typing import Any

from ..error_response import ErrorResponse
from .error_bodies import make_error, reported_beside_choices, reported_in
from .nesting import is_too_deep


class BodyKind(Enum):
    """What a JSON object is, as far as its keys tell."""

    COMPLETION = "a completion"
    CHUNK = "a chunk of a stream"
    ERROR = "an error"
    BATCH_LINE = "a line of a batch file"
    REQUEST = "a request"
    WRAPPER = "a wrapper around a completion or a chunk"
    TEXT_COMPLETION = "a text completion"
    RESPONSES = "an object of the Responses API"
    ANTHROPIC = "an object of Anthropic's API"
    GEMINI = "an object of Gemini's API"
    OLLAMA = "an object of Ollama's own API"
    LIST = "a list of objects"
    BATCH = "a batch"
    DELETED = "a note that a completion was deleted"
    UNKNOWN = "nothing known"


HINTS = {
    BodyKind.COMPLETION: "this is a whole response, not a chunk of one: CreateChatCompletionResponse reads those",
    BodyKind.CHUNK: "this is a chunk of a stream: the streaming module and the command assemble read those",
    BodyKind.BATCH_LINE: 'this is a line of a batch file: the body is at ["response"]["body"]',
    BodyKind.REQUEST: "this is a request, not the response to it",
    BodyKind.WRAPPER: "this is a wrapper: the completion is at ",  # and the place
    BodyKind.TEXT_COMPLETION: "this is a text completion, of the API before chat",
    BodyKind.RESPONSES: "this is a response of the Responses API, another object",
    BodyKind.ANTHROPIC: "this is a message of Anthropic's Messages API, another object",
    BodyKind.GEMINI: "this is a response of the Gemini API, another object",
    BodyKind.OLLAMA: "this is a response of Ollama's own API; its API under /v1 sends completions",
    BodyKind.LIST: "this is a list of objects of another API, such as embeddings or models",
    BodyKind.BATCH: "this is a batch, not a response in it",
    BodyKind.DELETED: "this says that a stored completion was deleted",
}

KINDS_BY_OBJECT = {  # by the value of `object`
    "chat.completion": BodyKind.COMPLETION,
    "chat.completion.chunk": BodyKind.CHUNK,
    "chat.completion.deleted": BodyKind.DELETED,
    "text_completion": BodyKind.TEXT_COMPLETION,
    "response": BodyKind.RESPONSES,
    "list": BodyKind.LIST,
    "batch": BodyKind.BATCH,
}
ANTHROPIC_TYPES = (
    *("message", "message_start", "message_delta", "message_stop"),
    *("content_block_start", "content_block_delta", "content_block_stop"),
)
KINDS_BY_TYPE = dict.fromkeys(ANTHROPIC_TYPES, BodyKind.ANTHROPIC)  # by the value of `type`
KINDS_BY_KEYS = (  # by keys that are all there and not null
    (("content", "stop_reason"), BodyKind.ANTHROPIC),
    (("completion", "stop_reason"), BodyKind.ANTHROPIC),
    (("candidates",), BodyKind.GEMINI),
    (("promptFeedback",), BodyKind.GEMINI),
    (("usageMetadata",), BodyKind.GEMINI),
    (("done", "message"), BodyKind.OLLAMA),
    (("done", "response"), BodyKind.OLLAMA),
    (("custom_id", "url"), BodyKind.REQUEST),  # in the input of a batch
)
NOT_IN_REQUESTS = ("choices", "errors", "success", "result")
WRAPPER_KEYS = ("result", "data", "response", "body")
MAX_WRAPPERS = 3

SEVERAL = "read one body at a time"
HTML = "this is an HTML page, as a proxy sends them, or a server at another address"
NO_TEXT = "there is no text"
EVENT_STREAM = "this is an event stream: the streaming module and the command assemble read those"
GZIP = "this is compressed with gzip: decompress it first"

EVENT_FIELDS = ("data:", "event:", "id:", "retry:", ":")
GZIP_BYTES = b"\x1f\x8b"
GZIP_TEXTS = ("\x1f\x8b", "\x1f\ufffd")  # read as Latin-1, or as UTF-8 with replacements


def kind_of(body: dict[str, Any]) -> BodyKind:
    """Return what a body is. A line of a batch file may also report an error."""
    if "custom_id" in body and "response" in body:
        return BodyKind.BATCH_LINE
    if error_in(body) is not None:
        return BodyKind.ERROR
    kind = kind_by_choices(body)
    if kind is None and wrapped_in(body):
        kind = BodyKind.WRAPPER
    return kind or kind_by_names(body) or kind_by_keys(body) or BodyKind.UNKNOWN


def kind_by_choices(body: dict[str, Any]) -> BodyKind | None:
    """Return what the choices make the body: with a delta a chunk, else with a message a completion.

    Perplexity sends both in each choice. There the name in `object` tells a completion.
    """
    choices = body.get("choices")
    for choice in choices if isinstance(choices, (list, tuple)) else (choices,):  # a server may forget the array
        if not isinstance(choice, dict):
            continue
        has_message = choice.get("message") is not None
        if isinstance(choice.get("delta"), (dict, str)):  # repair reads a text as a delta, and makes others null
            is_whole = has_message and text_at(body, "object") == "chat.completion"
            return BodyKind.COMPLETION if is_whole else BodyKind.CHUNK
        if has_message:
            return BodyKind.COMPLETION
        if "delta" in choice:
            return BodyKind.CHUNK
        if text_at(choice, "text"):
            return BodyKind.TEXT_COMPLETION
    return None


def wrapped_in(body: dict[str, Any], depth: int = MAX_WRAPPERS) -> tuple[str | int, ...]:
    """Return the path to a completion or a chunk inside a wrapper, or () if there is none."""
    for key in WRAPPER_KEYS if depth else ():
        path: tuple[str | int, ...] = (key,)
        inner = body.get(key)
        if isinstance(inner, list) and inner:
            path, inner = (key, 0), inner[0]
        if isinstance(inner, str) and kind_by_choices(object_in(inner)) is not None:
            return path
        if not isinstance(inner, dict):
            continue
        if kind_by_choices(inner) is not None:
            return path
        deeper = wrapped_in(inner, depth - 1)
        if deeper:
            return path + deeper
    return ()


def object_in(text: str) -> dict[str, Any]:
    """Return the object that a JSON text holds, as in the `body` that AWS Lambda returns, or {} if there is none."""
    if not text.lstrip().startswith("{") or is_too_deep(text):
        return {}
    try:
        inner: dict[str, Any] = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return inner


def kind_by_names(body: dict[str, Any]) -> BodyKind | None:
    """Return what a body says that it is, in `object` or `type`."""
    name, kind = text_at(body, "object"), text_at(body, "type")
    if kind.startswith("response."):  # an event in a stream of the Responses API
        return BodyKind.RESPONSES
    return KINDS_BY_OBJECT.get(name) or KINDS_BY_TYPE.get(kind)


def kind_by_keys(body: dict[str, Any]) -> BodyKind | None:
    for keys, kind in KINDS_BY_KEYS:
        if all(body.get(key) is not None for key in keys):
            return kind
    is_request = isinstance(body.get("messages"), list) and body.keys().isdisjoint(NOT_IN_REQUESTS)
    return BodyKind.REQUEST if is_request else None


def text_at(body: dict[str, Any], key: str) -> str:
    value = body.get(key)
    return str.__str__(value) if isinstance(value, str) else ""


def error_in(body: dict[str, Any], *, in_stream: bool = False) -> ErrorResponse | None:
    """Return the error that a body reports, or None.

    A body with choices, or one that wraps a completion, is no error. But in a stream, an `error` may also stand beside
    the choices or in one of them.
    """
    if in_stream:
        reported = reported_beside_choices(body)
        if reported is not None:
            return make_error(reported, body)
    choices = body.get("choices")
    if isinstance(choices, (list, tuple)) and choices:
        return None
    reported = reported_in(body)
    return None if reported is None or wrapped_in(body) else make_error(reported, body)


def hint_for(body: dict[str, Any], *, as_chunk: bool = False) -> str | None:
    """Return what to do about a body that was refused as a response, or as a chunk, or None if nothing is known."""
    kind = kind_of(body)
    if kind is (BodyKind.CHUNK if as_chunk else BodyKind.COMPLETION):
        return None  # it is what was expected, but broken
    if kind is BodyKind.WRAPPER:
        return HINTS[kind] + place_of_wrapped(body)
    return HINTS.get(kind)


def place_of_wrapped(body: dict[str, Any]) -> str:
    """Return where the completion inside a wrapper is, and whether it is JSON text there."""
    place = ""
    inner: Any = body
    for part in wrapped_in(body):
        place += f"[{part}]" if isinstance(part, int) else f'["{part}"]'
        inner = inner[part]
    return f"{place}, as JSON text" if isinstance(inner, str) else place


def hint_for_text(text: str) -> str | None:
    """Return what to do about text that is not JSON, or None if the mistake is not a common one."""
    start = text.lstrip("\ufeff \t\r\n")
    if not start:
        return NO_TEXT
    if start.startswith(EVENT_FIELDS):
        return EVENT_STREAM
    if start.startswith(GZIP_TEXTS):
        return GZIP
    return HTML if start.startswith("<") else None
