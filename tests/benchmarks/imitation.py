# SPDX-License-Identifier: MIT-0
"""Bodies like those that servers send, made from the counts in mix.json. The same ones each time.

Each kind of server has its share of them. Within it, what was counted is dealt like cards: so many objects with two
unknown keys, so many nulls. Only what the counts do not say comes by chance: which of these meet in one body.
"""

import json
import pathlib
import random
from collections.abc import Callable
from typing import Any

from .counting import KEYS, LEVELS, POINTS, WITHIN, Table

NUMBER = 200  # bodies
Body = dict[str, Any]

MIX = pathlib.Path(__file__).with_name("mix.json")

BIRDS = ("heron", "plover", "curlew", "dunlin", "godwit", "knot", "whimbrel", "turnstone", "avocet", "sanderling")
WORDS = ("the", "tide", "leaves", "a", "ribbon", "of", "wet", "sand", "where", "waders", "feed", "until", "it", "turns")
ESCAPED = ('"', "\n", "é", "\n\n", "\\", "…")  # take more than one character in JSON text


class Deck:
    """Deals values as often as their counts say; when all have been dealt, it starts again.

    scale: the part of the counted values that will be dealt
    """

    def __init__(self, counts: dict[str, int], scale: float, chance: random.Random) -> None:
        ordered = [
            value for value in sorted(counts, key=lambda value: (len(value), value)) for _ in range(counts[value])
        ]
        wanted = max(1, round(len(ordered) * scale))
        self.cards = [ordered[int((place + 0.5) * len(ordered) / wanted)] for place in range(wanted)]
        self.chance = chance
        self.left: list[str] = []

    def deal(self) -> str:
        if not self.left:
            self.left = self.cards.copy()
            self.chance.shuffle(self.left)
        return self.left.pop()


class Server:
    """Makes bodies as one kind of server sends them."""

    def __init__(self, counts: Table, number: int, seed: str) -> None:
        self.counts = counts
        self.scale = number / counts["bodies"]
        self.chance = random.Random(seed)
        self.decks: dict[tuple[Any, ...], Deck] = {}

    def deal(self, counts: dict[str, int], *place: Any) -> str:
        """A value from the deck of these counts, which are found at this place."""
        if place not in self.decks:
            self.decks[place] = Deck(counts, self.scale, self.chance)
        return self.decks[place].deal()

    def make_object(self, level: str) -> Body:
        counts = self.counts["levels"].get(level, {})
        data: Body = {}
        for key in KEYS[level]:
            states = counts.get("keys", {}).get(key)
            state = self.deal(states, level, key) if states else "given"
            if state != "absent":
                data[key] = None if state == "null" else "other" if state == "other" else self.known(level, key, counts)
        if "unknown" in counts:
            number = int(self.deal(counts["unknown"], level, "unknown"))
            data |= self.unknown_members(number, counts, level, 0)
        return data

    def known(self, level: str, key: str, counts: Table) -> Any:
        kind = LEVELS[level][1].get(key)
        items = counts.get("items", {}).get(key)
        if items:
            return [self.make_object(str(kind)) for _ in range(int(self.deal(items, level, key, "items")))]
        if kind:
            return self.make_object(kind)
        if key in self.counts["texts"]:
            return self.text(key)
        return KNOWN[key](self.chance) if key in KNOWN else self.chance.randrange(2000)

    def unknown_members(self, number: int, counts: Table, place: str, depth: int) -> Body:
        """So many members with unknown keys. A key names the type of its values, for most servers keep to one."""
        members: Body = {}
        for index in range(number):
            kind = self.deal(counts["types"], place, depth, "types")
            members[f"{BIRDS[(index + 3 * depth) % len(BIRDS)]}_{kind}_{index}"] = self.unknown(kind, place, depth)
        return members

    def unknown(self, kind: str, place: str, depth: int) -> Any:
        if kind in ("object", "array"):
            inner = self.counts["within"][depth]
            name = "members" if kind == "object" else "items"
            number = int(self.deal(inner[name], WITHIN, depth, name))
            members = self.unknown_members(number, inner, WITHIN, depth + 1)
            return members if kind == "object" else list(members.values())
        if kind == "string":
            return self.text(place)
        values: dict[str, Any] = {
            "integer": self.chance.randrange(5000),
            "number": round(self.chance.uniform(0, 1), self.chance.randrange(2, 12)),
            "boolean": self.chance.random() < 0.5,
            "null": None,
        }
        return values[kind]

    def text(self, kind: str) -> str:
        counts = self.counts["texts"][kind]
        if ("texts", kind) not in self.decks:
            parts = {str(part): counts["number"] for part in range(POINTS)}
            self.decks["texts", kind] = Deck(parts, self.scale / POINTS, self.chance)
        part = int(self.decks["texts", kind].deal())
        low, high = counts["sizes"][part : part + 2]
        size = round((low + 1) * ((high + 1) / (low + 1)) ** self.chance.random()) - 1
        return text(self.chance, size, counts["escaped"])


