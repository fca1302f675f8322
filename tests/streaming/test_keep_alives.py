# SPDX-License-Identifier: MIT-0
"""Keep-alives: comments, events without data, and objects that only say that the connection is alive."""

import unittest

from .. import package, submodule
from ..support.streams import STOP, events_of, read_in_pieces

streaming = submodule("streaming")
Accumulator, assemble = streaming.Accumulator, streaming.assemble
iter_sse, iter_events = streaming.iter_sse, streaming.iter_events


class KeepAlives(unittest.TestCase):
    def test_keep_alives_in_an_event_stream_are_skipped(self) -> None:
        chunk = streaming.CreateChatCompletionStreamResponse.from_dict(STOP)
        for keep_alive in (
            ": OPENROUTER PROCESSING\n\n",
            ":\n",
            "data\n\n",
            "data:\n\n",
            "data:  \n\n",
            "event: ping\n\n",
            "event: ping\ndata:\ndata:\n\n",
            'data: {"type": "ping"}\n\n',
            'event: ping\ndata: {"type": "ping"}\n\n',
            'data: {"type": "keepalive"}\n\n',
            'data: {"type": "ping", "id": null, "cost": "0.001"}\n\n',
            "event: ping\ndata: {}\n\n",
            "event: keepalive\ndata: 2026-11-27T08:00:00Z\n\n",
            "event: heartbeat\ndata: 1790000000\n\n",
            "event: Keep-Alive\ndata: ok\n\n",
            'event: PING\ndata: {"type": "keep_alive"}\n\n',
        ):
            text = keep_alive + events_of(STOP) + keep_alive + "data: [DONE]\n\n"
            with self.subTest(keep_alive=keep_alive):
                self.assertEqual(read_in_pieces(text, iter_sse), ([chunk], None))
                self.assertEqual(read_in_pieces(text, iter_events), ([STOP], None))

    def test_the_text_of_a_keep_alive_ends_before_other_data_if_no_blank_line_follows(self) -> None:
        lines = ["event: ping", "data: 8 o'clock", events_of(STOP).strip(), "event: ping", "data: 9", "data: [DONE]"]
        for text in ("\n".join(lines), events_of(STOP) + "\n".join(lines[:2])):
            self.assertEqual(read_in_pieces(text, iter_events), ([STOP], None))
        self.assertEqual([*iter_events(lines)], [STOP])

    def test_an_object_with_an_id_choices_or_an_error_is_no_keep_alive(self) -> None:
        for key in ("id", "choices", "error"):
            data = {"type": "ping", key: "a"}
            with self.subTest(data=data):
                self.assertEqual([*iter_events(f"event: ping\n{events_of(data)}")], [data])
                with self.assertRaises(package.ParseError):
                    [*iter_sse(events_of(data))]
                with self.assertRaises(package.ParseError):
                    Accumulator().add(data)
        self.assertEqual(assemble([STOP | {"type": "ping"}]).extra, {"type": "ping"})

    def test_only_the_event_that_is_named_ping_is_a_keep_alive(self) -> None:
        text = "event: ping\ndata: {}\n\n" + events_of({"a": 1})
        self.assertEqual([*iter_events(text)], [{"a": 1}])
        self.assertEqual([*iter_events("event: pings\ndata: {}\n\n")], [{}])

    def test_assemble_ignores_keep_alives(self) -> None:
        for repair in (False, True):
            self.assertEqual(assemble([{"type": "keepalive"}, STOP, {"type": "ping"}], repair=repair), assemble([STOP]))


if __name__ == "__main__":
    unittest.main()
