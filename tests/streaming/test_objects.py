# SPDX-License-Identifier: MIT-0
"""How assemble merges objects that arrive in pieces: the usage, and objects that the schema does not name."""

import copy
import unittest
from typing import Any, ClassVar

from .. import submodule
from ..support.streams import STOP, USAGE, chunk, delta_chunk, message_from

assemble = submodule("streaming").assemble


class Usage(unittest.TestCase):
    """Which usage the response has, by the usage at each place in turn."""

    DETAILS: ClassVar = {"prompt_tokens_details": {"cached_tokens": 2, "audio_tokens": None}, "cost": {"usd": 0.5}}

    def usage_of(self, *chunks: dict[str, Any]) -> Any:
        response = assemble([STOP, *chunks]).to_dict()
        return response.get("usage")

    def test_the_last_value_of_each_key_that_is_not_null_counts(self) -> None:
        more = USAGE | {"total_tokens": 9, "prompt_tokens_details": {"cached_tokens": None, "audio_tokens": 1}}
        for usages, expected in (
            ([USAGE | self.DETAILS, USAGE | {"total_tokens": 9}], USAGE | self.DETAILS | {"total_tokens": 9}),
            (
                [USAGE | self.DETAILS, more, None],
                more | {"prompt_tokens_details": {"cached_tokens": 2, "audio_tokens": 1}, "cost": {"usd": 0.5}},
            ),
            (
                [USAGE, USAGE | {"cost": {"usd": 1, "tax": 2}}, USAGE | {"cost": {"usd": 3}}],
                USAGE | {"cost": {"usd": 3, "tax": 2}},
            ),
            ([USAGE | {"x": [1, 2]}, USAGE | {"x": [3]}], USAGE | {"x": [3]}),
            ([USAGE, USAGE | {"total_tokens": 0}], USAGE | {"total_tokens": 0}),
        ):
            with self.subTest(usages=usages):
                self.assertEqual(self.usage_of(*[chunk(usage=usage) for usage in usages]), expected)

    def test_a_usage_in_x_groq_or_in_a_choice_counts_where_none_is_at_the_top(self) -> None:
        in_groq, in_choice = chunk(x_groq={"id": "r", "usage": USAGE}), delta_chunk({}, usage=USAGE)
        more = USAGE | {"total_tokens": 9, "queue_time": 0.5}
        for chunks, expected in (
            ([in_groq], USAGE),
            ([in_choice], USAGE),
            ([in_choice, delta_chunk({}, usage=more)], more),
            ([in_groq, chunk(usage=more)], more),
            ([chunk(usage=more), in_choice], more),
            ([chunk(x_groq={"usage": {"total_tokens": 9}})], None),
            ([chunk(x_groq={"usage": "x"}), delta_chunk({}, usage=None)], None),
        ):
            with self.subTest(chunks=chunks):
                self.assertEqual(self.usage_of(*chunks), expected)
        found = assemble([in_groq, in_choice])
        self.assertEqual(found.extra, {"x_groq": {"id": "r", "usage": USAGE}})
        self.assertEqual(found.choices[0].extra, {"usage": USAGE})


class UnknownObjects(unittest.TestCase):
    def test_unknown_objects_in_a_chunk_or_a_choice_are_merged_key_by_key_at_every_level(self) -> None:
        pieces: tuple[Any, ...] = (
            {"hate": {"filtered": False, "severity": "safe"}, "only_null": None},
            {"self_harm": {"filtered": False}, "hate": {"severity": "low", "filtered": None}},
            {"hate": None, "self_harm": {}, "only_null": None},
            {},
            None,
        )
        merged = {"hate": {"filtered": False, "severity": "low"}, "self_harm": {"filtered": False}, "only_null": None}
        chunks = [delta_chunk({}, x=piece, logprobs={"content": None, "x": piece}) | {"x": piece} for piece in pieces]
        untouched = copy.deepcopy(chunks)
        choice = {
            "index": 0,
            "message": {"role": "assistant", "content": None, "refusal": None},
            "logprobs": {"content": None, "refusal": None, "x": merged},
            "finish_reason": "stop",
            "x": merged,
        }
        self.assertEqual(assemble([*chunks, STOP]).to_dict(), chunk(choice, object="chat.completion", x=merged))
        self.assertEqual(chunks, untouched)

    def test_objects_in_a_delta_are_merged_but_for_those_that_contradict_each_other(self) -> None:
        for pieces, merged in (
            ([{"a": 1}, {"b": 2}, {"a": 1, "c": None}], {"a": 1, "b": 2, "c": None}),
            ([{"url": "u", "title": "t"}, {"url": "v"}], {"url": "v"}),
            ([{"url": "u", "title": "t"}, {"url": ""}, {"url": None}], {"url": "u", "title": "t"}),
            ([{"done": False, "n": 1}, {"done": True}], {"done": True}),
            (
                [{"a": 1, "o": {"b": 2}, "l": [3]}, {"a": 4, "o": {"c": 5}, "l": [6]}],
                {"a": 4, "o": {"b": 2, "c": 5}, "l": [3, 6]},
            ),
            (
                [{"o": {"p": {"url": "u", "title": "t"}}, "a": 1}, {"o": {"p": {"url": "v"}}}],
                {"o": {"p": {"url": "v"}}, "a": 1},
            ),
            ([{"a": 1, "b": 2}, {"a": 3}, {"b": 4}], {"a": 3, "b": 4}),
        ):
            function = {"name": "f", "arguments": ""}
            deltas = [
                {
                    "tool_calls": [{"index": 0, "id": "a", "function": {"name": "f", "x": piece}, "x": piece}],
                    "function_call": {"name": "f", "x": piece},
                    "audio": {"id": "a", "expires_at": 1, "x": piece},
                    "x": piece,
                }
                for piece in pieces
            ]
            untouched = copy.deepcopy(deltas)
            with self.subTest(pieces=pieces):
                self.assertEqual(
                    message_from(*deltas),
                    {
                        "tool_calls": [
                            {"id": "a", "type": "function", "function": function | {"x": merged}, "x": merged}
                        ],
                        "function_call": function | {"x": merged},
                        "audio": {"id": "a", "expires_at": 1, "data": "", "transcript": "", "x": merged},
                        "x": merged,
                    },
                )
                self.assertEqual(deltas, untouched)

    def test_an_unknown_object_and_a_value_of_another_type_replace_each_other(self) -> None:
        found = assemble([chunk(x={"a": 1}, y=1), chunk(x=2, y={"b": 2}), chunk(x={"c": 3}, y={"d": 4})])
        self.assertEqual(found.extra, {"x": {"c": 3}, "y": {"b": 2, "d": 4}})


if __name__ == "__main__":
    unittest.main()
