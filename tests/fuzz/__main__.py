# SPDX-License-Identifier: MIT-0
"""The command line of the fuzzer, and its two ways to choose texts."""

import argparse
import collections
import importlib
import importlib.util
import pathlib
import random
import sys
import time
import zlib
from collections.abc import Callable
from typing import Any

from .. import NAME
from ..support.processes import module_names
from . import __doc__ as description
from .mutate import mutated, seeds


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python3 -m tests.fuzz",
        description=description,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--seconds", type=float, default=60, help="how long (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="of the random choices (default: %(default)s)")
    parser.add_argument("--plain", action="store_true", help="do not use atheris")
    parser.add_argument("--found", type=pathlib.Path, default=pathlib.Path(), help="a folder for what breaks a promise")
    parser.add_argument("files", nargs="*", type=pathlib.Path, metavar="FILE", help="only try these")
    options = parser.parse_args(arguments)
    if options.files:
        from .target import attack

        for path in options.files:
            print(f"{path}: {attack(path.read_bytes())}")
        return 0
    return plain(options) if options.plain or importlib.util.find_spec("atheris") is None else guided(options)


def thoroughly(raw: bytes) -> bool:
    """Whether to try everything with this text, which takes longer: one text in eight."""
    return zlib.crc32(raw) % 8 == 0


def report(kind: str, tally: collections.Counter[str], seconds: float) -> None:
    outcomes = ", ".join(f"{count:,} {outcome}" for outcome, count in sorted(tally.items()))
    print(f"{kind}: {tally.total():,} executions in {seconds:.0f} s: {outcomes}", flush=True)


def plain(options: argparse.Namespace) -> int:
    from .target import attack

    chance, inputs = random.Random(options.seed), seeds()
    tally: collections.Counter[str] = collections.Counter()
    start = time.monotonic()
    while not tally or time.monotonic() - start < options.seconds:
        raw = mutated(chance.choice(inputs), chance, inputs) if tally else inputs[0]
        try:
            tally[attack(raw, thoroughly(raw))] += 1
        except BaseException as error:
            path = options.found / f"breach-{options.seed}-{tally.total()}"
            path.write_bytes(raw)
            print(f"{path}: {type(error).__name__}: {error}", file=sys.stderr)
            return 1
    report("random mutation", tally, time.monotonic() - start)
    return 0


def guided(options: argparse.Namespace) -> int:
    import atheris

    attack = instrumented(atheris)
    chance, inputs = random.Random(options.seed), seeds()
    tally: collections.Counter[str] = collections.Counter()
    start = time.monotonic()
    reported = False

    def one(raw: bytes) -> None:
        nonlocal reported
        tally[attack(raw, thoroughly(raw))] += 1
        if not reported and time.monotonic() - start >= options.seconds:  # atheris then ends the process
            report("guided by coverage", tally, time.monotonic() - start)
            reported = True

    def mutator(raw: bytes, largest: int, seed: int) -> bytes:
        dice = chance.random()
        if dice < 0.1:
            return atheris.Mutate(raw, largest)
        new = mutated(chance.choice(inputs) if dice < 0.5 else raw, chance, inputs)
        return new if len(new) <= largest else raw[:largest]

    corpus = options.found / f"corpus-{options.seed}"
    corpus.mkdir(parents=True, exist_ok=True)
    for index, raw in enumerate(inputs):
        (corpus / f"seed-{index}").write_bytes(raw)
    limits = ("-max_len=1600", "-timeout=10", "-rss_limit_mb=2048", f"-max_total_time={round(options.seconds) + 1}")
    output = (f"-artifact_prefix={options.found}/breach-{options.seed}-", "-print_final_stats=1", "-verbosity=1")
    atheris.Setup([sys.argv[0], str(corpus), f"-seed={options.seed}", *limits, *output], one, custom_mutator=mutator)
    atheris.Fuzz()  # ends the process, with status 0 unless a promise is broken
    return 0


def instrumented(atheris: Any) -> Callable[..., str]:
    """The target, with the package imported anew so that atheris sees its branches."""
    tests: Any = importlib.import_module("..", __package__)
    for name in [name for name in sys.modules if f"{name}.".startswith(f"{NAME}.")]:
        del sys.modules[name]
    with atheris.instrument_imports(include=[NAME], enable_loader_override=False):
        tests.package = importlib.import_module(NAME)
        for name in module_names():
            importlib.import_module(f"{NAME}.{name}")
    return importlib.import_module(".target", __package__).attack


if __name__ == "__main__":
    sys.exit(main())
