# SPDX-License-Identifier: MIT-0
"""Reads the responses of real servers from the folder that CHATCOMPLETION_CORPUS names."""

import json
import os
import pathlib
import unittest
from typing import Any

RESPONSES, ERRORS, STREAMS = 587, 26, 332  # how many there are of each


def recorded(name: str) -> list[Any]:
    """The body on each line of a file, or the list of chunks if the file holds streams.

    Skips the test if the environment names no folder.
    """
    folder = os.environ.get("CHATCOMPLETION_CORPUS")
    if not folder:
        raise unittest.SkipTest("CHATCOMPLETION_CORPUS names no folder of recorded bodies")
    key = "chunks" if name == "streams" else "body"
    with open(pathlib.Path(folder, f"{name}.jsonl"), encoding="utf-8") as lines:
        return [json.loads(line)[key] for line in lines]
