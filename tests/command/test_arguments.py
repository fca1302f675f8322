# SPDX-License-Identifier: MIT-0
"""The arguments of the command line: commands, options, help and version."""

import unittest
from collections.abc import Iterable

from .. import NAME, package
from ..support.processes import changed_directory, temporary_folder
from .running import TYPICAL_FILE, run

COMMANDS = {  # with how their help begins
    "emit": "Read a response and write it back as JSON",
    "check": "List what is wrong with a response",
    "show": "Show a response for people to read",
    "schema": "Write the JSON Schema (2020-12) of a response",
    "assemble": "Assemble a response from a stream",
}
EXAMPLES = {
    "emit": "response.json",
    "check": "response.json",
    "show": "response.json",
    "schema": "> response.schema.json",
    "assemble": "stream.txt",
}
STATUS = (
    "Exit status, of which the worst counts: 0 fine; 1 something is faulty or cut off, or the output failed;\n"
    "2 nothing could be read: wrong use, or an input that is empty or cannot be read; 130 interrupted."
)
NOTES = {
    "check": [
        "The last line is the summary. Exit status 0 means that nothing is refused and nothing deviates. With --json,\n"
        "each object has the keys source, line, event, custom_id, counts and problems."
    ],
    "show": ["If a stream was cut off, or a part of it would be refused, the exit status is 1."],
    "assemble": [
        "If the stream was cut off, what arrived is written, and the exit status is 1. A part that would be refused,\n"
        "such as a tool call without an id, is left out and reported, and the exit status is 1 too."
    ],
}


class ArgumentTest(unittest.TestCase):
    def assert_wrong_use(self, words: Iterable[object], error: str, command: str = "") -> None:
        """Assert that the command line exits with status 2, and reports its usage and this error."""
        status, out, err = run(*words)
        *usage, last = err.splitlines()
        self.assertEqual((status, out, last), (2, "", f"python -m {NAME}{command}: error: {error}"))
        self.assertEqual(usage[0].split()[:4], ["usage:", "python", "-m", NAME])


class Commands(ArgumentTest):
    def test_an_unknown_command_is_refused_with_the_nearest_known_one(self) -> None:
        for word, nearest in (("chek", "check"), ("Show", "show"), ("assembel", "assemble"), ("schemas", "schema")):
            for words in ([word], [word, TYPICAL_FILE]):
                with self.subTest(words):
                    self.assert_wrong_use(words, f"unknown command '{word}'; did you mean '{nearest}'?")

    def test_an_unknown_command_unlike_any_other_is_refused_with_a_list_of_all(self) -> None:
        error = f"unknown command 'qqq', and no such file; the commands are {', '.join(COMMANDS)}"
        self.assert_wrong_use(["qqq"], error)

    def test_a_word_that_is_like_a_command_is_a_file_if_that_file_exists(self) -> None:
        with temporary_folder() as folder, changed_directory(folder):
            (folder / "chek").write_bytes(TYPICAL_FILE.read_bytes())
            self.assertEqual(run("chek"), run(TYPICAL_FILE))

    def test_a_word_that_is_not_all_letters_is_a_file(self) -> None:
        for word in ("chek.json", "./chek", "chek2"):
            with self.subTest(word):
                self.assertEqual(run(word), (2, "", f"{word}: No such file or directory\n"))


class Options(ArgumentTest):
    def test_a_number_that_is_out_of_range_is_refused(self) -> None:
        for command, option, value, expected in (
            ("", "--indent", "-1", 'from 0 to 32, got "-1"'),
            ("", "--indent", "33", 'from 0 to 32, got "33"'),
            ("", "--indent", "1000000000", 'from 0 to 32, got "1000000000"'),
            ("", "--indent", "x", 'from 0 to 32, got "x"'),
            ("", "--indent", "٣", 'from 0 to 32, got "٣"'),
            (" show", "--width", "19", 'from 20 to 10000, got "19"'),
            (" show", "--width", "9" * 5000, f'from 20 to 10000, got "{"9" * 39}…"'),
        ):
            with self.subTest(option, value=value[:20]):
                error = f"argument {option}: expected a number {expected}"
                self.assert_wrong_use([*command.split(), option, value], error, command)

    def test_the_least_and_the_greatest_number_are_accepted(self) -> None:
        for words in (("--indent", 0), ("--indent", 32), ("show", "--width", 20), ("show", "--width", 10_000)):
            with self.subTest(words):
                self.assertEqual(run(*words, TYPICAL_FILE)[0], 0)

    def test_a_word_after_two_hyphens_is_a_file(self) -> None:
        for words in (["--", "-x.json"], ["show", "--", "-x.json"]):
            self.assertEqual(run(*words), (2, "", "-x.json: No such file or directory\n"))

    def test_options_that_are_unknown_or_exclude_each_other_are_refused(self) -> None:
        for words, command, error in (
            ("--no-such", "", "unrecognized arguments: --no-such"),
            ("--ind 1", "", "unrecognized arguments: --ind"),
            ("--indent 1 --compact", "", "argument --compact: not allowed with argument --indent"),
            ("check --json --quiet", " check", "argument --quiet: not allowed with argument --json"),
            ("schema a", " schema", "unrecognized arguments: a"),
            ("- -", "", "standard input can be read once only"),
        ):
            with self.subTest(words):
                self.assert_wrong_use(words.split(), error, command)

    def test_an_argument_is_quoted_on_one_line_and_shortened(self) -> None:
        self.assert_wrong_use(["--a\nb\x1b[31m"], "unrecognized arguments: --a\\nb\\x1b[31m")
        shortened = f"unrecognized arguments: --{'a' * 5000}"[:299] + "…"
        self.assert_wrong_use(["--" + "a" * 5000], shortened)


