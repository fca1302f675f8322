# SPDX-License-Identifier: MIT-0
"""Which pieces in a stream make one tool call, and what call they make."""

import unittest
from typing import Any

from ..support.streams import message_from, tool_calls_from


def function(name: str, arguments: str = "") -> dict[str, Any]:
    """A piece of a tool call, or what a whole one has of it."""
    return {"function": {"name": name, "arguments": arguments}}


def call(identity: str, name: str, arguments: str = "") -> dict[str, Any]:
    """A whole tool call."""
    return {"id": identity, "type": "function"} | function(name, arguments)


def more(arguments: str) -> dict[str, Any]:
    """A piece with nothing but arguments."""
    return {"function": {"arguments": arguments}}


class PiecesWithAnIndex(unittest.TestCase):
    def test_id_and_name_may_be_repeated_in_each_piece(self) -> None:
        self.assertEqual(tool_calls_from(*[{"index": 0} | call("a", "f", "1")] * 3), [call("a", "f", "111")])

    def test_the_id_may_come_after_the_name(self) -> None:
        for first_id in ({}, {"id": None}, {"id": ""}):
            found = tool_calls_from(
                {"index": 0} | function("f") | first_id,
                {"index": 0, "id": "a"} | function("f", "1"),
                {"index": 0, "id": "a", "function": {"name": None, "arguments": "2"}},
            )
            self.assertEqual(found, [call("a", "f", "12")])

    def test_id_and_name_may_come_after_the_first_arguments(self) -> None:
        found = tool_calls_from({"index": 0} | more("1"), {"index": 0, "id": "a"} | function("f", "2"))
        self.assertEqual(found, [call("a", "f", "12")])

    def test_a_new_id_with_a_name_under_the_same_index_begins_another_call(self) -> None:
        found = tool_calls_from(
            {"index": 0} | call("a", "f", "{1"),
            {"index": 0} | more("}"),
            {"index": 0} | call("b", "f", "{2"),
            {"index": 0} | more("}"),
            {"index": 0, "id": "c", "type": "custom", "custom": {"name": "g", "input": "3"}},
            {"index": 0, "id": "", "custom": {"name": "", "input": "4"}},
            {"index": 1, "id": "d"} | function("h"),
            {"index": 0, "custom": {"input": "5"}},
        )
        custom = {"id": "c", "type": "custom", "custom": {"name": "g", "input": "345"}}
        self.assertEqual(found, [call("a", "f", "{1}"), call("b", "f", "{2}"), custom, call("d", "h")])

    def test_several_calls_under_one_index_may_come_in_one_chunk(self) -> None:
        calls = [call(name, "f", name) for name in "abc"]
        self.assertEqual(message_from({"tool_calls": [{"index": 0} | each for each in calls]}), {"tool_calls": calls})

    def test_the_id_of_an_earlier_call_under_the_same_index_continues_that_call(self) -> None:
        found = tool_calls_from(
            {"index": 0, "id": "a"} | function("f", "1"),
            {"index": 0, "id": "b"} | function("f", "2"),
            {"index": 0, "id": "a"} | function("f", "3"),
            {"index": 0} | more("4"),
        )
        self.assertEqual(found, [call("a", "f", "13"), call("b", "f", "24")])

    def test_another_name_after_a_call_without_an_id_begins_another_call(self) -> None:
        found = tool_calls_from(
            {"index": 0, "id": ""} | function("f", "1"), {"index": 0, "id": "a"} | function("g", "2")
        )
        self.assertEqual(found, [call("", "f", "1"), call("a", "g", "2")])
        first, second = ({"type": "custom", "custom": {"name": name, "input": ""}} for name in "fg")
        found = tool_calls_from({"index": 0, "id": ""} | first, {"index": 0, "id": "a"} | second)
        self.assertEqual(found, [{"id": ""} | first, {"id": "a"} | second])

    def test_another_id_without_a_name_continues_the_call(self) -> None:
        found = tool_calls_from(
            {"index": 0, "id": "a"} | function("f", "1"), {"index": 0, "id": "b"} | function("", "2")
        )
        self.assertEqual(found, [call("a", "f", "12")])

    def test_the_same_id_under_another_index_is_another_call(self) -> None:
        found = tool_calls_from(
            {"index": 0, "id": "a"} | function("f", "1"), {"index": 1, "id": "a"} | function("f", "2")
        )
        self.assertEqual(found, [call("a", "f", "1"), call("a", "f", "2")])


