# SPDX-License-Identifier: MIT-0
"""Splitting a response into chunks: split, the inverse of assemble."""

import copy
import unittest
from collections.abc import Iterator
from dataclasses import replace
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
        deltas: list[dict[str, Any]] = [
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

    def test_no_piece_of_a_text_is_longer_than_max_characters(self) -> None:
        text = "A long, unbroken/path/of/words and 潮の満ち引きは月による 12 chars"
        call = {"id": "a", "type": "function", "function": {"name": "f", "arguments": text}}
        custom = {"id": "b", "type": "custom", "custom": {"name": "g", "input": text}}
        message = {
            "content": text,
            "refusal": text,
            "reasoning_content": text,
            "thinking": text,
            "tool_calls": [call, custom],
            "function_call": call["function"],
            "audio": {"id": "c", "expires_at": 1, "data": text, "transcript": text},
        }
        response = Response.from_dict(chunk({"index": 0, "message": message, "finish_reason": "stop"}))
        for limit in (1, 2, 7, 20, 1000):
            chunks = split(response, max_characters=limit)
            self.assertEqual(assemble(chunks), response)
            pieces = [piece for part in chunks for piece in texts_of(part.choices[0].delta)]
            self.assertEqual("".join(sorted("".join(pieces))), "".join(sorted(text * 9)))
            self.assertLessEqual(max(map(len, pieces)), limit)

    def test_a_word_that_fits_stays_whole_with_the_space_before_it(self) -> None:
        for text, limit, expected in (
            ("It is  low tide. ", 20, ["It", " is", " ", " low", " tide.", " "]),
            ("a bcd efgh", 4, ["a", " bcd", " efg", "h"]),
            ("潮の満ち引き", 4, ["潮の満ち", "引き"]),
            ("a" * 45, 20, ["a" * 20, "a" * 20, "a" * 5]),
            ("a\nb c", 20, ["a\nb", " c"]),
        ):
            message = {"content": text}
            response = Response.from_dict(chunk({"index": 0, "message": message, "finish_reason": "stop"}))
            chunks = split(response, max_characters=limit)
            found = [part.choices[0].delta.content for part in chunks if part.choices[0].delta.content]
            self.assertEqual(found, expected)

    def test_the_usage_is_left_out_on_demand(self) -> None:
        response = Response.from_dict(FULL_RESPONSE)
        chunks = split(response, usage=False)
        self.assertEqual([part.usage for part in chunks], [None] * len(chunks))
        self.assertEqual(assemble(chunks), replace(response, usage=None))
        only = Response(id="c", created=1, model="m", choices=(), usage=response.usage)
        self.assertEqual([part.to_dict() for part in split(only, usage=False)], [chunk(object="chat.completion.chunk")])

    def test_to_sse_gives_the_text_of_an_event_stream(self) -> None:
        first, second = split(Response(id="c", created=1, model="é\u2028", choices=())) * 2
        data = '{"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "\\u00e9\\u2028", "choices": []}'
        events = streaming.to_sse(iter([first, second]))
        self.assertEqual(next(events), f"data: {data}\n\n")
        self.assertEqual([*events], [f"data: {data}\n\n", "data: [DONE]\n\n"])
        self.assertEqual([*streaming.to_sse([])], ["data: [DONE]\n\n"])
        chunks = split(Response.from_dict(FULL_RESPONSE))
        self.assertEqual([*iter_sse(streaming.to_sse(chunks))], chunks)

    def test_split_raises_value_error_for_a_limit_below_one(self) -> None:
        response = Response.from_dict(FULL_RESPONSE)
        for limit in (0, -1):
            with self.assertRaises(ValueError) as caught:
                split(response, max_characters=limit)
            self.assertEqual(str(caught.exception), f"max_characters has to be at least 1, got {limit}")

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

    def test_null_in_the_function_of_a_call_that_is_no_function_call_is_left_out(self) -> None:
        for call, kept in (
            (
                {"id": "a", "type": "custom", "custom": {"name": "f", "input": ""}, "function": None},
                {"id": "a", "type": "custom", "custom": {"name": "f", "input": ""}},
            ),
            (
                {"id": None, "type": "mcp", "function": {"name": None, "arguments": None, "x": None}},
                {"type": "mcp", "function": {"x": None}},
            ),
        ):
            choice = {"index": 0, "message": {"content": None, "tool_calls": [call]}, "finish_reason": "stop"}
            found = assemble(self.split(Response.from_dict(chunk(choice)))).choices[0].message.tool_calls
            self.assertEqual([each.to_dict() for each in found], [kept])

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


class Changed(SplittingTest):
    """Responses that come back from their chunks with a difference."""

    def changed(self, **fields: Any) -> dict[str, Any]:
        """What comes back of a response with a choice that has these fields, without those that split leaves alone."""
        choice = {"index": 0, "message": {"content": "a"}, "finish_reason": "stop"} | fields
        response = Response.from_dict(chunk(choice, object="chat.completion"))
        return dict(assemble(self.split(response)).choices[0].to_dict())

    def test_the_object_becomes_that_of_a_response_and_choices_are_in_order(self) -> None:
        choices = [{"index": index, "message": {"content": str(index)}, "finish_reason": "stop"} for index in (2, 0, 0)]
        found = assemble(self.split(Response.from_dict(chunk(*choices, object="text"))))
        self.assertEqual(found.object, "chat.completion")
        self.assertEqual([(each.index, each.message.content) for each in found.choices], [(0, "00"), (2, "2")])

    def test_a_blank_finish_reason_becomes_none(self) -> None:
        self.assertIsNone(self.changed(finish_reason="")["finish_reason"])

    def test_a_call_without_id_and_name_is_merged_with_the_one_before_it(self) -> None:
        blank = {"id": "", "type": "function", "function": {"name": "", "arguments": "2"}}
        call = {"id": "a", "type": "function", "function": {"name": "f", "arguments": "1"}}
        message = {"content": None, "tool_calls": [call, blank]}
        joined = call | {"function": {"name": "f", "arguments": "12"}}
        self.assertEqual(self.changed(message=message)["message"]["tool_calls"], [joined])
        message = {"content": None, "tool_calls": [blank, call]}
        self.assertEqual(self.changed(message=message)["message"]["tool_calls"], [blank, call])

    def test_two_halves_of_a_utf_16_pair_in_different_pieces_become_one_character(self) -> None:
        message = {"content": "a" * 19 + "\ud83c\udf0a"}
        self.assertEqual(self.changed(message=message)["message"]["content"], "a" * 19 + "🌊")

    def test_a_usage_elsewhere_becomes_that_of_a_response_that_has_none(self) -> None:
        choice = {"index": 0, "message": {"content": "a"}, "finish_reason": "stop"}
        for body in (chunk(choice, x_groq={"usage": USAGE}), chunk(choice | {"usage": USAGE})):
            response = Response.from_dict(body)
            self.assertEqual(assemble(self.split(response)).to_dict()["usage"], USAGE)


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

    def test_a_token_that_is_too_long_is_sent_with_the_first_part_of_its_text(self) -> None:
        long = "=" * 45
        self.assertEqual(
            self.pieces("content", f"a{long} b", tokens("a", long, " b")),
            [("a", 1), ("=" * 20, 1), ("=" * 20, 0), ("=" * 5, 0), (" b", 1)],
        )

    def test_tokens_without_a_text_are_sent_with_the_role(self) -> None:
        for text in (None, ""):
            self.assertEqual(self.pieces("content", text, [TOKEN]), [(text, 1)])
            logprobs = {"content": [TOKEN], "refusal": []}
            response = Response.from_dict(chunk({"index": 0, "message": {"content": text}, "logprobs": logprobs}))
            chunks = self.split(response)
            self.assertEqual(chunks[0].choices[0].logprobs.to_dict(), logprobs)
            self.assertEqual(chunks[0].choices[0].delta.role, "assistant")
            self.assertEqual(assemble(chunks), response)


TEXTS = "content refusal reasoning_content thinking arguments input data transcript"


def texts_of(delta: Any) -> Iterator[str]:
    """The pieces of texts in a delta, without names and ids."""
    data = delta.to_dict()
    calls = data.get("tool_calls", [])
    for holder in (data, data.get("function_call", {}), data.get("audio", {}), *calls):
        for each in (holder, holder.get("function", {}), holder.get("custom", {})):
            for key in (
                "content",
                "refusal",
                "reasoning_content",
                "thinking",
                "arguments",
                "input",
                "data",
                "transcript",
            ):
                if each.get(key):
                    yield each[key]


def tokens(*texts: str) -> list[dict[str, Any]]:
    return [TOKEN | {"token": text} for text in texts]


if __name__ == "__main__":
    unittest.main()
