# SPDX-License-Identifier: MIT-0
"""What repair leaves as it was: accepted bodies, and in refused bodies everything that is not refused."""

import copy
import json
import math
import random
import unittest
from collections.abc import Iterator
from typing import Any

from ..support.bodies import a_body, a_message
from ..support.contract import RESPONSE
from ..support.documents import at, json_text, nested, places, without
from ..support.platform import MANY
from ..support.streams import FULL_CHUNK
from .repairing import (
    NOT_JSON,
    Body,
    Chunk,
    ParseError,
    RepairTest,
    Response,
    a_chunk,
    changes_elsewhere,
    refused_places,
    repair,
)


class AcceptedParts(RepairTest):
    def test_repair_returns_an_accepted_body_or_chunk_itself(self) -> None:
        bodies = (RESPONSE, a_body(), a_message(content=None), a_body(choices=[]), a_body(x={"a": [1]}))
        for body in (*bodies, FULL_CHUNK, a_chunk(choices=None)):
            self.assertIs(repair(body), body)

    def test_repair_leaves_accepted_parts_of_a_refused_body_as_they_were(self) -> None:
        odd = {
            "object": None,
            "x": {"a": [1, 1.0, None, {"b": []}]},
            "service_tier": "on_demand",
            "system_fingerprint": None,
            "usage": {"completion_tokens": 1, "prompt_tokens": 1, "total_tokens": 9, "x": 0.0},
            "choices": [
                {"index": 4, "message": {"content": "", "reasoning": None}, "finish_reason": "eos"},
                {"index": 4, "message": {"role": "model", "tool_calls": [{"type": "file", "id": None}]}, "x": True},
            ],
        }
        self.assert_repaired(without(a_body(), "created") | odd, a_body(created=0) | odd)

    def test_a_repaired_copy_shares_nothing_with_the_body(self) -> None:
        body = without(RESPONSE | {"x": {"a": [1]}}, "created")
        before = copy.deepcopy(body)
        for container in [*containers(repair(body))]:
            container.clear()
        self.assertEqual(body, before)

    def test_repair_turns_subclasses_in_a_refused_body_into_plain_values(self) -> None:
        class Text(str):
            pass

        class Dict(dict):  # type: ignore[type-arg]
            pass

        found = repair(Dict(without(a_body(), "created") | {"model": Text("m"), Text("x"): Dict(a=Text("b"))}))
        self.assertEqual(found, a_body(created=0, x={"a": "b"}))
        self.assertEqual({type(found), type(found["model"]), type(found["x"]), *map(type, found)}, {dict, str})


def containers(value: Any) -> Iterator[Any]:
    if isinstance(value, (dict, list)):
        yield value
        for inner in value.values() if isinstance(value, dict) else value:
            yield from containers(inner)


# --- Bodies that are broken at random places

BODIES = MANY // 2

WRONG: list[Any] = [
    *(None, True, False, 0, 1, -1, 3.0, 3.5, math.inf, 10**20),
    *("", "5", "5.0", "-0.5", "true", "eos", b"a", NOT_JSON, nested(102, core=1)),
    *([], {}, (), [None], [{}], ["a"], {"a": 1}, [256], [{"type": "text", "text": "a"}], [NOT_JSON]),
]
NEW_KEYS: list[Any] = ["x", "y", 5, "finish_reason", "audio", "usage", "index"]
UNKNOWN = {"x": {"day": [1, {"hour": None}], "name": "tide"}}


def break_one_place(body: Body, rng: random.Random, *kept: str) -> None:
    """Replace, remove or add a value, but keep the values of these keys.

    A `type` is always kept. With another type, other keys would be refused.
    """
    path = rng.choice([path for path in places(body) if path and path[-1] not in ("type", *kept) and len(path) < 14])
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
        container[rng.choice(NEW_KEYS)] = wrong


class BrokenAtRandom(RepairTest):
    def assert_only_refused_places_change(self, cls: Any, body: Body) -> bool:
        """Returns whether the body is refused and repaired."""
        before = copy.deepcopy(body)
        refused = refused_places(cls, body)
        is_recognised = "choices" in body or body.get("object") in ("chat.completion", "chat.completion.chunk")
        if refused and not is_recognised:
            with self.assertRaises(ParseError):
                repair(body)
            return False
        found = repair(body)
        self.assertEqual(repr(body), repr(before))
        self.assertEqual(found is body, not refused)
        self.assertEqual(json_text(cls.from_dict(found).to_dict()), json_text(found))
        self.assertEqual([*changes_elsewhere(body, found, refused)], [], (body, found))
        return bool(refused)

    def test_a_body_or_chunk_broken_in_random_places_is_repaired_there_alone(self) -> None:
        rng = random.Random(13)
        for cls, full, kept, least in (
            (Response, RESPONSE, (), 0.7),
            (Chunk, FULL_CHUNK, ("object",), 0.6),
        ):
            repaired = 0
            for _ in range(BODIES):
                body = json.loads(json.dumps(full | UNKNOWN))
                for _ in range(rng.randint(1, 3)):
                    break_one_place(body, rng, *kept)
                repaired += self.assert_only_refused_places_change(cls, body)
            self.assertGreater(repaired, least * BODIES)

    def test_a_generated_body_broken_in_random_places_is_repaired_there_alone(self) -> None:
        from ..support.examples import for_all, st, strategies  # skips the test without hypothesis

        @for_all(strategies.bodies, st.randoms(use_true_random=False), st.integers(1, 3))
        def run_one(body: Body, rng: random.Random, times: int) -> None:
            body = copy.deepcopy(body)
            for _ in range(times):
                break_one_place(body, rng)
            self.assert_only_refused_places_change(Response, body)

        run_one()


if __name__ == "__main__":
    unittest.main()
