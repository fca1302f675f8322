# SPDX-License-Identifier: MIT-0
"""Parses command-line arguments, and holds the help texts. Private; loaded by the command line."""

import argparse
import difflib
import os
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO, Any, NoReturn

from .. import __version__
from ..errors import quoted, shortened
from .output import Output

MAX_SHOWN_CHARACTERS = 300
MAX_INDENT = 32
MIN_WIDTH, MAX_WIDTH = 20, 10_000

PACKAGE = __package__.rpartition(".")[0]
PROGRAM = f"python -m {PACKAGE}"


@dataclass(frozen=True)
class Command:
    """The help texts of a command, and its options."""

    summary: str  # in the list of commands
    description: str
    example: str
    epilog: str = ""
    options: tuple[str, ...] = ()


LAYOUT = ("--indent", "--compact")

COMMANDS = {
    "emit": Command(
        "read a response and write it back as JSON (the default)",
        "Read a response and write it back as JSON with the same values, or say why it is not a response.",
        "emit response.json",
        "A file with one body per line, or a batch output file, is read and written line by line. A line that is\n"
        "refused is left out and reported on standard error.",
        (*LAYOUT, "--json-lines", "--repair"),
    ),
    "check": Command(
        "list what is wrong with a response, compared with the published schema",
        "List what is wrong with a response, compared with the schema that OpenAI publishes.\n\n"
        "  refused         this package does not read it: a type is wrong, or a required field is missing\n"
        "  deviation       it is read, but the schema forbids it\n"
        "  unknown field   it is read and kept, but the schema does not name it",
        "check response.json",
        "The last line is the summary. Exit status: 0 if nothing is refused and nothing deviates, else 1.",
        ("--json-lines", "--json", "--quiet", "--strict"),
    ),
    "show": Command(
        "show a response for people to read",
        "Show a response for people to read: the text, the tools that are called, the tokens that were used. The text\n"
        "of a stream is shown as it arrives.",
        "show response.json",
        "If a stream was cut off, or a part of it would be refused, the exit status is 1.",
        ("--alternatives", "--color", "--width", "--json-lines", "--repair"),
    ),
    "schema": Command(
        "write the JSON Schema of a response",
        "Write the JSON Schema (2020-12) of a response.",
        "schema > response.schema.json",
        "",
        LAYOUT,
    ),
    "assemble": Command(
        "assemble a response from a stream",
        "Assemble a response from a stream of chunks: event-stream text as servers send it, or one chunk per line.",
        "assemble stream.txt",
        "If the stream was cut off, what arrived is written, and the exit status is 1. A part that would be refused,\n"
        "such as a tool call without an id, is left out and reported, and the exit status is 1 too.",
        (*LAYOUT, "--json-lines", "--repair"),
    ),
}

STATUS = "Exit status: 0 success, 1 bad input, 2 wrong usage."


class ExitEarly(Exception):
    """Raised to exit early: help or the version was requested, or the arguments are invalid."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


# Since Python 3.14, argparse may write colours. `Output` would escape them.
NO_COLOR: dict[str, Any] = {"color": False} if sys.version_info >= (3, 14) else {}


class Formatter(argparse.RawDescriptionHelpFormatter):
    """Keeps line breaks, and writes no colours."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, **NO_COLOR)


class Parser(argparse.ArgumentParser):
    """Writes through `Output`, and never exits the interpreter."""

    output: Output

    def _print_message(self, message: str, file: "IO[str] | Any" = None) -> None:
        for line in message.splitlines():
            self.output.line(line)

    def exit(self, status: int = 0, message: str | None = None) -> NoReturn:
        raise ExitEarly(status)

    def error(self, message: str) -> NoReturn:
        for line in self.format_usage().splitlines():
            self.output.error_line(line)
        self.output.error_line(f"{self.prog}: error: {shortened(message, MAX_SHOWN_CHARACTERS)}")
        raise ExitEarly(2)


def parse_options(arguments: list[str], output: Output) -> tuple[str, argparse.Namespace]:
    """Parse the arguments into the name of a command and its options. Raises ExitEarly."""
    name = "emit"
    if arguments and arguments[0] in COMMANDS:
        name, *arguments = arguments
    elif arguments and is_unknown_command(arguments[0]):
        parser_for("emit", output).error(f"unknown command {quoted(arguments[0], chr(39))}{suggestion(arguments[0])}")
    parser = parser_for(name, output)
    options = parser.parse_args(arguments)
    files = getattr(options, "files", None)
    if files is not None and files.count("-") > 1:
        parser.error("standard input can be read once only")
    return name, options


