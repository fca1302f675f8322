# SPDX-License-Identifier: MIT-0
"""Runs the comparisons and works out the ratios.

Every library lives in fresh processes of its own, for what one library leaves in memory slows the garbage collector,
and so the others, down. But processes that run one after the other meet a machine that is now fast, now slow. So the
processes of a round live side by side and take turns, some hundredths of a second each, in an order that changes; one
at a time works while the others wait. The figure is the best pass of all turns of all rounds, so a turn is long enough
for several passes over a large body: the first finds the caches full of what others did. Turns within one process give
a steadier ratio for small bodies, as each process has strings and code at other addresses, but the rounds even most of
that out, and the rest is in the noise.

Noise is what two processes of the package show beside each other when measured as if they were two libraries, in the
same turns: for each kind of figure the largest deviation from 1 of any such ratio in the run.

Growth is measured from the call to the return, with the garbage collector off, and all results of a turn are kept. With
the collector, the time is that of full collections, and they make even `json.loads` grow far faster than its text; four
times the objects take ten times as long to drop, once they have left the caches; and memory fresh from the system costs
more than memory used before, which otherwise the large bodies alone would take. Caches that are too small remain. So
the plain dict grows beside the package, by a copy of its containers, and what that copy misses 4 by counts as noise.
"""

import contextlib
import importlib.metadata
import json
import pathlib
import platform
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from .. import NAME, ROOT, package
from .costs import COSTS, MEASURES, PYDANTIC, SIZES, STDLIB, TYPES, Cost, tokens
from .libraries import AGAIN, DICT, LIBRARIES, OURS, installed

GROWTH = 4  # times the tokens from one of SIZES to the next
LARGE = "logprobs"
PAYLOADS = ("typical", "tools", "router", LARGE, "mix")


@dataclass(frozen=True, kw_only=True)
class Plan:
    """How much to measure.

    rounds: of fresh processes
    visits: turns of a process for each of its figures in a round
    more_visits: with a large body, of which few passes fit into a turn
    seconds: the length of a turn; up to ten times as long, where that takes ten passes
    starts: of an interpreter for each import
    payloads: by name
    sizes: the payloads for growth
    everything: also what no cost is promised for
    """

    rounds: int
    visits: int
    more_visits: int
    seconds: float
    starts: int
    payloads: tuple[str, ...] = PAYLOADS
    sizes: tuple[str, ...] = SIZES
    everything: bool = True


FULL = Plan(rounds=3, visits=8, more_visits=16, seconds=0.03, starts=15)
BRIEF = Plan(rounds=2, visits=8, more_visits=12, seconds=0.025, starts=5, sizes=SIZES[:2], everything=False)

# What is measured: a library, what it does, and with which payload.
Cell = tuple[str, str, str]
Figures = dict[Cell, float]
Report = dict[str, Any]
Progress = Callable[[str], None]


# --- Processes


class Process:
    """A worker for one library."""

    def __init__(self, library: str) -> None:
        self.pipe = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", f"{__package__}.worker", library],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
            text=True,
            encoding="utf-8",
        )
        self.library = library

    def answer(self) -> Any:
        """What it answers. Raises WorkerError."""
        assert self.pipe.stdout
        line = self.pipe.stdout.readline()
        found: dict[str, Any] = json.loads(line) if line else {"error": "the process ended"}
        if "error" in found:
            raise WorkerError(f"{self.library}: {found['error']}")
        return found["answer"]

    def ask(self, kind: str, **details: Any) -> Any:
        assert self.pipe.stdin
        self.pipe.stdin.write(json.dumps({"ask": kind, **details}) + "\n")
        self.pipe.stdin.flush()
        return self.answer()


class WorkerError(Exception):
    """A library could not do what it was asked for."""


@contextlib.contextmanager
def side_by_side(libraries: Iterable[str]) -> Iterator[list[Process]]:
    """A fresh process for each library, ready to work."""
    team = [Process(library) for library in libraries]
    try:
        for process in team:
            process.answer()
        yield team
    finally:
        for process in team:
            process.pipe.kill()
            process.pipe.communicate()


