# SPDX-License-Identifier: MIT-0
"""The files that the command line reads: several, missing ones, and standard input."""

import tempfile
import unittest

from ..support.bodies import TYPICAL, a_body
from .running import PAGE, TYPICAL_FILE, file_of, packed, parsed, run

COMMANDS = (["--compact"], ["emit", "--compact"], ["check"], ["show"], ["assemble", "--compact"])
MISSING = "no such file.json"


class Files(unittest.TestCase):
    def test_several_files_are_read_one_after_another(self) -> None:
        bodies = [a_body(), a_body(id="b")]
        files = [*map(file_of, bodies)]
        for command in ("emit", "assemble"):
            status, out, err = run(command, "--compact", *files)
            self.assertEqual((status, parsed(out), err), (0, bodies, ""))

    def test_a_file_that_is_missing_or_refused_does_not_stop_the_others(self) -> None:
        bad, good = file_of({}), file_of(a_body())
        for words, expected, more in (
            (["emit", "--compact"], packed(a_body()), 3),
            (["assemble", "--compact"], packed(a_body()), 2),
            (["show"], f"==> {good} <==\n{PAGE}", 3),
        ):
            with self.subTest(words):
                err = (
                    f"{MISSING}: No such file or directory\n"
                    f"{bad}: $.id: expected string, but the key is missing; and {more} more problems\n"
                )
                self.assertEqual(run(*words, MISSING, bad, good), (2, expected, err))
                self.assertEqual(run(*words, bad)[0], 1)

    def test_a_folder_in_place_of_a_file_is_reported(self) -> None:
        folder = tempfile.gettempdir()
        self.assertEqual(run(folder), (2, "", f"{folder}: Is a directory\n"))

    def test_a_file_name_is_reported_on_one_line(self) -> None:
        self.assertEqual(
            run("a\nb\tc\x1b\udcff.json"), (2, "", "a\\nb\\tc\\x1b\\udcff.json: No such file or directory\n")
        )


class Statuses(unittest.TestCase):
    def test_the_worst_exit_status_of_several_files_counts(self) -> None:
        good, bad, empty = file_of(a_body()), file_of({}), file_of(" \n")
        for files, expected in (
            ([good], 0),
            ([good, bad], 1),
            ([bad, good], 1),
            ([good, empty], 2),
            ([empty, bad, good], 2),
            ([MISSING, bad], 2),
        ):
            for words in COMMANDS:
                with self.subTest(words, files=files):
                    self.assertEqual(run(*words, *files)[0], expected)

    def test_an_empty_file_is_reported_on_one_line(self) -> None:
        for suffix in (".json", ".jsonl"):
            for content in ("", " \n\n", "\ufeff\n"):
                for words in COMMANDS:
                    with self.subTest(words, content=content):
                        empty = file_of(content, suffix)
                        self.assertEqual(run(*words, empty), (2, "", f"{empty}: there is no text\n"))


class StandardInput(unittest.TestCase):
    def test_standard_input_is_read_without_a_file_and_for_a_dash(self) -> None:
        for words in COMMANDS:
            for dash in ([], ["-"]):
                with self.subTest(words, dash=dash):
                    self.assertEqual(run(*words, *dash, stdin=TYPICAL), run(*words, TYPICAL_FILE))

    def test_standard_input_can_stand_among_files(self) -> None:
        out = f"==> {TYPICAL_FILE} <==\n{run('show', TYPICAL_FILE)[1]}\n==> <stdin> <==\n{PAGE}"
        self.assertEqual(run("show", TYPICAL_FILE, "-", stdin=a_body()), (0, out, ""))

    def test_missing_standard_input_is_reported(self) -> None:
        for words in COMMANDS:
            with self.subTest(words):
                self.assertEqual(run(*words, stdin=None), (2, "", "<stdin>: there is no standard input to read\n"))


if __name__ == "__main__":
    unittest.main()
