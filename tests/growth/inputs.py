# SPDX-License-Identifier: MIT-0
"""Kinds of input: for each a function that makes it, and a size with which every operation is fast."""

import json
from collections.abc import Callable
from typing import Any

from ..support.bodies import CHOICE, MESSAGE, a_body, a_message
from ..support.streams import USAGE, events_of

Body = dict[str, Any]
Kinds = dict[str, tuple[Callable[[int], Any], int]]


def many(make: Callable[[int], Any], size: int) -> list[Any]:
    return [make(number) for number in range(size)]


def keys(size: int, value: Any = None) -> Body:
    return {f"x{number}": value for number in range(size)}


def choice(index: Any, **members: Any) -> Body:
    return CHOICE | {"index": index} | members


def token(number: int, **members: Any) -> Body:
    text = f" t{number}"
    top = {"token": text, "logprob": -0.5, "bytes": list(text.encode())}
    return top | {"top_logprobs": [top, {"token": "é", "logprob": -1, "bytes": None}]} | members


def with_tokens(*tokens: Body, text: str | None = None) -> Body:
    """A body with these tokens. They spell its text, if no other is given."""
    message = MESSAGE | {"content": text or "".join(str(item["token"]) for item in tokens)}
    return a_body(choices=[CHOICE | {"message": message, "logprobs": {"content": [*tokens], "refusal": None}}])


def call(number: int, **members: Any) -> Body:
    function = {"name": "tide_at", "arguments": json.dumps({"day": number})}
    return {"id": f"call_{number}", "type": "function", "function": function} | members


def with_arguments(text: str) -> Body:
    return a_message(tool_calls=[call(0, function={"name": "f", "arguments": text})])


def citation(number: int) -> Body:
    cited = {"start_index": number, "end_index": number + 1, "url": "https://tides.example", "title": "Tides"}
    return {"type": "url_citation", "url_citation": cited}


def nested(depth: int) -> Any:
    value: Any = 1
    for level in range(depth):
        value = [value] if level % 2 else {"in": value}
    return value


def moderated(size: int) -> Body:
    result = {
        "type": "moderation_result",
        "model": "m",
        "flagged": False,
        "categories": keys(size, False),
        "category_scores": keys(size, 0.25),
        "category_applied_input_types": keys(size, ["text"]),
    }
    part = {"type": "moderation_results", "model": "m", "results": [result]}
    return a_body(moderation={"input": part, "output": part})


BODIES: Kinds = {
    "tokens": (lambda size: with_tokens(*many(token, size)), 25),
    "alternatives of one token": (lambda size: with_tokens(token(0, top_logprobs=many(token, size))), 60),
    "choices": (lambda size: a_body(choices=many(choice, size)), 40),
    "tool calls": (lambda size: a_message(content=None, tool_calls=many(call, size)), 40),
    "tool calls of unknown types": (
        lambda size: a_message(tool_calls=many(lambda n: call(n, type="telepathy"), size)),
        40,
    ),
    "citations": (lambda size: a_message(annotations=many(citation, size)), 60),
    "unknown keys of the response": (lambda size: a_body(**keys(size, 1)), 400),
    "unknown keys of the message": (lambda size: a_message(**keys(size, [1])), 250),
    "an unknown key in each choice": (lambda size: a_body(choices=many(lambda n: choice(n, **{f"x{n}": 1}), size)), 40),
    "an unknown array": (lambda size: a_body(x=many(lambda n: {"y": n}, size)), 200),
    "an unknown object": (lambda size: a_body(x=keys(size, 0.125)), 500),
    "deep unknown values": (lambda size: a_body(x=many(lambda n: nested(90), size)), 5),
    "a long text": (lambda size: a_message(content="low tide " * size), 1000),
    "a long text of escaped characters": (lambda size: a_message(content='é"\n😀' * size), 1500),
    "a text of many lines": (lambda size: a_message(content="low\r\n" * size), 500),
    "a long text of control characters": (lambda size: a_message(content="\x1b[1m\u202e" * size), 400),
    "long arguments": (lambda size: with_arguments(json.dumps(list(range(size)))), 300),
    "deeply nested arguments": (lambda size: with_arguments("[" * size + "]" * size), 100),
    "arguments that break off": (lambda size: with_arguments('{"a": [' + "1, " * size), 500),
    "a long unknown text": (lambda size: a_message(reasoning="é " * size), 1500),
    "a long unknown key": (lambda size: a_body(**{"x" * size: 1}), 5000),
    "bytes of a token": (lambda size: with_tokens(token(0, bytes=[number % 256 for number in range(size)])), 2500),
    "blank tokens": (lambda size: with_tokens(*many(lambda n: token(n, token=""), size), token(0)), 25),
    "tokens of another text": (lambda size: with_tokens(*many(token, size), text="low " * size), 25),
    "text without spaces": (lambda size: a_message(content="low" * size), 2000),
    "wide characters": (lambda size: a_message(content="潮" * size), 2000),
    "spaces": (lambda size: a_message(content=" " * size), 2000),
    "combining marks": (lambda size: a_message(content="e" + "\u0301" * size), 2000),
    "metadata": (lambda size: a_body(metadata=keys(size, "y")), 500),
    "moderation": (moderated, 40),
    "a long integer": (lambda size: a_body(created=10**size), 1_000),
    "many long integers": (lambda size: a_body(x=[10**4000] * size), 5),
}

