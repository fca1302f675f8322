# SPDX-License-Identifier: MIT-0
"""Keys that stand more than once in an object of JSON text. Private; loaded by the command line."""

from collections.abc import Iterator
from typing import Any

from .errors import Problem, ProblemKind

Part = str | int

# How much of a document's length the paths to its duplicate keys may take: paths in deep nesting grow with its square.
LEAST_ROOM = 10_000
ROOM_PER_CHARACTER = 2


class DuplicateKeys:
    """Finds them: `make_object` is a hook for the JSON decoder."""

    def __init__(self) -> None:
        self.found: dict[int, tuple[dict[str, Any], dict[str, int]]] = {}  # by the identity of the object

    def make_object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        data = dict(pairs)
        if len(data) != len(pairs):
            times: dict[str, int] = {}
            for key, _ in pairs:
                times[key] = times.get(key, 0) + 1
            self.found[id(data)] = (data, {key: count for key, count in times.items() if count > 1})
        return data

    def problems(self, document: Any, length: int) -> list[Problem]:
        """A problem for each key, in the order of the document, whose text has this length.

        An object that itself was overridden is no longer in the document. Where the paths would be far longer than the
        document, one last problem says how many more keys there are.
        """
        if not self.found:
            return []
        problems: list[Problem] = []
        room = max(LEAST_ROOM, length * ROOM_PER_CHARACTER)
        more = 0
        for path, size, data in self.objects(document):
            for key, count in self.found[id(data)][1].items():
                room -= size + len(key) + 1
                if room < 0:
                    more += 1
                else:
                    told = f"the key stands {count:,} times; the last value counts"
                    problems.append(Problem((*path, key), told, ProblemKind.DEVIATION))
        if more:
            told = f"{more:,} more key{'s stand' if more > 1 else ' stands'} more than once"
            problems.append(Problem((), told, ProblemKind.DEVIATION))
        return problems

    def objects(self, document: Any) -> Iterator[tuple[list[Part], int, dict[str, Any]]]:
        """The objects in which keys stand more than once, each with its path and the length of that."""
        path: list[Part] = []
        sizes = [0]
        levels = [members_of(document)]
        if id(document) in self.found:
            yield path, 0, document
        while levels:
            for part, value in levels[-1]:
                if not isinstance(value, (dict, list)):
                    continue
                path.append(part)
                sizes.append(sizes[-1] + 1 + (len(part) if isinstance(part, str) else 1))
                levels.append(members_of(value))
                if isinstance(value, dict) and id(value) in self.found:
                    yield path, sizes[-1], value
                break
            else:
                levels.pop()
                sizes.pop()
                if path:
                    path.pop()


def members_of(value: Any) -> Iterator[tuple[Part, Any]]:
    if isinstance(value, dict):
        return iter(value.items())
    return enumerate(value) if isinstance(value, list) else iter(())
