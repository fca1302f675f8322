# SPDX-License-Identifier: MIT-0
"""Real clients as judges: each reads bodies of ours from a server on this machine, and sees what our object says."""
