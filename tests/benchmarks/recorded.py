# SPDX-License-Identifier: MIT-0
"""Bodies that servers sent, where the environment names a folder of them. They are no part of the project."""

import json
import os
import pathlib
from typing import Any

CORPUS = os.environ.get("CHATCOMPLETION_CORPUS")


def recorded() -> list[tuple[str, Any]]:
    """Each body with the name of the server that sent it; none where no folder is named."""
    if not CORPUS:
        return []
    with (pathlib.Path(CORPUS) / "responses.jsonl").open(encoding="utf-8") as lines:
        return [(record["provider"], record["body"]) for record in map(json.loads, lines)]
