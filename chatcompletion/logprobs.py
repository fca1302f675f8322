# SPDX-License-Identifier: MIT-0
# mypy: no-warn-return-any
# pyright: reportPrivateUsage=false, reportUnknownArgumentType=false, reportUnknownVariableType=false
"""How likely each token was.

Each class is a table: its fields, how they are read, how they are written. `_reader` explains the words of it.
"""

import builtins
from collections.abc import Mapping
from dataclasses import field

from ._reader import (
    EMPTY,
    REQUIRED_NULLABLE,
    Any,
    JSONObject,
    Model,
    array,
    byte_string,
    dataclass,
    draft,
    number,
    opened,
    string,
    unknown,
    whole,
    written,
)


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class TopLogprob(Model):
    """One of the likeliest tokens at a position. Schema: ChatCompletionTokenLogprob.top_logprobs.

    token: the token as text
    logprob: the natural logarithm of its probability; -9999.0 stands for very unlikely
    bytes: its UTF-8 bytes, where a character may take several tokens; None if it has none
    """

    token: str
    logprob: float
    bytes: builtins.bytes | None = field(default=None, metadata=REQUIRED_NULLABLE)
    extra: Mapping[str, Any] = field(default_factory=JSONObject)
    _wire: tuple[tuple[str, str], ...] = ()

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "TopLogprob":
        if type(data) is not dict:
            data = opened(cls, data)
        new = TopLogprobDraft()
        new._wire = ()
        new.token = x if type(x := data.get("token")) is str else string(new, data, "token")
        new.logprob = x if type(x := data.get("logprob")) is float else number(new, data, "logprob")
        new.bytes = byte_string(new, data, "bytes")
        new.extra = EMPTY if TopLogprobDraft.knows(data) else unknown(new, data)
        return whole(new, cls)

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "token": self.token,
            "logprob": self.logprob,
            "bytes": None if self.bytes is None else [*self.bytes],
        }
        return written(self, data) if self._wire else data


TopLogprobDraft: type[Any] = draft(TopLogprob)


def top_logprobs(new: Any, data: dict[str, Any], key: str) -> Any:
    """What `array(new, data, key, TopLogprob.from_dict)` gives, in two thirds of its time.

    There are thousands in a response, nearly all in one form: that is read here, without a call for each. Wherever one
    is in another form, the table above reads all of this array.
    """
    items = data.get(key)
    if type(data) is dict and type(items) is list:
        read: list[TopLogprob] = []
        try:
            for item in items:
                if type(item) is not dict or len(item) != 3:
                    break
                token, logprob, octets = item["token"], item["logprob"], item["bytes"]
                if type(token) is not str or type(logprob) is not float or type(octets) is not list:
                    break
                packed = bytes(octets)
                if 0 in packed or 1 in packed:  # they might have been false and true
                    break
                top = TopLogprobDraft()
                top._wire = ()
                top.token = token
                top.logprob = logprob
                top.bytes = packed
                top.extra = EMPTY
                read.append(whole(top, TopLogprob))
            else:
                return tuple(read)
        except Exception:  # a key is missing, or whatever else is wrong: the table tells
            pass
    return array(new, data, key, TopLogprob.from_dict)


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class ChatCompletionTokenLogprob(Model):
    """A token of the text, how likely it was, and what was likely in its place. Schema: ChatCompletionTokenLogprob.

    token: the token as text
    logprob: the natural logarithm of its probability; -9999.0 stands for very unlikely
    bytes: its UTF-8 bytes, where a character may take several tokens; None if it has none
    top_logprobs: the likeliest tokens at this position, perhaps fewer than were asked for
    """

    token: str
    logprob: float
    bytes: builtins.bytes | None = field(default=None, metadata=REQUIRED_NULLABLE)
    top_logprobs: tuple[TopLogprob, ...]
    extra: Mapping[str, Any] = field(default_factory=JSONObject)
    _wire: tuple[tuple[str, str], ...] = ()

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "ChatCompletionTokenLogprob":
        if type(data) is not dict:
            data = opened(cls, data)
        new = ChatCompletionTokenLogprobDraft()
        new._wire = ()
        new.token = x if type(x := data.get("token")) is str else string(new, data, "token")
        new.logprob = x if type(x := data.get("logprob")) is float else number(new, data, "logprob")
        new.bytes = byte_string(new, data, "bytes")
        new.top_logprobs = top_logprobs(new, data, "top_logprobs")
        new.extra = EMPTY if ChatCompletionTokenLogprobDraft.knows(data) else unknown(new, data)
        return whole(new, cls)

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "token": self.token,
            "logprob": self.logprob,
            "bytes": None if self.bytes is None else [*self.bytes],
            "top_logprobs": [  # thousands in a response: written out, for a call each would take a third more
                {
                    "token": item.token,
                    "logprob": item.logprob,
                    "bytes": None if (octets := item.bytes) is None else [*octets],
                }
                if not item._wire
                else item.to_dict()
                for item in self.top_logprobs
            ],
        }
        return written(self, data) if self._wire else data


ChatCompletionTokenLogprobDraft: type[Any] = draft(ChatCompletionTokenLogprob)


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Logprobs(Model):
    """How likely the tokens of a choice were. Schema: the `logprobs` property of a choice.

    content: the tokens of the message's content
    refusal: the tokens of the message's refusal
    """

    content: tuple[ChatCompletionTokenLogprob, ...] | None = field(default=None, metadata=REQUIRED_NULLABLE)
    refusal: tuple[ChatCompletionTokenLogprob, ...] | None = field(default=None, metadata=REQUIRED_NULLABLE)
    extra: Mapping[str, Any] = field(default_factory=JSONObject)
    _wire: tuple[tuple[str, str], ...] = ()

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "Logprobs":
        if type(data) is not dict:
            data = opened(cls, data)
        new = LogprobsDraft()
        new._wire = ()
        new.content = array(new, data, "content", ChatCompletionTokenLogprob.from_dict)
        new.refusal = (
            None
            if data.get("refusal", "") is None
            else array(new, data, "refusal", ChatCompletionTokenLogprob.from_dict)
        )
        new.extra = EMPTY if LogprobsDraft.knows(data) else unknown(new, data)
        return whole(new, cls)

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "content": None if self.content is None else [item.to_dict() for item in self.content],
            "refusal": None if self.refusal is None else [item.to_dict() for item in self.refusal],
        }
        return written(self, data) if self._wire else data


LogprobsDraft: type[Any] = draft(Logprobs)
