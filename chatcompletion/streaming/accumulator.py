# SPDX-License-Identifier: MIT-0
"""Assembles a response from chunks."""

from collections.abc import Iterable
from typing import Any

from ..chunks import CreateChatCompletionStreamResponse, StreamChoice
from ..enums import ObjectType
from ..error_response import ErrorResponse
from ..errors import ParseError, Problem
from ..response import CreateChatCompletionResponse
from ..usage import CompletionUsage
from ._choices import EMPTY_MESSAGE, MergedChoice
from ._chunk_data import chunk_reader, is_keep_alive
from ._merging import IN_CHUNK, MergedObject, other_fields, to_data

# Azure's first chunk, which reports on the prompt, has these blank or 0. Some of Groq's models give each chunk an id.
FIRST_FIELDS = ("id", "created", "model")

# Fields without a rule of their own: the last value that is neither null nor blank counts. A `service_tier` of "auto"
# is replaced by the tier that was used.
OTHER_CHUNK_FIELDS = other_fields(CreateChatCompletionStreamResponse, "object", "choices", "usage", *FIRST_FIELDS)


class Accumulator:
    """Assembles one response from its chunks.

    accumulator = Accumulator()
    for chunk in iter_sse(lines):
        accumulator.add(chunk)
    response = accumulator.response()
    """

    __slots__ = ("_choices", "_fields", "_finished", "_usage", "_usage_elsewhere", "_whole")

    def __init__(self) -> None:
        self._fields = MergedObject(IN_CHUNK)
        self._choices: dict[int, MergedChoice] = {}
        self._finished: int = 0  # how many of the choices are finished
        self._whole: bool = False  # whether a response that was not streamed has arrived
        self._usage = MergedObject(IN_CHUNK)  # each usage counts all tokens so far, and some leave out the details
        self._usage_elsewhere = MergedObject(IN_CHUNK)  # in `x_groq`, or in a choice as Kimi sends it

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
        fields, plain = self._fields, self._fields.plain
        for name in FIRST_FIELDS:
            if not plain.get(name):
                plain[name] = getattr(chunk, name)
        fields.add_fields(chunk, OTHER_CHUNK_FIELDS)
        if chunk.usage is not None:
            self._usage.add_all(chunk.usage.to_dict())
        if chunk.extra:
            fields.add_all(chunk.extra)
            self._add_usage_in(chunk.extra.get("x_groq"))
        for choice in chunk.choices:
            merged = self._choices.get(choice.index)
            if merged is None:
                merged = self._choices[choice.index] = MergedChoice(choice.index)
            self._finished -= merged.finished
            merged.add(choice)
            self._finished += merged.finished
            if choice.extra:
                self._add_usage_in(choice.extra)

    def _add_usage_in(self, holder: Any) -> None:
        usage = holder.get("usage") if isinstance(holder, dict) else None
        if isinstance(usage, dict):
            self._usage_elsewhere.add_all(usage)

    def _refuse_second_response(self, chunk: CreateChatCompletionStreamResponse) -> None:
        """Raise ParseError instead of mixing two responses, if one of them is whole (it was not streamed).

        Two streams cannot be told apart, because the chunks of one stream may have different ids.
        """
        whole = [place for place, choice in enumerate(chunk.choices) if is_whole(choice)]
        if not whole and not self._whole:
            return
        first = self._fields.get("id")
        if (whole and self._whole) or (first and chunk.id and chunk.id != first):
            path = ("choices", whole[0], "message") if whole else ("id",)
            raise ParseError((Problem(path, "expected a chunk of the same response, got another response"),))
        self._whole = True

    @property
    def complete(self) -> bool:
        """Whether at least one choice has arrived, and all choices so far have a finish_reason or are audio that ended
        with its expiry."""
        return 0 < len(self._choices) == self._finished

    def response(self, *, repair: bool = False) -> CreateChatCompletionResponse:
        """Return the response so far. More chunks may be added afterwards.

        The finish_reason of an unfinished choice is None. A tool call, function call, audio or annotation is left out
        if a required field is missing or a value has the wrong type, and so is a message that is not an object.

        repair: Repair what would be refused, instead of leaving it out. A tool call without an id gets one, and
            arguments that were sent twice are kept once.

        Raises ParseError if no chunk has arrived.
        """
        return self._joined(repair)[0]

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Why `response()` leaves parts out, so far. Paths lead into the response. Costs as much as `response()`."""
        return self._joined(repair=False)[1] if self._fields.plain else ()

    def _joined(self, repair: bool) -> tuple[CreateChatCompletionResponse, tuple[Problem, ...]]:
        """Return the response, and the problems of the parts that are left out or, with `repair`, were repaired."""
        if not self._fields.plain:
            raise ParseError((Problem((), "expected at least one chunk, got none"),))
        data = self._data(repair)
        if not repair:
            return read_accepted(data)
        try:
            return CreateChatCompletionResponse.from_dict(data), ()
        except ParseError as error:
            problems = error.problems
        from ..validation.repairing import repair_response

        try:
            return CreateChatCompletionResponse.from_dict(repair_response(data)), problems
        except ParseError:  # what cannot be repaired is left out
            return read_accepted(data)

    def _data(self, repair: bool) -> dict[str, Any]:
        data: dict[str, Any] = to_data(self._fields)
        data["object"] = ObjectType.CHAT_COMPLETION.value
        data["choices"] = [choice.to_data(repair) for _, choice in sorted(self._choices.items())]
        usage = to_data(self._usage) or to_data(self._usage_elsewhere)
        if usage and (repair or self._usage.plain or is_accepted(usage)):
            data["usage"] = usage
        return data


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


def is_whole(choice: StreamChoice) -> bool:
    """Whether the choice has a message and no delta, as servers send it that do not stream."""
    return choice.delta is None and choice.extra.get("message") is not None


def is_accepted(usage: dict[str, Any]) -> bool:
    try:
        return bool(CompletionUsage.from_dict(usage))
    except ParseError:
        return False


def read_accepted(data: dict[str, Any]) -> tuple[CreateChatCompletionResponse, tuple[Problem, ...]]:
    """Return a response of the parts that are accepted, and the problems of the others.

    If `validation` was deleted, an error has its first problem only, so more than one round may be needed.
    """
    problems: list[Problem] = []
    while True:
        try:
            return CreateChatCompletionResponse.from_dict(data), tuple(problems)
        except ErrorResponse as error:  # no chunk is one, but the unknown keys of several together may look like one
            problems += error.problems
            for key in [key for key in data if key not in CreateChatCompletionResponse.__dataclass_fields__]:
                del data[key]
        except ParseError as error:
            problems += error.problems
            remove_refused(data, error.problems)


def remove_refused(data: dict[str, Any], problems: Iterable[Problem]) -> None:
    """Remove the parts that are refused: messages, their tool calls, annotations and other keys, and top-level keys."""
    refused = {part_to_remove(problem.path) for problem in problems}
    for key in [*data]:
        if (key,) in refused:
            del data[key]
    for place, choice in enumerate(data["choices"]):
        message = EMPTY_MESSAGE.copy()
        path: tuple[str | int, ...] = ("choices", place, "message")
        for key, value in choice["message"].items() if path not in refused else ():
            if (*path, key) in refused:
                continue
            if isinstance(value, list):
                value = [item for index, item in enumerate(value) if (*path, key, index) not in refused]
            message[key] = value
        choice["message"] = message


def part_to_remove(path: tuple[str | int, ...]) -> tuple[str | int, ...]:
    """Return the path of the part to leave out, given the path of a problem in it."""
    if path[:1] != ("choices",):
        return path[:1]
    return path[:5] if path[3:4] in (("tool_calls",), ("annotations",)) else path[:4]
