# SPDX-License-Identifier: MIT-0
"""The package `openai`: whole responses, streams and the stream helper, each with the sync and the async client."""

import asyncio
from typing import Any

from .client import KEY, MESSAGES, MODEL, Client

REQUEST: dict[str, Any] = {"model": MODEL, "messages": MESSAGES}
STREAM: dict[str, Any] = {**REQUEST, "stream_options": {"include_usage": True}}


def connected(url: str, cls: str = "OpenAI") -> Any:
    import openai

    return getattr(openai, cls)(base_url=url, api_key=KEY, max_retries=0)


def pieces_in(chunk: Any) -> list[str]:
    return [choice.delta.content for choice in chunk.choices if choice.delta.content]


class OpenAI(Client):
    module = "openai"
    dump_methods = ("to_dict", "to_json", "model_dump", "model_dump_json")


class Create(OpenAI):
    name = "openai"
    keeps_the_body = True

    def ask(self, url: str, pieces: list[str]) -> Any:
        with connected(url) as client:
            return client.chat.completions.create(**REQUEST)


class CreateAsync(Create):
    name = "openai, async"

    def ask(self, url: str, pieces: list[str]) -> Any:
        async def ask() -> Any:
            async with connected(url, "AsyncOpenAI") as client:
                return await client.chat.completions.create(**REQUEST)

        return asyncio.run(ask())


class Stream(OpenAI):
    name = "openai, stream"
    streamed = True
    keeps_the_body = True

    def ask(self, url: str, pieces: list[str]) -> Any:
        chunks = []
        with connected(url) as client:
            for chunk in client.chat.completions.create(**STREAM, stream=True):
                chunks.append(chunk)
                pieces += pieces_in(chunk)
        return chunks


class StreamAsync(Stream):
    name = "openai, async stream"

    def ask(self, url: str, pieces: list[str]) -> Any:
        async def ask() -> Any:
            chunks = []
            async with connected(url, "AsyncOpenAI") as client:
                async for chunk in await client.chat.completions.create(**STREAM, stream=True):
                    chunks.append(chunk)
                    pieces.extend(pieces_in(chunk))
            return chunks

        return asyncio.run(ask())


class Helper(OpenAI):
    name = "openai, stream helper"
    streamed = True

    def ask(self, url: str, pieces: list[str]) -> Any:
        with connected(url) as client, client.chat.completions.stream(**STREAM) as stream:
            for event in stream:
                if event.type == "content.delta":
                    pieces.append(event.delta)
            return stream.get_final_completion()


class HelperAsync(Helper):
    name = "openai, async stream helper"

    def ask(self, url: str, pieces: list[str]) -> Any:
        async def ask() -> Any:
            async with connected(url, "AsyncOpenAI") as client, client.chat.completions.stream(**STREAM) as stream:
                async for event in stream:
                    if event.type == "content.delta":
                        pieces.append(event.delta)
                return await stream.get_final_completion()

        return asyncio.run(ask())


CLIENTS = (Create(), CreateAsync(), Stream(), StreamAsync(), Helper(), HelperAsync())
