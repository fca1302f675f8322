# SPDX-License-Identifier: MIT-0
"""When two objects are equal, and what their repr shows."""

import copy
import dataclasses
import unittest
from collections.abc import Mapping
from typing import Any
from unittest import mock

from .. import package
from ..support.bodies import a_body
from ..support.documents import without
from .cases import BY_NAME, EVERY_CLASS, WIRE_CLASSES, every_class, every_field, every_optional_field

Response = package.CreateChatCompletionResponse


def another(value: Any) -> Any:
    """An unequal value that fits the same field."""
    if type(value) in WIRE_CLASSES:
        return dataclasses.replace(value, extra={"another": True})
    if isinstance(value, Mapping):
        return {**value, "another": next(iter(value.values()))}
    if isinstance(value, tuple):
        return (*value, *value)
    if isinstance(value, bool):
        return not value
    return value + 1 if isinstance(value, (int, float)) else b"another" if isinstance(value, bytes) else "another"


class Equality(unittest.TestCase):
    @every_class
    def test_objects_of_one_class_are_equal_by_value_with_one_hash(self, cls: Any, sample: Any, rules: Any) -> None:
        one, other = cls.from_dict(sample), cls.from_dict(copy.deepcopy(sample))
        self.assertEqual(one, other)
        self.assertEqual(len({one, other}), 1)

    @every_field
    def test_objects_that_differ_in_one_field_are_not_equal(self, cls: Any, sample: Any, key: str, rule: str) -> None:
        whole = cls.from_dict(sample)
        other = dataclasses.replace(whole, **{key: another(getattr(whole, key))})
        self.assertNotEqual(whole, other)
        self.assertFalse(whole == other)
        self.assertNotEqual(hash(whole), hash(other))

    @every_class
    def test_objects_that_differ_in_unknown_keys_are_not_equal(self, cls: Any, sample: Any, rules: Any) -> None:
        self.assertNotEqual(cls.from_dict(sample | {"added": 1}), cls.from_dict(sample))

    @every_class
    def test_objects_of_different_classes_are_not_equal(self, cls: Any, sample: Any, rules: Any) -> None:
        one = cls.from_dict(sample)
        others = [BY_NAME[name].from_dict(data) for name, (data, _) in EVERY_CLASS.items() if name != cls.__name__]
        for other in (sample, None, *others):
            self.assertNotEqual(one, other)
            self.assertFalse(one == other)

    def test_equality_with_another_type_is_left_to_the_other_operand(self) -> None:
        response = Response.from_dict(a_body())
        self.assertIs(response == object(), False)
        self.assertIs(response == mock.ANY, True)

    @every_optional_field
    def test_objects_are_equal_whether_a_key_was_absent_or_null(
        self, cls: Any, sample: Any, key: str, rule: str
    ) -> None:
        one, other = cls.from_dict(without(sample, key)), cls.from_dict(sample | {key: None})
        self.assertEqual(one, other)
        self.assertEqual((hash(one), repr(one)), (hash(other), repr(other)))


class Repr(unittest.TestCase):
    def test_the_repr_shows_the_fields_that_do_not_hold_their_default(self) -> None:
        self.assertEqual(
            repr(Response.from_dict(a_body())),
            "CreateChatCompletionResponse(id='a', created=1, model='m', choices=(Choice(index=0, "
            "message=ChatCompletionResponseMessage(content='Yes.'), finish_reason=FinishReason.STOP),))",
        )

    @every_class
    def test_the_repr_evaluates_to_an_equal_object(self, cls: Any, sample: Any, rules: Any) -> None:
        parsed = cls.from_dict(sample | {"added": [1, {"a": None}]})
        names = {name: getattr(package, name) for name in package.__all__}
        self.assertEqual(eval(repr(parsed), names | BY_NAME), parsed)


if __name__ == "__main__":
    unittest.main()
