# SPDX-License-Identifier: MIT-0
"""Assembles a response from chunks."""

from collections.abc import Iterable, Mapping
from typing import Any

from ..chunks import REASONING, ChatCompletionStreamResponseDelta, CreateChatCompletionStreamResponse, StreamChoice
from ..enums import ObjectType, Role
from ..errors import ParseError, Problem
from ..logprobs import Logprobs
from ..response import CreateChatCompletionResponse
from ._chunk_data import chunk_reader, is_keep_alive
from ._merging import (
    append_text,
    extend_array,
    get_dict,
    merge,
    merge_all,
    merge_pieces,
    other_fields,
    set_first,
    set_last,
    set_last_fields,
    to_data,
)
from ._tool_calls import ToolCallBuilder, add_function, fill_missing_texts

# The keys that the schema requires in a message.
EMPTY_MESSAGE: dict[str, Any] = {"role": Role.ASSISTANT.value, "content": None, "refusal": None}

# Of these fields, the last value that is not null counts. Each `usage` counts all tokens so far, and a `service_tier`
# of "auto" is replaced by the tier that was used.
OTHER_CHUNK_FIELDS = other_fields(CreateChatCompletionStreamResponse, "id", "object", "created", "model", "choices")
OTHER_CHOICE_FIELDS = other_fields(StreamChoice, "index", "delta", "finish_reason", "logprobs")
OTHER_DELTA_FIELDS = other_fields(
    ChatCompletionStreamResponseDelta, "role", "content", "refusal", "tool_calls", "function_call"
)