def is_unknown_command(word: str) -> bool:
    """Whether a word is meant as a command and not as a file: it is all letters, and no such file exists."""
    return re.fullmatch(r"[A-Za-z]+", word) is not None and not os.path.lexists(word)


def suggestion(word: str) -> str:
    near = difflib.get_close_matches(word.lower()[:MAX_SHOWN_CHARACTERS], COMMANDS, n=1)
    return f"; did you mean '{near[0]}'?" if near else f", and no such file; the commands are {', '.join(COMMANDS)}"


def parser_for(name: str, output: Output) -> Parser:
    command = COMMANDS[name]
    is_default = name == "emit"
    parser = Parser(
        prog=PROGRAM if is_default else f"{PROGRAM} {name}",
        usage=None if not is_default else f"{PROGRAM} [command] [options] [FILE ...]",
        description=command.description,
        epilog=epilog_of(name),
        formatter_class=Formatter,
        allow_abbrev=False,
        **NO_COLOR,
    )
    parser.output = output
    if name != "schema":
        help_text = "read standard input if FILE is - or left out; several files are read one after another"
        parser.add_argument("files", nargs="*", metavar="FILE", help=help_text)
    for option in command.options:
        OPTIONS[option](parser)
    parser.add_argument("--ascii", action="store_true", help="escape every character that is not ASCII")
    parser.add_argument("--version", action="version", version=f"{PACKAGE} {__version__}")
    return parser


def epilog_of(name: str) -> str:
    command = COMMANDS[name]
    parts = [command.epilog] if command.epilog else []
    if name != "emit":
        parts.append(f"example:\n  {PROGRAM} {command.example}")
        return "\n\n".join(parts)
    listed = "\n".join(f"  {other:<10}{COMMANDS[other].summary}" for other in COMMANDS)
    examples = "\n".join(f"  {PROGRAM} {COMMANDS[other].example}" for other in COMMANDS)
    more = f"{PROGRAM} check --help explains check, and so on. {STATUS}"
    return "\n\n".join((f"commands:\n{listed}", f"examples:\n{examples}", *parts, more))


def integer_between(least: int, most: int) -> Callable[[str], int]:
    """Return an argparse type for integers from `least` to `most`."""

    def read(text: str) -> int:
        if re.fullmatch(r"[0-9]{1,9}", text) and least <= int(text) <= most:
            return int(text)
        raise argparse.ArgumentTypeError(f"expected a number from {least} to {most}, got {quoted(text)}")

    return read


def add_indent(parser: Parser) -> None:
    layout = parser.add_mutually_exclusive_group()
    read = integer_between(0, MAX_INDENT)
    layout.add_argument("--indent", type=read, default=4, metavar="N", help="indent by N spaces (default: 4)")
    layout.add_argument("--compact", action="store_true", help="write one line without spaces")


def add_json(parser: Parser) -> None:
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="write the problems as JSON, for programs")
    form.add_argument("--quiet", action="store_true", help="write nothing; only set the exit status")


def add_color(parser: Parser) -> None:
    help_text = "use color (default: auto, only on a terminal)"
    parser.add_argument("--color", choices=("auto", "always", "never"), default="auto", help=help_text)


def add_width(parser: Parser) -> None:
    read = integer_between(MIN_WIDTH, MAX_WIDTH)
    parser.add_argument("--width", type=read, metavar="N", help="number of columns (default: the terminal's width)")


def flag(name: str, help_text: str) -> Callable[[Parser], None]:
    def add(parser: Parser) -> None:
        parser.add_argument(name, action="store_true", help=help_text)

    return add


OPTIONS: dict[str, Callable[[Parser], None]] = {
    "--indent": add_indent,
    "--compact": lambda parser: None,  # add_indent adds it
    "--json-lines": flag("--json-lines", "read each line as a separate body (default for .jsonl and .ndjson files)"),
    "--repair": flag("--repair", "repair what would be refused; `check` lists it"),
    "--json": add_json,
    "--quiet": lambda parser: None,  # add_json adds it
    "--strict": flag("--strict", "let unknown fields count as problems"),
    "--alternatives": flag("--alternatives", "list the likely alternatives for each token"),
    "--color": add_color,
    "--width": add_width,
}
