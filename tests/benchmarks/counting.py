# SPDX-License-Identifier: MIT-0
"""Counts what bodies are like: which keys they have, of what types and sizes, and where.

    CHATCOMPLETION_CORPUS=folder python3 -m tests.benchmarks.counting

prints the counts of the recorded bodies that both the package and openai-python accept. mix.json holds what it printed.
There are only numbers in it, names of servers, and names that the API gives to its keys.
"""

import collections
import dataclasses
import json
import sys
from collections.abc import Iterable
from typing import Any

from .. import package
from .recorded import CORPUS, recorded

Table = dict[str, Any]

FEW = 9  # bodies: a server with fewer is counted among the others
OTHERS = "others"
POINTS = 20  # intervals, each with as many of the sizes

# Each kind of object: its class, and which kinds stand under its keys.
LEVELS: dict[str, tuple[Any, dict[str, str]]] = {
    "response": (package.CreateChatCompletionResponse, {"choices": "choice", "usage": "usage"}),
    "choice": (package.Choice, {"message": "message", "logprobs": "logprobs"}),
    "message": (package.ChatCompletionResponseMessage, {"tool_calls": "tool_call", "annotations": "annotation"}),
    "tool_call": (package.ChatCompletionMessageToolCall, {"function": "function"}),
    "function": (package.Function, {}),
    "annotation": (package.UrlCitationAnnotation, {"url_citation": "url_citation"}),
    "url_citation": (package.UrlCitation, {}),
    "logprobs": (package.Logprobs, {"content": "token", "refusal": "token"}),
    "token": (package.ChatCompletionTokenLogprob, {"top_logprobs": "top_logprob"}),
    "top_logprob": (package.TopLogprob, {}),
    "usage": (
        package.CompletionUsage,
        {"prompt_tokens_details": "prompt_details", "completion_tokens_details": "completion_details"},
    ),
    "prompt_details": (package.PromptTokensDetails, {}),
    "completion_details": (package.CompletionTokensDetails, {}),
}
KEYS = {
    level: [field.name for field in dataclasses.fields(cls) if field.name != "extra"]
    for level, (cls, _) in LEVELS.items()
}
ENUMS = {"finish_reason": package.FinishReason, "service_tier": package.ServiceTier}
WITHIN = "within"
TEXTS = ("content", "arguments")  # the strings of the API whose sizes are counted each for itself
JSON_NAMES = {dict: "object", list: "array", str: "string", bool: "boolean", int: "integer", float: "number"}


def json_name(value: Any) -> str:
    return JSON_NAMES.get(type(value), "null")


class Counts:
    """The counts of the bodies of one kind of server.

    bodies: how many
    levels: for each kind of object: how many there are; in how many a key of the API is given, absent, null or, for an
        enum, some other string (where it is not given in all); how many items its arrays have; how many unknown keys an
        object has; of what types those are
    within: for each level of unknown values: how many members its objects and how many items its arrays have; of what
        types those are
    texts: of texts of the API by their key, of unknown ones by the kind of object that they are in, "within" for those
        inside of unknown values: how many; how many in a thousand characters take more than one in JSON text; their
        sizes in characters: the least, the greatest, and those between that divide all into equal parts
    """

    def __init__(self) -> None:
        self.bodies = 0
        self.levels: Table = {}
        self.within: list[Table] = []
        self.texts: dict[str, list[str]] = {}

    def add(self, body: Any) -> None:
        self.bodies += 1
        self.add_object("response", body)

    def add_object(self, level: str, data: dict[str, Any]) -> None:
        counts = self.levels.setdefault(level, {"objects": 0, "keys": {}, "items": {}, "unknown": {}, "types": {}})
        counts["objects"] += 1
        for key in KEYS[level]:
            value = data.get(key)
            if key not in data:
                state = "absent"
            elif value is None:
                state = "null"
            elif key in ENUMS and value not in {member.value for member in ENUMS[key]}:
                state = "other"
            else:
                state = "given"
                self.add_known(level, key, value, counts)
            counted = counts["keys"].setdefault(key, {})
            counted[state] = counted.get(state, 0) + 1
        unknown = [data[key] for key in data if key not in KEYS[level]]
        up(counts["unknown"], len(unknown))
        for value in unknown:
            self.add_unknown(value, level, counts, 0)

    def add_known(self, level: str, key: str, value: Any, counts: Table) -> None:
        kind = LEVELS[level][1].get(key)
        if isinstance(value, list) and kind:
            up(counts["items"].setdefault(key, {}), len(value))
            for item in value:
                self.add_object(kind, item)
        elif isinstance(value, dict) and kind:
            self.add_object(kind, value)
        elif key in TEXTS:
            self.texts.setdefault(key, []).append(value)

    def add_unknown(self, value: Any, place: str, counts: Table, depth: int) -> None:
        up(counts["types"], json_name(value))
        if isinstance(value, str):
            self.texts.setdefault(place, []).append(value)
        if not isinstance(value, (dict, list)):
            return
        if depth == len(self.within):
            self.within.append({"members": {}, "items": {}, "types": {}})
        inner = self.within[depth]
        up(inner["members" if isinstance(value, dict) else "items"], len(value))
        for member in value.values() if isinstance(value, dict) else value:
            self.add_unknown(member, WITHIN, inner, depth + 1)

    def table(self) -> Table:
        return {
            "bodies": self.bodies,
            "levels": {level: brief(counts) for level, counts in self.levels.items()},
            "within": [brief(counts) for counts in self.within],
            "texts": {
                kind: {
                    "number": len(texts),
                    "escaped": escaped("".join(texts)),
                    "sizes": quantiles([len(text) for text in texts]),
                }
                for kind, texts in sorted(self.texts.items())
            },
        }


