# SPDX-License-Identifier: MIT-0
"""The command line: its words, its files, emit and schema."""

import contextlib
import io
import json
import os
import pathlib
import runpy
import subprocess
import sys
import tempfile
import unittest
from unittest import mock

from .. import DATA, NAME, ROOT, package, submodule
from ..support.platform import needs_pipes, needs_processes
from ..support.processes import changed_directory, clean_environment, temporary_folder

command = submodule("_command")
TYPICAL = DATA / "typical.json"
BODY = json.loads(TYPICAL.read_bytes())


class Terminal(io.StringIO):
    """Standard output or error that says it is a terminal."""

    def isatty(self):
        return True


def run(*words, stdin=b"", stdout=None, stderr=None):
    """The exit status, standard output and standard error of a command line."""
    out, err = stdout or io.StringIO(), stderr or io.StringIO()
    with (
        mock.patch.object(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin))),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        status = command.main([str(word) for word in words])
    return status, out.getvalue(), err.getvalue()


def file_of(text, suffix=".json"):
    """The path of a file with this text."""
    handle, name = tempfile.mkstemp(suffix=suffix)
    with open(handle, "wb") as file:
        file.write(text if isinstance(text, bytes) else text.encode())
    unittest.addModuleCleanup(os.unlink, name)
    return name


def line(data):
    return json.dumps(data) + "\n"


class Words(unittest.TestCase):
    def wrong(self, *words):
        """The last line about a command line that cannot be understood."""
        status, out, err = run(*words)
        self.assertEqual((status, out), (2, ""))
        self.assertTrue(err.startswith(f"usage: python -m {NAME}"), err)
        return err.splitlines()[-1].removeprefix(f"python -m {NAME}")

    def test_an_unknown_command_is_named_with_the_nearest_one(self):
        for word, nearest in (("chek", "check"), ("Show", "show"), ("assembel", "assemble"), ("schemas", "schema")):
            said = f": error: unknown command '{word}'; did you mean '{nearest}'?"
            self.assertEqual(self.wrong(word), said)
            self.assertEqual(self.wrong(word, TYPICAL), said)

    def test_an_unknown_command_that_is_near_to_none_is_named_with_all(self):
        commands = "emit, check, show, schema, assemble"
        said = f": error: unknown command 'qqq', and no such file; the commands are {commands}"
        self.assertEqual(self.wrong("qqq"), said)

    def test_a_word_that_is_a_file_is_read(self):
        with temporary_folder() as folder, changed_directory(folder):
            (folder / "chek").write_bytes(TYPICAL.read_bytes())
            self.assertEqual(run("chek"), run(TYPICAL))

    def test_a_word_with_other_characters_than_letters_is_a_file(self):
        for word in ("chek.json", "./chek", "chek2"):
            self.assertEqual(run(word), (1, "", f"{word}: No such file or directory\n"))

    def test_absurd_numbers_are_wrong_use(self):
        for words, said in (
            (("--indent", "-1"), ': error: argument --indent: expected a number from 0 to 32, got "-1"'),
            (
                ("--indent", "1000000000"),
                ': error: argument --indent: expected a number from 0 to 32, got "1000000000"',
            ),
            (("--indent", "x"), ': error: argument --indent: expected a number from 0 to 32, got "x"'),
            (("--indent", "٣"), ': error: argument --indent: expected a number from 0 to 32, got "٣"'),
            (("show", "--width", "0"), ' show: error: argument --width: expected a number from 20 to 10000, got "0"'),
            (
                ("show", "--width", "9" * 5000),
                f' show: error: argument --width: expected a number from 20 to 10000, got "{"9" * 39}…"',
            ),
        ):
            self.assertEqual(self.wrong(*words), said)

    def test_other_wrong_use(self):
        self.assertEqual(self.wrong("--no-such"), ": error: unrecognized arguments: --no-such")
        self.assertEqual(self.wrong("--ind", "1"), ": error: unrecognized arguments: --ind")
        self.assertEqual(self.wrong("schema", "a"), " schema: error: unrecognized arguments: a")
        self.assertEqual(self.wrong("-", "-"), ": error: standard input can be read once only")
        compact = ": error: argument --compact: not allowed with argument --indent"
        self.assertEqual(self.wrong("--indent", "1", "--compact"), compact)

    def test_an_argument_is_quoted_on_one_line_and_cut(self):
        self.assertEqual(self.wrong("--a\nb\x1b[31m"), ": error: unrecognized arguments: --a\\nb\\x1b[31m")
        self.assertEqual(len(self.wrong("--" + "a" * 5000)), len(": error: ") + 300)

    def test_the_version_is_told(self):
        for words in (("--version",), ("check", "--version")):
            self.assertEqual(run(*words), (0, f"{NAME} {package.__version__}\n", ""))

    def test_help_of_each_command_says_what_it_does_and_has_an_example(self):
        self.assertEqual(run("--help"), run("emit", "--help"))
        for name in ("emit", "check", "show", "schema", "assemble"):
            status, out, err = run(name, "--help")
            self.assertEqual((status, err), (0, ""))
            self.assertEqual(out.partition("\n")[0].split()[:4], ["usage:", "python", "-m", NAME])
            self.assertIn(f"\n  python -m {NAME} {name}", out)
            self.assertIn(f"\n  {name:<10}", run("--help")[1])

    def test_help_explains_each_option(self):
        for name, options in {
            "emit": ["--indent N", "--compact", "--json-lines", "--repair"],
            "check": ["--json-lines", "--json", "--quiet", "--strict"],
            "show": ["--alternatives", "--color {auto,always,never}", "--width N", "--json-lines", "--repair"],
            "schema": ["--indent N", "--compact"],
            "assemble": ["--indent N", "--compact", "--json-lines", "--repair"],
        }.items():
            entries = [
                " ".join(action.option_strings[-1:] + ([action.metavar or choices(action)] if takes(action) else []))
                for action in submodule("_options").parser_for(name, None)._actions
                if action.option_strings and action.help
            ]
            self.assertEqual(entries, ["--help", *options, "--ascii", "--version"])


