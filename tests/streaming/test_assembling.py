# SPDX-License-Identifier: MIT-0
"""The response that chunks make."""

import copy
import functools
import pickle
import unittest
from collections.abc import Callable
from typing import Any

from .. import package, submodule
from ..support.costs import bytes_taken, calls_made
from ..support.streams import FULL_CHUNK, FULL_RESPONSE, STOP, TOKEN, USAGE, chunk, lines_of, message, said

streaming = submodule("streaming")
Chunk = streaming.CreateChatCompletionStreamResponse
Response = package.CreateChatCompletionResponse
Accumulator = streaming.Accumulator
assemble = streaming.assemble
ParseError = package.ParseError
ErrorResponse = package.ErrorResponse


class Merging(unittest.TestCase):
    """The rule of each field."""

    def test_choices_tool_calls_and_repeats_are_told_apart(self) -> None:
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
        chunks = lines_of("stream_tool_calls.jsonl")
        untouched = copy.deepcopy(chunks)
        self.assertEqual(assemble(chunks).to_dict(), expected)
        self.assertEqual(assemble(map(Chunk.from_dict, chunks)).to_dict(), expected)
        self.assertEqual(chunks, untouched)

    def test_of_what_names_the_response_the_first_that_is_not_blank_stays(self) -> None:
        found = assemble(
            [
                chunk(id="", created=0, model=""),
                chunk(id="a", created=7, model="m"),
                chunk(id="b", created=8, model="n"),
            ]
        )
        self.assertEqual((found.id, found.created, found.model, found.choices), ("a", 7, "m", ()))

    def test_what_is_blank_throughout_is_blank(self) -> None:
        found = assemble([chunk(id="", created=0, model="")] * 2)
        self.assertEqual((found.id, found.created, found.model), ("", 0, ""))
        self.assertEqual(message({"role": ""}, {"role": ""})["role"], "")

    def test_of_what_each_chunk_says_whole_the_last_that_is_not_null_stays(self) -> None:
        moderation = FULL_CHUNK["moderation"]
        found = assemble(
            [
                chunk(usage=USAGE, service_tier="auto", system_fingerprint="a", obfuscation="1", provider="p", x=None),
                chunk(usage=USAGE | {"total_tokens": 9}, service_tier="flex", moderation=moderation, citations=["a"]),
                chunk(usage=None, system_fingerprint="", service_tier=None, citations=["a", "b"], provider=None),
            ]
        ).to_dict()
        self.assertEqual(
            found,
            {
                "id": "c",
                "object": "chat.completion",
                "created": 1,
                "model": "m",
                "choices": [],
                "usage": USAGE | {"total_tokens": 9},
                "service_tier": "flex",
                "system_fingerprint": "",
                "moderation": moderation,
                "obfuscation": "1",
                "provider": "p",
                "citations": ["a", "b"],
                "x": None,
            },
        )

    def test_a_blank_finish_reason_is_none(self) -> None:
        accumulator = Accumulator()
        seen = []
        for reason in ("", None, "length", "", None):
            accumulator.add(said({"content": "a"}, finish_reason=reason))
            seen.append((accumulator.response().choices[0].finish_reason, accumulator.complete))
        self.assertEqual(seen, [(None, False), (None, False), ("length", True), ("length", True), ("length", True)])

    def test_unknown_objects_are_merged_key_by_key_at_every_level(self) -> None:
        pieces = (
            {"hate": {"filtered": False, "severity": "safe"}, "list": [1], "only_null": None},
            {"self_harm": {"filtered": False}, "hate": {"severity": "low", "filtered": None}, "list": [2, 3]},
            {"hate": None, "self_harm": {}, "only_null": None},
            {},
            None,
        )
        expected = {
            "hate": {"filtered": False, "severity": "low"},
            "self_harm": {"filtered": False},
            "list": [2, 3],
            "only_null": None,
        }
        chunks = []
        for piece in pieces:
            function = {"name": "f", "x": piece}
            delta = {
                "tool_calls": [{"index": 0, "id": "a", "function": function, "x": piece}],
                "function_call": {"name": "f", "x": piece},
                "audio": {"id": "a", "expires_at": 1, "x": piece},
                "x": piece,
            }
            chunks.append(said(delta, x=piece, logprobs={"content": None, "x": piece}) | {"x": piece})
        untouched = copy.deepcopy(chunks)
        self.assertEqual(
            assemble([*chunks, STOP]).to_dict(),
            chunk(
                {
                    "index": 0,
                    "message": {
                        "role": "assistant",
                        "content": None,
                        "refusal": None,
                        "tool_calls": [
                            {
                                "id": "a",
                                "type": "function",
                                "function": {"name": "f", "arguments": "", "x": expected},
                                "x": expected,
                            }
                        ],
                        "function_call": {"name": "f", "arguments": "", "x": expected},
                        "audio": {"id": "a", "expires_at": 1, "data": "", "transcript": "", "x": expected},
                        "x": expected,
                    },
                    "logprobs": {"content": None, "refusal": None, "x": expected},
                    "finish_reason": "stop",
                    "x": expected,
                },
                object="chat.completion",
                x=expected,
            ),
        )
        self.assertEqual(chunks, untouched)

    def test_verdicts_in_pieces_stay_when_an_empty_object_follows(self) -> None:
        safe = {"filtered": False, "severity": "safe"}
        found = assemble(
            [
                chunk(id="", created=0, model="", prompt_filter_results=[{"prompt_index": 0}]),
                said({"role": "assistant", "content": ""}, content_filter_results={}),
                said({"content": "a"}, content_filter_results={"hate": safe, "violence": safe}),
                said({"content": "b"}, content_filter_results={"protected_material_text": {"detected": False}}),
                said({}, content_filter_results={}, finish_reason="stop"),
            ]
        )
        verdicts = {"hate": safe, "violence": safe, "protected_material_text": {"detected": False}}
        self.assertEqual(found.choices[0].to_dict()["content_filter_results"], verdicts)
        self.assertEqual(found.to_dict()["prompt_filter_results"], [{"prompt_index": 0}])

    def test_a_value_of_another_type_replaces_an_object_and_an_object_replaces_it(self) -> None:
        found = assemble([chunk(x={"a": 1}, y=1), chunk(x=2, y={"b": 2}), chunk(x={"c": 3}, y={"d": 4})])
        self.assertEqual(found.extra, {"x": {"c": 3}, "y": {"b": 2, "d": 4}})

    def test_unknown_keys_of_a_choice_stay_as_last_said(self) -> None:
        found = assemble(
            [
                said({}, native_finish_reason=None, x=None),
                said({}, native_finish_reason="end", token_ids=[1]),
                said({}, native_finish_reason=None, token_ids=[2], finish_reason="stop"),
                said({}),
            ]
        ).choices[0]
        self.assertEqual(found.extra, {"native_finish_reason": "end", "token_ids": (2,), "x": None})
        self.assertIs(found.finish_reason, package.FinishReason.STOP)

    def test_texts_are_joined(self) -> None:
        self.assertEqual(
            message(
                {"content": None, "refusal": "I ", "reasoning": None, "reasoning_content": ""},
                {"content": "", "reasoning": "a", "reasoning_content": "x"},
                {"content": "é", "refusal": "won't", "reasoning": "b", "reasoning_content": None},
            ),
            {"content": "é", "refusal": "I won't", "reasoning": "ab", "reasoning_content": "x"},
        )

    def test_other_unknown_texts_of_a_delta_stay_as_last_said(self) -> None:
        self.assertEqual(message({"channel": "analysis"}, {"channel": "final"}), {"channel": "final"})

    def test_reasoning_that_is_no_text_stays_as_last_said(self) -> None:
        self.assertEqual(message({"reasoning": "a"}, {"reasoning": {"b": 1}}), {"reasoning": {"b": 1}})
        self.assertEqual(message({"reasoning": {"b": 1}}, {"reasoning": "a"}), {"reasoning": "a"})

    def test_lists_of_a_delta_are_lengthened(self) -> None:
        mark = FULL_RESPONSE["choices"][0]["message"]["annotations"][0]
        self.assertEqual(
            message(
                {"annotations": [mark], "reasoning_details": [], "x": [1]},
                {"annotations": None, "reasoning_details": [{"text": "a"}], "x": None},
                {"annotations": [mark], "reasoning_details": [{"text": "b"}], "x": [[2]]},
            ),
            {"annotations": [mark, mark], "reasoning_details": [{"text": "a"}, {"text": "b"}], "x": [1, [2]]},
        )

    def test_logprobs_are_lengthened_whatever_text_they_are_of(self) -> None:
        more = TOKEN | {"token": "b"}
        found = assemble(
            [
                said({}, logprobs={"content": [TOKEN], "refusal": None, "reasoning_content": [TOKEN], "x": 1}),
                said({}, logprobs=None),
                said({}, logprobs={"content": None, "reasoning_content": [more], "x": None}),
                said({}, logprobs={"content": [more], "refusal": []}, finish_reason="stop"),
            ]
        )
        self.assertEqual(
            found.choices[0].to_dict()["logprobs"],
            {"content": [TOKEN, more], "refusal": [], "reasoning_content": [TOKEN, more], "x": 1},
        )

    def test_logprobs_of_an_unknown_text_alone(self) -> None:
        found = assemble([said({}, logprobs={"reasoning_content": [TOKEN]}), STOP]).choices[0]
        self.assertEqual(found.to_dict()["logprobs"], {"content": None, "refusal": None, "reasoning_content": [TOKEN]})

    def test_audio_is_put_together(self) -> None:
        self.assertEqual(
            message(
                {"audio": {"id": "audio_1", "transcript": "Yes"}},
                {"audio": {"id": "audio_2", "data": "Uklg", "transcript": ", sir", "x": [1]}},
                {"audio": {"data": "Rg==", "x": [2]}},
                {"audio": {"expires_at": 7}},
            )["audio"],
            {"id": "audio_1", "expires_at": 7, "data": "UklgRg==", "transcript": "Yes, sir", "x": [2]},
        )

    def test_audio_without_a_transcript_has_a_blank_one(self) -> None:
        self.assertEqual(
            message({"audio": {"id": "a", "expires_at": 7, "data": "x"}})["audio"],
            {"id": "a", "expires_at": 7, "data": "x", "transcript": ""},
        )

    def test_a_function_call_is_put_together(self) -> None:
        self.assertEqual(
            message(
                {"function_call": {"name": "clock", "arguments": "", "x": 1}},
                {"function_call": {"name": "clock", "arguments": "{"}},
                {"function_call": {"arguments": "}"}},
            ),
            {"function_call": {"name": "clock", "arguments": "{}", "x": 1}},
        )

    def test_a_message_beside_the_delta_is_left_aside(self) -> None:
        twice = said({"content": "b"}, message={"role": "assistant", "content": "ab"})
        self.assertEqual(assemble([said({"content": "a"}), twice, STOP]).choices[0].message.content, "ab")
        self.assertEqual(assemble([twice]).choices[0].to_dict()["message"]["content"], "b")

    def test_a_server_that_does_not_stream_is_understood(self) -> None:
        whole = {"role": "assistant", "content": "ab", "refusal": None}
        body = chunk({"index": 0, "message": whole, "finish_reason": "stop", "logprobs": None})
        self.assertEqual(assemble([body]), Response.from_dict(body))
        self.assertEqual(assemble([said(None, message="x"), STOP]).choices[0].message.content, None)

    def test_a_whole_response_may_be_followed_by_the_rest_of_it(self) -> None:
        whole = {"index": 0, "message": {"role": "assistant", "content": "ab", "x": 1}}
        found = assemble([chunk(whole), chunk({"index": 0, "delta": {}, "finish_reason": "stop"}), chunk(usage=USAGE)])
        self.assertEqual(found.choices[0].to_dict()["message"], whole["message"] | {"refusal": None})
        self.assertEqual((found.choices[0].finish_reason, found.usage.total_tokens), ("stop", 5))
        found = assemble([said({"content": "a"}), said({"content": "b"}), chunk(whole)])
        self.assertEqual(found.choices[0].to_dict()["message"], whole["message"] | {"refusal": None})

    def test_two_responses_are_refused_and_not_blended(self) -> None:
        def whole(index: int, **more: Any) -> dict[str, Any]:
            return chunk({"index": index, "message": {"content": str(index)}, "finish_reason": "stop"}, **more)

        path = "$.choices[0].message"
        for first, second, where in (
            (whole(0), whole(0), path),
            (whole(0), whole(1, id="d"), path),
            (whole(0), said({"content": "b"}) | {"id": "d"}, "$.id"),
            (said({"content": "a"}), whole(0, id="d"), path),
        ):
            accumulator = Accumulator()
            accumulator.add(first)
            before = accumulator.response()
            with self.subTest(first=first, second=second):
                with self.assertRaises(ParseError) as caught:
                    accumulator.add(second)
                self.assertEqual(
                    str(caught.exception), f"{where}: expected a chunk of the same response, got another response"
                )
                self.assertEqual(accumulator.response(), before)

    def test_each_chunk_of_a_stream_may_have_an_id_of_its_own(self) -> None:
        found = assemble([said({"content": text}) | {"id": text} for text in "abc"])
        self.assertEqual((found.id, found.choices[0].message.content), ("a", "abc"))

    def test_a_choice_without_any_delta_has_an_empty_message(self) -> None:
        self.assertEqual(
            assemble([said(None, finish_reason="stop")]).choices[0].to_dict()["message"],
            {"role": "assistant", "content": None, "refusal": None},
        )

    def test_reasoning_of_either_name_is_joined(self) -> None:
        for key in ("reasoning", "reasoning_content"):
            self.assertEqual(message({key: "a"}, {key: "b"}), {key: "ab"})

    def test_a_message_that_is_no_object_is_no_message(self) -> None:
        whole = {"role": "assistant", "content": "a", "refusal": None}
        for choice, content in (
            ({"message": "a"}, None),
            ({"message": whole}, "a"),
            ({"delta": {"content": "b"}, "message": whole}, "b"),
        ):
            made = assemble([chunk({"index": 0, "finish_reason": "stop"} | choice)]).choices[0].to_dict()["message"]
            self.assertEqual(made, whole | {"content": content})


