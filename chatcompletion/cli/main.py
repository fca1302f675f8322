# SPDX-License-Identifier: MIT-0
"""The commands: the function, the options and the help of each. A function imports what no other command needs."""

import importlib
import sys
from argparse import Namespace
from collections.abc import Iterator, Sequence

from .._core.bodies import HINTS, BodyKind
from .._core.json_text import parse_error
from ..errors import SHOWN_PROBLEMS, ParseError
from ..response import CreateChatCompletionResponse as Response
from .arguments import FILES, Command, flag, number, parse_arguments
from .inputs import InputError, InputKind, Source, for_each_source, needing
from .output import MAX_WIDTH, MIN_WIDTH, Output, OutputError
from .reading import Body, Item, StreamEnd, read_bodies, read_items, read_response, with_progress
from .wording import CUT_OFF, pluralize, summary_of


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit status."""
    output = Output()
    try:
        status = run(list(sys.argv[1:] if arguments is None else arguments), output)
        output.flush()
    except OutputError as failure:
        if str(failure):
            output.error_line(str(failure))
        return 1
    return status


def run(arguments: list[str], output: Output) -> int:
    try:
        command, options = parse_arguments(arguments, COMMANDS, output)
        if options.ascii:
            output.out.encoding = output.err.encoding = "ascii"
        if getattr(options, "repair", False):
            with needing("validation"):
                importlib.import_module("..validation.repairing", __package__)
        return command.run(options, output)
    except SystemExit as early:  # after --help, or for wrong arguments
        return int(early.code or 0)
    except InputError as error:
        output.error_line(str(error))
        return 2
    except KeyboardInterrupt:
        return 130


def emit(options: Namespace, output: Output) -> int:
    def handle(source: Source) -> int:
        if source.kind is InputKind.CHUNKS:
            raise parse_error("expected a response, got a stream of chunks", HINTS[BodyKind.CHUNK])
        in_lines = source.kind is InputKind.LINES
        written = refused = 0
        for item in with_progress(read_bodies(source), source, output):
            read = read_response(item, options.repair)
            if isinstance(item.value, Body) and isinstance(read.value, Response):
                written += 1
                output.json(item.value.around(read.value), None if in_lines else options.indent)
            refused += report(read, output) > 0
        if in_lines:
            output.error_line(f"{pluralize(written, 'response')} written, {pluralize(refused, 'line')} refused")
        return 1 if refused else 0

    return for_each_source(options, output, handle)


def check(options: Namespace, output: Output) -> int:
    with needing("validation"):
        from .report import JsonReport, QuietReport, TextReport
    report = (JsonReport if options.json else QuietReport if options.quiet else TextReport)(options, output)
    status = for_each_source(options, output, report.add)
    report.write_total(len(options.files))
    return status


def show(options: Namespace, output: Output) -> int:
    from .page import Page
    from .show import Viewer

    page = Page(output, color=options.color, width=options.width)

    def handle(source: Source) -> int:
        several = len(options.files) > 1 or source.kind is InputKind.LINES
        viewer = Viewer(page, source, alternatives=options.alternatives, several=several)
        status = 0
        for item in joined_items(source, options):
            viewer.show(item)
            status |= report(item, output)
        return status

    return for_each_source(options, output, handle)


def schema(options: Namespace, output: Output) -> int:
    with needing("validation"):
        from ..validation.schema import json_schema
    output.json(json_schema(), options.indent)
    return 0


def assemble(options: Namespace, output: Output) -> int:
    def handle(source: Source) -> int:
        status = 0
        for item in joined_items(source, options, in_stream=True):
            response = item.value.response if isinstance(item.value, StreamEnd) else item.value
            if isinstance(response, Response):
                output.json(response.to_dict(), options.indent)
            status |= report(item, output)
        return status

    return for_each_source(options, output, handle)


def joined_items(source: Source, options: Namespace, in_stream: bool = False) -> Iterator[Item]:
    from .streams import join

    for item in join(read_items(source, repair=options.repair, in_stream=in_stream), repair=options.repair):
        yield read_response(item, options.repair)


def report(item: Item, output: Output) -> int:
    """Say on standard error what is wrong with an item, and what was repaired. Returns the exit status."""
    place, value = item.place, item.value
    faults: list[str] = []
    if isinstance(value, ParseError):
        faults.append(summary_of(value, place))
    elif isinstance(value, StreamEnd):
        if value.is_cut_off and not value.failed:
            faults.append(CUT_OFF)
        if value.problems:
            hint = None if value.is_cut_off or value.failed else "--repair repairs it"
            left_out = summary_of(ParseError(value.problems, hint), place)
            faults.append(f"a part of the response is left out: {left_out}")
    for fault in faults:
        output.error_line(f"{place.label()}: {fault}")
    for where, problem in item.repaired[:SHOWN_PROBLEMS]:
        output.error_line(f"{where.label(with_event=True)}: repaired: {problem}")
    more = len(item.repaired) - SHOWN_PROBLEMS
    if more > 0:
        output.error_line(f"{place.label()}: repaired: {pluralize(more, 'more problem')}")
    return 1 if faults else 0


# --- Their options and helps

COLORS = ("auto", "always", "never")
LINES = flag("--json-lines", "read each line as a separate body (default for .jsonl and .ndjson files)")
REPAIR = flag("--repair", "repair what would be refused; `check` lists it")
LAYOUT = [
    number("--indent", 0, 32, "indent by N spaces (default: 4)", default=4),
    ("--compact", {"help": "write one line without spaces", "action": "store_const", "const": None, "dest": "indent"}),
]
FORM = [
    flag("--json", "write a JSON object for each body, on a line each, for programs"),
    flag("--quiet", "write nothing; only set the exit status"),
]
ALTERNATIVES = flag("--alternatives", "list the likely alternatives for each token")
WIDTH = number("--width", MIN_WIDTH, MAX_WIDTH, "number of columns (default: the terminal's width)")
COLOR = ("--color", {"help": "use color (default: auto, only on a terminal)", "choices": COLORS, "default": "auto"})

COMMANDS = {
    "emit": Command(
        emit,
        "read a response and write it back as JSON (the default)",
        "Read a response and write it back as JSON with the same values, or say why it is not a response.",
        (FILES, LAYOUT, LINES, REPAIR),
        "A file with one body per line, or a batch output file, is read and written line by line. A line that is\n"
        "refused is left out and reported on standard error.",
    ),
    "check": Command(
        check,
        "list what is wrong with a response or a stream, compared with the published schema",
        "List what is wrong with a response, or with the chunks of a stream, compared with the schema that OpenAI\n"
        "publishes, and whether the stream is whole.\n\n"
        "  refused         this package does not read it: a type is wrong, or a required field is missing\n"
        "  deviation       it is read, but the schema forbids it\n"
        "  unknown field   it is read and kept, but the schema does not name it",
        (FILES, LINES, FORM, flag("--strict", "let unknown fields count as problems")),
        "The last line is the summary. Exit status 0 means that nothing is refused and nothing deviates. With --json,\n"
        "each object has the keys source, line, event, custom_id, counts and problems.",
    ),
    "show": Command(
        show,
        "show a response for people to read",
        "Show a response for people to read: the text, the tools that are called, the tokens that were used. The text\n"
        "of a stream is shown as it arrives.",
        (FILES, ALTERNATIVES, COLOR, WIDTH, LINES, REPAIR),
        "If a stream was cut off, or a part of it would be refused, the exit status is 1.",
    ),
    "schema": Command(
        schema,
        "write the JSON Schema of a response",
        "Write the JSON Schema (2020-12) of a response.",
        (LAYOUT,),
        example="> response.schema.json",
    ),
    "assemble": Command(
        assemble,
        "assemble a response from a stream",
        "Assemble a response from a stream of chunks: event-stream text as servers send it, or one chunk per line.",
        (FILES, LAYOUT, LINES, REPAIR),
        "If the stream was cut off, what arrived is written, and the exit status is 1. A part that would be refused,\n"
        "such as a tool call without an id, is left out and reported, and the exit status is 1 too.",
        "stream.txt",
    ),
}
