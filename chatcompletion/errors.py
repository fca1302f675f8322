# SPDX-License-Identifier: MIT-0
"""The exception for bad data, and the problems that it lists."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any

SHOWN_PROBLEMS = 5
SHOWN_KEY = 40
SHOWN_PARTS = 20


class ProblemKind(str, Enum):
    """How bad a `Problem` is."""

    REFUSED = "refused"
    """`from_dict` raises for it."""
    DEVIATION = "deviation"
    """It is accepted, but the published schema forbids it."""
    UNKNOWN_FIELD = "unknown_field"
    """The published schema does not name the key, and `extra` keeps it."""

    __str__ = str.__str__

    def __repr__(self) -> str:
        return f"{type(self).__name__}.{self.name}"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with a body, and where. `str()` is `$.path: message`."""

    path: tuple[str | int, ...]
    """The keys and indexes that lead to it from the root: `("choices", 0, "message")`."""
    message: str
    """What is wrong there, in JSON's terms."""
    kind: ProblemKind = ProblemKind.REFUSED
    """How bad it is."""
    hint: str | None = field(default=None, compare=False, repr=False)
    """What to do about a common mistake, or None. `==` ignores it."""

    def __str__(self) -> str:
        hint = f" ({self.hint})" if self.hint else ""
        return f"{json_path(self.path)}: {self.message}{hint}"


class ParseError(ValueError):
    """The data does not fit the class. `str()` has a line for each of the first few problems.

    `path`, `problem` and `hint` are those of the first problem. In a stream, `event` and `line` are the numbers of the
    event and of the line where the problem begins, from 1. They are None if they are unknown.
    """

    event: int | None = None
    line: int | None = None

    def __init__(self, problems: Iterable[Problem], hint: str | None = None) -> None:
        first, *others = problems
        first = replace(first, hint=hint) if hint else first
        self.problems: tuple[Problem, ...] = (first, *others)
        """Everything that is refused, in document order."""
        self.path: tuple[str | int, ...] = first.path
        self.problem: str = first.message
        self.hint: str | None = first.hint
        super().__init__(self.problems, hint)

    def prepend(self, part: str | int) -> None:
        """Put a key or an index before the path of each problem, as the object or array around it does."""
        self.problems = tuple([replace(problem, path=(part, *problem.path)) for problem in self.problems])
        self.path = self.problems[0].path
        self.args: tuple[Any, ...] = (self.problems, self.hint)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self)!r})"

    def __str__(self) -> str:
        lines = [str(problem) for problem in self.problems[:SHOWN_PROBLEMS]]
        if self.line is not None:
            lines[0] += f" (event {self.event}, line {self.line})" if self.event else f" (line {self.line})"
        more = len(self.problems) - SHOWN_PROBLEMS
        if more > 0:
            lines.append(f"and {more} more problem{'s' if more > 1 else ''}")
        return "\n".join(lines)


def json_path(path: tuple[str | int, ...], parts: int = SHOWN_PARTS, key: int = SHOWN_KEY) -> str:
    """Return a path in the notation of RFC 9535, `$.choices[0]['odd key']`.

    `…` stands for the middle of a path with more than `parts` parts, and for the end of a key longer than `key`.
    """
    shown = ["$"]
    for part in path if len(path) <= parts else (*path[: parts // 2], None, *path[-parts // 2 :]):
        if part is None:
            shown.append("…")
        elif isinstance(part, int):
            shown.append(f"[{part}]")
        elif part.isidentifier() and len(part) <= key:
            shown.append(f".{part}")
        else:
            shown.append(f"[{quoted(part, chr(39), key)}]")
    return "".join(shown)


def quoted(text: str, quote: str = '"', limit: int = SHOWN_KEY) -> str:
    """Return the text in quotes, on one line, escaped as in JSON, and shortened if it is long."""
    shown = "".join(
        f"\\{char}" if char in (quote, "\\") else char if char.isprintable() else escaped(char)
        for char in shortened(text, limit)
    )
    return f"{quote}{shortened(shown, 2 * limit)}{quote}"


def escaped(char: str) -> str:
    return "\\u" + char.encode("utf-16-be", "surrogatepass").hex("u", 2).replace("u", "\\u")


def shortened(text: str, limit: int) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1]}…"
