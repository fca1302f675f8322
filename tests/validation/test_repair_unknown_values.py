# SPDX-License-Identifier: MIT-0
"""What repair leaves out of unknown values, because no object can keep it."""

import datetime
import unittest
from typing import Any

from ..support.bodies import a_body, a_message
from ..support.documents import nested
from .repairing import NOT_JSON, RepairTest, a_moderation_result, repair

DATE = datetime.date(2026, 1, 1)
ODD_KEYS: dict[Any, Any] = {5: 1, None: 2, ("a",): 3}


class UnknownValues(RepairTest):
    def test_repair_leaves_out_parts_of_an_unknown_value_that_are_not_json(self) -> None:
        self.assert_repaired(
            a_body(x={"day": DATE, "days": [1, DATE, 2], 5: "five", "tuple": (1, DATE)}, y=DATE, z=5),
            a_body(x={"days": [1, 2], "tuple": [1]}, z=5),
        )

    def test_repair_leaves_out_parts_of_an_unknown_tool_call_that_are_not_json(self) -> None:
        self.assert_repaired(
            a_message(tool_calls=[{"type": "file", "function": NOT_JSON, "x": [NOT_JSON]}]),
            a_message(tool_calls=[{"type": "file", "x": []}]),
        )

    def test_repair_leaves_out_parts_of_metadata_that_are_not_json(self) -> None:
        self.assert_field_repaired(a_body, "metadata", ({"a": DATE, "b": [DATE, 1]}, {"b": [1]}))

    def test_repair_leaves_out_levels_beyond_the_hundredth(self) -> None:
        accepted = a_body(x=nested(100, core=1))
        self.assertIs(repair(accepted), accepted)
        self.assert_field_repaired(a_body, "x", (nested(150, core=1), nested(99, core=[])))
        self.assert_field_repaired(a_body, "metadata", ({"a": nested(101, core=1)}, {"a": nested(99, core=[])}))

    def test_repair_leaves_out_keys_that_are_not_strings(self) -> None:
        self.assert_repaired(a_body() | ODD_KEYS, a_body())
        self.assert_repaired(a_message(content=5) | ODD_KEYS, a_message(content="5"))
        self.assert_field_repaired(a_body, "metadata", ({"a": "b"} | ODD_KEYS, {"a": "b"}))
        self.assert_field_repaired(a_moderation_result, "categories", ({"harm": "yes"} | ODD_KEYS, {"harm": False}))

    def test_repair_leaves_a_value_that_contains_itself_out_of_itself(self) -> None:
        cycle: dict[str, Any] = {"a": 1}
        cycle |= {"self": cycle, "again": cycle, "both": [cycle, cycle, 2]}
        self.assertEqual(repair(a_body(x=cycle)), a_body(x={"a": 1, "both": [2]}))


if __name__ == "__main__":
    unittest.main()
