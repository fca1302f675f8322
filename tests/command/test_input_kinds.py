# SPDX-License-Identifier: MIT-0
"""What the command line takes an input for, and how far it says it is."""

import contextlib
import io
import json
import os
import unittest
from unittest import mock

from .. import DATA, submodule
from ..support.bodies import a_body

lines, progress = submodule("_lines"), submodule("_progress")
CHUNK = b'{"object": "chat.completion.chunk", "choices": [{"delta": {}}]}\n'
BODY = json.dumps(a_body()).encode() + b"\n"


def kind_of(text, name="-", **options):
    return lines.Source(name, io.BytesIO(text), **options).kind


class Inputs(unittest.TestCase):
    def test_are_event_streams_where_the_first_line_is_of_one(self):
        for start in (b"data: x", b"event: x", b"id: x", b"retry: 5", b": x"):
            for before in (b"", b"\xef\xbb\xbf", b" \t\r\n"):
                self.assertEqual(kind_of(before + start), lines.EVENTS)

    def test_are_chunks_on_lines_where_one_of_the_first_two_is(self):
        for text in (CHUNK, CHUNK * 2, b"\n" + CHUNK, b"\xef\xbb\xbf" + CHUNK, b'{"id": "", "choices": []}\n' + CHUNK):
            self.assertEqual(kind_of(text), lines.CHUNKS)

    def test_are_bodies_on_lines_where_an_object_is_whole_before_another_begins(self):
        for text in (BODY * 2, b"\n" + BODY + b"\n\n" + BODY, b"{}\r\n{}", b"{}\n{", b"\xef\xbb\xbf{}\n {}"):
            self.assertEqual(kind_of(text), lines.LINES)

    def test_are_one_body_otherwise(self):
        indented = b'{"choices": [{\n"index": 0}\n,\n{}]}'
        for text in (
            b"",
            b"\n",
            BODY,
            b"x",
            b"[]\n[]",
            b"{}\n[]",
            b"{\n{",
            b'{"a": [\n{}]}',
            b'{"a": {}\n}',
            indented,
            b"{} {}",
        ):
            self.assertEqual(kind_of(text), lines.DOCUMENT)

    def test_are_lines_where_they_are_told_to_be(self):
        for options in ({"as_lines": True}, {"name": "a.jsonl"}, {"name": "a.ndjson"}):
            for text in (b"", BODY, b"x", b"[]\n"):
                self.assertEqual(kind_of(text, **options), lines.LINES)
            self.assertEqual(kind_of(CHUNK, **options), lines.CHUNKS)
            self.assertEqual(kind_of(b"data: x", **options), lines.EVENTS)

    def test_are_told_apart_by_no_more_lines_than_it_takes(self):
        """What comes after them is read as it comes."""
        for text, taken in (
            (b"\n\ndata: {}\n\ndata: {}\n", 3),
            (b"\n" + CHUNK + CHUNK, 2),
            (b"\n{}\n\n{}\n{}\n", 4),
            (b" {\n}\n\n", 1),
            (b"\n \n", 2),
            (b"", 0),
        ):
            file = io.BytesIO(text)
            self.assertEqual(lines.beginning(file), text.splitlines(keepends=True)[:taken])
            self.assertEqual(file.read(), b"".join(text.splitlines(keepends=True)[taken:]))

    def test_that_are_too_deep_are_no_chunk(self):
        self.assertFalse(lines.is_chunk(b'{"delta": ' + b"[" * 10**5))
        self.assertFalse(lines.is_chunk(b'{"delta": 1'))
        self.assertFalse(lines.is_chunk(BODY.replace(b"Yes.", b"chat.completion.chunk")))

    def test_have_lines_with_numbers(self):
        source = lines.Source("-", io.BytesIO(b"\n{}\n\n{}\n \n{}"))
        self.assertEqual(list(source.numbered_lines()), [(2, b"{}\n"), (4, b"{}\n"), (6, b"{}")])

    def test_are_read_whole(self):
        for text in (b"", b"\n\n {}\n{}\n\n{}\n", b"{", b"x\ny"):
            self.assertEqual(lines.Source("-", io.BytesIO(text)).text(), text)


class BatchLines(unittest.TestCase):
    def test_are_known_by_two_keys(self):
        response = {"body": {"id": "a"}}
        self.assertEqual(lines.body_of({"custom_id": "x", "response": response}), {"id": "a"})
        for line in ({"custom_id": "x"}, {"response": response}):
            self.assertEqual(lines.body_of(line), line)

    def test_are_written_with_another_body(self):
        line = {"custom_id": "x", "response": {"status_code": 200, "body": {}}, "error": None}
        expected = {"custom_id": "x", "response": {"status_code": 200, "body": {"id": "b"}}, "error": None}
        self.assertEqual(lines.with_body(line, {"id": "b"}), expected)
        self.assertEqual(lines.with_body({"id": "a"}, {"id": "b"}), {"id": "b"})


class Progress(unittest.TestCase):
    def test_is_told_five_times_a_second_at_most(self):
        err = io.StringIO()
        with mock.patch("time.monotonic", side_effect=[10, 11, 11.1, 12]), contextlib.redirect_stderr(err):
            shown = progress.Progress(io.BytesIO(b""), submodule("_output").Output())
            shown.visible = True
            for number in (1, 2, 3):
                shown.step(number, b"x")
        self.assertEqual(err.getvalue(), "\r1 lines, 1 a second\r3 lines, 2 a second")

    def test_is_a_share_where_the_file_has_a_size(self):
        with open(os.devnull, "rb") as none, (DATA / "typical.json").open("rb") as file:
            size = len((DATA / "typical.json").read_bytes())
            self.assertEqual((progress.size_of(none), progress.size_of(file)), (0, size))
            self.assertEqual(progress.size_of(io.BytesIO(b"x")), 0)


if __name__ == "__main__":
    unittest.main()
