# SPDX-License-Identifier: MIT-0
"""What repair leaves as it was: accepted bodies, and in refused bodies everything that is not refused."""

import copy
import random
import unittest
from collections.abc import Iterator
from typing import Any

from .. import package
from ..support.bodies import a_body, a_message
from ..support.contract import RESPONSE
from ..support.documents import json_text, without
from ..support.streams import FULL_CHUNK
from .breaking import BODIES, break_one_place, broken
from .repairing import (
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
        odd: dict[str, Any] = {
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


def is_other(cls: Any, body: Body) -> bool:
    """Whether a body is no response because it has no choices, or has those of a text completion."""
    hints = [problem.hint for problem in package.check(body) if problem.hint]
    has_choices = cls is Chunk or isinstance(body.get("choices"), (list, tuple, dict))
    return not has_choices or "text completion" in "".join(hints)


class BrokenAtRandom(RepairTest):
    def assert_only_refused_places_change(self, cls: Any, body: Body) -> bool:
        """Returns whether the body is refused and repaired. Where no `type` is broken, each object keeps its class."""
        before = copy.deepcopy(body)
        refused = refused_places(cls, body)
        if refused and is_other(cls, body):
            with self.assertRaises(ParseError):
                repair(body)
            return False
        found = repair(body)
        self.assertEqual(repr(body), repr(before))
        self.assertIs(repair(found), found)
        if not refused:
            self.assertIs(found, body)
            return False
        self.assertEqual(json_text(cls.from_dict(found).to_dict()), json_text(found))
        self.assertEqual([*changes_elsewhere(body, found, refused)], [], (body, found))
        return True

    def test_a_body_or_chunk_broken_in_random_places_is_repaired_there_alone(self) -> None:
        rng = random.Random(13)
        for cls, full, kept in ((Response, RESPONSE, ("type",)), (Chunk, FULL_CHUNK, ("type", "object"))):
            repaired = sum(self.assert_only_refused_places_change(cls, body) for body in broken(full, rng, kept))
            self.assertGreater(repaired, 0.6 * BODIES)

    def test_a_generated_body_broken_in_random_places_is_repaired_there_alone(self) -> None:
        from ..support.examples import for_all, st, strategies  # skips the test without hypothesis

        @for_all(strategies.bodies, st.randoms(use_true_random=False), st.integers(1, 3))
        def run_one(body: Body, rng: random.Random, times: int) -> None:
            body = copy.deepcopy(body)
            for _ in range(times):
                break_one_place(body, rng, ("type",))
            self.assert_only_refused_places_change(Response, body)

        run_one()


if __name__ == "__main__":
    unittest.main()
