# SPDX-License-Identifier: MIT-0
"""What the command line takes a file for, and how far it says it is."""

import contextlib
import io
import os
import unittest
from unittest import mock

from . import DATA, submodule

lines = submodule("_lines")


class Lines(unittest.TestCase):
    def test_of_a_batch_are_known_by_two_keys(self):
        response = {"body": {"id": "a"}}
        self.assertEqual(lines.body_of({"custom_id": "x", "response": response}), {"id": "a"})
        for line in ({"custom_id": "x"}, {"response": response}):
            self.assertEqual(lines.body_of(line), line)

    def test_of_a_stream_are_known_by_the_first(self):
        for start in (b"data: x", b"event: x", b"id: x", b"retry: 5", b": x", b'{"object": "chat.completion.chunk"}\n'):
            self.assertIs(lines.is_stream(start), True)
            self.assertIs(lines.is_stream(b"\xef\xbb\xbf \t\r\n" + start), True)
        for start in (b"", b"x", b"[]", b'{"object": "chat.completion"}', b'{"object":\n"chat.completion.chunk"}'):
            self.assertIs(lines.is_stream(start), False)

    def test_are_counted_aloud_five_times_a_second_at_most(self):
        err = io.StringIO()
        with mock.patch("time.monotonic", side_effect=[10, 11, 11.1, 12]), contextlib.redirect_stderr(err):
            progress = lines.Progress(io.BytesIO(b""))
            progress.visible = True
            for number in (1, 2, 3):
                progress.step(number, b"x")
        self.assertEqual(err.getvalue(), "\r1 lines, 1 a second\r3 lines, 2 a second")


class Files(unittest.TestCase):
    def test_have_a_size_and_other_things_none(self):
        with open(os.devnull, "rb") as nothing, (DATA / "typical.json").open("rb") as file:
            self.assertEqual(
                (lines.size_of(nothing), lines.size_of(file)), (0, len((DATA / "typical.json").read_bytes()))
            )


if __name__ == "__main__":
    unittest.main()
