# SPDX-License-Identifier: MIT-0
"""Reads streamed responses: turns chunks into the same response object.

response = assemble(iter_sse(lines))
"""

from ..chunks import (
    AudioChunk,
    ChatCompletionMessageToolCallChunk,
    ChatCompletionStreamResponseDelta,
    CreateChatCompletionStreamResponse,
    FunctionChunk,
    StreamChoice,
)
from .accumulator import Accumulator, assemble
from .splitting import split, to_sse
from .sse import aiter_events, aiter_sse, iter_events, iter_sse

__all__ = [
    "Accumulator",
    "AudioChunk",
    "ChatCompletionMessageToolCallChunk",
    "ChatCompletionStreamResponseDelta",
    "CreateChatCompletionStreamResponse",
    "FunctionChunk",
    "StreamChoice",
    "aiter_events",
    "aiter_sse",
    "assemble",
    "iter_events",
    "iter_sse",
    "split",
    "to_sse",
]
