# SPDX-License-Identifier: MIT-0
"""What is raised, and what it says."""
