# SPDX-License-Identifier: MIT-0
"""Kinds of input, each a function of its size, with a size at which reading takes about a millisecond."""

import json
from collections.abc import Callable
from typing import Any

Body = dict[str, Any]
Kinds = dict[str, tuple[Callable[[int], Any], int]]

USAGE = {"completion_tokens": 2, "prompt_tokens": 3, "total_tokens": 5}


def body(**members: Any) -> Body:
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1790000000,
        "model": "m",
        "choices": [],
    } | members


def choice(index: int = 0, logprobs: Any = None, **message: Any) -> Body:
    message = {"role": "assistant", "content": "Low tide.", "refusal": None} | message
    return {"index": index, "message": message, "finish_reason": "stop", "logprobs": logprobs}


def said(**message: Any) -> Body:
    return body(choices=[choice(**message)], usage=USAGE)


def token(number: int, **members: Any) -> Body:
    text = f" t{number}"
    top = {"token": text, "logprob": -0.5, "bytes": list(text.encode())}
    return top | {"top_logprobs": [top, {"token": "é", "logprob": -1, "bytes": None}]} | members


def spoken(tokens: list[Any]) -> Body:
    text = "".join(str(item["token"]) for item in tokens)
    return body(choices=[choice(content=text, logprobs={"content": tokens, "refusal": None})])


def call(number: int, **members: Any) -> Body:
    function = {"name": "tide_at", "arguments": json.dumps({"day": number})}
    return {"id": f"call_{number}", "type": "function", "function": function} | members


def citation(number: int) -> Body:
    return {
        "type": "url_citation",
        "url_citation": {
            "start_index": number,
            "end_index": number + 1,
            "url": "https://tides.example",
            "title": "Tides",
        },
    }


def nested(depth: int, inside: Any = 1) -> Any:
    for level in range(depth):
        inside = [inside] if level % 2 else {"in": inside}
    return inside


def moderated(size: int) -> Body:
    names = [f"kind_{number}" for number in range(size)]
    result = {
        "type": "moderation_result",
        "model": "m",
        "flagged": False,
        "categories": dict.fromkeys(names, False),
        "category_scores": dict.fromkeys(names, 0.25),
        "category_applied_input_types": {name: ["text"] for name in names},
    }
    part = {"type": "moderation_results", "model": "m", "results": [result]}
    return said() | {"moderation": {"input": part, "output": part}}


BODIES: Kinds = {
    "tokens": (lambda size: spoken([token(number) for number in range(size)]), 25),
    "alternatives of one token": (lambda size: spoken([token(0, top_logprobs=[token(n) for n in range(size)])]), 60),
    "choices": (lambda size: body(choices=[choice(number) for number in range(size)]), 40),
    "tool calls": (lambda size: said(content=None, tool_calls=[call(number) for number in range(size)]), 40),
    "tool calls of unknown types": (
        lambda size: said(tool_calls=[call(number, type="telepathy") for number in range(size)]),
        40,
    ),
    "citations": (lambda size: said(annotations=[citation(number) for number in range(size)]), 60),
    "unknown keys of the response": (lambda size: said() | {f"x{number}": number for number in range(size)}, 400),
    "unknown keys of the message": (lambda size: said(**{f"x{number}": [number] for number in range(size)}), 250),
    "an unknown key in each choice": (
        lambda size: body(choices=[choice(number) | {f"x{number}": None} for number in range(size)]),
        40,
    ),
    "an unknown array": (lambda size: said() | {"x": [{"y": number} for number in range(size)]}, 200),
    "an unknown object": (lambda size: said() | {"x": {f"y{number}": number / 8 for number in range(size)}}, 500),
    "deep unknown values": (lambda size: said() | {"x": [nested(90) for _ in range(size)]}, 5),
    "a long text": (lambda size: said(content="low tide " * size), 1000),
    "a long text of escaped characters": (lambda size: said(content='é"\n😀' * size), 1500),
    "a text of many lines": (lambda size: said(content="low\r\n" * size), 500),
    "a long text of control characters": (lambda size: said(content="\x1b[1m\u202e" * size), 400),
    "long arguments": (
        lambda size: said(tool_calls=[call(0, function={"name": "f", "arguments": json.dumps(list(range(size)))})]),
        300,
    ),
    "arguments nested without end": (
        lambda size: said(tool_calls=[call(0, function={"name": "f", "arguments": "[" * size + "]" * size})]),
        100,
    ),
    "arguments that break off": (
        lambda size: said(tool_calls=[call(0, function={"name": "f", "arguments": '{"a": [' + "1, " * size})]),
        500,
    ),
    "a long unknown text": (lambda size: said(reasoning="é " * size), 1500),
    "a long unknown key": (lambda size: said() | {"x" * size: 1}, 5000),
    "bytes of a token": (lambda size: spoken([token(0, bytes=[number % 256 for number in range(size)])]), 2500),
    "metadata": (lambda size: said() | {"metadata": {f"x{number}": "y" for number in range(size)}}, 500),
    "moderation": (moderated, 40),
    "a long integer": (lambda size: said() | {"created": 10**size}, 1_000),
    "many long integers": (lambda size: said() | {"x": [10**4000] * size}, 5),
}

