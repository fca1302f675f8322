# SPDX-License-Identifier: MIT-0
"""Bodies and chunks that are broken at random places."""

import copy
import json
import math
import random
from collections.abc import Iterator
from typing import Any

from ..support.contract import RESPONSE
from ..support.documents import at, nested, places
from ..support.platform import MANY
from ..support.streams import FULL_CHUNK
from .repairing import NOT_JSON, Body

BODIES = MANY // 2  # how many a test tries

PARTS: list[Any] = [
    {"type": "thinking", "thinking": [{"type": "text", "text": "Let me see."}], "closed": True},
    {"type": "text", "text": {"value": "Noon.", "annotations": []}},
    {"type": "refusal", "refusal": "No."},
    {"type": "image_url", "image_url": {"url": "data:"}},
]
WRONG: list[Any] = [
    *(None, True, False, 0, 1, -1, 3.0, 3.5, math.inf, 10**400),
    *("", "5", "5.0", "-0.5", "true", "eos", "2026-01-01T00:00:00Z", b"a", NOT_JSON, nested(102, core=1)),
    *([], {}, (), [None], [{}], ["a"], {"a": 1}, [256], ["97", 98.0], [{"type": "text", "text": "a"}], [NOT_JSON]),
    *(PARTS, [[PARTS], None], {"index": 0}, {5: 1}, {"type": 5}, {"function": {}}),
]
NEW_KEYS: list[Any] = ["x", "y", 5, "finish_reason", "audio", "usage", "index", "reasoning_content", "content_parts"]
TELLING_KEYS: list[Any] = ["object", "message", "delta", "error", "detail", "data", "type", "code", "choices"]
UNKNOWN = {"x": {"day": [1, {"hour": None}], "name": "tide"}}


def break_one_place(body: Body, rng: random.Random, kept: tuple[str, ...] = (), keys: list[Any] = NEW_KEYS) -> None:
    """Replace or remove a value, or add one under one of the keys. Values under the kept keys are not broken."""
    path = rng.choice([path for path in places(body) if path and path[-1] not in kept and len(path) < 14])
    container, key = at(body, path[:-1]), path[-1]
    wrong = copy.deepcopy(rng.choice(WRONG))
    what = rng.choice(("replace", "replace", "remove", "add"))
    if what == "replace":
        container[key] = wrong
    elif what == "remove":
        del container[key]
    elif isinstance(container, list):
        container.insert(key, wrong)
    else:
        container[rng.choice(keys)] = wrong


def broken(full: Body, rng: random.Random, kept: tuple[str, ...] = (), keys: list[Any] = NEW_KEYS) -> Iterator[Body]:
    """Copies of a full body, each broken in one to three places."""
    for _ in range(BODIES):
        body = json.loads(json.dumps(full | UNKNOWN))
        for _ in range(rng.randint(1, 3)):
            break_one_place(body, rng, kept, keys)
        yield body


def broken_in_any_way(rng: random.Random) -> Iterator[Body]:
    """Broken responses and chunks, among them some that then are something else."""
    for full in (RESPONSE, FULL_CHUNK):
        yield from broken(full, rng, keys=NEW_KEYS + TELLING_KEYS)
