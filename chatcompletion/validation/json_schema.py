# SPDX-License-Identifier: MIT-0
"""The JSON Schema of the response. Private; loaded on first use."""

from typing import Any

from ..response import CreateChatCompletionResponse
from .class_schema import reference


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of the response as the API publishes it. `from_dict` accepts more.

    `$defs` has a schema for each class, under its name. Descriptions come from docstrings, if Python keeps them.
    """
    definitions: dict[str, Any] = {}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **reference(CreateChatCompletionResponse, definitions),
        "$defs": definitions,
    }
