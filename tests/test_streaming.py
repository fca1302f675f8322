# SPDX-License-Identifier: MIT-0
"""Chunks, and the response that they make."""

import asyncio
import copy
import functools
import importlib.util
import json
import os
import pathlib
import pickle
import unittest
from typing import Any

from . import DATA, package, submodule
from .support import bytes_taken, calls_made, needs_event_loop

streaming = submodule("streaming")
Chunk = streaming.CreateChatCompletionStreamResponse
Response = package.CreateChatCompletionResponse
Accumulator, assemble, split = streaming.Accumulator, streaming.assemble, streaming.split
iter_sse, aiter_sse = streaming.iter_sse, streaming.aiter_sse
ParseError, ErrorResponse = package.ParseError, package.ErrorResponse
CORPUS = os.environ.get("CHATCOMPLETION_CORPUS")

TOKEN = {"token": "né", "logprob": -0.25, "bytes": [110, 195, 169], "top_logprobs": []}
USAGE = {"completion_tokens": 2, "prompt_tokens": 3, "total_tokens": 5}
FULL_CHUNK = {
    "id": "chatcmpl-1",
    "object": "chat.completion.chunk",
    "created": 1790000000,
    "model": "example-model-1",
    "choices": [
        {
            "index": 0,
            "delta": {
                "role": "assistant",
                "content": "né",
                "refusal": "no",
                "tool_calls": [
                    {
                        "index": 0,
                        "id": "call_a",
                        "type": "function",
                        "function": {"name": "clock", "arguments": "{}", "x_f": 1},
                        "x_t": 2,
                    }
                ],
                "function_call": {"name": "clock", "arguments": "{}"},
                "x_d": 3,
            },
            "finish_reason": "stop",
            "logprobs": {"content": [TOKEN], "refusal": None},
            "x_c": 4,
        }
    ],
    "usage": USAGE,
    "service_tier": "default",
    "system_fingerprint": "fp_1",
    "moderation": {
        "input": {"type": "error", "code": "timeout", "message": "late"},
        "output": {"type": "error", "code": "timeout", "message": "late"},
    },
    "obfuscation": "x9",
    "x": [5],
}
FULL_RESPONSE = {
    "id": "chatcmpl-2",
    "object": "chat.completion",
    "created": 1790000000,
    "model": "example-model-1",
    "choices": [
        {
            "index": 0,
            "message": {
                "role": "assistant",
                "content": "né  deux mots ",
                "refusal": "I will not.",
                "tool_calls": [
                    {"id": "call_a", "type": "function", "function": {"name": "f", "arguments": '{"a": 1}', "x": [1]}},
                    {
                        "id": "call_b",
                        "type": "custom",
                        "custom": {"name": "note", "input": "at noon", "x": None},
                        "y": 1,
                    },
                    {"type": "mcp", "server": "s", "id": 7, "function": "text", "custom": {"name": None, "input": 3}},
                    {"id": None, "steps": [{"input": "x"}]},
                    {"type": "", "id": "call_e", "function": {"name": None}},
                ],
                "annotations": [
                    {
                        "type": "url_citation",
                        "url_citation": {"start_index": 0, "end_index": 2, "url": "u", "title": "t", "x": 1},
                    },
                    {"type": "file", "file": {"name": "a"}},
                ],
                "function_call": {"name": "g", "arguments": '{"b": 2}', "x": 1},
                "audio": {"id": "audio_1", "expires_at": 9, "data": "UklG Rg==", "transcript": "Yes, it is.", "x": 1},
                "reasoning": "First this, then that.",
                "reasoning_content": ["not", "text"],
                "citations": ["a", {"b": None}],
                "nothing": None,
            },
            "logprobs": {"content": [TOKEN], "refusal": [], "x": [1]},
            "finish_reason": "tool_calls",
            "stop_reason": None,
        },
        {
            "index": 3,
            "message": {"role": "", "content": None, "refusal": None, "tool_calls": [], "annotations": []},
            "logprobs": {
                "content": None,
                "refusal": [TOKEN | {"token": "a"}, TOKEN | {"token": " b", "bytes": None, "x": 1}],
            },
            "finish_reason": None,
        },
        {
            "index": 5,
            "message": {"role": "assistant", "content": "", "refusal": "a b"},
            "logprobs": {"content": None, "refusal": [TOKEN | {"token": "a"}, TOKEN | {"token": " b"}]},
            "finish_reason": "",
        },
    ],
    "usage": USAGE,
    "service_tier": "on_demand",
    "system_fingerprint": "",
    "metadata": {"ticket": "17", "x": [None]},
    "moderation": FULL_CHUNK["moderation"],
    "error": {"message": "kept: there are choices"},
    "obfuscation": {"not": "a string"},
    "x": None,
}