LONG_BODIES = {kind: pair for kind, pair in BODIES.items() if kind not in ("deep unknown values", "a long integer")}


def wrong_result(**members: Any) -> Body:
    """A body with one moderation result that has these members."""
    return a_body(moderation={"input": {"type": "moderation_results", "results": [members]}})


# Bodies that are refused: with many faults, or with one at the end.
FAULTY: Kinds = {
    "choices that are null": (lambda size: a_body(choices=[None] * size), 100),
    "choices that are empty": (lambda size: a_body(choices=many(lambda n: {}, size)), 25),
    "a wrong index at the end": (lambda size: a_body(choices=[*many(choice, size), choice("x")]), 40),
    "wrong tokens": (lambda size: with_tokens(*many(lambda n: token(n, token=5), size)), 25),
    "wrong bytes": (lambda size: with_tokens(token(0, bytes=[300] * size)), 300),
    "a wrong byte at the end": (lambda size: with_tokens(token(0, bytes=[65] * size + [-1])), 3000),
    "wrong tool calls": (lambda size: a_message(tool_calls=many(lambda n: call(n, function=None), size)), 40),
    "texts for tool calls": (lambda size: a_message(tool_calls=["x"] * size), 200),
    "wrong metadata": (lambda size: a_body(metadata=["x"] * size), 3000),
    "wrong scores": (lambda size: a_body(moderation={"input": {"results": [{"category_scores": keys(size)}]}}), 150),
    "wrong input types": (lambda size: wrong_result(category_applied_input_types={"harm": [5] * size}), 150),
    "integers as keys of categories": (lambda size: wrong_result(categories=dict.fromkeys(range(size))), 150),
    "a wrong value under many unknown keys": (lambda size: a_body(**keys(size, 1), created="x"), 400),
    "unknown values that are too deep": (lambda size: a_body(x=many(lambda n: nested(110), size)), 5),
    "unknown values that are not JSON": (lambda size: a_body(x=[{1, 2}] * size), 300),
    "unknown keys with values that are not JSON": (lambda size: a_body(**keys(size, {1})), 400),
    "parts of content": (lambda size: a_message(content=[{"type": "text", "text": "low "}] * size), 300),
    "metadata that is not JSON": (lambda size: a_body(metadata=keys(size, {1})), 300),
    "endless unknown values": (lambda size: a_body(x=nested(size)), 400),
    "unknown keys that are not strings": (lambda size: a_body() | dict.fromkeys(range(size)), 400),
    "a long text in place of an integer": (lambda size: a_body(created="9" * size), 20000),
    "a long wrong key": (lambda size: a_body(metadata={"é" * size: {1}}), 3000),
    "an error": (lambda size: {"error": {"message": "no " * size, "code": 500}}, 10000),
    "many errors": (lambda size: {"errors": many(lambda n: {"message": "no"}, size)}, 300),
    "details of a validation": (lambda size: {"detail": many(lambda n: {"msg": "no", "loc": ["body"]}, size)}, 200),
    "a chunk": (lambda size: a_body(object="chat.completion.chunk", choices=many(lambda n: {"delta": {}}, size)), 40),
    "another object": (lambda size: {"object": "response", "output": many(lambda n: {"type": "message"}, size)}, 300),
}
NOT_IN_TEXT = (
    "endless unknown values",
    "unknown values that are not JSON",
    "unknown keys with values that are not JSON",
    "metadata that is not JSON",
    "integers as keys of categories",
    "unknown keys that are not strings",
    "a long wrong key",
)
FAULTY_IN_TEXT = {kind: pair for kind, pair in FAULTY.items() if kind not in NOT_IN_TEXT}


