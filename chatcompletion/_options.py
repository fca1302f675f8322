# SPDX-License-Identifier: MIT-0
"""What the words of a command line mean, and the help. Private; loaded by the command line."""

import argparse
import difflib
import os
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO, Any, NoReturn

from . import __version__
from ._output import Output
from .errors import quoted, shortened

SHOWN_WORDS = 300
MOST_INDENT = 32
LEAST_WIDTH, MOST_WIDTH = 20, 10_000

PROGRAM = f"python -m {__package__}"


@dataclass(frozen=True)
class Command:
    """What the help says about a command."""

    summary: str  # in the list of commands
    description: str
    examples: str
    epilog: str = ""
    options: tuple[str, ...] = ()


LAYOUT = ("--indent", "--compact")

COMMANDS = {
    "emit": Command(
        "read a response and write it back as JSON (the default)",
        "Read a response and write it back as JSON with the same values, or say why it is no response.",
        "emit response.json",
        "A file with a body on each line is read and written line by line; so is a file of batch output. A line\n"
        "that is refused is named on standard error and left out.",
        (*LAYOUT, "--json-lines", "--repair"),
    ),
    "check": Command(
        "list what is wrong with a response, compared with the published schema",
        "List what is wrong with a response, compared with the schema that OpenAI publishes.\n\n"
        "  refused         this package does not read it: a type is wrong, or a required field is missing\n"
        "  deviation       it is read, but the schema forbids it\n"
        "  unknown field   it is read and kept, but the schema does not name it",
        "check response.json",
        "The last line is the summary. Exit status: 0 where nothing is refused and nothing deviates, else 1.",
        ("--json-lines", "--json", "--quiet", "--strict"),
    ),
    "show": Command(
        "show a response as a person reads it",
        "Show a response as a person reads it: the text, the tools that are called, the tokens that it took. The text\n"
        "of a stream is shown as it arrives.",
        "show response.json",
        "",
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
        "make the response of a stream",
        "Make the response of a stream of chunks: event-stream text as servers send it, or a chunk on each line.",
        "assemble stream.txt",
        "Of a stream that was cut off, what arrived is written. The exit status is 1 then.",
        (*LAYOUT, "--json-lines", "--repair"),
    ),
}

STATUS = "Exit status: 0 fine, 1 the input is not right, 2 wrong use."


class Stop(Exception):
    """The command line is done before it began: help was asked for, or it cannot be understood."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


# Since Python 3.14 argparse looks at standard output for colours. Its escapes would not pass the door.
PLAIN: dict[str, Any] = {"color": False} if sys.version_info >= (3, 14) else {}


class Formatter(argparse.RawDescriptionHelpFormatter):
    """Keeps line ends, and writes no colours."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, **PLAIN)


class Parser(argparse.ArgumentParser):
    """Writes through the door, and never ends the interpreter."""

    output: Output

    def _print_message(self, message: str, file: "IO[str] | Any" = None) -> None:
        for line in message.splitlines():
            self.output.line(line)

    def exit(self, status: int = 0, message: str | None = None) -> NoReturn:
        raise Stop(status)

    def error(self, message: str) -> NoReturn:
        for line in self.format_usage().splitlines():
            self.output.say(line)
        self.output.say(f"{self.prog}: error: {shortened(message, SHOWN_WORDS)}")
        raise Stop(2)


def parse_options(words: list[str], output: Output) -> tuple[str, argparse.Namespace]:
    """The command and its options. Raises Stop."""
    name = "emit"
    if words and words[0] in COMMANDS:
        name, *words = words
    elif words and is_unknown_command(words[0]):
        parser_for("emit", output).error(f"unknown command {quoted(words[0], chr(39))}{suggestion(words[0])}")
    parser = parser_for(name, output)
    options = parser.parse_args(words)
    files = getattr(options, "files", None)
    if files is not None and files.count("-") > 1:
        parser.error("standard input can be read once only")
    return name, options


