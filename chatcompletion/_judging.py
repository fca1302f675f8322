# SPDX-License-Identifier: MIT-0
"""Every problem of a body, in the order of the document. Private.

A reader that meets a value which its field cannot hold raises `Refused`: at the first problem, without a word about it.
Then the body is read a second time as a `Judged` dict, in which the same readers note each problem and go on. The rules
stand once, in the readers, and a body that is right pays nothing for them.
"""

from collections.abc import Iterable, Iterator
from typing import Any, Protocol

from ._values import NotJSON, freeze, json_type
from .errors import Problem, ProblemKind

Path = tuple[str | int, ...]


class Refused(Exception):
    """A reader met a value that its field cannot hold."""


class Readable(Protocol):
    """A class, or a union of classes, that reads an object of the wire."""

    def _read(self, data: Any) -> Any: ...


class Judged(dict[str, Any]):
    """An object of the wire whose problems are noted. `check` has a subclass that notes more than what is refused."""

    __slots__ = ("cls", "path", "problems")

    def __init__(self, cls: Any, data: dict[str, Any], path: Path, problems: list[Problem]) -> None:
        super().__init__(data)
        self.cls = cls  # whose table reads it
        self.path = path
        self.problems = problems

    def copy(self) -> "Judged":
        """The object itself: it is a copy already."""
        return self

    def pop(self, key: str, default: Any = None) -> Any:
        """The value, which is judged in its turn where it is an object."""
        value = super().pop(key, default)
        if isinstance(value, dict):
            return self.inner((key,), value)
        if value is None or value is default:
            self.note_no_value(key, value)
        return value

    def inner(self, path: Path, data: dict[str, Any]) -> "Judged":
        return type(self)(None, data, (*self.path, *path), self.problems)

    def inner_items(self, key: str, items: Iterable[Any]) -> Iterator["Judged"]:
        """The items of an array that are objects. The others are noted."""
        for index, item in enumerate(items):
            if isinstance(item, dict):
                yield self.inner((key, index), item)
            else:
                self.note((key, index), f"expected object, got {json_type(item)}")

    def note(self, path: Path, message: str, kind: ProblemKind = ProblemKind.REFUSED) -> None:
        self.problems.append(Problem(self.path + path, message, kind))

    def note_left_over(self) -> None:
        """Note those of the keys that the readers left behind which cannot be kept."""
        for key, value in self.items():
            if not isinstance(key, str):
                self.note((), f"expected strings as keys, got {json_type(key)}")
            elif key not in self.cls._keys:
                try:
                    freeze(value)
                except NotJSON as error:
                    self.note((key, *error.path), str(error))
                else:
                    self.note_unknown_key(key)

    def note_no_value(self, key: str, value: Any) -> None:
        """Null or absence is noted by `check` alone, and so are the next two."""

    def note_unknown_key(self, key: str) -> None: ...

    def note_deviation(self, path: Path, message: str) -> None: ...


def refuse(data: dict[str, Any], path: Path, message: str) -> None:
    """Say what is wrong with a part of the data: raise Refused, or note it where the data is judged."""
    if not isinstance(data, Judged):
        raise Refused
    data.note(path, message)


def judge(cls: Readable, data: dict[str, Any], kind: type[Judged] = Judged) -> list[Problem]:
    """Everything that is wrong with the data, in the order of the document."""
    problems: list[Problem] = []
    cls._read(kind(cls, data, (), problems))
    if len(problems) > 1:
        problems.sort(key=DocumentOrder(data).position)
    return problems


class DocumentOrder:
    """Where in a document a path leads to. A key that is missing comes after those that are there."""

    def __init__(self, document: Any) -> None:
        self.document = document
        self.positions: dict[int, dict[Any, int]] = {}  # by the identity of an object: the position of each key in it

    def position(self, problem: Problem) -> list[int]:
        found: list[int] = []
        value: Any = self.document
        for part in problem.path:
            if isinstance(value, dict):
                keys = self.positions.get(id(value))
                if keys is None:
                    keys = self.positions[id(value)] = {key: index for index, key in enumerate(value)}
                found.append(keys.get(part, len(keys)))
                value = value.get(part)
            else:
                found.append(int(part))
                value = value[int(part)]
        return found
