# SPDX-License-Identifier: MIT-0
"""The chunks of a streamed response."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ._core.compat import Self
from ._core.documents import ChunkBody, chunk_choices
from ._core.json_values import NO_EXTRA, no_extra, plain_string
from ._core.model import Model, finish, with_extra
from ._core.readers import ABSENT, EMPTY, NULL, array, integer, nested, string
from ._core.readers_special import DEPRECATED, KEY_REQUIRED, NULLABLE, REQUIRED_NULLABLE, enum
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

REASONING = ("reasoning", "reasoning_content")  # text keys of a delta that the schema does not name


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class FunctionChunk(Model):
    """A piece of a function call. Schema: ChatCompletionMessageToolCallChunk.function.

    name: The function's full name, in the first piece of the call.
    arguments: The next part of the arguments. Joined together, the parts of all pieces are the text of the arguments.
    """

    name: str | None = None
    arguments: str | None = None
    extra: Mapping[str, Any] = field(default_factory=no_extra)

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
    """A piece of a tool call. Schema: ChatCompletionMessageToolCallChunk.

    index: The index of the tool call that this piece belongs to, from 0.
    id: Identifies the call, in its first piece.
    type: The kind of tool, in the first piece.
    function: The piece of a function call. The piece of a custom tool call is in `extra`, under `custom`.
    """

    index: int | None = field(default=None, metadata=KEY_REQUIRED)
    id: str | None = None
    type: ToolCallType | str | None = None
    function: FunctionChunk | None = None
    extra: Mapping[str, Any] = field(default_factory=no_extra)

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
    """A piece of the message as speech. Schema: ChatCompletionStreamResponseDelta.audio.

    id: Identifies the audio, in its first piece.
    data: The next part of the sound, base64-encoded.
    transcript: The next part of the text that is spoken.
    expires_at: When the server forgets the audio, in Unix seconds, in the last piece.
    """

    id: str | None = None
    data: str | None = None
    transcript: str | None = None
    expires_at: int | None = None
    extra: Mapping[str, Any] = field(default_factory=no_extra)

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
    """What a chunk adds to a message. Schema: ChatCompletionStreamResponseDelta.

    role: Always `assistant`, in the first chunk.
    content: The next part of the text.
    refusal: The next part of the text in which the model declines.
    tool_calls: Pieces of the model's tool calls.
    function_call: A piece of the function call. Deprecated: `tool_calls` replaces it.
    audio: A piece of the message as speech.
    """

    role: Role | str | None = None
    content: str | None = field(default=None, metadata=NULLABLE)
    refusal: str | None = field(default=None, metadata=NULLABLE)
    tool_calls: tuple[ChatCompletionMessageToolCallChunk, ...] | None = None
    function_call: FunctionChunk | None = field(default=None, metadata=DEPRECATED)
    audio: AudioChunk | None = None
    extra: Mapping[str, Any] = field(default_factory=no_extra)

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
    """What a chunk adds to one of the completions. Schema: CreateChatCompletionStreamResponse.choices.

    index: The index of the completion, from 0. If the request's `n` asks for several, their chunks are interleaved.
    delta: What is added to the message of that completion.
    finish_reason: Why the model stopped, in the last chunk of the completion. None before that.
    logprobs: How likely the added tokens were, if the request's `logprobs` asks for it.
    """

    index: int
    delta: ChatCompletionStreamResponseDelta | None = field(default=None, metadata=KEY_REQUIRED)
    finish_reason: FinishReason | str | None = field(default=None, metadata=REQUIRED_NULLABLE)
    logprobs: Logprobs | None = field(default=None, metadata=NULLABLE)
    extra: Mapping[str, Any] = field(default_factory=no_extra)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        new, data = cls._draft(), data.copy()
        new.index = integer(data, "index")
        new.delta = nested(data, "delta", ChatCompletionStreamResponseDelta, NULL)
        new.finish_reason = enum(data, "finish_reason", FINISH_REASONS, NULL)
        new.logprobs = nested(data, "logprobs", Logprobs, ABSENT)
        return finish(cls, new, data)

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "index": self.index,
            "delta": None if self.delta is None else self.delta.to_dict(),
            "finish_reason": plain_string(self.finish_reason),
        }
        if self.logprobs is not None:
            data["logprobs"] = self.logprobs.to_dict()
        return data if self.extra is NO_EXTRA else with_extra(self, data)


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class CreateChatCompletionStreamResponse(ChunkBody):
    """A chunk: a piece of a model's answer to a chat. Schema: CreateChatCompletionStreamResponse.

    id: Identifies the completion. It is the same in each chunk.
    object: Always `chat.completion.chunk`.
    created: When the completion was created, in Unix seconds. It is the same in each chunk.
    model: The model that answers.
    choices: What the chunk adds to each completion. Empty in a chunk that has only the usage.
    usage: How many tokens the request took, in the last chunk, if the request's `stream_options` has `include_usage`.
        A stream that breaks off may never send it.
    service_tier: The processing tier that serves the request.
    system_fingerprint: Identifies the configuration of the server, as in the response. Deprecated, without a
        replacement.
    moderation: What a moderation model found, in a separate chunk, if the request asks for it.
    obfuscation: Random characters that give all chunks about the same length, so that an eavesdropper learns nothing
        from the length. The request turns them off with `include_obfuscation` in its `stream_options`.
    """

    id: str
    object: ObjectType | str = ObjectType.CHAT_COMPLETION_CHUNK
    created: int
    model: str
    choices: tuple[StreamChoice, ...] = ()
    usage: CompletionUsage | None = field(default=None, metadata=NULLABLE)
    service_tier: ServiceTier | str | None = field(default=None, metadata=NULLABLE)
    system_fingerprint: str | None = field(default=None, metadata=DEPRECATED)
    moderation: ChatCompletionModeration | None = field(default=None, metadata=NULLABLE)
    obfuscation: str | None = None
    extra: Mapping[str, Any] = field(default_factory=no_extra)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        new, data = cls._draft(), data.copy()
        new.id = string(data, "id")
        new.object = enum(data, "object", OBJECT_TYPES, "chat.completion.chunk")
        new.created = integer(data, "created")
        new.model = string(data, "model")
        new.choices = chunk_choices(data, "choices", StreamChoice, EMPTY)
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