class Accumulating(unittest.TestCase):
    """A stream that is under way."""

    def test_an_empty_stream_is_refused(self) -> None:
        for attempt in (lambda: assemble([]), Accumulator().response):
            with self.assertRaises(ParseError) as caught:
                attempt()
            self.assertEqual(str(caught.exception), "$: expected at least one chunk, got none")

    def test_a_stream_cut_short_gives_what_there_is(self) -> None:
        found = assemble([said({"content": "Half a"})]).choices[0]
        self.assertEqual((found.message.content, found.finish_reason), ("Half a", None))

    def test_the_response_can_be_had_after_each_chunk(self) -> None:
        deltas: list[dict[str, Any]] = [
            {"role": "assistant", "content": None, "tool_calls": [{"index": 0}]},
            {"tool_calls": [{"index": 0, "id": "a", "type": "function"}]},
            {"tool_calls": [{"index": 0, "function": {"arguments": ""}}]},
            {"tool_calls": [{"index": 0, "function": {"name": "f"}}]},
            {"tool_calls": [{"index": 1, "type": "custom", "custom": {"input": "x"}}]},
            {"tool_calls": [{"index": 1, "id": "b"}]},
            {"tool_calls": [{"index": 1, "custom": {"name": "g"}}]},
        ]
        function = {"id": "a", "type": "function", "function": {"name": "f", "arguments": ""}}
        custom = {"id": "b", "type": "custom", "custom": {"name": "g", "input": "x"}}
        accumulator = Accumulator()
        found = []
        for delta in deltas:
            accumulator.add(said(delta))
            found.append(accumulator.response().choices[0].to_dict()["message"]["tool_calls"])
        self.assertEqual(found, [[{}], [], [], [function], [function], [function], [function, custom]])

    def test_audio_that_arrives_in_chunks_without_choices_and_without_an_end_can_be_had(self) -> None:
        accumulator = Accumulator()
        audio = []
        for data in (
            said({"role": "assistant", "audio": {"id": "audio_1"}}),
            {key: value for key, value in chunk().items() if key != "choices"},
            said({"audio": {"transcript": "Yes", "data": "Uklg"}}),
            chunk() | {"choices": None},
            said({"audio": {"expires_at": 9}}),
        ):
            accumulator.add(data)
            audio.append(accumulator.response().choices[0].message.audio)
        self.assertEqual(audio[:4], [None] * 4)
        self.assertEqual(audio[4].to_dict(), {"id": "audio_1", "expires_at": 9, "data": "Uklg", "transcript": "Yes"})

    def test_chunks_full_of_nulls_make_the_same_response(self) -> None:
        chunks = [
            chunk(id="", created=0, model=""),
            said({"role": "assistant", "content": ""}),
            said({"content": "a"}, logprobs={"content": [TOKEN], "refusal": None}),
            said({"tool_calls": [{"index": 0, "id": "x", "type": "function", "function": {"name": "f"}}]}),
            said({"tool_calls": [{"index": 0, "function": {"arguments": "{}"}}]}),
            said({"tool_calls": [{"index": 1, "id": "y", "type": "custom", "custom": {"name": "g", "input": "h"}}]}),
            said({"tool_calls": [{"index": 2, "id": "z", "type": "mcp", "server": "s"}]}),
            STOP | {"usage": USAGE, "service_tier": "default", "system_fingerprint": "fp"},
            said({}),
        ]
        dumped = copy.deepcopy(chunks)
        for data in dumped:
            add_nulls(data, "object", "service_tier", "system_fingerprint", "usage", "moderation", "obfuscation")
            for choice in data["choices"]:
                add_nulls(choice, "finish_reason", "logprobs")
                add_nulls(choice["delta"], "content", "function_call", "refusal", "role", "tool_calls")
                for call in choice["delta"]["tool_calls"] or ():
                    add_nulls(call, "id", "function", "type")
                    add_nulls(call["function"] or {}, "name", "arguments")
        self.assertEqual(assemble(dumped), assemble(chunks))
        self.assertEqual(assemble(dumped).to_dict(), assemble(chunks).to_dict())

    def test_complete_says_whether_each_choice_is_finished(self) -> None:
        accumulator = Accumulator()
        seen = [accumulator.complete]
        for data in (chunk(), said({}), said({}, index=1, finish_reason="stop"), STOP):
            accumulator.add(data)
            seen.append(accumulator.complete)
        self.assertEqual(seen, [False, False, False, False, True])

    def test_asking_for_the_response_changes_nothing(self) -> None:
        chunks = lines_of("stream_tool_calls.jsonl")
        accumulator = Accumulator()
        contents = []
        for data in chunks:
            accumulator.add(data)
            self.assertEqual(accumulator.response(), accumulator.response())
            contents.append([choice.message.content for choice in accumulator.response().choices])
        self.assertEqual(accumulator.response(), assemble(chunks))
        self.assertEqual(contents[3:6], [["Wait.", None], ["Wait.", None], ["Wait. I look.", None]])

    def test_what_is_not_whole_is_left_out_while_the_choice_goes_on(self) -> None:
        for deltas in (
            [{"tool_calls": [{"index": 0, "id": "a", "type": "function"}]}],
            [{"tool_calls": [{"index": 0, "id": "a", "type": "custom"}]}],
            [{"tool_calls": [{"index": 0, "function": {"name": "f"}}]}],
            [{"tool_calls": [{"index": 0, "id": "a", "custom": {"input": "f"}}]}],
        ):
            with self.subTest(deltas=deltas):
                self.assertEqual(message(*deltas, finish=False), {"tool_calls": []})
        self.assertEqual(message({"audio": {"id": "a", "data": "x"}}, finish=False), {})
        self.assertEqual(message({"function_call": {"arguments": "x"}}, finish=False), {})

    def test_what_is_whole_is_there_while_the_choice_goes_on(self) -> None:
        whole = {
            "tool_calls": [
                {"id": "a", "type": "function", "function": {"name": "f", "arguments": ""}},
                {"id": "b", "type": "mcp"},
            ],
            "function_call": {"name": "f", "arguments": ""},
            "audio": {"id": "a", "expires_at": 1, "data": "", "transcript": ""},
        }
        pieces = [{**call, "index": index} for index, call in enumerate(whole["tool_calls"])]
        self.assertEqual(message({**whole, "tool_calls": pieces}, finish=False), whole)

    def test_a_value_of_the_wrong_type_is_left_out(self) -> None:
        mark = FULL_RESPONSE["choices"][0]["message"]["annotations"][0]
        for finish in (False, True):
            for delta, expected in (
                ({"tool_calls": [{"index": 0, "id": "a", "type": "custom", "custom": "x"}]}, {"tool_calls": []}),
                ({"audio": "x"}, {}),
                ({"audio": {"id": "a", "expires_at": "x"}}, {}),
                ({"annotations": "x"}, {}),
                ({"annotations": [{"type": "url_citation"}, mark, "x"]}, {"annotations": [mark]}),
            ):
                with self.subTest(delta=delta):
                    self.assertEqual(message(delta, {"content": "a"}, finish=finish), {"content": "a"} | expected)
        self.assertEqual(assemble([STOP | {"metadata": "x", "y": 1}]).to_dict(), assemble([STOP | {"y": 1}]).to_dict())
        whole = {"index": 0, "message": {"role": 1, "content": ["a"], "refusal": "no"}, "finish_reason": "stop"}
        self.assertEqual(
            assemble([chunk(whole)]).choices[0].to_dict()["message"],
            {"role": "assistant", "content": None, "refusal": "no"},
        )

    def test_with_repair_nothing_is_left_out(self) -> None:
        accumulator = Accumulator()
        accumulator.add(
            said(
                {
                    "content": "a",
                    "tool_calls": [
                        {"index": 0, "id": "", "function": {"name": "f"}},
                        {"index": 1, "function": {"name": "g", "arguments": "{}"}},
                        {"index": 2, "id": "c", "function": {"arguments": "1"}},
                    ],
                    "function_call": {"arguments": "2"},
                    "audio": {"data": "x"},
                }
            )
        )
        self.assertEqual(
            accumulator.response(repair=True).choices[0].to_dict(),
            {
                "index": 0,
                "message": {
                    "role": "assistant",
                    "content": "a",
                    "refusal": None,
                    "tool_calls": [
                        {"id": "", "type": "function", "function": {"name": "f", "arguments": ""}},
                        {"id": "call_1", "type": "function", "function": {"name": "g", "arguments": "{}"}},
                        {"id": "c", "type": "function", "function": {"name": "", "arguments": "1"}},
                    ],
                    "function_call": {"name": "", "arguments": "2"},
                    "audio": {"id": "", "expires_at": 0, "data": "x", "transcript": ""},
                },
                "logprobs": None,
                "finish_reason": None,
            },
        )

    def test_what_came_before_an_error_can_still_be_had(self) -> None:
        accumulator = Accumulator()
        accumulator.add(said({"content": "Half a"}))
        before = accumulator.response()
        with self.assertRaises(ErrorResponse) as caught:
            accumulator.add({"error": {"message": "overloaded", "code": 503, "type": "server_error"}})
        self.assertEqual(
            (str(caught.exception), caught.exception.code, caught.exception.type), ("overloaded", 503, "server_error")
        )
        with self.assertRaises(ParseError):
            accumulator.add(said({"content": " sentence", "role": 1}, index=3))
        self.assertEqual(accumulator.response(), before)

    def test_what_is_no_chunk_is_a_wrong_call(self) -> None:
        with self.assertRaises(TypeError):
            Accumulator().add(Response.from_dict(FULL_RESPONSE))
        with self.assertRaises(TypeError):
            assemble(FULL_CHUNK)

    def test_later_changes_to_a_chunk_do_not_reach_the_response(self) -> None:
        data = said({"x": [{"y": 1}]}, z={"a": 1})
        accumulator = Accumulator()
        accumulator.add(data)
        data["choices"][0]["delta"]["x"][0]["y"] = 2
        data["choices"][0]["z"]["a"] = 2
        found = accumulator.response()
        found.to_dict()["choices"][0]["z"]["a"] = 3
        self.assertEqual(
            (found.choices[0].extra, found.choices[0].message.extra), ({"z": {"a": 1}}, {"x": ({"y": 1},)})
        )
        self.assertEqual(accumulator.response(), found)

    def test_an_accumulator_can_be_copied_and_pickled(self) -> None:
        accumulator = Accumulator()
        for data in lines_of("stream_tool_calls.jsonl")[:5]:
            accumulator.add(data)
        for copied in (copy.deepcopy(accumulator), pickle.loads(pickle.dumps(accumulator))):
            for data in lines_of("stream_tool_calls.jsonl")[5:]:
                copied.add(data)
            self.assertEqual(copied.response(), assemble(lines_of("stream_tool_calls.jsonl")))
        self.assertFalse(accumulator.complete)

    def test_adding_costs_what_the_chunk_holds(self) -> None:
        """Four times the chunks take about four times the calls and the memory, that of each moment added up: were all
        copied each time, it would be sixteen times."""
        data = Chunk.from_dict(
            said(
                {
                    "x": {"a": {"b": 1}},
                    "content": "word ",
                    "tool_calls": [{"index": 0, "id": "a", "function": {"name": "f", "arguments": "1"}}],
                },
                logprobs={"content": [TOKEN], "refusal": None},
            )
        )

        def adds(count: int) -> Any:
            return [functools.partial(Accumulator().add, data)] * count

        for cost in (lambda works: sum(map(calls_made, works)), bytes_taken):
            self.assertLess(cost(adds(2_000)), 5 * cost(adds(500)))

    def test_growth_is_linear(self) -> None:
        def call(number: int, **more: Any) -> dict[str, Any]:
            return {"index": number, "id": f"call_{number}", "function": {"name": "f", "arguments": "1"}} | more

        makers: dict[str, Callable[[int], list[dict[str, Any]]]] = {
            "texts": lambda size: [said({"content": "a"})] * size,
            "one huge text": lambda size: [said({"content": "a" * 100 * size})],
            "choices": lambda size: [said({"content": "a"}, index=index) for index in range(size)],
            "choices of one chunk": lambda size: [chunk(*[{"index": index, "delta": {}} for index in range(size)])],
            "tool calls": lambda size: [said({"tool_calls": [call(index)]}) for index in range(size)],
            "tool calls of one index": lambda size: [
                said({"tool_calls": [call(index, index=0)]}) for index in range(size)
            ],
            "tool calls that are left out": lambda size: [
                said({"tool_calls": [call(index, id=None) for index in range(size)]})
            ],
            "unknown keys": lambda size: [chunk(x={f"a{index}": {"b": index}}) for index in range(size)],
            "an unknown object again": lambda size: [chunk(x={"a": [1] * 100})] + [chunk(x={"b": 1})] * size,
        }

        def assembling(chunks: list[dict[str, Any]]) -> Any:
            def work() -> None:
                accumulator = Accumulator()
                for data in chunks:
                    accumulator.add(data)
                    accumulator.complete  # noqa: B018
                accumulator.response()

            return work

        for name, make in makers.items():
            small, large = assembling(make(250)), assembling(make(1_000))
            with self.subTest(name):
                self.assertLess(calls_made(large), 5 * calls_made(small))
                self.assertLess(bytes_taken([large]), 5 * bytes_taken([small]) + 20_000)


def add_nulls(data: dict[str, Any], *keys: str) -> None:
    for key in keys:
        data.setdefault(key)


if __name__ == "__main__":
    unittest.main()
