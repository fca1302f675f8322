# SPDX-License-Identifier: MIT-0
"""The text of a stream: server-sent events."""

import asyncio
import json
import unittest
from typing import Any

from .. import DATA, package, submodule
from ..support.platform import needs_event_loop
from ..support.streams import STOP, chunk, said

streaming = submodule("streaming")
Chunk = streaming.CreateChatCompletionStreamResponse
assemble = streaming.assemble
iter_sse = streaming.iter_sse
aiter_sse = streaming.aiter_sse
ParseError = package.ParseError
EVENT = b"data: " + json.dumps(chunk()).encode()
BOM = b"\xef\xbb\xbf"


class EventStreams(unittest.TestCase):
    """The text of a stream."""

    text = (DATA / "stream_answer.txt").read_text(encoding="utf-8")

    def test_an_event_stream_is_read(self) -> None:
        found = assemble(iter_sse(self.text.splitlines(keepends=True)))
        self.assertEqual(found.choices[0].message.content, "Flut kommt — um 4 🌊")
        self.assertEqual(found.usage.total_tokens, 13)
        self.assertEqual(len([*iter_sse([self.text])]), 5)

    def test_it_may_be_cut_anywhere_and_end_its_lines_in_any_way(self) -> None:
        expected = [*iter_sse([self.text])]
        for end in ("\n", "\r", "\r\n"):
            for bom in ("", "\ufeff"):
                text = bom + self.text.replace("\n", end)
                for whole in (text, text.encode()):
                    for size in (1, 2, 3, 7, 500, len(whole)):
                        cut = [whole[at : at + size] for at in range(0, len(whole), size)]
                        with self.subTest(end=end, bom=bom, size=size, kind=type(whole)):
                            self.assertEqual([*iter_sse(cut)], expected)

    def test_empty_blocks_and_other_kinds_of_bytes_are_read(self) -> None:
        text = self.text.replace("\n", "\r\n").encode()
        cut = [part for at in range(len(text)) for part in (b"", bytearray(text[at : at + 1]))]
        self.assertEqual([*iter_sse(cut)], [*iter_sse(self.text)])
        self.assertEqual([*iter_sse(text)], [*iter_sse(self.text)])

    @needs_event_loop
    def test_text_that_arrives_asynchronously_is_read(self) -> None:
        async def blocks(text: str) -> Any:
            for at in range(0, len(text), 5):
                yield text[at : at + 5]

        async def read(text: str) -> list[Any]:
            return [found async for found in aiter_sse(blocks(text))]

        expected = [*iter_sse(self.text)]
        self.assertEqual(asyncio.run(read(self.text)), expected)
        self.assertEqual(asyncio.run(read(self.text[: self.text.index("data: [DONE]")])), expected)

    def test_each_chunk_comes_as_soon_as_it_is_whole(self) -> None:
        asked: list[int] = []

        def blocks() -> Any:
            for number in range(3):
                asked.append(number)
                yield f"data: {json.dumps(said({'content': str(number)}))}\n\n"

        for number, found in enumerate(iter_sse(blocks())):
            self.assertEqual(found.choices[0].delta.content, str(number))
            self.assertEqual(asked, [*range(number + 1)])

    def test_nothing_is_read_after_done(self) -> None:
        def blocks() -> Any:
            yield f"data: {json.dumps(STOP)}\n\ndata: [DONE]\n\ndata: x\n\n"
            self.fail("asked for more")

        self.assertEqual([*iter_sse(blocks())], [Chunk.from_dict(STOP)])

    def test_no_text_has_no_chunks(self) -> None:
        for blocks in ([], "", [b""], "\ufeff", "\n\n", ": connected\n\n"):
            self.assertEqual([*iter_sse(blocks)], [])

    def test_a_last_event_without_its_end_is_read_if_it_is_whole(self) -> None:
        for end in ("", "\n", "\r", "\r\n", "\nid: 1", "\n\ndata: [DONE]", "\n\ndata: [DONE]\n", "\n\nevent: end\n"):
            self.assertEqual([*iter_sse(f"data: {json.dumps(STOP)}{end}")], [Chunk.from_dict(STOP)], end)

    def test_data_that_is_blank_is_noise(self) -> None:
        self.assertEqual([*iter_sse("data\n\ndata: \n\n:\n\n\n\nevent: ping\ndata:\ndata:\n\n")], [])

    def test_what_is_no_chunk_is_refused(self) -> None:
        for text, problem in (
            (
                "data: {]\n\n",
                "expected JSON text: Expecting property name enclosed in double quotes at line 1 column 2"
                " (event 1, line 1)",
            ),
            ("data: [1]\n\n", "expected object, got array (read one body at a time) (event 1, line 1)"),
            (b"data: \xff\n\n", "expected UTF-8 text, got a line that is not at byte 6 (event 1, line 1)"),
        ):
            with self.subTest(text=text), self.assertRaises(ParseError) as caught:
                [*iter_sse([text])]
            self.assertEqual(str(caught.exception), f"$: {problem}")

    def test_what_came_before_bad_text_is_given_first(self) -> None:
        good = f"data: {json.dumps(STOP)}\n\n".encode()
        chunks = iter_sse([good + good + b"data: \xff\n\n" + good])
        self.assertEqual([next(chunks), next(chunks)], [Chunk.from_dict(STOP)] * 2)
        with self.assertRaises(ParseError):
            next(chunks)

    def test_a_lone_surrogate_in_a_str_is_kept(self) -> None:
        text = json.dumps(said({"content": "\ud800"}), ensure_ascii=False)
        self.assertEqual([part.choices[0].delta.content for part in iter_sse(f"data: {text}\n\n")], ["\ud800"])

    def test_what_is_no_text_is_a_wrong_call(self) -> None:
        for wrong in ([1], [None], [{}]):
            with self.subTest(wrong=wrong), self.assertRaises(TypeError) as caught:
                [*iter_sse(wrong)]
            self.assertEqual(
                str(caught.exception), f"expected an iterable of str or bytes, got one of {type(wrong[0]).__name__}"
            )


