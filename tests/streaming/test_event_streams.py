# SPDX-License-Identifier: MIT-0
"""Reading the text of event streams: iter_sse, iter_events, aiter_sse, aiter_events."""

import json
import unittest
from collections.abc import Iterator
from typing import Any

from .. import DATA, package, submodule
from ..support.platform import needs_event_loop
from ..support.streams import STOP, delta_chunk, events_of, read_asynchronously, read_in_pieces

streaming = submodule("streaming")
Chunk = streaming.CreateChatCompletionStreamResponse
iter_sse, iter_events = streaming.iter_sse, streaming.iter_events
TEXT = (DATA / "stream_answer.txt").read_text(encoding="utf-8")
EVENT = events_of(STOP).rstrip().encode()
BOM = b"\xef\xbb\xbf"


class Text(unittest.TestCase):
    def test_iter_sse_gives_the_chunks_of_an_event_stream(self) -> None:
        chunks = [*iter_sse(TEXT.splitlines(keepends=True))]
        found = streaming.assemble(chunks)
        self.assertEqual(found.choices[0].message.content, "Flut kommt — um 4 🌊")
        self.assertEqual((len(chunks), found.usage.total_tokens), (5, 13))

    def test_iter_events_gives_the_data_of_each_event_as_it_came(self) -> None:
        data = [delta_chunk({"content": ["a"]}), {"id": 5}, {"error": {"message": "x"}}, {}]
        text = events_of(*data) + "data: [DONE]\n\ndata: x\n\n"
        self.assertEqual(read_in_pieces(text, iter_events), (data, None))

    def test_text_may_be_cut_anywhere_and_end_its_lines_in_any_way(self) -> None:
        expected = [*iter_sse([TEXT])]
        for end, blank in (("\n", "\n"), ("\r", "\r"), ("\r\n", "\r\n"), ("\r\n", "\n"), ("\n", "\r"), ("\r", "\r\n")):
            text = (end + blank).join(event.replace("\n", end) for event in TEXT.split("\n\n"))
            for whole in (text, text.encode(), bytearray(text.encode())):
                with self.subTest(end=end, blank=blank, kind=type(whole)):
                    self.assertEqual([*iter_sse(whole)], expected)
                    for size in (1, 3, 500):
                        blocks = [whole[at : at + size] for at in range(0, len(whole), size)]
                        self.assertEqual([*iter_sse(blocks)], expected)
                        self.assertEqual([*iter_sse(part for block in blocks for part in (block[:0], block))], expected)

    def test_a_byte_order_mark_may_stand_before_any_line_and_before_the_data(self) -> None:
        for text, count in (
            (BOM + EVENT + b"\n\n" + EVENT + b"\n\n", 2),
            (EVENT + b"\n\n" + BOM + EVENT + b"\n\n", 2),
            (b"\n" + BOM + EVENT + b"\n" + BOM + b"\n" + BOM + EVENT, 2),
            (EVENT.replace(b"data: ", b"data: " + BOM) + b"\n\n", 1),
        ):
            with self.subTest(text=text):
                self.assertEqual(read_in_pieces(text, iter_sse), ([Chunk.from_dict(STOP)] * count, None))

    def test_a_lone_surrogate_in_a_str_is_kept(self) -> None:
        text = json.dumps(delta_chunk({"content": "\ud800"}), ensure_ascii=False)
        self.assertEqual([part.choices[0].delta.content for part in iter_sse(f"data: {text}\n\n")], ["\ud800"])

    def test_text_of_nothing_but_done_gives_no_chunks(self) -> None:
        for blocks in (
            "data: [DONE]",
            [b"data: [DONE]\n\n"],
            ": connected\n\ndata: [DONE]",
            "event: end\ndata:[DONE]\n",
        ):
            self.assertEqual([*iter_sse(blocks)], [])
            self.assertEqual([*iter_events(blocks)], [])

    def test_lines_that_are_no_event_fields_are_ignored(self) -> None:
        for line in (b"<!-- a -->", b"foo: bar", b"id", b"data", b"event", b"retry: 10", b"error", b"x: {", b": {"):
            for text, count in (
                (line + b"\n" + EVENT + b"\n\n", 1),
                (EVENT + b"\n" + line + b"\n\n" + EVENT + b"\n\n", 2),
            ):
                with self.subTest(text=text):
                    self.assertEqual(read_in_pieces(text, iter_sse), ([Chunk.from_dict(STOP)] * count, None))
        self.assertEqual(read_in_pieces(EVENT + b"\n\nfoo: {\n", iter_events), ([STOP], None))

    def test_blocks_that_are_neither_str_nor_bytes_raise_type_error(self) -> None:
        block: Any
        for block in (1, None, {}):
            with self.subTest(block=block), self.assertRaises(TypeError) as caught:
                [*iter_sse([block])]
            self.assertEqual(
                str(caught.exception), f"expected an iterable of str or bytes, got one of {type(block).__name__}"
            )


class Ends(unittest.TestCase):
    def test_each_chunk_is_given_as_soon_as_its_event_has_ended(self) -> None:
        asked: list[int] = []

        def blocks() -> Iterator[str]:
            for number in range(3):
                asked.append(number)
                yield events_of(delta_chunk({"content": str(number)}))

        for number, found in enumerate(iter_sse(blocks())):
            self.assertEqual(found.choices[0].delta.content, str(number))
            self.assertEqual(asked, [*range(number + 1)])

    def test_no_block_is_asked_for_after_done(self) -> None:
        self.assertEqual([*iter_sse(self.blocks_up_to_done())], [Chunk.from_dict(STOP)])

    def test_a_last_event_without_a_blank_line_is_read_if_it_is_whole(self) -> None:
        for end in ("", "\n", "\r", "\r\n", "\nid: 1", "\n\ndata: [DONE]", "\n\ndata: [DONE]\n{", "\n\nevent: end\n"):
            with self.subTest(end=end):
                self.assertEqual(read_in_pieces(EVENT.decode() + end, iter_events), ([STOP], None))

    @needs_event_loop
    def test_asynchronous_readers_give_what_the_others_give(self) -> None:
        whole, done, _ = TEXT.partition("data: [DONE]")
        for text in (TEXT, whole, whole.removesuffix("\n\n"), whole + done):
            blocks = [text[at : at + 5] for at in range(0, len(text), 5)]
            for read, read_async in ((iter_sse, streaming.aiter_sse), (iter_events, streaming.aiter_events)):
                with self.subTest(text=text, read=read):
                    self.assertEqual(read_asynchronously(blocks, read_async), [*read(text)])
        self.assertEqual(read_asynchronously(self.blocks_up_to_done(), streaming.aiter_events), [STOP])
        with self.assertRaises(package.ParseError):
            read_asynchronously([events_of(STOP | {"created": None})], streaming.aiter_sse)

    def blocks_up_to_done(self) -> Iterator[str]:
        yield events_of(STOP) + "data: [DONE]\n\n" + '{"error": "after the end"}\n'
        self.fail("a block was asked for after [DONE]")


if __name__ == "__main__":
    unittest.main()
