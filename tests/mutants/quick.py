# SPDX-License-Identifier: MIT-0
"""Run test modules one after the other, up to the first failure; each is loaded when its turn comes."""

import io
import sys
import unittest

for name in sys.argv[1:]:
    tests = unittest.defaultTestLoader.loadTestsFromName(name)
    result = unittest.TextTestRunner(io.StringIO(), failfast=True).run(tests)
    if not result.wasSuccessful():
        sys.exit(1)
