# SPDX-License-Identifier: MIT-0
"""Chunks, event streams, and ways to read them, for the tests of streams."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterable
from typing import Any

from .. import DATA, submodule

streaming = submodule("streaming")

TOKEN: dict[str, Any] = {"token": "né", "logprob": -0.25, "bytes": [110, 195, 169], "top_logprobs": []}
USAGE: dict[str, Any] = {"completion_tokens": 2, "prompt_tokens": 3, "total_tokens": 5}
FULL_CHUNK: dict[str, Any] = {
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
FULL_RESPONSE: dict[str, Any] = {
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
                    {"type": "mcp", "server": "s", "id": "", "function": {}, "custom": {"name": None, "input": 3}},
                    {"steps": [{"input": "x"}], "server": None},
                    {"type": "", "id": "call_e", "function": {"name": "g", "arguments": "a b", "x": None}},
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
                "extra": ["an unknown key like any other"],
            },
            "logprobs": {"content": [TOKEN], "refusal": [], "x": [1]},
            "finish_reason": "tool_calls",
            "stop_reason": None,
        },
        {
            "index": 3,
            "message": {"role": "", "content": None, "refusal": "", "tool_calls": [], "annotations": []},
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
            "finish_reason": "eos",
        },
    ],
    "usage": USAGE,
    "service_tier": "on_demand",
    "system_fingerprint": "",
    "metadata": {"ticket": "17", "x": [None]},
    "moderation": FULL_CHUNK["moderation"],
    "error": None,
    "errors": ["kept, for there are choices"],
    "obfuscation": "x9",
    "x": None,
}


def chunk(*choices: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """A chunk with these choices and other fields."""
    return {"id": "c", "created": 1, "model": "m", "choices": list(choices)} | fields


def delta_chunk(delta: dict[str, Any] | None, index: int = 0, **choice: Any) -> dict[str, Any]:
    """A chunk with one choice, which has this delta and these other keys."""
    return chunk({"index": index, "delta": delta, "finish_reason": None} | choice)


STOP = delta_chunk({}, finish_reason="stop")

# Two choices: one says something, the other calls two tools.
TWO_CHOICES: list[dict[str, Any]] = [
    json.loads(line) for line in (DATA / "stream_tool_calls.jsonl").read_bytes().splitlines()
]


def message_from(*deltas: dict[str, Any], finished: bool = True) -> dict[str, Any]:
    """The message that the deltas make, without the keys that have their default."""
    response = streaming.assemble([delta_chunk(delta) for delta in deltas] + [STOP] * finished)
    defaults = {"role": "assistant", "content": None, "refusal": None}
    message = response.choices[0].message.to_dict()
    return {key: value for key, value in message.items() if key not in defaults or value != defaults[key]}


def tool_calls_from(*pieces: dict[str, Any]) -> list[dict[str, Any]]:
    """The tool calls that the pieces make, each of which comes in a delta of its own."""
    return message_from(*[{"tool_calls": [piece]} for piece in pieces])["tool_calls"]


def events_of(*data: Any) -> str:
    """The text of an event stream with this data."""
    return "".join(f"data: {json.dumps(each)}\n\n" for each in data)


def read_in_pieces(text: str | bytes, read: Callable[[Any], Iterable[Any]]) -> tuple[list[Any], Any]:
    """What a reader gives of the text of an event stream, and the error that ends it, or None.

    It has to be the same for the whole text, for its lines, and for single characters or bytes.
    """
    outcomes = []
    for blocks in ([text], text.splitlines(keepends=True), [text[at : at + 1] for at in range(len(text))]):
        found: list[Any] = []
        error: Exception | None = None
        try:
            found.extend(read(blocks))
        except ValueError as caught:
            error = caught
        outcomes.append((found, error))
    shown = [(found, type(error), str(error), vars(error) if error else None) for found, error in outcomes]
    if shown[0] != shown[1] or shown[0] != shown[2]:
        raise AssertionError(f"the text gives something else in pieces: {shown}")
    return outcomes[0]


def read_asynchronously(blocks: Iterable[Any], read: Callable[[Any], AsyncIterator[Any]]) -> list[Any]:
    """What an asynchronous reader gives of blocks of text."""

    async def arriving() -> AsyncIterator[Any]:
        for block in blocks:
            yield block

    async def read_all() -> list[Any]:
        return [found async for found in read(arriving())]

    return asyncio.run(read_all())