def take_turns(
    cells: Sequence[tuple[Process, Cell]], plan: Plan, best: Figures, failures: list[str], growth: bool = False
) -> None:
    """Let each process measure its cell, several times over, and keep the best.

    For growth a turn is as long as the payload, so that each size has as many passes in it, and before it as many
    tokens are read as the largest has: what memory is left from the turn before is then in use.
    """
    slow: set[Cell] = set()
    large = not growth and all(payload == LARGE for _, (_, _, payload) in cells)
    for visit in range(plan.more_visits if large else plan.visits):
        first = visit % len(cells)
        for process, cell in (*cells[first:], *cells[:first]):
            if cell in slow:
                continue
            _, measure, payload = cell
            longest = 10 * plan.seconds
            turn: dict[str, Any] = {"seconds": max(plan.seconds, min(longest, 10 * best.get(cell, 0.0)))}
            if growth:
                times, rest = tokens(payload) / tokens(SIZES[0]), tokens(SIZES[-1]) // tokens(payload)
                turn = {"seconds": plan.seconds * times, "unmeasured": rest}
            try:
                seconds = process.ask("measure", measure=measure, payload=payload, **turn)
            except WorkerError as error:
                failures.append(f"{measure} {payload}: {error}")
                seconds = None
            if seconds is not None:
                best[cell] = min(best.get(cell, seconds), seconds)
            if seconds is None or seconds > longest:
                slow.add(cell)  # once a round is enough: a long turn averages, where a short one finds the best


# --- The kinds of figures


def wanted(plan: Plan, libraries: Sequence[str]) -> dict[tuple[str, str], list[str]]:
    """Which libraries to measure for each measure and payload."""
    if plan.everything:
        return {(measure, payload): list(libraries) for payload in plan.payloads for measure in MEASURES}
    found: dict[tuple[str, str], list[str]] = {}
    for cost in COSTS:
        if cost.kind == "time":
            named = found.setdefault((cost.measure, cost.payloads[0]), [OURS, AGAIN])
            named += [peer for peer in cost.peers if peer in libraries and peer not in named]
    return found


def measure_times(plan: Plan, libraries: Sequence[str], failures: list[str], progress: Progress) -> Figures:
    best: Figures = {}
    cells = wanted(plan, libraries)
    involved = [library for library in libraries if any(library in named for named in cells.values())]
    for turn in range(plan.rounds):
        with side_by_side(involved) as team:
            for (measure, payload), named in cells.items():
                if turn and payload == "mix":
                    continue  # ten thousand bodies: one pass averages what the others need many for
                progress(f"round {turn + 1} of {plan.rounds}: {measure} {payload}")
                group = [(each, (each.library, measure, payload)) for each in team if each.library in named]
                take_turns(group, plan, best, failures)
    return best


# What grows: the package, and beside it the least that can be done with such a body, which grows with it for certain.
GROWING = {OURS: ("parse", "emit", "load"), AGAIN: ("parse",), DICT: ("held", "load")}
YARDSTICK = (DICT, "held")


def measure_growth(plan: Plan, progress: Progress) -> Figures:
    """Each size has its own processes, so that the sizes, too, take turns."""
    best: Figures = {}
    failures: list[str] = []
    places = [(library, payload) for library in GROWING for payload in plan.sizes]
    rounds = plan.rounds if plan.everything else 1
    for turn in range(rounds):
        with side_by_side([library for library, _ in places]) as team:
            for measures in (("parse", "held"), ("emit",), ("load",)):
                if measures[0] != "parse" and not plan.everything:
                    continue
                progress(f"round {turn + 1} of {rounds}: growth, {measures[0]}")
                group = [
                    (process, (library, measure, payload))
                    for process, (library, payload) in zip(team, places, strict=True)
                    for measure in GROWING[library]
                    if measure in measures
                ]
                take_turns(group, plan, best, failures, growth=True)
    if failures:
        raise WorkerError(failures[0])
    return best


