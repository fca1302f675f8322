# SPDX-License-Identifier: MIT-0
# mypy: no-warn-return-any
"""The pieces in which a response arrives."""

from collections.abc import Mapping
from dataclasses import field

from .._reader import (
    DEPRECATED,
    EMPTY,
    NULLABLE,
    REQUIRED,
    REQUIRED_NULLABLE,
    Any,
    JSONObject,
    Model,
    array,
    dataclass,
    draft,
    enum,
    integer,
    nested,
    opened,
    parse_text,
    plain,
    string,
    unknown,
    whole,
    written,
)
from ..enums import (
    FINISH_REASONS,
    OBJECT_TYPES,
    ROLES,
    SERVICE_TIERS,
    TOOL_CALL_TYPES,
    FinishReason,
    ObjectType,
    Role,
    ServiceTier,
    ToolCallType,
)
from ..errors import ParseError, Problem
from ..logprobs import Logprobs
from ..moderation import ChatCompletionModeration
from ..usage import CompletionUsage


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class FunctionChunk(Model):
    """A piece of a call of a function. Schema: ChatCompletionMessageToolCallChunk.function.

    name: the function's name, in the first piece
    arguments: the next piece of its arguments
    """

    name: str | None = None
    arguments: str | None = None
    extra: Mapping[str, Any] = field(default_factory=JSONObject)
    _wire: tuple[tuple[str, str], ...] = ()

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "FunctionChunk":
        if type(data) is not dict:
            data = opened(cls, data)
        new = FunctionChunkDraft()
        new._wire = ()
        new.name = string(new, data, "name") if "name" in data else None
        new.arguments = string(new, data, "arguments") if "arguments" in data else None
        new.extra = EMPTY if FunctionChunkDraft.knows(data) else unknown(new, data)
        return whole(new, cls)

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {}
        if self.name is not None:
            data["name"] = self.name
        if self.arguments is not None:
            data["arguments"] = self.arguments
        return written(self, data) if self._wire else data


FunctionChunkDraft: type[Any] = draft(FunctionChunk)


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class ChatCompletionMessageToolCallChunk(Model):
    """A piece of a tool call. Schema: ChatCompletionMessageToolCallChunk.

    index: the call's place in the list of tool calls
    id: names the call, in its first piece
    type: the kind of tool, in the first piece; what a custom tool is called with is in `extra`, under `custom`
    function: the piece of the function's call
    """

    index: int | None = field(default=None, metadata=REQUIRED)
    id: str | None = None
    type: ToolCallType | str | None = None
    function: FunctionChunk | None = None
    extra: Mapping[str, Any] = field(default_factory=JSONObject)
    _wire: tuple[tuple[str, str], ...] = ()

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "ChatCompletionMessageToolCallChunk":
        if type(data) is not dict:
            data = opened(cls, data)
        new = ChatCompletionMessageToolCallChunkDraft()
        new._wire = ()
        new.index = integer(new, data, "index")
        new.id = string(new, data, "id") if "id" in data else None
        new.type = enum(new, data, "type", TOOL_CALL_TYPES) if "type" in data else None
        new.function = nested(new, data, "function", FunctionChunk.from_dict) if "function" in data else None
        new.extra = EMPTY if ChatCompletionMessageToolCallChunkDraft.knows(data) else unknown(new, data)
        return whole(new, cls)

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "index": self.index,
        }
        if self.id is not None:
            data["id"] = self.id
        if self.type is not None:
            data["type"] = plain(self.type)
        if self.function is not None:
            data["function"] = self.function.to_dict()
        return written(self, data) if self._wire else data


