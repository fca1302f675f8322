# SPDX-License-Identifier: MIT-0
"""Runs the command line in the test process, and makes its input."""

import io
import itertools
import json
import os
import subprocess
import sys
import tempfile
import unicodedata
import unittest
from collections.abc import Iterable
from typing import Any
from unittest import mock

from .. import DATA, NAME, ROOT, submodule
from ..support.bodies import CHOICE, MESSAGE, a_body
from ..support.processes import clean_environment
from ..support.streams import events_of

main = submodule("cli.main").main

TYPICAL_FILE = DATA / "typical.json"
FINISH = "finish reason: stop\n"
HEAD = "m\n1970-01-01 00:00:01 UTC  a\n\n"  # what `show` writes first for a_body() and for chunk()
PAGE = HEAD + "  Yes.\n" + FINISH  # what `show` writes for a_body()
CUT_OFF = "the stream was cut off: no finish reason arrived\n"


# --- Running


class Terminal(io.StringIO):
    """An output stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def run(*words: object, stdin: Any = b"", columns: int = 400, main: Any = main, **streams: Any) -> tuple[int, str, str]:
    """The exit status, standard output and standard error of a command line.

    `stdin` is a stream, or what a stream holds. `stdout=` and `stderr=` replace the streams that keep the output.
    `columns` is the width of the terminal, `main` the function of a copy of the package.
    """
    streams = {"stdout": io.StringIO(), "stderr": io.StringIO()} | streams
    if stdin is not None and not isinstance(stdin, io.IOBase):
        stdin = io.TextIOWrapper(io.BytesIO(encoded(stdin)))
    terminal = {"COLUMNS": str(columns), "LINES": "9"}
    with mock.patch.dict(os.environ, terminal), mock.patch.multiple(sys, stdin=stdin, **streams):
        status = main([str(word) for word in words])
    out, err = (stream.getvalue() if isinstance(stream, io.StringIO) else "" for stream in streams.values())
    return status, out, err


def encoded(content: Any) -> bytes:
    """The bytes of an input: of text, or of other data as JSON text."""
    if isinstance(content, bytes):
        return content
    return (content if isinstance(content, str) else json.dumps(content)).encode()


def file_of(content: Any, suffix: str = ".json") -> str:
    """The path of a file with this content."""
    handle, name = tempfile.mkstemp(suffix=suffix)
    with open(handle, "wb") as file:
        file.write(encoded(content))
    unittest.addModuleCleanup(os.unlink, name)
    return name


class Arriving(io.RawIOBase):
    """Input that arrives in pieces, as through a pipe. Before each piece it notes what `output` holds."""

    def __init__(self, pieces: Iterable[bytes], output: io.BytesIO) -> None:
        self.pieces = iter(pieces)
        self.output = output
        self.seen: list[bytes] = []

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self.seen.append(self.output.getvalue())
        piece = next(self.pieces, b"")
        buffer[: len(piece)] = piece
        return len(piece)


def shown_as_it_arrives(*pieces: bytes, width: int = 40) -> list[str]:
    """What `show` writes after each piece of its input has arrived, and after the end."""
    written = io.BytesIO()
    arriving = Arriving(pieces, written)
    out = io.TextIOWrapper(io.BufferedWriter(written), "utf-8", newline="\n")
    stdin = io.TextIOWrapper(io.BufferedReader(arriving))
    run("show", "--color", "never", "--width", width, stdin=stdin, stdout=out)
    texts = [text.decode() for text in (*arriving.seen[: len(pieces) + 1], written.getvalue())]
    return [after.removeprefix(before) for before, after in itertools.pairwise(texts)]


def program(*words: object) -> list[str]:
    """The arguments of a process that runs the command line."""
    return [sys.executable, "-m", NAME, *map(str, words)]


def environment() -> dict[str, str]:
    """The environment of that process."""
    return clean_environment(PYTHONPATH=os.pathsep.join([str(ROOT), *sys.path]))


def run_program(*words: object, **options: Any) -> "subprocess.CompletedProcess[Any]":
    options = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | options
    return subprocess.run(program(*words), env=environment(), timeout=60, **options)


# --- Input and output


def line(data: Any) -> str:
    return json.dumps(data) + "\n"


def lines(*bodies: Any) -> str:
    """JSON Lines."""
    return "".join(map(line, bodies))


def events(*chunks: Any, done: bool = True) -> str:
    """The text of an event stream, as a server sends it."""
    return events_of(*chunks) + "data: [DONE]\n\n" * done


def chunk(
    text: str | None = None, *, finish: str | None = None, index: int = 0, delta: Any = None, **members: Any
) -> dict[str, Any]:
    """A chunk of the response a_body(), with this text in its delta. `members` are members of the chunk."""
    delta = ({} if text is None else {"content": text}) | (delta or {})
    choice = {"index": index, "delta": delta, "finish_reason": finish}
    return a_body(object="chat.completion.chunk", choices=[choice]) | members


def answer(text: str | None, finish: str | None = "stop", **members: Any) -> dict[str, Any]:
    """The response that is assembled from chunks with this content."""
    return a_body(choices=[CHOICE | {"message": MESSAGE | {"content": text}, "finish_reason": finish}]) | members


def packed(data: Any, **options: Any) -> str:
    """JSON text as `--compact` writes it."""
    return json.dumps(data, separators=(",", ":"), **options) + "\n"


def parsed(text: str) -> list[Any]:
    """The data in JSON Lines."""
    return [json.loads(row) for row in text.splitlines()]


# --- Characters that are escaped

HIDDEN = ("Cc", "Cf", "Cs", "Zl", "Zp")  # categories of control, format and separator characters
JOINERS = "\u200c\u200d"  # some scripts and emoji need them


def is_hidden(char: str) -> bool:
    return unicodedata.category(char) in HIDDEN and char not in JOINERS


def hidden_in(text: str) -> set[str]:
    """The characters that should have been escaped. Line ends are left to other tests."""
    return {char for char in set(text) - {"\n"} if is_hidden(char)}
