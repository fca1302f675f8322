# SPDX-License-Identifier: MIT-0
"""The package `openai`: the sync client, the async client, streams, and the streaming helper."""

import asyncio
from collections.abc import Iterator
from typing import Any

from .client import KEY, MESSAGES, MODEL, Client, not_the_body, read_back, read_back_chunks, streaming
from .comparing import differences

REQUEST: dict[str, Any] = {"model": MODEL, "messages": MESSAGES}
USAGE_TOO = {"stream_options": {"include_usage": True}}


def connected(url: str) -> Any:
    import openai

    return openai.OpenAI(base_url=url, api_key=KEY, max_retries=0)


def connected_async(url: str) -> Any:
    import openai

    return openai.AsyncOpenAI(base_url=url, api_key=KEY, max_retries=0)


class Create(Client):
    name = "openai"
    module = "openai"

    def ask(self, url: str, pieces: list[str]) -> Any:
        with connected(url) as client:
            return client.chat.completions.create(**REQUEST)

    def compared(self, response: Any, answer: Any) -> Iterator[str]:
        yield from differences(response, answer)
        yield from not_the_body(response, answer.to_dict())
        yield from read_back(response, **dumps_of(answer))


class CreateAsync(Create):
    name = "openai, async"

    def ask(self, url: str, pieces: list[str]) -> Any:
        async def ask() -> Any:
            async with connected_async(url) as client:
                return await client.chat.completions.create(**REQUEST)

        return asyncio.run(ask())


class Stream(Client):
    name = "openai, stream"
    module = "openai"
    streamed = True

    def ask(self, url: str, pieces: list[str]) -> Any:
        chunks = []
        with connected(url) as client:
            for chunk in client.chat.completions.create(**REQUEST, **USAGE_TOO, stream=True):
                chunks.append(chunk)
                pieces += pieces_in(chunk)
        return chunks

    def compared(self, response: Any, answer: Any) -> Iterator[str]:
        chunks = streaming.split(response)
        yield from differences(chunks, answer)
        for ours, theirs in zip(chunks, answer, strict=False):
            yield from not_the_body(ours, theirs.to_dict())
        yield from read_back_chunks(response, [dumps_of(chunk) for chunk in answer])


class StreamAsync(Stream):
    name = "openai, async stream"

    def ask(self, url: str, pieces: list[str]) -> Any:
        async def ask() -> Any:
            chunks = []
            async with connected_async(url) as client:
                async for chunk in await client.chat.completions.create(**REQUEST, **USAGE_TOO, stream=True):
                    chunks.append(chunk)
                    pieces.extend(pieces_in(chunk))
            return chunks

        return asyncio.run(ask())


class Helper(Client):
    name = "openai, stream helper"
    module = "openai"
    streamed = True

    def ask(self, url: str, pieces: list[str]) -> Any:
        with connected(url) as client, client.chat.completions.stream(**REQUEST, **USAGE_TOO) as stream:
            for event in stream:
                if event.type == "content.delta":
                    pieces.append(event.delta)
            return stream.get_final_completion()

    def compared(self, response: Any, answer: Any) -> Iterator[str]:
        yield from differences(response, answer)
        yield from read_back(response, **dumps_of(answer))


class HelperAsync(Helper):
    name = "openai, async stream helper"

    def ask(self, url: str, pieces: list[str]) -> Any:
        async def ask() -> Any:
            async with (
                connected_async(url) as client,
                client.chat.completions.stream(**REQUEST, **USAGE_TOO) as stream,
            ):
                async for event in stream:
                    if event.type == "content.delta":
                        pieces.append(event.delta)
                return await stream.get_final_completion()

        return asyncio.run(ask())


def pieces_in(chunk: Any) -> list[str]:
    return [choice.delta.content for choice in chunk.choices if choice.delta.content]


def dumps_of(answer: Any) -> dict[str, Any]:
    return {
        "to_dict()": answer.to_dict(),
        "to_json()": answer.to_json(),
        "model_dump()": answer.model_dump(),
        "model_dump_json()": answer.model_dump_json(),
    }


CLIENTS = (Create(), CreateAsync(), Stream(), StreamAsync(), Helper(), HelperAsync())
