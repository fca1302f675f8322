# SPDX-License-Identifier: MIT-0
"""What an input holds: one body, a body on each line, or a stream. Private; loaded by the command line."""

import itertools
import sys
from codecs import BOM_UTF8
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

from ._json_text import parse_json
from ._recognition import BATCH_LINE, CHUNK, EVENT_FIELDS, error_response, hint_for_body
from ._values import json_type
from .errors import ParseError, Problem

DOCUMENT, LINES, CHUNKS, EVENTS = "one body", "a body on each line", "a chunk on each line", "an event stream"


class InputFailed(Exception):
    """An input cannot be read. `str()` says why."""


class Source:
    """An input, and what its beginning shows it to be: DOCUMENT, LINES, CHUNKS or EVENTS."""

    def __init__(self, name: str, file: BinaryIO, *, as_lines: bool = False) -> None:
        self.name = "<stdin>" if name == "-" else name
        self.file = file
        self.as_lines = as_lines or name.endswith((".jsonl", ".ndjson"))
        self.start = beginning(file)
        self.kind = kind_of(self.start, self.as_lines)

    def text(self) -> bytes:
        return b"".join((*self.start, self.file.read()))

    def lines(self) -> Iterator[bytes]:
        return itertools.chain(self.start, self.file)

    def numbered_lines(self) -> Iterator[tuple[int, bytes]]:
        """The lines that are not blank, with their numbers from 1."""
        return ((number, line) for number, line in enumerate(self.lines(), 1) if not is_blank(line))


@contextmanager
def opened(name: str) -> Generator[BinaryIO]:
    """The file of this name, or standard input for `-`. Raises InputFailed for what goes wrong while it is read."""
    try:
        if name != "-":
            with open(name, "rb") as file:
                yield file
        elif sys.stdin is None:
            raise InputFailed("there is no standard input to read")
        else:
            yield sys.stdin.buffer
    except OSError as error:
        raise InputFailed(error.strerror or str(error)) from None


def beginning(file: BinaryIO) -> list[bytes]:
    """The first line that is not blank, with those before it; and the next such line if only that tells what it is."""
    lines = read_line(file)
    first = without_mark(lines)
    if first.startswith(b"{") and first.endswith(b"}") and not is_chunk(first):
        lines += read_line(file)
    return lines


def read_line(file: BinaryIO) -> list[bytes]:
    """The next line that is not blank, with those before it."""
    lines: list[bytes] = []
    for line in iter(file.readline, b""):
        lines.append(line)
        if not is_blank(line):
            break
    return lines


def kind_of(start: list[bytes], as_lines: bool) -> str:
    """What begins with these lines. `as_lines` says that the lines are told to be bodies."""
    lines = [line.strip() for line in start if not is_blank(line)]
    first = without_mark(lines[:1])
    if first.startswith(tuple(field.encode() for field in EVENT_FIELDS)):
        return EVENTS
    if any(map(is_chunk, (first, *lines[1:]))):
        return CHUNKS
    # JSON has a comma between an object and what follows it on the next line
    several = first.startswith(b"{") and first.endswith(b"}") and len(lines) > 1 and lines[1].startswith(b"{")
    return LINES if several or as_lines else DOCUMENT


def without_mark(lines: list[bytes]) -> bytes:
    """The last of the lines without spaces around it and without a byte order mark."""
    return lines[-1].strip().removeprefix(BOM_UTF8).lstrip() if lines else b""


def is_blank(line: bytes) -> bool:
    return not line.strip()


def is_chunk(line: bytes) -> bool:
    """Whether a line is a chunk of a stream as a whole."""
    if b"chat.completion.chunk" not in line and b'"delta"' not in line:
        return False
    try:
        return hint_for_body(parse_json(line)) is CHUNK
    except ParseError:
        return False


def is_batch_line(line: dict[str, Any]) -> bool:
    return hint_for_body(line) is BATCH_LINE


def body_of(line: dict[str, Any]) -> dict[str, Any]:
    """The response in a line: the line itself, or the body in one of a batch output file. Raises ParseError."""
    if not is_batch_line(line):
        return line
    response = line["response"]
    if not isinstance(response, dict):  # as where the request of this line was not carried out
        raise error_response(line) or expected_object(("response",), response)
    body = response.get("body")
    if not isinstance(body, dict):
        raise expected_object(("response", "body"), body)
    return body


def expected_object(path: tuple[str, ...], value: Any) -> ParseError:
    return ParseError((Problem(path, f"expected object, got {json_type(value)}"),))


def with_body(line: dict[str, Any], body: dict[str, Any]) -> dict[str, Any]:
    """The line with this response in it."""
    return line | {"response": line["response"] | {"body": body}} if is_batch_line(line) else body
