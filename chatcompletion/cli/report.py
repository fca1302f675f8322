# SPDX-License-Identifier: MIT-0
"""The command `check`: problems as lines of text or as JSON. Private; loaded by the command line."""

import sys
from collections.abc import Sequence
from typing import Any

from .. import check
from .._core.bodies import CHUNK, error_response
from .._core.json_text import decoder_for, parse_json
from ..errors import ErrorResponse, ParseError, Problem, ProblemKind, json_path
from .duplicates import DuplicateKeys
from .inputs import CHUNKS, LINES, Source, body_of
from .output import Output
from .progress import Progress
from .responses import pluralize

LABELS = {  # singular and plural
    ProblemKind.REFUSED: ("refused", "refused"),
    ProblemKind.DEVIATION: ("deviation", "deviations"),
    ProblemKind.UNKNOWN_FIELD: ("unknown field", "unknown fields"),
}
NO_PROBLEMS = dict.fromkeys(LABELS, 0)


class Report:
    """Checks inputs one by one and reports their problems."""

    def __init__(
        self, output: Output, *, json: bool = False, quiet: bool = False, strict: bool = False, several: bool = False
    ) -> None:
        self.output = output
        self.json = json
        self.quiet = quiet
        self.strict = strict
        self.several = several  # whether there are several inputs; then each line names its input
        self.inputs = self.faulty = 0
        self.total = NO_PROBLEMS

    def add(self, source: Source) -> int:
        """Check an input, and write its problems and its summary. Returns the exit status."""
        if source.kind == LINES:
            counts, faulty = self.check_lines(source)
        else:
            counts, faulty = self.check_body(source)
        self.inputs += 1
        self.faulty += faulty
        self.total = add_counts(self.total, counts)
        return 1 if faulty else 0

    def end(self, unread: int) -> None:
        """Write the summary of several inputs. `unread` is the number of inputs that could not be read."""
        if self.several and not self.json and not self.quiet:
            inputs, faulty = self.inputs + unread, self.faulty + unread
            self.output.line(f"{pluralize(inputs, 'file')}, {faulty:,} faulty: {counts_as_text(self.total)}")

    # --- One body

    def check_body(self, source: Source) -> tuple[dict[ProblemKind, int], bool]:
        problems = CHUNKS_PROBLEMS if source.kind == CHUNKS else problems_in(source.text())
        counts = count_kinds(problems)
        if self.quiet:
            pass
        elif self.json:
            data = {"file": source.name, "problems": list(map(problem_as_json, problems)), **counts_as_json(counts)}
            self.output.json(data, None if self.several else 4)
        elif self.several:
            for problem in problems:
                self.output.line(f"{source.name}: {LABELS[problem.kind][0]}: {problem}")
            self.output.line(f"{source.name}: {counts_as_text(counts)}")
        else:
            for kind, labels in LABELS.items():
                if counts[kind]:
                    self.output.line(f"{labels[1].capitalize()}:")
                for problem in problems:
                    if problem.kind is kind:
                        self.output.line(str(problem))
            self.output.line(counts_as_text(counts))
        return counts, self.is_faulty(counts)

    # --- A body on each line

    def check_lines(self, source: Source) -> tuple[dict[ProblemKind, int], bool]:
        """Write the problems of each line with its number. Unknown fields are listed only with --strict."""
        total = NO_PROBLEMS
        lines = faulty = 0
        with Progress(source.file, self.output) as progress:
            for number, line in source.numbered_lines():
                problems = problems_in(line, in_line=True)
                counts = count_kinds(problems)
                total = add_counts(total, counts)
                lines += 1
                faulty += self.is_faulty(counts)
                if not self.quiet:
                    self.write_problems_of_line(source.name, number, problems)
                progress.step(number, line)
        if self.quiet:
            pass
        elif self.json:
            counts_of_lines = {"file": source.name, "lines": lines, "faulty_lines": faulty}
            self.output.json({**counts_of_lines, **counts_as_json(total)})
        else:
            where = f"{source.name}: " if self.several else ""
            self.output.line(f"{where}{pluralize(lines, 'line')}, {faulty:,} faulty: {counts_as_text(total)}")
        return total, faulty > 0

    def write_problems_of_line(self, name: str, number: int, problems: Sequence[Problem]) -> None:
        for problem in problems:
            if problem.kind is ProblemKind.UNKNOWN_FIELD and not self.strict:
                continue
            if self.json:
                self.output.json({"file": name, "line": number, **problem_as_json(problem)})
            else:
                where = f"{name}:{number}" if self.several else str(number)
                self.output.line(f"{where}: {LABELS[problem.kind][0]}: {problem}")

    def is_faulty(self, counts: dict[ProblemKind, int]) -> bool:
        unknown = self.strict and counts[ProblemKind.UNKNOWN_FIELD]
        return bool(counts[ProblemKind.REFUSED] or counts[ProblemKind.DEVIATION] or unknown)


CHUNKS_PROBLEMS = (Problem((), "expected a response, got a stream of chunks", hint=CHUNK),)


def problems_in(text: bytes, *, in_line: bool = False) -> Sequence[Problem]:
    """List everything that is wrong with JSON text, including duplicate keys."""
    duplicates = DuplicateKeys()
    try:
        data = parse_json(text, decoder_for(duplicates.make_object))
        body = body_of(data) if in_line else data
        error = error_response(body)
        if error is not None:
            raise error
    except ErrorResponse as error:
        return (Problem((), f"this is an error, not a completion: {error}"),)
    except ParseError as error:
        return error.problems
    return (*check(body), *duplicates.problems(body, len(text)))


def count_kinds(problems: Sequence[Problem]) -> dict[ProblemKind, int]:
    counts = dict(NO_PROBLEMS)
    for problem in problems:
        counts[problem.kind] += 1
    return counts


def add_counts(counts: dict[ProblemKind, int], more: dict[ProblemKind, int]) -> dict[ProblemKind, int]:
    return {kind: count + more[kind] for kind, count in counts.items()}


def counts_as_text(counts: dict[ProblemKind, int]) -> str:
    return ", ".join(f"{counts[kind]:,} {labels[counts[kind] != 1]}" for kind, labels in LABELS.items())


def counts_as_json(counts: dict[ProblemKind, int]) -> dict[str, int]:
    return {str(kind): count for kind, count in counts.items()}


def problem_as_json(problem: Problem) -> dict[str, Any]:
    return {
        "kind": str(problem.kind),
        "path": json_path(problem.path, parts=sys.maxsize, key=sys.maxsize),
        "path_parts": list(problem.path),
        "message": problem.message,
        "hint": problem.hint,
    }
