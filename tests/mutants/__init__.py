# SPDX-License-Identifier: MIT-0
"""Whether the tests notice a mistake: the package with one small change at a time. python3 -m tests.mutants"""
