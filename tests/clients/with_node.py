# SPDX-License-Identifier: MIT-0
"""The npm package `openai`, under node."""

import json
import os
import pathlib
import shutil
from collections.abc import Iterator
from typing import Any

from .. import HERE
from ..support.processes import clean_environment, run
from .client import Client, read_back, read_back_chunks, streaming
from .comparing import differences

PACKAGE = "openai@6.49.0"  # the release for which the table of habits was made
SCRIPT = HERE / "clients" / "node.mjs"


def node_folder() -> pathlib.Path:
    """The folder above node_modules: CHATCOMPLETION_NODE, or else the current folder."""
    return pathlib.Path(os.environ.get("CHATCOMPLETION_NODE", "."))


class NodeError(Exception):
    """What the package throws. `said` has its properties."""

    def __init__(self, said: dict[str, Any]) -> None:
        super().__init__(said["message"])
        self.said = said


class Create(Client):
    name = "openai (npm)"
    way = "create"

    def missing(self) -> str | None:
        if shutil.which("node") is None:
            return "node is not installed"
        if not (node_folder() / "node_modules" / "openai").is_dir():
            return "the npm package openai is not installed"
        return None

    def ask(self, url: str, pieces: list[str]) -> Any:
        done = run("node", SCRIPT, node_folder().resolve(), self.way, url, env=clean_environment(), timeout=60)
        if done.returncode != 0:
            raise AssertionError(f"{SCRIPT.name} ended with {done.returncode}: {done.stderr}")
        said = json.loads(done.stdout)
        pieces += said["pieces"]
        if "thrown" in said:
            raise NodeError(said["thrown"])
        return said["answer"]

    def compared(self, response: Any, answer: Any) -> Iterator[str]:
        yield from differences(response, answer)
        yield from read_back(response, **{"JSON.stringify()": answer})

    def error_data(self, error: Exception) -> dict[str, Any]:
        return error.said if isinstance(error, NodeError) else {}


class Stream(Create):
    name = "openai (npm), stream"
    way = "stream"
    streamed = True

    def compared(self, response: Any, answer: Any) -> Iterator[str]:
        yield from differences(streaming.split(response), answer)
        yield from read_back_chunks(response, [{"JSON.stringify()": chunk} for chunk in answer])


class Helper(Create):
    name = "openai (npm), stream helper"
    way = "helper"
    streamed = True


CLIENTS = (Create(), Stream(), Helper())