# --- JSON text that is not made from the bodies above, some of it invalid


def repeated(begin: str, part: str, end: str = "") -> Callable[[int], str]:
    return lambda size: begin + part * size + end


BODY = json.dumps(a_body())
OPEN = BODY[:-1]  # without the last brace
TEXTS: Kinds = {
    "duplicate keys": (repeated(OPEN, ', "x": 1', "}"), 600),
    "nested duplicate keys": (
        repeated(OPEN + ', "x": [', '{"y": 1, "y": ' * 5 + "1" + "}" * 5 + ", ", "0]}"),
        40,
    ),
    "duplicates of a key below a long key": (
        lambda size: OPEN + ', "' + "x" * size + '": {"y": 1' + ', "y": 2' * size + "}}",
        300,
    ),
    "pairs of keys": (lambda size: OPEN + "".join(f', "x{number // 2}": 1' for number in range(size)) + "}", 600),
    "objects with duplicate keys": (repeated(OPEN + ', "x": [', '{"y": 1, "y": 2}, ', "0]}"), 150),
    "white space": (repeated("", " \n", BODY), 10000),
    "a missing end": (lambda size: json.dumps(a_message(content="low tide " * size))[:-3], 5000),
    "many lines and a fault in the last": (repeated("[", "1,\n"), 5000),
    "endless arrays": (repeated("", "["), 5000),
    "endless objects": (repeated("", '{"x": '), 1000),
    "a deep unknown array": (lambda size: f'{OPEN}, "x": {"[" * size}{"]" * size}}}', 5000),
    "a number of many digits": (repeated("", "9"), 3_000),
    "a fraction of many digits": (repeated(OPEN + ', "x": 0.', "3", "}"), 2_000),
    "infinities": (repeated(OPEN + ', "x": [', "1e999, ", "0]}"), 300),
    "a page of HTML": (repeated("<!DOCTYPE html><html>", "<p>Bad gateway</p>"), 1000),
    "lone surrogates": (repeated(OPEN + ', "x": "', "\\ud800", '"}'), 600),
    "an event stream": (repeated("", 'data: {"choices": []}\n\n'), 300),
    "bad UTF-8 at the end": (lambda size: json.dumps(a_message(content="low " * size)).encode() + b"\xff", 5000),
    "bad UTF-8 throughout": (lambda size: b"\xff" * size, 5000),
    "UTF-16": (lambda size: json.dumps(a_message(content="low " * size)).encode("utf-16"), 5000),
}


# --- Streams


def chunk(delta: Any = None, index: int = 0, **members: Any) -> Body:
    choices = [{"index": index, "delta": delta or {}, "finish_reason": None}]
    return a_body(object="chat.completion.chunk", choices=choices) | members


def finish(index: int) -> Body:
    return {"index": index, "delta": {}, "finish_reason": "stop"}


def stream(*chunks: Body) -> list[Body]:
    return [*chunks, chunk(choices=[finish(0)]), chunk(choices=[], usage=USAGE)]


def of(make: Callable[[int], Body]) -> Callable[[int], list[Body]]:
    """A stream of as many chunks as its size."""
    return lambda size: stream(*many(make, size))


def saying(text: str, **members: Any) -> Body:
    return chunk({"content": text}, **members)


def calling(*calls: Body) -> Body:
    return chunk({"tool_calls": [*calls]})


def with_logprobs(*tokens: Body) -> Body:
    return chunk(choices=[{"index": 0, "delta": {"content": "x"}, "logprobs": {"content": [*tokens]}}])


FIRST_PIECE = call(0, index=0, function={"name": "f", "arguments": "["})
NEXT_PIECE = {"index": 0, "function": {"arguments": "1,"}}


def thinking(*parts: Body) -> Body:
    return chunk({"reasoning_details": [{"type": "reasoning.text", **part} for part in parts]})


def function_piece(**members: Any) -> Body:
    return calling({"function": {"name": "f", "arguments": "{}"}} | members)


