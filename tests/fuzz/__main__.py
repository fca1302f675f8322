# SPDX-License-Identifier: MIT-0
"""Attack the package for a given time: python3 -m tests.fuzz --seconds 60

Exit status 0: nothing found. 1: a breach; the input is written to the file that is named. Each process fuzzes on its
own; --seed tells two of them apart. With atheris the inputs are chosen by the branches that they reach.
"""

import argparse
import collections
import contextlib
import importlib
import pathlib
import random
import sys
import time
import zlib
from collections.abc import Callable
from typing import Any

from .. import NAME
from .mutate import mutated, seeds


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python3 -m tests.fuzz", description="Attack the package for a given time.")
    parser.add_argument("--seconds", type=float, default=60, help="how long (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="of the random choices (default: %(default)s)")
    parser.add_argument("--plain", action="store_true", help="random mutation, even where atheris is installed")
    parser.add_argument("--corpus", type=pathlib.Path, help="a folder to keep what reached something new in (atheris)")
    parser.add_argument("--found", type=pathlib.Path, default=pathlib.Path(), help="a folder for breaches")
    parser.add_argument("inputs", nargs="*", type=pathlib.Path, help="just try these files")
    options = parser.parse_args(arguments)
    if options.inputs:
        return replay(options.inputs)
    if not options.plain:
        with contextlib.suppress(ImportError):
            import atheris  # noqa: F401

            return guided(options)
    return plain(options)


def sampled(raw: bytes) -> bool:
    """Whether this input is tried thoroughly: one in eight, always the same ones."""
    return zlib.crc32(raw) % 8 == 0


def replay(inputs: list[pathlib.Path]) -> int:
    from .target import attack

    for path in inputs:
        print(f"{path}: {attack(path.read_bytes())}")
    return 0


def report(kind: str, tally: collections.Counter[str], seconds: float) -> None:
    outcomes = ", ".join(f"{count:,} {outcome}" for outcome, count in sorted(tally.items()))
    print(f"{kind}: {tally.total():,} executions in {seconds:.0f} s: {outcomes}", flush=True)


def plain(options: argparse.Namespace, attack: Callable[..., str] | None = None) -> int:
    """Random mutation of the seeds; what was accepted or refused in a new way is not known here, so none is kept."""
    if attack is None:
        from .target import attack
    chance, inputs = random.Random(options.seed), seeds()
    tally: collections.Counter[str] = collections.Counter()
    start = time.monotonic()
    while not tally or time.monotonic() - start < options.seconds:
        raw = mutated(chance.choice(inputs), chance, inputs) if tally else inputs[0]
        try:
            tally[attack(raw, thoroughly=sampled(raw))] += 1
        except BaseException as breach:
            path = options.found / f"breach-{options.seed}-{tally.total()}"
            path.write_bytes(raw)
            print(f"{path}: {type(breach).__name__}: {breach}", file=sys.stderr)
            return 1
    report("random mutation", tally, time.monotonic() - start)
    return 0


def instrumented(atheris: Any) -> Callable[..., str]:
    """The target, with the package under test loaded again so that its branches are counted."""
    suite = importlib.import_module("..", __package__)
    for name in [name for name in sys.modules if f"{name}.".startswith(f"{NAME}.")]:
        del sys.modules[name]
    with atheris.instrument_imports(include=[NAME], enable_loader_override=False):
        suite.package = importlib.import_module(NAME)
        for module in pathlib.Path(*suite.package.__path__).glob("_*.py"):
            if module.stem not in ("__init__", "__main__"):
                importlib.import_module(f"{NAME}.{module.stem}")
        importlib.import_module(f"{NAME}.streaming")
    return importlib.import_module(".target", __package__).attack


def guided(options: argparse.Namespace) -> int:
    """atheris: what reaches a new branch of the package is kept and changed further."""
    import atheris

    attack = instrumented(atheris)
    chance, inputs = random.Random(options.seed), seeds()
    tally: collections.Counter[str] = collections.Counter()
    start = time.monotonic()
    reported = False

    def one(raw: bytes) -> None:
        nonlocal reported
        tally[attack(raw, thoroughly=sampled(raw))] += 1
        if not reported and time.monotonic() - start >= options.seconds:  # the process ends without coming back here
            report("guided by coverage", tally, time.monotonic() - start)
            reported = True

    def mutator(raw: bytes, largest: int, seed: int) -> bytes:
        dice = chance.random()
        if dice < 0.1:
            return atheris.Mutate(raw, largest)
        new = mutated(chance.choice(inputs) if dice < 0.5 else raw, chance, inputs)
        return new if len(new) <= largest else raw[:largest]

    folder = options.corpus or options.found / f"corpus-{options.seed}"
    folder.mkdir(parents=True, exist_ok=True)
    for index, raw in enumerate(inputs):
        (folder / f"seed-{index}").write_bytes(raw)
    command = [
        *(sys.argv[0], str(folder), f"-max_total_time={round(options.seconds) + 1}", f"-seed={options.seed}"),
        *(
            f"-artifact_prefix={options.found}/breach-{options.seed}-",
            "-max_len=1600",
            "-timeout=10",
            "-rss_limit_mb=2048",
        ),
        *("-print_final_stats=1", "-verbosity=1"),
    ]
    atheris.Setup(command, one, custom_mutator=mutator)
    atheris.Fuzz()  # leaves the process, with status 0 or that of a breach
    return 0


if __name__ == "__main__":
    sys.exit(main())
