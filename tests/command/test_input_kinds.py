# SPDX-License-Identifier: MIT-0
"""How the command line recognises its input: one body, a body on each line, chunks on lines, or an event stream."""

import json
import unittest
from collections.abc import Iterable

from ..support.bodies import a_body
from ..support.platform import ENDLESS
from .running import answer, chunk, events, file_of, line, lines, packed, parsed, run

BODY = line(a_body())
CHUNK = line({"choices": [{"index": 0, "delta": {}}]})
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def kind_of(text: str | bytes, suffix: str = ".json", words: Iterable[str] = ()) -> str:
    """The kind of input that `emit` takes a file for, judging by standard error."""
    err = run("emit", *words, file_of(text, suffix))[2]
    if "got a stream of chunks" in err:
        return "chunks"
    return "lines" if err.endswith("refused\n") else "one body"


class Kinds(unittest.TestCase):
    def test_an_event_stream_is_recognised_by_its_first_line_that_is_not_blank(self) -> None:
        stream = events(chunk("Hey", finish="stop")).encode()
        for first in (b"", b"event: x\n", b"id: x\n", b"retry: 5\n", b": x\n", b":\n"):
            for before in (b"", BYTE_ORDER_MARK, b" \t\r\n"):
                with self.subTest(first=first, before=before):
                    status, out, err = run("assemble", "--compact", stdin=before + first + stream)
                    self.assertEqual((status, parsed(out), err), (0, [answer("Hey")], ""))

    def test_chunks_on_lines_are_recognised_by_one_of_the_first_two_lines(self) -> None:
        for text in (
            CHUNK,
            CHUNK * 2,
            "\n" + CHUNK,
            BYTE_ORDER_MARK + CHUNK.encode(),
            '{"id": "", "choices": []}\n\n' + CHUNK,
            line({"object": "chat.completion.chunk", "choices": []}),
        ):
            with self.subTest(text):
                self.assertEqual(kind_of(text), "chunks")

    def test_bodies_on_lines_are_recognised_by_their_first_two_lines(self) -> None:
        for text in (
            BODY * 2,
            f"\n{BODY}\n\n{BODY}",
            "{}\r\n{}",
            "{}\n{",
            BODY + CHUNK[:-2],
            BYTE_ORDER_MARK + b" {}\n {}",
        ):
            with self.subTest(text):
                self.assertEqual(kind_of(text), "lines")

    def test_any_other_input_is_one_body(self) -> None:
        texts = ("", "\n", BODY, "x", "[]\n[]", "{}\n[]", "{\n{", '{"a": [\n{}]}', '{"a": {}\n}', "{} {}")
        for text in (*texts, '{"choices": [{\n"index": 0}\n,\n{}]}', BODY.replace("Yes.", "chat.completion.chunk")):
            with self.subTest(text):
                self.assertEqual(kind_of(text), "one body")

    def test_what_looks_like_a_chunk_but_is_not_json_is_one_body(self) -> None:
        for text in ('{"delta": ' + "[" * ENDLESS, '{"delta": 1'):
            self.assertEqual(kind_of(text), "one body")

    def test_json_lines_are_selected_by_option_or_file_suffix(self) -> None:
        for suffix, words in ((".json", ["--json-lines"]), (".jsonl", []), (".ndjson", [])):
            for text, kind in ((BODY, "lines"), ("x", "lines"), ("[]\n", "lines"), (CHUNK, "chunks")):
                with self.subTest(text, suffix=suffix):
                    self.assertEqual(kind_of(text, suffix, words), kind)
            stream = file_of(events(chunk("Hey", finish="stop")), suffix)
            self.assertEqual(parsed(run("assemble", "--compact", *words, stream)[1]), [answer("Hey")])


