# SPDX-License-Identifier: MIT-0
"""Runs the command line. `python -m chatcompletion --help` explains it."""

import sys

from .cli.command import main

if __name__ == "__main__":
    sys.exit(main())
