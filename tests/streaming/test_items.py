# SPDX-License-Identifier: MIT-0
"""How assemble joins the arrays of a delta or a choice: which item a piece continues, and which items are new."""

import unittest
from typing import Any

from .. import submodule
from ..support.streams import STOP, chunk, delta_chunk, message_from

streaming = submodule("streaming")
assemble = streaming.assemble


def thought(text: str | None = None, **more: Any) -> dict[str, Any]:
    """A piece of reasoning with index 0."""
    return {"type": "reasoning.text", "index": 0} | ({} if text is None else {"text": text}) | more


def block(text: str | None = None, **more: Any) -> dict[str, Any]:
    """A piece of reasoning without an index."""
    return {"type": "thinking"} | ({} if text is None else {"thinking": text}) | more


def source(url: str, start: int = 0) -> dict[str, Any]:
    citation = {"start_index": start, "end_index": start + 3, "url": url, "title": "A page"}
    return {"type": "url_citation", "url_citation": citation}


# What each case shows, the arrays of the chunks in turn, and the array that they make.
WITH_AN_INDEX: list[tuple[str, list[list[Any]], list[Any]]] = [
    ("pieces with one index and type are one item", [[thought("a")], [thought(" b")]], [thought("a b")]),
    ("a word that comes twice is no repetition", [[thought(" the")], [thought(" the")]], [thought(" the the")]),
    (
        "pieces of several items may take turns",
        [[thought("a"), thought("x", index=1)], [thought("y", index=1)], [thought("b")]],
        [thought("ab"), thought("xy", index=1)],
    ),
    (
        "another type is another item",
        [[thought("a")], [thought(type="reasoning.encrypted", data="k")], [thought("b")]],
        [thought("ab"), thought(type="reasoning.encrypted", data="k")],
    ),
    ("a piece without a type has that of its item", [[thought("a")], [{"index": 0, "text": "b"}]], [thought("ab")]),
    (
        "an id is no type",
        [[{"index": 0, "id": "x", "text": "a"}], [{"index": 0, "type": "x", "text": "b"}]],
        [{"index": 0, "id": "x", "text": "a"}, {"index": 0, "type": "x", "text": "b"}],
    ),
    (
        "an id goes on with its item",
        [[thought("a", id="1")], [thought("x", id="2")], [thought("b", id="1")]],
        [thought("ab", id="1"), thought("x", id="2")],
    ),
    (
        "an id may come later, or only once",
        [[thought("a")], [thought("b", id="1")], [thought("c")], [thought("x", id="2")], [thought("d", id="1")]],
        [thought("abcd", id="1"), thought("x", id="2")],
    ),
    (
        "the last value of another key that is neither null nor blank counts",
        [[thought("a", format="x", n=1)], [thought(format="y", n=2)], [thought(format="", n=None)]],
        [thought("a", format="y", n=2)],
    ),
    (
        "summaries and reasoning in items are texts, and other strings are not",
        [[thought(summary="a", reasoning="x", data="1")], [thought(summary="b", reasoning="y", data="2")]],
        [thought(summary="ab", reasoning="xy", data="2")],
    ),
    (
        "a signature ends an item",
        [[thought("a")], [thought(signature="S")], [thought("b")], [thought("c")], [thought(signature="T")]],
        [thought("a", signature="S"), thought("bc", signature="T")],
    ),
    (
        "a blank signature ends nothing",
        [[thought("", signature="")], [thought("a", signature=None)], [thought("b", signature="S")]],
        [thought("ab", signature="S")],
    ),
    (
        "a signature may be repeated",
        [[thought("a", signature="S")], [thought(signature="S")], [thought("", signature="S")]],
        [thought("a", signature="S")],
    ),
    (
        "another signature belongs to another item",
        [[thought(signature="S")], [thought(signature="T")]],
        [thought(signature="S"), thought(signature="T")],
    ),
    (
        "an object that contradicts the one before belongs to another item",
        [[source("u") | {"index": 0}], [source("v") | {"index": 0}]],
        [source("u") | {"index": 0}, source("v") | {"index": 0}],
    ),
    (
        "an object that adds keys goes on",
        [[{"index": 0, "tool": {"name": "f"}}], [{"index": 0, "tool": {"name": "f", "output": {"a": 1}}}]],
        [{"index": 0, "tool": {"name": "f", "output": {"a": 1}}}],
    ),
    (
        "arrays in items are extended",
        [[{"index": 0, "found": {"pages": []}}], [{"index": 0, "found": {"pages": [{"url": "u"}]}}]],
        [{"index": 0, "found": {"pages": [{"url": "u"}]}}],
    ),
    (
        "items of one chunk are never merged with each other",
        [[thought("a"), thought("b")], [thought("c"), thought("d")]],
        [thought("a"), thought("bc"), thought("d")],
    ),
]
WITHOUT_AN_INDEX: list[tuple[str, list[list[Any]], list[Any]]] = [
    (
        "sources without a type stay apart, also if they have a text",
        [[{"url": "a", "text": "x"}], [{"url": "b", "text": "y"}]],
        [{"url": "a", "text": "x"}, {"url": "b", "text": "y"}],
    ),
    (
        "a text goes on in the last item, until its signature",
        [[block("a", signature=None)], [block("b")], [block("", signature="S")], [block("c")]],
        [block("ab", signature="S"), block("c")],
    ),
    ("a signature alone signs the last item", [[block("a")], [block(signature="S")]], [block("a", signature="S")]),
    (
        "another type or another text key is another item",
        [[block("a")], [{"type": "thinking", "text": "b"}], [{"type": "redacted", "thinking": "c"}], [block("d")]],
        [block("a"), {"type": "thinking", "text": "b"}, {"type": "redacted", "thinking": "c"}, block("d")],
    ),
    (
        "another id is another item",
        [[block("a", id="1")], [block("b", id="1")], [block("c", id="2")]],
        [block("ab", id="1"), block("c", id="2")],
    ),
    (
        "lists of parts go on in the last item",
        [[block([block("a")])], [block([block("b")])]],  # type: ignore[arg-type]
        [block([block("ab")])],  # type: ignore[arg-type]
    ),
    (
        "an item that came already adds nothing",
        [[source("u")], [source("u")], [source("u"), source("v")], [source("v")]],
        [source("u"), source("v")],
    ),
    ("equal items of one chunk are kept", [[source("u"), source("u")]], [source("u"), source("u")]),
    (
        "true is not equal to 1, and 1.0 is",
        [[{"a": 1}], [{"a": True}], [{"a": 1.0}], [{"a": [True]}], [{"a": [1]}]],
        [{"a": 1}, {"a": True}, {"a": [True]}, {"a": [1]}],
    ),
    ("citations that differ are never merged", [[source("u")], [source("u", 9)]], [source("u"), source("u", 9)]),
    ("numbers always add", [[11, 12], [1.5]], [11, 12, 1.5]),
    ("equal numbers too", [[11, 12], [12], [12]], [11, 12, 12, 12]),
    ("so do booleans and null", [[True, None], [True, None]], [True, None, True, None]),
    ("a list that begins with all that came replaces it", [["a"], ["a", "b"], ["a", "b", "b"]], ["a", "b", "b"]),
    ("other texts add, but for those that came already", [["a", "b"], ["c"], ["b", "d"]], ["a", "b", "c", "d"]),
    ("nested arrays add", [[[1]], [[2, 3]]], [[1], [2, 3]]),
    ("an empty array adds nothing", [[], ["a"], []], ["a"]),
    ("pieces of other types stand side by side", [["a"], [1], [{"b": 2}], [None]], ["a", 1, {"b": 2}, None]),
]


