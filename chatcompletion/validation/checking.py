# SPDX-License-Identifier: MIT-0
"""Compares a body with the published schema."""

from dataclasses import replace
from typing import Any

from .._core.bodies import SEVERAL, BodyKind, error_in, hint_for, kind_of
from .._core.json_values import json_type
from ..chunks import CreateChatCompletionStreamResponse
from ..errors import Problem, ProblemKind
from ..response import CreateChatCompletionResponse
from .judging import problems_of


def check(data: Any) -> tuple[Problem, ...]:
    """List everything that is wrong with the data of a response or of a chunk, in document order.

    A problem of kind REFUSED makes `from_dict` raise ParseError: that of CreateChatCompletionStreamResponse if a choice
    has a `delta` and none has a `message`, or if the `object` says that it is a chunk, else that of
    CreateChatCompletionResponse. A DEVIATION is accepted, although the published schema forbids it. An UNKNOWN_FIELD is
    a key that the schema does not name. For an error body, the only problem is the provider's message. Never raises for
    bad data.
    """
    if not isinstance(data, dict):
        hint = SEVERAL if isinstance(data, list) else None
        return (Problem((), f"expected object, got {json_type(data)}", hint=hint),)
    is_chunk = kind_of(data) is BodyKind.CHUNK
    error = error_in(data, in_stream=is_chunk)
    if error is not None:
        return error.problems
    problems = problems_of(CreateChatCompletionStreamResponse if is_chunk else CreateChatCompletionResponse, data)
    for index, problem in enumerate(problems):
        if problem.kind is ProblemKind.REFUSED:
            problems[index] = replace(problem, hint=hint_for(data, as_chunk=is_chunk))
            break
    return tuple(problems)
