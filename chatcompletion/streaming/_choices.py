# SPDX-License-Identifier: MIT-0
"""Assembles a choice from what each chunk adds to it."""

import json
import re
from collections.abc import Mapping
from typing import Any

from .._core.nesting import is_too_deep
from ..chunks import AudioChunk, ChatCompletionStreamResponseDelta, StreamChoice
from ..enums import FinishReason, Role
from ..logprobs import Logprobs
from ._merging import IN_CHOICE, IN_DELTA, MergedObject, other_fields, says_something, to_data
from ._texts import Text
from ._tool_calls import ToolCalls, add_function, fill_missing_texts

# The keys that the schema requires in a message.
EMPTY_MESSAGE: dict[str, Any] = {"role": Role.ASSISTANT.value, "content": None, "refusal": None}

# Fields without a rule of their own: the last value that is neither null nor blank counts.
OTHER_CHOICE_FIELDS = other_fields(StreamChoice, "index", "delta", "finish_reason", "logprobs")
OTHER_DELTA_FIELDS = other_fields(
    ChatCompletionStreamResponseDelta, "role", "content", "refusal", "tool_calls", "function_call", "audio"
)


class MergedChoice:
    """One choice so far."""

    __slots__ = ("expires", "fields", "index", "logprobs", "message", "repeated", "tool_calls")

    def __init__(self, index: int) -> None:
        self.index = index
        self.fields = MergedObject(IN_CHOICE)
        self.logprobs: MergedObject | None = None
        self.message = MergedObject(IN_DELTA)
        self.tool_calls: ToolCalls | None = None
        self.repeated: Any = None  # a `message`, beside a delta or from a server that does not stream
        self.expires = False  # whether the last update is when the audio expires, with which OpenAI ends audio

    def add(self, choice: StreamChoice) -> None:
        fields, delta = self.fields, choice.delta
        if choice.finish_reason:  # null or blank until the end, and sometimes after it
            fields.plain["finish_reason"] = choice.finish_reason
        if choice.logprobs is not None:
            self.add_logprobs(choice.logprobs)
        if delta is not None:
            self.add_delta(delta)
        fields.add_fields(choice, OTHER_CHOICE_FIELDS)
        for key, value in choice.extra.items():
            if key == "message":
                self.add_message(value)
            else:
                fields.add(key, value)
        if delta is not None and delta.audio is not None:
            self.expires = is_expiry(delta, delta.audio)
        elif self.expires and is_update(choice):
            self.expires = False

    def add_delta(self, delta: ChatCompletionStreamResponseDelta) -> None:
        message = self.message
        if delta.role is not None and not message.plain.get("role"):
            message.plain["role"] = delta.role  # some servers send it in each chunk, others send null later
        if delta.content is not None:
            message.text("content", Text).add(delta.content)
        if delta.refusal is not None:
            message.text("refusal", Text).add(delta.refusal)
        if delta.tool_calls is not None:
            if self.tool_calls is None:
                self.tool_calls = ToolCalls()
            self.tool_calls.add(delta.tool_calls)
        if delta.function_call is not None:
            add_function(message, "function_call", delta.function_call)
        if delta.audio is not None:
            self.add_audio(delta.audio)
        message.add_fields(delta, OTHER_DELTA_FIELDS)
        if delta.extra:
            message.add_all(delta.extra)

    def add_audio(self, piece: AudioChunk) -> None:
        audio = self.message.object_to_extend("audio")
        if piece.id is not None and not audio.plain.get("id"):
            audio.plain["id"] = piece.id
        if piece.data is not None:
            audio.text("data", Text).add(piece.data)
        if piece.transcript is not None:
            audio.text("transcript", Text).add(piece.transcript)
        if piece.expires_at is not None:
            audio.plain["expires_at"] = piece.expires_at
        audio.add_all(piece.extra)

    def add_logprobs(self, logprobs: Logprobs) -> None:
        """Add the logprobs of the tokens in this chunk. Servers also send arrays for texts that the schema does not
        name."""
        if self.logprobs is None:
            self.logprobs = MergedObject(IN_CHOICE)
        for key, items in (("content", logprobs.content), ("refusal", logprobs.refusal), *logprobs.extra.items()):
            if isinstance(items, tuple):
                self.logprobs.list_to_extend(key).extend(items)
            else:
                self.logprobs.add(key, items)

    def add_message(self, message: Any) -> None:
        """Keep what a `message` says. Only what no delta says will be taken from it."""
        if isinstance(message, dict) and isinstance(self.repeated, dict):
            self.repeated.update([(key, value) for key, value in message.items() if value is not None])
        elif message is not None:
            self.repeated = dict(message) if isinstance(message, dict) else message

    @property
    def finished(self) -> bool:
        return self.expires or "finish_reason" in self.fields.plain

    def to_data(self, repair: bool) -> dict[str, Any]:
        """Return the data of the choice, with null for required keys that have not arrived."""
        data: dict[str, Any] = {"index": self.index, "message": self.message_data(), "logprobs": None}
        data["finish_reason"] = FinishReason.STOP.value if self.expires else None
        data |= to_data(self.fields)
        if self.logprobs is not None:
            data["logprobs"] = {"content": None, "refusal": None} | to_data(self.logprobs)
        if repair and isinstance(data["message"], dict):
            repair_arguments(data["message"])
        return data

    def message_data(self) -> Any:
        said: dict[str, Any] = to_data(self.message)
        if self.tool_calls is not None:
            said["tool_calls"] = self.tool_calls.to_data()
        repeated = to_data(self.repeated)
        if not isinstance(repeated, dict):
            if repeated is not None and not any(value for key, value in said.items() if key != "role"):
                return repeated  # it is no message, and all that arrived
            repeated = {}
        taken = {key: value for key, value in repeated.items() if key not in said or (value and not said[key])}
        message = EMPTY_MESSAGE | said | taken
        for key, texts in (("function_call", ("arguments",)), ("audio", ("data", "transcript"))):
            if isinstance(message.get(key), dict):
                fill_missing_texts(message[key], *texts)
        return message