class Names(unittest.TestCase):
    """Names that do not come whole in the first piece, and other names under one index."""

    def test_a_name_in_pieces_is_joined(self) -> None:
        found = tool_calls_from(
            {"index": 0} | call("a", "tide_", "{"), {"index": 0} | function("ta"), {"index": 0} | function("ble", "}")
        )
        self.assertEqual(found, [call("a", "tide_table", "{}")])

    def test_a_name_that_is_repeated_or_grows_is_no_piece(self) -> None:
        for names in (["ti", "ti", "tide", "tide", ""], ["", "tide"], ["tide", ""]):
            found = tool_calls_from(*[{"index": 0, "id": "a"} | function(name, "1") for name in names])
            self.assertEqual(found, [call("a", "tide", "1" * len(names))])

    def test_another_name_begins_another_call_if_the_arguments_are_a_whole_object(self) -> None:
        for begun, is_whole in (
            (["{}"], True),
            (["{", '"a": "}\\"', '", "b": [{', "}]", "} \n"], True),
            ([" {", "}"], True),
            ([], False),
            (["{"], False),
            (['{"a": "}', "}"], False),
            (['{"a": "\\', '"}'], False),
            (["{}", "x"], False),
            (["[]"], False),
            (['"{}"'], False),
        ):
            with self.subTest(begun=begun):
                pieces = [{"index": 0} | more(text) for text in begun]
                found = tool_calls_from({"index": 0} | call("a", "f"), *pieces, {"index": 0} | function("g", "{}"))
                text = "".join(begun)
                other = {"type": "function"} | function("g", "{}")
                self.assertEqual(found, [call("a", "f", text)] if is_whole else [call("a", "fg", text + "{}")])
                message = message_from(
                    {"tool_calls": [{"index": 0} | call("a", "f", text)]},
                    {"tool_calls": [{"index": 0, "id": "a"} | other]},
                )
                self.assertEqual(len(message["tool_calls"]), 2 if is_whole else 1)

    def test_the_name_of_another_kind_of_tool_begins_another_call(self) -> None:
        custom = {"type": "custom", "custom": {"name": "f", "input": "x"}}
        found = message_from({"tool_calls": [{"index": 0, "id": "a"} | custom, {"index": 0} | function("f", "{}")]})
        self.assertEqual(found["tool_calls"], [{"id": "a"} | custom])
        found = message_from({"tool_calls": [{"index": 0, "id": "a"} | function("", "{}"), {"index": 0} | custom]})
        both = {"type": "custom"} | function("", "{}") | custom
        self.assertEqual(found["tool_calls"], [{"id": "a"} | both])

    def test_another_name_without_arguments_begins_no_other_call(self) -> None:
        found = tool_calls_from({"index": 0} | call("a", "f", "{}"), {"index": 0} | function("g"))
        self.assertEqual(found, [call("a", "fg", "{}")])

    def test_the_name_of_a_custom_call_or_a_function_call_may_come_in_pieces(self) -> None:
        pieces = [{"name": "no", "input": "at "}, {"name": "te", "input": "noon"}, {"name": "note"}]
        found = tool_calls_from(
            {"index": 0, "id": "a", "custom": pieces[0]}, *[{"index": 0, "custom": piece} for piece in pieces[1:]]
        )
        self.assertEqual(found, [{"id": "a", "type": "custom", "custom": {"name": "note", "input": "at noon"}}])
        called = message_from(*[{"function_call": function(name, "1")["function"]} for name in ("ti", "de", "tide")])
        self.assertEqual(called, {"function_call": {"name": "tide", "arguments": "111"}})


