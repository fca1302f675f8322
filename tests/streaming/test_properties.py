# SPDX-License-Identifier: MIT-0
"""What holds of any stream: however it is cut and mixed, and whatever response it was made of."""

import json
import random
import unittest
from collections.abc import Iterator
from typing import Any

try:
    from hypothesis import HealthCheck, given, settings
    from hypothesis import strategies as st

    from ..support.strategies import bodies, json_values, objects, texts
except ImportError as missing:
    raise unittest.SkipTest(f"the property tests need hypothesis: {missing}") from None

from .. import package, submodule

streaming = submodule("streaming")
Chunk = streaming.CreateChatCompletionStreamResponse
Response = package.CreateChatCompletionResponse
assemble, split, Accumulator = streaming.assemble, streaming.split, streaming.Accumulator
iter_sse, iter_events = streaming.iter_sse, streaming.iter_events

usual = settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))

# Keys that one class names and another does not
KEYS = "id type function custom name input arguments reasoning reasoning_content obfuscation audio metadata role object"
TEXTS = (
    b"data:",
    b"\r",
    b"\n",
    b"{}",
    b"{",
    b"}",
    b"[",
    b"]",
    b'"',
    b"\xef\xbb\xbf",
    b": x",
    b"event: ping",
    b"[DONE]",
)
odd_keys = st.sampled_from(KEYS.split()) | texts


def parts(value: Any) -> Iterator[dict[str, Any]]:
    """The objects in a body, but for those under a key that is odd already."""
    if isinstance(value, dict):
        yield value
        for member in value.values():
            yield from parts(member)
    elif isinstance(value, list):
        for item in value:
            yield from parts(item)


def accepted(body: dict[str, Any]) -> bool:
    try:
        Response.from_dict(body)
    except package.ParseError:
        return False
    return True


@st.composite
def odd(draw: Any, some: Any) -> dict[str, Any]:
    """A body with a key in one of its objects that has a meaning elsewhere."""
    body = draw(some)
    for _ in range(draw(st.integers(0, 3))):
        place = draw(st.sampled_from([*parts(body)]))
        key = draw(odd_keys)
        if key not in place:
            place[key] = draw(json_values | st.dictionaries(odd_keys, json_values, max_size=2))
            if not accepted(body):
                del place[key]
    return body


def streamable(response: Any) -> Any:
    """The response as it can be streamed: its choices in order, no key that means something else in a chunk."""
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
        for call in choice["message"].get("tool_calls") or ():
            make_call_streamable(call)
    return Response.from_dict(body)


def make_call_streamable(call: dict[str, Any]) -> None:
    call.pop("index", None)
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


responses = odd(bodies).map(Response.from_dict).map(streamable)


def sse(chunks: list[Any], end: str = "\n") -> str:
    return "".join(f"data: {json.dumps(part.to_dict(), ensure_ascii=False)}{end}{end}" for part in chunks)


def with_nulls(data: Any, *keys: str) -> Any:
    return {**dict.fromkeys(keys), **data}


def full_of_nulls(data: dict[str, Any]) -> dict[str, Any]:
    """A chunk as a client dumps it that has a field with null for each key that did not come."""
    data = with_nulls(data, "object", "usage", "service_tier", "system_fingerprint", "moderation", "obfuscation")
    data["choices"] = [with_nulls(choice, "finish_reason", "logprobs") for choice in data["choices"]]
    for choice in data["choices"]:
        delta = with_nulls(choice["delta"], "role", "content", "refusal", "tool_calls", "function_call")
        if delta["tool_calls"] is not None:
            delta["tool_calls"] = [with_nulls(call, "id", "type", "function") for call in delta["tool_calls"]]
        choice["delta"] = delta
    return data


def deep_merge(values: list[Any]) -> Any:
    """What comes of a value that is said again and again."""
    merged = None
    for value in values:
        if isinstance(value, dict) and isinstance(merged, dict):
            merged = {key: deep_merge([merged.get(key), value.get(key)]) for key in {**merged, **value}}
        elif value is not None:
            merged = value
    return merged


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
deltas = st.none() | st.fixed_dictionaries(
    {},
    optional={
        "role": st.sampled_from([None, "", "assistant"]),
        "content": fragments,
        "tool_calls": st.lists(call_pieces, max_size=2),
        "function_call": functions,
        "audio": json_values | st.fixed_dictionaries({}, optional={"id": fragments, "data": fragments}),
        "annotations": json_values,
        "reasoning": json_values,
    },
)
stream_choices = st.fixed_dictionaries(
    {"index": st.integers(0, 2), "delta": deltas},
    optional={"finish_reason": st.sampled_from([None, "", "stop", "eos"]), "x": json_values},
)
chunk_data = st.fixed_dictionaries(
    {
        "id": st.sampled_from(["", "a", "b"]),
        "created": st.integers(0, 1),
        "model": fragments.map(str),
        "choices": st.none() | st.lists(stream_choices, max_size=2),
    },
    optional={"metadata": json_values, "x": json_values},
)