# Bodies that are refused: with many faults, or with one at the end of much.
FAULTY: Kinds = {
    "choices that are null": (lambda size: body(choices=[None] * size), 100),
    "choices that are empty": (lambda size: body(choices=[{} for _ in range(size)]), 25),
    "a wrong index at the end": (
        lambda size: body(choices=[choice(n if n < size - 1 else "x") for n in range(size)]),
        40,
    ),
    "wrong tokens": (lambda size: spoken([token(number, token=5) for number in range(size)]), 25),
    "wrong bytes": (lambda size: spoken([token(0, bytes=[300] * size)]), 300),
    "a wrong byte at the end": (lambda size: spoken([token(0, bytes=[65] * size + [-1])]), 3000),
    "wrong tool calls": (lambda size: said(tool_calls=[call(number, function=None) for number in range(size)]), 40),
    "texts for tool calls": (lambda size: said(tool_calls=["x"] * size), 200),
    "wrong metadata": (lambda size: said() | {"metadata": ["x"] * size}, 3000),
    "wrong scores": (
        lambda size: (
            said() | {"moderation": {"input": {"results": [{"category_scores": dict.fromkeys(map(str, range(size)))}]}}}
        ),
        150,
    ),
    "a wrong value under many unknown keys": (
        lambda size: said() | {f"x{number}": number for number in range(size)} | {"created": "x"},
        400,
    ),
    "unknown values that are too deep": (lambda size: said() | {"x": [nested(110) for _ in range(size)]}, 5),
    "unknown values that are no JSON": (lambda size: said() | {"x": [{1, 2}] * size}, 300),
    "unknown values without end": (lambda size: said() | {"x": nested(size)}, 400),
    "unknown keys that are no text": (lambda size: said() | dict.fromkeys(range(size)), 400),
    "a long text where an integer belongs": (lambda size: said() | {"created": "9" * size}, 20000),
    "a long wrong key": (lambda size: said() | {"metadata": {"é" * size: {1}}}, 3000),
    "an error": (lambda size: {"error": {"message": "no " * size, "code": 500}}, 10000),
    "many errors": (lambda size: {"errors": [{"message": "no"} for _ in range(size)]}, 300),
    "details of a validation": (lambda size: {"detail": [{"msg": "no", "loc": ["body"]} for _ in range(size)]}, 200),
    "a chunk": (lambda size: body(object="chat.completion.chunk", choices=[{"delta": {}} for _ in range(size)]), 40),
    "another object": (
        lambda size: {"object": "response", "output": [{"type": "message"} for _ in range(size)]},
        300,
    ),
}


NOT_WRITTEN = (
    "unknown values without end",
    "unknown values that are no JSON",
    "unknown keys that are no text",
    "a long wrong key",
)
WRITTEN_FAULTY = {
    kind: pair for kind, pair in FAULTY.items() if kind not in NOT_WRITTEN
}  # those that JSON text can have


def ending(begin: str, part: str, end: str = "") -> Callable[[int], str]:
    return lambda size: begin + part * size + end