class Streams(unittest.TestCase):
    """Where a stream begins and ends, and what else it holds."""

    def chunks_in(self, *blocks: bytes) -> int:
        return len([*iter_sse(blocks)])

    def refused(self, text: str, *blocks: bytes) -> None:
        with self.assertRaises(ParseError) as caught:
            self.chunks_in(*blocks)
        self.assertEqual(str(caught.exception), text)

    def test_may_have_a_byte_order_mark_before_any_line(self) -> None:
        self.assertEqual(self.chunks_in(BOM + EVENT + b"\n\n" + EVENT + b"\n\n"), 2)
        self.assertEqual(self.chunks_in(EVENT + b"\n\n" + BOM + EVENT + b"\n\n"), 2)
        self.assertEqual(self.chunks_in(b"\n" + BOM + EVENT + b"\n" + BOM + b"\n" + BOM + EVENT), 2)
        self.assertEqual(self.chunks_in(b"data: " + BOM + EVENT[6:] + b"\n\n"), 1)

    def test_may_be_cut_between_the_characters_of_a_line_end(self) -> None:
        self.assertEqual(self.chunks_in(EVENT + b"\r", b"\n", b"\n", EVENT + b"\r", b"\n", b"\r\n"), 2)
        start, rest = EVENT.split(b"{", 1)
        self.assertEqual(self.chunks_in(start + b"{\r", b"\ndata: " + rest + b"\r", b"\n\r"), 1)

    def test_are_refused_for_letters_around_what_they_hold(self) -> None:
        extra = "$: expected JSON text: Expecting value at line 1 column"
        self.refused(f"{extra} 2 (event 1, line 1)", b"data: [DONE]X\n\n")
        self.refused(f"{extra} 1 (event 1, line 1)", b"data: XX" + EVENT.removeprefix(b"data: ") + b"\n\n")

    def test_may_have_lines_that_are_none_of_theirs(self) -> None:
        for line in (b"<!-- a -->", b"[", b"{", b"{]", b"foo: bar", b"id", b"retry: 10", b'{"a": 1}'):
            self.assertEqual(self.chunks_in(line + b"\n" + EVENT + b"\n\n"), 1)
            self.assertEqual(self.chunks_in(EVENT + b"\n" + line + b"\n\n" + EVENT + b"\n\n"), 2)
            self.assertEqual(self.chunks_in(line + b"\ndata:\n\n"), 0)


if __name__ == "__main__":
    unittest.main()