def text(chance: random.Random, size: int, escaped: int) -> str:
    """A text of so many characters, of which so many in a thousand are escaped in JSON text."""
    words: list[str] = []
    length = 0
    while length < size:
        words.append(chance.choice(WORDS))
        length += len(words[-1]) + 1
    characters = list(" ".join(words)[:size].ljust(size))
    for place in chance.sample(range(size), round(size * escaped / 1000)):
        characters[place] = chance.choice(ESCAPED)[0]
    return "".join(characters)


def mixed(chance: random.Random, *most: str) -> str:
    return chance.choice(most)


# What stands under the keys of the API of which no more is counted than whether they are given.
KNOWN: dict[str, Callable[[random.Random], Any]] = {
    "id": lambda chance: f"chatcmpl-{chance.getrandbits(112):028x}",
    "object": lambda chance: "chat.completion",
    "model": lambda chance: mixed(chance, "example-model-1", "example/model-2-large", "example/model-3-20270101"),
    "role": lambda chance: "assistant",
    "type": lambda chance: "function",
    "name": lambda chance: mixed(chance, "tide_at", "count_birds", "weather_in"),
    "finish_reason": lambda chance: mixed(chance, "stop", "stop", "stop", "length", "tool_calls"),
    "service_tier": lambda chance: "default",
    "system_fingerprint": lambda chance: f"fp_{chance.getrandbits(40):010x}",
    "refusal": lambda chance: "I cannot help with that.",
    "metadata": lambda chance: {"tide": "low"},
    "moderation": lambda chance: dict.fromkeys(("input", "output"), MODERATION),
    "function_call": lambda chance: {"name": "tide_at", "arguments": '{"harbour": "Esbjerg"}'},
    "audio": lambda chance: {"id": "audio_1", "expires_at": 1790000000, "data": "UklG" * 500, "transcript": "Low."},
    "url_citation": lambda chance: {},
    "url": lambda chance: "https://tides.example/esbjerg",
    "title": lambda chance: "Tides at Esbjerg",
    "token": lambda chance: " tide",
    "logprob": lambda chance: -chance.expovariate(1),
    "bytes": lambda chance: list(b" tide"),
}
MODERATION = {"type": "error", "code": "timeout", "message": "The moderation took too long."}


def imitated(number: int = NUMBER) -> list[tuple[str, Body]]:
    """So many bodies, each with the kind of server that sends such ones."""
    mix: dict[str, Table] = json.loads(MIX.read_text(encoding="utf-8"))
    made: list[tuple[str, Body]] = []
    counted = dealt = 0
    total = sum(counts["bodies"] for counts in mix.values())
    for name, counts in mix.items():
        counted += counts["bodies"]
        share = round(number * counted / total) - dealt
        dealt += share
        server = Server(counts, share, name)
        made += [(name, server.make_object("response")) for _ in range(share)]
    return made
