# SPDX-License-Identifier: MIT-0
"""The tests. The standard library is enough to run the basic ones: python3 -m unittest

CHATCOMPLETION names the package under test, to run them against a copy under another name.
"""

import importlib
import os
import pathlib
from types import ModuleType
from typing import Any

NAME = os.environ.get("CHATCOMPLETION", "chatcompletion")
package: Any = importlib.import_module(NAME)

HERE = pathlib.Path(__file__).resolve().parent
DATA = HERE / "data"
ROOT = HERE.parent


def submodule(name: str) -> ModuleType:
    """A module of the package under test."""
    return importlib.import_module(f"{NAME}.{name}")
