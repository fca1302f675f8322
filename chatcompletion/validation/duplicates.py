# SPDX-License-Identifier: MIT-0
"""Finds duplicate keys in JSON text."""

from collections.abc import Iterator
from typing import Any

from ..errors import Problem, ProblemKind

Part = str | int

# Limits for the total length of paths, which in deep nesting could grow with the square of the document's length.
MIN_PATH_BUDGET = 10_000
PATH_BUDGET_PER_CHARACTER = 2


class DuplicateKeys:
    """Collects duplicate keys. `make_object` is a hook for the JSON decoder."""

    def __init__(self) -> None:
        self.found: dict[int, tuple[dict[str, Any], dict[str, int]]] = {}  # by the id() of the object

    def make_object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        data = dict(pairs)
        if len(data) != len(pairs):
            counts: dict[str, int] = {}
            for key, _ in pairs:
                counts[key] = counts.get(key, 0) + 1
            self.found[id(data)] = (data, {key: count for key, count in counts.items() if count > 1})
        return data

    def problems(self, document: Any, length: int) -> list[Problem]:
        """Return a problem for each duplicate key, object by object in document order.

        `length` is the length of the document's text. If the paths would be far longer than that, one last problem says
        how many more duplicate keys there are. An object that a later duplicate replaced is not searched.
        """
        if not self.found:
            return []
        problems: list[Problem] = []
        budget = max(MIN_PATH_BUDGET, length * PATH_BUDGET_PER_CHARACTER)
        omitted = 0
        for path, size, data in self.objects(document):
            for key, count in self.found[id(data)][1].items():
                budget -= size + len(key) + 1
                if budget < 0:
                    omitted += 1
                else:
                    message = f"the key appears {count:,} times; the last value is used"
                    problems.append(Problem((*path, key), message, ProblemKind.DEVIATION))
        if omitted:
            problems.append(
                Problem((), f"{omitted:,} more duplicate key{'s' if omitted > 1 else ''}", ProblemKind.DEVIATION)
            )
        return problems

    def objects(self, document: Any) -> Iterator[tuple[list[Part], int, dict[str, Any]]]:
        """Yield each object that has duplicate keys, with its path and the length of the path."""
        path: list[Part] = []
        sizes = [0]
        levels = [children_of(document)]
        if id(document) in self.found:
            yield path, 0, document
        while levels:
            for part, value in levels[-1]:
                if not isinstance(value, (dict, list)):
                    continue
                path.append(part)
                sizes.append(sizes[-1] + 1 + (len(part) if isinstance(part, str) else 1))
                levels.append(children_of(value))
                if isinstance(value, dict) and id(value) in self.found:
                    yield path, sizes[-1], value
                break
            else:
                levels.pop()
                sizes.pop()
                if path:
                    path.pop()


def children_of(value: Any) -> Iterator[tuple[Part, Any]]:
    if isinstance(value, dict):
        return iter(value.items())
    return enumerate(value) if isinstance(value, list) else iter(())
