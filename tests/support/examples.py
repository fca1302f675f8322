# SPDX-License-Identifier: MIT-0
"""How hypothesis generates examples for the tests. Test files that import this are skipped without hypothesis.

CHATCOMPLETION_EXAMPLES sets the number of examples of each test, and makes each run try other examples.
"""

import os
import unittest
from collections.abc import Callable
from typing import Any

from .platform import THOROUGH

try:
    from hypothesis import HealthCheck, assume, given, settings, strategies as st

    from . import strategies
except ImportError as missing:
    raise unittest.SkipTest(f"hypothesis is not installed: {missing}") from None

__all__ = ["assume", "for_all", "st", "strategies"]

EXAMPLES = os.environ.get("CHATCOMPLETION_EXAMPLES")

with_examples = settings(
    max_examples=int(EXAMPLES or (100 if THOROUGH else 20)),
    deadline=None,
    database=None,
    derandomize=EXAMPLES is None,
    suppress_health_check=[*HealthCheck],
)


def for_all(*values: Any) -> Callable[[Any], Any]:
    """A decorator that runs a test with values from these strategies."""
    given_values: Any = given(*values)
    return lambda test: with_examples(given_values(test))
