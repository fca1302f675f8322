# SPDX-License-Identifier: MIT-0
"""Streams of real servers, where they are there to be read."""

import importlib.util
import json
import os
import pathlib
import unittest
from typing import Any

from .. import package, submodule

streaming = submodule("streaming")
Chunk = streaming.CreateChatCompletionStreamResponse
Response = package.CreateChatCompletionResponse
Accumulator = streaming.Accumulator
assemble = streaming.assemble
split = streaming.split
iter_sse, iter_events = streaming.iter_sse, streaming.iter_events
ParseError = package.ParseError
ErrorResponse = package.ErrorResponse
CORPUS = os.environ.get("CHATCOMPLETION_CORPUS")


@unittest.skipUnless(CORPUS, "CHATCOMPLETION_CORPUS names no folder of recorded streams")
class Recorded(unittest.TestCase):
    """Streams of real servers."""

    streams: list[dict[str, Any]]

    @classmethod
    def setUpClass(cls) -> None:
        with (pathlib.Path(str(CORPUS)) / "streams.jsonl").open(encoding="utf-8") as lines:
            cls.streams = [json.loads(line) for line in lines]

    def test_all_that_are_no_error_are_read_with_repair(self) -> None:
        read = errors = 0
        for stream in self.streams:
            text = "".join(f"data: {json.dumps(data)}\n\n" for data in stream["chunks"])
            try:
                response = assemble(iter_sse(text, repair=True), repair=True)
            except ErrorResponse as error:
                errors += 1
                self.assertEqual(error.event, len(stream["chunks"]))  # it is the last
                continue
            read += 1
            self.assertEqual(assemble(stream["chunks"], repair=True), response)
            self.assertEqual(assemble(iter_events(text), repair=True), response)
            self.assertEqual(Response.from_dict(response.to_dict()), response)
            chunks = split(response)
            wire = "".join(f"data: {part.to_json()}\n\n" for part in chunks)
            self.assertEqual([*iter_sse(wire)], chunks)
            self.assertEqual(assemble(chunks), response)
        self.assertEqual((read, errors), (329, 3))

    def test_those_that_break_the_contract_are_refused_for_what_they_break(self) -> None:
        refused: list[str] = []
        for stream in self.streams:
            try:
                assemble(stream["chunks"])
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

    def test_calls_under_one_index_are_told_apart(self) -> None:
        """As many calls come out as there are ids of calls with a name."""
        several = 0
        for stream in self.streams:
            ids: dict[int, set[str]] = {}
            indexes: dict[int, set[Any]] = {}
            for data in stream["chunks"]:
                for choice in data.get("choices") or ():
                    for call in (choice.get("delta") or {}).get("tool_calls") or ():
                        if call.get("id") and (call.get("function") or {}).get("name"):
                            ids.setdefault(choice.get("index"), set()).add(call["id"])
                            indexes.setdefault(choice.get("index"), set()).add(call.get("index"))
            try:
                response = assemble(stream["chunks"], repair=True)
            except ErrorResponse:
                continue
            for choice in response.choices:
                if choice.index in ids:
                    found = {call.id for call in choice.message.tool_calls}
                    self.assertLessEqual(ids[choice.index], found)
                    several += len(ids[choice.index]) > len(indexes[choice.index] - {None}) > 0
        self.assertEqual(several, 1)

    def test_each_chunk_that_is_accepted_comes_back_as_it_came(self) -> None:
        for stream in self.streams:
            for data in stream["chunks"]:
                try:
                    found = Chunk.from_dict(data)
                except ParseError:
                    continue
                self.assertEqual(found.to_dict(), data)

    def test_a_stream_that_is_cut_short_assembles_wherever_it_is_cut(self) -> None:
        for stream in self.streams:
            accumulator = Accumulator()
            for data in stream["chunks"][:40]:
                try:
                    accumulator.add(data)
                except ParseError:
                    break
                if "choices" in data:
                    accumulator.response()
                    accumulator.response(repair=True)

    def test_each_recorded_response_comes_through_a_stream(self) -> None:
        tried = 0
        with (pathlib.Path(str(CORPUS)) / "responses.jsonl").open(encoding="utf-8") as lines:
            for line in lines:
                try:
                    response = Response.from_dict(json.loads(line)["body"])
                except ParseError:
                    continue
                tool_calls = [call for choice in response.choices for call in choice.message.tool_calls or ()]
                delta = any("delta" in choice.extra or choice.finish_reason == "" for choice in response.choices)
                if (
                    response.object == "chat.completion"
                    and not delta
                    and not any("index" in c.extra for c in tool_calls)
                ):
                    tried += 1
                    self.assertEqual(assemble(split(response)), response)
                    wire = "".join(f"data: {part.to_json()}\n\n" for part in split(response))
                    self.assertEqual(assemble(iter_sse(wire)), response)
        self.assertGreater(tried, 400)

    @unittest.skipUnless(importlib.util.find_spec("openai"), "openai is not installed")
    def test_openai_python_gives_the_same_but_for_its_known_faults(self) -> None:
        from openai._models import construct_type
        from openai.lib.streaming.chat import ChatCompletionStreamState
        from openai.types.chat import ChatCompletionChunk

        faults: dict[str, int] = {}

        def fault(name: str) -> None:
            faults[name] = faults.get(name, 0) + 1

        for stream in self.streams:
            try:
                ours = assemble(stream["chunks"]).to_dict()
            except ParseError:
                continue
            state = ChatCompletionStreamState()
            try:
                for data in stream["chunks"]:
                    state.handle_chunk(construct_type(type_=ChatCompletionChunk, value=data))
                theirs = state.current_completion_snapshot.to_dict()
            except (AttributeError, IndexError, RuntimeError, TypeError) as error:
                fault(f"{type(error).__name__} on a list in a delta, or on a choice without delta")
                continue
            if [len(choice["message"].get("tool_calls") or ()) for choice in theirs["choices"]] != [
                len(choice["message"].get("tool_calls") or ()) for choice in ours["choices"]
            ]:
                fault("calls under one index are joined")
                continue
            for key in ("id", "created", "model"):
                if theirs[key] != ours[key]:
                    self.assertFalse(theirs[key])
                    fault("a blank first chunk wins")
            if theirs.get("usage") != ours.get("usage"):
                self.assertIsNone(theirs.get("usage"))
                fault("null overwrites the usage")
            self.assertEqual(len(theirs["choices"]), len(ours["choices"]))
            for own, other in zip(ours["choices"], theirs["choices"], strict=True):
                if self.compare(own, other):
                    fault("what is sent again is joined, or what never came is None")
                if set(own["logprobs"] or ()) - {"content", "refusal"}:
                    fault("logprobs of reasoning are lost")
        self.assertLessEqual(
            set(faults),
            {
                "AttributeError on a list in a delta, or on a choice without delta",
                "IndexError on a list in a delta, or on a choice without delta",
                "RuntimeError on a list in a delta, or on a choice without delta",
                "TypeError on a list in a delta, or on a choice without delta",
                "a blank first chunk wins",
                "calls under one index are joined",
                "logprobs of reasoning are lost",
                "null overwrites the usage",
                "what is sent again is joined, or what never came is None",
            },
        )

    @unittest.skipUnless(importlib.util.find_spec("openai"), "openai is not installed")
    def test_chunks_dumped_by_openai_python_make_the_same_response(self) -> None:
        from openai._models import construct_type
        from openai.types.chat import ChatCompletionChunk

        compared = 0
        for stream in self.streams:
            try:
                ours = assemble(stream["chunks"])
            except ParseError:
                continue
            chunks = stream["chunks"]
            dumped: list[Any] = [construct_type(type_=ChatCompletionChunk, value=data) for data in chunks]
            self.assertEqual(assemble(part.model_dump(mode="json") for part in dumped), ours, stream["source"])
            compared += 1
        self.assertEqual(compared, 321)

    def compare(self, own: dict[str, Any], other: dict[str, Any]) -> bool:
        """Whether what may be sent again differs; the rest must not."""
        mine, others = own["message"], other["message"]
        self.assertEqual(other.get("finish_reason"), own["finish_reason"])
        self.assertEqual((others.get("content"), others.get("refusal")), (mine["content"], mine["refusal"]))
        for key in ("content", "refusal"):
            self.assertEqual((other.get("logprobs") or {}).get(key), (own["logprobs"] or {}).get(key))
        pairs = [(others.get("role"), mine["role"])]
        my_calls, other_calls = mine.get("tool_calls") or [], others.get("tool_calls") or []
        self.assertEqual(len(other_calls), len(my_calls))
        for call, other_call in zip(my_calls, other_calls, strict=True):
            self.assertEqual(other_call["function"].get("arguments") or "", call["function"]["arguments"])
            pairs += [(other_call.get(key), call[key]) for key in ("id", "type")]
            pairs.append((other_call["function"]["name"], call["function"]["name"]))
        for there, here in pairs:
            self.assertTrue(there is None or there.startswith(here))
        return any(there != here for there, here in pairs)


if __name__ == "__main__":
    unittest.main()
