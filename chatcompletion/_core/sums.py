# SPDX-License-Identifier: MIT-0
"""Adds up objects of counts: their fields, the objects in them, and the numbers under unknown keys."""

import math
import re
from collections.abc import Mapping
from typing import Any, TypeVar

from .model import Model, finish

M = TypeVar("M", bound=Model)
Classes = frozenset[type[Model]]

NUMBER = r"-?(?:0|[1-9]\d{0,4000})(\.\d+)?([eE][+-]?\d+)?"  # a regular expression; Python reads no longer integers


def sum_of_objects(one: M, other: Model, only_counts: Classes) -> M:
    """Add two objects. The sum is of the class of the first. The classes in `only_counts` have no other fields."""
    cls: Any = type(one)
    if type(other) is not cls or cls not in only_counts:  # fields of a subclass may be unknown keys of the other object
        sums = sum_of_members(members_of(one), members_of(other), only_counts)
        made: M = cls(**{key: sums.pop(key) for key in cls._keys if key in sums}, extra=sums)
        return made
    new: Any = cls._draft()
    for name in cls._keys:
        setattr(new, name, sum_of_values(getattr(one, name), getattr(other, name), only_counts))
    unknown = one.extra or other.extra
    return finish(type(one), new, sum_of_members(unknown_in(one), unknown_in(other), only_counts) if unknown else {})


def members_of(counts: Model) -> dict[str, Any]:
    """Return the values of an object's fields and unknown keys."""
    return {key: getattr(counts, key) for key in counts._keys} | {**unknown_in(counts)}


def unknown_in(counts: Model) -> Mapping[str, Any]:
    """Return the values of an object's unknown keys, and numbers in place of text that says one."""
    if str not in map(type, counts.extra.values()):
        return counts.extra
    return {key: number_in(value) if type(value) is str else value for key, value in counts.extra.items()}


def sum_of_members(one: Mapping[str, Any], other: Mapping[str, Any], only_counts: Classes) -> dict[str, Any]:
    """Add the values of each key. A key whose values cannot be added is left out, unless they are equal."""
    sums: dict[str, Any] = {}
    for key in one if one.keys() == other.keys() else {**one, **other}:
        value, other_value = one.get(key), other.get(key)
        total = sum_of_values(value, other_value, only_counts)
        if total is not None or value is other_value:
            sums[key] = total
    return sums


def sum_of_values(one: Any, other: Any, only_counts: Classes) -> Any:
    """Add two numbers or two objects of counts. None if they cannot be added and differ."""
    if type(one) is int and type(other) is int:
        return one + other
    if one is None or other is None:
        known = one if other is None else other
        return known if type(known) in (int, float) or isinstance(known, Model) else None
    if type(one) in (int, float) and type(other) in (int, float):
        return sum_of_numbers(one, other)
    if isinstance(one, Model) and isinstance(other, Model):
        return sum_of_objects(one, other, only_counts)
    return one if type(one) is type(other) and one == other else None


def sum_of_numbers(one: float, other: float) -> float:
    """Add two numbers. If the sum is too large for a float, it is a whole number."""
    try:
        total = one + other
    except OverflowError:  # an integer too large for a float
        total = math.inf
    if math.isfinite(total):
        return total
    for number in (one, other):
        if type(number) is float and not math.isfinite(number):  # JSON has no such number, but from_dict keeps it
            return number
    return int(one) + int(other)


def number_in(text: str) -> float | str:
    """Return the number that a text says, or the text."""
    match = re.fullmatch(NUMBER, text, re.ASCII)
    if match is None:
        return text
    number = float(text) if match[1] or match[2] else int(text)
    return number if type(number) is int or math.isfinite(number) else text
