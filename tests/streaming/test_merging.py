# SPDX-License-Identifier: MIT-0
"""How assemble merges the chunks of a stream: the rule of each field."""

import copy
import unittest
from typing import Any

from .. import submodule
from ..support.streams import (
    FULL_CHUNK,
    TOKEN,
    TWO_CHOICES,
    USAGE,
    chunk,
    delta_chunk,
    message_from,
)

streaming = submodule("streaming")
assemble = streaming.assemble


class Responses(unittest.TestCase):
    def test_interleaved_choices_texts_tool_calls_and_logprobs_are_put_together(self) -> None:
        expected = {
            "id": "chatcmpl-s2",
            "object": "chat.completion",
            "created": 1790000100,
            "model": "example-model-1",
            "choices": [
                {
                    "index": 0,
                    "message": {"role": "assistant", "content": "Wait. I look.", "refusal": None},
                    "logprobs": {
                        "content": [
                            {
                                "token": "Wait.",
                                "logprob": -0.5,
                                "bytes": [87, 97, 105, 116, 46],
                                "top_logprobs": [],
                            },
                            {"token": " I look.", "logprob": -1.5, "bytes": None, "top_logprobs": []},
                        ],
                        "refusal": None,
                    },
                    "finish_reason": "stop",
                },
                {
                    "index": 1,
                    "message": {
                        "role": "assistant",
                        "content": None,
                        "refusal": None,
                        "tool_calls": [
                            {"id": "call_a", "type": "function", "function": {"name": "clock", "arguments": "{}"}},
                            {
                                "id": "call_b",
                                "type": "function",
                                "function": {"name": "tide_table", "arguments": '{"harbour": "Brest"}'},
                            },
                        ],
                    },
                    "logprobs": None,
                    "finish_reason": "tool_calls",
                },
            ],
            "usage": {"prompt_tokens": 20, "completion_tokens": 31, "total_tokens": 51},
            "service_tier": "default",
            "system_fingerprint": "fp_9",
            "provider": "Example",
            "prompt_filter_results": [{"prompt_index": 0, "flagged": False}],
        }
        chunks = copy.deepcopy(TWO_CHOICES)
        self.assertEqual(assemble(chunks).to_dict(), expected)
        self.assertEqual(
            assemble(map(streaming.CreateChatCompletionStreamResponse.from_dict, chunks)), assemble(chunks)
        )
        self.assertEqual(chunks, TWO_CHOICES)

    def test_the_first_nonblank_id_created_and_model_are_kept(self) -> None:
        blank, first, second = (
            delta_chunk({"content": text}) | dict(zip(("id", "created", "model"), names, strict=True))
            for text, *names in (("a", "", 0, ""), ("b", "i", 7, "m"), ("c", "j", 8, "n"))
        )
        for chunks, expected in (
            ([blank, first, second, blank], ("i", 7, "m", "abca")),
            ([blank, blank], ("", 0, "", "aa")),
        ):
            found = assemble(chunks)
            self.assertEqual((found.id, found.created, found.model, found.choices[0].message.content), expected)

    def test_the_last_value_of_other_fields_that_is_neither_null_nor_blank_is_kept(self) -> None:
        moderation = FULL_CHUNK["moderation"]
        found = assemble(
            [
                chunk(usage=USAGE, service_tier="auto", system_fingerprint="a", obfuscation="1", provider="p", x=None),
                chunk(usage=USAGE | {"total_tokens": 9}, service_tier="flex", moderation=moderation, citations=["a"]),
                chunk(usage=None, system_fingerprint="", service_tier=None, citations=["a", "b"], provider=None),
            ]
        )
        expected = chunk(
            object="chat.completion",
            usage=USAGE | {"total_tokens": 9},
            service_tier="flex",
            system_fingerprint="a",
            moderation=moderation,
            obfuscation="1",
            provider="p",
            citations=["a", "b"],
            x=None,
        )
        self.assertEqual(found.to_dict(), expected)
        self.assertEqual(assemble([chunk(system_fingerprint=""), chunk()]).system_fingerprint, "")


