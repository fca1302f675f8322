# SPDX-License-Identifier: MIT-0
"""ParseError, ErrorResponse, hints, and JSON text that is refused."""
