# SPDX-License-Identifier: MIT-0
"""Mends what deviates from the published schema in data that `from_dict` accepts."""

from typing import Any

from ..enums import FinishReason
from ..errors import ProblemKind
from ..response import CreateChatCompletionResponse
from .conversions import json_text
from .judging import problems_of
from .rules import ANY, ARRAY, OBJECT, FieldRule, ValueRule, class_for, rules_of, union_of

Data = dict[str, Any]

GONE: Any = object()  # what is left out


def made_strict(data: Data) -> Data:
    """Return accepted data of a response in the form of the published schema.

    Returns `data` itself if nothing deviates, else a copy that differs only in the deviating places. In this order:

    1. Constants are set.
    2. A null that the schema forbids goes. A nullable key that it requires comes, with null.
    3. A finish_reason that is null, missing or unknown is `tool_calls` if there are any, else `stop`.
    4. Other unknown words go, such as that of a service_tier, and so do tool calls, annotations and moderation of
       unknown types. An array of which nothing is left goes with them, and an object that lacks a required part.
    5. A value of metadata that is no text becomes JSON text.

    Unknown keys stay.
    """
    if all(problem.kind is not ProblemKind.DEVIATION for problem in problems_of(CreateChatCompletionResponse, data)):
        return data
    copy = CreateChatCompletionResponse.from_dict(data).to_dict()
    strict: Data = strict_object(CreateChatCompletionResponse, copy)
    return strict


def strict_object(cls: Any, data: Data) -> Any:
    """Make an object strict, in place. Returns GONE if it lacks a required part."""
    for key, rule in rules_of(cls).items():
        value = strict_field(rule, data.get(key, GONE))
        if value is GONE and key == "finish_reason":
            value = finish_reason_of(data["message"])
        if value is not GONE:
            data[key] = value
        elif rule.key_is_published:
            return GONE
        else:
            data.pop(key, None)
    return data


def strict_field(rule: FieldRule, value: Any) -> Any:
    if rule.constant is not None:
        return rule.constant
    if value is None or value is GONE:
        keeps_null = rule.null_is_published and (value is None or rule.key_is_published)
        return None if keeps_null else GONE
    return strict_value(rule.value, value)


def finish_reason_of(message: Data) -> str:
    return FinishReason.TOOL_CALLS.value if message.get("tool_calls") else FinishReason.STOP.value


def strict_value(rule: Any, value: Any) -> Any:
    if rule.published and value not in rule.published:
        return GONE
    if rule.kind == ANY:
        return strict_member(rule, value)
    if rule.classes:
        cls = class_for(rule, value)
        is_unknown = len(rule.classes) > 1 and cls is union_of(rule.classes).otherwise
        return GONE if is_unknown else strict_object(cls, value)
    if rule.kind == ARRAY:
        return strict_items(rule.item, value)
    if rule.kind == OBJECT:
        members = {name: strict_value(rule.item, member) for name, member in value.items()}
        return {name: member for name, member in members.items() if member is not GONE}
    return value


def strict_items(rule: ValueRule, items: list[Any]) -> Any:
    found = [item for item in [strict_value(rule, item) for item in items] if item is not GONE]
    return found if found or not items else GONE


def strict_member(rule: ValueRule, value: Any) -> Any:
    """Make a value of metadata strict."""
    if isinstance(value, str) or rule.published_kind is None:
        return value
    return GONE if value is None else json_text(value)