TITLES = "positional arguments", "options"
FILES = "FILE files to read; standard input for - or if none"
LAYOUT = {"--indent N": "indent by N spaces (default: 4)", "--compact": "write one line without spaces"}
LINES = {"--json-lines": "read each line as a separate body (default for .jsonl and .ndjson files)"}
REPAIR = {"--repair": "repair what would be refused; `check` lists it"}
EXPLANATIONS = {
    "emit": LAYOUT | LINES | REPAIR,
    "check": LINES
    | {
        "--json": "write a JSON object for each body, on a line each, for programs",
        "--quiet": "write nothing; only set the exit status",
        "--strict": "let unknown fields count as problems",
    },
    "show": {
        "--alternatives": "list the likely alternatives for each token",
        "--color {auto,always,never}": "use color (default: auto, only on a terminal)",
        "--width N": "number of columns (default: the terminal's width)",
    }
    | LINES
    | REPAIR,
    "schema": LAYOUT,
    "assemble": LAYOUT | LINES | REPAIR,
}


class Help(unittest.TestCase):
    def test_version_prints_the_name_and_the_version_of_the_package(self) -> None:
        for words in (("--version",), ("check", "--version")):
            self.assertEqual(run(*words), (0, f"{NAME} {package.__version__}\n", ""))

    def test_help_of_each_command_begins_with_usage_and_description(self) -> None:
        for name, description in COMMANDS.items():
            with self.subTest(name):
                status, out, err = run(name, "--help")
                usage = ["usage:", "python", "-m", NAME, *(["[command]"] if name == "emit" else [name, "[-h]"])]
                self.assertEqual((status, out.split()[: len(usage)], err), (0, usage, ""))
                self.assertIn(f"\n\n{description}", out)

    def paragraphs_after_options(self, name: str) -> list[str]:
        out = run(name, "--help")[1]
        return out.removesuffix("\n").partition("\noptions:\n")[2].split("\n\n")[1:]

    def test_help_of_each_command_ends_with_an_example(self) -> None:
        for name, arguments in EXAMPLES.items():
            if name != "emit":
                with self.subTest(name):
                    expected = [*NOTES.get(name, ()), f"example:\n  python -m {NAME} {name} {arguments}", STATUS]
                    self.assertEqual(self.paragraphs_after_options(name), expected)

    def test_help_without_a_command_is_the_help_of_emit_and_lists_the_commands(self) -> None:
        self.assertEqual(run("--help"), run("emit", "--help"))
        commands, examples, note, more, status = self.paragraphs_after_options("emit")
        title, *rows = commands.splitlines()
        self.assertEqual((title, [row.split()[0] for row in rows]), ("commands:", [*COMMANDS]))
        rows = [f"  python -m {NAME} {name} {arguments}" for name, arguments in EXAMPLES.items()]
        self.assertEqual(examples.splitlines(), ["examples:", *rows])
        self.assertTrue(note.startswith("A file with one body per line"), note)
        self.assertEqual(status, STATUS)
        self.assertTrue(more.startswith(f"python -m {NAME} check --help explains check"), more)

    def test_help_explains_each_argument(self) -> None:
        for name, explanations in EXPLANATIONS.items():
            with self.subTest(name):
                out = run(name, "--help")[1]
                files, options = (out.partition(f"\n{title}:\n")[2].partition("\n\n")[0] for title in TITLES)
                self.assertEqual(files.split(), [] if name == "schema" else FILES.split())
                expected = {
                    "-h, --help": "show this help message and exit",
                    **explanations,
                    "--ascii": "escape every character that is not ASCII",
                    "--version": "show program's version number and exit",
                }
                self.assertEqual(options.split(), " ".join(f"{key} {text}" for key, text in expected.items()).split())


if __name__ == "__main__":
    unittest.main()
