# SPDX-License-Identifier: MIT-0
"""Tests of check, json_schema and repair, and of their agreement with JSON Schema validators and recorded bodies."""
