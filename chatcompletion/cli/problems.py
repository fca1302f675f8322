# SPDX-License-Identifier: MIT-0
"""Judges what was read: everything that is wrong with a body, a chunk, or what stands in place of one."""

from collections.abc import Sequence

from .. import check
from .._core.json_text import decoder_for, parse_json
from ..chunks import CreateChatCompletionStreamResponse as Chunk
from ..errors import ErrorResponse, ParseError, Problem, ProblemKind
from .duplicates import DuplicateKeys
from .reading import Item
from .wording import summary_of


def problems_of(item: Item) -> Sequence[Problem]:
    """List everything that is wrong with what was read, including duplicate keys."""
    error = item.value if isinstance(item.value, ParseError) else None
    if isinstance(error, ErrorResponse):
        return (Problem((), f"this is an error, not a completion: {summary_of(error, item.place)}"),)
    try:
        problems = problems_in_text(item)
    except ParseError as no_json:
        return check(item.value.to_dict()) if isinstance(item.value, Chunk) else (error or no_json).problems
    if error is not None and not any(problem.kind is ProblemKind.REFUSED for problem in problems):
        return error.problems
    return problems


def problems_in_text(item: Item) -> Sequence[Problem]:
    duplicates = DuplicateKeys()
    body = parse_json(item.text, decoder_for(duplicates.make_object))
    if item.batch_line is not None:
        body = body["response"]["body"]
    return (*check(body), *duplicates.problems(body, len(item.text)))