# --- How audio ends


def is_expiry(delta: ChatCompletionStreamResponseDelta, audio: AudioChunk) -> bool:
    """Whether the delta says when its audio expires, and nothing else."""
    if audio.expires_at is None:
        return False
    parts = (delta.to_dict() | {"audio": None}, audio.to_dict() | {"expires_at": None})
    return not any(says_something(value) for part in parts for value in part.values())


def is_update(choice: StreamChoice) -> bool:
    """Whether the choice says more of its message. A role may be repeated after the end."""
    delta = {} if choice.delta is None else choice.delta.to_dict()
    delta.pop("role", None)
    return any(map(says_something, delta.values())) or bool(choice.finish_reason) or choice.logprobs is not None


# --- Arguments that were sent twice

DECODER = json.JSONDecoder()
NOT_BLANK = re.compile(r"\S")


def repair_arguments(message: Mapping[str, Any]) -> None:
    calls = message.get("tool_calls")
    called = [call.get("function") for call in calls if isinstance(call, dict)] if isinstance(calls, list) else []
    for function in (*called, message.get("function_call")):
        if isinstance(function, dict) and isinstance(function.get("arguments"), str):
            function["arguments"] = sent_once(function["arguments"])


def sent_once(arguments: str) -> str:
    """Return the arguments without a repetition: the same JSON object again, or {} before the real one."""
    if is_too_deep(arguments):
        return arguments
    found: list[tuple[str, Any]] = []
    end = 0
    try:
        while match := NOT_BLANK.search(arguments, end):
            value, end = DECODER.raw_decode(arguments, match.start())
            found.append((arguments[match.start() : end], value))
        objects = {json.dumps(value, sort_keys=True) for _, value in found if value}
    except (ValueError, RecursionError):  # not JSON, or nested too deeply
        return arguments
    if len(found) < 2 or len(objects) > 1 or not all(isinstance(value, dict) for _, value in found):
        return arguments
    last, value = found[-1]
    return last if value or not objects else arguments