# JSON text beyond that of the bodies above, some of it invalid.
TEXTS: Kinds = {
    "duplicate keys": (lambda size: json.dumps(said())[:-1] + ', "x": 1' * size + "}", 600),
    "pairs of keys": (
        lambda size: "".join([json.dumps(said())[:-1], *(f', "x{n // 2}": 1' for n in range(size)), "}"]),
        600,
    ),
    "objects with duplicate keys": (
        lambda size: json.dumps(said())[:-1] + ', "x": [' + '{"y": 1, "y": 2}, ' * size + "0]}",
        150,
    ),
    "white space": (lambda size: " \n" * size + json.dumps(said()), 10000),
    "an end that is missing": (lambda size: json.dumps(said(content="low tide " * size))[:-3], 5000),
    "many lines and a fault in the last": (ending("[", "1,\n"), 5000),
    "nesting without end": (ending("", "["), 5000),
    "objects without end": (ending("", '{"x": '), 1000),
    "an unknown array without end": (
        lambda size: json.dumps(said())[:-1] + ', "x": ' + "[" * size + "]" * size + "}",
        5000,
    ),
    "a number of many digits": (ending("", "9"), 3_000),
    "a fraction of many digits": (
        lambda size: json.dumps(said())[:-1] + ', "x": 0.' + "3" * size + "}",
        2_000,
    ),
    "infinities": (lambda size: json.dumps(said())[:-1] + ', "x": [' + "1e999, " * size + "0]}", 300),
    "a page of HTML": (ending("<!DOCTYPE html><html>", "<p>Bad gateway</p>"), 1000),
    "lone surrogates": (
        lambda size: json.dumps(said())[:-1] + ', "x": "' + "\\ud800" * size + '"}',
        600,
    ),
    "a stream of events": (ending("", 'data: {"choices": []}\n\n'), 300),
}
BYTES: Kinds = {
    "bad UTF-8 at the end": (lambda size: json.dumps(said(content="low " * size)).encode() + b"\xff", 5000),
    "bad UTF-8 throughout": (lambda size: b"\xff" * size, 5000),
    "UTF-16": (lambda size: json.dumps(said(content="low " * size)).encode("utf-16"), 5000),
}


# --- Streams


def chunk(delta: Any = None, index: int = 0, **members: Any) -> Body:
    choices = [{"index": index, "delta": {} if delta is None else delta, "finish_reason": None}]
    return body(object="chat.completion.chunk", choices=choices) | members


def with_end(chunks: list[Body]) -> list[Body]:
    end = chunk()
    end["choices"][0]["finish_reason"] = "stop"
    return [*chunks, end, body(object="chat.completion.chunk", choices=[], usage=USAGE)]


def chunks_of(make: Callable[[int], Body]) -> Callable[[int], list[Body]]:
    return lambda size: with_end([make(number) for number in range(size)])


def call_piece(number: int, **members: Any) -> Body:
    return chunk({"tool_calls": [{"index": 0, "function": {"arguments": "1,"}} | members]})


def token_chunk(number: int) -> Body:
    made = chunk({"content": f" t{number}"})
    made["choices"][0]["logprobs"] = {"content": [token(number)], "refusal": None}
    return made


STREAMS: Kinds = {
    "many pieces of text": (chunks_of(lambda number: chunk({"content": "low "})), 30),
    "many long pieces of text": (chunks_of(lambda number: chunk({"content": "low tide " * 300})), 100),
    "long pieces of unknown text": (chunks_of(lambda number: chunk({"reasoning": "low tide " * 300})), 100),
    "one long piece": (lambda size: with_end([chunk({"content": "low " * size})]), 1000),
    "pieces of text in many choices": (chunks_of(lambda number: chunk({"content": "x"}, index=number)), 30),
    "pieces of one tool call": (
        lambda size: (
            with_end([call_piece(0, id="call_1", type="function", function={"name": "f", "arguments": "["})])[:1]
            + chunks_of(call_piece)(size)
        ),
        30,
    ),
    "many tool calls": (chunks_of(lambda number: chunk({"tool_calls": [call(number, index=number)]})), 30),
    "many tool calls under one index": (chunks_of(lambda number: chunk({"tool_calls": [call(number, index=0)]})), 30),
    "tool calls without an index": (chunks_of(lambda number: chunk({"tool_calls": [call(number)]})), 30),
    "tool calls in one chunk": (
        lambda size: with_end([chunk({"tool_calls": [call(number, index=number) for number in range(size)]})]),
        30,
    ),
    "tokens": (chunks_of(token_chunk), 20),
    "tokens in one chunk": (
        lambda size: with_end(
            [
                chunk({"content": "x"})
                | {"choices": [{"index": 0, "delta": {}, "logprobs": {"content": [token(0)] * size}}]}
            ]
        ),
        20,
    ),
    "an unknown text in pieces": (chunks_of(lambda number: chunk({"reasoning": "hm "})), 30),
    "new unknown keys": (chunks_of(lambda number: chunk({f"x{number}": number})), 30),
    "an unknown object that grows": (chunks_of(lambda number: chunk({"content": "x"}, x={f"y{number}": 1})), 30),
    "an unknown object of many levels": (chunks_of(lambda number: chunk(x={"a": {"b": {f"c{number}": [1]}}})), 30),
    "an unknown array in pieces": (chunks_of(lambda number: chunk({"details": [{"text": "hm"}]})), 30),
    "usage in each": (chunks_of(lambda number: chunk({"content": "x"}, usage=USAGE)), 30),
    "an id for each": (chunks_of(lambda number: chunk({"content": "x"}, id=f"chatcmpl-{number}")), 30),
}


