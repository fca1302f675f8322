# SPDX-License-Identifier: MIT-0
"""Tests of the lines of batch files."""
