# SPDX-License-Identifier: MIT-0
"""Streams and responses of real servers, from the folder that CHATCOMPLETION_CORPUS names."""

import contextlib
import importlib.util
import json
import unittest
from typing import Any

from .. import package, submodule
from ..support.recorded import recorded
from ..support.streams import events_of

streaming = submodule("streaming")
Response = package.CreateChatCompletionResponse
assemble, split, iter_sse = streaming.assemble, streaming.split, streaming.iter_sse
ParseError, ErrorResponse = package.ParseError, package.ErrorResponse

needs_openai = unittest.skipUnless(importlib.util.find_spec("openai"), "openai is not installed")


class RecordedTest(unittest.TestCase):
    streams: list[list[dict[str, Any]]]

    @classmethod
    def setUpClass(cls) -> None:
        cls.streams = recorded("streams")

    def assert_survives_streaming(self, response: Any) -> None:
        """The response comes back from its chunks, which are the same when they are read from an event stream."""
        chunks = split(response)
        self.assertEqual([*iter_sse(events_of(*[part.to_dict() for part in chunks]))], chunks)
        self.assertEqual(assemble(chunks), response)


class RecordedStreams(RecordedTest):
    def test_every_recorded_stream_that_reports_no_error_is_read_with_repair(self) -> None:
        read = errors = 0
        for stream in self.streams:
            text = events_of(*stream)
            try:
                response = assemble(iter_sse(text, repair=True), repair=True)
            except ErrorResponse as error:
                errors += 1
                self.assertEqual(error.event, len(stream))  # it is the last
                continue
            read += 1
            self.assertEqual(assemble(stream, repair=True), response)
            self.assertEqual(assemble(streaming.iter_events(text), repair=True), response)
            self.assertEqual(Response.from_dict(response.to_dict()), response)
            self.assert_survives_streaming(response)
        self.assertEqual((read, errors), (329, 3))

    def test_a_recorded_stream_gives_the_same_chunks_in_every_form_of_text(self) -> None:
        for stream in self.streams:
            lines = [f"data: {json.dumps(data, ensure_ascii=False)}" for data in stream]
            expected = outcome_of(events_of(*stream))
            text = "\n\n".join(lines) + "\n\ndata: [DONE]\n\n"
            raw = text.encode()
            for blocks in (
                text.replace("\n", "\r\n"),
                "\n".join(lines),
                text.split("\n"),
                [line.encode() for line in lines],
                [raw[at : at + 997] for at in range(0, len(raw), 997)],
                [f"{line.removeprefix('data: ')}\n" for line in lines],
            ):
                self.assertEqual(outcome_of(blocks), expected)

    def test_recorded_streams_that_break_the_contract_are_refused_for_it(self) -> None:
        refused: list[str] = []
        for stream in self.streams:
            try:
                assemble(stream)
            except ParseError as error:
                refused.append(type(error).__name__ if isinstance(error, ErrorResponse) else str(error).splitlines()[0])
        self.assertEqual(
            sorted(refused),
            [
                *["$.choices[0].delta.content: expected string or null, got array"] * 3,
                *["$.id: expected string, but the key is missing"] * 4,
                "$.usage.completion_tokens: expected integer, but the key is missing",
                *["ErrorResponse"] * 3,
            ],
        )

    def test_every_recorded_tool_call_with_an_id_and_a_name_is_assembled(self) -> None:
        several = 0  # choices with several calls under one index
        for stream in self.streams:
            ids: dict[int, set[str]] = {}
            indexes: dict[int, set[Any]] = {}
            for data in stream:
                for choice in data.get("choices") or ():
                    for call in (choice.get("delta") or {}).get("tool_calls") or ():
                        if call.get("id") and (call.get("function") or {}).get("name"):
                            ids.setdefault(choice.get("index"), set()).add(call["id"])
                            indexes.setdefault(choice.get("index"), set()).add(call.get("index"))
            try:
                response = assemble(stream, repair=True)
            except ErrorResponse:
                continue
            for choice in response.choices:
                if choice.index in ids:
                    self.assertLessEqual(ids[choice.index], {call.id for call in choice.message.tool_calls})
                    several += len(ids[choice.index]) > len(indexes[choice.index] - {None}) > 0
        self.assertEqual(several, 1)

    def test_every_recorded_block_of_reasoning_in_pieces_becomes_one_item(self) -> None:
        in_pieces = 0
        for stream in self.streams:
            pieces = [
                piece
                for data in stream
                for choice in data.get("choices") or ()
                for piece in (choice.get("delta") or {}).get("reasoning_details") or ()
            ]
            blocks: dict[Any, dict[str, str]] = {}  # no recorded stream signs two blocks under one index
            for piece in pieces:
                texts = blocks.setdefault((piece.get("index"), piece["type"]), {})
                for key in ("text", "summary", "data", "signature"):
                    if piece.get(key):
                        texts[key] = texts.get(key, "") + piece[key]
            if pieces:
                in_pieces += len(pieces) > len(blocks)
                accumulator = streaming.Accumulator()
                with contextlib.suppress(ErrorResponse):  # at the end of one of the streams
                    for data in stream:
                        accumulator.add(data)
                joined = accumulator.response().choices[0].message.extra["reasoning_details"]
                self.assertEqual([(item.get("index"), item["type"]) for item in joined], [*blocks])
                found = [{key: item[key] for key in texts} for item, texts in zip(joined, blocks.values(), strict=True)]
                self.assertEqual(found, [*blocks.values()])
        self.assertEqual(in_pieces, 17)

    def test_every_recorded_usage_in_x_groq_is_that_of_the_response(self) -> None:
        found = 0
        for stream in self.streams:
            usages = [usage for data in stream if (usage := (data.get("x_groq") or {}).get("usage"))]
            if usages:
                found += 1
                self.assertEqual(assemble(stream).to_dict()["usage"], usages[-1])
        self.assertEqual(found, 15)

    def test_every_accepted_recorded_chunk_survives_a_round_trip(self) -> None:
        for stream in self.streams:
            for data in stream:
                try:
                    found = streaming.CreateChatCompletionStreamResponse.from_dict(data)
                except ParseError:
                    continue
                self.assertEqual(found.to_dict(), data)

    def test_a_recorded_stream_has_a_response_wherever_it_is_cut(self) -> None:
        for stream in self.streams:
            accumulator = streaming.Accumulator()
            for data in stream[:40]:
                try:
                    accumulator.add(data)
                except ParseError:
                    break
                if "choices" in data:  # else it may be a keep-alive
                    accumulator.response()
                    accumulator.response(repair=True)

    def test_recorded_responses_come_back_from_their_chunks(self) -> None:
        tried = 0
        for body in recorded("responses"):
            try:
                response = Response.from_dict(body)
            except ParseError:
                continue
            if is_streamable(response):
                tried += 1
                self.assert_survives_streaming(response)
        self.assertGreater(tried, 400)


