# SPDX-License-Identifier: MIT-0
"""The command line in a copy of the package under another name, from which folders were deleted."""

import contextlib
import importlib
import json
import sys
import unittest
from collections.abc import Iterator
from typing import Any
from unittest import mock

from ..support.bodies import TYPICAL
from ..support.processes import loaded_again
from .running import TYPICAL_FILE, chunk, events, file_of, run

DELETED = "this needs the folder {}/ of the package, which was deleted\n"


@contextlib.contextmanager
def main_without(*folders: str) -> Iterator[Any]:
    """The main function of a copy in which these folders cannot be imported."""
    with loaded_again("vendored"), mock.patch.dict(sys.modules, {f"vendored.{folder}": None for folder in folders}):
        yield importlib.import_module("vendored.__main__").main


class DeletedFolders(unittest.TestCase):
    def test_without_streaming_a_stream_is_reported_and_other_files_are_read(self) -> None:
        stream = file_of(events(chunk("Hey", finish="stop")), ".txt")
        error = f"{stream}: {DELETED.format('streaming')}"
        with main_without("streaming") as main:
            self.assertEqual(run("assemble", stream, main=main), (2, "", error))
            status, out, err = run("check", stream, TYPICAL_FILE, main=main)
        self.assertEqual((status, err), (2, error))
        self.assertEqual(out.splitlines()[0], f"{TYPICAL_FILE}: 0 refused, 0 deviations, 0 unknown fields")

    def test_without_validation_bodies_are_written_and_what_needs_it_says_so(self) -> None:
        with main_without("streaming", "validation") as main:
            status, out, err = run("--compact", TYPICAL_FILE, main=main)
            self.assertEqual((status, json.loads(out), err), (0, TYPICAL, ""))
            for words in (["--repair", TYPICAL_FILE], ["check", TYPICAL_FILE], ["schema"]):
                with self.subTest(words):
                    self.assertEqual(run(*words, main=main), (2, "", DELETED.format("validation")))

    def test_without_cli_the_command_line_says_so(self) -> None:
        with main_without("cli") as main:
            error = "the command line, the folder cli/ of the package, was deleted\n"
            self.assertEqual(run(TYPICAL_FILE, main=main), (2, "", error))


if __name__ == "__main__":
    unittest.main()
