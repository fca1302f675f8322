# SPDX-License-Identifier: MIT-0
"""The tools that the model calls."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ._core.compat import Self
from ._core.json_values import NO_EXTRA, JSONObject, plain_string
from ._core.model import Model, finish, with_extra
from ._core.readers import nested, string
from ._core.readers_special import TaggedUnion, enum
from .enums import TOOL_CALL_TYPES, ToolCallType
from .unrecognized import Unrecognized


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Function(Model):
    """The function to call, and its arguments. Schema: ChatCompletionMessageToolCall.function."""

    name: str
    """The function's name, one of those in the request's `tools`."""
    arguments: str
    """The function's arguments, as text. The text should be a JSON object, but the model may write invalid JSON, or
    arguments that the function does not have. Parse and validate them before you call anything."""
    extra: Mapping[str, Any] = field(default_factory=JSONObject)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        new, data = cls._draft(), data.copy()
        new.name = string(data, "name")
        new.arguments = string(data, "arguments")
        return finish(cls, new, data)

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "name": self.name,
            "arguments": self.arguments,
        }
        return data if self.extra is NO_EXTRA else with_extra(self, data)

    def parse_arguments(self) -> dict[str, Any]:
        """Return the arguments as a dict. Blank text, which models write if there are none, is an empty dict.

        Raises ParseError for text that is not JSON, with line and column, and for JSON that is not an object.
        """
        from ._core.arguments import parse_arguments

        return parse_arguments(self.arguments)


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class ChatCompletionMessageToolCall(Model):
    """A call of a function. Schema: ChatCompletionMessageToolCall."""

    _own_key = "function"

    id: str
    """Identifies the call. The message with the function's result repeats it as `tool_call_id`."""
    type: ToolCallType | str = ToolCallType.FUNCTION
    """Always `function`."""
    function: Function
    """The function to call, and its arguments."""
    extra: Mapping[str, Any] = field(default_factory=JSONObject)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        new, data = cls._draft(), data.copy()
        new.id = string(data, "id")
        new.type = enum(data, "type", TOOL_CALL_TYPES, "function")
        new.function = nested(data, "function", Function)
        return finish(cls, new, data)

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "id": self.id,
            "type": plain_string(self.type),
            "function": self.function.to_dict(),
        }
        return data if self.extra is NO_EXTRA else with_extra(self, data)


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Custom(Model):
    """The custom tool to call, and its input. Schema: ChatCompletionMessageCustomToolCall.custom."""

    name: str
    """The tool's name, one of those in the request's `tools`."""
    input: str
    """The tool's input, as free text that the model wrote."""
    extra: Mapping[str, Any] = field(default_factory=JSONObject)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        new, data = cls._draft(), data.copy()
        new.name = string(data, "name")
        new.input = string(data, "input")
        return finish(cls, new, data)

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "name": self.name,
            "input": self.input,
        }
        return data if self.extra is NO_EXTRA else with_extra(self, data)


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class ChatCompletionMessageCustomToolCall(Model):
    """A call of a custom tool. Schema: ChatCompletionMessageCustomToolCall."""

    _own_key = "custom"

    id: str
    """Identifies the call. The message with the tool's result repeats it as `tool_call_id`."""
    type: ToolCallType | str = ToolCallType.CUSTOM
    """Always `custom`."""
    custom: Custom
    """The tool to call, and its input."""
    extra: Mapping[str, Any] = field(default_factory=JSONObject)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        new, data = cls._draft(), data.copy()
        new.id = string(data, "id")
        new.type = enum(data, "type", TOOL_CALL_TYPES, "custom")
        new.custom = nested(data, "custom", Custom)
        return finish(cls, new, data)

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "id": self.id,
            "type": plain_string(self.type),
            "custom": self.custom.to_dict(),
        }
        return data if self.extra is NO_EXTRA else with_extra(self, data)


ToolCall = ChatCompletionMessageToolCall | ChatCompletionMessageCustomToolCall | Unrecognized

TOOL_CALL: TaggedUnion[ToolCall] = TaggedUnion(ToolCall)
