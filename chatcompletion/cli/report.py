# SPDX-License-Identifier: MIT-0
"""Writes what `check` finds, as text, as JSON, or not at all."""

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from typing import Any

from ..errors import ParseError, Problem, ProblemKind, json_path
from .inputs import InputKind, Source
from .output import Output
from .problems import problems_of
from .progress import with_progress
from .reading import StreamEnd, read_items
from .streams import join
from .wording import CUT_OFF, Place, pluralize

LABELS = {  # singular and plural
    ProblemKind.REFUSED: ("refused", "refused"),
    ProblemKind.DEVIATION: ("deviation", "deviations"),
    ProblemKind.UNKNOWN_FIELD: ("unknown field", "unknown fields"),
}
CUT_OFF_PROBLEM = Problem((), CUT_OFF, ProblemKind.DEVIATION)


class Tally:
    """How many bodies and problems were found in an input, or in all of them."""

    def __init__(self) -> None:
        self.kinds: Counter[ProblemKind] = Counter()
        self.bodies = self.faulty = self.streams = self.cut_off = 0

    def summary(self) -> str:
        kinds = ", ".join(f"{self.kinds[kind]:,} {labels[self.kinds[kind] != 1]}" for kind, labels in LABELS.items())
        streams = f"; {pluralize(self.streams, 'stream')}, {self.cut_off:,} cut off" if self.streams else ""
        return kinds + streams


class Report:
    """Judges inputs one by one. The problem of a stream that was cut off belongs to its last chunk."""

    def __init__(self, writer: "Writer", output: Output, *, strict: bool) -> None:
        self.writer = writer
        self.output = output
        self.strict = strict
        self.total = Tally()  # its bodies are the inputs
        self.tally = Tally()
        self.last: tuple[Place, Sequence[Problem]] | None = None  # of the source; not written yet

    def add(self, source: Source) -> int:
        """Judge an input. Returns the exit status."""
        self.tally = Tally()
        try:
            self.read(source)
        except (KeyboardInterrupt, OSError, ParseError):
            self.end_source(source)
            raise
        self.end_source(source)
        return 1 if self.tally.faulty else 0

    def read(self, source: Source) -> None:
        for item in with_progress(join(read_items(source), keep_rest=True), source, self.output):
            if isinstance(item.value, StreamEnd):
                self.end_stream(item.value)
            else:
                self.write_last(source)
                self.last = item.place, problems_of(item)

    def end_stream(self, end: StreamEnd) -> None:
        self.tally.streams += 1
        self.tally.cut_off += end.is_cut_off
        if self.last is not None and end.is_cut_off and not end.failed:
            place, problems = self.last
            self.last = place, (*problems, CUT_OFF_PROBLEM)

    def write_last(self, source: Source) -> None:
        if self.last is None:
            return
        (place, problems), self.last = self.last, None
        kinds = Counter(problem.kind for problem in problems)
        self.tally.bodies += 1
        self.tally.kinds += kinds
        self.tally.faulty += bool(
            kinds[ProblemKind.REFUSED]
            or kinds[ProblemKind.DEVIATION]
            or (self.strict and kinds[ProblemKind.UNKNOWN_FIELD])
        )
        self.writer.write_problems(source, place, problems)

    def end_source(self, source: Source) -> None:
        self.write_last(source)
        if self.tally.bodies:
            self.total.bodies += 1
            self.total.faulty += bool(self.tally.faulty)
            self.total.kinds += self.tally.kinds
            self.writer.write_summary(source, self.tally)

    def end(self, inputs: int) -> None:
        """Write the summary of all inputs. Those that could not be read count as faulty."""
        unread = inputs - self.total.bodies
        self.total.bodies += unread
        self.total.faulty += unread
        self.writer.write_total(self.total)


# --- Writers


class Writer:
    """Writes nothing: the exit status is the report."""

    def write_problems(self, source: Source, place: Place, problems: Sequence[Problem]) -> None:
        """Write the problems of one body or chunk."""

    def write_summary(self, source: Source, tally: Tally) -> None:
        """Write the summary of one input."""

    def write_total(self, total: Tally) -> None:
        """Write the summary of all inputs."""


class JsonWriter(Writer):
    """Writes a JSON object for each body or chunk, a line each."""

    def __init__(self, output: Output) -> None:
        self.output = output

    def write_problems(self, source: Source, place: Place, problems: Sequence[Problem]) -> None:
        counts = Counter(problem.kind for problem in problems)
        self.output.json(
            {
                "source": place.source,
                "line": place.line,
                "event": place.event,
                "custom_id": place.custom_id,
                "counts": {str(kind): counts[kind] for kind in LABELS},
                "problems": [problem_as_json(problem) for problem in problems],
            }
        )


def problem_as_json(problem: Problem) -> dict[str, Any]:
    return {
        "kind": str(problem.kind),
        "path": json_path(problem.path, parts=sys.maxsize, key=sys.maxsize),
        "path_parts": list(problem.path),
        "message": problem.message,
        "hint": problem.hint,
    }


class TextWriter(Writer):
    """Writes the problems of a body by kind, those of several bodies in rows, and summaries."""

    def __init__(self, output: Output, *, strict: bool, several: bool) -> None:
        self.output = output
        self.strict = strict
        self.several = several  # whether there are several inputs; then each line names its input

    def write_problems(self, source: Source, place: Place, problems: Sequence[Problem]) -> None:
        if source.kind is InputKind.DOCUMENT and not self.several:
            self.write_by_kind(problems)
            return
        # Unknown fields are too many in several bodies to list them unless they count.
        strict = self.strict or source.kind is InputKind.DOCUMENT
        where = place.label(with_event=True) if self.several else place.row()
        for problem in problems:
            if strict or problem.kind is not ProblemKind.UNKNOWN_FIELD:
                self.output.line(f"{where}: {LABELS[problem.kind][0]}: {problem}")

    def write_by_kind(self, problems: Sequence[Problem]) -> None:
        for kind, (_, plural) in LABELS.items():
            rows = [str(problem) for problem in problems if problem.kind is kind]
            if rows:
                self.output.line(f"{plural.capitalize()}:")
            for row in rows:
                self.output.line(row)

    def write_summary(self, source: Source, tally: Tally) -> None:
        name = f"{source.name}: " if self.several else ""
        noun = "line" if source.kind is InputKind.LINES else "chunk"
        bodies = f"{pluralize(tally.bodies, noun)}, {tally.faulty:,} faulty: "
        self.output.line(name + ("" if source.kind is InputKind.DOCUMENT else bodies) + tally.summary())

    def write_total(self, total: Tally) -> None:
        if self.several:
            self.output.line(f"{pluralize(total.bodies, 'file')}, {total.faulty:,} faulty: {total.summary()}")


def writer_for(options: argparse.Namespace, output: Output) -> Writer:
    if options.quiet:
        return Writer()
    if options.json:
        return JsonWriter(output)
    return TextWriter(output, strict=options.strict, several=len(options.files) > 1)
