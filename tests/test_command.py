# SPDX-License-Identifier: MIT-0
"""The command line."""

import contextlib
import io
import json
import os
import pathlib
import re
import runpy
import subprocess
import sys
import tempfile
import unittest
from unittest import mock

from . import DATA, NAME, ROOT, package, submodule
from .support import needs_pipes, needs_processes

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
        try:
            status = command.main([str(word) for word in words])
        except SystemExit as stop:
            status = stop.code
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
            ({}, "$.id: expected string, but the key is missing; and 4 more problems"),
            (BODY | {"id": 1}, "$.id: expected string, got integer"),
            (BODY | {"id": 1, "model": 2}, "$.id: expected string, got integer; and 1 more problem"),
            ({"error": "Two\nlines \x1b[31m"}, "Two\\nlines \\x1b[31m"),
        ]
        for data, said in cases:
            file = file_of(json.dumps(data))
            if data == {}:
                said = said.replace("4 more", "3 more")
            self.assertEqual(run(file), (1, "", f"{file}: {said}\n"))
            self.assertEqual(run(stdin=json.dumps(data).encode()), (1, "", f"<stdin>: {said}\n"))

    def test_says_which_file_cannot_be_read(self):
        missing = os.path.join(tempfile.gettempdir(), "no such file.json")
        self.assertEqual(run(missing), (1, "", f"{missing}: No such file or directory\n"))
        folder = tempfile.gettempdir()
        self.assertEqual(run(folder), (1, "", f"{folder}: Is a directory\n"))

    def test_says_when_there_is_no_standard_input(self):
        err = io.StringIO()
        with mock.patch.object(sys, "stdin", None), contextlib.redirect_stderr(err):
            self.assertEqual(command.main([]), 1)
        self.assertEqual(err.getvalue(), "there is no standard input to read\n")

    def test_refuses_wrong_use_with_status_2(self):
        for words in (("--no-such",), ("a", "b"), ("--indent", "x"), ("--indent", "1", "--compact"), ("schema", "a")):
            status, out, err = run(*words)
            self.assertEqual((status, out), (2, ""))
            self.assertIn("usage: ", err)

    @unittest.skipIf(sys.flags.optimize > 1, "-OO leaves docstrings out")
    def test_has_help_for_each_command(self):
        layout, file = "[--indent N | --compact]", "positional arguments: FILE what to read (default: stdin)"
        laid_out = "--indent N spaces to indent by (default: 4) --compact one line without spaces"
        by_line, options = (
            "--json-lines read a body from each line",
            "options: -h, --help show this help message and exit",
        )
        colors = "{auto,always,never}"
        first = f"{options} {laid_out} {by_line} commands, the first of which may be left out: emit read a response and"
        expected = {
            "emit": f"[-h] {layout} [--json-lines] [FILE] Read a response and write it back as JSON. {file} {first} "
            "write it back as JSON check say what is wrong with a response, compared with the published schema show "
            "the response as a person reads it schema the JSON Schema of the response assemble make the response of a "
            "stream of chunks: event-stream text or JSON Lines FILE is `-` or left out for standard input. With "
            "--json-lines, or a FILE that ends in .jsonl, emit and check read a body, or a line of a batch output "
            "file, from each line. Exit status: 0 fine, 1 the input is not right, 2 wrong use.",
            "check": "check [-h] [--json-lines] [--json] [--strict] [FILE] Say what is wrong with a response, compared "
            f"with the published schema. {file} {options} {by_line} --json write the problems as JSON --strict unknown "
            "fields are problems too",
            "show": f"show [-h] [--alternatives] [--color {colors}] [--width N] [FILE] The response, or a stream as it "
            f"comes, as a person reads it. {file} {options} --alternatives list what was likely in place of each token "
            f"--color {colors} default: auto --width N columns (default: those of the terminal)",
            "schema": f"schema [-h] {layout} The JSON Schema of the response. {options} {laid_out}",
            "assemble": f"assemble [-h] {layout} [FILE] Make the response of a stream of chunks: event-stream text or "
            f"JSON Lines. {file} {options} {laid_out}",
        }
        for name, text in expected.items():
            with mock.patch.dict(os.environ, {"NO_COLOR": "1"}):
                status, out, err = run(name, "--help")
            self.assertEqual((status, " ".join(out.split()), err), (0, f"usage: python -m {NAME} {text}", ""))
        self.assertEqual(run("--help"), run("emit", "--help"))

    def test_ends_quietly_when_interrupted(self):
        with mock.patch.object(package.CreateChatCompletionResponse, "from_json", side_effect=KeyboardInterrupt):
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

    @needs_pipes
    @unittest.skipUnless(os.name == "posix", "a closed pipe is another error there")
    def test_ends_quietly_when_its_reader_has_left(self):
        file = file_of(line(BODY) * 200, ".jsonl")
        for words in ((TYPICAL,), (file,), ("schema",)):
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
        with mock.patch.object(submodule("_lines"), "PROGRESS_SECONDS", -1):
            _, _, err = run(file, stderr=Terminal())
            _, _, unsized = run("--json-lines", stdin=(line(BODY) * 2).encode(), stderr=Terminal())
            _, _, small = run(file_of("{}\n{}\n", ".jsonl"), stderr=Terminal())
        self.assertRegex(err, r"^\r 33%, 1 lines, [\d,]+ a second\r 67%, 2 lines, [\d,]+ a second\r100%, 3 lines, ")
        self.assertTrue(err.endswith("\r\x1b[K3 responses written, 0 lines refused\n\r\x1b[K"), err)
        self.assertIn("\r 50%, 1 lines, ", small)
        self.assertRegex(unsized, r"^\r1 lines, [\d,]+ a second\r2 lines, ")


