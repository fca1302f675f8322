# SPDX-License-Identifier: MIT-0
"""Splitting a response into chunks: split, the inverse of assemble."""

import copy
import unittest
from typing import Any

from .. import package, submodule
from ..support.documents import nested
from ..support.streams import FULL_RESPONSE, TOKEN, USAGE, chunk, delta_chunk, events_of

streaming = submodule("streaming")
Response = package.CreateChatCompletionResponse
assemble = streaming.assemble
split = streaming.split
iter_sse = streaming.iter_sse


class SplittingTest(unittest.TestCase):
    def split(self, response: Any) -> list[Any]:
        """The chunks of the response, which have to be the same when they are read from an event stream."""
        chunks = split(response)
        found = [*iter_sse(events_of(*[part.to_dict() for part in chunks]))]
        self.assertEqual(found, chunks)
        self.assertEqual([part.to_dict() for part in found], [part.to_dict() for part in chunks])
        return chunks


class Chunks(SplittingTest):
    def test_split_sends_role_text_tool_calls_finish_reason_and_usage_in_this_order(self) -> None:
        call = {"id": "call_a", "type": "function", "function": {"name": "f", "arguments": '{"a": 1}'}}
        message = {"role": "assistant", "content": "Look here", "refusal": None, "tool_calls": [call]}
        choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "tool_calls"}
        response = Response.from_dict(chunk(choice, usage=USAGE, x=1))
        begin = {"index": 0, "id": "call_a", "type": "function", "function": {"name": "f", "arguments": ""}}
        deltas = [
            {"role": "assistant", "content": ""},
            {"content": "Look"},
            {"content": " here"},
            {"tool_calls": [begin]},
            {"tool_calls": [{"index": 0, "function": {"arguments": '{"a":'}}]},
            {"tool_calls": [{"index": 0, "function": {"arguments": " 1}"}}]},
        ]
        chunks = [*map(delta_chunk, deltas), delta_chunk({}, finish_reason="tool_calls"), chunk(usage=USAGE)]
        chunks[0]["x"] = 1
        self.assertEqual(
            [part.to_dict() for part in self.split(response)],
            [each | {"object": "chat.completion.chunk"} for each in chunks],
        )

    def test_a_full_response_comes_back_from_its_chunks(self) -> None:
        response = Response.from_dict(FULL_RESPONSE)
        self.assertEqual(assemble(self.split(response)), response)

    def test_a_response_without_choices_is_split_into_one_chunk(self) -> None:
        response = Response(id="c", created=1, model="m", choices=(), metadata={"a": "b"})
        chunks = self.split(response)
        self.assertEqual(
            [part.to_dict() for part in chunks], [chunk(object="chat.completion.chunk", metadata={"a": "b"})]
        )
        self.assertEqual(assemble(chunks), response)

    def test_split_raises_type_error_for_anything_but_a_response(self) -> None:
        with self.assertRaises(TypeError) as caught:
            split(FULL_RESPONSE)
        self.assertEqual(str(caught.exception), "split takes a CreateChatCompletionResponse, got dict")


