# SPDX-License-Identifier: MIT-0
"""The bodies that are measured. They are the same in every process."""

import copy
import json
import random
from typing import Any

from ..support.bodies import TYPICAL
from .imitation import CORPUS, imitated, recorded

Body = dict[str, Any]

STREAM = "a stream of 2,000 chunks"
SENT = "recorded" if CORPUS else "imitated"  # bodies as real servers send them

WORDS = ("a", "the", "heron", "stands", "on", "one", "leg", "and", "waits", "until", "breakfast", "comes", "near", "it")
UNUSUAL = ("é", "ß", " naïve", "日本", "語", "\n\n", "😀", " €", "…", "<|end|>")


def stream(chunks: int = 2_000, size: int = 1_400) -> list[bytes]:
    """The event stream of an answer in this many chunks, in pieces as they come from a network."""
    chance = random.Random(chunks)
    head: Body = {
        "id": "chatcmpl-1",
        "object": "chat.completion.chunk",
        "created": 1790000000,
        "model": "example-model-1",
    }
    deltas: list[Body] = [{"role": "assistant", "content": "", "refusal": None}]
    deltas += [{"content": token(chance, -1.0)["token"]} for _ in range(chunks - 2)]
    choices: list[Body] = [{"index": 0, "delta": delta, "logprobs": None, "finish_reason": None} for delta in deltas]
    choices.append({"index": 0, "delta": {}, "logprobs": None, "finish_reason": "stop"})
    data = [json.dumps({**head, "choices": [choice]}) for choice in choices]
    raw = "".join(f"data: {text}\n\n" for text in [*data, "[DONE]"]).encode()
    return [raw[start : start + size] for start in range(0, len(raw), size)]


def bodies(name: str) -> list[Body]:
    """The bodies of a payload. A number after its name is the number of tokens: `logprobs-2000`."""
    kind, _, size = name.partition("-")
    if kind == "recorded":
        return [body for _, body in recorded()]
    if kind == "imitated":
        return [body for _, body in imitated()]
    return [typical() if kind == "typical" else logprobs(int(size or 500))]


def typical() -> Body:
    """A short answer."""
    return copy.deepcopy(TYPICAL)


def logprobs(tokens: int) -> Body:
    """An answer with 20 alternatives for each of its tokens."""
    chance = random.Random(tokens)
    content: list[Body] = []
    for _ in range(tokens):
        likeliest = sorted((-chance.expovariate(0.2) for _ in range(20)), reverse=True)
        top = [token(chance, logprob) for logprob in likeliest]
        content.append({**token(chance, likeliest[0]), "top_logprobs": top})
    body = typical()
    body["choices"][0]["message"]["content"] = "".join(item["token"] for item in content)
    body["choices"][0]["logprobs"] = {"content": content, "refusal": None}
    return body


def token(chance: random.Random, logprob: float) -> Body:
    """Usually a word, sometimes other text or a part of a character."""
    text = " " + chance.choice(WORDS) + chance.choice(("", "", "s", "ing", str(chance.randrange(100))))
    if chance.random() < 0.06:
        text = chance.choice(UNUSUAL)
    encoded = text.encode()
    if chance.random() < 0.02:
        encoded = "€".encode()[: chance.choice((1, 2))]
        text = "".join(f"\\x{byte:02x}" for byte in encoded)
    return {"token": text, "logprob": logprob, "bytes": list(encoded)}
