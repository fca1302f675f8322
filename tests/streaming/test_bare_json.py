# SPDX-License-Identifier: MIT-0
"""JSON text without `data:`: JSON Lines, chunks that lost their `data:`, and a whole response in place of a stream."""

import json
import unittest
from typing import Any

from .. import package, submodule
from ..support.streams import STOP, chunk, delta_chunk, events_of, read_in_pieces

streaming = submodule("streaming")
iter_sse, iter_events, assemble = streaming.iter_sse, streaming.iter_events, streaming.assemble

HALF = delta_chunk({"content": 'Half "{[" \\'})
WHOLE = chunk({"index": 0, "message": {"role": "assistant", "content": "Low tide"}, "finish_reason": "stop"})
CUT_OFF = "the text ends before the event does: the connection may have broken off"


class BareJson(unittest.TestCase):
    def assert_read(self, text: str, *data: Any) -> None:
        for read in (iter_sse, iter_events):
            found, error = read_in_pieces(text, read)
            self.assertIsNone(error)
            self.assertEqual([each if isinstance(each, dict) else each.to_dict() for each in found], [*data])

    def refused(self, text: str, message: str, *data: Any) -> None:
        found, error = read_in_pieces(text, iter_events)
        self.assertEqual((found, type(error), str(error)), ([*data], package.ParseError, f"$: {message}"))

    def test_json_lines_are_read(self) -> None:
        for end in ("\n", "\n\n", "\r\n", "\r"):
            for indent in (None, 0, "\t"):
                text = end.join(json.dumps(each, indent=indent).replace("\n", end) for each in (HALF, HALF, STOP))
                for rest in ("", end, f"{end}[DONE]{end}", f"{end}data: [DONE]", f"{end} [DONE]{end}{{"):
                    with self.subTest(end=end, indent=indent, rest=rest):
                        self.assert_read(text + rest, HALF, HALF, STOP)

    def test_chunks_that_lost_their_data_are_read_amid_events(self) -> None:
        for indent in (None, 1):
            bare = json.dumps(HALF, indent=indent)
            for before, after in (("", ""), ("\n", "\n"), ("\n\n", "\n"), ("id: 1\n", "\n: x\n")):
                event = events_of(STOP).rstrip()
                text = f"{event}\n{before}{bare}\n{after}{event}\n{before}{bare}\n{bare}\n{after}data: [DONE]\n\n"
                with self.subTest(text=text):
                    self.assert_read(text, STOP, HALF, STOP, HALF, HALF)

    def test_a_whole_response_in_place_of_a_stream_is_read(self) -> None:
        for indent in (None, 2):
            for rest in ("", "\n", "\n\ndata: [DONE]\n\n", "\n[DONE]\n"):
                text = json.dumps(WHOLE, indent=indent) + rest
                self.assert_read(text, WHOLE)
                found = assemble(iter_sse(text))
                self.assertEqual(found.choices[0].message.content, "Low tide")

    def test_bare_json_has_the_name_that_came_before_it(self) -> None:
        self.assertEqual(read_in_pieces('event: ping\n{}\n{"a": 1}\n', iter_events), ([{"a": 1}], None))

    def test_bare_json_lines_continue_data_that_is_not_whole(self) -> None:
        self.assert_read(
            'data: {"choices": \ndata: [],"id": "", "created": 0, "model":\ndata: ""}\n',
            chunk(id="", created=0, model=""),
        )
        self.assertEqual(read_in_pieces('data: {"a":\n {"b":\ndata: 1}}\n\n', iter_events), ([{"a": {"b": 1}}], None))

    def test_comments_and_blank_lines_may_stand_within_bare_json(self) -> None:
        first, rest = json.dumps(HALF, indent=1).split("\n", 1)
        self.assert_read(f"{first}\n: keep-alive\n\n \n{rest}\n", HALF)

    def test_a_field_before_the_brackets_close_is_refused(self) -> None:
        message = "expected JSON text: Expecting value at line 1 column 6 (event 2, line 3)"
        for field in ("data: 1}", "event: a", "id: 1", "retry: 1", "data", 'data: {"a": 1}\n\n'):
            self.refused(f'{events_of(HALF)}{{"a":\n{field}\n', message, HALF)

    def test_bare_json_that_is_cut_off_is_refused(self) -> None:
        text = json.dumps(STOP, indent=1)
        for end in range(1, len(text)):
            found, error = read_in_pieces(f"{events_of(HALF)}{text[:end]}", iter_events)
            self.assertEqual((found, error.hint, error.event, error.line), ([HALF], CUT_OFF, 2, 3), text[:end])

    def test_bare_text_that_is_no_object_is_refused(self) -> None:
        self.refused("[{}, {}]", "expected object, got array (read one body at a time) (event 1, line 1)")
        self.refused("[\n{},\n{}\n]\n", "expected object, got array (read one body at a time) (event 1, line 1)")
        self.refused(
            "{}\n{}{}\n",
            "expected JSON text: Extra data at line 1 column 3 (read one body at a time) (event 2, line 2)",
            {},
        )
        property_name = "expected JSON text: Expecting property name enclosed in double quotes"
        self.refused("{]\n", f"{property_name} at line 1 column 2 (event 1, line 1)")


if __name__ == "__main__":
    unittest.main()
