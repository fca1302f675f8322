# SPDX-License-Identifier: MIT-0
"""A process that measures what it is told to: a line of JSON in, a line of JSON out."""

import contextlib
import gc
import json
import sys
import time
import tracemalloc
from collections.abc import Callable
from typing import Any

from .libraries import LIBRARIES, Library
from .payloads import EACH_ALONE, bodies

BATCH = 0.001  # seconds: long for the clock, short beside what else the machine does
SHORT_BATCH = 0.0001  # for one body of many

REFUSED = object()


class Worker:
    """Does what it is asked for with one library; `measure_each` with several."""

    def __init__(self, libraries: dict[str, Library]) -> None:
        self.libraries = libraries
        self.library = next(iter(libraries.values()))
        self.payload = self.measured = ""
        self.texts: list[str] = []
        self.arguments: list[Any] = []

    def prepare(self, payload: str, measure: str) -> list[Any]:
        """Texts, objects or data to measure with; only those are kept, for the collector walks whatever is alive."""
        if payload != self.payload:
            self.payload, self.measured = payload, ""
            self.texts = [json.dumps(body) for body in bodies(payload)]
        if measure != self.measured:
            self.measured, self.arguments = measure, []
            self.arguments = [argument(self.library, measure, text, payload in EACH_ALONE) for text in self.texts]
        return self.arguments

    def measure(self, measure: str, payload: str, seconds: float, collect: bool) -> list[float] | None:
        """The least seconds that one pass over the payload took; None if the library has no function for it.

        What a pass makes is dropped within its time.
        """
        function = getattr(self.library, measure)
        if function is None:
            return None
        arguments = self.prepare(payload, measure)
        gc.collect()
        if not collect:
            gc.disable()
        try:
            return [best(function, arguments, seconds)]
        finally:
            gc.enable()

    def measure_each(self, measure: str, payload: str, sweeps: int) -> dict[str, list[float | None]]:
        """For each library the least seconds that each body of the payload took; None for a body that it refuses.

        The libraries take turns with each body, and so many sweeps go through all bodies.
        """
        texts = [json.dumps(body) for body in bodies(payload)]
        able = {name: library for name, library in self.libraries.items() if getattr(library, measure)}
        turns = [
            [
                (name, getattr(library, measure), argument(library, measure, text, True))
                for name, library in able.items()
            ]
            for text in texts
        ]
        found: dict[str, list[float | None]] = {name: [None] * len(texts) for name in able}
        gc.disable()
        try:
            for _ in range(sweeps):
                gc.collect()
                for place, team in enumerate(turns):
                    for name, function, given in team:
                        if given is not REFUSED:
                            seconds = least(function, given)
                            found[name][place] = min(found[name][place] or seconds, seconds)
                    team.append(team.pop(0))
        finally:
            gc.enable()
        return found

    def memory(self, payload: str) -> list[int | None]:
        """The bytes that the object of each body adds to its data, which was there before and stays.

        So strings and numbers that object and data share count for nothing, and likewise for the plain dict, whose
        containers alone are made anew.
        """
        hold, data = self.library.held, self.prepare(payload, "parse")
        for item in data:
            if item is not REFUSED:
                hold(item)  # what a first call keeps for later ones is no part of the object
        gc.collect()
        gc.freeze()  # so that collecting after each object walks that object alone
        try:
            return [None if item is REFUSED else held_bytes(hold, item) for item in data]
        finally:
            gc.unfreeze()

    def lossless(self, payload: str) -> dict[str, int] | None:
        """How many bodies there are, and how many come back as they came. None if the library does not do both ways."""
        parse, emit = self.library.parse, self.library.emit
        if parse is None or emit is None:
            return None
        data = self.prepare(payload, "parse")
        same = sum(item is not REFUSED and emit(parse(item)) == item for item in data)
        return {"bodies": len(data), "same": same}


def argument(library: Library, measure: str, text: str, may_refuse: bool) -> Any:
    """What to call the function with; REFUSED for a body that the library does not read, where such are expected."""
    data = json.loads(text)
    made = None
    if library.parse and (measure == "emit" or may_refuse):
        try:
            made = library.parse(data)
        except Exception:
            if may_refuse:
                return REFUSED
            raise
    return text if measure == "load" else made if measure == "emit" else data


def best(function: Callable[[Any], Any], arguments: list[Any], seconds: float) -> float:
    """The least seconds that one pass over the arguments took, in batches of passes for so many seconds."""
    end = time.perf_counter() + seconds
    found = passes(function, arguments)
    number = max(1, int(BATCH / found))
    while time.perf_counter() < end:
        found = min(found, passes(function, arguments * number) / number)
    return found


def least(function: Callable[[Any], Any], argument: Any) -> float:
    """The least seconds that one call took: of two, which also fill the caches, and of a batch after them."""
    found = min(passes(function, [argument]), passes(function, [argument]))
    number = int(SHORT_BATCH / found)
    return min(found, passes(function, [argument] * number) / number) if number > 1 else found


def passes(function: Callable[[Any], Any], arguments: list[Any]) -> float:
    start = time.perf_counter()
    for argument in arguments:
        function(argument)
    return time.perf_counter() - start


def held_bytes(hold: Callable[[Any], Any], item: Any) -> int:
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        held = hold(item)
        gc.collect()
        after, _ = tracemalloc.get_traced_memory()
        del held
    finally:
        tracemalloc.stop()
    return after - before


def answer(worker: Worker, request: dict[str, Any]) -> dict[str, Any]:
    """What came of the request, or the error."""
    kind = request.pop("ask")
    try:
        return {"answer": getattr(worker, kind)(**request)}
    except Exception as error:  # whatever a library raises for a body is its result
        return {"error": f"{type(error).__name__}: {error}"[:300]}


def main(names: list[str]) -> None:
    worker = Worker({name: LIBRARIES[name][1]() for name in names})
    out = sys.stdout
    with contextlib.redirect_stdout(sys.stderr):  # a library that prints must not spoil the answers
        print(json.dumps({"answer": names}), file=out, flush=True)
        for line in sys.stdin:
            print(json.dumps(answer(worker, json.loads(line))), file=out, flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
