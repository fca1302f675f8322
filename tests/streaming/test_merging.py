# SPDX-License-Identifier: MIT-0
"""How assemble merges the chunks of a stream: the rule of each field."""

import copy
import unittest

from .. import submodule
from ..support.streams import (
    FULL_CHUNK,
    FULL_RESPONSE,
    STOP,
    TOKEN,
    TWO_CHOICES,
    USAGE,
    chunk,
    delta_chunk,
    message_from,
)

streaming = submodule("streaming")
assemble = streaming.assemble
CITATION = FULL_RESPONSE["choices"][0]["message"]["annotations"][0]


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

    def test_the_last_nonnull_value_of_other_fields_is_kept(self) -> None:
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
            system_fingerprint="",
            moderation=moderation,
            obfuscation="1",
            provider="p",
            citations=["a", "b"],
            x=None,
        )
        self.assertEqual(found.to_dict(), expected)


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

    def test_unknown_texts_and_lists_in_a_choice_are_replaced_by_later_ones(self) -> None:
        found = assemble(
            [
                delta_chunk({}, native_finish_reason=None, x=None),
                delta_chunk({}, native_finish_reason="end", token_ids=[1]),
                delta_chunk({}, native_finish_reason=None, token_ids=[2]),
                delta_chunk({}),
            ]
        )
        self.assertEqual(found.choices[0].extra, {"native_finish_reason": "end", "token_ids": (2,), "x": None})

    def test_a_choice_without_a_delta_has_an_empty_message(self) -> None:
        message = assemble([delta_chunk(None)]).choices[0].message
        self.assertEqual(message.to_dict(), {"role": "assistant", "content": None, "refusal": None})


class Messages(unittest.TestCase):
    def test_the_first_role_that_is_not_blank_is_kept(self) -> None:
        for roles, expected in ((["", "user", None, "assistant"], {"role": "user"}), (["", ""], {"role": ""})):
            self.assertEqual(message_from(*[{"role": role} for role in roles]), expected)

    def test_content_refusal_and_reasoning_are_joined(self) -> None:
        self.assertEqual(
            message_from(
                {"content": None, "refusal": "I ", "reasoning": None, "reasoning_content": ""},
                {"content": "", "reasoning": "a", "reasoning_content": "x"},
                {"content": "é", "refusal": "won't", "reasoning": "b", "reasoning_content": None},
                {"reasoning_content": "y"},
            ),
            {"content": "é", "refusal": "I won't", "reasoning": "ab", "reasoning_content": "xy"},
        )

    def test_other_unknown_values_in_a_delta_are_replaced_by_later_ones(self) -> None:
        for key, first, second in (
            ("channel", "analysis", "final"),
            ("reasoning", "a", {"b": 1}),
            ("reasoning", {"b": 1}, "a"),
            ("sound", {"id": "a", "data": "b"}, {"id": "c", "data": "d"}),
        ):
            self.assertEqual(message_from({key: first}, {key: second}), {key: second})

    def test_lists_in_deltas_are_joined(self) -> None:
        self.assertEqual(
            message_from(
                {"annotations": [CITATION], "reasoning_details": [], "x": [1]},
                {"annotations": None, "reasoning_details": [{"text": "a"}], "x": None},
                {"annotations": [CITATION], "reasoning_details": [{"text": "b"}], "x": [[2]]},
            ),
            {"annotations": [CITATION, CITATION], "reasoning_details": [{"text": "a"}, {"text": "b"}], "x": [1, [2]]},
        )

    def test_data_and_transcript_of_audio_are_joined(self) -> None:
        for pieces, expected in (
            (
                [
                    {"id": "audio_1", "transcript": "Yes"},
                    {"id": "audio_2", "data": "Uklg", "transcript": ", sir", "x": [1]},
                    {"data": "Rg==", "x": [2]},
                    {"expires_at": 7},
                ],
                {"id": "audio_1", "expires_at": 7, "data": "UklgRg==", "transcript": "Yes, sir", "x": [2]},
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


class UnknownObjects(unittest.TestCase):
    def test_unknown_objects_are_merged_key_by_key_at_every_level(self) -> None:
        pieces = (
            {"hate": {"filtered": False, "severity": "safe"}, "list": [1], "only_null": None},
            {"self_harm": {"filtered": False}, "hate": {"severity": "low", "filtered": None}, "list": [2, 3]},
            {"hate": None, "self_harm": {}, "only_null": None},
            {},
            None,
        )
        merged = {
            "hate": {"filtered": False, "severity": "low"},
            "self_harm": {"filtered": False},
            "list": [2, 3],
            "only_null": None,
        }
        chunks = []
        for piece in pieces:
            delta = {
                "tool_calls": [{"index": 0, "id": "a", "function": {"name": "f", "x": piece}, "x": piece}],
                "function_call": {"name": "f", "x": piece},
                "audio": {"id": "a", "expires_at": 1, "x": piece},
                "x": piece,
            }
            chunks.append(delta_chunk(delta, x=piece, logprobs={"content": None, "x": piece}) | {"x": piece})
        untouched = copy.deepcopy(chunks)
        function = {"name": "f", "arguments": "", "x": merged}
        message = {
            "role": "assistant",
            "content": None,
            "refusal": None,
            "tool_calls": [{"id": "a", "type": "function", "function": function, "x": merged}],
            "function_call": function,
            "audio": {"id": "a", "expires_at": 1, "data": "", "transcript": "", "x": merged},
            "x": merged,
        }
        choice = {
            "index": 0,
            "message": message,
            "logprobs": {"content": None, "refusal": None, "x": merged},
            "finish_reason": "stop",
            "x": merged,
        }
        self.assertEqual(assemble([*chunks, STOP]).to_dict(), chunk(choice, object="chat.completion", x=merged))
        self.assertEqual(chunks, untouched)

    def test_an_unknown_object_and_a_value_of_another_type_replace_each_other(self) -> None:
        found = assemble([chunk(x={"a": 1}, y=1), chunk(x=2, y={"b": 2}), chunk(x={"c": 3}, y={"d": 4})])
        self.assertEqual(found.extra, {"x": {"c": 3}, "y": {"b": 2, "d": 4}})


if __name__ == "__main__":
    unittest.main()