def takes(action):
    return action.nargs != 0


def choices(action):
    return "{" + ",".join(action.choices) + "}"


class Files(unittest.TestCase):
    def test_several_are_taken_one_after_another(self):
        other = file_of(json.dumps(BODY | {"id": "b"}))
        status, out, err = run("--compact", TYPICAL, other)
        self.assertEqual((status, err), (0, ""))
        self.assertEqual([json.loads(row) for row in out.splitlines()], [BODY, BODY | {"id": "b"}])

    def test_one_that_is_not_right_does_not_stop_the_others(self):
        bad, missing = file_of("{}"), os.path.join(tempfile.gettempdir(), "no such file.json")
        for words in (("--compact",), ("assemble", "--compact")):
            status, out, err = run(*words, missing, bad, TYPICAL)
            self.assertEqual((status, json.loads(out)), (1, BODY))
            self.assertEqual(err.splitlines()[0], f"{missing}: No such file or directory")
            self.assertRegex(err.splitlines()[1], r"^.*: \$\.id: expected string, but the key is missing; and \d more")

    def test_that_cannot_be_read_are_named(self):
        folder = tempfile.gettempdir()
        self.assertEqual(run(folder), (1, "", f"{folder}: Is a directory\n"))

    def test_names_are_shown_on_one_line(self):
        self.assertEqual(run("a\nb\x1b\udcff.json"), (1, "", "a\\nb\\x1b\\udcff.json: No such file or directory\n"))

    def test_there_may_be_no_standard_input(self):
        err = io.StringIO()
        with mock.patch.object(sys, "stdin", None), contextlib.redirect_stderr(err):
            self.assertEqual(command.main([]), 1)
        self.assertEqual(err.getvalue(), "<stdin>: there is no standard input to read\n")


