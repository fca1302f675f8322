# SPDX-License-Identifier: MIT-0
"""What this platform can do, and how much a test should try."""

import os
import sys
import unittest

WEBASSEMBLY = sys.platform in ("emscripten", "wasi")

needs_processes = unittest.skipIf(WEBASSEMBLY, "WebAssembly has no processes; the other places run this")
needs_threads = unittest.skipIf(WEBASSEMBLY, "WebAssembly starts no threads; the other places run this")
needs_pipes = unittest.skipIf(WEBASSEMBLY, "a pipe in WebAssembly does not tell that its reader has left")
needs_event_loop = unittest.skipIf(WEBASSEMBLY, "asyncio cannot wait in WebAssembly; the other places run this")

# Set in continuous integration: tests of random or large input then try much more of it, and none is left out.
THOROUGH = "CHATCOMPLETION_THOROUGH" in os.environ

# How many random bodies a test tries. To measure coverage takes five times as long.
MANY = 100 if not THOROUGH else 2_000 if sys.gettrace() else 10_000

# How many levels stand for endless nesting. In WebAssembly, Python crashes when it frees more than a few thousand.
ENDLESS = 2_000 if WEBASSEMBLY else 100_000 if THOROUGH else 20_000
