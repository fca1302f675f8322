# SPDX-License-Identifier: MIT-0
"""Whole messages in place of deltas, from servers that do not stream, and streams that hold two responses."""

import unittest
from typing import Any

from .. import package, submodule
from ..support.streams import STOP, USAGE, chunk, delta_chunk

streaming = submodule("streaming")
assemble = streaming.assemble
WHOLE = {"role": "assistant", "content": "ab", "refusal": None, "x": 1}


def whole(index: int, **fields: Any) -> dict[str, Any]:
    """A response that was not streamed."""
    return chunk({"index": index, "message": {"content": str(index)}, "finish_reason": "stop"}, **fields)


class WholeResponses(unittest.TestCase):
    def test_a_whole_response_in_place_of_chunks_is_read(self) -> None:
        body = chunk({"index": 0, "message": WHOLE, "finish_reason": "stop", "logprobs": None})
        self.assertEqual(assemble([body]), package.CreateChatCompletionResponse.from_dict(body))

    def test_a_whole_message_may_come_before_or_after_other_chunks(self) -> None:
        choice = {"index": 0, "message": WHOLE}
        for chunks in (
            [chunk(choice), STOP, chunk(id="", usage=USAGE)],
            [delta_chunk({"content": "a"}), delta_chunk({"content": "b"}), chunk(choice), STOP | {"usage": USAGE}],
        ):
            found = assemble(chunks)
            self.assertEqual(found.choices[0].message.to_dict(), WHOLE)
            self.assertEqual((found.choices[0].finish_reason, found.usage.total_tokens), ("stop", 5))

    def test_a_message_beside_a_delta_says_what_no_delta_says(self) -> None:
        cited = {"content": "x", "citations": ["a"], "tool_calls": [], "y": None}
        choices: Any
        for choices, expected in (
            ([{"delta": {"content": "a"}}, {"delta": {"content": "b"}, "message": WHOLE}], {"content": "ab", "x": 1}),
            ([{"delta": {"content": "b"}, "message": WHOLE}], {"content": "b", "x": 1}),
            ([{"delta": {"content": "b"}, "message": None}], {"content": "b"}),
            ([{"delta": {"content": ""}, "message": WHOLE}], {"content": "ab", "x": 1}),
            ([{"delta": {"role": "assistant"}, "message": {"role": "user", "content": "a"}}], {"content": "a"}),
            ([{"delta": {"content": "b", "x": 2}, "message": WHOLE}], {"content": "b", "x": 2}),
            (
                [{"delta": {"content": "b"}, "message": cited}, {"delta": {}, "message": {"content": "bc"}}],
                cited | {"content": "b"},
            ),
        ):
            with self.subTest(choices=choices):
                found = assemble(chunk({"index": 0} | choice) for choice in choices).choices[0]
                self.assertEqual(
                    found.message.to_dict(), {"role": "assistant", "content": None, "refusal": None} | expected
                )

    def test_a_message_that_is_not_an_object_is_left_out(self) -> None:
        choices: Any
        for choices, content in (
            ([{"delta": None, "message": "x"}], None),
            ([{"message": "x"}, {"delta": {}}], None),
            ([{"delta": {"content": "a"}, "message": "x"}], "a"),
        ):
            found = assemble(chunk({"index": 0} | choice) for choice in choices).choices[0]
            self.assertEqual(found.message.to_dict(), {"role": "assistant", "content": content, "refusal": None})

    def test_a_second_response_is_refused_if_either_was_not_streamed(self) -> None:
        path = "$.choices[0].message"
        for first, second, where in (
            (whole(0), whole(0), path),
            (whole(0), whole(1, id="d"), path),
            (whole(0), delta_chunk({"content": "b"}) | {"id": "d"}, "$.id"),
            (delta_chunk({"content": "a"}), whole(0, id="d"), path),
        ):
            accumulator = streaming.Accumulator()
            accumulator.add(first)
            before = accumulator.response()
            with self.subTest(first=first, second=second), self.assertRaises(package.ParseError) as caught:
                accumulator.add(second)
            self.assertEqual(
                str(caught.exception), f"{where}: expected a chunk of the same response, got another response"
            )
            self.assertEqual(accumulator.response(), before)


if __name__ == "__main__":
    unittest.main()
