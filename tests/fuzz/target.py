# SPDX-License-Identifier: MIT-0
"""What has to hold for every text: it is parsed and emitted unchanged, or ParseError is raised.

A text is tried as a response; as a chunk if its `object` says so; and as an event stream if it is not JSON.
"""

import copy
import json
import pickle
import zlib
from collections.abc import Mapping
from typing import Any

from .. import package, submodule

Response, ParseError, check = package.CreateChatCompletionResponse, package.ParseError, package.check
parse_json = submodule("_core.json_text").parse_json
streaming = submodule("streaming")
Chunk = streaming.CreateChatCompletionStreamResponse

LONGEST_ERROR = 20_000  # characters


def attack(raw: bytes, thoroughly: bool = True) -> str:
    """Try one text, and say what it is: "not JSON", "stream", "chunk", "refused" or "accepted".

    Raises AssertionError for a broken promise, and lets any other exception of the package through. To try a response
    thoroughly takes about four times as long.
    """
    try:
        data = parse_json(raw)
    except ParseError as error:
        if thoroughly:
            check_error(error)
            expect(error_of(Response.from_json, raw) == str(error), "from_json gives another error than its own reader")
        return attack_stream(raw) if b"data:" in raw else "not JSON"
    if data.get("object") == "chat.completion.chunk":
        return attack_chunk(data)
    before = sorted_text(data) if thoroughly else ""
    try:
        parsed = Response.from_dict(data)
    except ParseError as error:
        if thoroughly:
            check_error(error)
            expect(refusals(data) == list(error.problems), "check and from_dict find different problems")
            expect(sorted_text(data) == before, "the input is changed")
        return "refused"
    emitted = parsed.to_dict()
    expect(sorted_text(emitted) == (before or sorted_text(data)), "to_dict does not emit what was parsed")
    if thoroughly:
        expect(not refusals(data), "check refuses what from_dict accepts")
        expect(sorted_text(data) == before, "the input is changed")
        expect(sorted_text(json.loads(parsed.to_json())) == before, "to_json does not emit what was parsed")
        expect(not shared(data, emitted), "input and output share a container")
        twin = pickle.loads(pickle.dumps(parsed))
        expect(twin == parsed and hash(twin) == hash(parsed) and repr(twin) == repr(parsed), "its pickle is not equal")
        expect(sorted_text(twin.to_dict()) == before, "its pickle does not emit what was parsed")
        expect(copy.deepcopy(parsed) == parsed == Response.from_dict(emitted), "its copy is not equal")
        sorted_text([chunk.to_dict() for chunk in streaming.split(parsed)])
    return "accepted"


def attack_chunk(data: dict[str, Any]) -> str:
    before = sorted_text(data)
    try:
        chunk = Chunk.from_dict(data)
    except ParseError as error:
        check_error(error)
        expect(sorted_text(data) == before, "the input is changed")
        return "refused"
    emitted = chunk.to_dict()
    expect(sorted_text(emitted) == before, "a chunk does not emit what was parsed")
    expect(not shared(data, emitted), "input and output share a container")
    assemble([chunk, chunk])
    return "chunk"


def attack_stream(raw: bytes) -> str:
    raw = b"\n" + raw  # which tells that the pieces are no lines that have lost their ends
    cut = zlib.crc32(raw) % (len(raw) + 1)
    whole, error = read_stream([raw])
    expect(
        (whole, error) == read_stream([raw[:cut], raw[cut : cut + 1], raw[cut + 1 :]]),
        "a cut stream gives other chunks",
    )
    assemble(whole)
    return "stream" if whole else "not JSON"


def read_stream(blocks: list[bytes]) -> tuple[list[Any], str]:
    """The chunks of an event stream, and the error that ends it or ''."""
    chunks: list[Any] = []
    try:
        for chunk in streaming.iter_sse(blocks):
            chunks.append(chunk)
    except ParseError as error:
        check_error(error)
        return chunks, str(error)
    return chunks, ""


def assemble(chunks: list[Any]) -> None:
    try:
        response = streaming.assemble(chunks)
    except ParseError as error:
        check_error(error)
    else:
        expect(
            Response.from_dict(response.to_dict()) == response, "an assembled response is not equal to what it emits"
        )


def check_error(error: Any) -> None:
    text = str(error)
    expect(bool(text) and bool(error.problems), "an error says nothing")
    expect(len(text) <= LONGEST_ERROR, f"an error text has {len(text)} characters")
    for problem in error.problems[:10]:
        expect(all(type(part) in (str, int) for part in problem.path), "a path has parts of other types")
    expect(str(pickle.loads(pickle.dumps(error))) == text, "the pickle of an error is not equal")


def expect(holds: bool, otherwise: str) -> None:
    """An assertion that also holds under -O."""
    if not holds:
        raise AssertionError(otherwise)


def refusals(data: Any) -> list[Any]:
    return [problem for problem in check(data) if problem.kind is package.ProblemKind.REFUSED]


def error_of(work: Any, argument: Any) -> str:
    try:
        work(argument)
    except ParseError as error:
        return str(error)
    return ""


def sorted_text(data: Any) -> str:
    return json.dumps(data, sort_keys=True)


def shared(one: Any, other: Any) -> bool:
    return not containers(one).isdisjoint(containers(other))


def containers(value: Any) -> set[int]:
    """The identities of all dicts and lists in a value."""
    if isinstance(value, Mapping):
        return {id(value)}.union(*map(containers, value.values()))
    return {id(value)}.union(*map(containers, value)) if isinstance(value, list) else set()