class Items(unittest.TestCase):
    def test_each_kind_of_item_is_joined_by_its_rule(self) -> None:
        for shown, pieces, expected in WITH_AN_INDEX + WITHOUT_AN_INDEX:
            with self.subTest(shown):
                self.assertEqual(message_from(*[{"x": items} for items in pieces]), {"x": expected})
                in_object = message_from(*[{"o": {"x": items}} for items in pieces])
                self.assertEqual(in_object, {"o": {"x": expected}})
                found = assemble([delta_chunk({}, x=items) for items in pieces]).choices[0].to_dict()["x"]
                self.assertEqual(found, expected)

    def test_an_array_that_comes_once_is_kept_as_it_is(self) -> None:
        for _, pieces, _ in WITH_AN_INDEX + WITHOUT_AN_INDEX:
            whole = [item for items in pieces for item in items]
            self.assertEqual(message_from({"x": whole}), {"x": whole})

    def test_the_last_array_at_the_top_level_counts(self) -> None:
        chunks = [chunk(x=["a"], y={"z": [1]}), chunk(x=["b"], y={"z": [2]}), STOP]
        self.assertEqual(assemble(chunks).extra, {"x": ("b",), "y": {"z": (2,)}})

    def test_arrays_of_logprobs_keep_all_their_items(self) -> None:
        token = {"token": "a", "logprob": -1}
        found = assemble([delta_chunk({}, logprobs={"content": None, "tokens": [token, "a"]})] * 2).choices[0]
        self.assertEqual(
            found.logprobs.to_dict(), {"content": None, "refusal": None, "tokens": [token, "a", token, "a"]}
        )


if __name__ == "__main__":
    unittest.main()
