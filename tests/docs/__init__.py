# SPDX-License-Identifier: MIT-0
"""README.md is true, and type checkers understand the package.

`python3 -m tests.docs.readme` writes the output of commands in README.md anew.
"""