def measure_memory(plan: Plan, libraries: Sequence[str], failures: list[str], progress: Progress) -> Figures:
    costs = [cost for cost in COSTS if cost.kind == "memory"]
    if not plan.everything:
        named = {OURS, AGAIN, *(peer for cost in costs for peer in cost.peers)}
        libraries = [library for library in libraries if library in named]
    payload = costs[0].payloads[0]
    held: Figures = {}
    for library in libraries:
        progress(f"memory: {library}")
        with side_by_side([library]) as (process,):
            try:
                held[library, "memory", payload] = process.ask("memory", payload=payload)
            except WorkerError as error:
                failures.append(f"memory {payload}: {error}")
    return held


def lossless(plan: Plan, libraries: Sequence[str], failures: list[str]) -> dict[str, dict[str, bool]]:
    """Whether each payload comes back from each library as it came."""
    found: dict[str, dict[str, bool]] = {}
    with side_by_side(libraries) as team:
        for process in team:
            for payload in plan.payloads:
                try:
                    same = process.ask("lossless", payload="mix-500" if payload == "mix" else payload)
                except WorkerError as error:
                    failures.append(f"and back, {payload}: {error}")
                    continue
                if same is not None:
                    found.setdefault(process.library, {})[payload] = same
    return found


# What is imported: the module that must be installed, and the program.
IMPORTS = {
    "nothing": ("sys", ""),
    OURS: ("sys", f"import {NAME}"),
    AGAIN: ("sys", f"import {NAME}"),
    STDLIB: ("sys", "import dataclasses, enum, json"),
    PYDANTIC: ("pydantic", "import pydantic\nclass One(pydantic.BaseModel):\n    name: str"),
    TYPES: ("openai", "from openai.types.chat import ChatCompletion"),
}


def measure_imports(plan: Plan, peers: bool, progress: Progress) -> tuple[dict[str, float], dict[str, int]]:
    """For each import the seconds, and the number of modules, that it adds to an interpreter which does nothing.

    The time is that of the whole process, with all that an import costs and leaves to clean up.
    """
    names = [name for name, (module, _) in IMPORTS.items() if module == "sys" or (peers and installed(module))]
    best: dict[str, float] = {}
    for turn in range(plan.starts):
        progress(f"import: {turn + 1} of {plan.starts}")
        first = turn % len(names)
        for name in (*names[first:], *names[:first]):
            if name not in best:
                run(name)  # so that all is compiled and in the file cache
            start = time.perf_counter()
            run(name)
            seconds = time.perf_counter() - start
            best[name] = min(best.get(name, seconds), seconds)
    modules = {name: int(run(name, "print(len(sys.modules))")) for name in names}
    nothing, none = best.pop("nothing"), modules.pop("nothing")
    return (
        {name: seconds - nothing for name, seconds in best.items()},
        {name: count - none for name, count in modules.items()},
    )


def run(name: str, after: str = "") -> str:
    """Import it in a fresh interpreter, which ignores what the environment adds."""
    assert package.__file__
    place = pathlib.Path(package.__file__).resolve().parents[NAME.count(".") + 1]
    program = f"import sys; sys.path.insert(0, {str(place)!r})\n{IMPORTS[name][1]}\n{after}"
    command = [sys.executable, "-I", "-c", program]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True).stdout


# --- Ratios


