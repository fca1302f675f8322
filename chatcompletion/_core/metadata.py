# SPDX-License-Identifier: MIT-0
"""Metadata of fields: what the published schema says about a field where its annotation and default do not show it."""

KEY_REQUIRED = {"required": True}  # the key must be present, but the field may be None
NULLABLE = {"nullable": True}
REQUIRED_NULLABLE = KEY_REQUIRED | NULLABLE
DEPRECATED = {"deprecated": True}
STRING_VALUES = {"values": "string"}  # all values in this object are strings