STREAMS: Kinds = {
    "many pieces of text": (of(lambda n: saying("low ")), 30),
    "many long pieces of text": (of(lambda n: saying("low tide " * 300)), 100),
    "long pieces of unknown text": (of(lambda n: chunk({"reasoning": "low tide " * 300})), 100),
    "one long piece": (lambda size: stream(saying("low " * size)), 1000),
    "pieces of text in many choices": (of(lambda n: chunk({"content": "x"}, index=n)), 30),
    "pieces of one tool call": (lambda size: stream(calling(FIRST_PIECE), *[calling(NEXT_PIECE)] * size), 30),
    "many tool calls": (of(lambda n: calling(call(n, index=n))), 30),
    "many tool calls with one index": (of(lambda n: calling(call(n, index=0))), 30),
    "tool calls without an index": (of(lambda n: calling(call(n))), 30),
    "tool calls in one chunk": (lambda size: stream(calling(*many(lambda n: call(n, index=n), size))), 30),
    "tokens": (of(lambda n: with_logprobs(token(n))), 20),
    "tokens in one chunk": (lambda size: stream(with_logprobs(*[token(0)] * size)), 20),
    "an unknown text in pieces": (of(lambda n: chunk({"reasoning": "hm "})), 30),
    "new unknown keys": (of(lambda n: chunk({f"x{n}": n})), 30),
    "an unknown object that grows": (of(lambda n: saying("x", x={f"y{n}": 1})), 30),
    "a deep unknown object that grows": (of(lambda n: chunk(x={"a": {"b": {f"c{n}": [1]}}})), 30),
    "an unknown array in pieces": (of(lambda n: chunk({"details": [{"text": "hm"}]})), 30),
    "choices in one chunk": (lambda size: stream(chunk(choices=many(lambda n: {"index": n, "delta": {}}, size))), 60),
    "choices that finish one by one": (of(lambda n: chunk(choices=[finish(n)])), 30),
    "tool calls without an id": (lambda size: stream(calling(*many(lambda n: call(n, index=n, id=None), size))), 30),
    "usage in each chunk": (of(lambda n: saying("x", usage=USAGE)), 30),
    "an id for each chunk": (of(lambda n: saying("x", id=f"chatcmpl-{n}")), 30),
    "reasoning under one index": (of(lambda n: thinking({"index": 0, "text": "hm "})), 30),
    "reasoning under many indexes": (of(lambda n: thinking({"index": n, "text": "hm"})), 30),
    "reasoning without an index": (of(lambda n: thinking({"text": "hm "})), 30),
    "signed blocks": (of(lambda n: thinking({"text": "hm", "signature": f"s{n}"})), 30),
    "two blocks in each chunk": (of(lambda n: thinking({"index": 0, "text": "a"}, {"index": 0, "text": "b"})), 30),
    "blocks with a few ids": (of(lambda n: thinking({"index": 0, "id": f"i{n % 5}", "text": "hm"})), 30),
    "citations": (of(lambda n: chunk({"annotations": [citation(n)]})), 30),
    "one citation again and again": (of(lambda n: chunk({"annotations": [citation(0)]})), 30),
    "a list of texts that grows": (of(lambda n: chunk({"sources": [f"s{n}"]})), 30),
    "token ids": (of(lambda n: chunk(choices=[{"index": 0, "delta": {}, "token_ids": [n]}])), 30),
    "objects that contradict": (of(lambda n: chunk({"x": {"n": n, "o": {"p": {"n": n}}}})), 30),
    "halves of characters": (of(lambda n: saying(("\ud83c", "\udf0a")[n % 2])), 30),
    "arguments under indexes without a call": (of(lambda n: function_piece(index=n, function={"arguments": "{}"})), 30),
    "a name in pieces": (of(lambda n: function_piece(index=0, id="a", function={"name": "fg"[n % 2]})), 30),
    "whole calls under one index": (of(lambda n: function_piece(index=0)), 30),
    "audio in pieces": (of(lambda n: chunk({"audio": {"id": "a", "data": "UklG", "transcript": "lo"}})), 30),
}


# --- Event streams, as they are given to iter_sse


def events(*chunks: Body) -> str:
    return events_of(*chunks) + "data: [DONE]\n\n"


def in_lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def in_blocks(text: str, size: int = 1) -> list[bytes]:
    data = text.encode()
    return [data[start : start + size] for start in range(0, len(data), size)]


