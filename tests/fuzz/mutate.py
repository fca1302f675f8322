# SPDX-License-Identifier: MIT-0
"""Random changes of a text: usually of the JSON document in it, so that most results are still JSON."""

import json
import pathlib
import random
from typing import Any

SEEDS = pathlib.Path(__file__).resolve().parent / "seeds"

WORDS = (
    *("function", "custom", "url_citation", "moderation_results", "moderation_result", "error", "stop", "eos", "auto"),
    *("chat.completion", "chat.completion.chunk", "assistant", "text", "detail", "message", "type", "code", "choices"),
    *("extra", "__class__", "", "\x00", "\ud800", "🦆"),
)
NUMBERS = (0, 1, -1, 255, 256, 2**63, 0.0, -0.0, 1.5, 1e308)
VALUES: tuple[Any, ...] = (None, True, False, *NUMBERS, "", [], {}, [None], [{}], [[]])
PIECES = (
    *(b"\x00", b"\xff", b"\xef\xbb\xbf", b'"', b"\\ud800", b"{", b"[", b"}", b"NaN", b"1e999", b"9" * 20),
    *(b"\n", b"\r", b"data:"),
)
TOO_DEEP = 105  # levels: a few more than an unknown value may have


def seeds() -> list[bytes]:
    return [path.read_bytes() for path in sorted(SEEDS.iterdir())]


def mutated(raw: bytes, chance: random.Random, others: list[bytes]) -> bytes:
    """The text with one to four changes. `others` are texts to take values from."""
    if chance.random() < 0.9:
        try:
            document = json.loads(raw)
            for _ in range(chance.choice((1, 1, 1, 2, 4))):
                document = changed(document, chance, others)
            return json.dumps(document).encode()
        except (ValueError, RecursionError):
            if b"data:" in raw and chance.random() < 0.7:
                return with_changed_line(raw, chance, others)
    for _ in range(chance.choice((1, 1, 2, 4))):
        raw = with_changed_bytes(raw, chance)
    return raw


def with_changed_line(raw: bytes, chance: random.Random, others: list[bytes]) -> bytes:
    """The event stream with one line left out, moved, repeated, or changed in its document."""
    lines = raw.splitlines(keepends=True)
    place = chance.randrange(len(lines))
    line = lines.pop(place)
    what = chance.choice(("leave out", "move", "repeat", *["change"] * 5))
    if what == "leave out":
        return b"".join(lines)
    if what == "move":
        place = chance.randrange(len(lines) + 1)
    elif what == "repeat":
        lines.insert(place, line)
    elif line.startswith(b"data:"):
        value = line.removeprefix(b"data:")
        line = b"data:" + mutated(value.strip(), chance, others) + value[len(value.rstrip()) :]
    lines.insert(place, line)
    return b"".join(lines)


def changed(document: Any, chance: random.Random, others: list[bytes]) -> Any:
    """The document, which is changed in place, with one change."""
    holder, last = place_in(document, chance)
    if holder is None:
        return value_for(chance, others) if chance.random() < 0.1 else document
    what = chance.choice(("remove", "wrap", "repeat or add", "insert or rename", "replace", "replace"))
    if what == "remove":
        del holder[last]
    elif what == "wrap":
        for _ in range(TOO_DEEP if chance.random() < 0.02 else chance.choice((1, 2))):
            holder[last] = {chance.choice(WORDS): holder[last]} if chance.random() < 0.5 else [holder[last]]
    elif what == "replace":
        holder[last] = value_for(chance, others)
    elif isinstance(holder, list):
        holder.insert(last, holder[last] if what == "repeat or add" else value_for(chance, others))
    else:
        holder[chance.choice(WORDS)] = value_for(chance, others) if what == "repeat or add" else holder.pop(last)
    return document


def place_in(document: Any, chance: random.Random) -> tuple[Any, Any]:
    """A random array or object with an index or key of it; None if there is none."""
    holder, last = None, None
    while document and isinstance(document, (dict, list)):
        holder = document
        last = chance.choice(list(holder)) if isinstance(holder, dict) else chance.randrange(len(holder))
        document = holder[last]
        if chance.random() < 0.25:
            break
    return holder, last


def value_for(chance: random.Random, others: list[bytes]) -> Any:
    what = chance.choice(("value", "word", "number", "piece of another"))
    if what == "value":
        return json.loads(json.dumps(chance.choice(VALUES)))
    if what == "word":
        return chance.choice(WORDS)
    if what == "number":
        return chance.randrange(-300, 300)
    try:
        holder, last = place_in(json.loads(chance.choice(others)), chance)
    except (ValueError, RecursionError):
        return None
    return None if holder is None else holder[last]


def with_changed_bytes(raw: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(raw) + 1)
    end = min(len(raw), start + chance.choice((1, 1, 2, 8, 64)))
    piece = chance.choice(PIECES)
    return chance.choice(
        (
            raw[:start] + raw[end:],
            raw[:end] + raw[start:],
            raw[:start] + piece + raw[start:],
            raw[:start] + piece + raw[end:],
        )
    )
