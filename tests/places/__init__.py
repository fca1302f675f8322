# SPDX-License-Identifier: MIT-0
"""Where the package runs, place by place: python3 -m tests.places [name ...]

What test_*.py here cannot show with one interpreter alone. Each check sets up its place in a temporary folder, tools
from the registries included, and changes nothing in the repository. One line a check says what was really run.
"""
