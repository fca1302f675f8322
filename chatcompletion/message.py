# SPDX-License-Identifier: MIT-0
# mypy: no-warn-return-any
"""What the model said.

Each class is a table: its fields, how they are read, how they are written. `_reader` explains the words of it.
"""

from collections.abc import Mapping
from dataclasses import field

from ._reader import (
    DEPRECATED,
    EMPTY,
    NULLABLE,
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
    plain,
    string,
    union,
    unknown,
    whole,
    written,
)
from .enums import ANNOTATION_TYPES, ROLES, AnnotationType, Role
from .tool_calls import ToolCall, tool_call
from .unrecognized import Unrecognized


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class FunctionCall(Model):
    """A function to call, in the deprecated form of a tool call. Schema: ChatCompletionResponseMessage.function_call.

    name: the function's name
    arguments: its arguments as the model wrote them: JSON text as a rule, but not always valid
    """

    name: str
    arguments: str
    extra: Mapping[str, Any] = field(default_factory=JSONObject)
    _wire: tuple[tuple[str, str], ...] = ()

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "FunctionCall":
        if type(data) is not dict:
            data = opened(cls, data)
        new = FunctionCallDraft()
        new._wire = ()
        new.name = x if type(x := data.get("name")) is str else string(new, data, "name")
        new.arguments = x if type(x := data.get("arguments")) is str else string(new, data, "arguments")
        new.extra = EMPTY if FunctionCallDraft.knows(data) else unknown(new, data)
        return whole(new, cls)

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "name": self.name,
            "arguments": self.arguments,
        }
        return written(self, data) if self._wire else data


FunctionCallDraft: type[Any] = draft(FunctionCall)


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class UrlCitation(Model):
    """A page that the message cites. Schema: ChatCompletionResponseMessage.annotations.url_citation.

    start_index: index of the first character of the citation in the message
    end_index: index of the last character of the citation in the message
    url: the page's address
    title: the page's title
    """

    start_index: int
    end_index: int
    url: str
    title: str
    extra: Mapping[str, Any] = field(default_factory=JSONObject)
    _wire: tuple[tuple[str, str], ...] = ()

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "UrlCitation":
        if type(data) is not dict:
            data = opened(cls, data)
        new = UrlCitationDraft()
        new._wire = ()
        new.start_index = x if type(x := data.get("start_index")) is int else integer(new, data, "start_index")
        new.end_index = x if type(x := data.get("end_index")) is int else integer(new, data, "end_index")
        new.url = x if type(x := data.get("url")) is str else string(new, data, "url")
        new.title = x if type(x := data.get("title")) is str else string(new, data, "title")
        new.extra = EMPTY if UrlCitationDraft.knows(data) else unknown(new, data)
        return whole(new, cls)

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "start_index": self.start_index,
            "end_index": self.end_index,
            "url": self.url,
            "title": self.title,
        }
        return written(self, data) if self._wire else data


UrlCitationDraft: type[Any] = draft(UrlCitation)


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class UrlCitationAnnotation(Model):
    """A mark on a stretch of the message that cites a page. Schema: ChatCompletionResponseMessage.annotations.

    type: always `url_citation`
    url_citation: the page and the stretch
    """

    type: AnnotationType | str = AnnotationType.URL_CITATION
    url_citation: UrlCitation
    extra: Mapping[str, Any] = field(default_factory=JSONObject)
    _wire: tuple[tuple[str, str], ...] = ()

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "UrlCitationAnnotation":
        if type(data) is not dict:
            data = opened(cls, data)
        new = UrlCitationAnnotationDraft()
        new._wire = ()
        new.type = enum(new, data, "type", ANNOTATION_TYPES)
        new.url_citation = nested(new, data, "url_citation", UrlCitation.from_dict)
        new.extra = EMPTY if UrlCitationAnnotationDraft.knows(data) else unknown(new, data)
        return whole(new, cls)

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "type": plain(self.type),
            "url_citation": self.url_citation.to_dict(),
        }
        return written(self, data) if self._wire else data


