# SPDX-License-Identifier: MIT-0
"""Collects every problem of a body, in document order. Private.

A reader that finds a value which its field cannot hold records the problem in the data and continues. After the last
field, `Refused` is raised with all problems of the object. The reader of the enclosing object records those.
"""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from ..errors import Problem

Path = tuple[str | int, ...]

PROBLEMS: Any = object()  # the key under which problems are recorded in the data


class Refused(Exception):
    """Raised for data with problems, which are pairs of a path and a message."""

    def __init__(self, problems: Sequence[tuple[Path, str]] = ()) -> None:
        super().__init__(problems)
        self.problems = problems


class SupportsRead(Protocol):
    """A class, or a union of classes, that reads a JSON object."""

    @property
    def _read(self) -> Callable[[Any], Any]: ...


class RecordingDict(dict[str, Any]):
    """A JSON object that records its own problems. `check` and `repair` have subclasses."""

    __slots__ = ("cls",)
    cls: Any  # the class that reads it

    def add_problem(self, path: Path, message: str) -> None: ...

    def add_deviation(self, path: Path, message: str) -> None: ...


def add_problem(data: dict[str, Any], path: Path, message: str) -> None:
    """Record a problem with a part of the data, and continue."""
    if isinstance(data, RecordingDict):
        data.add_problem(path, message)
    else:
        data.setdefault(PROBLEMS, []).append((path, message))


def add_nested_problems(data: dict[str, Any], path: Path, refused: Refused) -> None:
    """Record the problems of a nested object in the data."""
    for inner, message in refused.problems:
        add_problem(data, (*path, *inner), message)


def in_document_order(document: Any, problems: list[Problem]) -> list[Problem]:
    """Sort the problems by position. A missing key comes after the keys that are present."""
    positions: dict[int, dict[Any, int]] = {}  # by the id() of an object: the position of each of its keys

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