class Emit(unittest.TestCase):
    def test_writes_the_response_back(self):
        for words in ((TYPICAL,), ("emit", TYPICAL)):
            status, out, err = run(*words)
            self.assertEqual((status, err), (0, ""))
            self.assertEqual(json.loads(out), BODY)
            self.assertEqual(out, json.dumps(json.loads(out), indent=4) + "\n")

    def test_reads_standard_input(self):
        for words in ((), ("-",), ("emit",), ("emit", "-")):
            status, out, _ = run(*words, stdin=TYPICAL.read_bytes())
            self.assertEqual((status, json.loads(out)), (0, BODY))

    def test_indents_or_packs_as_told(self):
        for words, layout in (
            (("--indent", "1"), {"indent": 1}),
            (("--indent", "0"), {"indent": 0}),
            (("--compact",), {"separators": (",", ":")}),
        ):
            _, out, _ = run(TYPICAL, *words)
            self.assertEqual(out, json.dumps(json.loads(out), **layout) + "\n")

    def test_says_what_is_wrong_in_one_line(self):
        cases = [
            ({}, "$.id: expected string, but the key is missing; and 3 more problems"),
            (BODY | {"id": 1}, "$.id: expected string, got integer"),
            (BODY | {"id": 1, "model": 2}, "$.id: expected string, got integer; and 1 more problem"),
            ({"error": "Two\nlines \x1b[31m"}, "Two\\nlines \\x1b[31m"),
        ]
        for data, said in cases:
            file = file_of(json.dumps(data))
            self.assertEqual(run(file), (1, "", f"{file}: {said}\n"))
            self.assertEqual(run(stdin=json.dumps(data).encode()), (1, "", f"<stdin>: {said}\n"))

    def test_writes_text_as_it_is_unless_told(self):
        body = {"id": "é中🌊", "object": "chat.completion", "created": 1, "model": "m", "choices": []}
        text = json.dumps(body).encode()
        self.assertEqual(run("--compact", stdin=text)[1], packed(body, ensure_ascii=False))
        self.assertEqual(run("--compact", "--ascii", stdin=text)[1], packed(body))

    def test_repairs_when_told(self):
        body = {key: value for key, value in BODY.items() if key != "created"}
        for words, text in ((("--compact",), json.dumps(body)), (("--json-lines",), line(body))):
            status, out, _ = run(*words, "--repair", stdin=text.encode())
            self.assertEqual((status, json.loads(out)), (0, body | {"created": 0}))
        status, out, err = run("--repair", stdin=b'{"error": "No."}')
        self.assertEqual((status, out, err), (1, "", "<stdin>: No.\n"))

    def test_says_what_reads_a_stream(self):
        chunk = {"object": "chat.completion.chunk", "choices": [{"index": 0, "delta": {}}]}
        hint = "this is a chunk of a stream: the streaming module reads those"
        said = f"<stdin>: $: expected a response, got a stream of chunks ({hint})\n"
        for words in ((), ("--json-lines",)):
            self.assertEqual(run(*words, stdin=(line(chunk) * 3).encode()), (1, "", said))

    def test_ends_quietly_when_interrupted(self):
        with mock.patch.object(package.CreateChatCompletionResponse, "from_dict", side_effect=KeyboardInterrupt):
            self.assertEqual(run(TYPICAL), (130, "", ""))

    def test_is_run_by_the_name_of_the_package(self):
        with (
            mock.patch.object(sys, "argv", ["", str(TYPICAL)]),
            contextlib.redirect_stdout(io.StringIO()) as out,
            self.assertRaises(SystemExit) as stop,
        ):
            runpy.run_module(NAME, run_name="__main__")
        self.assertEqual((stop.exception.code, json.loads(out.getvalue())), (0, BODY))
        self.assertIsNotNone(submodule("__main__"))


def packed(data, **options):
    return json.dumps(data, separators=(",", ":"), **options) + "\n"


