# SPDX-License-Identifier: MIT-0
"""Bodies that resemble what real servers send, made from counts of recorded bodies. They are the same each time.

mix.json has the counts for each kind of server: how often a key of the API is absent or null, how many items an array
has, how many unknown keys an object has, of what types their values are, and how long texts are. It has no text, and no
key but those of the API. A made body gets these at random, but all of them together have exactly what was counted.

    CHATCOMPLETION_CORPUS=folder python3 -m tests.benchmarks.imitation

counts the recorded bodies that both the package and openai-python accept, and writes mix.json.
"""

import collections
import json
import os
import pathlib
import random
from collections.abc import Iterable
from typing import Any

from .. import package
from ..support.contract import ENUMS, RESPONSE

CORPUS = os.environ.get("CHATCOMPLETION_CORPUS")
MIX = pathlib.Path(__file__).with_name("mix.json")
FEW = 9  # servers with fewer bodies are counted together
NOT_COUNTED = ("metadata", "moderation", "function_call", "audio")  # only their presence is
TEXTS = ("content", "arguments")
CHOSEN = {"finish_reason": "FinishReason", "service_tier": "ServiceTier"}
JSON_NAMES = {dict: "object", list: "array", str: "string", bool: "boolean", int: "integer", float: "number"}
PLAIN = {"boolean": True, "integer": 1234, "number": 0.0123456, "null": None}
PROSE = 'The tide leaves a "ribbon" of wet sand where waders feed until it turns, and the heron waits for its café.\n'

# By place, such as "response.choices.message unknown": how often each value was counted.
Counts = dict[str, dict[str, int]]
Body = dict[str, Any]


def form(key: str, sample: Any) -> str:
    """How a known value is counted, given a sample of it: as a text, an object, an array of objects, or not at all."""
    if isinstance(sample, str):
        return "text" if key in TEXTS else ""
    if isinstance(sample, dict):
        return "object" if key not in NOT_COUNTED else ""
    return "objects" if isinstance(sample, list) and isinstance(sample[0], dict) else ""


def inside(place: str) -> str:
    """The place of the values inside an unknown one. Wherever they are, those of one depth are counted together."""
    return f"unknown {int(place.removeprefix('unknown ')) + 1}" if place.startswith("unknown ") else "unknown 1"


class Counter:
    """Counts the bodies of one kind of server."""

    def __init__(self) -> None:
        self.counts: Counts = {}

    def up(self, place: str, value: object) -> None:
        counts = self.counts.setdefault(place, {})
        counts[str(value)] = counts.get(str(value), 0) + 1

    def add(self, data: Body, sample: Body = RESPONSE, place: str = "response") -> None:
        for key, example in sample.items():
            value: Any = data.get(key)
            here = f"{place}.{key}"
            other = key in CHOSEN and value not in ENUMS[CHOSEN[key]]
            self.up(here, "absent" if key not in data else "null" if value is None else "other" if other else "given")
            what = "" if value is None else form(key, example)
            if what == "text":
                self.up(f"{here} size", rounded(value))
            elif what == "object":
                self.add(value, example, here)
            elif what == "objects":
                self.up(f"{here} size", len(value))
                for item in value:
                    self.add(item, example[0], here)
        unknown = [value for key, value in data.items() if key not in sample]
        self.up(f"{place} unknown", len(unknown))
        for value in unknown:
            self.add_unknown(value, place)

    def add_unknown(self, value: Any, place: str) -> None:
        kind = JSON_NAMES.get(type(value), "null")
        self.up(f"{place} type", kind)
        if kind == "string":
            self.up(f"{place} string", rounded(value))
        elif kind in ("object", "array"):
            self.up(f"{place} {kind}", len(value))
            for member in value.values() if kind == "object" else value:
                self.add_unknown(member, inside(place))


def rounded(text: str) -> int:
    return int(float(f"{len(text):.0e}"))


def count(bodies: Iterable[tuple[str, Any]]) -> dict[str, Counts]:
    """The counts of these bodies, by server. A key that is always given is left out."""
    given = list(bodies)
    number = collections.Counter(server for server, _ in given)
    servers: dict[str, Counter] = {}
    for server, body in given:
        servers.setdefault(server if number[server] >= FEW else "others", Counter()).add(body)
    return {
        server: {place: counts for place, counts in counter.counts.items() if set(counts) != {"given"}}
        for server, counter in servers.items()
    }


class Server:
    """Makes the bodies of one kind of server. Each counted value is used once."""

    def __init__(self, name: str, counts: Counts) -> None:
        self.bodies = sum(counts["response unknown"].values())
        chance = random.Random(name)
        self.left = {place: [value for value in found for _ in range(found[value])] for place, found in counts.items()}
        for values in self.left.values():
            chance.shuffle(values)

    def take(self, place: str) -> str:
        return self.left[place].pop() if place in self.left else "given"

    def make(self, sample: Body = RESPONSE, place: str = "response") -> Body:
        data: Body = {}
        for key, example in sample.items():
            here = f"{place}.{key}"
            state = self.take(here)
            if state != "absent":
                data[key] = None if state == "null" else "other" if state == "other" else self.known(key, example, here)
        for index in range(int(self.take(f"{place} unknown"))):
            kind = self.take(f"{place} type")
            data[f"x_{kind}_{index}"] = self.unknown(kind, place)  # most servers keep to one type for a key
        return data

    def known(self, key: str, example: Any, here: str) -> Any:
        what = form(key, example)
        if what == "object":
            return self.make(example, here)
        if what:
            size = int(self.take(f"{here} size"))
            return text(size) if what == "text" else [self.make(example[0], here) for _ in range(size)]
        return example

    def unknown(self, kind: str, place: str) -> Any:
        if kind in PLAIN:
            return PLAIN[kind]
        size = int(self.take(f"{place} {kind}"))
        if kind == "string":
            return text(size)
        kinds = [self.take(f"{inside(place)} type") for _ in range(size)]
        members = {f"y_{each}_{index}": self.unknown(each, inside(place)) for index, each in enumerate(kinds)}
        return members if kind == "object" else [*members.values()]


def text(size: int) -> str:
    return (PROSE * (size // len(PROSE) + 1))[:size]


def imitated() -> list[tuple[str, Body]]:
    """The made bodies, each with its server."""
    mix: dict[str, Counts] = json.loads(MIX.read_bytes())
    servers = {name: Server(name, counts) for name, counts in mix.items()}
    return [(name, server.make()) for name, server in servers.items() for _ in range(server.bodies)]


def recorded() -> list[tuple[str, Body]]:
    """The bodies of the corpus, each with its server."""
    with pathlib.Path(CORPUS or "", "responses.jsonl").open(encoding="utf-8") as lines:
        return [(record["provider"], record["body"]) for record in map(json.loads, lines)]


def accepted_by_both(body: Body) -> bool:
    from openai.types.chat import ChatCompletion

    try:
        package.CreateChatCompletionResponse.from_dict(body)
        ChatCompletion.model_validate(body)
    except ValueError:  # also pydantic's ValidationError
        return False
    return True


def counts_of_recorded() -> dict[str, Counts]:
    return count((server, body) for server, body in recorded() if accepted_by_both(body))


if __name__ == "__main__":
    tables = [f"{json.dumps(server)}: {json.dumps(counts)}" for server, counts in counts_of_recorded().items()]
    MIX.write_text("{\n" + ",\n".join(tables) + "\n}\n", encoding="utf-8")
