# SPDX-License-Identifier: MIT-0
"""Backports for Python 3.10. Private."""

import sys
from enum import Enum
from typing import TYPE_CHECKING, TypeVar

if sys.version_info >= (3, 11):
    from typing import Self as Self
elif TYPE_CHECKING:
    from typing_extensions import Self as Self
else:
    Self = TypeVar("Self")


class WireEnum(str, Enum):
    """A string enum. On every Python version, `str()` and f-strings show its value."""

    def __str__(self) -> str:
        return str.__str__(self)

    def __repr__(self) -> str:
        return f"{type(self).__name__}.{self.name}"

    def __format__(self, spec: str) -> str:
        return format(str.__str__(self), spec)