def brief(counts: Table) -> Table:
    """The counts without keys that are always given, and without empty ones."""
    if "keys" in counts:
        counts = {**counts, "keys": {key: states for key, states in counts["keys"].items() if set(states) != {"given"}}}
    return {name: value for name, value in counts.items() if value}


def up(counts: dict[str, int], what: object) -> None:
    counts[str(what)] = counts.get(str(what), 0) + 1


def quantiles(sizes: list[int]) -> list[int]:
    ordered = sorted(sizes)
    last = len(ordered) - 1
    return [ordered[round(last * point / POINTS)] for point in range(POINTS + 1)]


def escaped(text: str) -> int:
    plain = sum(len(json.dumps(character)) == 3 for character in text)
    return round(1000 * (len(text) - plain) / max(1, len(text)))


def count(bodies: Iterable[tuple[str, Any]]) -> dict[str, Table]:
    """The counts of these bodies, each given with the server that sent it: a table for each kind of server."""
    given = list(bodies)
    number = collections.Counter(server for server, _ in given)
    servers: dict[str, Counts] = {}
    for server, body in given:
        servers.setdefault(server if number[server] >= FEW else OTHERS, Counts()).add(body)
    ordered = sorted(servers.items(), key=lambda pair: (pair[0] == OTHERS, -pair[1].bodies, pair[0]))
    return {server: counts.table() for server, counts in ordered}


def accepted_by_both() -> list[tuple[str, Any]]:
    from openai.types.chat import ChatCompletion

    found: list[tuple[str, Any]] = []
    for server, body in recorded():
        try:
            package.CreateChatCompletionResponse.from_dict(body)
            ChatCompletion.model_validate(body)
        except ValueError:  # ParseError and pydantic's ValidationError
            continue
        found.append((server, body))
    return found


def laid_out(value: Any, depth: int = 3) -> str:
    """JSON text, with what lies deeper on one line."""
    if not depth or not isinstance(value, (dict, list)) or not value:
        return json.dumps(value)
    if isinstance(value, dict):
        begin, end = "{}"
        members = [f"{json.dumps(key)}: {laid_out(member, depth - 1)}" for key, member in value.items()]
    else:
        begin, end = "[]"
        members = [laid_out(member, depth - 1) for member in value]
    indent = "\n" + " " * (3 - depth)
    return begin + ",".join(f"{indent} {member}" for member in members) + indent + end


if __name__ == "__main__":
    if not CORPUS:
        sys.exit("CHATCOMPLETION_CORPUS names no folder of recorded bodies")
    sys.stdout.write(laid_out(count(accepted_by_both())) + "\n")
