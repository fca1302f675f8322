# SPDX-License-Identifier: MIT-0
"""What the folders of tests share: payloads, random values, and ways to run and to measure."""
