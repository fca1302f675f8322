# SPDX-License-Identifier: MIT-0
"""Opens inputs, and finds out what each holds: one body, one body per line, or a stream."""

import codecs
import io
import itertools
import json
import sys
from argparse import Namespace
from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from enum import Enum
from typing import BinaryIO

from .._core.bodies import BodyKind, kind_of
from .._core.json_text import parse_error, parse_json
from ..errors import ParseError
from .output import Output
from .wording import Place, summary_of

FIELDS = (b"data:", b"event:", b"id:", b"retry:", b"error:", b":", b"[DONE]")  # how a line of an event stream may begin
BLOCK = 1 << 16


class InputKind(Enum):
    """What an input holds."""

    DOCUMENT = "one body"
    LINES = "a body on each line"
    CHUNKS = "a chunk on each line"
    EVENTS = "an event stream"


class InputError(Exception):
    """Raised if nothing can be read, from an input or by a command. `str()` says why."""


@contextmanager
def needing(folder: str) -> Generator[None]:
    """Raise InputError if an import fails because this folder of the package was deleted."""
    try:
        yield
    except ImportError:
        raise InputError(f"this needs the folder {folder}/ of the package, which was deleted") from None


def for_each_source(options: Namespace, output: Output, handle: "Callable[[Source], int]") -> int:
    """Call `handle` for each input, and report the inputs that fail. Returns the worst exit status."""
    status = 0
    for name in options.files or ["-"]:
        shown = "<stdin>" if name == "-" else name
        try:
            with open_input(name) as file:
                status = max(status, handle(Source(shown, file, as_lines=options.json_lines)))
        except (InputError, OSError) as failure:
            output.error_line(f"{shown}: {getattr(failure, 'strerror', None) or failure}")
            status = 2
        except ParseError as error:
            output.error_line(f"{shown}: {summary_of(error, Place(shown))}")
            status = max(status, 1)
    return status


def open_input(name: str) -> AbstractContextManager[BinaryIO]:
    """Open the file, or standard input for `-`. Raises OSError and InputError."""
    if name != "-":
        return open(name, "rb")
    if sys.stdin is None:
        raise InputError("there is no standard input to read")
    return nullcontext(sys.stdin.buffer)


class Source:
    """An input: its name, its kind, and its lines in UTF-8. Raises InputError if there is nothing in it."""

    def __init__(self, name: str, file: BinaryIO, *, as_lines: bool = False) -> None:
        self.name, self.file = name, file
        self.start: list[bytes] = []  # the lines that tell the kind
        self.rest = lines_of(file)
        self.kind = self.find_kind(as_lines or name.endswith((".jsonl", ".ndjson")))
        self.lines = itertools.chain(self.start, self.rest)

    def find_kind(self, as_lines: bool) -> InputKind:
        """Return the kind. `as_lines` means that each line is known to be a body."""
        first = self.next_text()
        if not first:
            raise InputError("there is no text")
        if first.startswith(FIELDS):
            return InputKind.EVENTS
        if is_chunk(first):
            return InputKind.CHUNKS
        # The next line tells what a whole object on the first one is. In one document, it would begin with a comma.
        second = self.next_text() if first.startswith(b"{") and first.endswith(b"}") else b""
        if second.startswith(FIELDS) and not as_lines:  # a body or an error, and then a stream
            return InputKind.EVENTS
        if is_chunk(second):
            return InputKind.CHUNKS
        return InputKind.LINES if as_lines or second.startswith(b"{") else InputKind.DOCUMENT

    def next_text(self) -> bytes:
        """Return the next line that is not blank, without the space around it."""
        for line in self.rest:
            self.start.append(line)
            if line.strip():
                return line.strip()
        return b""


def is_chunk(line: bytes) -> bool:
    """Whether the whole line is one chunk of a stream."""
    if b"chat.completion.chunk" in line or b'"delta"' in line:
        with suppress(ParseError):
            return kind_of(parse_json(line)) is BodyKind.CHUNK
    return False


def lines_of(file: BinaryIO) -> Iterator[bytes]:
    """Iterate over the lines of a file, each with its end, in UTF-8 and without a byte order mark."""
    head = file.read(4)
    encoding = json.detect_encoding(head)
    if not encoding.startswith("utf-8"):
        yield from transcoded_lines(head, file, encoding)
        return
    yield from io.BytesIO((head + file.readline()).removeprefix(codecs.BOM_UTF8))
    yield from file


def transcoded_lines(head: bytes, file: BinaryIO, encoding: str) -> Iterator[bytes]:
    read: Callable[[int], bytes] = getattr(file, "read1", file.read)  # what has arrived, if the file can tell
    blocks = itertools.chain([head], iter(lambda: read(BLOCK), b""))
    pieces: list[str] = []  # of a line that has not ended yet
    try:
        for text in codecs.iterdecode(blocks, encoding, "surrogatepass"):  # the line is refused, not the file
            for piece in io.StringIO(text):
                pieces.append(piece)
                if piece.endswith("\n"):
                    yield "".join(pieces).encode("utf-8", "surrogatepass")
                    pieces.clear()
        yield "".join(pieces).encode("utf-8", "surrogatepass")
    except UnicodeError:
        raise parse_error(f"expected JSON text, got bytes that are not {encoding}") from None
