# SPDX-License-Identifier: MIT-0
"""What is done with input: each a function that makes ready and gives the work to be measured."""

import asyncio
import contextlib
import dataclasses
import io
import json
import pathlib
import pickle
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any
from unittest import mock

from .. import package, submodule
from .inputs import events
from .measuring import Work

streaming = submodule("streaming")
Response = package.CreateChatCompletionResponse
Chunk = streaming.CreateChatCompletionStreamResponse
Operations = dict[str, Callable[[Any], Work]]


def on_data(work: Callable[[Any], Any]) -> Callable[[Any], Work]:
    return lambda given: lambda: work(given)


def on_object(work: Callable[[Any], Any]) -> Callable[[Any], Work]:
    """Work on the object that a body is read as."""

    def ready(body: Any) -> Work:
        response = Response.from_dict(body)
        return lambda: work(response)

    return ready


def on_text(work: Callable[[Any], Any]) -> Callable[[Any], Work]:
    def ready(body: Any) -> Work:
        text = json.dumps(body)
        return lambda: work(text)

    return ready


def on_chunks(work: Callable[[Any], Any]) -> Callable[[Any], Work]:
    """Work on the objects that chunks are read as."""

    def ready(chunks: Any) -> Work:
        read = [Chunk.from_dict(each) for each in chunks]
        return lambda: work(read)

    return ready


def equality(body: Any) -> Work:
    one, other = Response.from_dict(body), Response.from_dict(json.loads(json.dumps(body)))
    return lambda: one == other


def check(body: Any) -> list[str]:
    return [str(problem) for problem in package.check(body)]


def refusal(work: Callable[[Any], Any]) -> Callable[[Any], Work]:
    """Work on what may be refused, with all that is done with an error."""

    def attempt(given: Any) -> None:
        try:
            work(given)
        except package.ParseError as error:
            pickle.loads(pickle.dumps(error))
            str(error)

    return on_data(attempt)


def add_one_by_one(chunks: list[Any]) -> Any:
    accumulator = streaming.Accumulator()
    for chunk in chunks:
        accumulator.add(chunk)
        accumulator.complete  # noqa: B018
    return accumulator.response()


async def read_asynchronously(blocks: list[Any]) -> None:
    async def arriving() -> AsyncIterator[Any]:
        for block in blocks:
            yield block

    async for _ in streaming.aiter_sse(arriving()):
        pass


OF_BODIES: Operations = {
    "from_dict": on_data(Response.from_dict),
    "to_dict": on_object(Response.to_dict),
    "from_json": on_text(Response.from_json),
    "to_json": on_object(Response.to_json),
    "hash": on_object(hash),
    "==": equality,
    "repr": on_object(repr),
    "pickle": on_object(lambda response: pickle.loads(pickle.dumps(response))),
    "replace": on_object(lambda response: dataclasses.replace(response, model="other")),
    "check": on_data(check),
    "repair": on_data(package.repair),
}
SPLITTING: Operations = {"split": on_object(lambda response: streaming.assemble(streaming.split(response)))}
OF_FAULTY: Operations = {
    "from_dict": refusal(Response.from_dict),
    "check": on_data(check),
    "repair": refusal(package.repair),
}
OF_TEXTS: Operations = {
    "from_json": refusal(Response.from_json),
    "iter_sse": refusal(lambda text: [*streaming.iter_sse(text)]),
}
OF_STREAMS: Operations = {
    "from_dict": on_data(lambda chunks: [Chunk.from_dict(each) for each in chunks]),
    "to_dict": on_chunks(lambda chunks: [each.to_dict() for each in chunks]),
    "assemble": on_data(streaming.assemble),
    "Accumulator": on_chunks(add_one_by_one),
    "iter_sse": on_data(lambda chunks: streaming.assemble(streaming.iter_sse([events(chunks)]))),
}
OF_EVENTS: Operations = {
    "iter_sse": refusal(lambda blocks: [*streaming.iter_sse(blocks)]),
    "aiter_sse": refusal(lambda blocks: asyncio.run(read_asynchronously(blocks))),
    "iter_events": refusal(lambda blocks: [*streaming.iter_events(blocks)]),
    "assemble": refusal(lambda blocks: streaming.assemble(streaming.iter_sse(blocks))),
    "assemble with repair": refusal(
        lambda blocks: streaming.assemble(streaming.iter_sse(blocks, repair=True), repair=True)
    ),
}

# --- The command line


def with_command(*arguments: str) -> Callable[[Any], Work]:
    """Run the command on a file of this text, or of these events, with its output caught."""

    def ready(given: Any) -> Work:
        data = b"".join(encoded(part) for part in given) if isinstance(given, list) else encoded(given)
        folder = tempfile.TemporaryDirectory()
        file = pathlib.Path(folder.name) / "input"
        file.write_bytes(data)

        def work() -> None:
            assert folder  # the file lasts as long as the work
            with output_caught():
                status = submodule("_command").main([*arguments, str(file)])
            if status not in (0, 1):
                raise ValueError(f"{arguments} is wrong use: {status}")

        return work

    return ready


def encoded(part: "str | bytes") -> bytes:
    return part if isinstance(part, bytes) else part.encode("utf-8", "surrogatepass")


@contextlib.contextmanager
def output_caught() -> Iterator[None]:
    with (
        mock.patch("sys.stdout", io.TextIOWrapper(io.BytesIO(), "utf-8")),
        mock.patch("sys.stderr", io.TextIOWrapper(io.BytesIO(), "utf-8", "backslashreplace")),
    ):
        yield


def on_body_text(ready: Callable[[Any], Work]) -> Callable[[Any], Work]:
    return lambda body: ready(json.dumps(body))


def commands(*lines: str) -> Operations:
    return {line: with_command(*line.split()) for line in lines}


ON_TEXT = commands("emit", "emit --repair", "check", "check --json", "show")
ON_LINES = commands("emit --json-lines", "check --json-lines", "check --json-lines --json", "show --json-lines")
ON_EVENTS = commands("assemble", "assemble --repair", "show")
ON_FAULTY: Operations = {line: on_body_text(ready) for line, ready in ON_TEXT.items()}
ON_BODIES: Operations = {
    line: on_body_text(ready)
    for line, ready in commands("emit --repair", "check --json", "show --alternatives --color always").items()
}
