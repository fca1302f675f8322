# SPDX-License-Identifier: MIT-0
"""The differences between our object and a client's object."""

import dataclasses
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

LONGEST_VALUE = 60


def differences(ours: Any, theirs: Any, path: str = "$") -> Iterator[str]:
    """A line for each value that differs in value or type.

    Both may be objects with attributes or plain data. A missing value counts as None.
    """
    if is_object(ours) and is_object(theirs):
        our_members, their_members = members(ours), members(theirs)
        for name in [*our_members, *(name for name in their_members if name not in our_members)]:
            yield from differences(our_members.get(name), their_members.get(name), f"{path}.{name}")
    elif is_array(ours) and is_array(theirs):
        if len(ours) != len(theirs):
            yield f"{path}: {len(ours)} items became {len(theirs)}"
        for index, (our_item, their_item) in enumerate(zip(ours, theirs, strict=False)):
            yield from differences(our_item, their_item, f"{path}[{index}]")
    elif json_text(ours) != json_text(theirs):
        yield f"{path}: {shortened(json_text(ours))} became {shortened(json_text(theirs))}"


def is_object(value: Any) -> bool:
    """Whether the value is a dict, a dataclass or a pydantic model."""
    return isinstance(value, Mapping) or dataclasses.is_dataclass(value) or hasattr(type(value), "model_fields")


def is_array(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)  # bytes are an array of integers on the wire


def members(value: Any) -> dict[str, Any]:
    """The values of an object by name: of its keys, or of its fields and unknown keys."""
    if dataclasses.is_dataclass(value):
        fields = {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
        return fields.pop("extra") | fields
    return dict(value)  # of a pydantic model: its fields and unknown keys


def plain(value: Any) -> Any:
    """The value as data for json.dumps, without what is None."""
    if is_object(value):
        return {name: plain(member) for name, member in members(value).items() if member is not None}
    return [plain(item) for item in value] if is_array(value) else value


def json_text(value: Any) -> str:
    """The value as JSON text, in which -1 and -1.0 differ, and 1 and true."""
    return json.dumps(plain(value), ensure_ascii=False, sort_keys=True)


def shortened(text: str) -> str:
    return text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]}..."
