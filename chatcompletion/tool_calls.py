# SPDX-License-Identifier: MIT-0
# mypy: no-warn-return-any
"""The tools that the model calls.

Each class is a table: its fields, how they are read, how they are written. `_reader` explains the words of it.
"""

from collections.abc import Mapping
from dataclasses import field

from ._reader import (
    EMPTY,
    Any,
    JSONObject,
    Model,
    dataclass,
    draft,
    enum,
    nested,
    opened,
    plain,
    string,
    union,
    unknown,
    whole,
    written,
)
from .enums import TOOL_CALL_TYPES, ToolCallType
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
        if type(data) is not dict:
            data = opened(cls, data)
        new = FunctionDraft()
        new._wire = ()
        new.name = x if type(x := data.get("name")) is str else string(new, data, "name")
        new.arguments = x if type(x := data.get("arguments")) is str else string(new, data, "arguments")
        new.extra = EMPTY if FunctionDraft.knows(data) else unknown(new, data)
        return whole(new, cls)

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "name": self.name,
            "arguments": self.arguments,
        }
        return written(self, data) if self._wire else data


FunctionDraft: type[Any] = draft(Function)


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
        if type(data) is not dict:
            data = opened(cls, data)
        new = ChatCompletionMessageToolCallDraft()
        new._wire = ()
        new.id = x if type(x := data.get("id")) is str else string(new, data, "id")
        new.type = enum(new, data, "type", TOOL_CALL_TYPES)
        new.function = nested(new, data, "function", Function.from_dict)
        new.extra = EMPTY if ChatCompletionMessageToolCallDraft.knows(data) else unknown(new, data)
        return whole(new, cls)

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "id": self.id,
            "type": plain(self.type),
            "function": self.function.to_dict(),
        }
        return written(self, data) if self._wire else data


ChatCompletionMessageToolCallDraft: type[Any] = draft(ChatCompletionMessageToolCall)


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
        if type(data) is not dict:
            data = opened(cls, data)
        new = CustomDraft()
        new._wire = ()
        new.name = x if type(x := data.get("name")) is str else string(new, data, "name")
        new.input = x if type(x := data.get("input")) is str else string(new, data, "input")
        new.extra = EMPTY if CustomDraft.knows(data) else unknown(new, data)
        return whole(new, cls)

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "name": self.name,
            "input": self.input,
        }
        return written(self, data) if self._wire else data


CustomDraft: type[Any] = draft(Custom)


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
        if type(data) is not dict:
            data = opened(cls, data)
        new = ChatCompletionMessageCustomToolCallDraft()
        new._wire = ()
        new.id = x if type(x := data.get("id")) is str else string(new, data, "id")
        new.type = enum(new, data, "type", TOOL_CALL_TYPES)
        new.custom = nested(new, data, "custom", Custom.from_dict)
        new.extra = EMPTY if ChatCompletionMessageCustomToolCallDraft.knows(data) else unknown(new, data)
        return whole(new, cls)

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "id": self.id,
            "type": plain(self.type),
            "custom": self.custom.to_dict(),
        }
        return written(self, data) if self._wire else data


ChatCompletionMessageCustomToolCallDraft: type[Any] = draft(ChatCompletionMessageCustomToolCall)


ToolCall = ChatCompletionMessageToolCall | ChatCompletionMessageCustomToolCall | Unrecognized


TOOL_CALLS_BY_TYPE: dict[str, type[Any]] = {
    "function": ChatCompletionMessageToolCall,
    "custom": ChatCompletionMessageCustomToolCall,
}


def tool_call(data: dict[str, Any]) -> ToolCall:
    """A tool call of whichever kind. Schema: ChatCompletionMessageToolCalls."""
    return union(data, TOOL_CALLS_BY_TYPE, TOOL_CALLS_BY_TYPE, Unrecognized)
