# SPDX-License-Identifier: MIT-0
"""Reading every class with from_dict and writing it back with to_dict."""

import json
import unittest
from collections.abc import Iterator, Mapping
from typing import Any

from .cases import Items, Real, Table, Text, Whole, added_keys, every_class


def as_subclasses(value: Any) -> Any:
    """The same JSON value, made of subclasses of the plain types."""
    if isinstance(value, dict):
        return Table({Text(key): as_subclasses(member) for key, member in value.items()})
    if isinstance(value, list):
        return Items(map(as_subclasses, value))
    kinds = {str: Text, int: Whole, float: Real}
    return kinds[type(value)](value) if type(value) in kinds else value


def types_in(value: Any) -> set[type]:
    """The types of a JSON value and of everything inside."""
    found = {type(value)}
    if isinstance(value, dict):
        return found.union(*map(types_in, [*value, *value.values()]))
    return found.union(*map(types_in, value)) if isinstance(value, list) else found


class RoundTrip(unittest.TestCase):
    @every_class
    def test_a_whole_payload_comes_back_and_the_input_is_not_changed(self, cls: Any, sample: Any, rules: Any) -> None:
        before = json.dumps(sample, sort_keys=True)
        parsed = cls.from_dict(sample)
        self.assertEqual(json.dumps(parsed.to_dict(), sort_keys=True), before)
        self.assertEqual(json.dumps(sample, sort_keys=True), before)

    @every_class
    def test_unknown_keys_are_kept_in_extra_and_emitted(self, cls: Any, sample: Any, rules: Any) -> None:
        unknown = {"provider": "Northwind", "list": [1, [2.5], {"a": None}], "": True}
        unknown |= {"extra": 1, "_wire": 2, "self": 3}
        parsed = cls.from_dict(sample | unknown)
        self.assertEqual(added_keys(parsed), unknown | {"list": (1, (2.5,), {"a": None})})
        self.assertEqual(parsed.to_dict(), sample | unknown)

    @every_class
    def test_subclasses_of_the_plain_types_are_read_and_emitted_as_plain_types(
        self, cls: Any, sample: Any, rules: Any
    ) -> None:
        data = sample | {"more": [1, 2.5, {"a": "b"}]}
        parsed = cls.from_dict(as_subclasses(data))
        self.assertEqual(repr(parsed), repr(cls.from_dict(data)))
        plain = {dict, list, str, int, float, bool, type(None)}
        self.assertLessEqual(types_in(parsed.to_dict()), plain)


class WrongCalls(unittest.TestCase):
    @every_class
    def test_from_dict_of_anything_but_a_dict_says_what_to_call_instead(
        self, cls: Any, sample: Any, rules: Any
    ) -> None:
        class Mapped(Mapping[str, Any]):
            def __getitem__(self, key: str) -> Any:
                return sample[key]

            def __iter__(self) -> Iterator[str]:
                return iter(sample)

            def __len__(self) -> int:
                return len(sample)

        has_json = hasattr(cls, "from_json")
        text = "from_json reads JSON text" if has_json else "json.loads makes a dict of JSON text"
        cases = [
            ("{}", "str", text),
            (b"{}", "bytes", text),
            (bytearray(b"{}"), "bytearray", text),
            ([sample], "list", "call it once for each item"),
            ((sample,), "tuple", "call it once for each item"),
            (Mapped(), "Mapped", "dict(...) makes one"),
            (cls.from_dict(sample), cls.__name__, "call its to_dict() first"),
            (None, "NoneType", "the object as json.loads gives it"),
            (7, "int", "the object as json.loads gives it"),
        ]
        for data, kind, advice in cases:
            with self.assertRaises(TypeError) as caught:
                cls.from_dict(data)
            self.assertNotIsInstance(caught.exception, ValueError)
            self.assertEqual(str(caught.exception), f"{cls.__name__}.from_dict takes a dict, got {kind}: {advice}")


if __name__ == "__main__":
    unittest.main()