def is_unknown_command(word: str) -> bool:
    """Whether a word is meant as a command rather than as a file: letters only, and no such file is there."""
    return re.fullmatch(r"[A-Za-z]+", word) is not None and not os.path.lexists(word)


def suggestion(word: str) -> str:
    near = difflib.get_close_matches(word.lower()[:SHOWN_WORDS], COMMANDS, n=1)
    return f"; did you mean '{near[0]}'?" if near else f", and no such file; the commands are {', '.join(COMMANDS)}"


def parser_for(name: str, output: Output) -> Parser:
    command = COMMANDS[name]
    first = name == "emit"
    parser = Parser(
        prog=PROGRAM if first else f"{PROGRAM} {name}",
        usage=None if not first else f"{PROGRAM} [command] [options] [FILE ...]",
        description=command.description,
        epilog=epilog_of(name),
        formatter_class=Formatter,
        allow_abbrev=False,
        **PLAIN,
    )
    parser.output = output
    if name != "schema":
        what = "read standard input where FILE is - or left out; several files are taken one after another"
        parser.add_argument("files", nargs="*", metavar="FILE", help=what)
    for option in command.options:
        OPTIONS[option](parser)
    parser.add_argument("--ascii", action="store_true", help="escape every character that is not ASCII")
    parser.add_argument("--version", action="version", version=f"{__package__} {__version__}")
    return parser


def epilog_of(name: str) -> str:
    command = COMMANDS[name]
    parts = [command.epilog] if command.epilog else []
    if name != "emit":
        parts.append(f"example:\n  {PROGRAM} {command.examples}")
        return "\n\n".join(parts)
    listed = "\n".join(f"  {other:<10}{COMMANDS[other].summary}" for other in COMMANDS)
    examples = "\n".join(f"  {PROGRAM} {COMMANDS[other].examples}" for other in COMMANDS)
    more = f"{PROGRAM} check --help explains check, and so on. {STATUS}"
    return "\n\n".join((f"commands:\n{listed}", f"examples:\n{examples}", *parts, more))


def number(least: int, most: int) -> Callable[[str], int]:
    """A reader of numbers between these two."""

    def read(text: str) -> int:
        if re.fullmatch(r"[0-9]{1,9}", text) and least <= int(text) <= most:
            return int(text)
        raise argparse.ArgumentTypeError(f"expected a number from {least} to {most}, got {quoted(text)}")

    return read


def add_indent(parser: Parser) -> None:
    layout = parser.add_mutually_exclusive_group()
    read = number(0, MOST_INDENT)
    layout.add_argument("--indent", type=read, default=4, metavar="N", help="indent by N spaces (default: 4)")
    layout.add_argument("--compact", action="store_true", help="write one line without spaces")


def add_json(parser: Parser) -> None:
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="write the problems as JSON, for programs")
    form.add_argument("--quiet", action="store_true", help="write nothing; the exit status tells")


def add_color(parser: Parser) -> None:
    what = "use color (default: auto, which is on a terminal)"
    parser.add_argument("--color", choices=("auto", "always", "never"), default="auto", help=what)


def add_width(parser: Parser) -> None:
    read = number(LEAST_WIDTH, MOST_WIDTH)
    parser.add_argument("--width", type=read, metavar="N", help="columns to fill (default: as the terminal has)")


def flag(name: str, what: str) -> Callable[[Parser], None]:
    def add(parser: Parser) -> None:
        parser.add_argument(name, action="store_true", help=what)

    return add


OPTIONS: dict[str, Callable[[Parser], None]] = {
    "--indent": add_indent,
    "--compact": lambda parser: None,  # comes with --indent
    "--json-lines": flag("--json-lines", "take each line by itself (default for names in .jsonl)"),
    "--repair": flag("--repair", "mend what would be refused; `check` lists it"),
    "--json": add_json,
    "--quiet": lambda parser: None,  # comes with --json
    "--strict": flag("--strict", "let unknown fields count as problems"),
    "--alternatives": flag("--alternatives", "list what was likely in place of each token"),
    "--color": add_color,
    "--width": add_width,
}
