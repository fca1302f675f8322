# SPDX-License-Identifier: MIT-0
"""Judges data: walks it beside the rules of its class, once, in document order."""

from collections.abc import Callable
from typing import Any

from .._core.json_values import freeze, json_type
from .._core.model import Model
from .._core.readers_special import BYTES, byte_problem
from ..errors import ParseError, Problem, ProblemKind, quoted
from .rules import ANY, ARRAY, OBJECT, FieldRule, ValueRule, class_for, has_kind, rules_of, union_of

Path = tuple[str | int, ...]


def refused_in(cls: type[Model], data: dict[str, Any]) -> tuple[Problem, ...]:
    """Return what makes `from_dict` refuse the data."""
    return tuple([problem for problem in problems_of(cls, data) if problem.kind is ProblemKind.REFUSED])


def problems_of(cls: type[Model], data: dict[str, Any]) -> list[Problem]:
    """Return the problems of every kind, in document order. A missing key comes after the keys that are present."""
    judge = Judge()
    judge.object(cls, data, ())
    return judge.problems


class Judge:
    """Collects the problems of a body."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def refuse(self, path: Path, message: str) -> None:
        self.problems.append(Problem(path, message))

    def deviation(self, path: Path, message: str) -> None:
        self.problems.append(Problem(path, message, ProblemKind.DEVIATION))

    def object(self, cls: Any, data: dict[Any, Any], path: Path) -> None:
        """Judge the keys that are present, then those that are missing."""
        rules = rules_of(cls)
        for key, value in data.items():
            if not isinstance(key, str):
                self.refuse(path, f"expected strings as keys, got {json_type(key)}")
            elif key in rules:
                self.field(rules[key], value, (*path, key))
            elif self.is_json(value, (*path, key)):
                self.problems.append(Problem((*path, key), "unknown field", ProblemKind.UNKNOWN_FIELD))
        for key, rule in rules.items():
            if key not in data:
                self.missing(rule, (*path, key))

    def field(self, rule: FieldRule, value: Any, path: Path) -> None:
        if value is not None:
            self.value(rule.value, value, path, rule.expected)
        elif rule.is_required:
            self.refuse(path, f"expected {rule.expected}, got null")
        elif not rule.null_is_published:
            self.deviation(path, f"expected {rule.value.kind}, got null")

    def missing(self, rule: FieldRule, path: Path) -> None:
        or_null = " or null" if rule.null_is_published else ""
        message = f"expected {rule.value.kind}{or_null}, but the key is missing"
        if rule.is_required:
            self.refuse(path, message)
        elif rule.key_is_published:
            self.deviation(path, message)

    def value(self, rule: ValueRule, value: Any, path: Path, expected: str) -> None:
        """Judge a value that is not null. `expected` says what is accepted."""
        if rule.kind == ANY:
            if self.is_json(value, path) and rule.published_kind and not isinstance(value, str):
                self.deviation(path, f"expected {rule.published_kind}, got {json_type(value)}")
        elif rule.classes and isinstance(value, rule.classes):
            return  # it was judged when it was made
        elif not has_kind(rule, value):
            self.refuse(path, f"expected {expected}, got {json_type(value)}")
        elif rule.published and value not in rule.published:
            self.deviation(path, f"expected {listed(rule.published)}, got {quoted(value)}")
        elif rule.kind in PARTS:
            PARTS[rule.kind](self, rule, value, path)

    def bytes(self, rule: ValueRule, value: Any, path: Path) -> None:
        for index, item in enumerate(value):
            problem = byte_problem(item)
            if problem is not None:
                self.refuse((*path, index), problem)

    def array(self, rule: ValueRule, value: Any, path: Path) -> None:
        item_rule: Any = rule.item
        for index, item in enumerate(value):
            self.value(item_rule, item, (*path, index), item_rule.kind)

    def object_value(self, rule: ValueRule, value: Any, path: Path) -> None:
        if rule.item is not None:
            self.mapping(rule.item, value, path)
        elif len(rule.classes) == 1:
            self.object(rule.classes[0], value, path)
        else:
            self.union(rule, value, path)

    def mapping(self, item: ValueRule, value: dict[Any, Any], path: Path) -> None:
        for name, member in value.items():
            if isinstance(name, str):
                self.value(item, member, (*path, name), item.kind)
            else:
                self.refuse(path, f"expected strings as keys, got {json_type(name)}")

    def union(self, rule: ValueRule, value: dict[Any, Any], path: Path) -> None:
        cls, union = class_for(rule, value), union_of(rule.classes)
        if cls is not union.otherwise:
            self.object(cls, value, path)
            return
        known, tag = tuple(union.by_type), value.get("type")
        if tag is None:
            self.deviation(path, f"expected an object of type {listed(known)}, got one of none")
        for key, member in value.items():
            if not isinstance(key, str):
                self.refuse(path, f"expected strings as keys, got {json_type(key)}")
            elif key != "type":
                self.is_json(member, (*path, key))
            elif isinstance(tag, str):
                self.deviation((*path, key), f"expected {listed(known)}, got {quoted(tag)}")
            elif tag is not None:
                self.refuse((*path, key), f"expected string or null, got {json_type(tag)}")

    def is_json(self, value: Any, path: Path) -> bool:
        """Whether an unknown value can be kept. If not, it is refused."""
        try:
            freeze(value)
        except ParseError as error:
            self.refuse((*path, *error.path), error.problem)
            return False
        return True


PARTS: dict[str, Callable[[Judge, ValueRule, Any, Path], None]] = {
    BYTES: Judge.bytes,
    ARRAY: Judge.array,
    OBJECT: Judge.object_value,
}


def listed(values: tuple[str, ...]) -> str:
    return ", ".join(map(quoted, values))