class Choices(unittest.TestCase):
    def test_the_last_finish_reason_that_is_not_blank_is_kept(self) -> None:
        accumulator = streaming.Accumulator()
        seen = []
        for reason in ("", None, "length", "", None, "stop"):
            accumulator.add(delta_chunk({"content": "a"}, finish_reason=reason))
            seen.append((accumulator.response().choices[0].finish_reason, accumulator.complete))
        self.assertEqual(seen, [(None, False)] * 2 + [("length", True)] * 3 + [("stop", True)])

    def test_logprobs_of_all_chunks_are_joined_for_each_text(self) -> None:
        other = TOKEN | {"token": "b"}
        for pieces, expected in (
            (
                [
                    {"content": [TOKEN], "refusal": None, "reasoning_content": [TOKEN], "x": 1},
                    None,
                    {"content": None, "reasoning_content": [other], "x": None},
                    {"content": [other], "refusal": []},
                ],
                {"content": [TOKEN, other], "refusal": [], "reasoning_content": [TOKEN, other], "x": 1},
            ),
            (
                [{"reasoning_content": [TOKEN]}, None],
                {"content": None, "refusal": None, "reasoning_content": [TOKEN]},
            ),
        ):
            found = assemble([delta_chunk({}, logprobs=piece) for piece in pieces])
            self.assertEqual(found.choices[0].logprobs.to_dict(), expected)

    def test_the_last_unknown_text_in_a_choice_that_is_not_blank_counts(self) -> None:
        found = assemble(
            [
                delta_chunk({}, native_finish_reason=None, x=None, y=""),
                delta_chunk({}, native_finish_reason="end"),
                delta_chunk({}, native_finish_reason="", y=None),
                delta_chunk({}),
            ]
        )
        self.assertEqual(found.choices[0].extra, {"native_finish_reason": "end", "x": None, "y": ""})

    def test_reasoning_in_a_choice_is_joined(self) -> None:
        found = assemble([delta_chunk({}, reasoning_content="a"), delta_chunk({}, reasoning_content="b")])
        self.assertEqual(found.choices[0].extra, {"reasoning_content": "ab"})

    def test_a_choice_without_a_delta_has_an_empty_message(self) -> None:
        message = assemble([delta_chunk(None)]).choices[0].message
        self.assertEqual(message.to_dict(), {"role": "assistant", "content": None, "refusal": None})