ChatCompletionMessageToolCallChunkDraft: type[Any] = draft(ChatCompletionMessageToolCallChunk)


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class ChatCompletionStreamResponseDelta(Model):
    """What a chunk adds to a message. Schema: ChatCompletionStreamResponseDelta.

    role: who speaks, in the first piece
    content: the next piece of the text
    refusal: the next piece of the text in which the model declines
    tool_calls: pieces of the tools that the model calls
    function_call: a piece of the function that the model calls; deprecated for `tool_calls`
    """

    role: Role | str | None = None
    content: str | None = field(default=None, metadata=NULLABLE)
    refusal: str | None = field(default=None, metadata=NULLABLE)
    tool_calls: tuple[ChatCompletionMessageToolCallChunk, ...] | None = None
    function_call: FunctionChunk | None = field(default=None, metadata=DEPRECATED)
    extra: Mapping[str, Any] = field(default_factory=JSONObject)
    _wire: tuple[tuple[str, str], ...] = ()

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "ChatCompletionStreamResponseDelta":
        if type(data) is not dict:
            data = opened(cls, data)
        new = ChatCompletionStreamResponseDeltaDraft()
        new._wire = ()
        new.role = enum(new, data, "role", ROLES) if "role" in data else None
        new.content = string(new, data, "content") if "content" in data else None
        new.refusal = string(new, data, "refusal") if "refusal" in data else None
        new.tool_calls = (
            array(new, data, "tool_calls", ChatCompletionMessageToolCallChunk.from_dict)
            if "tool_calls" in data
            else None
        )
        new.function_call = (
            nested(new, data, "function_call", FunctionChunk.from_dict) if "function_call" in data else None
        )
        new.extra = EMPTY if ChatCompletionStreamResponseDeltaDraft.knows(data) else unknown(new, data)
        return whole(new, cls)

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {}
        if self.role is not None:
            data["role"] = plain(self.role)
        if self.content is not None:
            data["content"] = self.content
        if self.refusal is not None:
            data["refusal"] = self.refusal
        if self.tool_calls is not None:
            data["tool_calls"] = [item.to_dict() for item in self.tool_calls]
        if self.function_call is not None:
            data["function_call"] = self.function_call.to_dict()
        return written(self, data) if self._wire else data


ChatCompletionStreamResponseDeltaDraft: type[Any] = draft(ChatCompletionStreamResponseDelta)


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class StreamChoice(Model):
    """What a chunk adds to one of the completions. Schema: CreateChatCompletionStreamResponse.choices.

    index: which of the completions
    delta: what is added to its message
    finish_reason: why the model stopped, in the last piece
    logprobs: how likely the added tokens were, if asked for
    """

    index: int
    delta: ChatCompletionStreamResponseDelta | None = field(default=None, metadata=REQUIRED)
    finish_reason: FinishReason | str | None = field(default=None, metadata=REQUIRED_NULLABLE)
    logprobs: Logprobs | None = field(default=None, metadata=NULLABLE)
    extra: Mapping[str, Any] = field(default_factory=JSONObject)
    _wire: tuple[tuple[str, str], ...] = ()

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "StreamChoice":
        if type(data) is not dict:
            data = opened(cls, data)
        new = StreamChoiceDraft()
        new._wire = ()
        new.index = x if type(x := data.get("index")) is int else integer(new, data, "index")
        new.delta = nested(new, data, "delta", ChatCompletionStreamResponseDelta.from_dict)
        new.finish_reason = enum(new, data, "finish_reason", FINISH_REASONS)
        new.logprobs = nested(new, data, "logprobs", Logprobs.from_dict) if "logprobs" in data else None
        new.extra = EMPTY if StreamChoiceDraft.knows(data) else unknown(new, data)
        return whole(new, cls)

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "index": self.index,
            "delta": None if self.delta is None else self.delta.to_dict(),
            "finish_reason": plain(self.finish_reason),
        }
        if self.logprobs is not None:
            data["logprobs"] = self.logprobs.to_dict()
        return written(self, data) if self._wire else data


