# SPDX-License-Identifier: MIT-0
"""The package `litellm`: a completion, a stream, and the builder that puts the chunks of a stream together."""

import logging
import os
from collections.abc import Iterator
from typing import Any

from .client import KEY, MESSAGES, MODEL, Client, read_back, read_back_chunks
from .comparing import differences


def litellm() -> Any:
    os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"  # else its import fetches a list of prices
    import litellm

    litellm.suppress_debug_info = True
    logging.getLogger("LiteLLM").setLevel(logging.CRITICAL)  # it also logs what it raises
    return litellm


def completion(url: str, **options: Any) -> Any:
    return litellm().completion(
        model=f"openai/{MODEL}", messages=MESSAGES, api_base=url, api_key=KEY, max_retries=0, **options
    )


class Completion(Client):
    name = "litellm"
    module = "litellm"

    def ask(self, url: str, pieces: list[str]) -> Any:
        return completion(url)

    def compared(self, response: Any, answer: Any) -> Iterator[str]:
        yield from differences(response, answer)
        yield from read_back(response, **dumps_of(answer))


class Stream(Client):
    name = "litellm, stream"
    module = "litellm"
    streamed = True

    def ask(self, url: str, pieces: list[str]) -> Any:
        chunks = []
        for chunk in completion(url, stream=True, stream_options={"include_usage": True}):
            chunks.append(chunk)
            pieces += [choice.delta.content for choice in chunk.choices if choice.delta.content]
        return chunks

    def compared(self, response: Any, answer: Any) -> Iterator[str]:
        yield from read_back_chunks(response, [dumps_of(chunk) for chunk in answer])


class StreamBuilder(Stream):
    name = "litellm, stream builder"

    def ask(self, url: str, pieces: list[str]) -> Any:
        return litellm().stream_chunk_builder(super().ask(url, pieces))

    def compared(self, response: Any, answer: Any) -> Iterator[str]:
        yield from differences(response, answer)
        yield from read_back(response, **dumps_of(answer))


def dumps_of(answer: Any) -> dict[str, Any]:
    return {
        "to_dict()": answer.to_dict(),
        "model_dump()": answer.model_dump(),
        "model_dump_json()": answer.model_dump_json(),
    }


CLIENTS = (Completion(), Stream(), StreamBuilder())
