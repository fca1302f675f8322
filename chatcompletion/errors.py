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

    def __init__(self, message: str, error: Any = None, code: str | int | None = None, type: str | None = None) -> None:
        super().__init__((Problem((), message),))
        self.args = (message, error, code, type)
        self.error = error
        self.code = code
        self.type = type

    def __str__(self) -> str:
        return shortened(self.problem, SHOWN_MESSAGE)


def json_path(path: tuple[str | int, ...]) -> str:
    """A path in the notation of RFC 9535, `$.choices[0]['odd key']`."""
    return "$" + "".join(
        f"[{part}]" if isinstance(part, int) else f".{part}" if part.isidentifier() else f"[{quoted(part, chr(39))}]"
        for part in (part if isinstance(part, int) else shortened(part, SHOWN_KEY) for part in path)
    )


def quoted(text: str, quote: str = '"') -> str:
    """The text as a JSON string on one line, cut where it is long."""
    escaped = "".join(
        "\\" + char
        if char in (quote, "\\")
        else char
        if char.isprintable()
        else "".join(f"\\u{unit:04x}" for unit in utf16_units(char))
        for char in shortened(text, SHOWN_KEY)
    )
    return quote + escaped + quote


def utf16_units(char: str) -> tuple[int, ...]:
    point = ord(char)
    return (point,) if point < 0x10000 else (0xD7C0 + (point >> 10), 0xDC00 + (point & 0x3FF))


def shortened(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"
