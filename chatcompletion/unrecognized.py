# SPDX-License-Identifier: MIT-0
# mypy: no-warn-return-any
"""What stands where the API may add kinds of objects.

Each class is a table: its fields, how they are read, how they are written. `_reader` explains the words of it.
"""

from collections.abc import Mapping
from dataclasses import field

from ._reader import EMPTY, Any, JSONObject, Model, dataclass, draft, opened, string, unknown, whole, written


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Unrecognized(Model):
    """An object of a kind that this package does not know, kept whole. Schema: none.

    type: what the object says it is
    extra: all its other keys
    """

    type: str | None = None
    extra: Mapping[str, Any] = field(default_factory=JSONObject)
    _wire: tuple[tuple[str, str], ...] = ()

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "Unrecognized":
        if type(data) is not dict:
            data = opened(cls, data)
        new = UnrecognizedDraft()
        new._wire = ()
        new.type = string(new, data, "type") if "type" in data else None
        new.extra = EMPTY if UnrecognizedDraft.knows(data) else unknown(new, data)
        return whole(new, cls)

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {}
        if self.type is not None:
            data["type"] = self.type
        return written(self, data) if self._wire else data


UnrecognizedDraft: type[Any] = draft(Unrecognized)
