# SPDX-License-Identifier: MIT-0
"""What every field takes and refuses, by the rules in tests/support/contract.py."""

import dataclasses
import unittest
from typing import Any

from .. import package
from ..support.contract import EXPECTED, RESPONSE, RESULT_BODY
from ..support.documents import without
from .cases import (
    added_keys,
    constant,
    enum_of,
    every_class,
    every_enum_field,
    every_field,
    every_optional_field,
    every_required_field,
    fields_where,
    json_type,
    refused,
)

OTHER_TYPES = {  # by JSON type, values of other types
    "string": [1, 1.5, True, [], {}],
    "integer": ["1", 1.0, True, [], {}],
    "number": ["1", True, [], {}],
    "boolean": ["true", 1, 0.0, [], {}],
    "array": ["[]", 1, 1.5, True, {}],
    "object": ["{}", 1, 1.5, True, []],
    "bytes": ["[]", 1, 1.5, True, {}],
}
JSON_NAMES = {str: "string", int: "integer", float: "number", bool: "boolean", list: "array", dict: "object"}


class Fields(unittest.TestCase):
    @every_class
    def test_every_class_has_the_fields_of_the_contract_and_extra(self, cls: Any, sample: Any, rules: Any) -> None:
        self.assertEqual([field.name for field in dataclasses.fields(cls)], [*rules, "extra"])

    def assert_refused(self, cls: Any, data: Any, key: str, rule: str, found: str) -> None:
        error = refused(cls.from_dict, data)
        expected = EXPECTED.get(json_type(rule), json_type(rule)) + ("" if rule.endswith("!") else " or null")
        self.assertEqual(str(error), f"$.{key}: expected {expected}, {found}")
        self.assertEqual(error.path, (key,))

    @every_field
    def test_a_value_of_another_json_type_is_refused(self, cls: Any, sample: Any, key: str, rule: str) -> None:
        for value in OTHER_TYPES[json_type(rule)]:
            self.assert_refused(cls, sample | {key: value}, key, rule, f"got {JSON_NAMES[type(value)]}")

    @every_required_field
    def test_a_missing_required_key_is_refused(self, cls: Any, sample: Any, key: str, rule: str) -> None:
        self.assert_refused(cls, without(sample, key), key, rule, "but the key is missing")

    @every_required_field
    def test_null_for_a_required_key_is_refused(self, cls: Any, sample: Any, key: str, rule: str) -> None:
        self.assert_refused(cls, sample | {key: None}, key, rule, "got null")

    @every_optional_field
    def test_an_absent_or_null_field_holds_no_value_and_comes_back_as_it_came(
        self, cls: Any, sample: Any, key: str, rule: str
    ) -> None:
        for data in (without(sample, key), sample | {key: None}):
            parsed = cls.from_dict(data)
            self.assertEqual(getattr(parsed, key), constant(rule))
            self.assertEqual(added_keys(parsed), {})
            self.assertEqual(parsed.to_dict(), data)
            with_unknown = cls.from_dict(data | {"added": [1]})
            self.assertEqual(added_keys(with_unknown), {"added": (1,)})
            self.assertEqual(with_unknown.to_dict(), data | {"added": [1]})

    @fields_where(lambda name, key, rule: rule.endswith("?") and name != "Unrecognized")
    def test_an_object_shares_the_empty_extra_if_a_field_without_a_value_is_written_as_by_hand(
        self, cls: Any, sample: Any, key: str, rule: str
    ) -> None:
        data = dataclasses.replace(cls.from_dict(sample), **{key: None}).to_dict()
        self.assertIs(cls.from_dict(data).extra, cls.from_dict(sample).extra)

    def test_a_wrong_key_or_value_in_a_map_is_refused_with_its_path(self) -> None:
        types = "category_applied_input_types"
        of_moderation: list[tuple[dict[str, Any], str]] = [
            ({"categories": {"a": 1}}, "$.categories.a: expected boolean, got integer"),
            ({"categories": {1: True}}, "$.categories: expected strings as keys, got integer"),
            ({"category_scores": {"a": "1"}}, "$.category_scores.a: expected number, got string"),
            ({"category_scores": {"a": True}}, "$.category_scores.a: expected number, got boolean"),
            ({types: {"a": "text"}}, f"$.{types}.a: expected array, got string"),
            ({types: {"a": ["text", 5]}}, f"$.{types}.a[1]: expected string, got integer"),
        ]
        for change, text in of_moderation:
            self.assertEqual(str(refused(package.ModerationResultBody.from_dict, RESULT_BODY | change)), text)
        of_response: list[tuple[dict[str, Any], str]] = [
            ({"metadata": {"a": {1}}}, "$.metadata.a: expected a JSON value, got set"),
            ({"metadata": {"a": [{"b": {1}}]}}, "$.metadata.a[0].b: expected a JSON value, got set"),
        ]
        for change, text in of_response:
            self.assertEqual(str(refused(package.CreateChatCompletionResponse.from_dict, RESPONSE | change)), text)

    @every_enum_field
    def test_a_known_enum_value_is_read_as_the_member(self, cls: Any, sample: Any, key: str, rule: str) -> None:
        for member in enum_of(cls, key):
            self.assertIs(getattr(cls.from_dict(sample | {key: member.value}), key), member)

    @every_enum_field
    def test_an_unknown_enum_value_stays_a_plain_string(self, cls: Any, sample: Any, key: str, rule: str) -> None:
        for value in ("", "no such value", "STOP"):
            parsed = cls.from_dict(sample | {key: value})
            self.assertIs(type(getattr(parsed, key)), str)
            self.assertEqual(parsed.to_dict(), sample | {key: value})


if __name__ == "__main__":
    unittest.main()