class EmitLines(unittest.TestCase):
    def test_writes_each_line_back_and_names_those_that_are_refused(self):
        text = line(BODY) + "\n" + line({}) + "{\n" + line(BODY | {"model": "n"})
        file = file_of(text, ".jsonl")
        status, out, err = run(file)
        self.assertEqual(status, 1)
        self.assertEqual([json.loads(row) for row in out.splitlines()], [BODY, BODY | {"model": "n"}])
        self.assertEqual(
            err,
            f"{file}:3: $.id: expected string, but the key is missing; and 3 more problems\n"
            f"{file}:4: $: expected JSON text: Expecting property name enclosed in double quotes at line 2 column 1\n"
            "2 responses written, 2 lines refused\n",
        )

    def test_reads_lines_from_standard_input_when_told(self):
        status, out, err = run("--json-lines", stdin=line(BODY).encode())
        self.assertEqual((status, json.loads(out), err), (0, BODY, "1 response written, 0 lines refused\n"))

    def test_knows_lines_by_what_they_are(self):
        """Whatever the file is called."""
        status, out, err = run(stdin=(line(BODY) * 2).encode())
        self.assertEqual((status, [json.loads(row) for row in out.splitlines()]), (0, [BODY] * 2))
        self.assertEqual(err, "2 responses written, 0 lines refused\n")

    def test_refuses_bodies_that_follow_each_other_in_another_way(self):
        for text, place in (
            (json.dumps(BODY) * 2, f"line 1 column {len(json.dumps(BODY)) + 1}"),
            (
                json.dumps(BODY, indent=1) + "\n" + json.dumps(BODY),
                f"line {len(json.dumps(BODY, indent=1).splitlines()) + 1} column 1",
            ),
        ):
            said = f"<stdin>: $: expected JSON text: Extra data at {place} (read one body at a time)\n"
            self.assertEqual(run(stdin=text.encode()), (1, "", said))

    def test_writes_a_line_of_a_batch_file_back_whole(self):
        rows = [
            {"id": "b1", "custom_id": "1", "response": {"status_code": 200, "body": BODY}, "error": None},
            {"id": "b2", "custom_id": "2", "response": None, "error": {"code": "expired", "message": "Too late."}},
            {"id": "b3", "custom_id": "3", "response": {"status_code": 400, "body": {"error": {"message": "No."}}}},
            {"id": "b4", "custom_id": "4", "response": {"status_code": 200}},
            {"id": "b5", "custom_id": "5", "response": 5},
        ]
        file = file_of("".join(map(line, rows)), ".ndjson")
        status, out, err = run(file)
        self.assertEqual((status, [json.loads(row) for row in out.splitlines()]), (1, rows[:1]))
        self.assertEqual(
            err,
            f"{file}:2: Too late.\n{file}:3: No.\n"
            f"{file}:4: $.response.body: expected object, got null\n"
            f"{file}:5: $.response: expected object, got integer\n"
            "1 response written, 4 lines refused\n",
        )

    def test_shows_how_far_it_is_on_a_terminal(self):
        file = file_of(line(BODY) * 3, ".jsonl")
        with mock.patch.object(submodule("_progress"), "PROGRESS_SECONDS", -1):
            _, _, err = run(file, stderr=Terminal())
            _, _, unsized = run("--json-lines", stdin=(line(BODY) * 2).encode(), stderr=Terminal())
            _, _, small = run(file_of("{}\n{}\n", ".jsonl"), stderr=Terminal())
        clear = "\r\x1b[K"
        shown = err.replace(clear, "|")
        self.assertRegex(
            shown, r"^\r 33%, 1 lines, [\d,]+ a second\|\r 67%, 2 lines, [\d,]+ a second\|\r100%, 3 lines, "
        )
        self.assertTrue(shown.endswith("|3 responses written, 0 lines refused\n"), shown)
        self.assertIn("\r 50%, 1 lines, ", small)
        self.assertRegex(unsized.replace(clear, "|"), r"^\r1 lines, [\d,]+ a second\|\r2 lines, ")


class Schema(unittest.TestCase):
    def test_is_written_as_json(self):
        self.assertEqual(run("schema"), (0, json.dumps(package.json_schema(), indent=4) + "\n", ""))
        self.assertEqual(run("schema", "--compact")[1].count("\n"), 1)