UrlCitationAnnotationDraft: type[Any] = draft(UrlCitationAnnotation)

Annotation = UrlCitationAnnotation | Unrecognized


ANNOTATIONS_BY_TYPE: dict[str, type[Any]] = {"url_citation": UrlCitationAnnotation}


def annotation(data: dict[str, Any]) -> Annotation:
    """An annotation of whichever kind."""
    return union(data, ANNOTATIONS_BY_TYPE, ANNOTATIONS_BY_TYPE, Unrecognized)


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Audio(Model):
    """The message as speech. Schema: ChatCompletionResponseMessage.audio.

    id: names the audio, for later messages to refer to
    expires_at: when the server forgets it, in Unix seconds
    data: the audio in base64, in the format that was asked for
    transcript: its words
    """

    id: str
    expires_at: int
    data: str
    transcript: str
    extra: Mapping[str, Any] = field(default_factory=JSONObject)
    _wire: tuple[tuple[str, str], ...] = ()

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "Audio":
        if type(data) is not dict:
            data = opened(cls, data)
        new = AudioDraft()
        new._wire = ()
        new.id = x if type(x := data.get("id")) is str else string(new, data, "id")
        new.expires_at = x if type(x := data.get("expires_at")) is int else integer(new, data, "expires_at")
        new.data = x if type(x := data.get("data")) is str else string(new, data, "data")
        new.transcript = x if type(x := data.get("transcript")) is str else string(new, data, "transcript")
        new.extra = EMPTY if AudioDraft.knows(data) else unknown(new, data)
        return whole(new, cls)

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "id": self.id,
            "expires_at": self.expires_at,
            "data": self.data,
            "transcript": self.transcript,
        }
        return written(self, data) if self._wire else data


AudioDraft: type[Any] = draft(Audio)


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class ChatCompletionResponseMessage(Model):
    """A message that the model generated. Schema: ChatCompletionResponseMessage.

    role: always `assistant`
    content: its text
    refusal: the text in which the model declines
    tool_calls: the tools that the model calls
    annotations: the marks on its text, such as citations of pages
    function_call: the function that the model calls; deprecated for `tool_calls`
    audio: the message as speech
    """

    role: Role | str = Role.ASSISTANT
    content: str | None = field(default=None, metadata=REQUIRED_NULLABLE)
    refusal: str | None = field(default=None, metadata=REQUIRED_NULLABLE)
    tool_calls: tuple[ToolCall, ...] | None = None
    annotations: tuple[Annotation, ...] | None = None
    function_call: FunctionCall | None = field(default=None, metadata=DEPRECATED)
    audio: Audio | None = field(default=None, metadata=NULLABLE)
    extra: Mapping[str, Any] = field(default_factory=JSONObject)
    _wire: tuple[tuple[str, str], ...] = ()

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "ChatCompletionResponseMessage":
        if type(data) is not dict:
            data = opened(cls, data)
        new = ChatCompletionResponseMessageDraft()
        new._wire = ()
        new.role = enum(new, data, "role", ROLES)
        new.content = x if type(x := data.get("content")) is str else string(new, data, "content")
        new.refusal = None if data.get("refusal", "") is None else string(new, data, "refusal")
        new.tool_calls = array(new, data, "tool_calls", tool_call) if "tool_calls" in data else None
        new.annotations = array(new, data, "annotations", annotation) if "annotations" in data else None
        new.function_call = (
            nested(new, data, "function_call", FunctionCall.from_dict) if "function_call" in data else None
        )
        new.audio = nested(new, data, "audio", Audio.from_dict) if "audio" in data else None
        new.extra = EMPTY if ChatCompletionResponseMessageDraft.knows(data) else unknown(new, data)
        return whole(new, cls)

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "role": plain(self.role),
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
        return written(self, data) if self._wire else data


ChatCompletionResponseMessageDraft: type[Any] = draft(ChatCompletionResponseMessage)
