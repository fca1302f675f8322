# SPDX-License-Identifier: MIT-0
"""The command line: `python -m chatcompletion`. Private; the whole folder may be deleted."""
