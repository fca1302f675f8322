# SPDX-License-Identifier: MIT-0
"""The command line as a program: python -m with the name of the package."""

import contextlib
import io
import json
import runpy
import sys
import unittest
from typing import Any
from unittest import mock

from .. import NAME, package, submodule
from ..support.bodies import TYPICAL, a_body
from ..support.platform import needs_processes
from .running import HEAD, TYPICAL_FILE, answer, chunk, events, lines, main, packed, run, run_program

Failure = BaseException | type[BaseException]


class Interrupted(io.TextIOWrapper):
    """Standard input that an interrupt or another failure ends."""

    def __init__(self, content: bytes, failure: Failure = KeyboardInterrupt) -> None:
        super().__init__(io.BufferedReader(Failing([content], failure)))


class Failing(io.RawIOBase):
    def __init__(self, pieces: list[bytes], failure: Failure) -> None:
        self.pieces = pieces
        self.failure = failure

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self.pieces:
            raise self.failure
        piece = self.pieces.pop()
        buffer[: len(piece)] = piece
        return len(piece)


class Main(unittest.TestCase):
    def test_python_m_runs_the_command_line_with_the_arguments_of_the_process(self) -> None:
        with (
            mock.patch.object(sys, "argv", ["", str(TYPICAL_FILE)]),
            contextlib.redirect_stdout(io.StringIO()) as out,
            self.assertRaises(SystemExit) as stop,
        ):
            runpy.run_module(NAME, run_name="__main__")
        self.assertEqual((stop.exception.code, json.loads(out.getvalue())), (0, TYPICAL))

    def test_importing_the_main_module_runs_nothing(self) -> None:
        with mock.patch.dict(sys.modules):  # runpy warns where it is imported already
            self.assertIs(submodule("__main__").main, main)

    def test_an_interrupted_stream_writes_what_had_arrived_and_has_status_130(self) -> None:
        stream = events(chunk("Hey"), done=False).encode()
        page = HEAD + "  Hey\ncut off: more was to come\n"
        row = "1 chunk, 0 faulty: 0 refused, 0 deviations, 0 unknown fields; 1 stream, 0 cut off\n"
        for words, out in (
            (["assemble", "--compact"], packed(answer("Hey", None))),
            (["show"], page),
            (["check"], row),
        ):
            with self.subTest(words):
                self.assertEqual(run(*words, stdin=Interrupted(stream)), (130, out, ""))

    def test_the_last_event_that_arrived_whole_is_written_too_if_no_blank_line_ends_it(self) -> None:
        for failure, status, err in (
            (KeyboardInterrupt(), 130, ""),
            (OSError(5, "Input/output error"), 2, "<stdin>: Input/output error\n"),
        ):
            for cut in ("", "data: {", '\n{\n"id":\n'):
                stream = events(chunk("He"), chunk("y"), done=False).replace("\n\n", "\n") + cut
                with self.subTest(failure, cut=cut):
                    found = run("assemble", "--compact", stdin=Interrupted(stream.encode(), failure))
                    self.assertEqual(found, (status, packed(answer("Hey", None)), err))

    def test_an_input_that_cannot_be_read_to_its_end_is_reported_after_what_had_arrived(self) -> None:
        stream = events(chunk("Hey"), done=False).encode()
        row = "1 chunk, 0 faulty: 0 refused, 0 deviations, 0 unknown fields; 1 stream, 0 cut off\n"
        for words, out in ((["assemble", "--compact"], packed(answer("Hey", None))), (["check"], row)):
            stdin = Interrupted(stream, OSError(5, "Input/output error"))
            self.assertEqual(run(*words, stdin=stdin), (2, out, "<stdin>: Input/output error\n"))

    def test_interrupted_lines_are_written_as_far_as_they_had_arrived(self) -> None:
        text = lines(a_body(), a_body()).encode()
        row = "2 lines, 0 faulty: 0 refused, 0 deviations, 0 unknown fields\n"
        for words, out in ((["emit"], packed(a_body()) * 2), (["check"], row)):
            with self.subTest(words):
                self.assertEqual(run(*words, stdin=Interrupted(text))[:2], (130, out))

    def test_an_interrupt_ends_the_command_quietly_with_status_130(self) -> None:
        with mock.patch.object(package.CreateChatCompletionResponse, "from_dict", side_effect=KeyboardInterrupt):
            self.assertEqual(run(TYPICAL_FILE), (130, "", ""))


@needs_processes
class Process(unittest.TestCase):
    def test_a_process_writes_the_response_to_a_pipe_and_one_line_for_a_refused_body(self) -> None:
        done = run_program(TYPICAL_FILE, "-", input=b"{}")
        error = "<stdin>: $.id: expected string, but the key is missing; and 3 more problems"
        self.assertEqual((done.returncode, json.loads(done.stdout)), (1, TYPICAL))
        self.assertEqual(done.stderr.decode().splitlines(), [error])


if __name__ == "__main__":
    unittest.main()
