# SPDX-License-Identifier: MIT-0
"""README.md is true, and type checkers understand the package.

`python3 -m tests.docs.readme` writes those parts of README.md that come out of the package: tables and command output.
"""
