# SPDX-License-Identifier: MIT-0
"""Measures what the costs need.

A library that is in memory slows the garbage collector down for others, so each has a process of its own. A machine is
now fast, now slow, so these processes take turns of some hundredths of a second, and the best of all turns counts. The
many bodies of real servers are timed one by one; there the libraries take turns within one process. So do they where
memory is measured.

The garbage collector is on, as it is for users, with two exceptions. Where bodies are timed one by one, it would charge
one body for what others left. Where growth is measured, its full collections would grow faster than the bodies do.

A ratio that exceeds its limit after the last round is measured again, in up to two more rounds.
"""

import contextlib
import functools
import gc
import itertools
import json
import pathlib
import subprocess
import sys
import time
import tracemalloc
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from .. import NAME, package
from .costs import LARGE, SMALL, Cell, Cost, judge
from .libraries import AGAIN, BARE, IMPORTS, LIBRARIES, OURS, Functions
from .payloads import SENT, STREAM, bodies, stream

MORE_ROUNDS = 2
TURNS = {"typical": 6, "logprobs": 12, SMALL: 4, LARGE: 4, STREAM: 4}  # of each library in a round, by payload
SECONDS = 0.02  # of a turn; up to ten times as long, for a body that needs it for five calls
SWEEPS = 4  # in a round, through all bodies that are timed one by one
BRIEFLY = 0.0001  # seconds for one of these bodies
STARTS = 4  # of an interpreter in a round, for each import

TOGETHER = "together"  # names the process that has all libraries

Found = list[float | None]  # for each body of a payload


def measured(
    libraries: Sequence[str],
    rounds: int,
    progress: Callable[[str], None] = lambda text: None,
    seconds: float = SECONDS,
) -> dict[Cell, Found]:
    """The figures of these libraries, each the best of all rounds."""
    figures: dict[Cell, Found] = {}
    for number in range(rounds + MORE_ROUNDS):
        costs = [row.cost for row in judge(figures) if number < rounds or row.verdict == "BEYOND"]
        for cell, found in one_round(costs, libraries, seconds):
            progress(f"round {number + 1}: {' '.join(cell)}")
            figures[cell] = [least(pair) for pair in zip(found, figures.get(cell, found), strict=True)]
    return figures


def least(found: Iterable[float | None]) -> float | None:
    return min((each for each in found if each is not None), default=None)


def one_round(costs: Iterable[Cost], libraries: Sequence[str], seconds: float) -> Iterator[tuple[Cell, Found]]:
    groups: dict[tuple[str, str], list[str]] = {}  # by measure and payload, the libraries to measure
    for cost in costs:
        for payload in (cost.payload, cost.smaller or cost.payload):
            group = groups.setdefault((cost.measure, payload), [BARE] if cost.measure == "import" else [])
            group += [name for name in (OURS, AGAIN, *cost.peers) if name in libraries and name not in group]
    with workers(libraries) as worker:
        for (measure, payload), names in groups.items():
            for name, found in one_group(measure, payload, names, worker, seconds):
                yield (name, measure, payload), found


def one_group(
    measure: str, payload: str, names: list[str], worker: dict[str, Any], seconds: float
) -> Iterator[tuple[str, Found]]:
    if measure == "import":
        for turn in range(STARTS):
            for name in rotated(names, turn):
                yield name, [import_time(name)]
    elif measure == "memory":
        for name in names:
            yield name, worker[TOGETHER].submit(memory, name, payload).result()
    elif payload == SENT:
        yield from worker[TOGETHER].submit(times_of_each, names, measure, payload).result().items()
    else:
        for turn in range(TURNS[payload]):
            for name in rotated(names, turn):
                yield name, worker[name].submit(time_of_one, name, measure, payload, seconds).result()


def rotated(names: list[str], turn: int) -> list[str]:
    """In each turn another one is first."""
    first = turn % len(names)
    return names[first:] + names[:first]


