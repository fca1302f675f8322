# SPDX-License-Identifier: MIT-0
"""The exception for a body that is an error in place of a completion."""

from typing import Any

from .errors import ParseError, Problem, shortened

SHOWN_MESSAGE = 2000


class ErrorResponse(ParseError):
    """The body is an error from the provider, not a completion. `str()` is the provider's message.

    `error` is the body's `error`, `errors`, `detail`, `details` or `base_resp`, unchanged. It is the whole body if the
    message is at the top level, and None if the value is not JSON. `code` and `type` are the provider's code for the
    error and its type of error, or None. Some servers call the code `status`, `status_code` or `errorCode`.
    """

    def __init__(self, message: str, error: Any = None, code: str | int | None = None, type: str | None = None) -> None:
        super().__init__((Problem((), shortened(message, SHOWN_MESSAGE)),))
        ValueError.__init__(self, message, error, code, type)  # pickle passes these to __init__
        self.error: Any = error
        self.code: str | int | None = code
        self.type: str | None = type

    def __str__(self) -> str:
        return self.problem
