# SPDX-License-Identifier: MIT-0
"""What holds for any response that is split, any chunks that are assembled, and any text that is read."""

import json
import random
import unittest
from collections.abc import Iterator
from typing import Any

from .. import package, submodule
from ..support.examples import for_all, st
from ..support.strategies import bodies, json_values, objects, texts

streaming = submodule("streaming")
Chunk = streaming.CreateChatCompletionStreamResponse
Response = package.CreateChatCompletionResponse
assemble, split = streaming.assemble, streaming.split
iter_sse, iter_events = streaming.iter_sse, streaming.iter_events


# --- Responses

# Unknown keys that have a meaning in an object of another class.
KEYS = (
    "id type function custom name input arguments reasoning reasoning_content thinking obfuscation audio metadata role "
    "object index text summary signature usage x_groq message"
)
odd_keys = st.sampled_from(KEYS.split()) | texts


def objects_in(value: Any) -> Iterator[dict[str, Any]]:
    """Every object in JSON data, the outermost first."""
    if isinstance(value, dict):
        yield value
        for member in value.values():
            yield from objects_in(member)
    elif isinstance(value, list):
        for item in value:
            yield from objects_in(item)


def accepted(body: dict[str, Any]) -> bool:
    try:
        Response.from_dict(body)
    except package.ParseError:
        return False
    return True


@st.composite
def odd_bodies(draw: Any) -> dict[str, Any]:
    """A body that is accepted, with up to three more keys in some of its objects."""
    body = draw(bodies)
    for _ in range(draw(st.integers(0, 3))):
        place = draw(st.sampled_from([*objects_in(body)]))
        key = draw(odd_keys)
        if key not in place:
            place[key] = draw(json_values | st.dictionaries(odd_keys, json_values, max_size=2))
            if not accepted(body):
                del place[key]
    return body


def streamable(response: Any) -> Any:
    """The response with its choices in order, and without the keys that `split` leaves out."""
    body = response.to_dict()
    body.pop("object", None)
    for key in ("error",) if body["choices"] else ("error", "errors", "detail", "message"):
        if body.get(key) is not None:
            del body[key]
    if not isinstance(body.get("obfuscation", ""), str):
        del body["obfuscation"]
    for index, choice in enumerate(body["choices"]):
        choice["index"] = index * 2 - 1
        choice.pop("delta", None)
        if choice.get("error") is not None:
            del choice["error"]
        choice["finish_reason"] = choice.get("finish_reason") or None
        for place, call in enumerate(choice["message"].get("tool_calls") or ()):
            make_call_streamable(call, place)
        if body.get("usage") is None:
            choice.pop("usage", None)
    if body.get("usage") is None:
        body.pop("x_groq", None)
    return Response.from_dict(body)


def make_call_streamable(call: dict[str, Any], place: int) -> None:
    call.pop("index", None)
    called = [call[key] for key in ("function", "custom") if isinstance(call.get(key), dict)]
    if called and not call.get("id") and not any(each.get("name") for each in called):
        call["id"] = f"call {place}"
    for key in ("id", "function"):
        try:
            piece = streaming.ChatCompletionMessageToolCallChunk.from_dict({key: call.get(key)})
        except package.ParseError:
            piece = None
        if piece is None or getattr(piece, key) is None:
            call.pop(key, None)
    for key in ("name", "arguments"):
        if isinstance(call.get("function"), dict) and call["function"].get(key) is None:
            call["function"].pop(key, None)


odd_responses = odd_bodies().map(Response.from_dict)
responses = odd_responses.map(streamable)
responses_by_hand = objects.filter(lambda response: accepted(response.to_dict())).map(streamable)


# --- Chunks

