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

    from .strategies import bodies, json_values, objects, texts
except ImportError as missing:
    raise unittest.SkipTest(f"the property tests need hypothesis: {missing}") from None

from . import package, submodule

streaming = submodule("streaming")
Chunk = streaming.CreateChatCompletionStreamResponse
Response = package.CreateChatCompletionResponse
assemble, split, iter_sse, Accumulator = streaming.assemble, streaming.split, streaming.iter_sse, streaming.Accumulator

usual = settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))

# Keys that one class names and another does not
KEYS = "id type function custom name input arguments reasoning reasoning_content obfuscation audio metadata role object"
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
    for index, choice in enumerate(body["choices"]):
        choice["index"] = index * 2 - 1
        choice.pop("delta", None)
        for call in choice["message"].get("tool_calls") or ():
            call.pop("index", None)
    return Response.from_dict(body)


responses = odd(bodies).map(Response.from_dict).map(streamable)


def sse(chunks: list[Any], end: str = "\n") -> str:
    return "".join(f"data: {json.dumps(part.to_dict(), ensure_ascii=False)}{end}{end}" for part in chunks)


def fits(chunks: list[Any]) -> bool:
    """Whether the chunks can go over the wire: no unknown value stands where a chunk has a field of another type."""
    try:
        return [Chunk.from_dict(part.to_dict()).to_dict() for part in chunks] == [part.to_dict() for part in chunks]
    except package.ParseError:
        return False


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
    @given(responses)
    def test_a_response_comes_back_over_the_wire(self, response: Any) -> None:
        chunks = split(response)
        if fits(chunks) and "obfuscation" not in response.extra:
            self.assertEqual(assemble(part.to_dict() for part in chunks), response)

    @usual
    @given(responses, st.sampled_from(["\n", "\r", "\r\n"]), st.randoms(use_true_random=False), st.booleans())
    def test_a_text_gives_the_same_chunks_however_it_is_cut(
        self, response: Any, end: str, chance: random.Random, as_bytes: bool
    ) -> None:
        chunks = split(response)
        if not fits(chunks):
            return
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
    @given(st.lists(json_values | st.dictionaries(odd_keys, json_values, max_size=4), max_size=3), odd(bodies))
    def test_a_chunk_is_taken_or_refused_and_comes_back_as_it_came(self, changes: list[Any], body: Any) -> None:
        """Only the declared error escapes, from the chunk as from the response that it makes."""
        for choice in body["choices"]:
            choice["delta"] = choice.pop("message")
        for change in changes:
            [*parts(body)][-1]["content"] = change
        try:
            part = Chunk.from_dict(body)
            self.assertEqual(part.to_dict(), body)
            assemble([part, part])
        except package.ParseError as error:
            self.assertNotIn("\n" * 2, str(error))

    @usual
    @given(st.lists(st.binary(max_size=30) | st.sampled_from([b"data:", b"\r", b"\n", b"{}", b"\xef\xbb\xbf", b": x"])))
    def test_any_bytes_are_read_or_refused(self, blocks: list[bytes]) -> None:
        try:
            found: Any = [*iter_sse(blocks)]
        except package.ParseError as error:
            found = str(error)
        try:
            whole: Any = [*iter_sse([b"".join(blocks)])]
        except package.ParseError as error:
            whole = str(error)
        self.assertEqual(found, whole)


if __name__ == "__main__":
    unittest.main()