class Encodings(unittest.TestCase):
    ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32")

    def test_an_event_stream_is_read_in_each_encoding_of_unicode(self) -> None:
        chunks = [chunk("Hé"), chunk("\n世界" * 40_000), chunk("\u2028🌊", finish="stop")]
        for encoding in self.ENCODINGS:
            with self.subTest(encoding):
                data = "".join(f"data: {json.dumps(each, ensure_ascii=False)}\n\n" for each in chunks).encode(encoding)
                status, out, err = run("assemble", "--compact", stdin=data)
                expected = [answer("Hé" + "\n世界" * 40_000 + "\u2028🌊")]
                self.assertEqual((status, parsed(out), err), (0, expected, ""))

    def test_bodies_on_lines_and_one_body_are_read_in_each_encoding_of_unicode(self) -> None:
        body = a_body(id="é🌊")
        for encoding in self.ENCODINGS:
            with self.subTest(encoding):
                one, two = (json.dumps(body, ensure_ascii=False).encode(encoding) for _ in range(2))
                self.assertEqual(run("--compact", stdin=one), (0, packed(body, ensure_ascii=False), ""))
                two = (json.dumps(body, ensure_ascii=False) + "\n").encode(encoding)
                two += (json.dumps(body, ensure_ascii=False)).encode(encoding.removesuffix("-sig"))
                if encoding not in ("utf-16", "utf-32"):  # whose second part has a mark of its own
                    self.assertEqual(parsed(run("--compact", stdin=two)[1]), [body, body])

    def test_bytes_that_are_cut_off_in_their_encoding_are_reported_after_what_came_before(self) -> None:
        data = events(chunk("Hey"), done=False).encode("utf-16-le") + b"\xd8"
        err = "<stdin>: $: expected JSON text, got bytes that are not utf-16-le\n"
        status, out, written = run("assemble", "--compact", stdin=data)
        self.assertEqual((status, parsed(out), written), (1, [answer("Hey", None)], err))

    def test_a_line_with_half_a_character_in_utf16_is_refused_alone(self) -> None:
        bodies = lines(a_body(), a_body(id="?"), a_body(id="c")).encode("utf-16-le")
        data = bodies.replace("?".encode("utf-16-le"), b"\x00\xd8")
        err = "<stdin>:2: $: expected JSON text, got bytes that are not utf-8 at byte 8\n"
        err += "2 responses written, 1 line refused\n"
        self.assertEqual(run("--compact", stdin=data), (1, packed(a_body()) + packed(a_body(id="c")), err))


class OneBody(unittest.TestCase):
    def test_one_body_is_read_whole_with_the_blank_lines_before_it(self) -> None:
        for text in ("\n\n " + json.dumps(a_body()), json.dumps(a_body(), indent=1) + "\n\n"):
            self.assertEqual(run("--compact", stdin=text), (0, packed(a_body()), ""))
        error = "<stdin>: $: expected JSON text: Expecting value at line 3 column 2\n"
        self.assertEqual(run(stdin="\n\n x\n{}\n\n{}\n"), (1, "", error))


class Lines(unittest.TestCase):
    def test_an_event_stream_may_follow_a_body_or_an_error_on_the_first_line(self) -> None:
        stream = events(chunk("Hey", finish="stop", id="b"))
        for first, responses, err in (
            (a_body(), [a_body(), answer("Hey", id="b")], ""),
            ({"error": {"message": "Slow down."}}, [answer("Hey", id="b")], "<stdin>: Slow down.\n"),
        ):
            for between in ("", "\n"):
                status, out, written = run("assemble", "--compact", stdin=line(first) + between + stream)
                self.assertEqual((status, parsed(out), written), (1 if err else 0, responses, err))

    def test_in_json_lines_a_line_that_is_none_is_refused_alone(self) -> None:
        stdin = line(a_body()) + ": note\n" + line(a_body())
        hint = "this is an event stream: the streaming module and the command assemble read those"
        err = f"<stdin>:2: $: expected JSON text: Expecting value at line 1 column 1 ({hint})\n"
        err += "2 responses written, 1 line refused\n"
        self.assertEqual(run("--json-lines", stdin=stdin), (1, packed(a_body()) * 2, err))

    def test_line_numbers_count_the_blank_lines_too(self) -> None:
        err = run("show", stdin="\n" + BODY + "\n{\n \n{")[2]
        self.assertEqual([row.partition(": ")[0] for row in err.splitlines()], ["<stdin>:4", "<stdin>:6"])


if __name__ == "__main__":
    unittest.main()
