# SPDX-License-Identifier: MIT-0
"""Decorators that run a test for every class, or every field, of tests/support/contract.py; and other helpers."""

import copy
import functools

from .. import package, submodule
from ..support.contract import CLASSES, ENUM_FIELDS
from ..support.documents import without

STREAMING = submodule("streaming")
PUBLIC = [getattr(module, name) for module in (package, STREAMING) for name in module.__all__]
WIRE_CLASSES = [value for value in PUBLIC if hasattr(value, "to_dict")]  # the contract table lacks those of streaming


def every_class(test):
    """Run a test for each class: test(self, cls, sample, rules)."""

    @functools.wraps(test)
    def run(self):
        for name, (sample, rules) in CLASSES.items():
            with self.subTest(name):
                test(self, getattr(package, name), copy.deepcopy(sample), rules)

    return run


def fields_where(condition):
    """A decorator that runs a test for each field that meets a condition: test(self, cls, sample, key, rule)."""

    def decorate(test):
        @functools.wraps(test)
        def run(self):
            for name, (sample, rules) in CLASSES.items():
                for key, rule in rules.items():
                    if condition(name, key, rule):
                        with self.subTest(f"{name}.{key}"):
                            test(self, getattr(package, name), copy.deepcopy(sample), key, rule)

        return run

    return decorate


every_field = fields_where(lambda name, key, rule: True)
every_required_field = fields_where(lambda name, key, rule: rule.endswith("!"))
every_optional_field = fields_where(lambda name, key, rule: not rule.endswith("!"))
every_enum_field = fields_where(lambda name, key, rule: (name, key) in ENUM_FIELDS)


def json_type(rule):
    """The JSON type in a rule; "bytes" for an array of bytes."""
    return rule.rstrip("!?").partition("=")[0].lower()


def constant(rule):
    """The value that a field holds where its key is absent or null."""
    return rule.partition("=")[2] or None


def enum_of(cls, key):
    return getattr(package, ENUM_FIELDS[cls.__name__, key])


def added_keys(model):
    """The unknown keys of an object, except `to`, which is in the sample of Unrecognized."""
    return without(model.extra, "to")


def spoil(data):
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


def refused(read, *data):
    """The ParseError that is raised when this data is read."""
    try:
        read(*data)
    except package.ParseError as error:
        return error
    raise AssertionError(f"{data} is accepted")


class Text(str):
    pass


class Whole(int):
    pass


class Real(float):
    pass


class Items(list):
    pass


class Table(dict):
    pass
