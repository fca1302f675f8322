# SPDX-License-Identifier: MIT-0
"""Output that fails: full disks, closed and missing streams, pipes whose reader has left."""

import errno
import io
import os
import subprocess
import unittest
from typing import Any, TextIO

from ..support.bodies import TYPICAL, a_body
from ..support.platform import THOROUGH, needs_pipes, needs_processes
from .answers import cases
from .running import TYPICAL_FILE, environment, file_of, line, program, run, run_program

NO_OUTPUT = "there is no standard output to write to\n"
FULL_DISK = "standard output: No space left on device\n"


class Full(io.StringIO):
    """A file on a full disk, which fails when text is written or only when it is flushed."""

    def __init__(self, fails_on: str) -> None:
        super().__init__()
        self.fails_on = fails_on
        self.has_text = False

    def write(self, text: str) -> int:
        self.has_text = True
        if self.fails_on == "write":
            raise OSError(errno.ENOSPC, "No space left on device")
        return len(text)

    def flush(self) -> None:
        if self.has_text:
            raise OSError(errno.ENOSPC, "No space left on device")


class FullDisk(unittest.TestCase):
    def test_a_full_disk_is_reported_and_the_input_is_not_blamed(self) -> None:
        for name, words, stdin, (status, out, err) in cases():
            for fails_on in ("write", "flush"):
                with self.subTest(name, fails_on=fails_on):
                    found = run(*words, stdin=stdin, stdout=Full(fails_on))
                    self.assertEqual(found, ((1, "", FULL_DISK) if out else (status, "", err)))

    def test_a_full_disk_is_reported_by_check_of_many_lines(self) -> None:
        for words in (["check"], ["check", "--json"]):
            found = run(*words, stdin=line(a_body(created="x")) * 9, stdout=Full("write"))
            self.assertEqual(found, (1, "", FULL_DISK))

    def test_a_full_disk_under_standard_error_changes_nothing_else(self) -> None:
        for name, words, stdin, (status, out, _) in cases():
            for fails_on in ("write", "flush"):
                with self.subTest(name, fails_on=fails_on):
                    self.assertEqual(run(*words, stdin=stdin, stderr=Full(fails_on)), (status, out, ""))


class MissingStreams(unittest.TestCase):
    def test_missing_standard_error_changes_nothing_else(self) -> None:
        for name, words, stdin, (status, out, _) in cases():
            with self.subTest(name):
                self.assertEqual(run(*words, stdin=stdin, stderr=None), (status, out, ""))

    def test_missing_standard_output_is_reported(self) -> None:
        for name, words, stdin, (status, out, err) in cases():
            with self.subTest(name):
                self.assertEqual(
                    run(*words, stdin=stdin, stdout=None), ((1, "", NO_OUTPUT) if out else (status, "", err))
                )

    def test_without_both_streams_a_command_exits_with_status_1_or_that_of_its_input(self) -> None:
        for name, words, stdin, (status, out, _) in cases():
            with self.subTest(name):
                found = run(*words, stdin=stdin, stdout=None, stderr=None)
                self.assertEqual(found, (1 if out else status, "", ""))


class ClosedStreams(unittest.TestCase):
    def test_closed_standard_output_is_reported(self) -> None:
        for words in (["emit"], ["check"], ["show"], ["schema"]):
            with self.subTest(words):
                error = "standard output: I/O operation on closed file.\n"
                self.assertEqual(run(*words, stdin=TYPICAL, stdout=closed_file()), (1, "", error))

    def test_closed_standard_error_changes_nothing_else(self) -> None:
        for name, words, stdin, (status, out, _) in cases():
            with self.subTest(name):
                self.assertEqual(run(*words, stdin=stdin, stderr=closed_file()), (status, out, ""))


def closed_file() -> TextIO:
    file = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    file.close()
    return file


@needs_pipes
@unittest.skipUnless(os.name == "posix", "a closed pipe is another error there")
class ClosedPipe(unittest.TestCase):
    def test_a_command_ends_quietly_if_the_reader_of_its_pipe_has_left(self) -> None:
        many = file_of(line(a_body(seed=7)) * 200, ".jsonl")
        check = ["check", "--strict", many]
        for words in (["emit", TYPICAL_FILE], [many], ["schema"], ["show", many], ["check", TYPICAL_FILE], check):
            with self.subTest(words):
                reader, writer = os.pipe()
                os.close(reader)
                with open(writer, "w", encoding="utf-8", buffering=1) as out:
                    self.assertEqual(run(*words, stdout=out), (1, "", ""))


@needs_processes
@unittest.skipUnless(os.name == "posix", "needs a shell, and devices of POSIX")
class Processes(unittest.TestCase):
    COMMANDS = (("emit", TYPICAL_FILE), ("check", TYPICAL_FILE), ("show", TYPICAL_FILE, "--width", 72), ("schema",))

    def some(self, cases: Any) -> Any:
        """All of these cases if THOROUGH, otherwise one: each process takes a tenth of a second."""
        return cases if THOROUGH else cases[:1]

    def test_a_process_ends_quietly_when_the_reader_of_its_pipe_leaves(self) -> None:
        many = file_of(line(a_body()) * 2000, ".jsonl")
        for words in self.some((("emit", many), ("check", "--strict", "--json", many), ("show", many), ("schema",))):
            with self.subTest(words):
                process = subprocess.Popen(
                    program(*words), stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()
                )
                out, err = process.stdout, process.stderr
                assert out and err
                out.close()
                with err:
                    error = err.read()
                self.assertEqual((process.wait(60), error), (1, b""))

    @unittest.skipUnless(os.path.exists("/dev/full"), "needs a full device")
    def test_a_process_reports_a_full_disk(self) -> None:
        many = file_of(line(a_body()) * 500, ".jsonl")
        with open("/dev/full", "wb") as full:
            for words in self.some((*self.COMMANDS, (many,), ("--help",))):
                with self.subTest(words):
                    done = run_program(*words, stdout=full)
                    self.assertEqual((done.returncode, done.stderr), (1, FULL_DISK.encode()))
            if THOROUGH:
                self.assertEqual(run_program(TYPICAL_FILE, stdout=full, stderr=full).returncode, 1)
                done = run_program(many, stderr=full)
                self.assertEqual((done.returncode, done.stdout.count(b"\n")), (0, 500))

    def test_a_process_works_without_standard_output_or_error(self) -> None:
        for words in self.some(self.COMMANDS):
            whole = run(*words)[1].encode()
            for redirection, expected in self.some(
                (
                    (">&-", (1, b"", NO_OUTPUT.encode())),
                    ("2>&-", (0, whole, b"")),
                    (">&- 2>&-", (1, b"", b"")),
                )
            ):
                with self.subTest(words, redirection=redirection):
                    shell = ["sh", "-c", f'"$@" {redirection}', "sh", *program(*words)]
                    done = subprocess.run(shell, capture_output=True, env=environment(), timeout=60)
                    self.assertEqual((done.returncode, done.stdout, done.stderr), expected)


if __name__ == "__main__":
    unittest.main()
