# SPDX-License-Identifier: MIT-0
"""The response that chunks make."""

import copy
import functools
import pickle
import unittest
from typing import Any

from . import package, submodule
from .streams import FULL_CHUNK, FULL_RESPONSE, STOP, TOKEN, USAGE, calls, chunk, lines_of, message, said
from .support import bytes_taken, calls_made

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

    def test_a_call_that_never_had_an_id_or_a_name_is_refused(self) -> None:
        with self.assertRaises(ParseError) as caught:
            calls({"type": "function", "function": {"arguments": "{}"}})
        lines = (
            "$.choices[0].message.tool_calls[0].function.name: expected string, but the key is missing",
            "$.choices[0].message.tool_calls[0].id: expected string, but the key is missing",
        )
        self.assertEqual(sorted(str(caught.exception).split("\n")), sorted(lines))

    def test_the_name_of_a_custom_tool_stays_when_blank_ones_follow(self) -> None:
        first = {"index": 0, "id": "a", "type": "custom", "custom": {"name": "n", "input": "x"}}
        call = {"id": "a", "type": "custom", "custom": {"name": "n", "input": "xy"}}
        self.assertEqual(calls(first, {"index": 0, "custom": {"name": "", "input": "y"}}), [call])

    def test_calls_without_an_index_stand_behind_those_before_them_and_no_further(self) -> None:
        function = {"type": "function", "function": {"name": "f", "arguments": ""}}
        found = calls(function | {"id": "a"}, function | {"id": "b"}, function | {"id": "c", "index": 1})
        self.assertEqual([call["id"] for call in found], ["a", "b", "c"])

    def test_a_call_of_an_unknown_kind_has_the_nulls_that_were_sent_but_for_the_index(self) -> None:
        call = {"index": None, "id": "a", "type": "x", "function": None}
        self.assertEqual(calls(call), [{"id": "a", "type": "x", "function": None}])

    def test_a_call_with_an_index_stands_behind_one_without_that_came_before(self) -> None:
        function = {"type": "function", "function": {"name": "f", "arguments": ""}}
        found = calls(function | {"id": "a"}, function | {"id": "b", "index": 0}, function | {"id": "c"})
        self.assertEqual([call["id"] for call in found], ["a", "b", "c"])


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


if __name__ == "__main__":
    unittest.main()
