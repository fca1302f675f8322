# SPDX-License-Identifier: MIT-0
"""Ways to look at JSON data, and to make some."""

import json
from collections.abc import Iterator
from typing import Any

Path = tuple[Any, ...]


def json_text(value: Any) -> str:
    """JSON text that is the same for equal data, and in which 0, 0.0 and false differ."""
    return json.dumps(value, sort_keys=True)


def without(data: dict[str, Any], *keys: str) -> dict[str, Any]:
    return {key: value for key, value in data.items() if key not in keys}


def nested(levels: int, within: str | None = None, core: Any = None) -> Any:
    """Wrap the core in this many arrays, or in this many objects with the key `within`."""
    for _ in range(levels):
        core = [core] if within is None else {within: core}
    return core


def at(document: Any, path: Path) -> Any:
    """The value that the path leads to."""
    for part in path:
        document = document[part]
    return document


def places(value: Any, path: Path = ()) -> Iterator[Path]:
    """The path of every value in a document."""
    yield path
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in pairs:
        yield from places(inner, (*path, key))
