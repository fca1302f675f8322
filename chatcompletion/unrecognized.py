# SPDX-License-Identifier: MIT-0
"""The class for objects of a type that this package does not know."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ._core.compat import Self
from ._core.json_values import NO_EXTRA, JSONObject
from ._core.model import Model, finish, with_extra
from ._core.readers import ABSENT, string


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Unrecognized(Model):
    """An object of a type that this package does not know, kept unchanged. Schema: none."""

    type: str | None = None
    """The object's `type`, or None if it has none."""
    extra: Mapping[str, Any] = field(default_factory=JSONObject)
    """All its other keys."""

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        new, data = cls._draft(), data.copy()
        new.type = string(data, "type", ABSENT)
        return finish(cls, new, data)

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {}
        if self.type is not None:
            data["type"] = self.type
        return data if self.extra is NO_EXTRA else with_extra(self, data)
