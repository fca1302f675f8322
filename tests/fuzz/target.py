# SPDX-License-Identifier: MIT-0
"""What the fuzzer tries on each input: any text parses and comes back equal, or raises ParseError; nothing else."""

import copy
import json
import pickle
from collections.abc import Mapping
from typing import Any

from .. import package, submodule

Response, ParseError, ProblemKind, check = (
    package.CreateChatCompletionResponse,
    package.ParseError,
    package.ProblemKind,
    package.check,
)
parse_json = submodule("_text").parse_json

LONGEST_ERROR = 20_000  # characters


def sorted_text(data: Any) -> str:
    return json.dumps(data, sort_keys=True)


def attack(raw: bytes, thoroughly: bool = True) -> str:
    """Try one input. Raises AssertionError, or whatever should not have been raised.

    Thoroughly takes some four times as long: error texts, `check`, pickle, copy and what is shared are tried as well.
    Returns what became of the input: "no JSON", "refused" or "accepted".
    """
    try:
        data = parse_json(raw)
    except ParseError as error:
        if thoroughly:
            examine(error)
            expect(raised(Response.from_json, raw) == str(error), "from_json gives another error than its own reader")
        return "no JSON"
    before = sorted_text(data) if thoroughly else ""
    try:
        parsed = Response.from_dict(data)
    except ParseError as error:
        if thoroughly:
            examine(error)
            expect(refusals(data) == list(error.problems), "check and from_dict find different problems")
            expect(sorted_text(data) == before, "the input was changed")
        return "refused"
    given = parsed.to_dict()
    expect(sorted_text(given) == (before or sorted_text(data)), "it does not come back equal")
    if thoroughly:
        expect(not refusals(data), "check refuses what from_dict accepts")
        expect(sorted_text(data) == before, "the input was changed")
        expect(sorted_text(json.loads(parsed.to_json())) == before, "its text does not come back equal")
        expect(not shared(data, given), "input and output share a container")
        twin = pickle.loads(pickle.dumps(parsed))
        expect(twin == parsed and hash(twin) == hash(parsed) and repr(twin) == repr(parsed), "its pickle is another")
        expect(sorted_text(twin.to_dict()) == before, "its pickle does not come back equal")
        expect(copy.deepcopy(parsed) == parsed == Response.from_dict(given), "its copy is another")
    return "accepted"


def refusals(data: Any) -> list[Any]:
    return [problem for problem in check(data) if problem.kind is ProblemKind.REFUSED]


def expect(holds: bool, otherwise: str) -> None:
    """An assertion that also holds under -O."""
    if not holds:
        raise AssertionError(otherwise)


def examine(error: Any) -> None:
    """An error has a problem, prints shortly and pickles."""
    text = str(error)
    expect(bool(text) and bool(error.problems), "an error says nothing")
    expect(len(text) <= LONGEST_ERROR, f"an error text of {len(text)} characters")
    for problem in error.problems[:10]:
        expect(all(type(part) in (str, int) for part in problem.path), "a path has parts of other types")
    expect(str(pickle.loads(pickle.dumps(error))) == text, "the error's pickle is another")


def raised(work: Any, argument: Any) -> str:
    try:
        work(argument)
    except ParseError as error:
        return str(error)
    return "nothing"


def containers(value: Any) -> set[int]:
    """The identities of all dicts and lists inside."""
    found: set[int] = set()
    todo = [value]
    while todo:
        value = todo.pop()
        if isinstance(value, Mapping):
            found.add(id(value))
            todo += value.values()
        elif isinstance(value, list):
            found.add(id(value))
            todo += value
    return found


def shared(one: Any, other: Any) -> bool:
    return not containers(one).isdisjoint(containers(other))