def outcome_of(blocks: Any) -> tuple[list[Any], str]:
    """The chunks in a text, and what is wrong with the first that is refused."""
    found: list[Any] = []
    try:
        found.extend(iter_sse(blocks))
    except ParseError as error:
        return found, error.problem
    return found, ""


def is_streamable(response: Any) -> bool:
    """Whether `split` leaves nothing of the response out."""
    return (
        response.object == "chat.completion"
        and not any("delta" in choice.extra or choice.finish_reason == "" for choice in response.choices)
        and not any("index" in call.extra for choice in response.choices for call in choice.message.tool_calls or ())
    )


FAULTS_OF_OPENAI = {
    "it fails on a list in a delta, or on a choice without delta",
    "it keeps the id, created and model of a blank first chunk",
    "it joins calls under one index",
    "it loses the logprobs of reasoning",
    "it overwrites usage with null",
    "it joins values that are sent again, or has none where none came",
}


@needs_openai
class OpenAIPython(RecordedTest):
    """What openai-python makes of the recorded streams."""

    def chunks_of_openai(self, stream: list[dict[str, Any]]) -> list[Any]:
        from openai._models import construct_type
        from openai.types.chat import ChatCompletionChunk

        return [construct_type(type_=ChatCompletionChunk, value=data) for data in stream]

    def test_chunks_that_openai_dumps_make_the_same_response(self) -> None:
        compared = 0
        for stream in self.streams:
            try:
                ours = assemble(stream)
            except ParseError:
                continue
            dumped = [part.model_dump(mode="json") for part in self.chunks_of_openai(stream)]
            self.assertEqual(assemble(dumped), ours)
            compared += 1
        self.assertEqual(compared, 321)

    def test_openai_assembles_the_same_response_but_for_its_known_faults(self) -> None:
        from openai.lib.streaming.chat import ChatCompletionStreamState

        faults: set[str] = set()
        for stream in self.streams:
            try:
                ours = assemble(stream).to_dict()
            except ParseError:
                continue
            state = ChatCompletionStreamState()
            try:
                for part in self.chunks_of_openai(stream):
                    state.handle_chunk(part)
                theirs: dict[str, Any] = state.current_completion_snapshot.to_dict()
            except (AttributeError, IndexError, RuntimeError, TypeError):
                faults.add("it fails on a list in a delta, or on a choice without delta")
                continue
            if numbers_of_calls(theirs) != numbers_of_calls(ours):
                faults.add("it joins calls under one index")
                continue
            for key in ("id", "created", "model"):
                if theirs[key] != ours[key]:
                    self.assertFalse(theirs[key])
                    faults.add("it keeps the id, created and model of a blank first chunk")
            if theirs.get("usage") != ours.get("usage"):
                self.assertIsNone(theirs.get("usage"))
                faults.add("it overwrites usage with null")
            for own, other in zip(ours["choices"], theirs["choices"], strict=True):
                faults |= self.faults_in_choice(own, other)
        self.assertLessEqual(faults, FAULTS_OF_OPENAI)

    def faults_in_choice(self, own: dict[str, Any], other: dict[str, Any]) -> set[str]:
        """The known faults in a choice that openai assembled. Any other difference from ours fails the test."""
        message, other_message = own["message"], other["message"]
        self.assertEqual(other.get("finish_reason"), own["finish_reason"])
        pairs = [(message["role"], other_message.get("role"))]
        for key in ("content", "refusal"):
            self.assertEqual(other_message.get(key), message[key])
            self.assertEqual((other.get("logprobs") or {}).get(key), (own["logprobs"] or {}).get(key))
        for call, other_call in zip(
            message.get("tool_calls") or (), other_message.get("tool_calls") or (), strict=True
        ):
            self.assertEqual(other_call["function"].get("arguments") or "", call["function"]["arguments"])
            pairs += [(call[key], other_call.get(key)) for key in ("id", "type")]
            pairs.append((call["function"]["name"], other_call["function"]["name"]))
        faults = set()
        for value, other_value in pairs:
            if other_value != value:
                self.assertTrue(other_value is None or other_value.startswith(value))
                faults.add("it joins values that are sent again, or has none where none came")
        if set(own["logprobs"] or ()) - {"content", "refusal"}:
            faults.add("it loses the logprobs of reasoning")
        return faults


def numbers_of_calls(body: dict[str, Any]) -> list[int]:
    return [len(choice["message"].get("tool_calls") or ()) for choice in body["choices"]]


if __name__ == "__main__":
    unittest.main()
