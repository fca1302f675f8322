# SPDX-License-Identifier: MIT-0
"""Backports for Python 3.10."""

import typing

if typing.TYPE_CHECKING:
    from typing_extensions import Self  # noqa: UP035  # checkers know it without an installation
else:
    Self = getattr(typing, "Self", typing.TypeVar("Self"))

__all__ = ["Self"]