class Check(unittest.TestCase):
    FAULTY = BODY | {"id": 5, "usage": None, "provider": "Northwind", "x\x1b": 1}

    def test_groups_the_problems_by_kind_and_adds_them_up(self):
        status, out, err = run("check", file_of(json.dumps(self.FAULTY)))
        self.assertEqual((status, err), (1, ""))
        self.assertEqual(
            out,
            "Refused:\n$.id: expected string, got integer\n"
            "Deviations:\n$.usage: expected object, got null\n"
            "Unknown fields:\n$.provider: unknown field\n$['x\\u001b']: unknown field\n"
            "1 refused, 1 deviation, 2 unknown fields\n",
        )

    def test_is_content_with_unknown_fields_unless_strict(self):
        clean, unknown = json.dumps(BODY).encode(), json.dumps(BODY | {"a": 1}).encode()
        self.assertEqual(run("check", stdin=clean), (0, "0 refused, 0 deviations, 0 unknown fields\n", ""))
        out = "Unknown fields:\n$.a: unknown field\n0 refused, 0 deviations, 1 unknown field\n"
        self.assertEqual(run("check", stdin=unknown), (0, out, ""))
        self.assertEqual(run("check", "--strict", stdin=unknown), (1, out, ""))
        self.assertEqual(run("check", "--strict", stdin=clean)[0], 0)

    def test_writes_json_for_machines(self):
        status, out, _ = run("check", "--json", stdin=json.dumps(self.FAULTY).encode())
        self.assertEqual(status, 1)
        self.assertEqual(
            json.loads(out),
            {
                "problems": [
                    {"kind": "refused", "path": "$.id", "message": "expected string, got integer"},
                    {"kind": "deviation", "path": "$.usage", "message": "expected object, got null"},
                    {"kind": "unknown_field", "path": "$.provider", "message": "unknown field"},
                    {"kind": "unknown_field", "path": "$['x\\u001b']", "message": "unknown field"},
                ],
                "refused": 1,
                "deviation": 1,
                "unknown_field": 2,
            },
        )
        self.assertEqual(out, json.dumps(json.loads(out), indent=4) + "\n")

    def test_takes_a_body_for_itself_where_lines_were_not_asked_for(self):
        batch = {"custom_id": "1", "response": {"body": BODY}}
        status, out, _ = run("check", stdin=json.dumps(batch).encode())
        self.assertEqual(
            (status, out.splitlines()[:2]), (1, ["Refused:", "$.id: expected string, but the key is missing"])
        )

    def test_shows_progress_on_a_terminal(self):
        with mock.patch.object(submodule("_lines"), "PROGRESS_SECONDS", -1):
            status, out, err = run("check", file_of(line(BODY) * 2, ".jsonl"), stderr=Terminal())
        summary = "2 lines, 0 of them not right: 0 refused, 0 deviations, 0 unknown fields\n"
        self.assertEqual((status, out), (0, summary))
        self.assertRegex(err, r"^\r 50%, 1 lines, [\d,]+ a second\r100%, 2 lines, [\d,]+ a second\r\x1b\[K$")

    def test_tells_of_text_that_is_not_json(self):
        status, out, _ = run("check", stdin=b"[1]")
        self.assertEqual((status, out.splitlines()[1]), (1, "$: expected object, got array"))

    def test_tells_of_keys_that_stand_twice(self):
        text = (
            '{"id": 1, "a": {"b": [{"c": 1, "c": {}, "c": []}]}, "a": {"d": [{"e": 1, "e": 2}]}, '
            + json.dumps(BODY)[1:]
        )
        status, out, _ = run("check", stdin=text.encode())
        self.assertEqual(status, 1)
        self.assertEqual(
            out,
            "Deviations:\n$.a.d[0].e: the key stands more than once; the last value counts\n"
            "$.a: the key stands more than once; the last value counts\n"
            "$.id: the key stands more than once; the last value counts\n"
            "Unknown fields:\n$.a: unknown field\n"
            "0 refused, 3 deviations, 1 unknown field\n",
        )

    def test_goes_through_lines_and_adds_them_up(self):
        rows = [BODY, BODY | {"a": 1}, self.FAULTY, {"custom_id": "1", "response": {"body": BODY | {"usage": None}}}]
        file = file_of("".join(map(line, rows)) + "{\n", ".jsonl")
        status, out, err = run("check", file)
        self.assertEqual((status, err), (1, ""))
        problems = (
            "3: refused: $.id: expected string, got integer\n"
            "3: deviation: $.usage: expected object, got null\n"
            "4: deviation: $.usage: expected object, got null\n"
            "5: refused: $: expected JSON text: Expecting property name enclosed in double quotes at line 2 column 1\n"
        )
        total = "5 lines, 3 of them not right: 2 refused, 2 deviations, 3 unknown fields\n"
        self.assertEqual(out, problems + total)
        status, out, _ = run("check", "--strict", file)
        self.assertEqual(out.splitlines()[0], "2: unknown field: $.a: unknown field")
        self.assertEqual(out.splitlines()[-1], total.strip().replace("3 of them", "4 of them"))

    def test_writes_lines_of_json_about_lines(self):
        text = (line(BODY) + line(BODY | {"usage": None, "a": 1})).encode()
        status, out, _ = run("check", "--json-lines", "--json", stdin=text)
        self.assertEqual(status, 1)
        self.assertEqual(
            [json.loads(row) for row in out.splitlines()],
            [
                {"line": 2, "kind": "deviation", "path": "$.usage", "message": "expected object, got null"},
                {"lines": 2, "faulty_lines": 1, "refused": 0, "deviation": 1, "unknown_field": 1},
            ],
        )
        self.assertEqual(run("check", "--json-lines", stdin=line(BODY).encode())[0], 0)


