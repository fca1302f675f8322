# SPDX-License-Identifier: MIT-0
"""Judges what is read for `check`, and writes the problems as text, as JSON, or not at all."""

import sys
from argparse import Namespace
from collections import Counter
from collections.abc import Sequence
from typing import Any

from .._core.json_text import decoder_for, parse_json
from ..error_response import ErrorResponse
from ..errors import ParseError, Problem, ProblemKind, json_path
from ..validation.checking import check
from ..validation.duplicates import DuplicateKeys
from .inputs import InputKind, Source
from .output import Output
from .reading import Body, Item, StreamEnd, read_items, with_progress
from .streams import join
from .wording import CUT_OFF, Place, pluralize, summary_of

LABELS = {  # singular and plural
    ProblemKind.REFUSED: ("refused", "refused"),
    ProblemKind.DEVIATION: ("deviation", "deviations"),
    ProblemKind.UNKNOWN_FIELD: ("unknown field", "unknown fields"),
}
CUT_OFF_PROBLEM = Problem((), CUT_OFF, ProblemKind.DEVIATION)


def problems_of(item: Item) -> Sequence[Problem]:
    """List everything that is wrong with what was read, including duplicate keys."""
    error = item.value if isinstance(item.value, ParseError) else None
    if isinstance(error, ErrorResponse):
        return (Problem((), f"this is an error, not a completion: {summary_of(error, item.place)}"),)
    duplicates = DuplicateKeys()
    try:
        body = parse_json(item.text, decoder_for(duplicates.make_object))
    except ParseError as no_json:
        return (error or no_json).problems
    if isinstance(item.value, Body) and item.value.batch_line is not None:
        body = body["response"]["body"]
    problems = (*check(body), *duplicates.problems(body, len(item.text)))
    return problems if error is None or error.problems[0] in problems else error.problems


class Tally:
    """How many bodies and problems were found, in one input or in all."""

    def __init__(self) -> None:
        self.kinds: Counter[ProblemKind] = Counter()
        self.bodies = self.faulty = self.streams = self.cut_off = 0

    def add(self, kinds: "Counter[ProblemKind]", is_faulty: bool) -> None:
        self.kinds.update(kinds)
        self.bodies += 1
        self.faulty += is_faulty

    def __str__(self) -> str:
        kinds = ", ".join(f"{self.kinds[kind]:,} {labels[self.kinds[kind] != 1]}" for kind, labels in LABELS.items())
        return kinds + (f"; {pluralize(self.streams, 'stream')}, {self.cut_off:,} cut off" if self.streams else "")


class QuietReport:
    """Judges inputs one by one, and writes nothing: the exit status is the report."""

    def __init__(self, options: Namespace, output: Output) -> None:
        self.output = output
        self.strict: bool = options.strict
        self.several = len(options.files) > 1  # if so, each line of text names its input
        self.total = Tally()  # its bodies are the inputs
        self.tally = Tally()  # of one input
        self.last: tuple[Place, Sequence[Problem]] | None = None  # of the last body, which are not written yet

    def add(self, source: Source) -> int:
        """Judge an input. Returns the exit status."""
        self.tally = Tally()
        try:
            for item in with_progress(join(read_items(source)), source, self.output):
                if isinstance(item.value, StreamEnd):
                    self.end_stream(item.value)
                else:
                    self.end_body(source)
                    self.last = item.place, problems_of(item)
        finally:
            self.end_body(source)
            self.end_input(source)
        return 1 if self.tally.faulty else 0

    def end_stream(self, end: StreamEnd) -> None:
        """Count a stream. That it was cut off is a problem of its last chunk."""
        self.tally.streams += 1
        if self.last is not None and end.is_cut_off and not end.failed:  # an error is a problem already
            self.tally.cut_off += 1
            self.last = self.last[0], (*self.last[1], CUT_OFF_PROBLEM)

    def end_body(self, source: Source) -> None:
        if self.last is not None:
            (place, problems), self.last = self.last, None
            kinds = Counter(problem.kind for problem in problems)
            self.tally.add(kinds, any(self.strict or kind is not ProblemKind.UNKNOWN_FIELD for kind in kinds))
            self.write_problems(source, place, problems)

    def end_input(self, source: Source) -> None:
        if self.tally.bodies:
            self.total.add(self.tally.kinds, self.tally.faulty > 0)
            self.write_summary(source)

    def write_problems(self, source: Source, place: Place, problems: Sequence[Problem]) -> None:
        """Write the problems of one body or chunk."""

    def write_summary(self, source: Source) -> None:
        """Write the summary of one input."""

    def write_total(self, inputs: int) -> None:
        """Write the summary of all inputs, at the end."""


class JsonReport(QuietReport):
    """Writes a JSON object for each body or chunk, on a line each."""

    def write_problems(self, source: Source, place: Place, problems: Sequence[Problem]) -> None:
        counts = Counter(problem.kind for problem in problems)
        rows = {"counts": {str(kind): counts[kind] for kind in LABELS}, "problems": [*map(problem_as_json, problems)]}
        names = {"source": place.source, "line": place.line, "event": place.event, "custom_id": place.custom_id}
        self.output.json(names | rows)


def problem_as_json(problem: Problem) -> dict[str, Any]:
    return {
        "kind": str(problem.kind),
        "path": json_path(problem.path, parts=sys.maxsize, key=sys.maxsize),
        "path_parts": list(problem.path),
        "message": problem.message,
        "hint": problem.hint,
    }


class TextReport(QuietReport):
    """Writes the problems of a body by kind, those of several bodies in rows, and summaries."""

    def write_problems(self, source: Source, place: Place, problems: Sequence[Problem]) -> None:
        is_document = source.kind is InputKind.DOCUMENT
        if is_document and not self.several:
            for kind, (_, plural) in LABELS.items():
                rows = [str(problem) for problem in problems if problem.kind is kind]
                for row in [f"{plural.capitalize()}:", *rows] if rows else []:
                    self.output.line(row)
            return
        where = place.label(with_event=True) if self.several or place.line is None else place.row()
        for problem in problems:
            # On many lines, unknown fields are too many to list them, unless they count.
            if problem.kind is not ProblemKind.UNKNOWN_FIELD or self.strict or is_document:
                self.output.line(f"{where}: {LABELS[problem.kind][0]}: {problem}")

    def write_summary(self, source: Source) -> None:
        noun = "line" if source.kind is InputKind.LINES else "chunk"
        bodies = f"{pluralize(self.tally.bodies, noun)}, {self.tally.faulty:,} faulty: "
        name = f"{source.name}: " if self.several else ""
        self.output.line(f"{name}{'' if source.kind is InputKind.DOCUMENT else bodies}{self.tally}")

    def write_total(self, inputs: int) -> None:
        if self.several:  # an input that could not be read is faulty
            faulty = self.total.faulty + inputs - self.total.bodies
            self.output.line(f"{pluralize(inputs, 'file')}, {faulty:,} faulty: {self.total}")
