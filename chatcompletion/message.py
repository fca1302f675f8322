# SPDX-License-Identifier: MIT-0
"""The message that the model generated."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ._core.compat import Self
from ._core.json_values import NO_EXTRA, JSONObject, as_plain, plain_string
from ._core.metadata import DEPRECATED, NULLABLE, REQUIRED_NULLABLE
from ._core.model import Model, finish, with_extra
from ._core.readers import ABSENT, NULL, integer, nested, string
from ._core.readers_special import TaggedUnion, array, enum
from .enums import ANNOTATION_TYPES, ROLES, AnnotationType, Role
from .tool_calls import TOOL_CALL, ToolCall
from .unrecognized import Unrecognized


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class FunctionCall(Model):
    """The function to call, in the older form of a tool call. Schema: ChatCompletionResponseMessage.function_call."""

    name: str
    """The function's name, one of those in the request's `functions`."""
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
class UrlCitation(Model):
    """A web page that a part of the message cites. Schema: ChatCompletionResponseMessage.annotations.url_citation."""

    start_index: int
    """The index in the message's `content` where the citing part begins."""
    end_index: int
    """The index of the citing part's last character."""
    url: str
    """The page's address."""
    title: str
    """The page's title."""
    extra: Mapping[str, Any] = field(default_factory=JSONObject)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        new, data = cls._draft(), data.copy()
        new.start_index = integer(data, "start_index")
        new.end_index = integer(data, "end_index")
        new.url = string(data, "url")
        new.title = string(data, "title")
        return finish(cls, new, data)

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "start_index": self.start_index,
            "end_index": self.end_index,
            "url": self.url,
            "title": self.title,
        }
        return data if self.extra is NO_EXTRA else with_extra(self, data)


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class UrlCitationAnnotation(Model):
    """A citation of a web page, as added by web search. Schema: ChatCompletionResponseMessage.annotations."""

    _own_key = "url_citation"

    type: AnnotationType | str = AnnotationType.URL_CITATION
    """Always `url_citation`."""
    url_citation: UrlCitation
    """The page, and the part of the message that cites it."""
    extra: Mapping[str, Any] = field(default_factory=JSONObject)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        new, data = cls._draft(), data.copy()
        new.type = enum(data, "type", ANNOTATION_TYPES, "url_citation")
        new.url_citation = nested(data, "url_citation", UrlCitation)
        return finish(cls, new, data)

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "type": plain_string(self.type),
            "url_citation": self.url_citation.to_dict(),
        }
        return data if self.extra is NO_EXTRA else with_extra(self, data)


Annotation = UrlCitationAnnotation | Unrecognized

