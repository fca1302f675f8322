# SPDX-License-Identifier: MIT-0
"""Events that hold no chunk: they are skipped, but a stream of nothing else is refused."""

import json
import unittest
from typing import Any

from .. import package, submodule
from ..support.streams import STOP, delta_chunk, events_of, read_in_pieces

streaming = submodule("streaming")
Chunk = streaming.CreateChatCompletionStreamResponse
iter_sse, iter_events = streaming.iter_sse, streaming.iter_events

HALF = delta_chunk({"content": "Half a"})
REQUEST: dict[str, Any] = {"messages": []}  # it has no key of a chunk
ONLY_OTHERS = "expected at least one chunk, got only events of other kinds"
REQUEST_HINT = "this is a request, not the response to it"


class OtherEvents(unittest.TestCase):
    def test_data_that_says_nothing_is_skipped(self) -> None:
        for data in ("null", "", " ", "[]", "[ ]", " null "):
            for name in ("", "event: a\n"):
                text = f"{name}data: {data}\n\n"
                for read, found in ((iter_sse, Chunk.from_dict(STOP)), (iter_events, STOP)):
                    whole = f"{text}{events_of(STOP)}{text}data: [DONE]\n\n"
                    self.assertEqual(read_in_pieces(whole, read), ([found], None), text)

    def test_a_message_in_a_named_event_is_no_error(self) -> None:
        found = [Chunk.from_dict(STOP)]
        for data in (
            {"id": "t", "message": "searching"},
            {"id": "t", "detail": "x"},
            {**STOP, "choices": [], "msg": "x"},
        ):
            named = f"event: progress\n{events_of(data)}"
            self.assertEqual(read_in_pieces(named + events_of(STOP), iter_sse), (found, None))
            with self.assertRaises(package.ErrorResponse):
                [*iter_sse(events_of(data))]
        with self.assertRaises(package.ErrorResponse):
            [*iter_sse("event: progress\n" + events_of({"id": "t", "error": "x"}))]

    def test_objects_of_other_kinds_are_skipped_and_iter_events_gives_them(self) -> None:
        for other in (
            {"warning": "old"},
            {},
            {"type": "a", "error": None},
            {"tool": {"id": 5}},
            {"index": 0, "text": "a"},
        ):
            for name in ("", "event: server.tool.progress\n", "event: message\n"):
                for place in range(3):
                    events = [events_of(HALF), events_of(STOP), "data: [DONE]\n\n"]
                    data = [HALF, STOP]
                    events.insert(place, name + events_of(other))
                    data.insert(place, other)
                    text = "".join(events)
                    with self.subTest(text=text):
                        chunks = [Chunk.from_dict(HALF), Chunk.from_dict(STOP)]
                        self.assertEqual(read_in_pieces(text, iter_sse), (chunks, None))
                        self.assertEqual([*iter_sse(text, repair=True)], chunks)
                        self.assertEqual(read_in_pieces(text, iter_events), (data, None))

    def test_an_object_with_any_key_of_an_answer_is_a_chunk_under_any_name(self) -> None:
        text = "".join(f"event: a\n{events_of(data)}" for data in (HALF, STOP))
        self.assertEqual(read_in_pieces(text, iter_sse), ([Chunk.from_dict(HALF), Chunk.from_dict(STOP)], None))
        for key in ("id", "object", "created", "model", "choices", "usage", "delta"):
            for name in ("", "event: a\n"):
                text = f"{events_of(HALF)}{name}{events_of({key: None})}"
                with self.subTest(text=text):
                    found, error = read_in_pieces(text, iter_sse)
                    self.assertEqual((found, type(error)), ([Chunk.from_dict(HALF)], package.ParseError))
                    self.assertEqual((error.event, error.line), (2, 4 if name else 3))

    def test_a_stream_of_other_events_alone_is_refused_with_the_hint_for_the_first(self) -> None:
        other = f"event: a\n{events_of({'a': 1})}"
        for done in ("", "data: [DONE]\n\n"):
            for before in ("", ": x\n\n", "event: ping\ndata: {}\n\n"):
                for after in ("", other, events_of(REQUEST)):
                    text = f"{before}event: start\n{events_of(REQUEST)}{after}{done}"
                    with self.subTest(text=text):
                        found, error = read_in_pieces(text, iter_sse)
                        event = 2 if "ping" in text else 1
                        line = text.count("\n", 0, text.index("data: " + json.dumps(REQUEST))) + 1
                        message = f"$: {ONLY_OTHERS} ({REQUEST_HINT}) (event {event}, line {line})"
                        self.assertEqual((found, type(error), str(error)), ([], package.ParseError, message))
            found, error = read_in_pieces(other + done, iter_sse)
            self.assertEqual((found, str(error)), ([], f"$: {ONLY_OTHERS} (event 1, line 2)"))
            self.assertEqual(read_in_pieces(other + done, iter_events), ([{"a": 1}], None))

    def test_a_broken_chunk_has_the_hint_for_the_event_before_it_if_no_chunk_came(self) -> None:
        broken = events_of({"index": 0, "delta": {"text": "Hi"}})
        error: Any = read_in_pieces(events_of(REQUEST) + broken, iter_sse)[1]
        self.assertEqual((error.path, error.hint, error.event, error.line), (("id",), REQUEST_HINT, 2, 3))
        error = read_in_pieces(events_of(HALF, REQUEST) + broken, iter_sse)[1]
        self.assertEqual((error.path, error.hint, error.event, error.line), (("id",), None, 3, 5))

    def test_a_stream_of_text_completions_is_refused_whatever_its_object_says(self) -> None:
        hint = "this is a text completion, of the API before chat"
        for name in ({"object": "text_completion"}, {"object": "chat.completion.chunk"}, {"object": ""}, {}):
            chunk = {"id": "a", "created": 1, "model": "m", "choices": [{"index": 0, "text": "Hi"}], **name}
            error: Any = read_in_pieces(events_of(chunk), iter_sse)[1]
            self.assertEqual(str(error), f"$: {ONLY_OTHERS} ({hint}) (event 1, line 1)")
        beside = HALF | {"choices": [choice | {"text": "Hi"} for choice in HALF["choices"]]}  # as Together sends it
        last = HALF | {"choices": [{"index": 0, "text": "", "finish_reason": "stop"}]}
        self.assertIsNone(read_in_pieces(events_of(beside, last), iter_sse)[1])

    def test_done_ends_under_any_name(self) -> None:
        for name in ("done", "error", "ping", "message"):
            text = f"{events_of(HALF)}event: {name}\ndata: [DONE]\n\n{events_of(STOP)}"
            self.assertEqual(read_in_pieces(text, iter_events), ([HALF], None))

    def test_done_ends_before_a_blank_line_comes(self) -> None:
        def blocks() -> Any:
            yield f"{events_of(HALF)}data: [DONE]\n"
            self.fail("a block was asked for after [DONE]")

        self.assertEqual([*iter_events(blocks())], [HALF])


if __name__ == "__main__":
    unittest.main()
