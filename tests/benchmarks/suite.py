# SPDX-License-Identifier: MIT-0
"""Runs the comparisons.

Every library lives in fresh processes of its own, for what one library leaves in memory slows the garbage collector,
and so the others, down. But processes that run one after the other meet a machine that is now fast, now slow. So the
processes of a round live side by side and take turns, some hundredths of a second each, in an order that changes; one
at a time works while the others wait. The figure is the best pass of all turns of all rounds, so a turn is long enough
for several passes over a large body: the first finds the caches full of what others did.

Of the bodies that stand for what servers send, each is timed alone and has its own best. There the libraries take turns
within one process, with each body. The ratio is worked out body by body, for those that both read.

The garbage collector works as it does for users, with two exceptions: where each body is timed alone, it would charge
one body for what others left, and growth would be that of full collections, which make even `json.loads` grow far
faster than its text. There it is off.

What is beyond its limit is measured again, twice at most, and the best of all counts. No ratio is let off for noise,
but the report says how much there is (see `ratios`).
"""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from .costs import COSTS, LARGE, MEASURES, SENT, SMALL, Cost
from .libraries import AGAIN, CONSTRUCT, DICT, LIBRARIES, OURS, VALIDATE, installed
from .payloads import EACH_ALONE
from .processes import BARE, IMPORTS, Process, WorkerError, side_by_side, start
from .ratios import Cell, Figures, judge, key_of
from .recorded import CORPUS

GROWING = (SMALL, LARGE)
BESIDE_SENT = (OURS, AGAIN, DICT, VALIDATE, CONSTRUCT, "msgspec")  # with all libraries it would take many minutes
PAYLOADS = (SENT, *(["imitated"] if CORPUS else []), "typical", "tools", "router", "logprobs", "mix")


@dataclass(frozen=True, kw_only=True)
class Plan:
    """How much to measure.

    rounds: of fresh processes
    visits: turns of a process for each of its figures in a round; twice as many with a large body, of which few passes
        fit into a turn; half as many for growth, where each turn is long
    sweeps: of a round through all bodies of which each is timed alone
    seconds: the length of a turn; up to ten times as long, where that takes five passes
    starts: of an interpreter for each import
    repeats: how often what is beyond its limit is measured again, for a round each time
    payloads: by name
    everything: also what no cost is promised for
    """

    rounds: int
    visits: int
    sweeps: int
    seconds: float
    starts: int
    repeats: int = 2
    payloads: tuple[str, ...] = PAYLOADS
    everything: bool = True


FULL = Plan(rounds=2, visits=6, sweeps=8, seconds=0.03, starts=12)
BRIEF = Plan(rounds=2, visits=6, sweeps=4, seconds=0.02, starts=8, everything=False)

Progress = Callable[[str], None]
Groups = dict[tuple[str, str], list[str]]  # of a measure and a payload: the libraries to measure


