# SPDX-License-Identifier: MIT-0
"""The command line: `python -m chatcompletion`. This folder may be deleted."""
