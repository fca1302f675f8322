# SPDX-License-Identifier: MIT-0
"""What is done with the inputs: each function prepares an input and returns the work to measure."""

import asyncio
import contextlib
import dataclasses
import io
import json
import pathlib
import pickle
import tempfile
import weakref
from collections.abc import AsyncIterator, Callable
from typing import Any
from unittest import mock

from .. import package, submodule
from .inputs import Body, events
from .measuring import Work

streaming = submodule("streaming")
Response = package.CreateChatCompletionResponse
Chunk = streaming.CreateChatCompletionStreamResponse
ParseError = package.ParseError
Operations = dict[str, Callable[[Any], Work]]


def work_on(prepare: Callable[[Any], Any], **works: Callable[[Any], Any]) -> Operations:
    """Operations by name, with what `prepare` makes of an input."""

    def operation(work: Callable[[Any], Any]) -> Callable[[Any], Work]:
        def ready(given: Any) -> Work:
            prepared = prepare(given)
            return lambda: work(prepared)

        return ready

    return {name: operation(work) for name, work in works.items()}


def unchanged(given: Any) -> Any:
    return given


def refused(work: Callable[[Any], Any]) -> Callable[[Any], None]:
    """The work, and what is done with the error if it raises one."""

    def attempt(given: Any) -> None:
        try:
            work(given)
        except ParseError as error:
            pickle.loads(pickle.dumps(error))
            str(error)

    return attempt


def check(body: Body) -> list[str]:
    return [str(problem) for problem in package.check(body)]


def accumulate(chunks: list[Any]) -> Any:
    accumulator = streaming.Accumulator()
    for chunk in chunks:
        accumulator.add(chunk)
        accumulator.complete  # noqa: B018
    return accumulator.response()


def aiter_sse(blocks: list[Any]) -> None:
    async def arriving() -> AsyncIterator[Any]:
        for block in blocks:
            yield block

    async def read() -> None:
        async for _ in streaming.aiter_sse(arriving()):
            pass

    asyncio.run(read())


OF_BODIES: Operations = (
    work_on(unchanged, from_dict=Response.from_dict, check=check, repair=package.repair)
    | work_on(json.dumps, from_json=Response.from_json)
    | work_on(
        Response.from_dict,
        to_dict=Response.to_dict,
        to_json=Response.to_json,
        hash=hash,
        repr=repr,
        pickle=lambda response: pickle.loads(pickle.dumps(response)),
        replace=lambda response: dataclasses.replace(response, model="other"),
    )
    | work_on(
        lambda body: (Response.from_dict(body), Response.from_json(json.dumps(body))),
        equality=lambda pair: pair[0] == pair[1],
    )
)
SPLIT: Operations = work_on(Response.from_dict, split=lambda response: streaming.assemble(streaming.split(response)))
OF_FAULTY: Operations = work_on(
    unchanged, from_dict=refused(Response.from_dict), check=check, repair=refused(package.repair)
)
OF_TEXTS: Operations = work_on(
    unchanged, from_json=refused(Response.from_json), iter_sse=refused(lambda text: [*streaming.iter_sse(text)])
)
OF_CHUNKS: Operations = work_on(
    unchanged,
    from_dict=lambda chunks: [Chunk.from_dict(each) for each in chunks],
    assemble=streaming.assemble,
    iter_sse=lambda chunks: streaming.assemble(streaming.iter_sse([events(*chunks)])),
) | work_on(
    lambda chunks: [Chunk.from_dict(each) for each in chunks],
    to_dict=lambda chunks: [each.to_dict() for each in chunks],
    Accumulator=accumulate,
)
OF_EVENTS: Operations = work_on(
    unchanged,
    iter_sse=refused(lambda blocks: [*streaming.iter_sse(blocks)]),
    aiter_sse=refused(aiter_sse),
    iter_events=refused(lambda blocks: [*streaming.iter_events(blocks)]),
    assemble=refused(lambda blocks: streaming.assemble(streaming.iter_sse(blocks))),
    assemble_and_repair=refused(
        lambda blocks: streaming.assemble(streaming.iter_sse(blocks, repair=True), repair=True)
    ),
)


# --- The command line


def commands(*lines: str) -> Operations:
    """The command with these arguments and a file of the input: text, the parts of a text, or a body."""
    return {line: with_command(line.split()) for line in lines}


def with_command(arguments: list[str]) -> Callable[[Any], Work]:
    def ready(given: Any) -> Work:
        parts = given if isinstance(given, list) else [json.dumps(given) if isinstance(given, dict) else given]
        folder = tempfile.TemporaryDirectory()
        file = pathlib.Path(folder.name) / "input"
        file.write_bytes(b"".join(part if isinstance(part, bytes) else part.encode() for part in parts))

        def work() -> None:
            with contextlib.ExitStack() as stack:
                for name in ("stdout", "stderr"):
                    stream = io.TextIOWrapper(io.BytesIO(), "utf-8", "backslashreplace")
                    stack.enter_context(mock.patch(f"sys.{name}", stream))
                status = submodule("cli.main").main([*arguments, str(file)])
            if status not in (0, 1):
                raise ValueError(f"{arguments} is wrong use: {status}")

        weakref.finalize(work, folder.cleanup)
        return work

    return ready


ON_BODIES = commands("emit --repair", "check --json", "show --alternatives --color always")
ON_TEXTS = commands("emit", "emit --repair", "check", "check --json", "show")
ON_LINES = commands("emit --json-lines", "check --json-lines", "check --json-lines --json", "show --json-lines")
ON_EVENTS = commands("assemble", "assemble --repair", "show", "check --json")
