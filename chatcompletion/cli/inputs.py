# SPDX-License-Identifier: MIT-0
"""Finds out what an input holds: one body, one body per line, or a stream. Private; loaded by the command line."""

import itertools
import sys
from codecs import BOM_UTF8
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

from .._core.bodies import BATCH_LINE, CHUNK, EVENT_FIELDS, error_response, hint_for_body
from .._core.json_text import parse_json
from .._core.json_values import json_type
from ..errors import ParseError, Problem

DOCUMENT, LINES, CHUNKS, EVENTS = "one body", "a body on each line", "a chunk on each line", "an event stream"


class InputError(Exception):
    """Raised if an input cannot be read. `str()` says why."""


class Source:
    """An input and its kind: DOCUMENT, LINES, CHUNKS or EVENTS."""

    def __init__(self, name: str, file: BinaryIO, *, as_lines: bool = False) -> None:
        self.name = "<stdin>" if name == "-" else name
        self.file = file
        self.as_lines = as_lines or name.endswith((".jsonl", ".ndjson"))
        self.start = read_start(file)
        self.kind = kind_of(self.start, self.as_lines)

    def text(self) -> bytes:
        return b"".join((*self.start, self.file.read()))

    def lines(self) -> Iterator[bytes]:
        return itertools.chain(self.start, self.file)

    def numbered_lines(self) -> Iterator[tuple[int, bytes]]:
        """Iterate over the lines that are not blank, with their line numbers."""
        return ((number, line) for number, line in enumerate(self.lines(), 1) if not is_blank(line))


@contextmanager
def open_input(name: str) -> Generator[BinaryIO]:
    """Open the file, or standard input for `-`. Raises InputError if it cannot be opened or read."""
    try:
        if name != "-":
            with open(name, "rb") as file:
                yield file
        elif sys.stdin is None:
            raise InputError("there is no standard input to read")
        else:
            yield sys.stdin.buffer
    except OSError as error:
        raise InputError(error.strerror or str(error)) from None


def read_start(file: BinaryIO) -> list[bytes]:
    """Read up to the first line that is not blank, or up to the second if the first does not show the input's kind."""
    lines = read_line(file)
    first = stripped_last_line(lines)
    if first.startswith(b"{") and first.endswith(b"}") and not is_chunk(first):
        lines += read_line(file)
    return lines


def read_line(file: BinaryIO) -> list[bytes]:
    """Read up to and including the next line that is not blank."""
    lines: list[bytes] = []
    for line in iter(file.readline, b""):
        lines.append(line)
        if not is_blank(line):
            break
    return lines


def kind_of(start: list[bytes], as_lines: bool) -> str:
    """Return the kind of an input with these first lines. `as_lines` means that each line is known to be a body."""
    lines = [line.strip() for line in start if not is_blank(line)]
    first = stripped_last_line(lines[:1])
    if first.startswith(tuple(field.encode() for field in EVENT_FIELDS)):
        return EVENTS
    if any(map(is_chunk, (first, *lines[1:]))):
        return CHUNKS
    # In a single JSON document, a comma would separate the object from the next line.
    several = first.startswith(b"{") and first.endswith(b"}") and len(lines) > 1 and lines[1].startswith(b"{")
    return LINES if several or as_lines else DOCUMENT


def stripped_last_line(lines: list[bytes]) -> bytes:
    """Return the last of the lines, without surrounding spaces and without a byte order mark."""
    return lines[-1].strip().removeprefix(BOM_UTF8).lstrip() if lines else b""


def is_blank(line: bytes) -> bool:
    return not line.strip()


def is_chunk(line: bytes) -> bool:
    """Whether the whole line is one chunk of a stream."""
    if b"chat.completion.chunk" not in line and b'"delta"' not in line:
        return False
    try:
        return hint_for_body(parse_json(line)) is CHUNK
    except ParseError:
        return False


def is_batch_line(line: dict[str, Any]) -> bool:
    return hint_for_body(line) is BATCH_LINE


def body_of(line: dict[str, Any]) -> dict[str, Any]:
    """Return the response in a line: the line itself, or the body in a line of batch output. Raises ParseError."""
    if not is_batch_line(line):
        return line
    response = line["response"]
    if not isinstance(response, dict):  # for example, if the request of this line was not run
        raise error_response(line) or expected_object(("response",), response)
    body = response.get("body")
    if not isinstance(body, dict):
        raise expected_object(("response", "body"), body)
    return body


def expected_object(path: tuple[str, ...], value: Any) -> ParseError:
    return ParseError((Problem(path, f"expected object, got {json_type(value)}"),))


def replace_body(line: dict[str, Any], body: dict[str, Any]) -> dict[str, Any]:
    """Return the line with this body in place of its own."""
    return line | {"response": line["response"] | {"body": body}} if is_batch_line(line) else body
