# SPDX-License-Identifier: MIT-0
"""README, and what type checkers and documentation tools show."""
