# SPDX-License-Identifier: MIT-0
"""Judges and mends bodies: `check`, `repair` and `json_schema`. This folder may be deleted."""
