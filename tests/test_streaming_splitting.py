# SPDX-License-Identifier: MIT-0
"""The chunks that make a response."""

import copy
import unittest
from typing import Any

from . import package, submodule
from .streams import FULL_RESPONSE, TOKEN, USAGE, chunk, said

streaming = submodule("streaming")
Response = package.CreateChatCompletionResponse
assemble = streaming.assemble
split = streaming.split
iter_sse = streaming.iter_sse


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


if __name__ == "__main__":
    unittest.main()
