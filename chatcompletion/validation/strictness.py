# SPDX-License-Identifier: MIT-0
"""Mends what deviates from the published schema in data that `from_dict` accepts."""

import json
from typing import Any

from ..enums import FinishReason
from ..errors import ProblemKind
from ..response import CreateChatCompletionResponse
from .judging import problems_of
from .rules import ANY, OBJECT, FieldRule, ValueRule, class_for, rules_of, union_of

Data = dict[str, Any]

GONE: Any = object()  # what is left out


def made_strict(data: Data) -> Data:
    """Return accepted data of a response in the form of the published schema.

    Returns `data` itself if nothing deviates, else a copy. Nulls that the schema forbids go, nullable keys that it
    requires come, constants are set, and a null or unknown finish_reason becomes `stop`, or `tool_calls` where there
    are any. An unknown service_tier goes, and so do tool calls, annotations and moderation of unknown types. Values of
    metadata become text. Unknown keys stay.
    """
    if all(problem.kind is not ProblemKind.DEVIATION for problem in problems_of(CreateChatCompletionResponse, data)):
        return data
    plain = CreateChatCompletionResponse.from_dict(data).to_dict()
    return strict_object(CreateChatCompletionResponse, plain)


def strict_object(cls: Any, data: Data) -> Data:
    """Make an object strict. Returns GONE if a part without which it is not valid is gone."""
    for key, rule in rules_of(cls).items():
        value = strict_field(rule, data.get(key, GONE))
        if value is GONE and key == "finish_reason":
            value = FinishReason.TOOL_CALLS.value if data["message"].get("tool_calls") else FinishReason.STOP.value
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
    if value is not GONE and value is not None:
        return strict_value(rule.value, value)
    keeps_null = rule.null_is_published and (rule.key_is_published or value is None)
    return None if keeps_null else GONE


def strict_value(rule: ValueRule, value: Any) -> Any:
    if rule.published and value not in rule.published:
        return GONE
    if rule.kind == ANY and rule.published_kind and not isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if rule.classes:
        cls = class_for(rule, value)
        is_unknown = len(rule.classes) > 1 and cls is union_of(rule.classes).otherwise
        return GONE if is_unknown else strict_object(cls, value)
    if rule.item is None:
        return value
    if rule.kind == OBJECT:
        members = {name: strict_value(rule.item, member) for name, member in value.items()}
        return {name: member for name, member in members.items() if member is not GONE}
    items = [item for item in [strict_value(rule.item, item) for item in value] if item is not GONE]
    return items if items or not value else GONE
