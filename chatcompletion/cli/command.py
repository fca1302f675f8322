# SPDX-License-Identifier: MIT-0
"""The command line. Private; loaded by `python -m`.

Exit status: 0 for success, 1 for bad input or failed output, 2 for wrong usage, 130 if interrupted.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from typing import Any

from .. import json_schema
from .._core.bodies import CHUNK
from .._core.json_text import parse_json
from ..errors import ParseError, Problem
from ..response import CreateChatCompletionResponse
from ..streaming import CreateChatCompletionStreamResponse
from .inputs import CHUNKS, LINES, InputError, Source, body_of, open_input, replace_body
from .layout import Page
from .options import ExitEarly, parse_options
from .output import Output, OutputError
from .progress import Progress
from .report import Report
from .responses import pluralize, read_responses, read_whole, summary_of
from .show_stream import Viewer


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit status."""
    output = Output()
    try:
        try:
            name, options = parse_options(list(sys.argv[1:] if arguments is None else arguments), output)
            if options.ascii:
                output.ascii_only()
            status = COMMANDS[name](options, output)
        except ExitEarly as exit_early:
            status = exit_early.status
        output.flush()
    except OutputError as failure:
        if str(failure):
            output.error_line(str(failure))
        return 1
    except KeyboardInterrupt:
        return 130
    return status


def for_each_input(options: argparse.Namespace, output: Output, handle: Callable[[Source], int]) -> int:
    """Call `handle` for each input, and report the inputs that fail. Returns the exit status."""
    status = 0
    for name in options.files or ["-"]:
        try:
            with open_input(name) as file:
                source = Source(name, file, as_lines=options.json_lines)
                status |= handle(source)
        except InputError as failure:
            output.error_line(f"{'<stdin>' if name == '-' else name}: {failure}")
            status = 1
        except ParseError as error:
            output.error_line(f"{'<stdin>' if name == '-' else name}: {summary_of(error)}")
            status = 1
    return status


def write_json(value: Any, options: argparse.Namespace, output: Output) -> None:
    output.json(value, None if options.compact else options.indent)


def emit(options: argparse.Namespace, output: Output) -> int:
    def handle(source: Source) -> int:
        if source.kind == CHUNKS:
            raise ParseError((Problem((), "expected a response, got a stream of chunks"),), CHUNK)
        if source.kind == LINES:
            return emit_lines(source, output, options.repair)
        write_json(read_whole(parse_json(source.text()), options.repair).to_dict(), options, output)
        return 0

    return for_each_input(options, output, handle)


def emit_lines(source: Source, output: Output, repair: bool) -> int:
    """Write each line back. A refused line is left out and reported on standard error."""
    written = refused = 0
    with Progress(source.file, output) as progress:
        for number, line in source.numbered_lines():
            try:
                data = parse_json(line)
                response = read_whole(body_of(data), repair)
            except ParseError as error:
                refused += 1
                output.error_line(f"{source.name}:{number}: {summary_of(error)}")
            else:
                written += 1
                output.json(replace_body(data, response.to_dict()))
            progress.step(number, line)
    output.error_line(f"{pluralize(written, 'response')} written, {pluralize(refused, 'line')} refused")
    return 1 if refused else 0


def check(options: argparse.Namespace, output: Output) -> int:
    several = len(options.files) > 1
    report = Report(output, json=options.json, quiet=options.quiet, strict=options.strict, several=several)
    status = for_each_input(options, output, report.add)
    report.end(unread=len(options.files) - report.inputs)
    return status


def show(options: argparse.Namespace, output: Output) -> int:
    page = Page(output, color=options.color, width=options.width)

    def handle(source: Source) -> int:
        several = len(options.files) > 1 or source.kind == LINES
        viewer = Viewer(page, source.name, alternatives=options.alternatives, several=several)
        return read_responses(source, viewer, output, chunks=source.kind == CHUNKS, repair=options.repair)

    return for_each_input(options, output, handle)


def schema(options: argparse.Namespace, output: Output) -> int:
    write_json(json_schema(), options, output)
    return 0


class ResponseWriter:
    """Writes each response as JSON."""

    def __init__(self, options: argparse.Namespace, output: Output) -> None:
        self.options = options
        self.output = output

    def on_response(self, response: CreateChatCompletionResponse, place: str) -> None:
        write_json(response.to_dict(), self.options, self.output)

    def on_stream_start(self, place: str) -> None:
        """Write nothing until the stream ends."""

    def on_chunk(self, chunk: CreateChatCompletionStreamResponse) -> None: ...

    def on_stream_end(self, response: CreateChatCompletionResponse, cut_off: bool) -> None:
        self.on_response(response, "")


def assemble(options: argparse.Namespace, output: Output) -> int:
    def handle(source: Source) -> int:
        return read_responses(source, ResponseWriter(options, output), output, chunks=True, repair=options.repair)

    return for_each_input(options, output, handle)


COMMANDS: dict[str, Callable[[argparse.Namespace, Output], int]] = {
    "emit": emit,
    "check": check,
    "show": show,
    "schema": schema,
    "assemble": assemble,
}
