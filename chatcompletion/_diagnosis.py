# SPDX-License-Identifier: MIT-0
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnknownVariableType=false
"""What else a body may be that is no chat completion. Private; loaded when one is refused."""

from ._reader import Any, Judged, Unfit, frozen, plain_dict, thawed, unadorned
from .errors import ErrorResponse, ParseError, Problem

NO_MESSAGE = "the provider reports an error without a message"
WHERE_MESSAGES_STAND = ("message", "detail", "msg", "error")


def diagnosed(body: dict[str, Any], problems: list[Problem]) -> ParseError:
    """The error to raise for a body that is refused for these problems."""
    return error_response(body) or ParseError(problems, hint_for(body))


def refuse_error_body(body: dict[str, Any]) -> None:
    """Raise ErrorResponse if the body, which has no choices, is one."""
    error = None if type(body) is Judged else error_response(body)
    if error is not None:
        raise error


def error_response(body: dict[str, Any]) -> ErrorResponse | None:
    """The body as the provider's report of an error, if it is one."""
    choices = body.get("choices")
    if isinstance(choices, list) and list.copy(choices):
        return None
    error, detail, message = body.get("error"), body.get("detail"), body.get("message")
    raw: Any
    if isinstance(error, (dict, str)):
        raw = error
    elif detail is not None:
        raw = detail
    elif isinstance(message, str):
        raw = dict(body)
    else:
        return None
    try:
        raw = thawed(frozen(raw))
    except Unfit:  # it cannot be kept; what it says can
        raw = None
    holders = [plain_dict(holder) for holder in (error, body) if isinstance(holder, dict)]
    codes = [holder.get("code") for holder in holders]
    code = next((code for code in codes if type(code) is str or type(code) is int), None)
    kinds = [holder.get(key) for holder in holders for key in ("type", "error_type")]
    kind = next((kind for kind in kinds if type(kind) is str), None)
    said = error if isinstance(error, (dict, str)) else detail if detail is not None else message
    return ErrorResponse(message_in(said) or message_in(message) or NO_MESSAGE, raw, code, kind)


def message_in(value: Any, levels: int = 4) -> str:
    """The text for people in an error of whatever shape, or ""."""
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, list) and levels:
        said = [message_in(item, levels - 1) for item in list.copy(value)[:5]]
        return "; ".join(text for text in said if text)
    if isinstance(value, dict) and levels:
        members = plain_dict(value)
        for key in WHERE_MESSAGES_STAND:
            text = message_in(members.get(key), levels - 1)
            if text:
                where = dotted(members.get("loc"))  # as FastAPI names the faulty part of a request
                return f"{text} ({where})" if where else text
    return ""


def dotted(where: Any) -> str:
    """The names and indexes in a location, `body.messages.0`, or "" for what is none."""
    parts: list[str] = []
    for part in list.copy(where)[:10] if isinstance(where, list) else ():
        if isinstance(part, str):
            parts.append(str.__str__(part))
        elif isinstance(part, int) and int.bit_length(part) < 32:
            parts.append(str(unadorned(part, int)))
        else:
            parts.append("…")
    return ".".join(parts)


def hint_for(body: dict[str, Any]) -> str | None:
    """What to do about a usual mistake."""
    kind, choices = body.get("object"), body.get("choices")
    kind = unadorned(kind, str) if isinstance(kind, str) else None
    choices = list.copy(choices) if isinstance(choices, list) else None
    first = plain_dict(choices[0]) if choices and isinstance(choices[0], dict) else {}
    if kind == "chat.completion.chunk" or ("delta" in first and "message" not in first):
        return "this is a chunk of a stream: the streaming module reads those"
    if "custom_id" in body and "response" in body:
        return 'this is a line of a batch file: the body is at ["response"]["body"]'
    if "messages" in body and "choices" not in body:
        return "this is a request, not the response to it"
    if kind == "text_completion":
        return "this is a text completion, of the API before chat"
    if kind == "response":
        return "this is a response of the Responses API, another object"
    return None
