# SPDX-License-Identifier: MIT-0
"""One library in a process of its own, which measures what it is told to: a line of JSON in, a line of JSON out."""

import contextlib
import functools
import gc
import json
import sys
import time
import tracemalloc
from collections.abc import Callable
from typing import Any

from .libraries import LIBRARIES, Library
from .payloads import bodies

BATCH = 0.001  # seconds: long for the clock, short beside what else the machine does


class Worker:
    def __init__(self, library: Library) -> None:
        self.library = library
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
            made = map(json.loads, self.texts)
            if measure == "load":
                made = self.texts
            elif measure == "emit" and self.library.parse:
                made = map(self.library.parse, made)
            self.arguments = [*made]
        return self.arguments

    def measure(self, measure: str, payload: str, seconds: float, unmeasured: int | None = None) -> float | None:
        """The least seconds that one pass over the payload took; None if the library has no function for it.

        What a pass makes is dropped within its time. For growth, where a number of passes go unmeasured, all is kept
        until the end, and the garbage collector is off.
        """
        function = getattr(self.library, measure)
        if function is None:
            return None
        arguments = self.prepare(payload, measure)
        gc.collect()
        if unmeasured is None:
            return best(functools.partial(passes, function), arguments, seconds)
        gc.disable()
        try:
            kept = [function(argument) for argument in arguments * unmeasured]
            return best(functools.partial(kept_passes, function, kept), arguments, seconds)
        finally:
            gc.enable()

    def memory(self, payload: str) -> int:
        """The bytes that the object adds to its data, which was there before and stays.

        So strings and numbers that object and data share count for nothing, and likewise for the plain dict, whose
        containers alone are made anew.
        """
        hold, data = self.library.held, self.prepare(payload, "parse")
        for item in data:
            hold(item)  # what a first call keeps for later ones is no part of the object
        gc.collect()
        tracemalloc.start()
        try:
            before, _ = tracemalloc.get_traced_memory()
            held = [hold(item) for item in data]
            gc.collect()
            after, _ = tracemalloc.get_traced_memory()
            del held
        finally:
            tracemalloc.stop()
        return after - before

    def lossless(self, payload: str) -> bool | None:
        """Whether the payload comes back as it came; None if the library does not do both ways."""
        parse, emit = self.library.parse, self.library.emit
        if parse is None or emit is None:
            return None
        return all(emit(parse(data)) == data for data in self.prepare(payload, "parse"))


def best(clocked: Callable[[list[Any]], float], arguments: list[Any], seconds: float) -> float:
    """The least seconds that one pass over the arguments took, in batches of passes for so many seconds."""
    end = time.perf_counter() + seconds
    least = clocked(arguments)
    number = max(1, int(BATCH / least))
    while time.perf_counter() < end:
        least = min(least, clocked(arguments * number) / number)
    return least


def passes(function: Callable[[Any], Any], arguments: list[Any]) -> float:
    start = time.perf_counter()
    for argument in arguments:
        function(argument)
    return time.perf_counter() - start


def kept_passes(function: Callable[[Any], Any], kept: list[Any], arguments: list[Any]) -> float:
    start = time.perf_counter()
    made = [function(argument) for argument in arguments]
    spent = time.perf_counter() - start
    kept.append(made)
    return spent


def answer(worker: Worker, request: dict[str, Any]) -> dict[str, Any]:
    """What came of the request, or the error."""
    kind = request.pop("ask")
    try:
        return {"answer": getattr(worker, kind)(**request)}
    except Exception as error:  # whatever a library raises for a body is its result
        return {"error": f"{type(error).__name__}: {error}"[:300]}


def main(name: str) -> None:
    _, library = LIBRARIES[name]
    worker = Worker(library())
    out = sys.stdout
    with contextlib.redirect_stdout(sys.stderr):  # a library that prints must not spoil the answers
        print(json.dumps({"answer": name}), file=out, flush=True)
        for line in sys.stdin:
            print(json.dumps(answer(worker, json.loads(line))), file=out, flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
