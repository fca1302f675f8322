# SPDX-License-Identifier: MIT-0
"""Parses the arguments of a function call, which a model wrote as JSON text. Loaded on first use."""

from typing import Any

from ..errors import ParseError, Problem
from .json_text import parse_error, parse_json


def parse_arguments(text: str) -> dict[str, Any]:
    """Return the arguments as a dict, which is empty for blank text. Raises ParseError for anything but an object."""
    if not text.strip():
        return {}
    try:
        if text.lstrip("\ufeff \t\r\n").startswith("["):  # parse_json takes an error body out of an array
            raise parse_error("expected object, got array")
        return parse_json(text)
    except ParseError as error:
        problem = Problem(("arguments",), error.problem)  # without the hint, which is about the body of an answer
    raise ParseError((problem,))
