# SPDX-License-Identifier: MIT-0
"""What is raised for bad data, and the records it is made of."""

from collections.abc import Iterable
from dataclasses import dataclass

from .enums import WireEnum

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any
else:
    Any = object

SHOWN_PROBLEMS = 5
SHOWN_KEY = 40
SHOWN_PARTS = 20
SHOWN_MESSAGE = 2000


class ProblemKind(WireEnum):
    """How bad a `Problem` is.

    `REFUSED`: `from_dict` raises for it. `DEVIATION`: accepted, but the published schema forbids it.
    `UNKNOWN_FIELD`: a key the published schema does not name, kept in `extra`.
    """

    REFUSED = "refused"
    DEVIATION = "deviation"
    UNKNOWN_FIELD = "unknown_field"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with a body, and where.

    path: the keys and indexes that lead to it from the root, `("choices", 0, "message")`
    message: what is wrong there, in JSON's words
    kind: how bad it is
    """

    path: tuple[str | int, ...]
    message: str
    kind: ProblemKind = ProblemKind.REFUSED

    def __str__(self) -> str:
        return f"{json_path(self.path)}: {self.message}"


class ParseError(ValueError):
    """The data is not what the class says it is.

    `problems` has a `Problem` for every part that is refused, in the order of the document; `path` and `problem` are
    the path and the message of the first. `hint` says what to do where the mistake is a usual one, or is None. `str()`
    gives a line for each of the first few problems.
    """

    problems: tuple[Problem, ...]
    hint: str | None

    def __init__(self, problems: Iterable[Problem], hint: str | None = None) -> None:
        self.problems = tuple(problems)
        self.hint = hint
        super().__init__(self.problems, hint)

    @property
    def path(self) -> tuple[str | int, ...]:
        """The keys and indexes that lead to the first problem."""
        return self.problems[0].path

    @property
    def problem(self) -> str:
        """What is wrong there."""
        return self.problems[0].message

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self)!r})"

    def __str__(self) -> str:
        lines = [str(problem) for problem in self.problems[:SHOWN_PROBLEMS]]
        if self.hint:
            lines[0] += f" ({self.hint})"
        more = len(self.problems) - SHOWN_PROBLEMS
        if more > 0:
            lines.append(f"and {more} more problem{'s' if more > 1 else ''}")
        return "\n".join(lines)


class ErrorResponse(ParseError):
    """The body is the API's report of an error, not a completion. `str()` is the provider's own message.

    error: the body's `error` or `detail` as it came, or the whole body where the message stands at its top
    code: the provider's code, a string or an integer, or None
    type: the provider's type of error, or None
    """

    error: Any
    code: str | int | None
    type: str | None

    def __init__(
        self,
        message: str,
        error: Any = None,
        code: str | int | None = None,
        type: str | None = None,  # noqa: A002
    ) -> None:
        super().__init__((Problem((), shortened(message, SHOWN_MESSAGE)),))
        ValueError.__init__(self, message, error, code, type)  # what pickle calls this method with
        self.error = error
        self.code = code
        self.type = type

    def __str__(self) -> str:
        return self.problem


def json_path(path: tuple[str | int, ...]) -> str:
    """A path in the notation of RFC 9535, `$.choices[0]['odd key']`, with `…` for the middle of a very long one."""
    parts = ["$"]
    ends = (*path[: SHOWN_PARTS // 2], None, *path[-SHOWN_PARTS // 2 :])
    for part in path if len(path) <= SHOWN_PARTS else ends:
        if part is None:
            parts.append("…")
        elif isinstance(part, int):
            parts.append(f"[{part}]")
        elif part.isidentifier() and len(part) <= SHOWN_KEY:
            parts.append(f".{part}")
        else:
            parts.append(f"[{quoted(part, quote=chr(39))}]")
    return "".join(parts)


def quoted(text: str, quote: str = '"') -> str:
    """The text in quotes, on one line, escaped as in JSON and cut where it is long."""
    shown = "".join(
        f"\\{char}" if char in (quote, "\\") else char if char.isprintable() else escaped(char)
        for char in shortened(text, SHOWN_KEY)
    )
    return f"{quote}{shortened(shown, 2 * SHOWN_KEY)}{quote}"


def escaped(char: str) -> str:
    point = ord(char)
    if point < 0x10000:
        return f"\\u{point:04x}"
    return f"\\u{0xD7C0 + (point >> 10):04x}\\u{0xDC00 + (point & 0x3FF):04x}"


def shortened(text: str, limit: int) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1]}…"