def chunk(*choices: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"id": "c", "created": 1, "model": "m", "choices": list(choices)} | more


def said(delta: dict[str, Any] | None, index: int = 0, **more: Any) -> dict[str, Any]:
    """A chunk that adds this to a message."""
    return chunk({"index": index, "delta": delta, "finish_reason": None} | more)


STOP = said({}, finish_reason="stop")


def message(*deltas: dict[str, Any], finish: bool = True) -> dict[str, Any]:
    """The message that the deltas make, less what says nothing."""
    made = assemble([said(delta) for delta in deltas] + [STOP] * finish).to_dict()["choices"][0]["message"]
    for key, empty in {"role": "assistant", "content": None, "refusal": None}.items():
        if made[key] == empty:
            del made[key]
    return made


def calls(*pieces: dict[str, Any], finish: bool = True) -> list[dict[str, Any]]:
    return message(*[{"tool_calls": [piece]} for piece in pieces], finish=finish)["tool_calls"]


def lines_of(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (DATA / name).read_text(encoding="utf-8").splitlines()]


class Chunks(unittest.TestCase):
    """The wire objects."""

    def test_a_full_chunk_comes_back_as_it_came(self) -> None:
        self.assertEqual(Chunk.from_dict(FULL_CHUNK).to_dict(), FULL_CHUNK)
        self.assertEqual(json.loads(Chunk.from_json(json.dumps(FULL_CHUNK)).to_json(indent=1)), FULL_CHUNK)

    def test_fields_hold_what_the_contract_says(self) -> None:
        found = Chunk.from_dict(FULL_CHUNK)
        choice = found.choices[0]
        call = choice.delta.tool_calls[0]
        self.assertIs(found.object, package.ObjectType.CHAT_COMPLETION_CHUNK)
        self.assertIs(choice.delta.role, package.Role.ASSISTANT)
        self.assertIs(choice.finish_reason, package.FinishReason.STOP)
        self.assertIs(call.type, package.ToolCallType.FUNCTION)
        self.assertEqual(choice.logprobs.content[0].bytes, b"n\xc3\xa9")
        self.assertEqual(call.function, streaming.FunctionChunk(name="clock", arguments="{}", extra={"x_f": 1}))
        self.assertEqual([found.extra, choice.extra, choice.delta.extra], [{"x": (5,)}, {"x_c": 4}, {"x_d": 3}])
        self.assertEqual(found.usage.total_tokens, 5)

    def test_null_and_absent_come_back_as_they_came(self) -> None:
        least = {"id": "", "created": 0, "model": "", "choices": [{"index": 0}, {"index": 1, "delta": {}}]}
        optional = {key: None for key in FULL_CHUNK if key not in (*least, "x")}
        nulls = least | optional
        nulls["choices"] = [
            {"index": 0, "delta": None, "finish_reason": None, "logprobs": None},
            {"index": 0, "delta": dict.fromkeys(("role", "content", "refusal", "tool_calls", "function_call"))},
            {"index": 0, "delta": {"tool_calls": [{}, dict.fromkeys(("index", "id", "type", "function"))]}},
            {"index": 0, "delta": {"tool_calls": [{"function": {"name": None, "arguments": None}}]}},
        ]
        for data in (least, nulls, least | {"object": "", "choices": []}, least | {"object": "text_completion"}):
            with self.subTest(data=data):
                self.assertEqual(Chunk.from_dict(data).to_dict(), data)

    def test_a_chunk_made_by_hand_has_what_the_schema_requires(self) -> None:
        call = streaming.ChatCompletionMessageToolCallChunk(id="a")
        delta = streaming.ChatCompletionStreamResponseDelta(content="x", tool_calls=[call])
        made = Chunk(
            id="c",
            created=1,
            model="m",
            choices=[streaming.StreamChoice(index=0, delta=delta), streaming.StreamChoice(index=1)],
        )
        expected = {
            "id": "c",
            "object": "chat.completion.chunk",
            "created": 1,
            "model": "m",
            "choices": [
                {
                    "index": 0,
                    "delta": {"content": "x", "tool_calls": [{"index": None, "id": "a"}]},
                    "finish_reason": None,
                },
                {"index": 1, "delta": None, "finish_reason": None},
            ],
        }
        self.assertEqual(made.to_dict(), expected)
        self.assertEqual(Chunk.from_dict(expected), made)
        self.assertEqual(hash(Chunk.from_dict(expected)), hash(made))

    def test_a_chunk_is_read_from_subclasses_of_dict_as_well(self) -> None:
        class Odd(dict[str, Any]):
            pass

        data = json.loads(json.dumps(FULL_CHUNK), object_hook=Odd)
        self.assertEqual(Chunk.from_dict(data).to_dict(), FULL_CHUNK)

    def test_a_chunk_can_be_pickled(self) -> None:
        found = Chunk.from_dict(FULL_CHUNK)
        self.assertEqual(pickle.loads(pickle.dumps(found)).to_dict(), FULL_CHUNK)

    def test_what_a_class_cannot_hold_is_refused_with_its_path(self) -> None:
        for change, text in (
            ({"id": None}, "$.id: expected string, got null"),
            ({"created": "1"}, "$.created: expected integer, got string"),
            ({"choices": None}, "$.choices: expected array, got null"),
            ({"obfuscation": 1}, "$.obfuscation: expected string or null, got integer"),
            (said({"content": ["a"]}), "$.choices[0].delta.content: expected string or null, got array"),
            (said({"role": 1}), "$.choices[0].delta.role: expected string or null, got integer"),
            (
                said({"tool_calls": [{"index": "0"}]}),
                "$.choices[0].delta.tool_calls[0].index: expected integer or null, got string",
            ),
            (
                said({"tool_calls": [{"function": {"arguments": {}}}]}),
                "$.choices[0].delta.tool_calls[0].function.arguments: expected string or null, got object",
            ),
            (said({"function_call": "f"}), "$.choices[0].delta.function_call: expected object or null, got string"),
            (said("x"), "$.choices[0].delta: expected object or null, got string"),
            (chunk({"delta": {}}), "$.choices[0].index: expected integer, but the key is missing"),
        ):
            with self.subTest(text=text), self.assertRaises(ParseError) as caught:
                Chunk.from_dict(FULL_CHUNK | change)
            self.assertEqual(str(caught.exception), text)

    def test_a_wrong_call_says_what_to_call(self) -> None:
        with self.assertRaises(TypeError) as caught:
            Chunk.from_dict("data: {}")
        self.assertEqual(
            str(caught.exception),
            "CreateChatCompletionStreamResponse.from_dict takes a dict, got str: from_json reads JSON text",
        )

    def test_an_error_in_mid_stream_is_an_error_response(self) -> None:
        for data in (
            {"error": {"message": "overloaded", "code": 503}},
            chunk(error={"message": "overloaded"}),
            {"object": "error", "message": "overloaded"},
        ):
            with self.subTest(data=data), self.assertRaises(ErrorResponse) as caught:
                Chunk.from_dict(data)
            self.assertEqual(str(caught.exception), "overloaded")

    def test_usage_without_choices_is_no_error(self) -> None:
        self.assertEqual(Chunk.from_dict(chunk(usage=USAGE, error=None)).usage.total_tokens, 5)

    def test_an_error_beside_choices_is_kept_as_an_unknown_key(self) -> None:
        self.assertEqual(assemble([STOP | {"error": {"code": 1}}]).extra, {"error": {"code": 1}})


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

    def test_a_choice_without_any_delta_has_an_empty_message(self) -> None:
        self.assertEqual(
            assemble([said(None, finish_reason="stop")]).choices[0].to_dict()["message"],
            {"role": "assistant", "content": None, "refusal": None},
        )


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

    def test_what_a_call_lacks_in_the_end_is_refused_with_its_path(self) -> None:
        for delta, text in (
            (
                {"tool_calls": [{"index": 0, "function": {"name": "f"}}]},
                "tool_calls[0].id: expected string, but the key",
            ),
            ({"tool_calls": [{"index": 0, "id": "a"}]}, None),
            (
                {"tool_calls": [{"index": 0, "id": "a", "function": {"arguments": "x"}}]},
                "tool_calls[0].function.name: expected string, but the key",
            ),
            ({"function_call": {"arguments": "x"}}, "function_call.name: expected string, but the key"),
            ({"audio": {"id": "a"}}, "audio.expires_at: expected integer, but the key"),
        ):
            with self.subTest(delta=delta):
                if text is None:
                    self.assertEqual(message(delta), {"tool_calls": [{"id": "a"}]})
                    continue
                with self.assertRaises(ParseError) as caught:
                    message(delta)
                self.assertEqual(str(caught.exception), f"$.choices[0].message.{text} is missing")


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

    def test_a_value_of_the_wrong_type_is_refused_at_any_time(self) -> None:
        for delta, text in (
            (
                {"tool_calls": [{"index": 0, "id": "a", "type": "custom", "custom": "x"}]},
                "tool_calls[0].custom: expected object, got string",
            ),
            ({"audio": "x"}, "audio: expected object or null, got string"),
        ):
            with self.subTest(delta=delta), self.assertRaises(ParseError) as caught:
                message(delta, finish=False)
            self.assertEqual(str(caught.exception), f"$.choices[0].message.{text}")

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


