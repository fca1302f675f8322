# SPDX-License-Identifier: MIT-0
"""The ratios that are promised, and how they follow from the figures."""

import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from .libraries import AGAIN, BARE, CONSTRUCT, DICT, ON_DATACLASSES, OURS, PYDANTIC, STDLIB, TYPES, VALIDATE
from .payloads import SENT, STREAM

SMALL, LARGE = "logprobs-500", "logprobs-2000"

Cell = tuple[str, str, str]  # library, measure and payload
Figures = Mapping[Cell, Sequence[float | None]]  # seconds or bytes for each body, None for a body that is refused


@dataclass(frozen=True, kw_only=True)
class Cost:
    """A ratio of the package to its fastest peer.

    measure: parse, emit, load, join, memory or import
    payload: the name of the measured bodies
    smaller: for growth, a payload of which `payload` is the larger one
    at_most: the limit, or None for a ratio that is only shown
    tolerated: for a limit that is missed or touched, the ratio above which the check fails all the same
    """

    what: str
    measure: str
    payload: str = ""
    smaller: str = ""
    peers: tuple[str, ...] = (VALIDATE,)
    at_most: float | None
    goal: float | None
    tolerated: float | None = None

    @property
    def kind(self) -> str:
        """Costs of the same kind are equally noisy."""
        return "growth" if self.smaller else self.measure if self.measure in ("memory", "import") else "time"


def versus(
    measure: str,
    payload: str,
    at_most: float | None,
    goal: float | None,
    *peers: str,
    tolerated: float | None = None,
) -> Cost:
    """A cost in time or memory, by default against `model_validate` of openai-python."""
    names = {"load": "JSON text to object", "join": "read and join", "memory": "memory held"}
    what = f"{names.get(measure, measure)}, {payload}"
    peers = peers or (VALIDATE,)
    return Cost(
        what=what, measure=measure, payload=payload, peers=peers, at_most=at_most, goal=goal, tolerated=tolerated
    )


COSTS = (
    versus("parse", SENT, 1.5, 1.0),
    versus("emit", SENT, 0.7, 0.5, tolerated=0.76),
    versus("load", SENT, 1.9, 1.4, tolerated=2.2),
    versus("memory", SENT, None, None),
    versus("parse", "typical", 1.1, 0.7),
    versus("parse", "typical", 0.1, 0.05, CONSTRUCT),
    versus("parse", "typical", 0.7, 0.4, *ON_DATACLASSES),
    versus("parse", "logprobs", 0.7, 0.4),
    versus("emit", "typical", 0.6, 0.4),
    versus("emit", "logprobs", 0.5, 0.3, tolerated=0.6),
    versus("load", "typical", 1.9, 1.5, tolerated=2.05),
    versus("load", "logprobs", 1.7, 1.1, tolerated=1.85),
    versus("memory", "logprobs", 0.2, 0.15),
    versus("memory", "logprobs", 0.6, 0.35, DICT),
    versus("join", STREAM, 0.15, 0.04, CONSTRUCT),
    Cost(what="import", measure="import", peers=(PYDANTIC,), at_most=0.4, goal=0.2),
    Cost(what="import", measure="import", peers=(TYPES,), at_most=0.1, goal=0.04),
    Cost(what="import", measure="import", peers=(STDLIB,), at_most=2.5, goal=1.6),
    Cost(
        what="growth of parse, 4 times the tokens",
        measure="parse",
        payload=LARGE,
        smaller=SMALL,
        at_most=1.3,
        goal=1.0,
    ),
)


@dataclass(kw_only=True)
class Row:
    """What was found for a cost: the ratio for each body, from the lowest to the highest."""

    cost: Cost
    against: str
    ratios: list[float]
    deviation: float
    noise: float = 0.0

    @property
    def ratio(self) -> float | None:
        return statistics.median(self.ratios) if self.ratios else None

    @property
    def ninth(self) -> float | None:
        """The 90th percentile, if there are enough bodies to have one."""
        return statistics.quantiles(self.ratios, n=10, method="inclusive")[-1] if len(self.ratios) > 9 else None

    @property
    def verdict(self) -> str:
        if self.ratio is None:
            return "not measured"
        if self.cost.at_most is None or self.cost.goal is None:
            return ""
        if self.ratio > (self.cost.tolerated or self.cost.at_most):
            return "BEYOND"
        if self.ratio > self.cost.at_most:
            return "missed"
        return "goal" if self.ratio <= self.cost.goal else "kept"


def judge(figures: Figures, costs: Iterable[Cost] = COSTS) -> list[Row]:
    rows: list[Row] = []
    for cost in costs:
        found = {peer: ratios_of(cost, figures, OURS, peer) for peer in cost.peers}
        measured = [peer for peer in cost.peers if found[peer]]
        fastest = max(measured, key=lambda peer: statistics.median(found[peer]), default="")
        against = fastest or (cost.peers[0] if len(cost.peers) == 1 else f"the fastest of {len(cost.peers)}")
        again = statistics.median(ratios_of(cost, figures, OURS, AGAIN) or [1.0])
        deviation = max(again, 1 / again) - 1
        rows.append(Row(cost=cost, against=against, ratios=found.get(fastest, []), deviation=deviation))
    for row in rows:
        row.noise = max(other.deviation for other in rows if other.cost.kind == row.cost.kind)
    return rows


def ratios_of(cost: Cost, figures: Figures, ours: str, peer: str) -> list[float]:
    """The ratio of two libraries for each body that neither refuses, from the lowest to the highest."""
    one, other = (figures.get((library, cost.measure, cost.payload), ()) for library in (ours, peer))
    bare = figures.get((BARE, cost.measure, ""), [0.0])[0] or 0.0  # the interpreter's part of an import does not count
    pairs = [(a - bare, b - bare) for a, b in zip(one, other, strict=False) if a is not None and b is not None]
    ratios = sorted(a / b for a, b in pairs)
    if cost.smaller:
        small = ratios_of(replace(cost, payload=cost.smaller, smaller=""), figures, ours, peer)
        ratios = [large / less for large, less in zip(ratios, small, strict=False)]
    return ratios