@contextlib.contextmanager
def workers(libraries: Sequence[str]) -> Iterator[dict[str, Any]]:
    """A process for each library, and one for several together. They start when they are first used."""
    from concurrent.futures import ProcessPoolExecutor  # not in WebAssembly
    from multiprocessing import get_context

    with contextlib.ExitStack() as stack:
        names = (*libraries, TOGETHER)
        yield {name: stack.enter_context(ProcessPoolExecutor(1, get_context("spawn"))) for name in names}


def import_time(name: str) -> float:
    """The seconds that a process takes for an import and nothing else."""
    place = pathlib.Path(str(package.__file__)).resolve().parents[NAME.count(".") + 1]
    program = f"import sys; sys.path.insert(0, {str(place)!r})\n{IMPORTS[name]}"
    start = time.perf_counter()
    subprocess.run([sys.executable, "-I", "-c", program], check=True, stdin=subprocess.DEVNULL)
    return time.perf_counter() - start


# --- What the workers do


@functools.cache
def functions(library: str) -> Functions:
    warnings.simplefilter("ignore")
    return LIBRARIES[library]()


@functools.lru_cache(maxsize=1)  # no more, because the garbage collector walks all that is alive
def prepared(library: str, measure: str, payload: str) -> Sequence[Any]:
    """What the function takes for each body, or None for a body that the library refuses."""
    if payload == STREAM:
        return [stream()]
    return [argument(functions(library), measure, json.dumps(body)) for body in bodies(payload)]


def argument(library: Functions, measure: str, text: str) -> Any:
    data = json.loads(text)
    try:
        parsed = library["parse"](data)
    except Exception:  # each library has exceptions of its own
        return None
    return text if measure == "load" else parsed if measure == "emit" else data


def time_of_one(library: str, measure: str, payload: str, seconds: float) -> Found:
    """The seconds that a call takes with the only body of a payload."""
    (given,) = prepared(library, measure, payload)
    gc.collect()
    if payload in (SMALL, LARGE):
        gc.disable()
    try:
        return [None if given is None else time_of_call(functions(library)[measure], given, seconds)]
    finally:
        gc.enable()


def times_of_each(libraries: list[str], measure: str, payload: str) -> dict[str, Found]:
    """The seconds that a call takes with each body, by library. The libraries take turns with each body."""
    texts = [json.dumps(body) for body in bodies(payload)]
    given = {name: [argument(functions(name), measure, text) for text in texts] for name in libraries}
    found: dict[str, Found] = {name: [None] * len(texts) for name in libraries}
    gc.disable()
    try:
        for sweep in range(SWEEPS):
            gc.collect()
            for place in range(len(texts)):
                for name in rotated(libraries, sweep + place):
                    if given[name][place] is not None:
                        seconds = time_of_call(functions(name)[measure], given[name][place], BRIEFLY)
                        found[name][place] = least((seconds, found[name][place]))
    finally:
        gc.enable()
    return found


def time_of_call(function: Callable[[Any], Any], given: Any, seconds: float) -> float:
    """The least seconds that a call took, in batches of calls. What a call makes is dropped within its time."""
    end = time.perf_counter() + seconds
    best = batch(function, [given])
    many = [given] * max(1, int(seconds / 10 / best))
    for number in itertools.count(2):
        best = min(best, batch(function, many) / len(many))
        now = time.perf_counter()
        if now >= end + 9 * seconds or (now >= end and number >= 5):
            break
    return best


def batch(function: Callable[[Any], Any], many: list[Any]) -> float:
    start = time.perf_counter()
    for given in many:
        function(given)
    return time.perf_counter() - start


def memory(library: str, payload: str) -> Found:
    """The bytes that an object adds to the data that it was parsed from, for each body.

    Strings and numbers that the object and the data share do not count.
    """
    parse, given = functions(library)["parse"], prepared(library, "parse", payload)
    gc.collect()
    gc.freeze()  # so that a collection walks the new object alone
    try:
        return [None if data is None else bytes_held(parse, data) for data in given]
    finally:
        gc.unfreeze()


def bytes_held(parse: Callable[[Any], Any], data: Any) -> float:
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        held = parse(data)
        gc.collect()
        after, _ = tracemalloc.get_traced_memory()
        del held
    finally:
        tracemalloc.stop()
    return after - before
