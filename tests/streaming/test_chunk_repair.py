# SPDX-License-Identifier: MIT-0
"""Repair of chunks: repair=True of iter_sse, aiter_sse and assemble."""

import unittest

from .. import package, submodule
from ..support.platform import needs_event_loop
from ..support.streams import STOP, chunk, delta_chunk, events_of, read_asynchronously, read_in_pieces

streaming = submodule("streaming")
assemble, iter_sse = streaming.assemble, streaming.iter_sse
ParseError, ErrorResponse = package.ParseError, package.ErrorResponse

BROKEN = (
    {
        key: value
        for key, value in delta_chunk({"content": [{"type": "text", "text": "a"}]}).items()
        if key != "created"
    },
    delta_chunk({"content": "b", "tool_calls": [{"index": 0, "function": {"name": "f", "arguments": {"c": 1}}}]}),
    STOP | {"usage": {"prompt_tokens": 3}},
)
TOOL_CALL = {"id": "call_0", "type": "function", "function": {"name": "f", "arguments": '{"c": 1}'}}
MESSAGE = {"role": "assistant", "content": "ab", "refusal": None, "tool_calls": [TOOL_CALL]}
REPAIRED = chunk(
    {"index": 0, "message": MESSAGE, "logprobs": None, "finish_reason": "stop"},
    object="chat.completion",
    usage={"prompt_tokens": 3, "completion_tokens": 0, "total_tokens": 3},
)


class Repair(unittest.TestCase):
    def test_repair_mends_the_chunks_of_an_event_stream(self) -> None:
        chunks, error = read_in_pieces(events_of(*BROKEN), lambda text: iter_sse(text, repair=True))
        self.assertIsNone(error)
        self.assertEqual(assemble(chunks, repair=True).to_dict(), REPAIRED)

    @needs_event_loop
    def test_repair_mends_chunks_that_arrive_asynchronously(self) -> None:
        chunks = read_asynchronously([events_of(*BROKEN)], lambda text: streaming.aiter_sse(text, repair=True))
        self.assertEqual(assemble(chunks, repair=True).to_dict(), REPAIRED)

    def test_repair_mends_dicts_that_are_assembled(self) -> None:
        self.assertEqual(assemble(BROKEN, repair=True).to_dict(), REPAIRED)

    def test_a_usage_without_any_count_replaces_none_that_came_before(self) -> None:
        usage = {"prompt_tokens": 5, "completion_tokens": 2, "total_tokens": 7}
        for empty in ({}, dict.fromkeys(usage), {"total_tokens": None, "cost": None}):
            chunks, error = read_in_pieces(
                events_of(STOP | {"usage": usage}, STOP | {"usage": empty}), lambda text: iter_sse(text, repair=True)
            )
            self.assertIsNone(error)
            self.assertEqual([chunk.usage is None for chunk in chunks], [False, True])
            self.assertEqual(assemble(chunks).usage.to_dict(), usage)

    def test_repair_fills_in_a_chunk_that_has_only_the_object_field(self) -> None:
        self.assertEqual(assemble([STOP, {"object": "chat.completion.chunk"}], repair=True), assemble([STOP]))

    def test_broken_chunks_are_refused_without_repair(self) -> None:
        for attempt in (lambda: assemble(BROKEN), lambda: [*iter_sse(events_of(*BROKEN))]):
            with self.assertRaises(ParseError) as caught:
                attempt()
            self.assertIn("$.created: expected integer, but the key is missing", str(caught.exception))

    def test_repair_refuses_errors_and_anything_but_a_chunk(self) -> None:
        for data, kind in (
            ({"error": "x"}, ErrorResponse),
            (STOP | {"error": 1}, ErrorResponse),
            ({"id": "a"}, ParseError),
            ({"object": "text_completion", "choices": [{"text": "a"}]}, ParseError),
        ):
            with self.subTest(data=data):
                with self.assertRaises(ParseError) as caught:
                    assemble([STOP, data], repair=True)
                self.assertIs(type(caught.exception), kind)
                with self.assertRaises(ParseError) as caught:
                    [*iter_sse(events_of(STOP, data), repair=True)]
                error = caught.exception
                self.assertEqual((type(error), error.event, error.line), (kind, 2, 3))


if __name__ == "__main__":
    unittest.main()
