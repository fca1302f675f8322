# SPDX-License-Identifier: MIT-0
"""The package `litellm`: whole responses, streams, and the function that builds a response from the chunks."""

import logging
import os
from collections.abc import Iterator
from typing import Any

from .client import KEY, MESSAGES, MODEL, Client
from .with_openai import pieces_in


def litellm() -> Any:
    os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"  # else importing it fetches a list of prices
    import litellm

    litellm.suppress_debug_info = True
    logging.getLogger("LiteLLM").setLevel(logging.CRITICAL)  # it logs what it raises
    return litellm


class Completion(Client):
    name = "litellm"
    module = "litellm"
    dump_methods = ("to_dict", "model_dump", "model_dump_json")

    def ask(self, url: str, pieces: list[str], **options: Any) -> Any:
        model = f"openai/{MODEL}"
        return litellm().completion(model, MESSAGES, api_base=url, api_key=KEY, max_retries=0, **options)


class Stream(Completion):
    name = "litellm, stream"
    streamed = True

    def ask(self, url: str, pieces: list[str], **options: Any) -> Any:
        chunks = []
        for chunk in super().ask(url, pieces, stream=True, stream_options={"include_usage": True}):
            chunks.append(chunk)
            pieces += pieces_in(chunk)
        return chunks

    def compare(self, response: Any, answer: Any) -> Iterator[str]:
        """It does not pass on the chunks that it receives, so only what they add up to is compared."""
        return self.read_dumps(response, answer)


class StreamBuilder(Stream):
    name = "litellm, stream builder"

    def ask(self, url: str, pieces: list[str], **options: Any) -> Any:
        return litellm().stream_chunk_builder(super().ask(url, pieces))

    compare = Client.compare


CLIENTS = (Completion(), Stream(), StreamBuilder())
