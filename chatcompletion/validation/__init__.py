# SPDX-License-Identifier: MIT-0
"""Judges and mends bodies: `check`, `repair` and `json_schema`. This folder may be deleted."""

from .checking import check as check
from .repairing import repair as repair
from .schema import json_schema as json_schema
