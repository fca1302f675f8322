# SPDX-License-Identifier: MIT-0
"""check, json_schema and repair."""
