# SPDX-License-Identifier: MIT-0
"""Base classes for the response and its chunks: they read and write JSON text and recognise errors. Private."""

import json
from typing import Any

from ..errors import ParseError, Problem
from .compat import Self
from .json_text import parse_json
from .model import Model
from .problems import Refused, SupportsRead
from .readers import REQUIRED, NoValue, array


class Body(Model):
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

    @classmethod
    def _make_error(cls, data: dict[str, Any], problems: list[Problem]) -> ParseError:
        from .bodies import error_in, hint_for

        return error_in(data) or ParseError(problems, hint_for(data))


class ChunkBody(Body):
    """A chunk of a stream. It may report an error next to its choices."""

    __slots__ = ()

    @classmethod
    def _make_error(cls, data: dict[str, Any], problems: list[Problem]) -> ParseError:
        from .bodies import error_in, hint_for

        return error_in(data, in_stream=True) or ParseError(problems, hint_for(data, as_chunk=True))


def choices(data: dict[str, Any], key: str, cls: SupportsRead, default: NoValue = REQUIRED) -> Any:
    """Read the array of choices. A body that has no choices and reports an error is refused."""
    items = array(data, key, cls, default)
    if items:
        return items
    if type(data) is dict:
        from .bodies import error_in

        if error_in(data) is not None:
            raise Refused
    return items or ()


def chunk_choices(data: dict[str, Any], key: str, cls: SupportsRead, default: NoValue = REQUIRED) -> Any:
    """Read the choices of a chunk. The chunk is also refused if it or one of its choices has an `error`."""
    items = choices(data, key, cls, default)
    if type(data) is dict and (data.get("error") is not None or any(map(has_error, items))):
        raise Refused
    return items


def has_error(choice: Model | None) -> bool:
    return choice is not None and choice.extra.get("error") is not None
