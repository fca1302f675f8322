# SPDX-License-Identifier: MIT-0
"""What the rooms share: payloads, random values, and ways to run and to measure."""