class Messages(unittest.TestCase):
    def test_the_first_role_that_is_not_blank_is_kept(self) -> None:
        for roles, expected in ((["", "user", None, "assistant"], {"role": "user"}), (["", ""], {"role": ""})):
            self.assertEqual(message_from(*[{"role": role} for role in roles]), expected)

    def test_content_and_refusal_are_joined(self) -> None:
        self.assertEqual(
            message_from({"content": None, "refusal": "I "}, {"content": ""}, {"content": "é", "refusal": "won't"}),
            {"content": "é", "refusal": "I won't"},
        )

    def test_reasoning_is_joined_under_each_key_that_servers_use_at_any_depth(self) -> None:
        for key in ("reasoning", "reasoning_content", "reasoning_text", "thinking", "thinking_content"):
            pieces: list[dict[str, Any]] = [{key: None}, {key: ""}, {key: "a"}, {key: " a"}, {key: None}, {key: "b"}]
            with self.subTest(key):
                self.assertEqual(message_from(*pieces), {key: "a ab"})
                nested = message_from(*[{"x": {"y": piece, "n": number}} for number, piece in enumerate(pieces)])
                self.assertEqual(nested, {"x": {"y": {key: "a ab"}, "n": 5}})

    def test_two_halves_of_a_utf_16_pair_become_one_character(self) -> None:
        for pieces, expected in (
            (["a\ud83c", "\udf0ab"], "a🌊b"),
            (["\ud83c", "", "\udf0a"], "🌊"),
            (["\ud83c", "\udf0a\ud83c", "\udf0a", "!"], "🌊🌊!"),
            (["\udf0a", "\ud83c", "a", "\udf0a"], "\udf0a\ud83ca\udf0a"),
            (["\ud83c", "\ufe0f"], "\ud83c\ufe0f"),
            (["\ud83c", "\ud83c", "\udf0a\udf0a"], "\ud83c🌊\udf0a"),
        ):
            with self.subTest(pieces=pieces):
                call = {"index": 0, "id": "a", "type": "function"}
                found = message_from(
                    *[
                        {
                            "content": piece,
                            "reasoning": piece,
                            "tool_calls": [call | {"function": {"name": "f", "arguments": piece}}],
                            "audio": {"id": "b", "expires_at": 1, "data": "", "transcript": piece},
                            "reasoning_details": [{"index": 0, "text": piece}],
                        }
                        for piece in pieces
                    ]
                )
                self.assertEqual(
                    found,
                    {
                        "content": expected,
                        "reasoning": expected,
                        "tool_calls": [call_data("a", "f", expected)],
                        "audio": {"id": "b", "expires_at": 1, "data": "", "transcript": expected},
                        "reasoning_details": [{"index": 0, "text": expected}],
                    },
                )

    def test_other_unknown_values_in_a_delta_are_replaced_by_later_ones(self) -> None:
        for key, first, second in (
            ("channel", "analysis", "final"),
            ("reasoning", "a", {"b": 1}),
            ("reasoning", {"b": 1}, "a"),
            ("reasoning", ["a"], "b"),
            ("reasoning", "a", ["b"]),
            ("thinking", "", []),
            ("x", [1], "a"),
            ("x", "a", [1]),
            ("x", {"a": 1}, [2]),
            ("x", 1, False),
            ("sound", {"id": "a", "data": "b"}, {"id": "c", "data": "d"}),
        ):
            self.assertEqual(message_from({key: first}, {key: second}), {key: second})
            self.assertEqual(message_from({key: first}, {key: second}, {key: None}), {key: second})
        self.assertEqual(message_from({"channel": "analysis"}, {"channel": ""}), {"channel": "analysis"})

    def test_data_and_transcript_of_audio_are_joined(self) -> None:
        for pieces, expected in (
            (
                [
                    {"id": "audio_1", "transcript": "Yes"},
                    {"id": "audio_2", "data": "Uklg", "transcript": ", sir", "x": [1], "format": "wav"},
                    {"data": "Rg==", "x": [2], "format": ""},
                    {"expires_at": 7},
                ],
                {
                    "id": "audio_1",
                    "expires_at": 7,
                    "data": "UklgRg==",
                    "transcript": "Yes, sir",
                    "x": [1, 2],
                    "format": "wav",
                },
            ),
            (
                [{"id": "a", "expires_at": 7, "data": "x"}],
                {"id": "a", "expires_at": 7, "data": "x", "transcript": ""},
            ),
        ):
            self.assertEqual(message_from(*[{"audio": piece} for piece in pieces]), {"audio": expected})

    def test_arguments_of_a_function_call_are_joined(self) -> None:
        self.assertEqual(
            message_from(
                {"function_call": {"name": "clock", "arguments": "", "x": 1}},
                {"function_call": {"name": "clock", "arguments": "{"}},
                {"function_call": {"arguments": "}"}},
            ),
            {"function_call": {"name": "clock", "arguments": "{}", "x": 1}},
        )


def call_data(identity: str, name: str, arguments: str) -> dict[str, Any]:
    return {"id": identity, "type": "function", "function": {"name": name, "arguments": arguments}}


if __name__ == "__main__":
    unittest.main()