ANNOTATION: TaggedUnion[Annotation] = TaggedUnion(Annotation)


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Audio(Model):
    """The message as speech. Schema: ChatCompletionResponseMessage.audio."""

    id: str
    """Identifies the audio. A later request uses it to refer to this message."""
    expires_at: int
    """When the server deletes the audio, in Unix seconds. After that, no request can refer to it."""
    data: str
    """The audio, encoded in base64, in the format that the request's `audio` asks for."""
    transcript: str
    """The spoken words as text."""
    extra: Mapping[str, Any] = field(default_factory=JSONObject)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        new, data = cls._draft(), data.copy()
        new.id = string(data, "id")
        new.expires_at = integer(data, "expires_at")
        new.data = string(data, "data")
        new.transcript = string(data, "transcript")
        return finish(cls, new, data)

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "id": self.id,
            "expires_at": self.expires_at,
            "data": self.data,
            "transcript": self.transcript,
        }
        return data if self.extra is NO_EXTRA else with_extra(self, data)


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class ChatCompletionResponseMessage(Model):
    """A message that the model generated. Schema: ChatCompletionResponseMessage."""

    role: Role | str = Role.ASSISTANT
    """Always `assistant`."""
    content: str | None = field(default=None, metadata=REQUIRED_NULLABLE)
    """The text of the message. None if the model only calls tools, refuses or speaks."""
    refusal: str | None = field(default=None, metadata=REQUIRED_NULLABLE)
    """The text in which the model declines, instead of `content`."""
    tool_calls: tuple[ToolCall, ...] | None = None
    """The tools that the model calls, from the request's `tools`."""
    annotations: tuple[Annotation, ...] | None = None
    """Notes on parts of the text, such as the pages that web search found."""
    function_call: FunctionCall | None = field(default=None, metadata=DEPRECATED)
    """The function that the model calls, from the request's `functions`. Deprecated: `tool_calls` replaces it."""
    audio: Audio | None = field(default=None, metadata=NULLABLE)
    """The message as speech, if the request's `modalities` ask for audio."""
    extra: Mapping[str, Any] = field(default_factory=JSONObject)

    if not TYPE_CHECKING:  # the classes of which unknown keys are asked most; on 3.11, to_dict takes 1.09 times as long
        __getattr__ = Model._unknown_attribute

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        new, data = cls._draft(), data.copy()
        new.role = enum(data, "role", ROLES, "assistant")
        new.content = string(data, "content", NULL)
        new.refusal = string(data, "refusal", NULL)
        new.tool_calls = array(data, "tool_calls", TOOL_CALL, ABSENT)
        new.annotations = array(data, "annotations", ANNOTATION, ABSENT)
        new.function_call = nested(data, "function_call", FunctionCall, ABSENT)
        new.audio = nested(data, "audio", Audio, ABSENT)
        return finish(cls, new, data)

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "role": plain_string(self.role),
            "content": self.content,
            "refusal": self.refusal,
        }
        if self.tool_calls is not None:
            data["tool_calls"] = [item.to_dict() for item in self.tool_calls]
        if self.annotations is not None:
            data["annotations"] = [item.to_dict() for item in self.annotations]
        if self.function_call is not None:
            data["function_call"] = self.function_call.to_dict()
        if self.audio is not None:
            data["audio"] = self.audio.to_dict()
        return data if self.extra is NO_EXTRA else with_extra(self, data)

    @property
    def reasoning(self) -> str | None:
        """The text of the model's reasoning, under whichever unknown key the server sends it. None if there is none."""
        from ._core.reasoning import reasoning_in

        return reasoning_in(self.extra)

    def to_request(self, *, include: Iterable[str] = ()) -> dict[str, Any]:
        """Return the message in the form in which a later request sends it back, for `json.dumps`.

        `include` names unknown keys to send too, such as `reasoning_details`. Those that the message lacks are left
        out. Annotations are never sent, and of `audio` only the id.

        Servers refuse a message without `content`, and most refuse null, except next to calls. So if the message has no
        text, `content` is null next to calls, absent next to `audio`, and else "".
        """
        if isinstance(include, str):
            raise TypeError("to_request takes the names in include as a tuple or a list, got str")
        data: dict[str, Any] = {"role": plain_string(self.role)}
        if self.content:
            data["content"] = self.content
        elif self.tool_calls or self.function_call is not None:
            data["content"] = None  # Bedrock refuses "" here, and other servers refuse a message without the key
        elif self.audio is None:
            data["content"] = ""
        if self.refusal:
            data["refusal"] = self.refusal
        if self.tool_calls:  # OpenAI refuses an empty list
            data["tool_calls"] = [request_of(call) for call in self.tool_calls]
        if self.function_call is not None:
            data["function_call"] = self.function_call.to_dict()
        if self.audio is not None:
            data["audio"] = {"id": self.audio.id}
        data.update({key: as_plain(self.extra[key]) for key in include if key in self.extra})
        return data


def request_of(call: ToolCall) -> dict[str, Any]:
    """Return a tool call as it came, but with the `type` that requests require."""
    data = call.to_dict()
    if call.type is not None:
        data["type"] = plain_string(call.type)
    return data