class OtherIndexes(unittest.TestCase):
    def test_a_piece_under_an_index_without_a_call_belongs_to_the_latest_call(self) -> None:
        for blank in ({}, {"id": None}, {"id": "", "type": "function"}):
            found = tool_calls_from(
                {"index": 0} | call("a", "f"),
                {"index": 0} | more("{"),
                {"index": 1} | more("1") | blank,
                {"index": 1} | more("}") | blank,
                {"index": 1} | call("b", "g"),
                {"index": 2, "function": {"name": None, "arguments": "{}"}} | blank,
                {"index": 1} | more(" "),
                {"index": 0} | more(" "),
            )
            self.assertEqual(found, [call("a", "f", "{1} "), call("b", "g", "{} ")])

    def test_a_piece_of_another_kind_or_with_an_id_begins_a_call(self) -> None:
        found = message_from(
            {"tool_calls": [{"index": 0} | call("a", "f", "{}")]},
            {"tool_calls": [{"index": 1, "type": "custom", "custom": {"input": "x"}}]},
            {"tool_calls": [{"index": 2, "type": "mcp"}]},
            {"tool_calls": [{"index": 3, "x": 1}]},
            {"tool_calls": [{"index": 4, "id": "b"} | more("{}")]},
            {"tool_calls": [{"index": 1, "id": "c", "custom": {"name": "g"}}]},
            {"tool_calls": [{"index": 4} | function("h")]},
        )
        custom = {"id": "c", "type": "custom", "custom": {"name": "g", "input": "x"}}
        self.assertEqual(
            found["tool_calls"], [call("a", "f", "{}"), custom, {"type": "mcp"}, {"x": 1}, call("b", "h", "{}")]
        )

    def test_a_known_id_continues_its_call_if_one_of_them_has_no_index(self) -> None:
        for first, then in ((0, None), (None, 0), (None, 7)):
            found = tool_calls_from(
                call("a", "f", "1") | {"index": first},
                call("b", "g", "2") | {"index": first and 1},
                call("a", "f", "3") | {"index": then},
            )
            self.assertEqual(found[0], call("a", "f", "13"))
            self.assertEqual(len(found), 2)

    def test_a_known_id_under_two_indexes_is_two_calls_also_if_it_came_without_one(self) -> None:
        found = tool_calls_from(
            call("a", "f", "1"), call("a", "f", "2") | {"index": 0}, call("a", "f", "3") | {"index": 1}
        )
        self.assertEqual(found, [call("a", "f", "12"), call("a", "f", "3")])


