# SPDX-License-Identifier: MIT-0
"""Runs the command line. `python -m chatcompletion --help` explains it."""

import sys


def main() -> int:
    """Run the command line and return the exit status."""
    try:
        from .cli.main import main as run
    except ModuleNotFoundError:
        if sys.stderr is not None:
            print(f"{__package__}: the folder cli/, which is the command line, was deleted", file=sys.stderr)
        return 2
    return run()


if __name__ == "__main__":
    sys.exit(main())
