# SPDX-License-Identifier: MIT-0
"""Mends what `from_dict` refuses: one walk over the data beside the rules of its class."""

from collections.abc import Callable
from typing import Any

from .._core.bodies import BodyKind, kind_by_choices, kind_of
from .._core.model import Model
from .._core.readers_special import BYTES
from ..error_response import ErrorResponse
from ..response import CreateChatCompletionResponse
from .checking import class_of, refusal_of
from .content_parts import without_parts
from .conversions import (
    LEFT_OUT,
    as_boolean,
    as_bytes,
    as_integer,
    as_number,
    as_seconds,
    as_string,
    json_text,
    only_json,
    text_members,
)
from .rules import (
    ANY,
    ARRAY,
    BOOLEAN,
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
    2. A list of content parts becomes the joined text of its parts. The text of thinking goes to `reasoning_content`,
       that of refusals to `refusal`. If the parts say more than their texts, `content_parts` keeps the list. In
       `arguments` and `input`, every array or object becomes its JSON text.
    3. A field that may be null becomes null. An item of an array that should be an object, and is none, is left out.
    4. A required field gets a neutral value: `""`, 0, false, an empty array, an object of neutral values. `logprob` is
       -9999.0, `index` the position, the `id` of a tool call the first free `call_N`, and `total_tokens` the sum.
    5. In unknown values, parts that are nested too deeply or are not JSON are left out.

    strict: Also mend what deviates from the published schema, for clients that accept nothing else. Responses only.

    Raises what `from_dict` raises for data that is no completion: ErrorResponse for an error body; ParseError for a
    request, a line of a batch file, an object of another API, a completion inside another object, a body without
    choices, and with `strict` for a chunk; TypeError for anything but a dict.
    """
    if strict:
        return made_strict(repair_response(data))
    is_chunk = isinstance(data, dict) and class_of(data) is not CreateChatCompletionResponse
    return repair_chunk(data) if is_chunk else repair_response(data)


def repair_response(data: Data) -> Data:
    """Do what `repair` does, for data that is expected to be a response."""
    error = refusal_of(CreateChatCompletionResponse, data)
    if error is None:
        return data
    is_other = isinstance(error, ErrorResponse) or kind_of(data) not in (BodyKind.COMPLETION, BodyKind.UNKNOWN)
    if is_other or not isinstance(data.get("choices"), (list, tuple, dict)):
        raise error
    return mended(CreateChatCompletionResponse, data)


def repair_chunk(data: Data) -> Data:
    """Do what `repair` does, for data that is expected to be a chunk.

    A server that does not stream sends a whole response in place of the chunks. It is mended as a response, so that
    its message can be read, and then as a chunk, which may not be as deep around the message.
    """
    from ..chunks import CreateChatCompletionStreamResponse as Chunk

    error = refusal_of(Chunk, data)
    if isinstance(error, ErrorResponse):
        raise error
    if kind_by_choices(data) is BodyKind.COMPLETION:
        data = repair_response(data)
        error = refusal_of(Chunk, data)
    if error is None:
        return data
    kind = kind_of(data)
    may_be_chunk = kind in (BodyKind.COMPLETION, BodyKind.UNKNOWN) and not {"choices", "usage"}.isdisjoint(data)
    if kind is not BodyKind.CHUNK and not may_be_chunk:
        raise error
    return mended(Chunk, without_empty_usage(data))


def without_empty_usage(chunk: Data) -> Data:
    """Return a chunk without a usage that counts nothing. Zeros in its place would replace the counts before it."""
    usage = chunk.get("usage")
    counts_nothing = isinstance(usage, dict) and all(value is None for value in usage.values())
    return chunk | {"usage": None} if counts_nothing else chunk


def mended(cls: type[Model], data: Data) -> Data:
    """Return a copy of the data that the class accepts. It shares nothing with the data.

    Raises ErrorResponse if no choice is left and the rest reports an error.
    """
    return cls.from_dict(mended_object(cls, data, {})).to_dict()


# --- The walk


def mended_object(cls: Any, data: Data, defaults: Data) -> Data:
    """Mend an object for a class, by the rules in `repair`.

    `defaults` has the neutral values that depend on where the object is.
    """
    if is_message(cls):
        data = without_parts(data)  # rule 2
    rules = rules_of(cls)
    found = {key: value if key in rules else only_json(value) for key, value in text_members(data)}  # rule 5
    found = {key: value for key, value in found.items() if value is not LEFT_OUT}
    for key, rule in rules.items():
        value = found.get(key)
        if value is not None:
            value = found[key] = mended_value(rule.value, value, key)  # rules 1 and 2, or null, which is rule 3
        if value is None and rule.is_required:
            found[key] = defaults[key] if key in defaults else neutral_value(key, rule, found)  # rule 4
    return found


def mended_value(rule: ValueRule, value: Any, key: str) -> Any:
    """Mend a value that is not null, and what is inside. Returns None if nothing says what it means."""
    if not has_kind(rule, value):
        value = evident_reading(rule, value, key)
    if isinstance(value, dict) and rule.kind == OBJECT:
        return mended_members(rule, value) if rule.item else mended_fields(rule, value)
    if isinstance(value, (list, tuple)) and rule.kind == ARRAY:
        return mended_items(rule, value, key)
    return as_bytes(value) if rule.kind == BYTES else value


def mended_fields(rule: ValueRule, value: Data) -> Data | None:
    """Mend an object of a class. Returns None for an empty one that lacks a field, for it says nothing."""
    is_refused = any(field.is_required for field in rules_of(class_for(rule, value)).values())
    return mended_item(rule, value, {}) if value or not is_refused else None


def mended_item(rule: ValueRule, value: Data, defaults: Data) -> Data:
    """Mend an object of a class, or of a union of classes. There, a `type` that is no text is none."""
    if len(rule.classes) > 1 and not isinstance(value.get("type"), str | None):
        value = value | {"type": None}
    return mended_object(class_for(rule, value), value, defaults)


def mended_items(rule: ValueRule, items: Any, key: str) -> list[Any]:
    """Mend the items of an array. Leaves out what is no object in an array of objects, and no text in one of texts."""
    item_rule: Any = rule.item
    ids = FreeIds(items if key == "tool_calls" else ())
    found: list[Any] = []
    for place, item in enumerate(item for item in items if has_kind(item_rule, item)):
        if isinstance(item, dict):
            defaults = {"index": place} | ({"id": ids.first_from(place)} if key == "tool_calls" else {})
            item = mended_item(item_rule, item, defaults)
            ids.take(item.get("id"))
        found.append(item)
    return found


class FreeIds:
    """Finds ids for tool calls that have none: `call_N` with a number that no other call has."""

    def __init__(self, calls: Any) -> None:
        self.taken: set[str] = set()
        self.number: int = 0
        for call in calls:
            self.take(call.get("id") if isinstance(call, dict) else getattr(call, "id", None))

    def take(self, call_id: Any) -> None:
        if isinstance(call_id, str):
            self.taken.add(call_id)

    def first_from(self, place: int) -> str:
        """Return the first free id with a number from `place` upwards, for places in ascending order."""
        self.number = max(self.number, place)
        while f"call_{self.number}" in self.taken:
            self.number += 1
        return f"call_{self.number}"


def mended_members(rule: ValueRule, value: Data) -> Data:
    """Mend the members of an object with arbitrary keys."""
    members = {name: mended_member(rule.item, member) for name, member in text_members(value)}
    return {name: member for name, member in members.items() if member is not LEFT_OUT}


def mended_member(rule: Any, member: Any) -> Any:
    if rule.kind == ANY:
        return only_json(member)
    found = None if member is None else mended_value(rule, member, "")
    return NEUTRAL[rule.kind]() if found is None else found


# --- Values of a wrong type

TIMES = ("created", "expires_at")
JSON_TEXTS = ("arguments", "input")  # texts in whose place servers send the JSON value itself


def evident_reading(rule: ValueRule, value: Any, key: str) -> Any:
    """Return the one evident reading of a value of the wrong type, or None."""
    if rule.kind == ARRAY and may_be_item(rule.item, value):
        return [value]
    if is_text_of_message(rule, value):
        role = rules_of(rule.classes[0])["role"].constant
        return {"content": value} | ({"role": role} if role else {})
    if rule.kind == STRING and key in JSON_TEXTS and isinstance(value, (dict, list, tuple)):
        return json_text(value)
    if key in TIMES:
        return as_seconds(value)
    read = None if rule.published else READINGS.get(rule.kind)  # a number is no word of an enum
    return read(value) if read else None


def may_be_item(rule: Any, value: Any) -> bool:
    """Whether a value may be the only item of an array whose brackets are missing. An empty object says nothing."""
    return rule.kind == OBJECT and has_kind(rule, value) and value != {}


def is_text_of_message(rule: ValueRule, value: Any) -> bool:
    return isinstance(value, str) and any(map(is_message, rule.classes))


def is_message(cls: Any) -> bool:
    """Whether a class is that of a message or of a delta."""
    content = rules_of(cls).get("content")
    return content is not None and content.value.kind == STRING


READINGS: dict[str, Callable[[Any], Any]] = {
    STRING: as_string,
    INTEGER: as_integer,
    NUMBER: as_number,
    BOOLEAN: as_boolean,
}


# --- Values of required fields that have none

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
