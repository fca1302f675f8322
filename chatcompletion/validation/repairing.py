# SPDX-License-Identifier: MIT-0
"""Mends what `from_dict` refuses: one walk over the data beside the rules of its class."""

import contextlib
from collections.abc import Callable
from typing import Any

from .._core.bodies import BodyKind, kind_of
from .._core.json_values import plain_key
from .._core.model import Model
from ..chunks import CreateChatCompletionStreamResponse
from ..errors import ErrorResponse, ParseError
from ..response import CreateChatCompletionResponse
from .content_parts import without_parts
from .conversions import as_boolean, as_bytes, as_integer, as_number, as_seconds, as_string, json_text, only_json
from .rules import (
    ANY,
    ARRAY,
    BOOLEAN,
    BYTES,
    INTEGER,
    NUMBER,
    OBJECT,
    STRING,
    FieldRule,
    ValueRule,
    class_for,
    has_kind,
    rules_of,
)
from .strictness import made_strict

Data = dict[str, Any]


def repair(data: Data, *, strict: bool = False) -> Data:
    """Turn the body of a response, or a chunk of a stream, into data that `from_dict` accepts.

    Returns `data` itself if nothing is refused, else a copy that differs only in the refused places. Each is mended by
    the first of these rules that applies:

    1. A value with one evident reading gets it: `"5"` and `5.0` are the integer 5; a Unix time with a fraction, or as
       ISO text, is whole seconds; a number, `true` or an object in place of a text is its JSON text; an object in place
       of an array is the only item of the array; a text in place of a message is its `content`.
    2. A list of content parts becomes the joined text of its parts. The text of thinking goes to `reasoning_content`.
       If the parts say more than their texts, the list is kept under `content_parts`. In `arguments` and `input`,
       every array or object becomes its JSON text.
    3. A field that may be null becomes null. An item of an array that should be an object, and is none, is left out.
    4. A required field gets a neutral value: `""`, 0, false, an empty array, an object of neutral values. `logprob` is
       -9999.0, `index` the position, the `id` of a tool call the first free `call_N`, and `total_tokens` the sum.
    5. In unknown values, parts that are nested too deeply or are not JSON are left out.

    strict: Also mend what deviates from the published schema, for clients that accept nothing else. Responses only.

    Raises what `from_dict` raises for data that is no completion: ErrorResponse for an error body; ParseError for a
    request, a line of a batch file, an object of another API, a completion inside another object, or a body without
    choices; TypeError for anything but a dict.
    """
    if strict:
        return made_strict(repair_response(data))
    is_chunk = isinstance(data, dict) and kind_of(data) is BodyKind.CHUNK
    if is_chunk and error_of(CreateChatCompletionResponse, data) is not None:
        return repair_chunk(data)
    return repair_response(data)


def repair_response(data: Data) -> Data:
    """Do what `repair` does, for data that is expected to be a response."""
    error = error_of(CreateChatCompletionResponse, data)
    if error is None:
        return data
    kind = kind_of(data)
    if kind not in (BodyKind.COMPLETION, BodyKind.UNKNOWN) or not isinstance(data.get("choices"), (list, tuple, dict)):
        raise error
    return mended(CreateChatCompletionResponse, data)


def repair_chunk(data: Data) -> Data:
    """Do what `repair` does, for data that is expected to be a chunk."""
    error = error_of(CreateChatCompletionStreamResponse, data)
    if error is None:
        return data
    kind = kind_of(data)
    if kind is BodyKind.COMPLETION:  # a server that does not stream sends a whole response instead of chunks
        return repair_response(data)
    if kind is BodyKind.CHUNK or (kind is BodyKind.UNKNOWN and not {"choices", "usage"}.isdisjoint(data)):
        return mended(CreateChatCompletionStreamResponse, data)
    raise error


def error_of(cls: type[Model], data: Data) -> ParseError | None:
    """Return the error that `from_dict` raises for the data, or None. An ErrorResponse is raised, not returned."""
    try:
        cls.from_dict(data)
    except ErrorResponse:
        raise
    except ParseError as error:
        return error
    return None


def mended(cls: type[Model], data: Data) -> Data:
    """Return a copy of the data that the class accepts. It shares nothing with the data.

    Raises ErrorResponse if no choice is left and the rest reports an error.
    """
    return cls.from_dict(mended_object(cls, data, {})).to_dict()


# --- The walk


def mended_object(cls: Any, data: Data, neutral: Data) -> Data:
    """Mend an object for a class. `neutral` has the neutral values that depend on its place in an array."""
    rules = rules_of(cls)
    found: Data = {}
    for key, value in (without_parts(data) if has_content(cls) else data).items():
        with contextlib.suppress(ParseError):
            found[plain_key(key)] = value if key in rules else only_json(value)
    for key, rule in rules.items():
        value = found.get(key)
        if value is not None:
            value = found[key] = mended_value(rule.value, value, key)
        if value is None and rule.is_required:
            found[key] = neutral[key] if key in neutral else neutral_value(key, rule, found)
    return found


