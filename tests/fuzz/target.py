# SPDX-License-Identifier: MIT-0
"""What the fuzzer tries on each input: any text parses and comes back equal, or raises ParseError; nothing else.

A text is tried as a response, as a chunk if it says that it is one, and as an event stream if it is no JSON.
"""

import copy
import json
import pickle
import zlib
from collections.abc import Mapping
from typing import Any

from .. import package, submodule

Response, ParseError, ProblemKind, check = (
    package.CreateChatCompletionResponse,
    package.ParseError,
    package.ProblemKind,
    package.check,
)
parse_json = submodule("_json_text").parse_json
streaming = submodule("streaming")
Chunk = streaming.CreateChatCompletionStreamResponse

LONGEST_ERROR = 20_000  # characters


def sorted_text(data: Any) -> str:
    return json.dumps(data, sort_keys=True)


def attack(raw: bytes, thoroughly: bool = True) -> str:
    """Try one input. Raises AssertionError, or whatever should not have been raised.

    Thoroughly takes some four times as long: error texts, `check`, pickle, copy and what is shared are tried as well.
    Returns what became of the input: "no JSON", "stream", "chunk", "refused" or "accepted".
    """
    try:
        data = parse_json(raw)
    except ParseError as error:
        if thoroughly:
            examine(error)
            expect(raised(Response.from_json, raw) == str(error), "from_json gives another error than its own reader")
        return attack_stream(raw) if b"data:" in raw else "no JSON"
    if data.get("object") == "chat.completion.chunk":
        return attack_chunk(data)
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
        sorted_text([chunk.to_dict() for chunk in streaming.split(parsed)])
    return "accepted"


def attack_chunk(data: dict[str, Any]) -> str:
    before = sorted_text(data)
    try:
        chunk = Chunk.from_dict(data)
    except ParseError as error:
        examine(error)
        expect(sorted_text(data) == before, "the input was changed")
        return "refused"
    given = chunk.to_dict()
    expect(sorted_text(given) == before, "a chunk does not come back equal")
    expect(not shared(data, given), "input and output share a container")
    merged([chunk, chunk])
    return "chunk"


def attack_stream(raw: bytes) -> str:
    """The text gives the same chunks however it is cut."""
    whole, fault = chunks_in([raw])
    cut = zlib.crc32(raw) % (len(raw) + 1)
    again, other = chunks_in([raw[:cut], raw[cut : cut + 1], raw[cut + 1 :]])
    expect(whole == again and fault == other, "a stream gives other chunks when it is cut")
    merged(whole)
    return "stream" if whole else "no JSON"


def chunks_in(blocks: list[bytes]) -> tuple[list[Any], str]:
    """The chunks of an event stream, and the error that ends it or nothing."""
    chunks: list[Any] = []
    try:
        for chunk in streaming.iter_sse(blocks):
            chunks.append(chunk)
    except ParseError as error:
        examine(error)
        return chunks, str(error)
    return chunks, ""


def merged(chunks: list[Any]) -> None:
    """Put together, the chunks make a response that comes back, or raise ParseError."""
    try:
        response = streaming.assemble(chunks)
    except ParseError as error:
        examine(error)
    else:
        given = response.to_dict()
        expect(Response.from_dict(given) == response, "what chunks make is not what it says it is")


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
