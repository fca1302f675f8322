# SPDX-License-Identifier: MIT-0
"""Every combination of validation/, streaming/ and cli/ may be deleted, and what is left works."""

import contextlib
import functools
import importlib.util
import io
import json
import os
import subprocess
import sys
import unittest
from typing import Any
from unittest import mock

from .. import DATA, package, submodule
from ..support.platform import THOROUGH, needs_processes
from ..support.processes import loaded_again, run, temporary_folder
from ..support.program import EVERYTHING
from .thinning import COMBINATIONS, COPY, asked_for, thinned

TRIED = [gone for gone in COMBINATIONS if THOROUGH or len(gone) != 2]

OF_VALIDATION = ("check", "json_schema", "repair")  # the names of the package that need the folder validation/

# Prints what the copy can do, as one JSON object. The body and the text of a stream are its input.
PROGRAM = f"""
import importlib, inspect, json, pickle, pydoc, sys
import {COPY} as package

body, stream = json.load(sys.stdin)
star = {{}}
exec("from {COPY} import *", star)
Response = package.CreateChatCompletionResponse
response = Response.from_dict(body)

def attempt(work, *arguments):
    try:
        return work(*arguments)
    except (ValueError, AttributeError, ImportError) as error:
        return [type(error).__name__, str(error)]

def chunks():
    streaming = importlib.import_module("{COPY}.streaming")
    return streaming.assemble(streaming.iter_sse([stream])).to_dict()

print(json.dumps({{
    "star": sorted(star.keys() - {{"__builtins__"}}),
    "all": sorted(package.__all__),
    "members": sorted(name for name, _ in inspect.getmembers(package) if not name.startswith("_")),
    "listed": sorted(name for name in dir(package) if name in {OF_VALIDATION!r}),
    "help": "class CreateChatCompletionResponse" in pydoc.plain(pydoc.render_doc(package)),
    "round trip": response.to_dict(),
    "text": Response.from_json(response.to_json()) == response,
    "pickles": all(pickle.loads(pickle.dumps(response, n)) == response for n in range(pickle.HIGHEST_PROTOCOL + 1)),
    "refused": attempt(Response.from_dict, {{"object": "chat.completion", "choices": 5}}),
    "error body": attempt(Response.from_dict, {{"error": {{"message": "No such model"}}}}),
    "check": attempt(lambda: [str(problem) for problem in package.check(body)]),
    "schema": attempt(lambda: len(package.json_schema()["$defs"])),
    "repair": attempt(lambda: package.repair({{**body, "created": "1790000000"}})),
    "stream": attempt(chunks),
    "no name": attempt(lambda: package.grebe),
}}))
"""


BODY = json.loads(EVERYTHING.read_text(encoding="utf-8"))
CHUNKS = (DATA / "stream_tool_calls.jsonl").read_text(encoding="utf-8").splitlines()
STREAM = "".join(f"data: {line}\n\n" for line in [*CHUNKS, "[DONE]"])


@functools.cache
def result(gone: tuple[str, ...], program: str = PROGRAM) -> Any:
    """What the program prints with a copy without these folders."""
    with temporary_folder() as folder:
        thinned(folder, gone)
        start = f"import sys; sys.path.insert(0, {str(folder)!r})\n"
        done = run(sys.executable, "-I", "-c", start + program, cwd=folder, input=json.dumps([BODY, STREAM]))
    if (done.returncode, done.stderr) != (0, ""):
        raise AssertionError(done.stderr)
    return json.loads(done.stdout)


@functools.cache
def command(gone: tuple[str, ...], *arguments: str, main: bool = True) -> "subprocess.CompletedProcess[str]":
    """What the command line of such a copy says about a body, or about a stream."""
    with temporary_folder() as folder:
        thinned(folder, gone, main=main)
        text = STREAM if arguments[:1] == ("assemble",) else json.dumps(BODY)
        return run(sys.executable, "-m", COPY, *arguments, cwd=folder, input=text)