fragments = st.none() | st.sampled_from(["", "a", "{}", "call_1", "call_2"])
functions = st.none() | st.fixed_dictionaries(
    {}, optional={"name": fragments, "arguments": fragments, "x": json_values}
)
call_pieces = st.fixed_dictionaries(
    {},
    optional={
        "index": st.none() | st.integers(0, 2),
        "id": fragments,
        "type": st.sampled_from([None, "", "function", "custom", "mcp"]),
        "function": functions,
        "custom": functions | json_values,
    },
)
item_pieces = st.fixed_dictionaries(
    {},
    optional={
        "index": st.none() | st.integers(0, 1),
        "id": fragments,
        "type": st.sampled_from([None, "text", "encrypted"]),
        "text": fragments,
        "thinking": json_values,
        "signature": fragments,
        "x": json_values,
    },
)
deltas = st.none() | st.fixed_dictionaries(
    {},
    optional={
        "role": st.sampled_from([None, "", "assistant"]),
        "content": fragments,
        "tool_calls": st.lists(call_pieces, max_size=2),
        "function_call": functions,
        "audio": st.none()
        | st.fixed_dictionaries(
            {}, optional={"id": fragments, "data": fragments, "expires_at": st.integers(0, 1), "x": json_values}
        ),
        "annotations": json_values,
        "reasoning": json_values,
        "thinking_blocks": st.lists(item_pieces | json_values, max_size=3) | json_values,
    },
)
stream_choices = st.fixed_dictionaries(
    {"index": st.integers(0, 2), "delta": deltas},
    optional={
        "finish_reason": st.sampled_from([None, "", "stop", "eos"]),
        "message": json_values | st.fixed_dictionaries({}, optional={"content": fragments, "x": json_values}),
        "usage": json_values,
        "x": json_values,
    },
)
chunks_of_any_kind = st.fixed_dictionaries(
    {
        "id": st.sampled_from(["", "a", "b"]),
        "created": st.integers(0, 1),
        "model": fragments.map(str),
        "choices": st.none() | st.lists(stream_choices, max_size=2),
    },
    optional={"metadata": json_values, "x": json_values, "x_groq": st.fixed_dictionaries({"usage": json_values})},
)
streams = st.lists(chunks_of_any_kind, min_size=1, max_size=6) | responses.map(
    lambda response: [part.to_dict() for part in split(response)]
)


def with_nulls(data: Any, *keys: str) -> Any:
    return dict.fromkeys(keys) | data


def full_of_nulls(data: dict[str, Any]) -> dict[str, Any]:
    """The data of a chunk with null for every known key that is absent, as some clients dump it."""
    data = with_nulls(data, "object", "usage", "service_tier", "system_fingerprint", "moderation", "obfuscation")
    data["choices"] = [with_nulls(choice, "finish_reason", "logprobs") for choice in data["choices"]]
    for choice in data["choices"]:
        delta = with_nulls(choice["delta"], "role", "content", "refusal", "tool_calls", "function_call")
        choice["delta"] = delta
        if delta["tool_calls"] is not None:
            delta["tool_calls"] = [with_nulls(call, "id", "type", "function") for call in delta["tool_calls"]]
        for holder, key in [(delta, "function_call"), *((call, "function") for call in delta["tool_calls"] or ())]:
            if holder[key] is not None:
                holder[key] = with_nulls(holder[key], "name", "arguments")
    return data


def deep_merge(values: list[Any]) -> Any:
    """What becomes of an unknown key that has these values in turn."""
    merged = None
    for value in values:
        if isinstance(value, dict) and isinstance(merged, dict):
            merged = {key: deep_merge([merged.get(key), value.get(key)]) for key in merged | value}
        elif value is not None and (value != "" or merged is None):
            merged = value
    return merged


class Chunks(unittest.TestCase):
    @for_all(responses | responses_by_hand)
    def test_any_response_comes_back_from_its_chunks(self, response: Any) -> None:
        found = assemble(split(response))
        self.assertEqual(found, response)
        self.assertEqual(found.to_dict(), Response.from_dict(found.to_dict()).to_dict())

    @for_all(responses)
    def test_any_response_comes_back_from_chunks_full_of_nulls(self, response: Any) -> None:
        self.assertEqual(assemble(full_of_nulls(part.to_dict()) for part in split(response)), response)

    @for_all(responses, st.randoms(use_true_random=False))
    def test_any_response_comes_back_from_chunks_of_interleaved_choices(
        self, response: Any, chance: random.Random
    ) -> None:
        queues: dict[int | None, list[Any]] = {}
        for part in split(response):
            queues.setdefault(part.choices[0].index if part.choices else None, []).append(part)
        mixed: list[Any] = []
        while queues:
            key = chance.choice([*queues])
            mixed.append(queues[key].pop(0))
            if not queues[key]:
                del queues[key]
        self.assertEqual(assemble(mixed), response)

    @for_all(streams)
    def test_any_stream_has_a_response_after_each_chunk(self, chunks: list[Any]) -> None:
        accumulator = streaming.Accumulator()
        added: list[Any] = []
        for data in chunks:
            try:
                accumulator.add(data)
                added.append(data)
            except package.ParseError as error:
                self.assertIn("got another response", str(error))
            if not added:
                continue
            found = accumulator.response()
            self.assertEqual(Response.from_dict(found.to_dict()), found)
            self.assertEqual(accumulator.response(), found)
            self.assertEqual(assemble(added), found)
            accumulator.response(repair=True)
            accumulator.problems  # noqa: B018
            reasons = [choice.finish_reason for choice in found.choices]
            self.assertEqual(accumulator.complete, bool(reasons) and None not in reasons)

    @for_all(st.lists(json_values | st.dictionaries(odd_keys, json_values, max_size=4), max_size=3), odd_bodies())
    def test_any_chunk_is_refused_or_survives_a_round_trip_and_assembles(self, contents: list[Any], body: Any) -> None:
        for choice in body["choices"]:
            choice["delta"] = choice.pop("message")
        for content in contents:
            [*objects_in(body)][-1]["content"] = content
        try:
            part = Chunk.from_dict(body)
        except package.ParseError as error:
            self.assertNotIn("\n\n", str(error))
            return
        self.assertEqual(part.to_dict(), body)
        assemble([part, part])

    @for_all(st.lists(json_values, min_size=1, max_size=4))
    def test_any_unknown_values_are_merged_key_by_key(self, values: list[Any]) -> None:
        chunks = [{"id": "a", "created": 1, "model": "m", "choices": [], "x": value} for value in values]
        self.assertEqual(assemble(chunks).to_dict()["x"], deep_merge(values))