class Accumulator:
    """Assembles one response from its chunks.

    accumulator = Accumulator()
    for chunk in iter_sse(lines):
        accumulator.add(chunk)
    response = accumulator.response()
    """

    __slots__ = ("_choices", "_fields", "_finished", "_whole")

    def __init__(self) -> None:
        self._fields: dict[str, Any] = {}
        self._choices: dict[int, ChoiceBuilder] = {}
        self._finished: int = 0  # how many of the choices have a finish_reason
        self._whole: bool = False  # whether a response that was not streamed has arrived

    def add(self, chunk: CreateChatCompletionStreamResponse | dict[str, Any]) -> None:
        """Add the next chunk. The cost is proportional to the size of the chunk. Keep-alives are ignored.

        Raises ParseError for a dict that is not a chunk and for a second response. Raises its subclass ErrorResponse
        for a chunk in which the provider reports an error. After any of these errors, the accumulator is unchanged.
        """
        if not isinstance(chunk, CreateChatCompletionStreamResponse):
            if is_keep_alive(chunk):
                return
            chunk = CreateChatCompletionStreamResponse.from_dict(chunk)
        self._refuse_second_response(chunk)
        fields = self._fields
        # In Azure's first chunk, which reports on the prompt, these three are blank or 0. Some of Groq's models give
        # each chunk its own id.
        set_first(fields, "id", chunk.id)
        set_first(fields, "created", chunk.created)
        set_first(fields, "model", chunk.model)
        set_last_fields(fields, chunk, OTHER_CHUNK_FIELDS)
        merge_all(fields, chunk.extra)
        for choice in chunk.choices:
            pieces = self._choices.get(choice.index)
            if pieces is None:
                pieces = self._choices[choice.index] = ChoiceBuilder(choice.index)
            self._finished -= pieces.finished
            pieces.add(choice)
            self._finished += pieces.finished

    def _refuse_second_response(self, chunk: CreateChatCompletionStreamResponse) -> None:
        """Raise ParseError instead of mixing two responses, if one of them is whole (it was not streamed).

        Two streams cannot be told apart, because the chunks of one stream may have different ids.
        """
        whole = [place for place, choice in enumerate(chunk.choices) if whole_message(choice) is not None]
        if not whole and not self._whole:
            return
        first = self._fields.get("id")
        if (whole and self._whole) or (first and chunk.id and chunk.id != first):
            path = ("choices", whole[0], "message") if whole else ("id",)
            raise ParseError((Problem(path, "expected a chunk of the same response, got another response"),))
        self._whole = True

    @property
    def complete(self) -> bool:
        """Whether at least one choice has arrived and all choices so far have a finish_reason."""
        return 0 < len(self._choices) == self._finished

    def response(self, *, repair: bool = False) -> CreateChatCompletionResponse:
        """Return the response so far. More chunks may be added afterwards.

        The finish_reason of an unfinished choice is None. A tool call, function call, audio or annotation is left out
        if a required field is missing or a value has the wrong type.

        repair: Repair what would be refused, instead of leaving it out. A tool call without an id gets one.

        Raises ParseError if no chunk has arrived.
        """
        return self._response_and_problems(repair)[0]

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The problems of the parts that `response()` leaves out."""
        return self._response_and_problems(False)[1]

    def _response_and_problems(self, repair: bool) -> tuple[CreateChatCompletionResponse, tuple[Problem, ...]]:
        """Return the response, and the problems of the parts that are left out."""
        if not self._fields:
            raise ParseError((Problem((), "expected at least one chunk, got none"),))
        data = to_data(self._fields)
        data["object"] = ObjectType.CHAT_COMPLETION.value
        data["choices"] = [pieces.data() for _, pieces in sorted(self._choices.items())]
        if repair:
            from ..validation.repairing import repair_response

            return CreateChatCompletionResponse.from_dict(repair_response(data)), ()
        try:
            return CreateChatCompletionResponse.from_dict(data), ()
        except ParseError as error:
            problems = error.problems
        remove_refused(data, problems)
        return CreateChatCompletionResponse.from_dict(data), problems


def assemble(
    chunks: Iterable[CreateChatCompletionStreamResponse | dict[str, Any]], *, repair: bool = False
) -> CreateChatCompletionResponse:
    """Assemble the response from its chunks, even if the stream was cut off.

    repair: Repair the chunks and the response if they would be refused.

    Raises the same errors as `Accumulator`.
    """
    accumulator = Accumulator()
    read = chunk_reader(repair)
    for chunk in chunks:
        accumulator.add(read(chunk) if isinstance(chunk, dict) and not is_keep_alive(chunk) else chunk)
    return accumulator.response(repair=repair)


class ChoiceBuilder:
    """The data of one choice so far."""

    __slots__ = ("fields", "message", "tool_calls", "whole")

    def __init__(self, index: int) -> None:
        self.fields: dict[str, Any] = {"index": index}
        self.message: dict[str, Any] = {}
        self.tool_calls: ToolCallBuilder | None = None
        self.whole: Mapping[str, Any] = {}  # a message that was not streamed

    def add(self, choice: StreamChoice) -> None:
        set_last(self.fields, "finish_reason", choice.finish_reason or None)  # null or blank until the end
        if choice.logprobs is not None:
            add_logprobs(get_dict(self.fields, "logprobs"), choice.logprobs)
        if choice.delta is not None:
            self.add_delta(choice.delta)
        set_last_fields(self.fields, choice, OTHER_CHOICE_FIELDS)
        for key, value in choice.extra.items():
            if key != "message":  # next to a delta, it only repeats the text
                merge(self.fields, key, value)
        self.whole = whole_message(choice) or self.whole

    def add_delta(self, delta: ChatCompletionStreamResponseDelta) -> None:
        message = self.message
        set_first(message, "role", delta.role)  # some servers send it in each chunk, others send null later
        append_text(message, "content", delta.content)
        append_text(message, "refusal", delta.refusal)
        if delta.tool_calls is not None:
            if self.tool_calls is None:
                self.tool_calls = ToolCallBuilder()
            for call in delta.tool_calls:
                self.tool_calls.add(call)
        if delta.function_call is not None:
            add_function(get_dict(message, "function_call"), delta.function_call)
        set_last_fields(message, delta, OTHER_DELTA_FIELDS)
        for key, value in delta.extra.items():
            if key in REASONING and isinstance(value, str):
                append_text(message, key, value)
            elif isinstance(value, tuple):
                extend_array(message, key, value)  # more items of an array, such as annotations or reasoning_details
            elif key == "audio" and isinstance(value, dict):
                merge_pieces(get_dict(message, key), value, texts=("data", "transcript"), names=("id",))
            else:
                merge(message, key, value)  # such as channel or token_id: of this chunk only, or repeated in each

    @property
    def finished(self) -> bool:
        return "finish_reason" in self.fields

    def data(self) -> dict[str, Any]:
        """Return the data of the choice, with null for required keys that have not arrived."""
        data: dict[str, Any] = {"finish_reason": None, "logprobs": None, **to_data(self.fields)}
        if data["logprobs"] is not None:
            data["logprobs"] = {"content": None, "refusal": None, **data["logprobs"]}
        data["message"] = self.message_data()
        return data

    def message_data(self) -> dict[str, Any]:
        message: dict[str, Any] = EMPTY_MESSAGE | to_data(self.whole) | to_data(self.message)
        if self.tool_calls is not None:
            message["tool_calls"] = self.tool_calls.data()
        for key, texts in (("function_call", ("arguments",)), ("audio", ("data", "transcript"))):
            if isinstance(message.get(key), dict):
                fill_missing_texts(message[key], *texts)
        return message


def whole_message(choice: StreamChoice) -> Mapping[str, Any] | None:
    """Return the message in a choice without a delta, as sent by servers that do not stream, or None."""
    message = choice.extra.get("message") if choice.delta is None else None
    return message if isinstance(message, dict) else None


def add_logprobs(into: dict[str, Any], logprobs: Logprobs) -> None:
    extend_array(into, "content", logprobs.content)  # for the tokens in this chunk
    extend_array(into, "refusal", logprobs.refusal)
    for key, value in logprobs.extra.items():
        if isinstance(value, tuple):
            extend_array(into, key, value)  # logprobs of a text that the schema does not name, as DeepSeek sends them
        else:
            merge(into, key, value)


def remove_refused(data: dict[str, Any], problems: Iterable[Problem]) -> None:
    """Remove the parts that are refused: tool calls, annotations, other keys of messages, and top-level keys."""
    refused = {part_of_message(problem.path) for problem in problems}
    for key in [*data]:
        if (key,) in refused:
            del data[key]
    for place, choice in enumerate(data["choices"]):
        message = EMPTY_MESSAGE.copy()
        for key, value in choice["message"].items():
            path = ("choices", place, "message", key)
            if path in refused:
                continue
            if isinstance(value, list):
                value = [item for index, item in enumerate(value) if (*path, index) not in refused]
            message[key] = value
        choice["message"] = message


def part_of_message(path: tuple[str | int, ...]) -> tuple[str | int, ...]:
    """Return the path of the part to leave out, given the path of a problem in it."""
    if path[:1] != ("choices",):
        return path[:1]
    return path[:5] if path[3:4] in (("tool_calls",), ("annotations",)) else path[:4]