def mended_value(rule: ValueRule, value: Any, key: str) -> Any:
    """Mend a value that is not null. Returns None if nothing says what it means."""
    if rule.item is not None and rule.item.classes and isinstance(value, dict):
        value = [value] if value else None  # one object without its array
    if isinstance(value, str) and any(map(has_content, rule.classes)):
        role = rules_of(rule.classes[0])["role"].constant
        value = {"content": value} | ({"role": role} if role else {})  # a message that is only its text
    if rule.classes and isinstance(value, rule.classes):
        return value
    if rule.kind in PARTS and has_kind(rule, value):
        return PARTS[rule.kind](rule, value, key)
    return value if has_kind(rule, value) and rule.kind != BYTES else converted(rule, value, key)


def has_content(cls: Any) -> bool:
    """Whether the class is that of a message or of a delta."""
    content = rules_of(cls).get("content")
    return content is not None and content.value.kind == STRING


def mended_array(rule: ValueRule, value: Any, key: str) -> list[Any]:
    item_rule: Any = rule.item
    items: list[Any] = []
    ids = {item.get("id") for item in value if isinstance(item, dict) and isinstance(item.get("id"), str)}
    number = 0
    for item in value:
        if not (has_kind(item_rule, item) or isinstance(item, item_rule.classes)):
            continue
        number = max(number, len(items))
        while f"call_{number}" in ids:
            number += 1
        neutral = {"index": len(items)} | ({"id": f"call_{number}"} if key == "tool_calls" else {})
        items.append(mended_item(item_rule, item, neutral))
        ids.add(items[-1].get("id") if isinstance(items[-1], dict) else None)
    return items


def mended_item(rule: ValueRule, item: Any, neutral: Data) -> Any:
    if not isinstance(item, dict):
        return item
    if not isinstance(item.get("type"), str | None) and len(rule.classes) > 1:
        item = item | {"type": None}  # another key shows the class
    return mended_object(class_for(rule, item), item, neutral)


def mended_object_value(rule: ValueRule, value: Data, key: str) -> Data | None:
    """Mend an object. Returns None for an empty one that is refused, for nothing in it says what it means."""
    if rule.classes:
        needs_keys = any(field.is_required for field in rules_of(class_for(rule, value)).values())
        return mended_item(rule, value, {}) if value or not needs_keys else None
    members = {str.__str__(name): member for name, member in value.items() if isinstance(name, str)}
    return {name: fixed for name, member in members.items() if (fixed := mended_member(rule, member)) is not LEFT_OUT}


LEFT_OUT: Any = object()


def mended_member(rule: ValueRule, member: Any) -> Any:
    """Mend a member of an object with arbitrary keys. Returns LEFT_OUT for one that is no JSON."""
    item: Any = rule.item
    if item.kind == ANY:
        try:
            return only_json(member)
        except ParseError:
            return LEFT_OUT
    fixed = None if member is None else mended_value(item, member, "")
    return NEUTRAL[item.kind]() if fixed is None else fixed


PARTS: dict[str, Callable[[ValueRule, Any, str], Any]] = {ARRAY: mended_array, OBJECT: mended_object_value}


# --- Values of the wrong type

TIMES = ("created", "expires_at")
JSON_TEXTS = ("arguments", "input")  # texts in which servers send the JSON value itself


def converted(rule: ValueRule, value: Any, key: str) -> Any:
    """Return the one evident reading of a value of the wrong type, or None."""
    if key in TIMES:
        return as_seconds(value)
    if key in JSON_TEXTS and isinstance(value, (dict, list, tuple)):
        return json_text(value)
    if rule.published:  # an enum
        return None
    converter = CONVERTERS.get(rule.kind)
    return converter(value) if converter else None


CONVERTERS: dict[str, Callable[[Any], Any]] = {
    STRING: as_string,
    INTEGER: as_integer,
    NUMBER: as_number,
    BOOLEAN: as_boolean,
    BYTES: as_bytes,
}


# --- Values of required fields that are missing

NEUTRAL: dict[str, Callable[[], Any]] = {
    STRING: str,
    INTEGER: int,
    NUMBER: int,
    BOOLEAN: bool,
    ARRAY: list,
    OBJECT: dict,
}
VERY_UNLIKELY = -9999.0  # how the API writes a logprob that it does not say


def neutral_value(key: str, rule: FieldRule, found: Data) -> Any:
    """Return the neutral value of a field. `found` has the fields before it."""
    if key == "total_tokens":
        return found["completion_tokens"] + found["prompt_tokens"]
    if key == "logprob":
        return VERY_UNLIKELY
    if rule.value.classes:
        return mended_object(class_for(rule.value, {}), {}, {})
    return NEUTRAL[rule.value.kind]()
