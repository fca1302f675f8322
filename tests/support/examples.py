# SPDX-License-Identifier: MIT-0
"""How hypothesis generates examples for these tests. Test files that import this are skipped without hypothesis.

CHATCOMPLETION_EXAMPLES sets the number of examples of each test, and makes each run try others.
"""

import os
import unittest

from .platform import THOROUGH

try:
    from hypothesis import HealthCheck, given, settings
    from hypothesis import strategies as st

    from ..support import strategies
except ImportError as missing:
    raise unittest.SkipTest(f"hypothesis is not installed: {missing}") from None

__all__ = ["given", "st", "strategies", "with_examples"]

EXAMPLES = os.environ.get("CHATCOMPLETION_EXAMPLES")

with_examples = settings(
    max_examples=int(EXAMPLES or (100 if THOROUGH else 20)),
    deadline=None,
    database=None,
    derandomize=EXAMPLES is None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