class Splitting(unittest.TestCase):
    """A response as the chunks of a server."""

    def test_the_parts_of_a_split_response_make_it_again(self) -> None:
        response = Response.from_dict(FULL_RESPONSE)
        self.assertEqual(assemble(split(response)), response)

    def test_the_parts_can_go_over_the_wire(self) -> None:
        body = copy.deepcopy(FULL_RESPONSE)
        body["obfuscation"] = "x"
        del body["choices"][0]["message"]["tool_calls"][2]  # no chunk can have its id, an integer
        response = Response.from_dict(body)
        wire = "".join(f"data: {part.to_json()}\n\n" for part in split(response))
        self.assertEqual(assemble(iter_sse(wire)), response)

    def test_a_server_sends_role_text_calls_finish_and_usage_in_this_order(self) -> None:
        call = {"id": "call_a", "type": "function", "function": {"name": "f", "arguments": '{"a": 1}'}}
        response = Response.from_dict(
            {
                "id": "c",
                "object": "chat.completion",
                "created": 1,
                "model": "m",
                "usage": USAGE,
                "x": 1,
                "choices": [
                    {
                        "index": 0,
                        "message": {"role": "assistant", "content": "Look here", "refusal": None, "tool_calls": [call]},
                        "logprobs": None,
                        "finish_reason": "tool_calls",
                    }
                ],
            }
        )
        top = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m"}
        begin = {"index": 0, "id": "call_a", "type": "function", "function": {"name": "f", "arguments": ""}}
        deltas = [
            {"role": "assistant", "content": ""},
            {"content": "Look"},
            {"content": " here"},
            {"tool_calls": [begin]},
            {"tool_calls": [{"index": 0, "function": {"arguments": '{"a":'}}]},
            {"tool_calls": [{"index": 0, "function": {"arguments": " 1}"}}]},
        ]
        expected = [top | {"choices": [{"index": 0, "delta": delta, "finish_reason": None}]} for delta in deltas]
        expected[0]["x"] = 1
        expected += [
            top | {"choices": [{"index": 0, "delta": {}, "finish_reason": "tool_calls"}]},
            top | {"choices": [], "usage": USAGE},
        ]
        self.assertEqual([part.to_dict() for part in split(response)], expected)

    def test_tokens_go_with_the_text_that_they_spell(self) -> None:
        tokens = [TOKEN | {"token": "a"}, TOKEN | {"token": " b"}]
        body = said(None)
        body["choices"] = [
            {
                "index": 0,
                "message": {"role": "assistant", "content": "a b"},
                "logprobs": {"content": tokens},
                "finish_reason": "stop",
            }
        ]
        response = Response.from_dict(body)
        found = [
            (part.choices[0].delta.content, [token.token for token in part.choices[0].logprobs.content])
            for part in split(response)[:-1]
        ]
        self.assertEqual(found, [("", []), ("a", ["a"]), (" b", [" b"])])
        self.assertEqual(assemble(split(response)), response)

    def test_a_response_without_choices_is_one_chunk(self) -> None:
        response = Response(id="c", created=1, model="m", choices=(), metadata={"a": "b"})
        self.assertEqual(
            [part.to_dict() for part in split(response)],
            [chunk() | {"object": "chat.completion.chunk", "metadata": {"a": "b"}}],
        )
        self.assertEqual(assemble(split(response)), response)

    def test_keys_that_mean_something_else_in_a_chunk_are_left_out(self) -> None:
        call = {"id": "a", "type": "function", "function": {"name": "f", "arguments": "x y"}, "index": 0}
        body = copy.deepcopy(FULL_RESPONSE)
        body["choices"][1]["delta"] = {"content": "x"}
        body["choices"][2]["message"]["tool_calls"] = [call, call | {"id": "b"}]
        found = assemble(split(Response.from_dict(body)))
        del body["choices"][1]["delta"]
        body["choices"][2]["message"]["tool_calls"] = [
            {"id": name, "type": "function", "function": {"name": "f", "arguments": "x y"}} for name in "ab"
        ]
        self.assertEqual(found, Response.from_dict(body))

    def test_unknown_values_as_deep_as_they_may_be_are_split(self) -> None:
        deep: Any = 1
        for _ in range(100):
            deep = [deep]
        body = copy.deepcopy(FULL_RESPONSE)
        body["choices"][0]["message"]["annotations"][0]["url_citation"]["x"] = deep
        body["choices"][0]["message"]["audio"]["x"] = deep
        body["choices"][0]["message"]["tool_calls"][1]["custom"]["x"] = deep
        body["x"] = deep
        response = Response.from_dict(body)
        self.assertEqual(assemble(split(response)), response)

    def test_only_a_response_can_be_split(self) -> None:
        with self.assertRaises(TypeError) as caught:
            split(FULL_RESPONSE)
        self.assertEqual(str(caught.exception), "split takes a CreateChatCompletionResponse, got dict")