class Streams(unittest.TestCase):
    def chunks(self):
        return package_streaming.split(package.CreateChatCompletionResponse.from_dict(BODY))

    def events(self):
        return "".join(f"data: {chunk.to_json()}\n\n" for chunk in self.chunks()) + "data: [DONE]\n\n"

    def lines(self):
        return "\n" + "\n\n".join(chunk.to_json() for chunk in self.chunks()) + "\n"

    def test_are_assembled(self):
        for text in (self.events(), ": hello\n\n" + self.events(), "\n\n" + self.events(), self.lines()):
            status, out, err = run("assemble", stdin=text.encode())
            self.assertEqual((status, err), (0, ""))
            self.assertEqual(package.CreateChatCompletionResponse.from_json(out).choices[0].finish_reason, "stop")
            self.assertEqual(
                json.loads(out)["choices"][0]["message"]["content"], BODY["choices"][0]["message"]["content"]
            )
        self.assertEqual(run("assemble", "--compact", stdin=self.events().encode())[1].count("\n"), 1)

    def test_that_are_not_right_are_told_in_one_line(self):
        cases = [
            (b"", "<stdin>: $: expected at least one chunk, got none\n"),
            (b'data: {"error": {"message": "Slow down."}}\n\n', "<stdin>: Slow down.\n"),
            (b'{"id": 1}', "<stdin>: $.id: expected string, got integer; and 3 more problems\n"),
        ]
        for text, said in cases:
            self.assertEqual(run("assemble", stdin=text), (1, "", said))

    def test_are_shown_as_they_come(self):
        whole = run("show", DATA / "typical.json", "--width", "40")[1]
        for text in (self.events(), self.lines()):
            self.assertEqual(run("show", "--width", "40", stdin=text.encode()), (0, whole, ""))

    def test_that_begin_with_a_blank_chunk_are_shown_too(self):
        status, out, _ = run("show", DATA / "stream_tool_calls.jsonl", "--width", "60")
        self.assertEqual(status, 0)
        self.assertEqual(out.splitlines()[0], "example-model-1")
        first = self.lines().split("\n\n")[0].encode()
        self.assertEqual(run("show", stdin=first)[0], 0)

    def test_are_shown_as_far_as_they_came(self):
        text = self.events().split("data: [DONE]")[0] + 'data: {"error": {"message": "Slow down."}}\n\n'
        status, out, err = run("show", "--width", "72", stdin=text.encode())
        self.assertEqual((status, err), (1, "<stdin>: Slow down.\n"))
        self.assertTrue(out.endswith("\n  A heron stands on one leg to keep the other warm.\n"), out)

    def test_of_several_choices_show_the_first_as_it_comes_and_then_the_others(self):
        def chunk(**choice):
            return {"id": "x", "created": 1, "model": "m", "object": "chat.completion.chunk", "choices": [choice]}

        chunks = [
            chunk(index=1, delta={"content": "one\ntwo three" + "x" * 30}),
            chunk(index=0, delta={"content": "zero"}),
            chunk(index=1, delta={"content": " four", "refusal": "No."}, finish_reason="stop"),
        ]
        status, out, _ = run("show", "--width", "20", stdin="".join(map(line, chunks)).encode())
        self.assertEqual(status, 0)
        self.assertEqual(
            out,
            "m\n1970-01-01 00:00:01\nUTC  x\n\n  one\n  two\n  three" + "x" * 13 + "\n  " + "x" * 17 + "\n  four\n\n"
            "Choice 0\n  zero\nfinish reason: not\nsaid\nrefused:\n  No.\nfinish reason: stop\n",
        )

    def test_of_blank_lines_are_no_json(self):
        self.assertEqual(run("show", stdin=b"\n \n")[0], 1)

    def test_are_told_from_responses(self):
        for text in (json.dumps(BODY), json.dumps(BODY, indent=1), "{", "[]", "null", "x", ""):
            self.assertFalse(submodule("_lines").is_stream(text.encode()))

    def test_are_told_from_text_that_is_too_deep(self):
        self.assertFalse(submodule("_lines").is_stream(b'{"a": ' + b"[" * 10**5))


