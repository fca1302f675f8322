# SPDX-License-Identifier: MIT-0
"""Parses the arguments of a command, and lays out its help."""

import os
import re
import sys
from argparse import ArgumentParser, ArgumentTypeError, HelpFormatter, Namespace, RawDescriptionHelpFormatter
from collections.abc import Callable, Mapping
from typing import IO, Any, NamedTuple, NoReturn

from .. import __version__
from ..errors import quoted, shortened
from .output import Output

MAX_SHOWN_CHARACTERS = 300
PACKAGE = (__package__ or "").rpartition(".")[0]
PROGRAM = f"python -m {PACKAGE}"
DEFAULT = "emit"
STATUS = (
    "Exit status, of which the worst counts: 0 fine; 1 something is faulty or cut off, or the output failed;\n"
    "2 nothing could be read: wrong use, or an input that is empty or cannot be read; 130 interrupted."
)

# Since Python 3.14, argparse may write colours. `Output` would escape them.
NO_COLOR: dict[str, Any] = {"color": False} if sys.version_info >= (3, 14) else {}
Option = tuple[str, dict[str, Any]]


class Command(NamedTuple):
    """A command: what it does, its help texts and its options. `run` returns the exit status."""

    run: Callable[[Namespace, Output], int]
    summary: str  # in the list of commands
    description: str
    options: "tuple[Option | list[Option], ...]"  # of those in a list, only one may be given
    notes: str = ""
    example: str = "response.json"  # its arguments


class Parser(ArgumentParser):
    """Writes through `Output`. Raises SystemExit for help and for arguments that are wrong."""

    output: Output

    def _print_message(self, message: str, file: "IO[str] | Any" = None) -> None:
        for line in message.splitlines():
            self.output.line(line)

    def error(self, message: str) -> NoReturn:
        for line in self.format_usage().splitlines():
            self.output.error_line(line)
        self.output.error_line(f"{self.prog}: error: {shortened(message, MAX_SHOWN_CHARACTERS)}")
        raise SystemExit(2)


def parse_arguments(words: list[str], commands: Mapping[str, Command], output: Output) -> tuple[Command, Namespace]:
    """Return the command and its options. Raises SystemExit."""
    name = DEFAULT
    if words and words[0] in commands:
        name, *words = words
    parser = parser_for(name, commands, output)
    if name == DEFAULT and words and re.fullmatch("[A-Za-z]+", words[0]) and not os.path.lexists(words[0]):
        import difflib

        near = difflib.get_close_matches(words[0].lower()[:MAX_SHOWN_CHARACTERS], commands, n=1)
        hint = f"; did you mean '{near[0]}'?" if near else f", and no such file; the commands are {', '.join(commands)}"
        parser.error(f"unknown command {quoted(words[0], chr(39))}{hint}")
    options = parser.parse_args(words)
    if getattr(options, "files", []).count("-") > 1:
        parser.error("standard input can be read once only")
    return commands[name], options


def parser_for(name: str, commands: Mapping[str, Command], output: Output) -> Parser:
    is_default = name == DEFAULT
    parser = Parser(
        prog=PROGRAM if is_default else f"{PROGRAM} {name}",
        usage=f"{PROGRAM} [command] [options] [FILE ...]" if is_default else None,
        description=commands[name].description,
        epilog=epilog_of(name, commands),
        formatter_class=lambda prog: HelpFormatter(prog, width=MAX_SHOWN_CHARACTERS, **NO_COLOR),
        allow_abbrev=False,
        **NO_COLOR,
    )
    parser.output = output
    for option in (*commands[name].options, ASCII):
        group: Any = parser.add_mutually_exclusive_group() if isinstance(option, list) else parser
        for word, settings in option if isinstance(option, list) else [option]:
            group.add_argument(word, **settings)
    parser.add_argument("--version", action="version", version=f"{PACKAGE} {__version__}")
    # It asks for the terminal's width, which takes 1.5 ms to import. Only help needs it, not each argument as above.
    parser.formatter_class = lambda prog: RawDescriptionHelpFormatter(prog, **NO_COLOR)
    return parser


def epilog_of(name: str, commands: Mapping[str, Command]) -> str:
    notes = commands[name].notes
    parts = [notes, f"example:\n  {PROGRAM} {name} {commands[name].example}", STATUS]
    if name == DEFAULT:
        listed = "\n".join(f"  {other:<10}{command.summary}" for other, command in commands.items())
        examples = "\n".join(f"  {PROGRAM} {other} {command.example}" for other, command in commands.items())
        more = f"{PROGRAM} check --help explains check, and so on."
        parts = [f"commands:\n{listed}", f"examples:\n{examples}", notes, more, STATUS]
    return "\n\n".join(filter(None, parts))


# --- Options: the arguments of `add_argument`


def flag(name: str, help_text: str) -> Option:
    return name, {"help": help_text, "action": "store_true"}


def number(name: str, least: int, most: int, help_text: str, default: int | None = None) -> Option:
    def read(text: str) -> int:
        if re.fullmatch(r"[0-9]{1,9}", text) and least <= int(text) <= most:
            return int(text)
        raise ArgumentTypeError(f"expected a number from {least} to {most}, got {quoted(text)}")

    return name, {"help": help_text, "type": read, "default": default, "metavar": "N"}


ASCII = flag("--ascii", "escape every character that is not ASCII")
FILES: Option = ("files", {"help": "files to read; standard input for - or if none", "nargs": "*", "metavar": "FILE"})