class LeftOut(SplittingTest):
    """Unknown keys that split cannot send: those that would mean something in a chunk, and those that are too deep."""

    def test_unknown_keys_that_mean_something_in_a_chunk_are_left_out(self) -> None:
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
        del kept["error"]
        self.assertEqual(assemble(self.split(Response.from_dict(body))), Response.from_dict(kept))

    def test_obfuscation_that_is_not_a_string_is_left_out(self) -> None:
        for value in (None, 1, {"not": "a string"}):
            response = Response.from_dict(FULL_RESPONSE | {"obfuscation": value})
            self.assertNotIn("obfuscation", assemble(self.split(response)).extra)

    def test_keys_that_make_a_body_without_choices_an_error_are_left_out(self) -> None:
        errors = {"error": 1, "errors": [{"message": "a"}], "detail": "b", "message": "c"}
        response = Response(id="c", created=1, model="m", choices=(), extra=errors | {"x": 1})
        self.assertEqual(assemble(self.split(response)).extra, {"x": 1})
        response = Response.from_dict(FULL_RESPONSE | errors | {"error": None})
        self.assertEqual(assemble(self.split(response)), response)

    def test_unknown_values_nested_as_deeply_as_chunks_allow_come_back(self) -> None:
        for within in (None, "a"):
            body = copy.deepcopy(FULL_RESPONSE)
            message = body["choices"][0]["message"]
            message["annotations"][0]["url_citation"]["x"] = nested(97, within, 1)
            for place in (message["audio"], message["tool_calls"][1]["custom"], body["metadata"]):
                place["x"] = nested(99, within, 1)
            for place in (message, message["tool_calls"][0]["function"], body["choices"][0], body):
                place["x"] = nested(100, within, 1)
            response = Response.from_dict(body)
            self.assertEqual(assemble(self.split(response)), response)

    def test_arrays_and_objects_that_would_be_too_deep_in_a_chunk_are_left_out(self) -> None:
        for within, empty in ((None, []), ("a", {})):
            body = copy.deepcopy(FULL_RESPONSE)
            message = body["choices"][0]["message"]
            places = (message["audio"], message["tool_calls"][1]["custom"], body["metadata"])
            message["annotations"][0]["url_citation"]["x"] = nested(100, within, 1)
            message["annotations"][1]["file"] = {"a": nested(99, within, 1)}
            for place in places:
                place["x"] = nested(100, within, 1)
            found = assemble(self.split(Response.from_dict(body)))
            message["annotations"][0]["url_citation"]["x"] = nested(96, within, empty)
            message["annotations"][1]["file"] = {"a": nested(96, within, empty)}
            for place in places:
                place["x"] = nested(98, within, empty)
            self.assertEqual(found, Response.from_dict(body))


class Tokens(SplittingTest):
    """Which chunk has which tokens. Tokens in a chunk without text would be lost to other clients."""

    def pieces(self, key: str, text: str | None, tokens: list[Any]) -> list[Any]:
        """Each piece of the text under this key with the number of its tokens."""
        other = {"content": "refusal", "refusal": "content"}[key]
        choice = {"index": 0, "message": {key: text}, "logprobs": {key: tokens, other: None}, "finish_reason": "stop"}
        response = Response.from_dict(chunk(choice))
        chunks = self.split(response)
        self.assertEqual(assemble(chunks), response)
        choices = [part.choices[0] for part in chunks]
        counted = [
            (getattr(each.delta, key), len((each.logprobs and getattr(each.logprobs, key)) or ())) for each in choices
        ]
        return [(text, count) for text, count in counted if text or count]

    def test_tokens_that_spell_the_text_are_sent_with_their_piece(self) -> None:
        for key in ("content", "refusal"):
            self.assertEqual(self.pieces(key, "a bc", tokens("a", " b", "c")), [("a", 1), (" b", 1), ("c", 1)])

    def test_a_blank_token_is_sent_with_the_piece_beside_it(self) -> None:
        self.assertEqual(self.pieces("content", "a b", tokens("", "a", "", " b", "")), [("a", 3), (" b", 2)])

    def test_tokens_that_do_not_spell_the_text_are_sent_with_its_first_piece(self) -> None:
        duck = tokens("\\xf0", "\\x9f", "\\xa6", "\\x86")
        end = tokens("<|end|>")
        for key in ("content", "refusal"):
            for text, given, expected in (
                ("a 🦆 b", [*tokens("a "), *duck, *end], [("a", 6), (" 🦆", 0), (" b", 0)]),
                ("🦆", duck, [("🦆", 4)]),
                ("a b", [*tokens("a b"), *end], [("a", 2), (" b", 0)]),
            ):
                self.assertEqual(self.pieces(key, text, given), expected)

    def test_tokens_without_a_text_are_sent_with_the_role(self) -> None:
        for text in (None, ""):
            self.assertEqual(self.pieces("content", text, [TOKEN]), [(text, 1)])
            logprobs = {"content": [TOKEN], "refusal": []}
            response = Response.from_dict(chunk({"index": 0, "message": {"content": text}, "logprobs": logprobs}))
            chunks = self.split(response)
            self.assertEqual(chunks[0].choices[0].logprobs.to_dict(), logprobs)
            self.assertEqual(chunks[0].choices[0].delta.role, "assistant")
            self.assertEqual(assemble(chunks), response)


def tokens(*texts: str) -> list[dict[str, Any]]:
    return [TOKEN | {"token": text} for text in texts]


if __name__ == "__main__":
    unittest.main()
