# SPDX-License-Identifier: MIT-0
"""What the classes hold, read and write."""
