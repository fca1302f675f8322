# SPDX-License-Identifier: MIT-0
"""What has to hold for every text: it is parsed and emitted unchanged, or ParseError is raised.

A text is tried as a body, of the class by which `check` judges it, and as the body in a line of a batch file; or, if it
is not JSON, as an event stream.
"""

import copy
import json
import pickle
import zlib
from collections.abc import Mapping
from typing import Any

from .. import package, submodule

Response, ParseError = package.CreateChatCompletionResponse, package.ParseError
check, repair = package.check, package.repair
parse_json = submodule("_core.json_text").parse_json
class_of = submodule("validation.checking").class_of
batch = submodule("batch")
streaming = submodule("streaming")
Chunk = streaming.CreateChatCompletionStreamResponse

LONGEST_ERROR = 20_000  # characters
OTHER_FIELDS = (b"event:", b"id:", b"retry:", b":")  # of event streams, beside `data:`


def attack(raw: bytes, thoroughly: bool = True) -> str:
    """Try one text, and say what it is: "not JSON", "stream", "chunk", "refused" or "accepted".

    Raises AssertionError for a broken promise, and lets any other exception of the package through. To try a text
    thoroughly takes several times as long.
    """
    try:
        data = parse_json(raw)
    except ParseError as error:
        if thoroughly:
            check_error(error)
            expect(error_of(Response.from_json, raw) == str(error), "from_json gives another error than its own reader")
            [*batch.iter_batch(raw.splitlines())]
        return attack_stream(raw, thoroughly) if b"data:" in raw else "not JSON"
    before = sorted_text(data)
    cls = class_of(data)
    parsed, refusal = read(cls, data)
    expect(sorted_text(data) == before, "from_dict changes its input")
    if parsed is not None:
        expect(sorted_text(parsed.to_dict()) == before, "to_dict does not emit what was parsed")
    if thoroughly:
        read(Response if cls is Chunk else Chunk, data)  # which raises nothing but ParseError either
        attack_refused(data, refusal) if parsed is None else attack_accepted(data, parsed)
        expect(sorted_text(data) == before, "check or repair changes its input")
    if parsed is None:
        return "refused"
    return "chunk" if cls is Chunk else "accepted"


def read(cls: Any, data: dict[str, Any]) -> tuple[Any, Any]:
    """The object of this class or None, and the error or None."""
    try:
        return cls.from_dict(data), None
    except ParseError as error:
        return None, error


def attack_accepted(data: dict[str, Any], parsed: Any) -> None:
    emitted, text = parsed.to_dict(), sorted_text(data)
    expect(sorted_text(json.loads(parsed.to_json())) == text, "to_json does not emit what was parsed")
    expect(not shared(data, emitted), "input and output share a container")
    twin = pickle.loads(pickle.dumps(parsed))
    expect(twin == parsed and hash(twin) == hash(parsed) and repr(twin) == repr(parsed), "its pickle is not equal")
    expect(sorted_text(twin.to_dict()) == text, "its pickle does not emit what was parsed")
    expect(copy.deepcopy(parsed) == parsed == type(parsed).from_dict(emitted), "its copy is not equal")
    expect(not refusals(data), "check refuses what from_dict accepts")
    expect(repair(data) is data, "repair changes what from_dict accepts")
    if type(parsed) is Chunk:
        assemble([parsed, parsed])
    else:
        attack_strict(data)
        sorted_text([chunk.to_dict() for chunk in streaming.split(parsed)])
        attack_batch_line(data, parsed, None)


def attack_refused(data: dict[str, Any], error: Any) -> None:
    check_error(error)
    expect(refusals(data) == list(error.problems), "check and from_dict find different problems")
    try:
        repaired = repair(data)
    except ParseError as other:
        check_error(other)
        # Where no choice can be kept, what is left may be an error body.
        same = str(other) == str(error) or type(other) is package.ErrorResponse
        expect(same, "repair gives another error than from_dict")
    else:
        expect(not refusals(repaired), "what was repaired is refused")
        expect(repair(repaired) is repaired, "what was repaired is repaired again")
        expect(not shared(data, repaired), "what was repaired shares a container with the input")
        if class_of(data) is Response:
            attack_strict(data)
    if class_of(data) is Response:
        attack_batch_line(data, None, error)


def attack_strict(data: dict[str, Any]) -> None:
    """Repair data that can be repaired, so that nothing deviates from the published schema."""
    strict = repair(data, strict=True)
    faults = [problem for problem in check(strict) if problem.kind is not package.ProblemKind.UNKNOWN_FIELD]
    expect(not faults, f"what was repaired strictly has faults: {', '.join(map(str, faults[:3]))}")
    expect(repair(strict, strict=True) is strict, "what was repaired strictly is repaired again")


def attack_batch_line(data: dict[str, Any], parsed: Any, error: Any) -> None:
    """Read the body in a line of a batch file: `completion` gives the response, or the error of `from_dict`."""
    line = {"custom_id": "request-1", "response": {"status_code": 200, "body": data}}
    (found,) = batch.iter_batch([json.dumps(line)])
    if type(found) is batch.InvalidLine:  # the body is too deep, two levels further down
        check_error(found.error)
        return
    expect(sorted_text(found.to_dict()) == sorted_text(line), "a line does not emit what was parsed")
    try:
        completion = found.completion()
    except ParseError as other:
        check_error(other)
        problems = [problem.message for problem in (error.problems if error else ())]
        expect([problem.message for problem in other.problems] == problems, "a line gives another error than its body")
    else:
        expect(completion == parsed, "a line gives another response than its body")


def attack_stream(raw: bytes, thoroughly: bool = True) -> str:
    raw = b"\n" + raw  # which tells that the pieces are no lines that have lost their ends
    cut = zlib.crc32(raw) % (len(raw) + 1)
    whole, error = read_stream([raw])
    expect(
        (whole, error) == read_stream([raw[:cut], raw[cut : cut + 1], raw[cut + 1 :]]),
        "a cut stream gives other chunks",
    )
    if thoroughly:
        for form, blocks in line_forms(raw, is_sound=not error).items():
            expect((whole, error) == read_stream(blocks), f"a stream {form} gives other chunks")
        accumulate(whole)
    assemble(whole)
    return "stream" if whole else "not JSON"


def line_forms(raw: bytes, is_sound: bool) -> dict[str, list[bytes]]:
    """The same stream with other line ends, and in lines; without their ends only if nothing is wrong with a line."""
    lines = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
    forms = {
        "in lines": [line + b"\n" for line in lines[:-1]] + lines[-1:],
        "with CR LF": [b"\r\n".join(lines)],
        "with CR": [b"\r".join(lines)],
    }
    if is_sound and all(map(is_whole, lines)):
        forms["in lines without ends"] = lines
    return forms


def is_whole(line: bytes) -> bool:
    """Whether a line is blank, or a field that has no JSON value that goes on in the next line."""
    if not line.startswith(b"data:"):
        return line == b"" or line.startswith(OTHER_FIELDS)
    try:
        json.loads(line.removeprefix(b"data:"))
    except ValueError:
        return line.strip() == b"data: [DONE]"
    return True


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


def accumulate(chunks: list[Any]) -> None:
    """Add the chunks one by one. There is a response after each."""
    accumulator = streaming.Accumulator()
    for chunk in chunks:
        accumulator.add(chunk)
        accumulator.response(repair=True).to_dict()


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