class EventStreams(unittest.TestCase):
    """The text of a stream."""

    text = (DATA / "stream_answer.txt").read_text(encoding="utf-8")

    def test_an_event_stream_is_read(self) -> None:
        found = assemble(iter_sse(self.text.splitlines(keepends=True)))
        self.assertEqual(found.choices[0].message.content, "Flut kommt — um 4 🌊")
        self.assertEqual(found.usage.total_tokens, 13)
        self.assertEqual(len([*iter_sse([self.text])]), 5)

    def test_it_may_be_cut_anywhere_and_end_its_lines_in_any_way(self) -> None:
        expected = [*iter_sse([self.text])]
        for end in ("\n", "\r", "\r\n"):
            for bom in ("", "\ufeff"):
                text = bom + self.text.replace("\n", end)
                for whole in (text, text.encode()):
                    for size in (1, 2, 3, 7, 500, len(whole)):
                        cut = [whole[at : at + size] for at in range(0, len(whole), size)]
                        with self.subTest(end=end, bom=bom, size=size, kind=type(whole)):
                            self.assertEqual([*iter_sse(cut)], expected)

    def test_empty_blocks_and_other_kinds_of_bytes_are_read(self) -> None:
        text = self.text.replace("\n", "\r\n").encode()
        cut = [part for at in range(len(text)) for part in (b"", bytearray(text[at : at + 1]))]
        self.assertEqual([*iter_sse(cut)], [*iter_sse(self.text)])
        self.assertEqual([*iter_sse(text)], [*iter_sse(self.text)])

    @needs_event_loop
    def test_text_that_arrives_asynchronously_is_read(self) -> None:
        async def blocks(text: str) -> Any:
            for at in range(0, len(text), 5):
                yield text[at : at + 5]

        async def read(text: str) -> list[Any]:
            return [found async for found in aiter_sse(blocks(text))]

        expected = [*iter_sse(self.text)]
        self.assertEqual(asyncio.run(read(self.text)), expected)
        self.assertEqual(asyncio.run(read(self.text[: self.text.index("data: [DONE]")])), expected)

    def test_each_chunk_comes_as_soon_as_it_is_whole(self) -> None:
        asked: list[int] = []

        def blocks() -> Any:
            for number in range(3):
                asked.append(number)
                yield f"data: {json.dumps(said({'content': str(number)}))}\n\n"

        for number, found in enumerate(iter_sse(blocks())):
            self.assertEqual(found.choices[0].delta.content, str(number))
            self.assertEqual(asked, [*range(number + 1)])

    def test_nothing_is_read_after_done(self) -> None:
        def blocks() -> Any:
            yield f"data: {json.dumps(STOP)}\n\ndata: [DONE]\n\ndata: x\n\n"
            self.fail("asked for more")

        self.assertEqual([*iter_sse(blocks())], [Chunk.from_dict(STOP)])

    def test_an_event_without_its_end_is_not_looked_at(self) -> None:
        self.assertEqual([*iter_sse(['data: {"id"'])], [])
        self.assertEqual([*iter_sse([f"data: {json.dumps(STOP)}\n"])], [])
        self.assertEqual([*iter_sse([])], [])

    def test_data_that_is_blank_is_noise(self) -> None:
        self.assertEqual([*iter_sse("data\n\ndata: \n\n:\n\n\n\nevent: ping\ndata:\ndata:\n\n")], [])

    def test_what_is_no_chunk_is_refused(self) -> None:
        for text, problem in (
            (
                "data: {]\n\n",
                "expected JSON text: Expecting property name enclosed in double quotes at line 1 column 2",
            ),
            ("data: [1]\n\n", "expected object, got array (read one body at a time)"),
            (b"data: \xff\n\n", "expected UTF-8 text, got a line that is not at byte 6"),
        ):
            with self.subTest(text=text), self.assertRaises(ParseError) as caught:
                [*iter_sse([text])]
            self.assertEqual(str(caught.exception), f"$: {problem}")

    def test_what_came_before_bad_text_is_given_first(self) -> None:
        good = f"data: {json.dumps(STOP)}\n\n".encode()
        chunks = iter_sse([good + good + b"data: \xff\n\n" + good])
        self.assertEqual([next(chunks), next(chunks)], [Chunk.from_dict(STOP)] * 2)
        with self.assertRaises(ParseError):
            next(chunks)

    def test_a_lone_surrogate_in_a_str_is_kept(self) -> None:
        text = json.dumps(said({"content": "\ud800"}), ensure_ascii=False)
        self.assertEqual([part.choices[0].delta.content for part in iter_sse(f"data: {text}\n\n")], ["\ud800"])

    def test_an_error_is_raised_as_the_provider_put_it(self) -> None:
        body = '{"error": {"message": "overloaded"}}'
        for text in (f"event: error\ndata: {body}\n\n", f"{body}\n", body, body.encode()):
            with self.subTest(text=text), self.assertRaises(ErrorResponse) as caught:
                [*iter_sse([text])]
            self.assertEqual(str(caught.exception), "overloaded")

    def test_other_json_between_the_fields_is_ignored_as_any_unknown_field(self) -> None:
        self.assertEqual([*iter_sse('foo: {"error": "x"}\n\nfoo')], [])
        self.assertEqual([*iter_sse('{"a": 1}\n{]\n<p>\ndata: [DONE]\n\n{"a": 1}')], [])

    def test_text_that_is_no_event_stream_is_told_so(self):
        cases = (
            ('{"a": 1}', '"{\\"a\\": 1}" (from_json reads a whole response)'),
            ('{"a": 1}\n\n', '"{\\"a\\": 1}" (from_json reads a whole response)'),
            ('{\n  "a": 1\n}\n', '"{" (from_json reads a whole response)'),
            ("<html>\n<p>Bad gateway", '"<html>"'),
            ("\n[1]", '"[1]"'),
        )
        for text, said in cases:
            for blocks in (text, [text.encode()], list(text)):
                with self.assertRaises(package.ParseError) as caught:
                    list(iter_sse(blocks))
                self.assertEqual(str(caught.exception), f"$: expected an event stream, got text that begins {said}")

    def test_lines_without_their_ends_are_refused_with_advice(self) -> None:
        with self.assertRaises(ParseError) as caught:
            [*iter_sse(self.text.splitlines()[9:])]
        self.assertEqual(
            str(caught.exception), '$: expected lines with their ends, got lines without (add "\\n" to each)'
        )

    def test_what_is_no_text_is_a_wrong_call(self) -> None:
        for wrong in ([1], [None], [{}]):
            with self.subTest(wrong=wrong), self.assertRaises(TypeError) as caught:
                [*iter_sse(wrong)]
            self.assertEqual(
                str(caught.exception), f"expected an iterable of str or bytes, got one of {type(wrong[0]).__name__}"
            )