class PiecesWithoutAnIndex(unittest.TestCase):
    def test_pieces_without_an_index_belong_to_the_call_with_their_id(self) -> None:
        found = tool_calls_from(
            {"id": "a"} | function("f", "1"),
            {"id": "b"} | function("f", "2"),
            {"id": "a"} | more("3"),
            {"id": "c", "type": "mcp"},
        )
        self.assertEqual(found, [call("a", "f", "13"), call("b", "f", "2"), {"id": "c", "type": "mcp"}])

    def test_a_name_begins_a_call_where_there_is_neither_index_nor_id(self) -> None:
        found = tool_calls_from(
            {"id": ""} | function("f", "1"),
            function("", "2"),
            {"id": None, "type": "custom", "custom": {"name": "g", "input": "3"}},
            {"custom": {"input": "4"}, "id": ""},
        )
        custom = {"id": "", "type": "custom", "custom": {"name": "g", "input": "34"}}
        self.assertEqual(found, [call("", "f", "12"), custom])

    def test_a_piece_without_index_id_and_name_continues_the_latest_call(self) -> None:
        self.assertEqual(tool_calls_from({"type": "mcp"}, {"x": 1}), [{"type": "mcp", "x": 1}])

    def test_a_new_id_alone_begins_no_call(self) -> None:
        found = tool_calls_from(
            call("a", "f", "{"), {"id": "b"} | function("", "1"), {"id": "c"} | more("}"), {"id": "b"} | more(" ")
        )
        self.assertEqual(found, [call("a", "f", "{1} ")])

    def test_pieces_of_one_delta_are_never_merged(self) -> None:
        for pieces in (
            [call("a", "f", "{}"), call("a", "f", "{}")],
            [call("", "f", "{}"), call("", "f", "{}")],
            [call("a", "f", "{"), call("b", "f", "}")],
        ):
            self.assertEqual(message_from({"tool_calls": pieces}), {"tool_calls": pieces})
        pieces = [call("a", "f"), {"id": "", "type": "function"} | more("{}")]
        found = message_from({"tool_calls": pieces}, {"tool_calls": [function("g", "1")]})
        self.assertEqual(found, {"tool_calls": [call("a", "f")]})

    def test_calls_without_an_index_follow_the_calls_that_came_before(self) -> None:
        for pieces, expected in (
            (
                [
                    {"index": 4, "id": "a"} | function("f"),
                    {"id": "b"} | function("g"),
                    {"index": -1, "id": "c"} | function("h"),
                    {"index": 4, "id": "d"} | more("x"),
                    {"id": "a"} | more("y"),
                ],
                [call("c", "h"), call("a", "f", "xy"), call("b", "g")],
            ),
            (
                [call("a", "f"), call("b", "f"), call("c", "f") | {"index": 1}],
                [call("a", "f"), call("b", "f"), call("c", "f")],
            ),
            (
                [call("a", "f"), call("b", "f") | {"index": 0}, call("c", "f")],
                [call("a", "f"), call("b", "f"), call("c", "f")],
            ),
        ):
            with self.subTest(pieces=pieces):
                self.assertEqual(tool_calls_from(*pieces), expected)


class KindsOfCalls(unittest.TestCase):
    def test_pieces_of_a_custom_call_are_joined(self) -> None:
        self.assertEqual(
            tool_calls_from(
                {"index": 0, "id": "a", "type": "custom", "custom": {"name": "note", "x": 1}},
                {"index": 0, "custom": {"name": "note", "input": "at "}},
                {"index": 0, "custom": {"name": "", "input": "no"}},
                {"index": 0, "type": "custom", "custom": {"input": "on", "x": None}},
            ),
            [{"id": "a", "type": "custom", "custom": {"name": "note", "input": "at noon", "x": 1}}],
        )

    def test_the_type_of_a_call_follows_from_its_keys_if_no_type_came(self) -> None:
        for kind, member in (("custom", {"name": "n", "input": ""}), ("function", {"name": "n", "arguments": ""})):
            found = tool_calls_from({"index": 0, "id": "a", kind: member})
            self.assertEqual(found, [{"id": "a", "type": kind, kind: member}])

    def test_calls_of_an_unknown_type_are_kept(self) -> None:
        for pieces, expected in (
            (
                [
                    {"id": "a", "type": "mcp", "server": "s", "x": {"name": "f", "input": "1"}},
                    {"server": "t", "x": {"name": "g", "input": "2"}, "function": {}},
                ],
                {"id": "a", "type": "mcp", "server": "t", "x": {"name": "g", "input": "2"}, "function": {}},
            ),
            ([{"custom": "text", "type": "x"}], {"custom": "text", "type": "x"}),
            (
                [{"index": None, "id": "a", "type": "x", "function": None, "server": None}],
                {"id": "a", "type": "x", "server": None},
            ),
        ):
            self.assertEqual(tool_calls_from(*[{"index": 0} | piece for piece in pieces]), [expected])

    def test_an_empty_list_of_tool_calls_is_kept_and_null_is_not(self) -> None:
        self.assertEqual(message_from({"tool_calls": []}, {"tool_calls": None}), {"tool_calls": []})
        self.assertEqual(message_from({"tool_calls": None}), {})


if __name__ == "__main__":
    unittest.main()
