# SPDX-License-Identifier: MIT-0
"""The package `langchain-openai`. Its messages differ from the API's, so they are translated back."""

import functools
import json
import operator
from typing import Any

from .client import KEY, MODEL, Client

QUESTION = "When is high water?"


def model(url: str) -> Any:
    import langchain_openai

    return langchain_openai.ChatOpenAI(model=MODEL, base_url=url, api_key=KEY, max_retries=0, stream_usage=True)


class Generate(Client):
    name = "langchain-openai"
    module = "langchain_openai"

    def ask(self, url: str, pieces: list[str]) -> Any:
        from langchain_core.messages import HumanMessage

        result = model(url).generate([[HumanMessage(QUESTION)]])
        messages = [generation.message for generation in result.generations[0]]
        return response_of(messages, result.llm_output | messages[0].response_metadata)


class Stream(Generate):
    name = "langchain-openai, stream"
    streamed = True

    def ask(self, url: str, pieces: list[str]) -> Any:
        chunks = []
        for chunk in model(url).stream(QUESTION):
            chunks.append(chunk)
            pieces.append(chunk.content)
        message = functools.reduce(operator.add, chunks)
        return response_of([message], message.response_metadata)


def response_of(messages: list[Any], metadata: dict[str, Any]) -> dict[str, Any]:
    """A response with what the messages and their metadata hold, and nothing else."""
    return {
        "id": metadata.get("id"),
        "object": "chat.completion",
        "model": metadata.get("model_name"),
        "choices": [choice_of(index, message) for index, message in enumerate(messages)],
        "usage": metadata.get("token_usage") or usage_of(messages[0].usage_metadata),
        "service_tier": metadata.get("service_tier"),
        "system_fingerprint": metadata.get("system_fingerprint"),
    }


def choice_of(index: int, message: Any) -> dict[str, Any]:
    calls = [
        {
            "id": call["id"],
            "type": "function",
            "function": {"name": call["name"], "arguments": json.dumps(call["args"], ensure_ascii=False)},
        }
        for call in message.tool_calls
    ]
    translated = {
        "role": "assistant",
        "content": message.content or None,
        "tool_calls": calls or None,
        **message.additional_kwargs,  # refusal, audio and others, by the API's names
    }
    return {
        "index": index,
        "message": translated,
        "finish_reason": message.response_metadata.get("finish_reason"),
        "logprobs": message.response_metadata.get("logprobs"),
    }


def usage_of(counts: Any) -> dict[str, Any] | None:
    if counts is None:
        return None
    prompt, completion = counts["input_token_details"], counts["output_token_details"]
    return {
        "completion_tokens": counts["output_tokens"],
        "prompt_tokens": counts["input_tokens"],
        "total_tokens": counts["total_tokens"],
        "completion_tokens_details": completion
        and {"audio_tokens": completion.get("audio"), "reasoning_tokens": completion.get("reasoning")},
        "prompt_tokens_details": prompt
        and {"audio_tokens": prompt.get("audio"), "cached_tokens": prompt.get("cache_read")},
    }


CLIENTS = (Generate(), Stream())