@needs_processes
class DeletedFolders(unittest.TestCase):
    maxDiff = None

    def assert_says_in_one_line(self, done: "subprocess.CompletedProcess[str]", folder: str) -> None:
        """It fails, and says on standard error which folder is missing, and nothing else."""
        self.assertNotEqual(done.returncode, 0)
        self.assertEqual((done.stdout, len(done.stderr.splitlines())), ("", 1), done.stderr)
        self.assertIn(folder, done.stderr)

    def test_the_model_works_whatever_is_deleted(self) -> None:
        for gone in TRIED:
            with self.subTest(gone=gone):
                names = sorted({*package.__all__} - ({*OF_VALIDATION} if "validation" in gone else set()))
                said = result(gone)
                self.assertEqual((said["star"], said["all"]), (names, names))
                self.assertEqual([name for name in said["listed"] if name not in names], [])
                self.assertEqual([name for name in names if name not in said["members"]], [])
                self.assertEqual([said[key] for key in ("help", "text", "pickles")], [True] * 3)
                self.assertEqual(said["round trip"], BODY)
                self.assertEqual(said["error body"], ["ErrorResponse", "No such model"])
                self.assertEqual(said["no name"], ["AttributeError", f"module '{COPY}' has no attribute 'grebe'"])

    def test_with_validation_everything_is_judged_whatever_else_is_deleted(self) -> None:
        with self.assertRaises(package.ParseError) as caught:
            package.CreateChatCompletionResponse.from_dict({"object": "chat.completion", "choices": 5})
        for gone in TRIED:
            if "validation" not in gone:
                with self.subTest(gone=gone):
                    said = result(gone)
                    self.assertEqual(said["refused"], ["ParseError", str(caught.exception)])
                    self.assertEqual(said["check"], [str(problem) for problem in package.check(BODY)])
                    self.assertEqual(said["schema"], len(package.json_schema()["$defs"]))
                    self.assertEqual(said["repair"], {**BODY, "created": 1790000000})

    def test_without_validation_an_error_has_its_first_problem_and_its_names_say_what_was_deleted(self) -> None:
        for gone in TRIED:
            if "validation" in gone:
                with self.subTest(gone=gone):
                    said = result(gone)
                    name, text = said["refused"]
                    self.assertEqual((name, len(text.splitlines())), ("ParseError", 1))
                    self.assertRegex(text, r"^\$\.(choices|id): expected ")
                    for key, attribute in (("check", "check"), ("schema", "json_schema"), ("repair", "repair")):
                        name, text = said[key]
                        self.assertEqual(name, "AttributeError")
                        self.assertRegex(text, rf"^module '{COPY}' has no attribute '{attribute}'.*\bvalidation/")

    def test_streams_are_read_as_long_as_streaming_is_there(self) -> None:
        streaming = submodule("streaming")
        expected = streaming.assemble(streaming.iter_sse([STREAM])).to_dict()
        for gone in TRIED:
            with self.subTest(gone=gone):
                missing = ["ModuleNotFoundError", f"No module named '{COPY}.streaming'"]
                self.assertEqual(result(gone)["stream"], missing if "streaming" in gone else expected)

    def test_chunks_are_read_without_the_folder_streaming(self) -> None:
        program = f"""
import json, sys
from {COPY}.chunks import CreateChatCompletionStreamResponse as Chunk
_, stream = json.load(sys.stdin)
data = [json.loads(line[6:]) for line in stream.splitlines() if line.startswith("data: {{")]
print(json.dumps([len(data), all(Chunk.from_dict(each).to_dict() == each for each in data)]))
"""
        count, same = result(("validation", "streaming", "cli"), program)
        self.assertEqual((count > 3, same), (True, True))

    def test_without_cli_the_command_says_so_in_one_line(self) -> None:
        for gone in TRIED:
            if "cli" in gone:
                with self.subTest(gone=gone):
                    self.assert_says_in_one_line(command(gone), "cli/")
                    self.assert_says_in_one_line(command(gone, main=False), "__main__")

    def test_a_command_whose_folder_was_deleted_says_so_in_one_line_and_others_work(self) -> None:
        commands = {"emit": None, "check": "validation", "schema": "validation", "assemble": "streaming"}
        for gone in TRIED:
            for name, needed in commands.items() if "cli" not in gone else ():
                with self.subTest(gone=gone, command=name):
                    done = command(gone, name)
                    if needed in gone:
                        self.assert_says_in_one_line(done, f"{needed}/")
                    else:
                        whole = command((), name)
                        self.assertEqual((done.returncode, done.stdout), (whole.returncode, whole.stdout), done.stderr)

    def test_without_validation_the_json_schema_of_pydantic_is_a_plain_object(self) -> None:
        if importlib.util.find_spec("pydantic") is None:
            self.skipTest("pydantic is not installed")
        program = f"""
import json, sys, pydantic
import {COPY} as package
body, _ = json.load(sys.stdin)
adapter = pydantic.TypeAdapter(package.CreateChatCompletionResponse)
print(json.dumps([adapter.json_schema()["type"], adapter.dump_python(adapter.validate_python(body), mode="json")]))
"""
        self.assertEqual(result(("validation",), program), ["object", BODY])

    def test_only_what_is_gone_excuses_a_test_of_what_is_left(self) -> None:
        gone = f"module '{COPY}' has no attribute 'check': the folder validation/ was deleted"
        not_loaded = f"Failed to import test module: x\n  File x\nAttributeError: {gone}\n"
        for error, excuse in (
            (AttributeError(gone), gone),
            (ModuleNotFoundError(f"No module named '{COPY}.validation'"), f"No module named '{COPY}.validation'"),
            (ImportError(not_loaded), f"AttributeError: {gone}"),
            (ModuleNotFoundError(f"No module named '{COPY}.streaming'"), ""),
            (AttributeError(f"module '{COPY}' has no attribute 'grebe'"), ""),
            (AssertionError(gone), ""),
        ):
            with self.subTest(str(error)), mock.patch.dict(os.environ, {"CHATCOMPLETION_GONE": "validation,cli"}):
                self.assertEqual(asked_for(error), excuse)


class DeletedModules(unittest.TestCase):
    """Two modules of _core may be deleted as well."""

    def test_the_model_works_without_its_advice_and_its_sums(self) -> None:
        gone = {"lone_heron._core.own_classes": None, "lone_heron._core.sums": None}
        with mock.patch.dict(sys.modules, gone), loaded_again("lone_heron") as copy:
            self.assertEqual(copy.CreateChatCompletionResponse.from_dict(BODY).to_dict(), BODY)
            usage = copy.CompletionUsage(completion_tokens=1, prompt_tokens=2, total_tokens=3)
            with self.assertRaises(TypeError):
                usage + usage
            with self.assertRaises(TypeError) as caught:
                copy.CompletionUsage.from_dict([])
            self.assertEqual(str(caught.exception), "CompletionUsage.from_dict takes a dict, got list")

    def test_without_cli_main_says_so_wherever_it_is_called(self) -> None:
        said = "the command line, the folder cli/ of the package, was deleted\n"
        name = f"{package.__name__}.__main__"
        with mock.patch.dict(sys.modules, {f"{package.__name__}.cli.main": None}):
            sys.modules.pop(name, None)
            main = importlib.import_module(name).main
            with contextlib.redirect_stderr(io.StringIO()) as err:
                self.assertEqual((main(), err.getvalue()), (2, said))
            with mock.patch.object(sys, "stderr", None):
                self.assertEqual(main(["emit"]), 2)


if __name__ == "__main__":
    unittest.main()