package_streaming = submodule("streaming")


class Beginnings(unittest.TestCase):
    def test_take_no_more_lines_than_they_need(self):
        """What comes after them is read as it comes."""
        for text, taken in (
            (b"\n\ndata: {}\n\ndata: {}\n", b"\n\ndata: {}\n"),
            (b"\n{}\n\n{}\n{}\n", b"\n{}\n\n{}\n"),
            (b" {\n}\n\n", b" {\n}\n"),
            (b"\n \n", b"\n \n"),
            (b"", b""),
        ):
            file = io.BytesIO(text)
            self.assertEqual((submodule("_lines").beginning(file), file.tell()), (taken, len(taken)))


class Schema(unittest.TestCase):
    def test_is_written_as_json(self):
        self.assertEqual(run("schema"), (0, json.dumps(package.json_schema(), indent=4) + "\n", ""))
        self.assertEqual(run("schema", "--compact")[1].count("\n"), 1)


class Help(unittest.TestCase):
    def test_explains_each_option(self):
        file = "FILE what to read (default: stdin)"
        layout = ("--indent N spaces to indent by (default: 4)", "--compact one line without spaces")
        lines = "--json-lines read a body from each line"
        explained = {
            "emit": (file, *layout, lines),
            "check": (
                file,
                lines,
                "--json write the problems as JSON",
                "--strict unknown fields are problems too",
            ),
            "show": (
                file,
                "--alternatives list what was likely in place of each token",
                "--color {auto,always,never} default: auto",
                "--width N columns (default: those of the terminal)",
            ),
            "schema": layout,
            "assemble": (file, *layout),
        }
        for name, entries in explained.items():
            text = command.parser_for(name).format_help()
            shown = [" ".join(entry.split()) for entry in re.split(r"\n(?=\n|  ?\S|  --)", text)]
            for entry in entries:
                with self.subTest(name):
                    self.assertIn(entry, shown)


@needs_processes
class AsAProgram(unittest.TestCase):
    def program(self, *words, **options):
        environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])}
        program = [sys.executable, "-m", NAME, *map(str, words)]
        return subprocess.run(program, capture_output=True, env=environment, cwd=ROOT, timeout=60, **options)

    def test_writes_to_a_pipe(self):
        done = self.program(TYPICAL)
        self.assertEqual((done.returncode, json.loads(done.stdout), done.stderr), (0, BODY, b""))

    def test_ends_with_status_1_and_a_line_for_bad_input(self):
        done = self.program(input=b"{}")
        self.assertEqual(done.returncode, 1)
        line = "<stdin>: $.id: expected string, but the key is missing; and 3 more problems"
        self.assertEqual(done.stderr.decode().splitlines(), [line])

    @unittest.skipUnless(os.name == "posix", "needs a shell")
    def test_is_quiet_when_its_reader_leaves(self):
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder, "many.jsonl")
            file.write_text(line(BODY) * 2000, encoding="utf-8")
            for words in (("emit", file), ("check", "--strict", "--json", file), ("schema",)):
                process = subprocess.Popen(
                    [sys.executable, "-m", NAME, *map(str, words)],
                    stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE,
                    env=os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])},
                    cwd=ROOT,
                )
                process.stdout.close()
                error = process.stderr.read()
                process.stderr.close()
                process.wait(60)
                self.assertNotIn(b"Traceback", error)
                self.assertNotIn(b"BrokenPipe", error)


if __name__ == "__main__":
    unittest.main()
