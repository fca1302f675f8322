# SPDX-License-Identifier: MIT-0
# pyright: reportUnknownArgumentType=false
"""Judging a body: what the readers would say of it, all at once. Private; loaded when asked for."""

from ._diagnosis import error_response
from ._reader import Any, json_type, judged, plain_dict
from .errors import Problem, ProblemKind
from .response import CreateChatCompletionResponse


def check(data: Any) -> tuple[Problem, ...]:
    """Everything that is wrong with the data of a response, in the order of the document. Never raises for bad data.

    Problems of kind REFUSED are those for which `CreateChatCompletionResponse.from_dict` raises; DEVIATION is what it
    accepts though the published schema forbids it; UNKNOWN_FIELD is a key that the schema does not name.
    """
    if not isinstance(data, dict):
        return (Problem((), f"expected object, got {json_type(data)}"),)
    body: dict[str, Any] = plain_dict(data)
    problems = judged(CreateChatCompletionResponse, body, of_all_kinds=True)
    error = error_response(body)
    if error is not None:  # nothing else is the reason then
        problems = [*error.problems, *(problem for problem in problems if problem.kind is not ProblemKind.REFUSED)]
    return tuple(problems)
