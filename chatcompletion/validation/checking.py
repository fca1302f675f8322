# SPDX-License-Identifier: MIT-0
"""Compares a body with the published schema."""

from dataclasses import replace
from typing import Any

from .._core.bodies import SEVERAL, BodyKind, error_in, hint_for, kind_of
from .._core.documents import ResponseBody
from .._core.json_values import json_type
from ..errors import ParseError, Problem, ProblemKind
from ..response import CreateChatCompletionResponse
from .judging import problems_of


def check(data: Any) -> tuple[Problem, ...]:
    """List everything that is wrong with the data of a response or of a chunk, in document order.

    A problem of kind REFUSED makes `from_dict` raise ParseError: that of CreateChatCompletionStreamResponse for a
    chunk, else that of CreateChatCompletionResponse. A DEVIATION is accepted, although the published schema forbids it.
    An UNKNOWN_FIELD is a key that the schema does not name. For an error body, the only problem is the provider's
    message. Never raises for bad data.
    """
    if not isinstance(data, dict):
        hint = SEVERAL if isinstance(data, list) else None
        return (Problem((), f"expected object, got {json_type(data)}", hint=hint),)
    cls = class_of(data)
    is_chunk = cls is not CreateChatCompletionResponse
    error = error_in(data, in_stream=is_chunk)
    if error is not None:
        return error.problems
    problems = problems_of(cls, data)
    for index, problem in enumerate(problems):
        if problem.kind is ProblemKind.REFUSED:
            problems[index] = replace(problem, hint=hint_for(data, as_chunk=is_chunk))
            break
    return tuple(problems)


def class_of(data: dict[str, Any]) -> type[ResponseBody]:
    """Return the class that reads a body: for a chunk that of chunks, unless only that of responses accepts it."""
    response = CreateChatCompletionResponse
    if kind_of(data) is not BodyKind.CHUNK:
        return response
    from ..chunks import CreateChatCompletionStreamResponse as Chunk

    return response if refusal_of(Chunk, data) and not refusal_of(response, data) else Chunk


def refusal_of(cls: type[ResponseBody], data: dict[str, Any]) -> ParseError | None:
    """Return the error that `from_dict` raises for the data, or None."""
    try:
        cls.from_dict(data)
    except ParseError as error:
        return error
    return None
