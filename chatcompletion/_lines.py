# SPDX-License-Identifier: MIT-0
"""JSON Lines and batch output files, a line at a time. Private; loaded by the command line."""

import itertools
import os
import stat
import sys
import time
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import Any, BinaryIO

from ._recognition import error_response
from ._values import json_type
from .errors import ParseError, Problem
from .streaming import CreateChatCompletionStreamResponse, iter_sse

PROGRESS_SECONDS = 0.2


def numbered_lines(file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """The lines that are not blank, with their numbers from 1."""
    for number, line in enumerate(file, 1):
        if not is_blank(line):
            yield number, line


def is_batch_line(line: dict[str, Any]) -> bool:
    return "custom_id" in line and "response" in line


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


def beginning(file: BinaryIO) -> bytes:
    """The first line that is not blank, with those before it; if it begins an object, the next such line as well."""
    text = read_line(file)
    if text.lstrip().startswith(b"{"):
        text += read_line(file)
    return text


def read_line(file: BinaryIO) -> bytes:
    lines: list[bytes] = []
    for line in iter(file.readline, b""):
        lines.append(line)
        if not is_blank(line):
            break
    return b"".join(lines)


def chunks_in(lines: Iterable[bytes]) -> Iterator[CreateChatCompletionStreamResponse]:
    """The chunks in the text of an event stream or in JSON Lines, each as soon as it is there. Raises ParseError."""
    lines = itertools.dropwhile(is_blank, lines)
    for first in lines:
        rest = itertools.chain((first,), lines)
        if first.lstrip().startswith(b"{"):
            return map(CreateChatCompletionStreamResponse.from_json, itertools.filterfalse(is_blank, rest))
        return iter_sse(rest)
    return iter(())


def is_blank(line: bytes) -> bool:
    return not line.strip()


def is_stream(start: bytes) -> bool:
    """Whether text with this beginning is a stream of chunks rather than one body."""
    lines = [line for line in start.removeprefix(BOM_UTF8).splitlines() if not is_blank(line)]
    if not lines or not lines[0].startswith(b"{"):
        return bool(lines) and lines[0].startswith((b"data:", b"event:", b"id:", b"retry:", b":"))
    if len(lines) > 1:
        return lines[1].startswith(b"{")
    return b'"chat.completion.chunk"' in lines[0]  # a stream cut short after its first chunk


class DuplicateKeys:
    """Finds keys that stand more than once in an object: `make_object` is a hook for the JSON decoder."""

    def __init__(self) -> None:
        self.found: list[tuple[dict[str, Any], str]] = []

    def make_object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        data = dict(pairs)
        if len(data) != len(pairs):
            seen: set[str] = set()
            for key, _ in pairs:
                if key in seen:
                    self.found.append((data, key))
                seen.add(key)
        return data

    def paths(self, document: Any) -> list[tuple[str | int, ...]]:
        """Where in the document they stand. An object that itself was overridden is no longer in it."""
        if not self.found:
            return []
        places: dict[int, tuple[str | int, ...]] = {}
        pending: list[tuple[Any, tuple[str | int, ...]]] = [(document, ())]
        while pending:
            value, path = pending.pop()
            if isinstance(value, dict):
                places[id(value)] = path
                pending += [(member, (*path, key)) for key, member in value.items()]
            elif isinstance(value, list):
                pending += [(item, (*path, index)) for index, item in enumerate(value)]
        return [(*places[id(data)], key) for data, key in self.found if id(data) in places]


class Progress:
    """How far a long run is, on stderr while that is a terminal."""

    def __init__(self, file: BinaryIO) -> None:
        self.started = self.shown = time.monotonic()
        self.visible = sys.stderr is not None and sys.stderr.isatty()
        self.size = size_of(file)
        self.bytes = 0

    def __enter__(self) -> "Progress":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.clear()

    def step(self, number: int, line: bytes) -> None:
        """A line is done."""
        self.bytes += len(line)
        now = time.monotonic()
        if self.visible and now - self.shown > PROGRESS_SECONDS:
            self.shown = now
            share = f"{self.bytes / self.size:4.0%}, " if self.size else ""
            print(f"\r{share}{number:,} lines, {number / (now - self.started):,.0f} a second", end="", file=sys.stderr)

    def clear(self) -> None:
        if self.visible:
            print("\r\x1b[K", end="", file=sys.stderr)

    def say(self, text: str) -> None:
        """A line on stderr that stays."""
        self.clear()
        print(text, file=sys.stderr)


def size_of(file: BinaryIO) -> int:
    """The bytes of a regular file, 0 for what has no size."""
    try:
        status = os.fstat(file.fileno())
    except OSError:
        return 0
    return status.st_size if stat.S_ISREG(status.st_mode) else 0
