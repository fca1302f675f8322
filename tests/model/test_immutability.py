# SPDX-License-Identifier: MIT-0
"""No public way changes an object, its `extra`, or anything that objects share."""

import copy
import dataclasses
import json
import pickle
import unittest
from collections.abc import Mapping
from typing import Any

from .. import package
from .cases import every_class, every_field, spoil


class Objects(unittest.TestCase):
    @every_field
    def test_a_field_cannot_be_assigned_or_deleted(self, cls: Any, sample: Any, key: str, rule: str) -> None:
        parsed = cls.from_dict(sample)
        text = f"cannot change {key!r}: a {cls.__name__} is frozen; dataclasses.replace makes another"
        for change, *value in ((setattr, None), (delattr,)):
            with self.assertRaises(dataclasses.FrozenInstanceError) as caught:
                change(parsed, key, *value)
            self.assertEqual(str(caught.exception), text)
        self.assertEqual(parsed, cls.from_dict(sample))

    @every_class
    def test_an_attribute_cannot_be_added(self, cls: Any, sample: Any, rules: Any) -> None:
        parsed = cls.from_dict(sample)
        for name in ("extra", "no_such_field"):
            with self.assertRaises(dataclasses.FrozenInstanceError) as caught:
                setattr(parsed, name, 1)
            text = f"cannot change {name!r}: a {cls.__name__} is frozen; dataclasses.replace makes another"
            self.assertEqual(str(caught.exception), text)

    @every_class
    def test_changes_of_the_input_or_the_output_do_not_reach_an_object(self, cls: Any, sample: Any, rules: Any) -> None:
        data = sample | {"added": [{"a": [1]}]}
        before = json.dumps(data, sort_keys=True)
        parsed = cls.from_dict(data)
        spoil(data)
        spoil(parsed.to_dict())
        self.assertEqual(json.dumps(parsed.to_dict(), sort_keys=True), before)


class Extra(unittest.TestCase):
    @every_class
    def test_extra_is_a_mapping_that_cannot_be_changed(self, cls: Any, sample: Any, rules: Any) -> None:
        extra = cls.from_dict(sample | {"a": {"b": [1]}}).extra
        self.assertIsInstance(extra, Mapping)
        for change in (
            lambda: extra.update(a=1),
            lambda: extra.pop("a"),
            lambda: extra.popitem(),
            lambda: extra.clear(),
            lambda: extra.setdefault("c", 1),
            lambda: extra.__setitem__("a", 1),
            lambda: extra.__delitem__("a"),
            lambda: extra.__ior__({"a": 1}),
            lambda: setattr(extra, "a", 1),
            lambda: extra["a"].update(b=1),
        ):
            with self.assertRaises(TypeError) as caught:
                change()
            self.assertEqual(str(caught.exception), "this JSONObject is read-only; dict(...) gives a copy that is not")
        self.assertEqual(extra["a"], {"b": (1,)})

    @every_class
    def test_extra_can_be_copied_pickled_and_written_as_json(self, cls: Any, sample: Any, rules: Any) -> None:
        extra = cls.from_dict(sample | {"a": {"b": [1]}}).extra
        self.assertEqual((copy.copy(extra), copy.deepcopy(extra)), (extra, extra))
        self.assertEqual(pickle.loads(pickle.dumps(extra)), extra)
        self.assertEqual(json.dumps(extra["a"]), '{"b": [1]}')

    def test_the_empty_extra_that_objects_share_cannot_be_changed(self) -> None:
        one = package.Function.from_dict({"name": "f", "arguments": ""})
        other = package.Function(name="g", arguments="")
        self.assertIs(one.extra, other.extra)
        one.extra.__init__(evil=1)
        one.extra.__init__({"evil": 1})
        self.assertEqual((one.extra, other.extra), ({}, {}))

    def test_a_read_only_mapping_is_made_from_whatever_dict_takes(self) -> None:
        read_only = type(package.Function(name="f", arguments="").extra)
        made = read_only([("a", [1])], b={"c": [2]})
        self.assertEqual(made, {"a": (1,), "b": {"c": (2,)}})
        self.assertEqual(hash(made), hash(read_only(b={"c": [2]}, a=[1])))


if __name__ == "__main__":
    unittest.main()
