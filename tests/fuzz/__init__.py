# SPDX-License-Identifier: MIT-0
"""The fuzzer: python3 -m tests.fuzz --seconds 60

Guided by coverage where atheris is installed, else by plain random mutation.
"""
