# SPDX-License-Identifier: MIT-0
"""The command line: python -m chatcompletion --help"""

import sys

from ._command import main

if __name__ == "__main__":
    sys.exit(main())
