# SPDX-License-Identifier: MIT-0
"""What the model said."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ._reader import (
    Any,
    JSONObject,
    Model,
    NULLABLE,
    REQUIRED_NULLABLE,
    array,
    draft,
    enum,
    finish,
    integer,
    nested,
    opened,
    plain,
    string,
    union,
    written,
)
from .enums import AnnotationType, Role
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
        data = data if type(data) is dict else opened(cls, data)
        new = FunctionCallDraft()
        new._wire = ()
        new.name = string(new, data, "name")
        new.arguments = string(new, data, "arguments")
        return finish(new, cls, data)

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "name": self.name,
            "arguments": self.arguments,
        }
        return written(self, data)


FunctionCallDraft = draft(FunctionCall)


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
        data = data if type(data) is dict else opened(cls, data)
        new = UrlCitationDraft()
        new._wire = ()
        new.start_index = integer(new, data, "start_index")
        new.end_index = integer(new, data, "end_index")
        new.url = string(new, data, "url")
        new.title = string(new, data, "title")
        return finish(new, cls, data)

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "start_index": self.start_index,
            "end_index": self.end_index,
            "url": self.url,
            "title": self.title,
        }
        return written(self, data)


UrlCitationDraft = draft(UrlCitation)


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
        data = data if type(data) is dict else opened(cls, data)
        new = UrlCitationAnnotationDraft()
        new._wire = ()
        new.type = enum(new, data, "type", AnnotationType)
        new.url_citation = nested(new, data, "url_citation", UrlCitation.from_dict)
        return finish(new, cls, data)

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "type": plain(self.type),
            "url_citation": self.url_citation.to_dict(),
        }
        return written(self, data)


UrlCitationAnnotationDraft = draft(UrlCitationAnnotation)

Annotation = UrlCitationAnnotation | Unrecognized


def annotation(data: dict[str, Any]) -> Annotation:
    """An annotation of whichever kind."""
    by_type = {AnnotationType.URL_CITATION: UrlCitationAnnotation}
    return union(data, by_type, {"url_citation": UrlCitationAnnotation}, Unrecognized)


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
        data = data if type(data) is dict else opened(cls, data)
        new = AudioDraft()
        new._wire = ()
        new.id = string(new, data, "id")
        new.expires_at = integer(new, data, "expires_at")
        new.data = string(new, data, "data")
        new.transcript = string(new, data, "transcript")
        return finish(new, cls, data)

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "id": self.id,
            "expires_at": self.expires_at,
            "data": self.data,
            "transcript": self.transcript,
        }
        return written(self, data)


AudioDraft = draft(Audio)


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class ChatCompletionResponseMessage(Model):
    """A message that the model generated. Schema: ChatCompletionResponseMessage.

    role: always `assistant`
    content: its text
    refusal: the text in which the model declines
    tool_calls: the tools that the model calls
    annotations: the marks on its text, such as citations of pages
    function_call: deprecated for `tool_calls`: the function that the model calls
    audio: the message as speech
    """

    role: Role | str = Role.ASSISTANT
    content: str | None = field(default=None, metadata=REQUIRED_NULLABLE)
    refusal: str | None = field(default=None, metadata=REQUIRED_NULLABLE)
    tool_calls: tuple[ToolCall, ...] | None = None
    annotations: tuple[Annotation, ...] | None = None
    function_call: FunctionCall | None = None
    audio: Audio | None = field(default=None, metadata=NULLABLE)
    extra: Mapping[str, Any] = field(default_factory=JSONObject)
    _wire: tuple[tuple[str, str], ...] = ()

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "ChatCompletionResponseMessage":
        data = data if type(data) is dict else opened(cls, data)
        new = ChatCompletionResponseMessageDraft()
        new._wire = ()
        new.role = enum(new, data, "role", Role)
        new.content = string(new, data, "content")
        new.refusal = string(new, data, "refusal")
        new.tool_calls = array(new, data, "tool_calls", tool_call) if "tool_calls" in data else None
        new.annotations = array(new, data, "annotations", annotation) if "annotations" in data else None
        new.function_call = (
            nested(new, data, "function_call", FunctionCall.from_dict) if "function_call" in data else None
        )
        new.audio = nested(new, data, "audio", Audio.from_dict) if "audio" in data else None
        return finish(new, cls, data)

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
        return written(self, data)


ChatCompletionResponseMessageDraft = draft(ChatCompletionResponseMessage)
