# SPDX-License-Identifier: MIT-0
"""Decorators that run a test for every class, or every field, of tests/support/contract.py; and other helpers."""

import copy
import functools
from collections.abc import Callable
from typing import Any

from .. import package, submodule
from ..support.contract import CHUNK_CLASSES, CLASSES, ENUM_FIELDS
from ..support.documents import without

STREAMING = submodule("streaming")
EVERY_CLASS = CLASSES | CHUNK_CLASSES
WIRE_CLASSES = [getattr(STREAMING if name in CHUNK_CLASSES else package, name) for name in EVERY_CLASS]
BY_NAME = {cls.__name__: cls for cls in WIRE_CLASSES}


def every_class(test: Callable[..., None]) -> Callable[..., None]:
    """Run a test for each class: test(self, cls, sample, rules)."""

    @functools.wraps(test)
    def run(self: Any) -> None:
        for name, (sample, rules) in EVERY_CLASS.items():
            with self.subTest(name):
                test(self, BY_NAME[name], copy.deepcopy(sample), rules)

    return run


def fields_where(condition: Callable[[str, str, str], bool]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """A decorator that runs a test for each field that meets a condition: test(self, cls, sample, key, rule)."""

    def decorate(test: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(test)
        def run(self: Any) -> None:
            for name, (sample, rules) in EVERY_CLASS.items():
                for key, rule in rules.items():
                    if condition(name, key, rule):
                        with self.subTest(f"{name}.{key}"):
                            test(self, BY_NAME[name], copy.deepcopy(sample), key, rule)

        return run

    return decorate


every_field = fields_where(lambda name, key, rule: True)
every_required_field = fields_where(lambda name, key, rule: rule.endswith("!"))
every_optional_field = fields_where(lambda name, key, rule: not rule.endswith("!"))
every_enum_field = fields_where(lambda name, key, rule: (name, key) in ENUM_FIELDS)


def json_type(rule: str) -> str:
    """The JSON type in a rule; "bytes" for an array of bytes."""
    return rule.rstrip("!?").partition("=")[0].lower()


def constant(rule: str) -> Any:
    """The value that a field holds where its key is absent or null."""
    value = rule.partition("=")[2]
    return () if value == "[]" else value or None


def emitted_by_hand(rules: dict[str, str]) -> dict[str, Any]:
    """What an object built by hand emits for the fields that it was not given."""
    found = {key: constant(rule) for key, rule in rules.items() if rule.islower() and not rule.endswith("!")}
    return {key: [] if value == () else value for key, value in found.items()}


def enum_of(cls: Any, key: str) -> Any:
    return getattr(package, ENUM_FIELDS[cls.__name__, key])


def fields_in(model: Any) -> dict[str, Any]:
    """The fields of an object and their values, also `extra`."""
    return {name: getattr(model, name) for name in (*EVERY_CLASS[type(model).__name__][1], "extra")}


def added_keys(model: Any) -> dict[str, Any]:
    """The unknown keys of an object, except `to`, which is in the sample of Unrecognized."""
    return without(model.extra, "to")


def spoil(data: Any) -> None:
    """Change every list and dict inside."""
    if isinstance(data, dict):
        for member in data.values():
            spoil(member)
        data.clear()
        data["spoiled"] = True
    elif isinstance(data, list):
        for item in data:
            spoil(item)
        data[:] = ["spoiled"]


def refused(read: Callable[..., Any], *data: Any) -> Any:
    """The ParseError that is raised when this data is read."""
    try:
        read(*data)
    except package.ParseError as error:
        return error
    raise AssertionError(f"{data} is accepted")


def wrong_call(call: Callable[..., Any], *arguments: Any, **fields: Any) -> str:
    """The text of the TypeError that this call raises."""
    try:
        call(*arguments, **fields)
    except TypeError as error:
        return str(error)
    raise AssertionError(f"{arguments} {fields} is accepted")


class Text(str):
    pass


class Whole(int):
    pass


class Real(float):
    pass


class Items(list[Any]):
    pass


class Table(dict[Any, Any]):
    pass
