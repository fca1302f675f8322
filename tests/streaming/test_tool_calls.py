# SPDX-License-Identifier: MIT-0
"""The tool calls that chunks make."""

import unittest

from ..support.streams import calls, message


class ToolCalls(unittest.TestCase):
    """Which piece belongs to which call."""

    def test_without_an_index_the_id_tells(self) -> None:
        self.assertEqual(
            calls(
                {"id": "a", "function": {"name": "f", "arguments": "1"}},
                {"id": "b", "function": {"name": "f", "arguments": "2"}},
                {"id": "a", "function": {"arguments": "3"}},
            ),
            [
                {"id": "a", "type": "function", "function": {"name": "f", "arguments": "13"}},
                {"id": "b", "type": "function", "function": {"name": "f", "arguments": "2"}},
            ],
        )

    def test_without_index_and_id_a_name_begins_a_call(self) -> None:
        found = calls(
            {"id": "", "function": {"name": "f", "arguments": "1"}},
            {"function": {"name": "", "arguments": "2"}},
            {"id": None, "type": "custom", "custom": {"name": "g", "input": "3"}},
            {"custom": {"input": "4"}, "id": ""},
        )
        self.assertEqual(
            found,
            [
                {"id": "", "type": "function", "function": {"name": "f", "arguments": "12"}},
                {"id": "", "type": "custom", "custom": {"name": "g", "input": "34"}},
            ],
        )

    def test_a_call_without_an_index_stands_behind_those_before_it(self) -> None:
        found = calls(
            {"index": 4, "id": "a", "function": {"name": "f"}},
            {"id": "b", "function": {"name": "g"}},
            {"index": -1, "id": "c", "function": {"name": "h"}},
            {"index": 4, "id": "d", "function": {"arguments": "x"}},
            {"id": "a", "function": {"arguments": "y"}},
        )
        self.assertEqual([call["id"] for call in found], ["c", "a", "b"])
        self.assertEqual([call["function"]["arguments"] for call in found], ["", "xy", ""])

    def test_a_custom_call_is_put_together(self) -> None:
        self.assertEqual(
            calls(
                {"index": 0, "id": "a", "type": "custom", "custom": {"name": "note", "x": 1}},
                {"index": 0, "custom": {"name": "note", "input": "at "}},
                {"index": 0, "type": "custom", "custom": {"input": "noon", "x": None}},
            ),
            [{"id": "a", "type": "custom", "custom": {"name": "note", "input": "at noon", "x": 1}}],
        )

    def test_a_type_that_never_came_is_told_by_the_key(self) -> None:
        self.assertEqual(calls({"index": 0, "id": "a", "custom": {"name": "n"}})[0]["type"], "custom")
        self.assertEqual(calls({"index": 0, "id": "a", "function": {"name": "n"}})[0]["type"], "function")

    def test_a_call_of_an_unknown_kind_is_kept(self) -> None:
        self.assertEqual(
            calls({"index": 0, "id": "a", "type": "mcp", "server": "s"}, {"index": 0, "server": "t", "function": {}}),
            [{"id": "a", "type": "mcp", "server": "t", "function": {}}],
        )
        self.assertEqual(calls({"index": 0, "custom": "text", "type": "x"}), [{"custom": "text", "type": "x"}])

    def test_a_list_of_no_calls_is_kept(self) -> None:
        self.assertEqual(message({"tool_calls": []}, {"tool_calls": None}), {"tool_calls": []})
        self.assertEqual(message({"tool_calls": None}), {})

    def test_a_call_is_left_out_as_long_as_it_lacks_something(self) -> None:
        for finish in (False, True):
            for delta, expected in (
                ({"tool_calls": [{"index": 0, "id": "a", "type": "function"}]}, {"tool_calls": []}),
                ({"tool_calls": [{"index": 0, "id": "a", "type": "custom"}]}, {"tool_calls": []}),
                ({"tool_calls": [{"index": 0, "function": {"name": "f"}}]}, {"tool_calls": []}),
                ({"tool_calls": [{"index": 0, "id": "a", "custom": {"input": "f"}}]}, {"tool_calls": []}),
                ({"tool_calls": [{"index": 0, "id": "a", "function": {"arguments": "x"}}]}, {"tool_calls": []}),
                ({"tool_calls": [{"index": 0, "id": "a"}]}, {"tool_calls": [{"id": "a"}]}),
                ({"function_call": {"arguments": "x"}}, {}),
                ({"audio": {"id": "a", "data": "x"}}, {}),
            ):
                with self.subTest(delta=delta, finish=finish):
                    self.assertEqual(message(delta, finish=finish), expected)

    def test_another_id_with_a_name_under_the_same_index_begins_another_call(self) -> None:
        found = calls(
            {"index": 0, "id": "a", "type": "function", "function": {"name": "f", "arguments": "{1"}},
            {"index": 0, "function": {"arguments": "}"}},
            {"index": 0, "id": "b", "type": "function", "function": {"name": "f", "arguments": "{2"}},
            {"index": 0, "function": {"arguments": "}"}},
            {"index": 0, "id": "c", "type": "custom", "custom": {"name": "g", "input": "3"}},
            {"index": 0, "id": "", "custom": {"name": "", "input": "4"}},
            {"index": 1, "id": "d", "function": {"name": "h", "arguments": ""}},
            {"index": 0, "custom": {"input": "5"}},
        )
        self.assertEqual(
            found,
            [
                {"id": "a", "type": "function", "function": {"name": "f", "arguments": "{1}"}},
                {"id": "b", "type": "function", "function": {"name": "f", "arguments": "{2}"}},
                {"id": "c", "type": "custom", "custom": {"name": "g", "input": "345"}},
                {"id": "d", "type": "function", "function": {"name": "h", "arguments": ""}},
            ],
        )

    def test_calls_under_one_index_may_come_in_one_chunk(self) -> None:
        pieces = [{"index": 0, "id": name, "function": {"name": "f", "arguments": name}} for name in "abc"]
        found = message({"tool_calls": pieces})["tool_calls"]
        self.assertEqual(
            [(call["id"], call["function"]["arguments"]) for call in found], [*zip("abc", "abc", strict=True)]
        )

    def test_a_piece_with_the_id_of_an_earlier_call_continues_that_one(self) -> None:
        found = calls(
            {"index": 0, "id": "a", "function": {"name": "f", "arguments": "1"}},
            {"index": 0, "id": "b", "function": {"name": "f", "arguments": "2"}},
            {"index": 0, "id": "a", "function": {"name": "f", "arguments": "3"}},
            {"index": 0, "function": {"arguments": "4"}},
        )
        self.assertEqual([call["function"]["arguments"] for call in found], ["13", "24"])

    def test_id_and_name_may_be_repeated_in_each_piece(self) -> None:
        piece = {"index": 0, "id": "a", "type": "function", "function": {"name": "f", "arguments": "1"}}
        expected = {"id": "a", "type": "function", "function": {"name": "f", "arguments": "111"}}
        self.assertEqual(calls(piece, piece, piece), [expected])

    def test_an_id_may_come_after_the_name(self) -> None:
        for first_id in ({}, {"id": None}, {"id": ""}):
            found = calls(
                {"index": 0, "function": {"name": "f", "arguments": ""}} | first_id,
                {"index": 0, "id": "a", "function": {"name": "f", "arguments": "1"}},
                {"index": 0, "id": "a", "function": {"name": None, "arguments": "2"}},
            )
            self.assertEqual(found, [{"id": "a", "type": "function", "function": {"name": "f", "arguments": "12"}}])

    def test_another_name_after_a_call_without_an_id_begins_another_call(self) -> None:
        found = calls(
            {"index": 0, "id": "", "function": {"name": "f", "arguments": "1"}},
            {"index": 0, "id": "a", "function": {"name": "g", "arguments": "2"}},
        )
        self.assertEqual([call["function"] for call in found], [{"name": n, "arguments": a} for n, a in ("f1", "g2")])

    def test_another_id_without_a_name_begins_no_call(self) -> None:
        found = calls(
            {"index": 0, "id": "a", "function": {"name": "f", "arguments": "1"}},
            {"index": 0, "id": "b", "function": {"name": "", "arguments": "2"}},
        )
        self.assertEqual(found, [{"id": "a", "type": "function", "function": {"name": "f", "arguments": "12"}}])

    def test_the_same_id_under_another_index_is_another_call(self) -> None:
        found = calls(
            {"index": 0, "id": "a", "function": {"name": "f", "arguments": "1"}},
            {"index": 1, "id": "a", "function": {"name": "f", "arguments": "2"}},
        )
        self.assertEqual([call["function"]["arguments"] for call in found], ["1", "2"])

    def test_the_name_of_a_custom_tool_stays_when_blank_ones_follow(self) -> None:
        first = {"index": 0, "id": "a", "type": "custom", "custom": {"name": "n", "input": "x"}}
        call = {"id": "a", "type": "custom", "custom": {"name": "n", "input": "xy"}}
        self.assertEqual(calls(first, {"index": 0, "custom": {"name": "", "input": "y"}}), [call])

    def test_calls_without_an_index_stand_behind_those_before_them_and_no_further(self) -> None:
        function = {"type": "function", "function": {"name": "f", "arguments": ""}}
        found = calls(function | {"id": "a"}, function | {"id": "b"}, function | {"id": "c", "index": 1})
        self.assertEqual([call["id"] for call in found], ["a", "b", "c"])

    def test_nulls_of_a_call_of_an_unknown_kind_stay_but_for_those_that_any_piece_may_have(self) -> None:
        call = {"index": None, "id": "a", "type": "x", "function": None, "server": None}
        self.assertEqual(calls(call), [{"id": "a", "type": "x", "server": None}])

    def test_a_call_with_an_index_stands_behind_one_without_that_came_before(self) -> None:
        function = {"type": "function", "function": {"name": "f", "arguments": ""}}
        found = calls(function | {"id": "a"}, function | {"id": "b", "index": 0}, function | {"id": "c"})
        self.assertEqual([call["id"] for call in found], ["a", "b", "c"])


if __name__ == "__main__":
    unittest.main()
