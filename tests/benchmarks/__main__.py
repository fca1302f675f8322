# SPDX-License-Identifier: MIT-0
"""The command line of the benchmarks."""

import argparse
import importlib.metadata
import platform
import sys
from collections.abc import Sequence

from . import __doc__ as description
from .costs import Row, judge
from .libraries import MODULES, installed
from .measuring import measured

ROUNDS, BRIEF_ROUNDS = 6, 2


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python3 -m tests.benchmarks",
        description=description,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--brief", action="store_true", help="about a minute instead of three")
    parser.add_argument("--check", action="store_true", help="exit with 1 if a ratio exceeds its limit or is missing")
    options = parser.parse_args(arguments)
    libraries = [name for name in MODULES if installed(name)]
    rows = judge(measured(libraries, BRIEF_ROUNDS if options.brief else ROUNDS, progress))
    progress("")
    print("\n".join([*heading(libraries), "", *table(rows)]))
    return 1 if options.check and any(row.verdict in ("not measured", "BEYOND") for row in rows) else 0


def progress(text: str) -> None:
    if sys.stderr.isatty():
        print(f"\r{text:<78}", end="" if text else "\r", file=sys.stderr, flush=True)


def heading(libraries: Sequence[str]) -> list[str]:
    modules = dict.fromkeys(MODULES[name] for name in libraries if MODULES[name])
    versions = [f"{module} {importlib.metadata.version(module)}" for module in modules]
    where = f"{platform.python_implementation()} {platform.python_version()}, {platform.system()} {platform.machine()}"
    skipped = [name for name in MODULES if name not in libraries]
    return [
        f"{where}; {', '.join(versions) or 'no peers'}",
        *([f"skipped, not installed: {', '.join(skipped)}"] if skipped else []),
    ]


def table(rows: Sequence[Row]) -> list[str]:
    lines = [f"  {'cost':40}{'bodies':>7} {'against':33}{'ratio':>7}{'90 %':>7}{'at most':>9}{'goal':>7}{'noise':>7}"]
    lines += [
        f"  {row.cost.what:40}{len(row.ratios):>7} {row.against:33}{shown(row.ratio):>7}{shown(row.ninth):>7}"
        f"{shown(row.cost.at_most):>9}{shown(row.cost.goal):>7}{row.noise:>7.1%}  {row.verdict}"
        for row in rows
    ]
    return [
        *lines,
        "  of many bodies, each with its best time: the median of the ratios, and the 90th percentile",
        "  noise: how far the package is from itself, measured twice; it excuses no ratio",
    ]


def shown(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}" if value < 1 else f"{value:.2f}"


if __name__ == "__main__":
    sys.exit(main())
