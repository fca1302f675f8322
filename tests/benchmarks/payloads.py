# SPDX-License-Identifier: MIT-0
"""The bodies that are measured. Each is made anew on each call, and is the same in every process."""

import json
import random
from typing import Any

from .. import DATA
from .imitation import imitated
from .recorded import recorded

Body = dict[str, Any]

MIX_LINES = 10_000
TOKENS, ALTERNATIVES = 500, 20

WORDS = ("a", "the", "heron", "stands", "on", "one", "leg", "and", "waits", "until", "breakfast", "comes", "near", "it")
UNUSUAL = ("é", "ß", " naïve", "日本", "語", "\n\n", "😀", " €", "…", "<|end|>")


def typical() -> Body:
    """A short answer, as the published example has it."""
    body: Body = json.loads((DATA / "typical.json").read_text(encoding="utf-8"))
    return body


def tool_calls(calls: int = 3) -> Body:
    """An answer that calls tools instead of saying anything."""
    body = typical()
    message = body["choices"][0]["message"]
    message["content"] = None
    message["tool_calls"] = [
        {
            "id": f"call_{index}tide",
            "type": "function",
            "function": {"name": "tide_at", "arguments": json.dumps({"harbour": "Esbjerg", "day": index})},
        }
        for index in range(calls)
    ]
    body["choices"][0]["finish_reason"] = "tool_calls"
    return body


def logprobs(tokens: int = TOKENS, alternatives: int = ALTERNATIVES) -> Body:
    """An answer with the likeliest alternatives of each of its tokens: varied texts, numbers and bytes."""
    chance = random.Random(tokens)
    content: list[Body] = []
    for _ in range(tokens):
        likeliest = sorted((-chance.expovariate(0.2) for _ in range(alternatives)), reverse=True)
        top = [token(chance, likelihood) for likelihood in likeliest]
        content.append({**token(chance, likeliest[0] if likeliest else -0.5), "top_logprobs": top})
    body = typical()
    body["choices"][0]["message"]["content"] = "".join(item["token"] for item in content)
    body["choices"][0]["logprobs"] = {"content": content, "refusal": None}
    return body


def token(chance: random.Random, likelihood: float) -> Body:
    """One token, mostly a word or a part of one. No two share their text's object, as json.loads would have it."""
    if chance.random() < 0.06:
        text = chance.choice(UNUSUAL)
    else:
        text = " " + chance.choice(WORDS) + chance.choice(("", "", "s", "ing", str(chance.randrange(100))))
    encoded = text.encode()
    if chance.random() < 0.02:  # a part of a character, which has no text of its own
        encoded = "€".encode()[: chance.choice((1, 2))]
        text = "".join(f"\\x{byte:02x}" for byte in encoded)
    return {"token": text, "logprob": likelihood, "bytes": list(encoded)}


def router() -> Body:
    """An answer with unknown keys at every level, as a router between servers sends it."""
    body = typical()
    choice = body["choices"][0]
    body["provider"] = "Example"
    body["routing"] = {"tried": ["example-a", "example-b"], "milliseconds": 41.5, "cached": False}
    choice["native_finish_reason"] = "STOP"
    choice["index_of_attempt"] = 1
    choice["message"]["reasoning"] = "The other leg stays among the feathers."
    choice["message"]["reasoning_details"] = [{"type": "reasoning.text", "text": "The other leg.", "format": None}]
    body["usage"]["cost"] = 0.000124
    body["usage"]["cost_details"] = {"upstream_cost": None, "share": 0.05}
    body["usage"]["prompt_tokens_details"]["video_tokens"] = 0
    body["usage"]["completion_tokens_details"]["image_tokens"] = 0
    return body


def mix(lines: int = MIX_LINES) -> list[Body]:
    """Many different answers, as a batch brings them: most are typical, few are long."""
    chance = random.Random(lines)
    bodies: list[Body] = []
    for line in range(lines):
        lot = chance.random()
        if lot < 0.6:
            body = typical()
        elif lot < 0.8:
            body = tool_calls(chance.randint(1, 4))
        elif lot < 0.97:
            body = router()
        else:
            body = logprobs(chance.randint(5, 30), 5)
        body["id"] = f"chatcmpl-{line:06x}"
        body["created"] += line
        if lot < 0.6:
            words = chance.randint(1, 400)
            body["choices"][0]["message"]["content"] = " ".join(chance.choices(WORDS, k=words))
            body["choices"][0]["finish_reason"] = "length" if words > 350 else "stop"
            body["usage"]["completion_tokens"] = words
            body["usage"]["total_tokens"] = words + body["usage"]["prompt_tokens"]
        bodies.append(body)
    return bodies


EACH_ALONE = ("recorded", "imitated")  # payloads of many bodies, of which each has a figure of its own


def bodies(name: str) -> list[Body]:
    """The bodies of a payload. A number after a name is its size: `logprobs-2000`, `mix-50`."""
    kind, _, size = name.partition("-")
    if kind == "recorded":
        return [body for _, body in recorded()]
    if kind == "imitated":
        return [body for _, body in imitated()]
    if kind == "mix":
        return mix(int(size or MIX_LINES))
    if kind == "logprobs":
        return [logprobs(int(size or TOKENS))]
    return [{"typical": typical, "tools": tool_calls, "router": router}[kind]()]
