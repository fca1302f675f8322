# SPDX-License-Identifier: MIT-0
# mypy: no-warn-return-any
"""The response: the root of it all.

Each class is a table: its fields, how they are read, how they are written. `_reader` explains the words of it.
"""

from collections.abc import Mapping
from dataclasses import field

from ._reader import (
    DEPRECATED,
    EMPTY,
    NULLABLE,
    REQUIRED,
    REQUIRED_NULLABLE,
    STRING_VALUES,
    Any,
    JSONObject,
    Model,
    array,
    dataclass,
    draft,
    enum,
    integer,
    mapping,
    metadata_value,
    nested,
    opened,
    parse_text,
    plain,
    string,
    thawed,
    unknown,
    whole,
    written,
)
from .enums import FINISH_REASONS, OBJECT_TYPES, SERVICE_TIERS, FinishReason, ObjectType, ServiceTier
from .errors import ParseError, Problem
from .logprobs import Logprobs
from .message import ChatCompletionResponseMessage
from .moderation import ChatCompletionModeration
from .usage import CompletionUsage


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Choice(Model):
    """One of the completions of a response. Schema: CreateChatCompletionResponse.choices.

    index: its place in the list of choices
    message: what the model said
    finish_reason: why the model stopped
    logprobs: how likely its tokens were, if asked for
    """

    index: int
    message: ChatCompletionResponseMessage
    finish_reason: FinishReason | str | None = field(default=None, metadata=REQUIRED)
    logprobs: Logprobs | None = field(default=None, metadata=REQUIRED_NULLABLE)
    extra: Mapping[str, Any] = field(default_factory=JSONObject)
    _wire: tuple[tuple[str, str], ...] = ()

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "Choice":
        if type(data) is not dict:
            data = opened(cls, data)
        new = ChoiceDraft()
        new._wire = ()
        new.index = x if type(x := data.get("index")) is int else integer(new, data, "index")
        new.message = nested(new, data, "message", ChatCompletionResponseMessage.from_dict)
        new.finish_reason = enum(new, data, "finish_reason", FINISH_REASONS)
        new.logprobs = None if data.get("logprobs", "") is None else nested(new, data, "logprobs", Logprobs.from_dict)
        new.extra = EMPTY if ChoiceDraft.knows(data) else unknown(new, data)
        return whole(new, cls)

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "index": self.index,
            "message": self.message.to_dict(),
            "finish_reason": plain(self.finish_reason),
            "logprobs": None if self.logprobs is None else self.logprobs.to_dict(),
        }
        return written(self, data) if self._wire else data


ChoiceDraft: type[Any] = draft(Choice)


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class CreateChatCompletionResponse(Model):
    """A model's answer to a chat. Schema: CreateChatCompletionResponse.

    id: names the completion
    object: always `chat.completion`
    created: when it was created, in Unix seconds
    model: the model that generated it
    choices: the completions, as many as the request's `n`
    usage: how many tokens the request took
    service_tier: the processing tier that served the request
    system_fingerprint: names the configuration that the model ran with; deprecated
    metadata: the request's key-value pairs; the schema says strings, servers send more
    moderation: moderation of the request and of the completion, if asked for
    """

    id: str
    object: ObjectType | str = ObjectType.CHAT_COMPLETION
    created: int
    model: str
    choices: tuple[Choice, ...]
    usage: CompletionUsage | None = None
    service_tier: ServiceTier | str | None = field(default=None, metadata=NULLABLE)
    system_fingerprint: str | None = field(default=None, metadata=DEPRECATED)
    metadata: Mapping[str, Any] | None = field(default=None, metadata=NULLABLE | STRING_VALUES)
    moderation: ChatCompletionModeration | None = field(default=None, metadata=NULLABLE)
    extra: Mapping[str, Any] = field(default_factory=JSONObject)
    _wire: tuple[tuple[str, str], ...] = ()

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "CreateChatCompletionResponse":
        if type(data) is not dict:
            data = opened(cls, data)
        new = CreateChatCompletionResponseDraft()
        new._wire = ()
        new.id = x if type(x := data.get("id")) is str else string(new, data, "id")
        new.object = enum(new, data, "object", OBJECT_TYPES)
        new.created = x if type(x := data.get("created")) is int else integer(new, data, "created")
        new.model = x if type(x := data.get("model")) is str else string(new, data, "model")
        new.choices = array(new, data, "choices", Choice.from_dict)
        new.usage = nested(new, data, "usage", CompletionUsage.from_dict) if "usage" in data else None
        new.service_tier = enum(new, data, "service_tier", SERVICE_TIERS) if "service_tier" in data else None
        new.system_fingerprint = string(new, data, "system_fingerprint") if "system_fingerprint" in data else None
        new.metadata = mapping(new, data, "metadata", metadata_value) if "metadata" in data else None
        new.moderation = (
            nested(new, data, "moderation", ChatCompletionModeration.from_dict) if "moderation" in data else None
        )
        if not new.choices:
            from ._diagnosis import refuse_error_body

            refuse_error_body(data)
        new.extra = EMPTY if CreateChatCompletionResponseDraft.knows(data) else unknown(new, data)
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
        if self.metadata is not None:
            data["metadata"] = thawed(self.metadata)
        if self.moderation is not None:
            data["moderation"] = self.moderation.to_dict()
        return written(self, data) if self._wire else data

    @classmethod
    def from_json(cls, text: str | bytes) -> "CreateChatCompletionResponse":
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
        from ._diagnosis import diagnosed

        return diagnosed(data, problems)


CreateChatCompletionResponseDraft: type[Any] = draft(CreateChatCompletionResponse)
