# SPDX-License-Identifier: MIT-0
"""The enum classes. What a field does with their values is in test_fields.py."""

import copy
import json
import pickle
import unittest
from typing import Any

from .. import package
from ..support.contract import ENUMS


def every_member() -> list[tuple[str, Any]]:
    """Every member of every enum, with the name of its class."""
    return [(name, member) for name in ENUMS for member in getattr(package, name)]


class Enums(unittest.TestCase):
    def test_every_enum_has_the_values_of_the_contract_as_members_in_capitals(self) -> None:
        for name, values in ENUMS.items():
            found = {member.name: member.value for member in getattr(package, name)}
            self.assertEqual(list(found.items()), [(value.upper().replace(".", "_"), value) for value in values])

    def test_a_member_equals_its_wire_value_and_has_its_hash(self) -> None:
        for _, member in every_member():
            self.assertEqual(member, member.value)
            self.assertEqual(hash(member), hash(member.value))

    def test_a_member_is_written_as_its_wire_value(self) -> None:
        for _, member in every_member():
            value = member.value
            for text in (str(member), f"{member}", f"{member!s}", "%s" % member, "{}".format(member)):  # noqa: UP031, UP032
                self.assertEqual(text, value)
                self.assertIs(type(text), str)
            self.assertEqual(f"{member:>30}", value.rjust(30))
            self.assertEqual(json.dumps([member]), json.dumps([value]))

    def test_the_repr_of_a_member_is_its_class_and_name(self) -> None:
        for name, member in every_member():
            self.assertEqual(repr(member), f"{name}.{member.name}")

    def test_copies_and_pickles_of_a_member_are_the_member(self) -> None:
        for _, member in every_member():
            self.assertIs(copy.copy(member), member)
            self.assertIs(copy.deepcopy(member), member)
            for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
                self.assertIs(pickle.loads(pickle.dumps(member, protocol)), member)


if __name__ == "__main__":
    unittest.main()