def judge(times: Figures, growth: Figures, memory: Figures, imports: dict[str, float]) -> list[Report]:
    """Every promised cost, kept or not, and how far what should be 1 is from it in figures of the same kind."""
    kinds: dict[str, Mapping[Any, float]] = {"time": times, "memory": memory, "import": imports}
    rows: list[Report] = []
    for cost in COSTS:
        row: Report = {**asdict(cost), "against": " or ".join(cost.peers)}
        if cost.kind == "growth":
            row["ratio"], copied, again = (
                grown(growth, library, measure, cost)
                for library, measure in ((OURS, "parse"), YARDSTICK, (AGAIN, "parse"))
            )
            row["deviation"] = max(deviation(row["ratio"], again), deviation(copied, GROWTH))
        else:
            figures = kinds[cost.kind]
            keys = {name: key_of(cost, name) for name in (OURS, AGAIN, *cost.peers)}
            against = min(
                (peer for peer in cost.peers if keys[peer] in figures),
                key=lambda peer: figures[keys[peer]],
                default=None,
            )
            row["against"] = against or row["against"]
            row["ratio"] = ratio(figures, keys[OURS], keys[against]) if against else None
            row["deviation"] = deviation(figures.get(keys[OURS]), figures.get(keys[AGAIN]))
        rows.append(row)
    for row in rows:
        noise = row["noise"] = max(other["deviation"] for other in rows if other["kind"] == row["kind"])
        row["beyond"] = None if row["ratio"] is None else row["ratio"] > row["at_most"] * (1 + noise)
    return rows


def key_of(cost: Cost, library: str) -> Any:
    """Where the figure of a library for a cost is found."""
    return library if cost.kind == "import" else (library, cost.measure or cost.kind, *cost.payloads)


def ratio(figures: Mapping[Any, float], ours: Any, peer: Any) -> float | None:
    """None where one of the two is missing."""
    return figures[ours] / figures[peer] if ours in figures and figures.get(peer) else None


def grown(growth: Figures, library: str, measure: str, cost: Cost) -> float | None:
    small, large = cost.payloads
    return ratio(growth, (library, measure, large), (library, measure, small))


def deviation(one: float | None, other: float | None) -> float:
    """By which part the larger exceeds the smaller of two figures that should be the same."""
    return max(one, other) / min(one, other) - 1 if one and other else 0.0


def report(plan: Plan, progress: Progress = lambda text: None, peers: bool = True) -> Report:
    """All that a run finds. Without peers it is the package beside itself and the plain dict."""
    there = [name for name, (module, _) in LIBRARIES.items() if module == "json" or (peers and installed(module))]
    failures: list[str] = []
    memory = measure_memory(plan, there, failures, progress)
    imports, modules = measure_imports(plan, peers, progress)
    growth = measure_growth(plan, progress)
    times = measure_times(plan, there, failures, progress)
    back = lossless(plan, there, failures) if plan.everything else {}
    return {
        "python": platform.python_version(),
        "implementation": platform.python_implementation(),
        "system": f"{platform.system()} {platform.machine()}",
        "plan": asdict(plan),
        "versions": {
            module: importlib.metadata.version(module)
            for module in dict.fromkeys(LIBRARIES[name][0] for name in there)
            if module != "json"
        },
        "skipped": [name for name in LIBRARIES if name not in there],
        "failures": sorted(set(failures)),
        "costs": judge(times, growth, memory, imports),
        "times": [
            {
                "measure": measure,
                "payload": payload,
                "library": library,
                "seconds": seconds,
                "ratio": ratio(times, (OURS, measure, payload), (library, measure, payload)),
            }
            for (library, measure, payload), seconds in times.items()
        ],
        "memory": [
            {
                "payload": payload,
                "library": library,
                "bytes": size,
                "ratio": ratio(memory, (OURS, measure, payload), (library, measure, payload)),
            }
            for (library, measure, payload), size in memory.items()
        ],
        "imports": [
            {"import": name, "seconds": seconds, "modules": modules[name], "ratio": ratio(imports, OURS, name)}
            for name, seconds in imports.items()
        ],
        "growth": [
            {
                "library": library,
                "measure": "copy" if measure == "held" else measure,
                "payload": payload,
                "seconds": seconds,
                "ratio": ratio(growth, (library, measure, payload), (library, measure, smaller)),
            }
            for (library, measure, payload), seconds in growth.items()
            for smaller in [SIZES[max(0, SIZES.index(payload) - 1)]]
        ],
        "lossless": back,
    }
