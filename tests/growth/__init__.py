# SPDX-License-Identifier: MIT-0
"""Inputs that grow, what is done with them, and how the time and the memory that it takes is measured."""