# --- Text

FRAGMENTS = ["data:", "\r", "\n", "{}", "{", "}", "[", "]", '"', "\ufeff", ": x", "event: ping", "[DONE]"]
FRAGMENTS += ['data: {"a": 1}', '{"b": 2}', "data: [DONE]", "event: error", "error: x", "id: 1", "null", " ", "\u2028"]
blocks_of_bytes = st.lists(st.binary(max_size=30) | st.sampled_from([part.encode() for part in FRAGMENTS]))


def sse(chunks: list[Any], end: str = "\n") -> str:
    return "".join(f"data: {json.dumps(part.to_dict(), ensure_ascii=False)}{end}{end}" for part in chunks)


def outcome(blocks: list[bytes]) -> tuple[list[Any], Any]:
    """The data of the events in the text, and the text and place of the error that ends it."""
    found: list[Any] = []
    try:
        found.extend(iter_events(blocks))
    except package.ParseError as error:
        return found, (str(error), error.event, error.line)
    return found, None


class Text(unittest.TestCase):
    @for_all(odd_responses, st.sampled_from(["\n", "\r", "\r\n"]), st.randoms(use_true_random=False))
    def test_the_chunks_of_any_response_are_read_from_text_that_is_cut_anywhere(
        self, response: Any, end: str, chance: random.Random
    ) -> None:
        chunks = split(response)
        text = sse(chunks, end)
        cuts = sorted(chance.randrange(len(text) + 1) for _ in range(chance.randrange(40)))
        blocks = [text[start:stop] for start, stop in zip([0, *cuts], [*cuts, len(text)], strict=True)]
        found = [*iter_sse(blocks)]
        self.assertEqual(found, chunks)
        self.assertEqual([part.to_dict() for part in found], [part.to_dict() for part in chunks])

    @for_all(responses, st.randoms(use_true_random=False))
    def test_text_that_breaks_off_gives_the_whole_events_and_then_an_error(
        self, response: Any, chance: random.Random
    ) -> None:
        chunks = split(response)
        events = [sse([part]) for part in chunks]
        count = chance.randrange(len(events))
        end = chance.randrange(len(events[count]) + 1)
        found: list[Any] = []
        error = None
        try:
            found.extend(iter_sse("".join(events[:count]) + events[count][:end]))
        except package.ParseError as caught:
            error = caught
        is_whole = end >= len(events[count].rstrip("\n"))
        self.assertEqual(found, chunks[: count + is_whole])
        self.assertEqual(error is None, is_whole or (end == 0 and count > 0))
        if error is not None and end > 0:
            self.assertEqual((error.event, error.line), (count + 1, 2 * count + 1))

    @for_all(blocks_of_bytes)
    def test_any_bytes_are_read_or_refused_in_the_same_way_however_they_are_cut(self, blocks: list[bytes]) -> None:
        # The line end tells that the blocks are no lines without ends.
        self.assertEqual(outcome([b"\n", *blocks]), outcome([b"\n" + b"".join(blocks)]))

    @for_all(blocks_of_bytes)
    def test_any_blocks_are_read_or_refused_also_as_lines_without_ends(self, blocks: list[bytes]) -> None:
        found, error = outcome(blocks)
        self.assertTrue(found or error or any(b"[DONE]" in block for block in blocks))


if __name__ == "__main__":
    unittest.main()