def one_event_of_many_lines(size: int) -> str:
    lines = json.dumps(saying("x", x=[1] * size)).replace(", ", ",\ndata: ")
    return f"data: {lines}\n\n"


PIECE = saying("low ")
SSE: Kinds = {
    "pieces without spaces": (lambda size: [events(*[saying("low")] * size)], 30),
    "wide characters": (lambda size: [events(*[saying("潮")] * size)], 30),
    "spaces": (lambda size: [events(*[saying("  ")] * size)], 30),
    "combining marks": (lambda size: [events(*[saying("\u0301")] * size)], 30),
    "choices that finish one by one": (lambda size: [events(*many(lambda n: chunk(choices=[finish(n)]), size))], 30),
    "many small events": (lambda size: in_lines(events(*[PIECE] * size)), 30),
    "many small events in bytes": (lambda size: [line.encode() for line in in_lines(events(*[PIECE] * size))], 30),
    "one huge event": (lambda size: [events(saying("low " * size))], 10_000),
    "many lines of data": (lambda size: in_lines(one_event_of_many_lines(size)), 200),
    "comments": (lambda size: [": keep-alive\n\n" * size + events(PIECE)], 300),
    "empty lines": (lambda size: ["\r\n" * size + events(PIECE)], 600),
    "other fields": (lambda size: ["event: message\nid: 5\nretry: 10\n" * size + events(PIECE)], 200),
    "lines that end with a carriage return": (lambda size: [events(*[PIECE] * size).replace("\n", "\r")], 30),
    "pings": (lambda size: ['event: ping\ndata: {"type": "ping"}\n\n' * size + events(PIECE)], 200),
    "chunks and then a wrong one": (lambda size: [events(*[PIECE] * size, {"id": 5})], 30),
    "an error in the last event": (lambda size: [events(*[PIECE] * size, {"error": {"message": "no " * size}})], 30),
    "a stream that breaks off": (lambda size: [events(saying("low " * size))[: 4 * size]], 5_000),
    "data that is not JSON": (lambda size: ["data: " + "[" * size + "\n\n"], 10_000),
    "an error body in place of a stream": (
        lambda size: in_lines(json.dumps({"error": {"message": "no", "details": list(range(size))}}, indent=1)),
        300,
    ),
    "JSON lines that are not events": (lambda size: ['{"a": {}}\n' * size + events(PIECE)], 100),
    "brackets that stay open": (lambda size: ["{\n" * size + events(PIECE)], 300),
    "events without blank lines": (lambda size: ["data: {}\n" * size], 300),
    "a page of HTML": (lambda size: ["<html>\n", *["<p>Bad gateway</p>\n"] * size], 600),
}
SSE_IN_BLOCKS: Kinds = {
    "many small events in one block": (lambda size: [events(*[PIECE] * size)], 30),
    "one huge event in blocks": (lambda size: in_blocks(events(saying("low " * size)), 64), 40_000),
    "one character at a time": (lambda size: [*events(*[PIECE] * size)], 20),
    "one byte at a time": (lambda size: in_blocks(events(*[saying("é" * 20)] * size)), 20),
    "one huge event, a byte at a time": (lambda size: in_blocks(events(saying("low" * size))), 3_000),
    "many lines of data in one block": (lambda size: [one_event_of_many_lines(size)], 200),
    "many lines of data, a byte at a time": (lambda size: in_blocks(one_event_of_many_lines(size)), 200),
    "a stream that breaks off, in blocks": (lambda size: in_blocks("data: {" + '"x": 1, ' * size, 16), 6_000),
}


# --- Files of several bodies


def lines(make: Callable[[int], Body]) -> Callable[[int], str]:
    return lambda size: "".join(json.dumps(each) + "\n" for each in many(make, size))


LINES: Kinds = {
    "bodies": (lines(lambda n: a_body()), 12),
    "batch output": (lines(lambda n: {"custom_id": f"c{n}", "response": {"status_code": 200, "body": a_body()}}), 12),
    "wrong bodies": (lines(lambda n: a_body(created="x")), 12),
    "errors": (lines(lambda n: {"error": {"message": "no"}}), 12),
    "lines that are not JSON": (repeated("", "{\n"), 12),
    "empty lines": (repeated(BODY + "\n", "\n"), 500),
    "one long line": (lambda size: json.dumps(a_message(content="low tide " * size)) + "\n" + BODY + "\n", 3_000),
}
