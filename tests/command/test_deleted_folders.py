# SPDX-License-Identifier: MIT-0
"""The command line in a copy of the package under another name, from which folders were deleted."""

import json
import pathlib
import shutil
import sys
import unittest
from unittest import mock

from .. import NAME
from ..support.bodies import TYPICAL
from ..support.platform import needs_processes
from ..support.processes import copy_package, run, temporary_folder
from .running import TYPICAL_FILE, chunk, events, file_of
from .running import run as run_here

DELETED = "this needs the folder {}/ of the package, which was deleted\n"


@needs_processes
class DeletedFolders(unittest.TestCase):
    def run_copy(self, folder: pathlib.Path, *words: object) -> tuple[int, str, str]:
        done = run(sys.executable, "-m", "vendored", *map(str, words), cwd=folder)
        return done.returncode, done.stdout, done.stderr

    def test_a_copy_under_another_name_works_without_each_folder_as_far_as_it_can(self) -> None:
        stream = file_of(events(chunk("Hey", finish="stop")), ".txt")
        with temporary_folder() as folder:
            copy = copy_package(folder / "vendored")
            shutil.rmtree(copy / "streaming")
            self.assertEqual(
                self.run_copy(folder, "assemble", stream), (2, "", f"{stream}: {DELETED.format('streaming')}")
            )
            status, out, err = self.run_copy(folder, "check", stream, TYPICAL_FILE)
            self.assertEqual((status, err), (2, f"{stream}: {DELETED.format('streaming')}"))
            self.assertEqual(out.splitlines()[0], f"{TYPICAL_FILE}: 0 refused, 0 deviations, 0 unknown fields")

            shutil.rmtree(copy / "validation")
            status, out, err = self.run_copy(folder, "--compact", TYPICAL_FILE)
            self.assertEqual((status, json.loads(out), err), (0, TYPICAL, ""))
            for words in (["--repair", TYPICAL_FILE], ["check", TYPICAL_FILE], ["schema"]):
                with self.subTest(words):
                    self.assertEqual(self.run_copy(folder, *words), (2, "", DELETED.format("validation")))

            shutil.rmtree(copy / "cli")
            err = "the command line, the folder cli/ of the package, was deleted\n"
            self.assertEqual(self.run_copy(folder, TYPICAL_FILE), (2, "", err))


class DeletedModule(unittest.TestCase):
    def test_a_command_says_which_folder_it_needs(self) -> None:
        with mock.patch.dict(sys.modules, {f"{NAME}.validation.repairing": None}):
            self.assertEqual(run_here("--repair", TYPICAL_FILE), (2, "", DELETED.format("validation")))


if __name__ == "__main__":
    unittest.main()
