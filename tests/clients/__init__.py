# SPDX-License-Identifier: MIT-0
"""Real client libraries read our bodies from a server on this machine. What they say is compared with our objects."""
