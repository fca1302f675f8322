# SPDX-License-Identifier: MIT-0
"""The tools that the model calls."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ._reader import Any, JSONObject, Model, draft, enum, finish, nested, opened, plain, string, union, written
from .enums import ToolCallType
from .unrecognized import Unrecognized


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Function(Model):
    """Which function to call, and with what. Schema: ChatCompletionMessageToolCall.function.

    name: the function's name
    arguments: its arguments as the model wrote them: JSON text as a rule, but not always valid
    """

    name: str
    arguments: str
    extra: Mapping[str, Any] = field(default_factory=JSONObject)
    _wire: tuple[tuple[str, str], ...] = ()

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "Function":
        data = data if type(data) is dict else opened(cls, data)
        new = FunctionDraft()
        new._wire = ()
        new.name = string(new, data, "name")
        new.arguments = string(new, data, "arguments")
        return finish(new, cls, data)

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "name": self.name,
            "arguments": self.arguments,
        }
        return written(self, data)


FunctionDraft = draft(Function)


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class ChatCompletionMessageToolCall(Model):
    """A call of a function. Schema: ChatCompletionMessageToolCall.

    id: names the call, for the answer to refer to
    type: always `function`
    function: what to call
    """

    id: str
    type: ToolCallType | str = ToolCallType.FUNCTION
    function: Function
    extra: Mapping[str, Any] = field(default_factory=JSONObject)
    _wire: tuple[tuple[str, str], ...] = ()

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "ChatCompletionMessageToolCall":
        data = data if type(data) is dict else opened(cls, data)
        new = ChatCompletionMessageToolCallDraft()
        new._wire = ()
        new.id = string(new, data, "id")
        new.type = enum(new, data, "type", ToolCallType)
        new.function = nested(new, data, "function", Function.from_dict)
        return finish(new, cls, data)

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "id": self.id,
            "type": plain(self.type),
            "function": self.function.to_dict(),
        }
        return written(self, data)


ChatCompletionMessageToolCallDraft = draft(ChatCompletionMessageToolCall)


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Custom(Model):
    """Which custom tool to call, and with what. Schema: ChatCompletionMessageCustomToolCall.custom.

    name: the tool's name
    input: its input, free text that the model wrote
    """

    name: str
    input: str
    extra: Mapping[str, Any] = field(default_factory=JSONObject)
    _wire: tuple[tuple[str, str], ...] = ()

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "Custom":
        data = data if type(data) is dict else opened(cls, data)
        new = CustomDraft()
        new._wire = ()
        new.name = string(new, data, "name")
        new.input = string(new, data, "input")
        return finish(new, cls, data)

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "name": self.name,
            "input": self.input,
        }
        return written(self, data)


CustomDraft = draft(Custom)


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class ChatCompletionMessageCustomToolCall(Model):
    """A call of a custom tool. Schema: ChatCompletionMessageCustomToolCall.

    id: names the call, for the answer to refer to
    type: always `custom`
    custom: what to call
    """

    id: str
    type: ToolCallType | str = ToolCallType.CUSTOM
    custom: Custom
    extra: Mapping[str, Any] = field(default_factory=JSONObject)
    _wire: tuple[tuple[str, str], ...] = ()

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "ChatCompletionMessageCustomToolCall":
        data = data if type(data) is dict else opened(cls, data)
        new = ChatCompletionMessageCustomToolCallDraft()
        new._wire = ()
        new.id = string(new, data, "id")
        new.type = enum(new, data, "type", ToolCallType)
        new.custom = nested(new, data, "custom", Custom.from_dict)
        return finish(new, cls, data)

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "id": self.id,
            "type": plain(self.type),
            "custom": self.custom.to_dict(),
        }
        return written(self, data)


ChatCompletionMessageCustomToolCallDraft = draft(ChatCompletionMessageCustomToolCall)


ToolCall = ChatCompletionMessageToolCall | ChatCompletionMessageCustomToolCall | Unrecognized


def tool_call(data: dict[str, Any]) -> ToolCall:
    """A tool call of whichever kind. Schema: ChatCompletionMessageToolCalls."""
    by_type = {
        ToolCallType.FUNCTION: ChatCompletionMessageToolCall,
        ToolCallType.CUSTOM: ChatCompletionMessageCustomToolCall,
    }
    by_key = {"function": ChatCompletionMessageToolCall, "custom": ChatCompletionMessageCustomToolCall}
    return union(data, by_type, by_key, Unrecognized)
