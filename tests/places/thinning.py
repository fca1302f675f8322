# SPDX-License-Identifier: MIT-0
"""Copies of the package without some of the folders that may be deleted: validation/, streaming/ and cli/.

python3 -m tests.places.thinning runs the tests of what is left against each of these copies.
"""

import io
import itertools
import os
import pathlib
import re
import shutil
import subprocess
import sys
import unittest
from types import TracebackType

from .. import HERE, NAME
from ..support.processes import clean_environment, copy_package, temporary_folder

OPTIONAL = ("validation", "streaming", "cli")
COMBINATIONS = [gone for size in (1, 2, 3) for gone in itertools.combinations(OPTIONAL, size)]

COPY = "thin_heron"  # the name of the copy

# The folders without which a suite is not run, because nearly all of its tests need them. In a suite that is run, each
# test that asks for what is gone is skipped.
NEEDS = {
    "model": set[str](),
    "errors": {"validation"},
    "validation": {"validation"},
    "streaming": {"streaming"},
    "command": {*OPTIONAL},
}

# Tests that need `validation` and are not excused by asking for it: those of a JSON Schema, those that ask in another
# process or thread, and those that compare all problems of a ParseError, which has only the first without it.
NEED_VALIDATION = (
    "test_left_out.IncompleteParts.test_problems_say_what_is_left_out",
    "test_logprobs.Bytes.test_a_boolean_and_an_integer_beyond_0_to_255_are_not_bytes",
    "test_payload_files.InvalidFiles.test_every_invalid_file_is_refused_with_its_text_and_path",
    "test_payload_files.InvalidFiles.test_from_json_refuses_every_invalid_file_with_the_same_text",
    "test_pydantic.FastAPI.test_the_openapi_document_contains_the_json_schema",
    "test_pydantic.Protocol.test_the_json_schema_of_a_class_has_no_references",
    "test_pydantic.Protocol.test_the_json_schema_of_a_class_is_the_published_one",
    "test_pydantic.Pydantic.test_the_json_schema_of_a_model_contains_the_schema_of_the_class",
    "test_stream_errors.Places.test_only_the_first_of_several_problems_is_shown_with_the_event",
    "test_subclassing.OwnClasses.test_a_class_of_ones_own_does_what_those_of_the_package_do",
    "test_subclassing.OwnFields.test_a_wrong_value_for_a_field_of_a_subclass_is_refused",
    "test_threads.Threads.test_threads_can_import_the_package_at_the_same_time",
    "test_threads.Threads.test_threads_that_read_and_write_do_not_disturb_each_other",
)


def thinned(folder: pathlib.Path, gone: tuple[str, ...], *, main: bool = True) -> pathlib.Path:
    """A copy of the package in this folder, without the folders that are gone."""
    package = copy_package(folder / COPY)
    for name in gone:
        shutil.rmtree(package / name)
    if not main:
        (package / "__main__.py").unlink()
    return package


class Result(unittest.TextTestResult):
    """Skips a test that stops because it asks for a folder that is gone, and for no other reason."""

    def addError(self, test: unittest.TestCase, err: "Error") -> None:
        gone = asked_for(err[1])
        if gone:
            self.addSkip(test, gone)
        else:
            super().addError(test, err)

    def addSubTest(self, test: unittest.TestCase, subtest: unittest.TestCase, err: "Error | None") -> None:
        gone = asked_for(err[1]) if err else ""
        if gone:
            self.addSkip(subtest, gone)
        else:
            super().addSubTest(test, subtest, err)


Error = tuple[type[BaseException], BaseException, TracebackType] | tuple[None, None, None]


def asked_for(error: BaseException | None) -> str:
    """The last line of an error that is about a folder that is gone, else nothing."""
    if not isinstance(error, (AttributeError, ImportError)):
        return ""
    last = str(error).strip().splitlines()[-1]
    gone = os.environ["CHATCOMPLETION_GONE"].split(",")
    return last if any(re.search(rf"\b{name}\b", last) for name in gone) else ""


def run_suites(names: list[str]) -> int:
    """Run the tests in these folders, in a process whose environment names the copy."""
    found = [
        test
        for name in names
        for test in each_test(unittest.defaultTestLoader.discover(str(HERE / name), top_level_dir=str(HERE.parent)))
    ]
    if "validation" in os.environ["CHATCOMPLETION_GONE"]:
        found = [test for test in found if not test.id().endswith(NEED_VALIDATION)]
    stream = io.StringIO()
    runner = unittest.TextTestRunner(stream, resultclass=Result, verbosity=0)  # type: ignore[arg-type]
    result = runner.run(unittest.TestSuite(found))
    passed = result.testsRun - len(result.skipped)
    sys.stdout.write(stream.getvalue() if not result.wasSuccessful() else "")
    print(f"{passed} of {result.testsRun} tests passed, {len(result.skipped)} ask for what is gone")
    return 0 if result.wasSuccessful() and passed > 10 else 1


def each_test(suite: unittest.TestSuite) -> list[unittest.TestCase]:
    found: list[unittest.TestCase] = []
    for test in suite:
        found += each_test(test) if isinstance(test, unittest.TestSuite) else [test]
    return found


def main() -> int:
    failed = 0
    for gone in COMBINATIONS:
        suites = [name for name, needed in NEEDS.items() if not needed & {*gone}]
        with temporary_folder() as folder:
            thinned(folder, gone)
            variables = {"CHATCOMPLETION": COPY, "CHATCOMPLETION_GONE": ",".join(gone), "PYTHONPATH": str(folder)}
            command = [sys.executable, "-m", "tests.places.thinning", *suites]
            done = subprocess.run(command, cwd=HERE.parent, env=clean_environment(**variables), check=False)
        print(
            f"without {', '.join(gone)}: {', '.join(suites)}: {'ok' if done.returncode == 0 else 'FAILED'}", flush=True
        )
        failed += done.returncode != 0
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(run_suites(sys.argv[1:]) if NAME == COPY else main())
