# SPDX-License-Identifier: MIT-0
"""The chunks that make a response."""

import copy
import functools
import unittest
from typing import Any

from .. import package, submodule
from ..support.costs import bytes_taken, calls_made
from ..support.streams import FULL_RESPONSE, TOKEN, USAGE, chunk, said

streaming = submodule("streaming")
Response = package.CreateChatCompletionResponse
assemble = streaming.assemble
split = streaming.split
iter_sse = streaming.iter_sse


class Splitting(unittest.TestCase):
    """A response as the chunks of a server."""

    def split_over_the_wire(self, response: Any) -> list[Any]:
        """The chunks of the response, which have to be the same when they are read from the wire."""
        chunks = split(response)
        wire = "".join(f"data: {part.to_json()}\n\n" for part in chunks)
        self.assertEqual([*iter_sse(wire)], chunks)
        self.assertEqual([part.to_dict() for part in iter_sse(wire)], [part.to_dict() for part in chunks])
        return chunks

    def test_the_parts_of_a_split_response_make_it_again(self) -> None:
        response = Response.from_dict(FULL_RESPONSE)
        self.assertEqual(assemble(self.split_over_the_wire(response)), response)

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

    def test_keys_that_have_a_meaning_in_a_chunk_are_left_out(self) -> None:
        call = {"id": "a", "type": "function", "function": {"name": "f", "arguments": "x y"}}
        custom = {"id": "b", "type": "custom", "custom": {"name": "f", "input": "x y"}}
        kept = copy.deepcopy(FULL_RESPONSE)
        kept["choices"][2]["message"]["tool_calls"] = [
            call,
            call | {"custom": "a"},
            custom,
            custom | {"function": {"name": "g", "arguments": ""}},
            {"type": "mcp"},
            {"type": "mcp", "x": 1},
            {"type": "mcp"},
            {"steps": []},
        ]
        kept["choices"][2]["finish_reason"] = None
        body = copy.deepcopy(kept)
        body |= {"error": {"message": "beside choices"}}
        body["choices"][1] |= {"delta": {"content": "x"}, "error": {"message": "in a choice"}}
        body["choices"][2]["finish_reason"] = ""
        body["choices"][2]["message"]["tool_calls"] = [
            call | {"index": 7},
            call | {"custom": "a", "index": "x"},
            custom | {"function": None},
            custom | {"function": {"name": "g", "arguments": ""}},
            {"type": "mcp", "id": 7, "function": "text"},
            {"type": "mcp", "id": None, "function": None, "x": 1},
            {"type": "mcp", "function": {"name": 1}},
            {"id": ["a"], "steps": []},
        ]
        found = assemble(self.split_over_the_wire(Response.from_dict(body)))
        kept.pop("error")
        self.assertEqual(found, Response.from_dict(kept))

    def test_obfuscation_that_is_no_string_is_left_out(self) -> None:
        for value in (None, 1, {"not": "a string"}):
            response = Response.from_dict(FULL_RESPONSE | {"obfuscation": value})
            self.assertNotIn("obfuscation", assemble(self.split_over_the_wire(response)).extra)

    def test_keys_that_make_a_body_without_choices_an_error_are_left_out(self) -> None:
        given = {"error": 1, "errors": [{"message": "a"}], "detail": "b", "message": "c"}
        made = Response(id="c", created=1, model="m", choices=(), extra=given | {"x": 1})
        self.assertEqual(assemble(self.split_over_the_wire(made)).extra, {"x": 1})
        response = Response.from_dict(FULL_RESPONSE | given | {"error": None})
        self.assertEqual(assemble(self.split_over_the_wire(response)), response)

    def test_unknown_values_as_deep_as_they_may_be_in_a_chunk_come_back(self) -> None:
        body = copy.deepcopy(FULL_RESPONSE)
        message = body["choices"][0]["message"]
        message["annotations"][0]["url_citation"]["x"] = nested(97)
        message["audio"]["x"] = message["tool_calls"][1]["custom"]["x"] = body["metadata"]["x"] = nested(99)
        message["x"] = message["tool_calls"][0]["function"]["x"] = body["choices"][0]["x"] = body["x"] = nested(100)
        response = Response.from_dict(body)
        self.assertEqual(assemble(self.split_over_the_wire(response)), response)

    def test_unknown_values_that_would_be_too_deep_in_a_chunk_lose_what_is_too_deep(self) -> None:
        body = copy.deepcopy(FULL_RESPONSE)
        message = body["choices"][0]["message"]
        message["annotations"][0]["url_citation"]["x"] = nested(100)
        message["annotations"][1]["file"] = {"a": nested(99)}
        message["audio"]["x"] = message["tool_calls"][1]["custom"]["x"] = body["metadata"]["x"] = nested(100)
        found = assemble(self.split_over_the_wire(Response.from_dict(body)))
        message["annotations"][0]["url_citation"]["x"] = nested(97, innermost=())
        message["annotations"][1]["file"] = {"a": nested(97, innermost=())}
        message["audio"]["x"] = message["tool_calls"][1]["custom"]["x"] = nested(99, innermost=())
        body["metadata"]["x"] = nested(99, innermost=())
        self.assertEqual(found, Response.from_dict(body))

    def test_tokens_that_do_not_spell_the_text_are_with_its_first_piece(self) -> None:
        end = TOKEN | {"token": "<|end|>", "bytes": None}
        duck = [TOKEN | {"token": f"\\x{byte}", "bytes": [int(byte, 16)]} for byte in ("f0", "9f", "a6", "86")]
        for key, other in (("content", "refusal"), ("refusal", "content")):
            for text, tokens, expected in (
                ("a 🦆 b", [TOKEN | {"token": "a "}, *duck, end], [("a", 6), (" 🦆", 0), (" b", 0)]),
                ("🦆", duck, [("🦆", 4)]),
                ("a b", [TOKEN | {"token": "a b"}, end], [("a", 2), (" b", 0)]),
            ):
                choice = {"message": {key: text}, "logprobs": {key: tokens, other: None}, "finish_reason": "stop"}
                response = Response.from_dict(chunk({"index": 0} | choice))
                chunks = self.split_over_the_wire(response)
                found = []
                for part in chunks:
                    piece = part.choices[0]
                    said_now = getattr(piece.delta, key)
                    tokens_now = (piece.logprobs and getattr(piece.logprobs, key)) or ()
                    self.assertTrue(said_now or not tokens_now)
                    if said_now:
                        found.append((said_now, len(tokens_now)))
                self.assertEqual(found, expected)
                self.assertEqual(assemble(chunks), response)

    def test_a_blank_token_is_with_the_piece_beside_it(self) -> None:
        tokens = [TOKEN | {"token": text} for text in ("", "a", "", " b", "")]
        body = chunk({"index": 0, "message": {"content": "a b"}, "logprobs": {"content": tokens}})
        response = Response.from_dict(body)
        chunks = self.split_over_the_wire(response)
        found = [(part.choices[0].delta.content, len(part.choices[0].logprobs.content)) for part in chunks[1:-1]]
        self.assertEqual(found, [("a", 3), (" b", 2)])
        self.assertEqual(assemble(chunks), response)

    def test_tokens_without_a_text_are_with_the_role(self) -> None:
        for text in (None, ""):
            logprobs = {"content": [TOKEN], "refusal": []}
            body = chunk({"index": 0, "message": {"content": text}, "logprobs": logprobs})
            response = Response.from_dict(body)
            chunks = self.split_over_the_wire(response)
            self.assertEqual(chunks[0].choices[0].logprobs.to_dict(), logprobs)
            self.assertEqual(chunks[0].choices[0].delta.role, "assistant")
            self.assertEqual(assemble(chunks), response)

    def test_growth_is_linear(self) -> None:
        def response(size: int, **more: Any) -> Any:
            message = {"content": "a " * size, "tool_calls": [{"type": "mcp", "x": index} for index in range(size)]}
            tokens = [TOKEN | more] * size
            return Response.from_dict(chunk({"index": 0, "message": message, "logprobs": {"content": tokens}}))

        for more in ({"token": "a "}, {"token": ""}, {"token": "b"}):
            small, large = (functools.partial(split, response(size, **more)) for size in (100, 400))
            self.assertLess(calls_made(large), 5 * calls_made(small))
            self.assertLess(bytes_taken([large]), 5 * bytes_taken([small]) + 20_000)

    def test_only_a_response_can_be_split(self) -> None:
        with self.assertRaises(TypeError) as caught:
            split(FULL_RESPONSE)
        self.assertEqual(str(caught.exception), "split takes a CreateChatCompletionResponse, got dict")


def nested(levels: int, innermost: Any = 1) -> Any:
    """A value within as many arrays."""
    value = [] if innermost == () else [innermost]
    for _ in range(levels - 1):
        value = [value]
    return value


if __name__ == "__main__":
    unittest.main()