@dataclass
class Run:
    """What has been measured so far. Measuring again keeps the best.

    libraries: those that take part
    imports: likewise, of those in IMPORTS
    modules: how many an import loads
    lossless: how many bodies of a payload there are, and how many come back from a library as they came
    """

    plan: Plan
    libraries: list[str]
    imports: list[str]
    progress: Progress
    figures: Figures = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)
    modules: dict[str, int] = field(default_factory=dict)
    lossless: dict[str, dict[str, dict[str, int]]] = field(default_factory=dict)

    def measure(self, costs: Sequence[Cost], everything: bool, rounds: int) -> None:
        cells = {cell: None for cost in costs for cell in self.cells_of(cost)}
        if everything:
            cells |= {
                (library, measure, payload): None
                for payload in self.plan.payloads
                for measure in (*MEASURES, "memory")
                for library in self.libraries
                if library in BESIDE_SENT or payload not in EACH_ALONE
                if measure != "memory" or payload in (SENT, "logprobs")
            }
        groups: Groups = {}
        for library, measure, payload in cells:
            groups.setdefault((measure, payload), []).append(library)
        self.measure_memory({group: named for group, named in groups.items() if group[0] == "memory"})
        self.measure_imports(groups.get(("import", ""), []))
        self.measure_times({group: named for group, named in groups.items() if group[0] in MEASURES}, rounds)

    def cells_of(self, cost: Cost) -> list[Cell]:
        there = self.imports if cost.kind == "import" else self.libraries
        named = (OURS, AGAIN, *cost.peers, *([BARE] if cost.kind == "import" else []))
        return [key_of(cost, name, payload) for payload in cost.payloads or ("",) for name in named if name in there]

    def keep(self, cell: Cell, found: Sequence[float | None]) -> None:
        before = self.figures.get(cell, found)
        self.figures[cell] = [
            None if one is None or other is None else min(one, other) for one, other in zip(before, found, strict=True)
        ]

    # --- Time

    def measure_times(self, groups: Groups, rounds: int) -> None:
        growing = {group: named for group, named in groups.items() if group[1] in GROWING}
        alone = {group: named for group, named in groups.items() if group[1] in EACH_ALONE}
        others = {group: named for group, named in groups.items() if group not in growing and group not in alone}
        for turn in range(rounds):
            where = f"round {turn + 1} of {rounds}"
            for (measure, payload), named in alone.items():
                self.progress(f"{where}: {measure} {payload}")
                self.take_turns_with_each(measure, payload, named)
            with side_by_side(*one_each(growing)) as team:
                self.progress(f"{where}: growth")
                self.take_turns(cells_for(team, growing))
            with side_by_side(*one_each(others)) as team:
                for group, named in others.items():
                    if turn and group[1] == "mix":
                        continue  # ten thousand bodies: one pass averages what the others need many for
                    self.progress(f"{where}: {' '.join(group)}")
                    self.take_turns(cells_for(team, {group: named}))

    def take_turns(self, cells: Sequence[tuple[Process, Cell]]) -> None:
        """Let each process measure its cell, several times over."""
        slow: set[Cell] = set()
        longest = 10 * self.plan.seconds
        payloads = {payload for _, (_, _, payload) in cells}
        visits = (
            self.plan.visits * 2 if "logprobs" in payloads else self.plan.visits // 2 if LARGE in payloads else None
        )
        for visit in range(visits or self.plan.visits):
            first = visit % len(cells) if cells else 0
            for process, cell in (*cells[first:], *cells[:first]):
                if cell in slow:
                    continue
                _, measure, payload = cell
                known = self.figures[cell][0] or 0.0 if cell in self.figures else 0.0
                seconds = max(self.plan.seconds, min(longest, 5 * known))
                collect = payload not in GROWING
                found = self.ask(process, "measure", measure=measure, payload=payload, seconds=seconds, collect=collect)
                if found is not None:
                    self.keep(cell, found)
                if found is None or found[0] > longest:
                    slow.add(cell)  # once a round is enough: a long turn averages, where a short one finds the best

    def take_turns_with_each(self, measure: str, payload: str, libraries: Sequence[str]) -> None:
        with side_by_side(libraries) as (process,):
            found = self.ask(process, "measure_each", measure=measure, payload=payload, sweeps=self.plan.sweeps)
            for library, seconds in (found or {}).items():
                self.keep((library, measure, payload), seconds)

    def ask(self, process: Process, kind: str, **details: Any) -> Any:
        """What the process answers; None for what its library cannot do."""
        try:
            return process.ask(kind, **details)
        except WorkerError as error:
            self.failures.append(" ".join([kind, *(str(value) for value in details.values()), str(error)]))
            return None

    # --- Memory and imports

    def measure_memory(self, groups: Groups) -> None:
        for (_, payload), named in groups.items():
            for library in named:
                self.progress(f"memory: {library}")
                with side_by_side([library]) as (process,):
                    found = self.ask(process, "memory", payload=payload)
                    if found is not None:
                        self.keep((library, "memory", payload), found)

    def measure_imports(self, names: Sequence[str]) -> None:
        """The seconds that a whole process takes, with all that an import costs and leaves to clean up."""
        for name in names:
            self.modules[name] = int(start(name, "print(len(sys.modules))"))
        for turn in range(self.plan.starts):
            self.progress(f"import: {turn + 1} of {self.plan.starts}")
            first = turn % max(1, len(names))
            for name in (*names[first:], *names[:first]):
                began = time.perf_counter()
                start(name)
                self.keep((name, "import", ""), [time.perf_counter() - began])

    # --- What is lost

    def measure_losses(self) -> None:
        """How many bodies of each payload come back from each library as they came."""
        with side_by_side(*([name] for name in self.libraries)) as team:
            for process in team:
                for payload in self.plan.payloads:
                    same = self.ask(process, "lossless", payload="mix-500" if payload == "mix" else payload)
                    if same is not None:
                        self.lossless.setdefault(process.library, {})[payload] = same


def one_each(groups: Groups) -> list[list[str]]:
    """Each library that the groups name, for a process of its own."""
    return [[name] for name in dict.fromkeys(name for named in groups.values() for name in named)]


def cells_for(team: Sequence[Process], groups: Groups) -> list[tuple[Process, Cell]]:
    return [
        (process, (process.library, measure, payload))
        for (measure, payload), named in groups.items()
        for process in team
        if process.library in named
    ]


def run(plan: Plan, progress: Progress = lambda text: None, peers: bool = True, costs: Iterable[Cost] = COSTS) -> Run:
    """Measure all that the plan says. Without peers it is the package beside itself and the plain dict."""

    def there(modules: dict[str, str]) -> list[str]:
        return [name for name, module in modules.items() if module in ("json", "sys") or (peers and installed(module))]

    found = Run(
        plan,
        libraries=there({name: module for name, (module, _) in LIBRARIES.items()}),
        imports=there({name: module for name, (module, _) in IMPORTS.items()}),
        progress=progress,
    )
    costs = list(costs)
    found.measure(costs, plan.everything, plan.rounds)
    for _ in range(plan.repeats):
        rows = judge(found.figures, costs)
        beyond = [cost for cost, row in zip(costs, rows, strict=True) if row["beyond"] and not cost.missed]
        if not beyond:
            break
        progress(f"again: {len(beyond)} beyond their limits")
        found.measure(beyond, False, 1)
    if plan.everything:
        found.measure_losses()
    return found
