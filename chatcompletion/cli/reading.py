# SPDX-License-Identifier: MIT-0
"""Reads an input piece by piece: responses, chunks, ends of streams, and errors, each with its place."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from .._core.bodies import BodyKind, error_in, kind_of
from .._core.json_text import parse_json
from ..chunks import CreateChatCompletionStreamResponse as Chunk
from ..errors import ParseError, Problem
from ..response import CreateChatCompletionResponse as Response
from .inputs import InputError, InputKind, Source, needing
from .wording import Place

# An object among chunks that has none of these is something between them, such as a keep-alive.
ANSWER_KEYS = frozenset(("id", "object", "created", "model", "choices", "usage", "delta", "error"))
NOTHING = (b"null", b"[]")
DONE = b"[DONE]"
FIRST_ERROR_STATUS = 400


class StreamEnd(NamedTuple):
    """The end of a stream. `failed` means that an error or an interrupt ended it.

    response, problems: What was joined from its chunks, and what is left out of that. None for a mere [DONE].
    """

    response: Response | None = None
    problems: Sequence[Problem] = ()
    is_cut_off: bool = False
    failed: bool = False


class Item(NamedTuple):
    """Something that was read, with its JSON text, what was repaired in it, and its line of a batch file."""

    place: Place
    text: bytes
    value: Response | Chunk | StreamEnd | ParseError
    repaired: Sequence[tuple[Place, Problem]] = ()
    batch_line: dict[str, Any] | None = None

    @property
    def response(self) -> Response | None:
        """The response that was read whole, or joined."""
        value = self.value.response if isinstance(self.value, StreamEnd) else self.value
        return value if isinstance(value, Response) else None

    def with_value(
        self, value: Response | Chunk | StreamEnd | ParseError, repaired: Sequence[tuple[Place, Problem]] = ()
    ) -> "Item":
        """Return the item with this value."""
        return Item(self.place, self.text, value, repaired, self.batch_line)

    def read_as(self, cls: type[Response] | type[Chunk], data: dict[str, Any], repair: bool) -> "Item":
        """Return the item with this data as its value, or with the reason why it is none."""
        try:
            return self.with_value(cls.from_dict(data))
        except ParseError as error:
            if not repair:
                return self.with_value(error)
            repaired = [(self.place, problem) for problem in error.problems]
        from ..validation.repairing import repair_chunk, repair_response

        try:
            data = repair_response(data) if cls is Response else repair_chunk(data)
            return self.with_value(cls.from_dict(data), repaired)
        except ParseError as error:
            return self.with_value(error)


def read_items(source: Source, *, repair: bool = False, in_stream: bool = False) -> Iterator[Item]:
    """Iterate over everything that is in an input. An error is not the end of it.

    in_stream: Read an object that may be either a body or a chunk as a chunk.
    """
    is_empty = True
    events = source.kind is InputKind.EVENTS
    for item in read_events(source, repair) if events else read_objects(source, repair, in_stream):
        is_empty = is_empty and isinstance(item.value, StreamEnd)
        yield item
    if is_empty:
        raise InputError("there is no response in it")


# --- JSON objects


def read_responses(source: Source, repair: bool) -> Iterator[Item]:
    """Iterate over the responses in an input without chunks: one, or one on each line."""
    return (item if data is None else item.read_as(Response, data, repair) for item, data in read_bodies(source))


def read_objects(source: Source, repair: bool, in_stream: bool) -> Iterator[Item]:
    """Iterate over JSON objects, each of which is a chunk or a whole body."""
    in_stream = in_stream or source.kind is InputKind.CHUNKS
    for item, data in read_bodies(source):
        if in_stream and item.text.strip().removeprefix(b"data:").strip() == DONE:
            yield item.with_value(StreamEnd())
        elif in_stream and item.text.strip() in NOTHING:
            continue
        elif data is None:
            yield item
        elif item.batch_line is not None or not is_chunk(data, in_stream):
            yield item.read_as(Response, data, repair)
        elif item.place.line is None or not ANSWER_KEYS.isdisjoint(data) or kind_of(data) is not BodyKind.UNKNOWN:
            in_stream = True
            yield item.read_as(Chunk, data, repair)


def is_chunk(data: dict[str, Any], in_stream: bool) -> bool:
    kind = kind_of(data)
    return kind is BodyKind.CHUNK or (in_stream and kind not in (BodyKind.COMPLETION, BodyKind.BATCH_LINE))


def read_bodies(source: Source) -> Iterator[tuple[Item, dict[str, Any] | None]]:
    """Iterate over JSON objects, one or one on each line. The value of an item is a placeholder, or the error."""
    if source.kind in (InputKind.DOCUMENT, InputKind.EVENTS):
        yield read_body(Item(Place(source.name), b"".join(source.lines), StreamEnd()))
        return
    for number, line in enumerate(source.lines, 1):
        if line.strip():
            yield read_body(Item(Place(source.name, number), line, StreamEnd()))


def read_body(item: Item) -> tuple[Item, dict[str, Any] | None]:
    try:
        data = parse_json(item.text)
    except ParseError as error:
        return item.with_value(error), None
    is_on_line = item.place.line is not None
    is_batch_line = is_on_line and "custom_id" in data and "response" in data and "choices" not in data
    return read_batch_line(item, data) if is_batch_line else (item, data)


def read_batch_line(item: Item, line: dict[str, Any]) -> tuple[Item, dict[str, Any] | None]:
    """Return the body in a line of a batch output file, or the reason why there is none."""
    from ..batch import BatchRequestOutput

    custom_id, response = line["custom_id"], line["response"]
    status, body = (response.get("status_code"), response.get("body")) if isinstance(response, dict) else (None, None)
    status = status if type(status) is int else None
    name = custom_id if isinstance(custom_id, str) else None
    item = Item(Place(item.place.source, item.place.line, None, name, status), item.text, StreamEnd(), (), line)
    if isinstance(body, dict) and (status is None or status < FIRST_ERROR_STATUS) and error_in(body) is None:
        return item, body
    try:
        BatchRequestOutput.from_dict(line).completion()
    except ParseError as error:
        return Item(item.place, item.text, error), None
    return Item(item.place, item.text, StreamEnd()), line


# --- Event streams


def read_events(source: Source, repair: bool) -> Iterator[Item]:
    """Iterate over the chunks of event streams that follow each other. An error ends its own stream only."""
    with needing("streaming"):
        from ..streaming import iter_sse
        from ..streaming._event_lines import EventLines

    # A file ends its lines with LF. Those of an event stream may also end with CR alone.
    lines = EventLines(line for text in source.lines for line in text.splitlines(keepends=True))
    while True:
        first_event, first_line = lines.event, lines.count
        try:
            for chunk in iter_sse(lines, repair=repair):
                line, event, text = lines.take()
                place = Place(source.name, line, event)
                yield Item(place, text, chunk, problems_of_chunk(place, text) if repair else ())
        except ParseError as error:
            error.line = None if error.line is None else error.line + first_line
            error.event = None if error.event is None else error.event + first_event
            line, event, text = lines.take()
            yield Item(Place(source.name, error.line or line, error.event or event), text, error)
            lines.give_back(max(error.line or lines.count, first_line + 1))
        else:
            if lines.done or not lines.ended:
                yield Item(Place(source.name, lines.count), b"", StreamEnd())
                lines.event = 0
            lines.give_back(first_line + 1)
        is_more = lines.skip_to_event()
        if lines.done:  # it came after an error
            yield Item(Place(source.name, lines.count), b"", StreamEnd())
            lines.event = 0
        if not is_more:
            return


def problems_of_chunk(place: Place, text: bytes) -> Sequence[tuple[Place, Problem]]:
    """Return what was refused in a chunk before it was repaired."""
    try:
        Chunk.from_json(text)
    except ParseError as error:
        return [(place, problem) for problem in error.problems]
    return ()
