# SPDX-License-Identifier: MIT-0
"""The JSON Schema of the response. Private; loaded when asked for."""

from typing import Any

from ._schema import reference
from .response import CreateChatCompletionResponse


def json_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of the response as the API publishes it, which is narrower than what is accepted.

    `$defs` has a schema for each class by its name. Descriptions come from docstrings, where Python keeps those.
    """
    definitions: dict[str, Any] = {}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **reference(CreateChatCompletionResponse, definitions),
        "$defs": definitions,
    }
