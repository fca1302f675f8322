# SPDX-License-Identifier: MIT-0
"""The log probabilities of the tokens."""

import builtins
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ._core.compat import Self
from ._core.json_values import NO_EXTRA, JSONObject
from ._core.metadata import REQUIRED_NULLABLE
from ._core.model import ASSIGNS_CLASS, Model, finish, with_extra
from ._core.readers import NULL, string
from ._core.readers_special import array, byte_string, number


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class TopLogprob(Model):
    """One of the most likely tokens at a position. Schema: ChatCompletionTokenLogprob.top_logprobs."""

    token: str
    """The token as text."""
    logprob: float
    """The natural logarithm of its probability. -9999.0 means "very unlikely"."""
    bytes: builtins.bytes | None = field(default=None, metadata=REQUIRED_NULLABLE)
    """Its UTF-8 bytes. If a character spans several tokens, only their joined bytes decode to text. None for a
    token without text, such as an end token."""
    extra: Mapping[str, Any] = field(default_factory=JSONObject)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        new, data = cls._draft(), data.copy()
        new.token = string(data, "token")
        new.logprob = number(data, "logprob")
        new.bytes = byte_string(data, "bytes", NULL)
        return finish(cls, new, data)

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "token": self.token,
            "logprob": self.logprob,
            "bytes": None if self.bytes is None else [*self.bytes],
        }
        return data if self.extra is NO_EXTRA else with_extra(self, data)


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class ChatCompletionTokenLogprob(Model):
    """A token of the text, and how likely it was. Schema: ChatCompletionTokenLogprob."""

    token: str
    """The token as text."""
    logprob: float
    """The natural logarithm of its probability. -9999.0 means "very unlikely"."""
    bytes: builtins.bytes | None = field(default=None, metadata=REQUIRED_NULLABLE)
    """Its UTF-8 bytes. If a character spans several tokens, only their joined bytes decode to text. None for a
    token without text, such as an end token."""
    top_logprobs: tuple[TopLogprob, ...]
    """The most likely tokens at this position: as many as the request's `top_logprobs` asks for, or fewer."""
    extra: Mapping[str, Any] = field(default_factory=JSONObject)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        new, data = cls._draft(), data.copy()
        new.token = string(data, "token")
        new.logprob = number(data, "logprob")
        new.bytes = byte_string(data, "bytes", NULL)
        new.top_logprobs = top_logprobs(data, "top_logprobs")
        return finish(cls, new, data)

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "token": self.token,
            "logprob": self.logprob,
            "bytes": None if self.bytes is None else [*self.bytes],
            "top_logprobs": plain_top_logprobs(self.top_logprobs),
        }
        return data if self.extra is NO_EXTRA else with_extra(self, data)


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Logprobs(Model):
    """How likely the tokens of a choice were. Schema: the `logprobs` property of a choice."""

    content: tuple[ChatCompletionTokenLogprob, ...] | None = field(default=None, metadata=REQUIRED_NULLABLE)
    """The tokens of the message's `content`."""
    refusal: tuple[ChatCompletionTokenLogprob, ...] | None = field(default=None, metadata=REQUIRED_NULLABLE)
    """The tokens of the message's `refusal`."""
    extra: Mapping[str, Any] = field(default_factory=JSONObject)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        new, data = cls._draft(), data.copy()
        new.content = array(data, "content", ChatCompletionTokenLogprob, NULL)
        new.refusal = array(data, "refusal", ChatCompletionTokenLogprob, NULL)
        return finish(cls, new, data)

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "content": None if self.content is None else [item.to_dict() for item in self.content],
            "refusal": None if self.refusal is None else [item.to_dict() for item in self.refusal],
        }
        return data if self.extra is NO_EXTRA else with_extra(self, data)


# A response has up to 20 TopLogprob objects for each token, and nearly all have the same form. These two functions read
# and write that form without a call for each object. On CPython 3.11, with 500 tokens of 20 objects each, the response
# takes 1.45 times as long to read with `array(data, key, TopLogprob)`, and 1.1 times as long to write with `to_dict`.


def top_logprobs(data: dict[str, Any], key: str) -> tuple[TopLogprob, ...]:
    """Do what `array(data, key, TopLogprob)` does, but faster. If an item has another form, call `array` instead."""
    items = data.get(key)
    if type(data) is not dict or type(items) is not list or not ASSIGNS_CLASS:
        return array(data, key, TopLogprob)
    read: list[TopLogprob] = []
    draft = TopLogprob._draft
    try:
        for item in items:
            token, logprob, octets = item["token"], item["logprob"], item["bytes"]
            if type(item) is not dict or len(item) != 3 or type(octets) is not list:
                break
            if type(token) is not str or type(logprob) is not float:
                break
            packed = bytes(octets)
            if 0 in packed or 1 in packed:  # they might be false or true in the JSON
                break
            new = draft()
            new.token, new.logprob, new.bytes, new.extra = token, logprob, packed, NO_EXTRA
            new.__class__ = TopLogprob
            read.append(new)
        else:
            del data[key]
            return tuple(read)
    except (KeyError, TypeError, ValueError):
        pass
    return array(data, key, TopLogprob)


def plain_top_logprobs(items: tuple[TopLogprob, ...]) -> list[dict[str, Any]]:
    return [
        {
            "token": item.token,
            "logprob": item.logprob,
            "bytes": None if item.bytes is None else [*item.bytes],
        }
        if item.extra is NO_EXTRA
        else item.to_dict()
        for item in items
    ]
