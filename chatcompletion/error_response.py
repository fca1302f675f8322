# SPDX-License-Identifier: MIT-0
"""What is raised where the body is an error instead of a completion."""

from typing import Any

from .errors import ParseError, Problem, shortened

SHOWN_MESSAGE = 2000


class ErrorResponse(ParseError):
    """The body is the provider's report of an error, not a completion. `str()` is the provider's message.

    error: What the body has under `error`, `errors` or `detail`, as it came; the whole body where the message stands at
        its top; None where that is not JSON.
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
        ValueError.__init__(self, message, error, code, type)  # what pickle calls this method with
        self.error = error
        self.code = code
        self.type = type

    def __str__(self) -> str:
        return self.problem