@needs_processes
class AsAProgram(unittest.TestCase):
    def program(self, *words, **options):
        return subprocess.run(self.line(*words), capture_output=True, env=self.environment(), timeout=60, **options)

    def line(self, *words):
        return [sys.executable, "-m", NAME, *map(str, words)]

    def environment(self, **changes):
        return clean_environment(PYTHONPATH=os.pathsep.join([str(ROOT), *sys.path]), **changes)

    def test_writes_to_a_pipe(self):
        done = self.program(TYPICAL)
        self.assertEqual((done.returncode, json.loads(done.stdout), done.stderr), (0, BODY, b""))

    def test_ends_with_status_1_and_a_line_for_bad_input(self):
        done = self.program(input=b"{}")
        self.assertEqual(done.returncode, 1)
        said = "<stdin>: $.id: expected string, but the key is missing; and 3 more problems"
        self.assertEqual(done.stderr.decode().splitlines(), [said])

    @unittest.skipUnless(os.name == "posix", "a closed pipe is another error there")
    def test_is_quiet_when_its_reader_leaves(self):
        with temporary_folder() as folder:
            file = pathlib.Path(folder, "many.jsonl")
            file.write_text(line(BODY) * 2000, encoding="utf-8")
            for words in (("emit", file), ("check", "--strict", "--json", file), ("show", file), ("schema",)):
                process = subprocess.Popen(
                    self.line(*words), stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=self.environment()
                )
                process.stdout.close()
                error = process.stderr.read()
                process.stderr.close()
                status = process.wait(60)
                self.assertIn((status, error), [(1, b""), (1, b"1,999 responses written")])

    @unittest.skipUnless(os.path.exists("/dev/full"), "needs a full device")
    def test_says_that_the_disk_is_full(self):
        with temporary_folder() as folder, open("/dev/full", "wb") as full:
            many = folder / "many.jsonl"
            many.write_text(line(BODY) * 500, encoding="utf-8")
            said = b"standard output: No space left on device\n"
            for words in (("emit", TYPICAL), ("check", TYPICAL), ("show", TYPICAL), ("schema",), (many,), ("--help",)):
                program, environment = self.line(*words), self.environment()
                done = subprocess.run(program, stdout=full, stderr=subprocess.PIPE, env=environment, timeout=60)
                self.assertEqual((done.returncode, done.stderr), (1, said))
                done = subprocess.run(program, stdout=full, stderr=full, env=environment, timeout=60)
                self.assertEqual(done.returncode, 1)
            done = subprocess.run(self.line(many), stderr=full, stdout=subprocess.PIPE, env=environment, timeout=60)
            self.assertEqual((done.returncode, done.stdout.count(b"\n")), (0, 500))

    @unittest.skipUnless(os.name == "posix", "needs a shell")
    def test_lives_without_standard_output_or_error(self):
        for words in (("emit", TYPICAL), ("check", TYPICAL), ("show", TYPICAL), ("schema",)):
            whole = self.program(*words).stdout
            for redirection, expected in (
                (">&-", (1, b"", b"there is no standard output to write to\n")),
                ("2>&-", (0, whole, b"")),
                (">&- 2>&-", (1, b"", b"")),
            ):
                shell = ["sh", "-c", f'"$@" {redirection}', "sh", *self.line(*words)]
                done = subprocess.run(shell, capture_output=True, env=self.environment(), timeout=60)
                self.assertEqual((done.returncode, done.stdout, done.stderr), expected)


@needs_pipes
@unittest.skipUnless(os.name == "posix", "a closed pipe is another error there")
class ClosedPipe(unittest.TestCase):
    def test_ends_the_command_quietly(self):
        file = file_of(line(BODY) * 200, ".jsonl")
        for words in ((TYPICAL,), (file,), ("schema",), ("show", file), ("check", TYPICAL)):
            reader, writer = os.pipe()
            os.close(reader)
            err = io.StringIO()
            with (
                open(writer, "w", encoding="utf-8") as out,
                contextlib.redirect_stdout(out),
                contextlib.redirect_stderr(err),
            ):
                self.assertEqual(command.main([str(word) for word in words]), 1)
            self.assertEqual(err.getvalue(), "")


if __name__ == "__main__":
    unittest.main()
