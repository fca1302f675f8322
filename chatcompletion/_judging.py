# SPDX-License-Identifier: MIT-0
"""Every problem of a body, in the order of the document. Private.

A reader that meets a value which its field cannot hold notes the problem among the data and goes on. When the table is
at its end, `Refused` is raised with all problems of the object, and the reader of the object around it notes those.
"""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from .errors import Problem

Path = tuple[str | int, ...]

PROBLEMS: Any = object()  # the key in the data under which problems are noted


class Refused(Exception):
    """The data has problems: pairs of a path and a message."""

    def __init__(self, problems: Sequence[tuple[Path, str]] = ()) -> None:
        super().__init__(problems)
        self.problems = problems


class Readable(Protocol):
    """A class, or a union of classes, that reads an object of the wire."""

    @property
    def _read(self) -> Callable[[Any], Any]: ...


class Judged(dict[str, Any]):
    """An object of the wire that notes its problems itself. `check` has a subclass."""

    __slots__ = ("cls",)
    cls: Any  # whose table reads it

    def note(self, path: Path, message: str) -> None: ...

    def note_deviation(self, path: Path, message: str) -> None: ...


def refuse(data: dict[str, Any], path: Path, message: str) -> None:
    """Note a problem with a part of the data, and go on."""
    if isinstance(data, Judged):
        data.note(path, message)
    else:
        data.setdefault(PROBLEMS, []).append((path, message))


def refuse_inner(data: dict[str, Any], path: Path, refused: Refused) -> None:
    """Note the problems of an object in the data."""
    for inner, message in refused.problems:
        refuse(data, (*path, *inner), message)


def in_document_order(document: Any, problems: list[Problem]) -> list[Problem]:
    """The problems sorted by their place. A key that is missing comes after those that are there."""
    positions: dict[int, dict[Any, int]] = {}  # by the identity of an object: the position of each key in it

    def position(problem: Problem) -> list[int]:
        found: list[int] = []
        value: Any = document
        for part in problem.path:
            if isinstance(value, dict):
                keys = positions.get(id(value))
                if keys is None:
                    keys = positions[id(value)] = {key: index for index, key in enumerate(value)}
                found.append(keys.get(part, len(keys)))
                value = value.get(part)
            else:
                found.append(int(part))
                value = value[int(part)]
        return found

    return sorted(problems, key=position) if len(problems) > 1 else problems
