# SPDX-License-Identifier: MIT-0
"""The exception for a body that is an error instead of a completion."""

from typing import Any

from .errors import ParseError, Problem, shortened

SHOWN_MESSAGE = 2000


class ErrorResponse(ParseError):
    """The body is an error from the provider, not a completion. `str()` is the provider's message.

    error: The body's `error`, `errors` or `detail`, unchanged. The whole body if the message is at its top level. None
        if the value is not JSON.
    code: The provider's code for the error, a string or an integer, or None.
    type: The provider's type of error, or None.
    """

    error: Any
    code: str | int | None
    type: str | None

    def __init__(
        self,
        message: str,
        error: Any = None,
        code: str | int | None = None,
        type: str | None = None,  # noqa: A002
    ) -> None:
        super().__init__((Problem((), shortened(message, SHOWN_MESSAGE)),))
        ValueError.__init__(self, message, error, code, type)  # pickle passes these to __init__
        self.error = error
        self.code = code
        self.type = type

    def __str__(self) -> str:
        return self.problem