@unittest.skipUnless(CORPUS, "CHATCOMPLETION_CORPUS names no folder of recorded streams")
class Recorded(unittest.TestCase):
    """Streams of real servers."""

    streams: list[dict[str, Any]]

    @classmethod
    def setUpClass(cls) -> None:
        with (pathlib.Path(str(CORPUS)) / "streams.jsonl").open(encoding="utf-8") as lines:
            cls.streams = [json.loads(line) for line in lines]

    def test_all_that_honour_the_contract_assemble_and_the_others_are_refused_for_what_they_break(self) -> None:
        refused: list[str] = []
        for stream in self.streams:
            try:
                response = assemble(stream["chunks"])
            except ParseError as error:
                refused.append(type(error).__name__ if isinstance(error, ErrorResponse) else str(error).splitlines()[0])
                continue
            self.assertEqual(assemble(split(response)), response)
            wire = "".join(f"data: {part.to_json()}\n\n" for part in split(response))
            self.assertEqual(assemble(iter_sse(wire)), response)
            self.assertEqual(Response.from_dict(response.to_dict()), response)
        self.assertEqual(len(self.streams), 332)
        self.assertEqual(
            sorted(refused),
            [
                *["$.choices[0].delta.content: expected string or null, got array"] * 3,
                *["$.id: expected string, but the key is missing"] * 6,
                "$.usage.completion_tokens: expected integer, but the key is missing",
                *["ErrorResponse"] * 2,
            ],
        )

    def test_each_chunk_that_is_accepted_comes_back_as_it_came(self) -> None:
        for stream in self.streams:
            for data in stream["chunks"]:
                try:
                    found = Chunk.from_dict(data)
                except ParseError:
                    continue
                self.assertEqual(found.to_dict(), data)

    def test_a_stream_that_is_cut_short_assembles_wherever_it_is_cut(self) -> None:
        for stream in self.streams:
            accumulator = Accumulator()
            for data in stream["chunks"][:40]:
                try:
                    accumulator.add(data)
                except ParseError:
                    break
                accumulator.response()

    def test_each_recorded_response_comes_through_a_stream(self) -> None:
        tried = 0
        with (pathlib.Path(str(CORPUS)) / "responses.jsonl").open(encoding="utf-8") as lines:
            for line in lines:
                try:
                    response = Response.from_dict(json.loads(line)["body"])
                except ParseError:
                    continue
                tool_calls = [call for choice in response.choices for call in choice.message.tool_calls or ()]
                delta = any("delta" in choice.extra for choice in response.choices)
                if (
                    response.object == "chat.completion"
                    and not delta
                    and not any("index" in c.extra for c in tool_calls)
                ):
                    tried += 1
                    self.assertEqual(assemble(split(response)), response)
                    wire = "".join(f"data: {part.to_json()}\n\n" for part in split(response))
                    self.assertEqual(assemble(iter_sse(wire)), response)
        self.assertGreater(tried, 400)

    @unittest.skipUnless(importlib.util.find_spec("openai"), "openai is not installed")
    def test_openai_python_gives_the_same_but_for_its_known_faults(self) -> None:
        from openai._models import construct_type
        from openai.lib.streaming.chat import ChatCompletionStreamState
        from openai.types.chat import ChatCompletionChunk

        faults: dict[str, int] = {}

        def fault(name: str) -> None:
            faults[name] = faults.get(name, 0) + 1

        for stream in self.streams:
            try:
                ours = assemble(stream["chunks"]).to_dict()
            except ParseError:
                continue
            state = ChatCompletionStreamState()
            try:
                for data in stream["chunks"]:
                    state.handle_chunk(construct_type(type_=ChatCompletionChunk, value=data))
                theirs = state.current_completion_snapshot.to_dict()
            except (AttributeError, IndexError, RuntimeError, TypeError) as error:
                fault(f"{type(error).__name__} on a list in a delta, or on a choice without delta")
                continue
            for key in ("id", "created", "model"):
                if theirs[key] != ours[key]:
                    self.assertFalse(theirs[key])
                    fault("a blank first chunk wins")
            if theirs.get("usage") != ours.get("usage"):
                self.assertIsNone(theirs.get("usage"))
                fault("null overwrites the usage")
            self.assertEqual(len(theirs["choices"]), len(ours["choices"]))
            for own, other in zip(ours["choices"], theirs["choices"], strict=True):
                if self.compare(own, other):
                    fault("what is sent again is joined, or what never came is None")
                if set(own["logprobs"] or ()) - {"content", "refusal"}:
                    fault("logprobs of reasoning are lost")
        self.assertLessEqual(
            set(faults),
            {
                "AttributeError on a list in a delta, or on a choice without delta",
                "IndexError on a list in a delta, or on a choice without delta",
                "RuntimeError on a list in a delta, or on a choice without delta",
                "TypeError on a list in a delta, or on a choice without delta",
                "a blank first chunk wins",
                "logprobs of reasoning are lost",
                "null overwrites the usage",
                "what is sent again is joined, or what never came is None",
            },
        )

    def compare(self, own: dict[str, Any], other: dict[str, Any]) -> bool:
        """Whether what may be sent again differs; the rest must not."""
        mine, others = own["message"], other["message"]
        self.assertEqual(other.get("finish_reason"), own["finish_reason"])
        self.assertEqual((others.get("content"), others.get("refusal")), (mine["content"], mine["refusal"]))
        for key in ("content", "refusal"):
            self.assertEqual((other.get("logprobs") or {}).get(key), (own["logprobs"] or {}).get(key))
        pairs = [(others.get("role"), mine["role"])]
        my_calls, other_calls = mine.get("tool_calls") or [], others.get("tool_calls") or []
        self.assertEqual(len(other_calls), len(my_calls))
        for call, other_call in zip(my_calls, other_calls, strict=True):
            self.assertEqual(other_call["function"].get("arguments") or "", call["function"]["arguments"])
            pairs += [(other_call.get(key), call[key]) for key in ("id", "type")]
            pairs.append((other_call["function"]["name"], call["function"]["name"]))
        for there, here in pairs:
            self.assertTrue(there is None or there.startswith(here))
        return any(there != here for there, here in pairs)


if __name__ == "__main__":
    unittest.main()
