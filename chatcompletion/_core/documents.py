# SPDX-License-Identifier: MIT-0
"""Base classes of the objects that are JSON documents by themselves: JSON text, and errors in place of a response."""

import json
from typing import Any, ClassVar

from ..errors import ParseError
from .compat import Self
from .json_text import parse_json
from .model import Model


class Document(Model):
    """An object that is a JSON document by itself."""

    __slots__ = ()

    @classmethod
    def from_json(cls, text: str | bytes) -> Self:
        """Read an object from JSON text.

        Raises ParseError, also for text that is not JSON (with line and column), for NaN and for infinities.
        """
        return cls.from_dict(parse_json(text))

    def to_json(self, *, indent: int | str | None = None, ensure_ascii: bool = True) -> str:
        """Return JSON text. `indent` and `ensure_ascii` are passed to `json.dumps`.

        Raises ValueError for NaN and infinities, which are not JSON, and for an integer with more than 4,300 digits.
        """
        return json.dumps(self.to_dict(), indent=indent, ensure_ascii=ensure_ascii, allow_nan=False)


class ResponseBody(Document):
    """A response or a chunk of one. A server may report an error in its place, even with an empty list of choices."""

    __slots__ = ()

    _in_stream: ClassVar[bool] = False  # whether it is a chunk, which may report an error beside its choices

    @classmethod
    def _error(cls, data: dict[str, Any], model: Any, first: ParseError | None = None) -> ParseError | None:
        if first is None and not ((cls._in_stream and names_error(model)) if model.choices else model.extra):
            return None
        # Loaded on first use, which keeps the import fast.
        from .bodies import error_in, hint_for

        error: ParseError | None = error_in(data, in_stream=cls._in_stream)
        if error is not None:
            return error
        error = super()._error(data, model, first)
        return error and ParseError(error.problems, hint_for(data, as_chunk=cls._in_stream))


def names_error(model: Any) -> bool:
    """Whether a body or one of its choices has a key `error`."""
    return "error" in model.extra or any("error" in choice.extra for choice in model.choices)
