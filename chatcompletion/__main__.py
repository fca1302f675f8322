# SPDX-License-Identifier: MIT-0
"""Runs the command line. `python -m chatcompletion --help` explains it."""

import sys
from collections.abc import Sequence

try:
    from .cli.main import main
except ModuleNotFoundError:  # the folder was deleted

    def main(arguments: Sequence[str] | None = None) -> int:
        if sys.stderr is not None:
            print("the command line, the folder cli/ of the package, was deleted", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
