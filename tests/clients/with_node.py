# SPDX-License-Identifier: MIT-0
"""The npm package `openai`, run with node."""

import json
import os
import pathlib
import shutil
from typing import Any

from .. import HERE
from ..support.processes import clean_environment, run
from .client import Client

SCRIPT = HERE / "clients" / "node.mjs"


def node_folder() -> pathlib.Path:
    """The folder with node_modules: CHATCOMPLETION_NODE, or else the current one."""
    return pathlib.Path(os.environ.get("CHATCOMPLETION_NODE", "."))


class NodeError(Exception):
    """What the package throws."""

    def __init__(self, values: dict[str, Any]) -> None:
        super().__init__(values["message"])
        self.values = values


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
        output = json.loads(done.stdout)
        pieces += output["pieces"]
        if "thrown" in output:
            raise NodeError(output["thrown"])
        return output["answer"]

    def dumps(self, answer: Any) -> dict[str, Any]:
        return {"JSON.stringify()": answer}

    def error_values(self, error: Exception) -> dict[str, Any]:
        return error.values if isinstance(error, NodeError) else {}


class Stream(Create):
    name = "openai (npm), stream"
    way = "stream"
    streamed = True


class Helper(Create):
    name = "openai (npm), stream helper"
    way = "helper"
    streamed = True


CLIENTS = (Create(), Stream(), Helper())
