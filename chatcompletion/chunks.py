# SPDX-License-Identifier: MIT-0
"""The chunks of a streamed response."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ._core.compat import Self
from ._core.documents import ResponseBody
from ._core.json_values import NO_EXTRA, JSONObject, plain_string
from ._core.metadata import DEPRECATED, KEY_REQUIRED, NULLABLE
from ._core.model import Model, finish, with_extra
from ._core.readers import ABSENT, EMPTY, NULL, integer, nested, string
from ._core.readers_special import array, enum
from .enums import (
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
from .logprobs import Logprobs
from .moderation import ChatCompletionModeration
from .usage import CompletionUsage


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class FunctionChunk(Model):
    """A piece of a function call. Schema: ChatCompletionMessageToolCallChunk.function."""

    name: str | None = None
    """The function's full name, in the first piece of the call."""
    arguments: str | None = None
    """The next part of the arguments. Joined together, the parts of all pieces are the text of the arguments."""
    extra: Mapping[str, Any] = field(default_factory=JSONObject)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        new, data = cls._draft(), data.copy()
        new.name = string(data, "name", ABSENT)
        new.arguments = string(data, "arguments", ABSENT)
        return finish(cls, new, data)

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {}
        if self.name is not None:
            data["name"] = self.name
        if self.arguments is not None:
            data["arguments"] = self.arguments
        return data if self.extra is NO_EXTRA else with_extra(self, data)


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class ChatCompletionMessageToolCallChunk(Model):
    """A piece of a tool call. Schema: ChatCompletionMessageToolCallChunk."""

    index: int | None = field(default=None, metadata=KEY_REQUIRED)
    """The index of the tool call that this piece belongs to, from 0."""
    id: str | None = None
    """Identifies the call, in its first piece."""
    type: ToolCallType | str | None = None
    """The kind of tool, in the first piece."""
    function: FunctionChunk | None = None
    """The piece of a function call. The piece of a custom tool call is in `extra`, under `custom`."""
    extra: Mapping[str, Any] = field(default_factory=JSONObject)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        new, data = cls._draft(), data.copy()
        new.index = integer(data, "index", NULL)
        new.id = string(data, "id", ABSENT)
        new.type = enum(data, "type", TOOL_CALL_TYPES, ABSENT)
        new.function = nested(data, "function", FunctionChunk, ABSENT)
        return finish(cls, new, data)

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "index": self.index,
        }
        if self.id is not None:
            data["id"] = self.id
        if self.type is not None:
            data["type"] = plain_string(self.type)
        if self.function is not None:
            data["function"] = self.function.to_dict()
        return data if self.extra is NO_EXTRA else with_extra(self, data)


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class AudioChunk(Model):
    """A piece of the message as speech. Schema: ChatCompletionStreamResponseDelta.audio."""

    id: str | None = field(default=None, metadata=NULLABLE)
    """Identifies the audio, in its first piece."""
    data: str | None = field(default=None, metadata=NULLABLE)
    """The next part of the sound, base64-encoded."""
    transcript: str | None = field(default=None, metadata=NULLABLE)
    """The next part of the text that is spoken."""
    expires_at: int | None = field(default=None, metadata=NULLABLE)
    """When the server forgets the audio, in Unix seconds, in the last piece."""
    extra: Mapping[str, Any] = field(default_factory=JSONObject)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        new, data = cls._draft(), data.copy()
        new.id = string(data, "id", ABSENT)
        new.data = string(data, "data", ABSENT)
        new.transcript = string(data, "transcript", ABSENT)
        new.expires_at = integer(data, "expires_at", ABSENT)
        return finish(cls, new, data)

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {}
        if self.id is not None:
            data["id"] = self.id
        if self.data is not None:
            data["data"] = self.data
        if self.transcript is not None:
            data["transcript"] = self.transcript
        if self.expires_at is not None:
            data["expires_at"] = self.expires_at
        return data if self.extra is NO_EXTRA else with_extra(self, data)


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class ChatCompletionStreamResponseDelta(Model):
    """What a chunk adds to a message. Schema: ChatCompletionStreamResponseDelta."""

    role: Role | str | None = None
    """Who speaks, in the first chunk: in nearly all streams `assistant`."""
    content: str | None = field(default=None, metadata=NULLABLE)
    """The next part of the text."""
    refusal: str | None = field(default=None, metadata=NULLABLE)
    """The next part of the text in which the model declines."""
    tool_calls: tuple[ChatCompletionMessageToolCallChunk, ...] | None = None
    """Pieces of the model's tool calls."""
    function_call: FunctionChunk | None = field(default=None, metadata=DEPRECATED)
    """A piece of the function call. Deprecated: `tool_calls` replaces it."""
    audio: AudioChunk | None = field(default=None, metadata=NULLABLE)
    """A piece of the message as speech."""
    extra: Mapping[str, Any] = field(default_factory=JSONObject)

    if not TYPE_CHECKING:  # the classes of which unknown keys are asked most; on 3.11, to_dict takes 1.09 times as long
        __getattr__ = Model._unknown_attribute

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        new, data = cls._draft(), data.copy()
        new.role = enum(data, "role", ROLES, ABSENT)
        new.content = string(data, "content", ABSENT)
        new.refusal = string(data, "refusal", ABSENT)
        new.tool_calls = array(data, "tool_calls", ChatCompletionMessageToolCallChunk, ABSENT)
        new.function_call = nested(data, "function_call", FunctionChunk, ABSENT)
        new.audio = nested(data, "audio", AudioChunk, ABSENT)
        return finish(cls, new, data)

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {}
        if self.role is not None:
            data["role"] = plain_string(self.role)
        if self.content is not None:
            data["content"] = self.content
        if self.refusal is not None:
            data["refusal"] = self.refusal
        if self.tool_calls is not None:
            data["tool_calls"] = [item.to_dict() for item in self.tool_calls]
        if self.function_call is not None:
            data["function_call"] = self.function_call.to_dict()
        if self.audio is not None:
            data["audio"] = self.audio.to_dict()
        return data if self.extra is NO_EXTRA else with_extra(self, data)

    @property
    def reasoning(self) -> str | None:
        """The next part of the model's reasoning, under whichever unknown key the server sends it, or None."""
        from ._core.reasoning import reasoning_in

        return reasoning_in(self.extra)


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class StreamChoice(Model):
    """What a chunk adds to one of the completions. Schema: CreateChatCompletionStreamResponse.choices."""

    index: int
    """The index of the completion, from 0. If the request's `n` asks for several, their chunks are interleaved."""
    delta: ChatCompletionStreamResponseDelta | None = field(default=None, metadata=KEY_REQUIRED)
    """What is added to the message of that completion."""
    finish_reason: FinishReason | str | None = field(default=None, metadata=NULLABLE)
    """Why the model stopped, in the last chunk of the completion. None before that."""
    logprobs: Logprobs | None = field(default=None, metadata=NULLABLE)
    """How likely the added tokens were, if the request's `logprobs` asks for it."""
    extra: Mapping[str, Any] = field(default_factory=JSONObject)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        new, data = cls._draft(), data.copy()
        new.index = integer(data, "index")
        new.delta = nested(data, "delta", ChatCompletionStreamResponseDelta, NULL)
        new.finish_reason = enum(data, "finish_reason", FINISH_REASONS, ABSENT)
        new.logprobs = nested(data, "logprobs", Logprobs, ABSENT)
        return finish(cls, new, data)

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "index": self.index,
            "delta": None if self.delta is None else self.delta.to_dict(),
        }
        if self.finish_reason is not None:
            data["finish_reason"] = plain_string(self.finish_reason)
        if self.logprobs is not None:
            data["logprobs"] = self.logprobs.to_dict()
        return data if self.extra is NO_EXTRA else with_extra(self, data)


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class CreateChatCompletionStreamResponse(ResponseBody):
    """A chunk: a piece of a model's answer to a chat. Schema: CreateChatCompletionStreamResponse."""

    _in_stream = True

    id: str
    """Identifies the completion. It is the same in each chunk."""
    object: ObjectType | str = ObjectType.CHAT_COMPLETION_CHUNK
    """Always `chat.completion.chunk`."""
    created: int
    """When the completion was created, in Unix seconds. It is the same in each chunk."""
    model: str
    """The model that answers."""
    choices: tuple[StreamChoice, ...] = ()
    """What the chunk adds to each completion. Empty in a chunk that has only the usage."""
    usage: CompletionUsage | None = field(default=None, metadata=NULLABLE)
    """How many tokens the request took, in the last chunk, if the request's `stream_options` has `include_usage`. A
    stream that breaks off may never send it."""
    service_tier: ServiceTier | str | None = field(default=None, metadata=NULLABLE)
    """The processing tier that serves the request."""
    system_fingerprint: str | None = field(default=None, metadata=DEPRECATED)
    """Identifies the configuration of the server, as in the response. Deprecated, without a replacement."""
    moderation: ChatCompletionModeration | None = field(default=None, metadata=NULLABLE)
    """What a moderation model found, in a separate chunk, if the request asks for it."""
    obfuscation: str | None = None
    """Random characters that give all chunks about the same length, so that an eavesdropper learns nothing from the
    length. The request turns them off with `include_obfuscation` in its `stream_options`."""
    extra: Mapping[str, Any] = field(default_factory=JSONObject)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        new, data = cls._draft(), data.copy()
        new.id = string(data, "id")
        new.object = enum(data, "object", OBJECT_TYPES, "chat.completion.chunk")
        new.created = integer(data, "created")
        new.model = string(data, "model")
        new.choices = array(data, "choices", StreamChoice, EMPTY)
        new.usage = nested(data, "usage", CompletionUsage, ABSENT)
        new.service_tier = enum(data, "service_tier", SERVICE_TIERS, ABSENT)
        new.system_fingerprint = string(data, "system_fingerprint", ABSENT)
        new.moderation = nested(data, "moderation", ChatCompletionModeration, ABSENT)
        new.obfuscation = string(data, "obfuscation", ABSENT)
        return finish(cls, new, data)

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "id": self.id,
            "object": plain_string(self.object),
            "created": self.created,
            "model": self.model,
            "choices": [item.to_dict() for item in self.choices],
        }
        if self.usage is not None:
            data["usage"] = self.usage.to_dict()
        if self.service_tier is not None:
            data["service_tier"] = plain_string(self.service_tier)
        if self.system_fingerprint is not None:
            data["system_fingerprint"] = self.system_fingerprint
        if self.moderation is not None:
            data["moderation"] = self.moderation.to_dict()
        if self.obfuscation is not None:
            data["obfuscation"] = self.obfuscation
        return data if self.extra is NO_EXTRA else with_extra(self, data)
