# SPDX-License-Identifier: MIT-0
"""Changes at random: of bytes, and of JSON documents as documents, which keeps most of them readable."""

import json
import pathlib
import random
from typing import Any

SEEDS = pathlib.Path(__file__).resolve().parent / "seeds"

# Words and values that matter to the package. The keys of the seeds join them.
WORDS = [
    *("function", "custom", "url_citation", "moderation_results", "moderation_result", "error", "stop", "eos", "auto"),
    *("chat.completion", "chat.completion.chunk", "assistant", "text", "detail", "message", "type", "code", "choices"),
    *("extra", "_wire", "__class__", "", "\x00", "\ud800", "🦆"),
]
VALUES: list[Any] = [
    None,
    True,
    False,
    0,
    1,
    -1,
    255,
    256,
    2**63,
    0.0,
    -0.0,
    1.5,
    1e308,
    "",
    [],
    {},
    [None],
    [{}],
    [[]],
]
NESTED = 105  # levels: just more than an unknown value may have


def seeds() -> list[bytes]:
    return [path.read_bytes() for path in sorted(SEEDS.iterdir())]


def mutated(raw: bytes, chance: random.Random, others: list[bytes]) -> bytes:
    """The input with one to four changes; of the document nine times out of ten, if it is one or a stream of some."""
    if chance.random() < 0.9:
        try:
            document = json.loads(raw)
        except (ValueError, RecursionError):
            if b"data:" in raw and chance.random() < 0.7:
                return streamed(raw, chance, others)
        else:
            for _ in range(chance.choice((1, 1, 1, 2, 4))):
                document = changed(document, chance, others)
            try:
                return json.dumps(document).encode()
            except (ValueError, RecursionError):
                return raw
    for _ in range(chance.choice((1, 1, 2, 4))):
        raw = scratched(raw, chance)
    return raw


def streamed(raw: bytes, chance: random.Random, others: list[bytes]) -> bytes:
    """An event stream with a change in the lines: of the document in one, or one twice, left out or moved."""
    lines = raw.splitlines(keepends=True)
    place = chance.randrange(len(lines))
    line = lines.pop(place)
    what = chance.randrange(8)
    if what == 0:
        return b"".join(lines)
    if what == 1:
        place = chance.randrange(len(lines) + 1)
    elif what == 2:
        lines.insert(place, line)
    elif line.startswith(b"data:"):
        value = line.removeprefix(b"data:")
        end = value[len(value.rstrip()) :]
        line = b"data:" + mutated(value.strip(), chance, others) + end
    lines.insert(place, line)
    return b"".join(lines)


def changed(document: Any, chance: random.Random, others: list[bytes]) -> Any:
    """One change at a random place of the document, which may be changed in place."""
    holder, last = place_in(document, chance)
    if holder is None:
        return value_for(chance, others) if chance.random() < 0.1 else document
    what = chance.randrange(6)
    if what == 0:
        del holder[last]
    elif what == 1:
        value = holder[last]
        for _ in range(NESTED if chance.random() < 0.02 else chance.choice((1, 2))):
            value = {chance.choice(WORDS): value} if chance.random() < 0.5 else [value]
        holder[last] = value
    elif isinstance(holder, list):
        if what == 2:
            holder.append(holder[last])
        elif what == 3:
            holder.insert(last, value_for(chance, others))
        else:
            holder[last] = value_for(chance, others)
    elif what == 2:
        holder[chance.choice(WORDS)] = value_for(chance, others)
    elif what == 3:
        holder[chance.choice(WORDS)] = holder.pop(last)
    else:
        holder[last] = value_for(chance, others)
    return document


def place_in(document: Any, chance: random.Random) -> tuple[Any, Any]:
    """A random container and a key or index in it; None if the document has no such thing."""
    holder, last = None, None
    while document and isinstance(document, (dict, list)):
        holder = document
        last = chance.choice(list(holder)) if isinstance(holder, dict) else chance.randrange(len(holder))
        document = holder[last]
        if chance.random() < 0.25:
            break
    return holder, last


def value_for(chance: random.Random, others: list[bytes]) -> Any:
    """A value that matters, a word, a number, or a piece of another seed."""
    what = chance.randrange(4)
    if what == 0:
        return json.loads(json.dumps(chance.choice(VALUES)))
    if what == 1:
        return chance.choice(WORDS)
    if what == 2:
        return chance.randrange(-300, 300)
    try:
        other = json.loads(chance.choice(others))
    except (ValueError, RecursionError):
        return None
    holder, last = place_in(other, chance)
    return None if holder is None else holder[last]


def scratched(raw: bytes, chance: random.Random) -> bytes:
    """One change of the bytes."""
    start = chance.randrange(len(raw) + 1)
    end = min(len(raw), start + chance.choice((1, 1, 2, 8, 64)))
    what = chance.randrange(4)
    if what == 0:
        return raw[:start] + raw[end:]
    if what == 1:
        return raw[:end] + raw[start:]
    new = chance.choice(
        (
            b"\x00",
            b"\xff",
            b"\xef\xbb\xbf",
            b'"',
            b"\\ud800",
            b"{",
            b"[",
            b"}",
            b"NaN",
            b"1e999",
            b"9" * 20,
            b"\n",
            b"\r",
            b"data:",
        )
    )
    return raw[:start] + new + raw[start if what == 2 else end :]