StreamChoiceDraft: type[Any] = draft(StreamChoice)


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class CreateChatCompletionStreamResponse(Model):
    """A chunk: a piece of a model's answer to a chat. Schema: CreateChatCompletionStreamResponse.

    id: names the completion, the same in each chunk
    object: always `chat.completion.chunk`
    created: when the completion was created, in Unix seconds, the same in each chunk
    model: the model that generates it
    choices: what is added to which completion; empty in a chunk that only brings the usage
    usage: how many tokens the request took; as a rule in the last chunk alone
    service_tier: the processing tier that serves the request
    system_fingerprint: names the configuration that the model runs with; deprecated
    moderation: moderation of the request and of the completion, if asked for
    obfuscation: random padding that hides the length of the chunk from eavesdroppers
    """

    id: str
    object: ObjectType | str = ObjectType.CHAT_COMPLETION_CHUNK
    created: int
    model: str
    choices: tuple[StreamChoice, ...]
    usage: CompletionUsage | None = field(default=None, metadata=NULLABLE)
    service_tier: ServiceTier | str | None = field(default=None, metadata=NULLABLE)
    system_fingerprint: str | None = field(default=None, metadata=DEPRECATED)
    moderation: ChatCompletionModeration | None = field(default=None, metadata=NULLABLE)
    obfuscation: str | None = None
    extra: Mapping[str, Any] = field(default_factory=JSONObject)
    _wire: tuple[tuple[str, str], ...] = ()

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "CreateChatCompletionStreamResponse":
        if type(data) is not dict:
            data = opened(cls, data)
        new = CreateChatCompletionStreamResponseDraft()
        new._wire = ()
        new.id = x if type(x := data.get("id")) is str else string(new, data, "id")
        new.object = enum(new, data, "object", OBJECT_TYPES)
        new.created = x if type(x := data.get("created")) is int else integer(new, data, "created")
        new.model = x if type(x := data.get("model")) is str else string(new, data, "model")
        new.choices = array(new, data, "choices", StreamChoice.from_dict)
        new.usage = nested(new, data, "usage", CompletionUsage.from_dict) if "usage" in data else None
        new.service_tier = enum(new, data, "service_tier", SERVICE_TIERS) if "service_tier" in data else None
        new.system_fingerprint = string(new, data, "system_fingerprint") if "system_fingerprint" in data else None
        new.moderation = (
            nested(new, data, "moderation", ChatCompletionModeration.from_dict) if "moderation" in data else None
        )
        new.obfuscation = string(new, data, "obfuscation") if "obfuscation" in data else None
        if not new.choices:
            from .._diagnosis import refuse_error_body

            refuse_error_body(data)
        new.extra = EMPTY if CreateChatCompletionStreamResponseDraft.knows(data) else unknown(new, data)
        return whole(new, cls)

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "id": self.id,
            "object": plain(self.object),
            "created": self.created,
            "model": self.model,
            "choices": [item.to_dict() for item in self.choices],
        }
        if self.usage is not None:
            data["usage"] = self.usage.to_dict()
        if self.service_tier is not None:
            data["service_tier"] = plain(self.service_tier)
        if self.system_fingerprint is not None:
            data["system_fingerprint"] = self.system_fingerprint
        if self.moderation is not None:
            data["moderation"] = self.moderation.to_dict()
        if self.obfuscation is not None:
            data["obfuscation"] = self.obfuscation
        return written(self, data) if self._wire else data

    @classmethod
    def from_json(cls, text: str | bytes) -> "CreateChatCompletionStreamResponse":
        """Read JSON text. Raises ParseError for text that is not JSON, too, with the line and column."""
        return cls.from_dict(parse_text(text))

    def to_json(self, *, indent: int | None = None) -> str:
        """The object as JSON text, in ASCII.

        Raises ValueError for a NaN or an infinity, which JSON does not have, and for an integer of over 4,300 digits.
        """
        import json

        return json.dumps(self.to_dict(), indent=indent, allow_nan=False)

    @classmethod
    def _refusal(cls, data: dict[str, Any], problems: list[Problem]) -> ParseError:
        from .._diagnosis import error_response

        return error_response(data) or ParseError(problems)


CreateChatCompletionStreamResponseDraft: type[Any] = draft(CreateChatCompletionStreamResponse)