def events(chunks: list[Body]) -> str:
    return "".join(f"data: {json.dumps(each)}\n\n" for each in chunks) + "data: [DONE]\n\n"


def many_lines(size: int) -> str:
    """One event whose data stands on many lines."""
    lines = json.dumps(chunk({"content": "x"}, x=[1] * size)).replace(", ", ",\ndata: ")
    return f"data: {lines}\n\n"


FEW = [chunk({"content": "low "})]

# The text of streams, each as what is given to iter_sse.
SSE: Kinds = {
    "many small events": (lambda size: events(FEW * size).splitlines(keepends=True), 30),
    "many small events in one block": (lambda size: [events(FEW * size)], 30),
    "many small events in bytes": (lambda size: [line.encode() for line in events(FEW * size).splitlines(True)], 30),
    "one huge event": (lambda size: [events([chunk({"content": "low " * size})])], 10_000),
    "one huge event in blocks": (
        lambda size: in_blocks(events([chunk({"content": "low " * size})]).encode(), 64),
        40_000,
    ),
    "one character at a time": (lambda size: [*events(FEW * size)], 20),
    "one byte at a time": (lambda size: in_blocks(events([chunk({"content": "é" * 20})] * size).encode(), 1), 20),
    "one huge event, a byte at a time": (
        lambda size: in_blocks(events([chunk({"content": "low" * size})]).encode(), 1),
        3_000,
    ),
    "many lines of data": (lambda size: many_lines(size).splitlines(keepends=True), 200),
    "many lines of data in one block": (lambda size: [many_lines(size)], 200),
    "many lines of data, a byte at a time": (lambda size: in_blocks(many_lines(size).encode(), 1), 200),
    "comments": (lambda size: [": keep-alive\n\n" * size + events(FEW)], 300),
    "empty lines": (lambda size: ["\r\n" * size + events(FEW)], 600),
    "other fields": (lambda size: ["event: message\nid: 5\nretry: 10\n" * size + events(FEW)], 200),
    "lines that end with a carriage return": (lambda size: [events(FEW * size).replace("\n", "\r")], 30),
    "pings": (lambda size: ['event: ping\ndata: {"type": "ping"}\n\n' * size + events(FEW)], 200),
    "chunks and then a wrong one": (lambda size: [events([*FEW * size, {"id": 5}])], 30),
    "an error in the last event": (lambda size: [events([*FEW * size, {"error": {"message": "no " * size}}])], 30),
    "a stream that breaks off": (lambda size: [events([chunk({"content": "low " * size})])[: 4 * size]], 5_000),
    "a stream that breaks off, in blocks": (lambda size: in_blocks(b"data: {" + b'"x": 1, ' * size, 16), 6_000),
    "data that is no JSON": (lambda size: ["data: " + "[" * size + "\n\n"], 10_000),
    "an error body in place of a stream": (
        lambda size: json.dumps({"error": {"message": "no", "details": list(range(size))}}, indent=1).splitlines(True),
        300,
    ),
    "a page of HTML": (lambda size: ["<html>\n", *["<p>Bad gateway</p>\n"] * size], 600),
}


SSE_IN_FILES = {kind: pair for kind, pair in SSE.items() if "block" not in kind and "at a time" not in kind}


def in_blocks(data: bytes, size: int) -> list[bytes]:
    return [data[start : start + size] for start in range(0, len(data), size)]


# --- Files of several bodies


def lines(each: Callable[[int], Any]) -> Callable[[int], str]:
    return lambda size: "".join(json.dumps(each(number)) + "\n" for number in range(size))


LINES: Kinds = {
    "bodies": (lines(lambda number: said()), 12),
    "batch output": (
        lines(
            lambda number: {
                "id": f"b{number}",
                "custom_id": f"c{number}",
                "response": {"status_code": 200, "body": said()},
            }
        ),
        12,
    ),
    "wrong bodies": (lines(lambda number: said() | {"created": "x"}), 12),
    "errors": (lines(lambda number: {"error": {"message": "no"}}), 12),
    "lines that are no JSON": (ending("", "{\n"), 12),
    "empty lines": (ending(json.dumps(said()) + "\n", "\n"), 500),
    "one long line": (
        lambda size: json.dumps(said(content="low tide " * size)) + "\n" + json.dumps(said()) + "\n",
        3_000,
    ),
}
