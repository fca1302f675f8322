# SPDX-License-Identifier: MIT-0
"""The response, which contains the objects of all other classes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ._core.compat import Self
from ._core.documents import ResponseBody
from ._core.json_values import NO_EXTRA, JSONObject, as_plain, plain_string
from ._core.metadata import (
    DEPRECATED,
    KEY_REQUIRED,
    NULLABLE,
    REQUIRED_NULLABLE,
    STRING_VALUES,
)
from ._core.model import Model, finish, with_extra
from ._core.readers import ABSENT, NULL, integer, nested, string
from ._core.readers_special import any_value, array, enum, mapping
from .enums import (
    FINISH_REASONS,
    OBJECT_TYPES,
    SERVICE_TIERS,
    FinishReason,
    ObjectType,
    ServiceTier,
)
from .logprobs import Logprobs
from .message import ChatCompletionResponseMessage
from .moderation import ChatCompletionModeration
from .usage import CompletionUsage


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Choice(Model):
    """One of the completions of a response. Schema: CreateChatCompletionResponse.choices."""

    index: int
    """The position of the choice in the list, from 0. If the request's `n` is over 1, there are several choices."""
    message: ChatCompletionResponseMessage
    """What the model said."""
    finish_reason: FinishReason | str | None = field(default=None, metadata=KEY_REQUIRED)
    """Why the model stopped: `stop` at a natural end or a stop sequence, `length` at the token limit, `tool_calls`
    to wait for the results of tools, `content_filter` if content was left out."""
    logprobs: Logprobs | None = field(default=None, metadata=REQUIRED_NULLABLE)
    """How likely its tokens were, if the request's `logprobs` asks for it."""
    extra: Mapping[str, Any] = field(default_factory=JSONObject)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        new, data = cls._draft(), data.copy()
        new.index = integer(data, "index")
        new.message = nested(data, "message", ChatCompletionResponseMessage)
        new.finish_reason = enum(data, "finish_reason", FINISH_REASONS, NULL)
        new.logprobs = nested(data, "logprobs", Logprobs, NULL)
        return finish(cls, new, data)

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "index": self.index,
            "message": self.message.to_dict(),
            "finish_reason": plain_string(self.finish_reason),
            "logprobs": None if self.logprobs is None else self.logprobs.to_dict(),
        }
        return data if self.extra is NO_EXTRA else with_extra(self, data)


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class CreateChatCompletionResponse(ResponseBody):
    """A model's answer to a chat. Schema: CreateChatCompletionResponse."""

    id: str
    """Identifies the completion."""
    object: ObjectType | str = ObjectType.CHAT_COMPLETION
    """Always `chat.completion`."""
    created: int
    """When the completion was created, in Unix seconds."""
    model: str
    """The model that answered. It may be a dated version of the one that the request names."""
    choices: tuple[Choice, ...]
    """The completions, as many as the request's `n` asks for: usually one."""
    usage: CompletionUsage | None = None
    """How many tokens the request took."""
    service_tier: ServiceTier | str | None = field(default=None, metadata=NULLABLE)
    """The processing tier that served the request. It may differ from the one that the request asks for."""
    system_fingerprint: str | None = field(default=None, metadata=DEPRECATED)
    """Identifies the configuration of the server. If it differs between two requests with the same `seed`, the
    server has changed, and the answers may differ for that reason. Deprecated, without a replacement."""
    metadata: Mapping[str, Any] | None = field(default=None, metadata=NULLABLE | STRING_VALUES)
    """The key-value pairs that the request attached to the completion: up to 16, with keys of up to 64 and values
    of up to 512 characters. In the published schema, all values are strings; some servers send other types."""
    moderation: ChatCompletionModeration | None = field(default=None, metadata=NULLABLE)
    """What a moderation model found in the request and in the answer, if the request asks for it."""
    extra: Mapping[str, Any] = field(default_factory=JSONObject)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        new, data = cls._draft(), data.copy()
        new.id = string(data, "id")
        new.object = enum(data, "object", OBJECT_TYPES, "chat.completion")
        new.created = integer(data, "created")
        new.model = string(data, "model")
        new.choices = array(data, "choices", Choice)
        new.usage = nested(data, "usage", CompletionUsage, ABSENT)
        new.service_tier = enum(data, "service_tier", SERVICE_TIERS, ABSENT)
        new.system_fingerprint = string(data, "system_fingerprint", ABSENT)
        new.metadata = mapping(data, "metadata", any_value, ABSENT)
        new.moderation = nested(data, "moderation", ChatCompletionModeration, ABSENT)
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
        if self.metadata is not None:
            data["metadata"] = as_plain(self.metadata)
        if self.moderation is not None:
            data["moderation"] = self.moderation.to_dict()
        return data if self.extra is NO_EXTRA else with_extra(self, data)
