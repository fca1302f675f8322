# SPDX-License-Identifier: MIT-0
"""The enums of the API. Their members are strings.

An enum field has an annotation like `FinishReason | str`. A documented value becomes the enum member. Any other value
stays a plain string. Both compare equal to the original string.
"""

from enum import Enum


class WireEnum(str, Enum):
    """A string enum. On every Python version, `str()` and f-strings show its value."""

    __str__ = str.__str__

    def __repr__(self) -> str:
        return f"{type(self).__name__}.{self.name}"


class ObjectType(WireEnum):
    """What kind of object a body says it is. Schema: the `object` property."""

    CHAT_COMPLETION = "chat.completion"
    CHAT_COMPLETION_CHUNK = "chat.completion.chunk"


class FinishReason(WireEnum):
    """Why the model stopped. Schema: the `finish_reason` property of a choice.

    `stop`: a natural end or a stop sequence. `length`: the token limit. `tool_calls`: the model called a tool.
    `content_filter`: content was left out. `function_call`: the deprecated form of `tool_calls`.
    """

    STOP = "stop"
    LENGTH = "length"
    TOOL_CALLS = "tool_calls"
    CONTENT_FILTER = "content_filter"
    FUNCTION_CALL = "function_call"


class ServiceTier(WireEnum):
    """The processing tier that served the request. Schema: ServiceTier."""

    AUTO = "auto"
    DEFAULT = "default"
    FLEX = "flex"
    SCALE = "scale"
    PRIORITY = "priority"
    FAST = "fast"


class Role(WireEnum):
    """Who speaks. Schema: the `role` property of a response message."""

    DEVELOPER = "developer"
    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"
    TOOL = "tool"


class ToolCallType(WireEnum):
    """Which kind of tool was called. Schema: the `type` property of a tool call."""

    FUNCTION = "function"
    CUSTOM = "custom"


class AnnotationType(WireEnum):
    """Which kind of annotation this is. Schema: the `type` property of an annotation."""

    URL_CITATION = "url_citation"


class ModerationType(WireEnum):
    """Which kind of moderation object this is. Schema: the `type` property of the moderation objects."""

    MODERATION_RESULTS = "moderation_results"
    ERROR = "error"
    MODERATION_RESULT = "moderation_result"


class ModerationInputType(WireEnum):
    """Which kind of input a moderation score reflects. Schema: ModerationInputType."""

    TEXT = "text"
    IMAGE = "image"


# The enum member for each value. The readers use these dicts because looking up an attribute of an enum class, such as
# `FinishReason._value2member_map_`, takes 80 ns on Python 3.11, and looking up one of these takes 15 ns.
OBJECT_TYPES = {member.value: member for member in ObjectType}
FINISH_REASONS = {member.value: member for member in FinishReason}
SERVICE_TIERS = {member.value: member for member in ServiceTier}
ROLES = {member.value: member for member in Role}
TOOL_CALL_TYPES = {member.value: member for member in ToolCallType}
ANNOTATION_TYPES = {member.value: member for member in AnnotationType}
MODERATION_TYPES = {member.value: member for member in ModerationType}
MODERATION_INPUT_TYPES = {member.value: member for member in ModerationInputType}