class Properties(unittest.TestCase):
    @usual
    @given(responses)
    def test_a_response_comes_back_from_its_chunks(self, response: Any) -> None:
        self.assertEqual(assemble(split(response)), response)
        self.assertEqual(
            assemble(split(response)).to_dict(), Response.from_dict(assemble(split(response)).to_dict()).to_dict()
        )

    @usual
    @given(objects.filter(lambda response: accepted(response.to_dict())).map(streamable))
    def test_a_response_made_by_hand_comes_back_from_its_chunks(self, response: Any) -> None:
        self.assertEqual(assemble(split(response)), response)

    @usual
    @given(odd(bodies).map(Response.from_dict))
    def test_the_chunks_of_any_response_are_accepted_when_they_are_read_from_the_wire(self, response: Any) -> None:
        chunks = split(response)
        self.assertEqual([*iter_sse(sse(chunks))], chunks)
        self.assertEqual([part.to_dict() for part in iter_sse(sse(chunks))], [part.to_dict() for part in chunks])

    @usual
    @given(responses)
    def test_a_response_comes_back_over_the_wire(self, response: Any) -> None:
        self.assertEqual(assemble(iter_sse(sse(split(response)))), response)

    @usual
    @given(responses)
    def test_chunks_full_of_nulls_make_the_same_response(self, response: Any) -> None:
        self.assertEqual(assemble(full_of_nulls(part.to_dict()) for part in split(response)), response)

    @usual
    @given(responses, st.sampled_from(["\n", "\r", "\r\n"]), st.randoms(use_true_random=False), st.booleans())
    def test_a_text_gives_the_same_chunks_however_it_is_cut(
        self, response: Any, end: str, chance: random.Random, as_bytes: bool
    ) -> None:
        chunks = split(response)
        text: Any = sse(chunks, end)
        if as_bytes:
            text = text.encode(errors="replace")
        whole = [*iter_sse([text])]
        cuts = sorted(chance.randrange(len(text) + 1) for _ in range(chance.randrange(40)))
        pieces = [text[start:stop] for start, stop in zip([0, *cuts], [*cuts, len(text)], strict=True)]
        self.assertEqual([*iter_sse(pieces)], whole)
        if not as_bytes:
            self.assertEqual([part.to_dict() for part in whole], [part.to_dict() for part in chunks])

    @usual
    @given(responses, st.randoms(use_true_random=False))
    def test_a_text_that_breaks_off_gives_what_is_whole_and_an_error(
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
        self.assertEqual(error is None, is_whole or end == 0)
        if error is not None:
            self.assertEqual((error.event, error.line), (count + 1, 2 * count + 1))

    @usual
    @given(responses, st.randoms(use_true_random=False))
    def test_choices_may_be_interleaved(self, response: Any, chance: random.Random) -> None:
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

    @usual
    @given(responses)
    def test_the_response_can_be_had_at_any_time(self, response: Any) -> None:
        accumulator = Accumulator()
        for part in split(response):
            accumulator.add(part)
            self.assertEqual(accumulator.response(), accumulator.response())
        self.assertEqual(accumulator.response(), response)
        finished = [choice.finish_reason is not None for choice in response.choices]
        self.assertEqual(accumulator.complete, bool(finished) and all(finished))

    @usual
    @given(st.lists(chunk_data, min_size=1, max_size=6))
    def test_the_response_can_be_had_at_every_prefix_of_any_stream(self, chunks: list[Any]) -> None:
        accumulator = Accumulator()
        finished: dict[int, bool] = {}
        for data in chunks:
            accumulator.add(data)
            found = accumulator.response()
            self.assertEqual(Response.from_dict(found.to_dict()), found)
            self.assertEqual(accumulator.response(), found)
            accumulator.response(repair=True)
            for choice in data["choices"] or ():
                finished[choice["index"]] = finished.get(choice["index"], False) or bool(choice.get("finish_reason"))
            self.assertEqual(accumulator.complete, bool(finished) and all(finished.values()))

    @usual
    @given(st.lists(json_values | st.dictionaries(odd_keys, json_values, max_size=4), max_size=3), odd(bodies))
    def test_a_chunk_is_taken_or_refused_and_comes_back_as_it_came(self, changes: list[Any], body: Any) -> None:
        """Only the declared error escapes, and the response can be had of any chunk."""
        for choice in body["choices"]:
            choice["delta"] = choice.pop("message")
        for change in changes:
            [*parts(body)][-1]["content"] = change
        try:
            part = Chunk.from_dict(body)
        except package.ParseError as error:
            self.assertNotIn("\n" * 2, str(error))
            return
        self.assertEqual(part.to_dict(), body)
        assemble([part, part])

    @usual
    @given(st.lists(json_values, min_size=1, max_size=4))
    def test_unknown_values_are_merged_key_by_key(self, values: list[Any]) -> None:
        chunks = [{"id": "a", "created": 1, "model": "m", "choices": [], "x": value} for value in values]
        self.assertEqual(assemble(chunks).to_dict()["x"], deep_merge(values))

    @usual
    @given(st.lists(st.binary(max_size=30) | st.sampled_from(TEXTS)))
    def test_any_bytes_are_read_or_refused(self, blocks: list[bytes]) -> None:
        self.assertEqual(outcome(blocks), outcome([b"".join(blocks)]))


def outcome(blocks: list[bytes]) -> tuple[Any, ...]:
    found: list[Any] = []
    try:
        found.extend(iter_events(blocks))
    except package.ParseError as error:
        return found, str(error), error.event, error.line
    return found, None


if __name__ == "__main__":
    unittest.main()
