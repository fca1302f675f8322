# SPDX-License-Identifier: MIT-0
"""What follows from the figures: ratios of the package to its peers, and which of them are beyond their limits.

Noise is what two processes of the package show beside each other when measured as if they were two libraries, in the
same turns: for each kind of figure the largest deviation from 1 of any such ratio in the run.
"""

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from .costs import COSTS, Cost
from .libraries import AGAIN, OURS
from .processes import BARE

# A library, what it does, and with which payload. Its figures are seconds or bytes: one for the payload, or one for
# each of its bodies, None for those that the library refuses.
Cell = tuple[str, str, str]
Figures = dict[Cell, Sequence[float | None]]
Row = dict[str, Any]


def key_of(cost: Cost, library: str, payload: str) -> Cell:
    """Where the figures of a library for a cost are found."""
    return library, "import" if cost.kind == "import" else cost.measure, payload


def ratios(figures: Figures, ours: Cell, peer: Cell) -> list[float]:
    """The ratio for each body that both have a figure for, in order of size."""
    pairs = zip(figures.get(ours, ()), figures.get(peer, ()), strict=False)
    return sorted(one / other for one, other in pairs if one is not None and other)


def ratios_of(cost: Cost, figures: Figures, ours: str, peer: str) -> list[float]:
    cells = [(key_of(cost, ours, payload), key_of(cost, peer, payload)) for payload in cost.payloads or ("",)]
    if cost.kind == "import":
        (bare,) = figures.get((BARE, "import", ""), (0.0,))
        figures = {cell: [each - bare for each in found] for cell, found in figures.items() if cell[1] == "import"}
    found = [ratios(figures, one, other) for one, other in cells]
    if cost.kind == "growth":
        small, large = found
        return [large[0] / small[0]] if small and large else []
    return found[0]


def middle(found: Sequence[float]) -> float | None:
    return statistics.median(found) if found else None


def ninth(found: Sequence[float]) -> float | None:
    """The 90th percentile, where there are enough to have one."""
    return statistics.quantiles(found, n=10, method="inclusive")[-1] if len(found) > 9 else None


def judge(figures: Figures, costs: Iterable[Cost] = COSTS) -> list[Row]:
    """Every promised cost: its ratio, with how many bodies, and whether it is beyond its limit."""
    rows: list[Row] = []
    for cost in costs:
        found = {peer: ratios_of(cost, figures, OURS, peer) for peer in cost.peers}
        # What is the fastest peer's is the largest ratio.
        against = max(
            (peer for peer in cost.peers if found[peer]), key=lambda peer: middle(found[peer]) or 0, default=""
        )
        value = middle(found.get(against, ()))
        rows.append(
            {
                **asdict(cost),
                "against": against or " or ".join(cost.peers),
                "bodies": len(found.get(against, ())),
                "ratio": value,
                "ninth": ninth(found.get(against, ())),
                "deviation": deviation(middle(ratios_of(cost, figures, OURS, AGAIN))),
                "beyond": None if value is None or cost.at_most is None else value > cost.at_most,
            }
        )
    for row in rows:
        row["noise"] = max(other["deviation"] for other in rows if other["kind"] == row["kind"])
    return rows


def deviation(value: float | None) -> float:
    """By which part the larger exceeds the smaller of two figures that should be the same, given their ratio."""
    return max(value, 1 / value) - 1 if value else 0.0
