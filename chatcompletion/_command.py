# SPDX-License-Identifier: MIT-0
"""The command line. Private; loaded by `python -m`.

Exit status: 0 fine, 1 the input is not right, 2 wrong use.
"""

import argparse
import itertools
import json
import os
import sys
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from typing import Any, BinaryIO

from . import CreateChatCompletionResponse, ParseError, Problem, ProblemKind, check, json_schema
from ._json_text import parse_json
from ._lines import DuplicateKeys, Progress, beginning, body_of, chunks_in, is_stream, numbered_lines, with_body
from ._show import Page, harmless, show_response, show_stream
from .streaming import assemble

EPILOG = """\
commands, the first of which may be left out:
  emit      read a response and write it back as JSON
  check     say what is wrong with a response, compared with the published schema
  show      the response as a person reads it
  schema    the JSON Schema of the response
  assemble  make the response of a stream of chunks: event-stream text or JSON Lines

FILE is `-` or left out for standard input. With --json-lines, or a FILE that ends in .jsonl, emit and check read a
body, or a line of a batch output file, from each line. Exit status: 0 fine, 1 the input is not right, 2 wrong use.
"""


class Failure(Exception):
    """Something to say in one line on stderr, and exit status 1."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit status."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    name = words.pop(0) if words and words[0] in COMMANDS else "emit"
    options = parser_for(name).parse_args(words)
    try:
        status = COMMANDS[name](options)
        sys.stdout.flush()
    except Failure as failure:
        print(harmless(str(failure), one_line=True), file=sys.stderr)
        return 1
    except BrokenPipeError:  # whoever reads the output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        return 130
    return status


def parser_for(name: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=f"python -m {__package__}" + ("" if name == "emit" else f" {name}"),
        description=COMMANDS[name].__doc__,
        epilog=EPILOG if name == "emit" else None,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    if name != "schema":
        parser.add_argument("file", nargs="?", default="-", metavar="FILE", help="what to read (default: stdin)")
    if name in ("emit", "schema", "assemble"):
        layout = parser.add_mutually_exclusive_group()
        layout.add_argument("--indent", type=int, metavar="N", help="spaces to indent by (default: 4)")
        layout.add_argument("--compact", action="store_true", help="one line without spaces")
    if name in ("emit", "check"):
        parser.add_argument("--json-lines", action="store_true", help="read a body from each line")
    if name == "check":
        parser.add_argument("--json", action="store_true", help="write the problems as JSON")
        parser.add_argument("--strict", action="store_true", help="unknown fields are problems too")
    if name == "show":
        parser.add_argument("--alternatives", action="store_true", help="list what was likely in place of each token")
        parser.add_argument("--color", choices=("auto", "always", "never"), default="auto", help="default: auto")
        parser.add_argument("--width", type=int, metavar="N", help="columns (default: those of the terminal)")
    return parser


# --- emit


def emit(options: argparse.Namespace) -> int:
    """Read a response and write it back as JSON."""
    if is_lines(options):
        return emit_lines(options)
    with opened(options.file) as file, refusals(options.file):
        response = CreateChatCompletionResponse.from_json(file.read())
    write_json(response.to_dict(), options)
    return 0


def emit_lines(options: argparse.Namespace) -> int:
    """Each line as it came; a line that is not right is left out and named on stderr."""
    written = refused = 0
    with opened(options.file) as file, Progress(file) as progress:
        for number, line in numbered_lines(file):
            try:
                data = parse_json(line)
                response = CreateChatCompletionResponse.from_dict(body_of(data))
                text = json.dumps(with_body(data, response.to_dict()), separators=(",", ":"), allow_nan=False)
            except ParseError as error:
                refused += 1
                progress.say(f"{shown_name(options.file)}:{number}: {summary_of(error)}")
            else:
                written += 1
                print(text)
            progress.step(number, line)
        progress.say(f"{counted(written, 'response')} written, {counted(refused, 'line')} refused")
    return 1 if refused else 0


# --- check


def check_command(options: argparse.Namespace) -> int:
    """Say what is wrong with a response, compared with the published schema."""
    if is_lines(options):
        return check_lines(options)
    with opened(options.file) as file:
        problems = problems_in(file.read())
    counts = count_kinds(problems)
    if options.json:
        write_json({"problems": [problem_as_json(problem) for problem in problems], **counts}, options)
    else:
        for kind, names in KIND_NAMES.items():
            if counts[str(kind)]:
                print(f"{names[1].capitalize()}:")
            for problem in problems:
                if problem.kind is kind:
                    print(harmless(str(problem), one_line=True))
        print(summary_line(counts))
    return status_of(counts, options)


def check_lines(options: argparse.Namespace) -> int:
    """The problems of each line with its number. Unknown fields are listed with --strict only, and counted always."""
    totals = dict.fromkeys((str(kind) for kind in ProblemKind), 0)
    lines = faulty = 0
    with opened(options.file) as file, Progress(file) as progress:
        for number, line in numbered_lines(file):
            problems = problems_in(line, in_line=True)
            counts = count_kinds(problems)
            totals = {kind: totals[kind] + counts[kind] for kind in totals}
            lines += 1
            faulty += status_of(counts, options)
            for problem in problems:
                if problem.kind is ProblemKind.UNKNOWN_FIELD and not options.strict:
                    continue
                if options.json:
                    print(json.dumps({"line": number, **problem_as_json(problem)}))
                else:
                    print(harmless(f"{number}: {KIND_NAMES[problem.kind][0]}: {problem}", one_line=True))
            progress.step(number, line)
    if options.json:
        print(json.dumps({"lines": lines, "faulty_lines": faulty, **totals}))
    else:
        print(f"{counted(lines, 'line')}, {faulty:,} of them not right: {summary_line(totals)}")
    return 1 if faulty else 0


KIND_NAMES = {
    ProblemKind.REFUSED: ("refused", "refused"),
    ProblemKind.DEVIATION: ("deviation", "deviations"),
    ProblemKind.UNKNOWN_FIELD: ("unknown field", "unknown fields"),
}


def problems_in(text: bytes, *, in_line: bool = False) -> tuple[Problem, ...]:
    """Everything that is wrong with JSON text, keys that stand more than once included."""
    duplicates = DuplicateKeys()
    try:
        data = parse_json(text, duplicates.make_object)
        body = body_of(data) if in_line else data
    except ParseError as error:
        return error.problems
    twice = "the key stands more than once; the last value counts"
    return (*check(body), *(Problem(path, twice, ProblemKind.DEVIATION) for path in duplicates.paths(body)))


def count_kinds(problems: Sequence[Problem]) -> dict[str, int]:
    return {str(kind): sum(problem.kind is kind for problem in problems) for kind in ProblemKind}


def status_of(counts: dict[str, int], options: argparse.Namespace) -> int:
    return 1 if counts["refused"] or counts["deviation"] or (options.strict and counts["unknown_field"]) else 0


def summary_line(counts: dict[str, int]) -> str:
    return ", ".join(f"{counts[str(kind)]:,} {names[counts[str(kind)] != 1]}" for kind, names in KIND_NAMES.items())


def problem_as_json(problem: Problem) -> dict[str, Any]:
    return {"kind": str(problem.kind), "path": str(problem).partition(": ")[0], "message": problem.message}


# --- show and schema


def show(options: argparse.Namespace) -> int:
    """The response, or a stream as it comes, as a person reads it."""
    page = Page(sys.stdout, color=options.color, width=options.width)
    with opened(options.file) as file, refusals(options.file):
        start = beginning(file)
        if is_stream(start):
            show_stream(chunks_in(itertools.chain(start.splitlines(keepends=True), file)), page)
        else:
            response = CreateChatCompletionResponse.from_json(start + file.read())
            show_response(response, page, alternatives=options.alternatives)
    return 0


def assemble_command(options: argparse.Namespace) -> int:
    """Make the response of a stream of chunks: event-stream text or JSON Lines."""
    with opened(options.file) as file, refusals(options.file):
        response = assemble(chunks_in(file))
    write_json(response.to_dict(), options)
    return 0


def schema(options: argparse.Namespace) -> int:
    """The JSON Schema of the response."""
    write_json(json_schema(), options)
    return 0


COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "emit": emit,
    "check": check_command,
    "show": show,
    "schema": schema,
    "assemble": assemble_command,
}


# --- Reading and writing


@contextmanager
def opened(name: str) -> Generator[BinaryIO]:
    if name == "-":
        if sys.stdin is None:
            raise Failure("there is no standard input to read")
        yield sys.stdin.buffer
        return
    try:
        with open(name, "rb") as file:
            yield file
    except BrokenPipeError:
        raise
    except OSError as error:  # to open or to read it
        raise Failure(f"{name}: {error.strerror}") from None


def shown_name(name: str) -> str:
    return "<stdin>" if name == "-" else name


def is_lines(options: argparse.Namespace) -> bool:
    return bool(options.json_lines) or options.file.endswith((".jsonl", ".ndjson"))


@contextmanager
def refusals(name: str) -> Generator[None]:
    """Turns a ParseError into a line for people."""
    try:
        yield
    except ParseError as error:
        raise Failure(f"{shown_name(name)}: {summary_of(error)}") from None


def summary_of(error: ParseError) -> str:
    """The first problem, and how many more there are."""
    first = str(error).split("\n")[0] if len(error.problems) > 1 else str(error)
    more = len(error.problems) - 1
    return f"{first}; and {counted(more, 'more problem')}" if more else first


def write_json(value: Any, options: argparse.Namespace) -> None:
    if getattr(options, "compact", False):
        text = json.dumps(value, separators=(",", ":"), allow_nan=False)
    else:
        indent = getattr(options, "indent", None)
        text = json.dumps(value, indent=4 if indent is None else indent, allow_nan=False)
    print(text)


def counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
