# SPDX-License-Identifier: MIT-0
"""Measure, and print what came of it as a table or as JSON."""

import argparse
import importlib.metadata
import json
import platform
import statistics
import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from .costs import MEASURES, SENT
from .libraries import LIBRARIES, OURS
from .processes import BARE
from .ratios import Row, judge, middle, ratios
from .suite import BRIEF, FULL, Run, run


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python3 -m tests.benchmarks", description=f"{__doc__} All of it takes some six minutes."
    )
    parser.add_argument("--brief", action="store_true", help="only what a cost is promised for: a minute")
    parser.add_argument("--check", action="store_true", help="exit with 1 if a ratio is beyond its limit or missing")
    parser.add_argument("--json", action="store_true", help="print all figures as JSON")
    options = parser.parse_args(arguments)
    found = run(BRIEF if options.brief else FULL, say if sys.stderr.isatty() else lambda text: None)
    if sys.stderr.isatty():
        say("")
    print(json.dumps(as_data(found), indent=2) if options.json else table(found))
    return 1 if options.check and not kept(judge(found.figures)) else 0


def say(text: str) -> None:
    print(f"\r{text:<78}", end="\r" if not text else "", file=sys.stderr, flush=True)


def kept(rows: Sequence[Row]) -> bool:
    """Whether every ratio was measured, and each is within its limit that is not known to miss it."""
    return not any(row["ratio"] is None or (row["beyond"] and not row["missed"]) for row in rows)


def versions(found: Run) -> dict[str, str]:
    modules = dict.fromkeys(LIBRARIES[name][0] for name in found.libraries)
    return {module: importlib.metadata.version(module) for module in modules if module != "json"}


def as_data(found: Run) -> dict[str, Any]:
    return {
        "python": platform.python_version(),
        "implementation": platform.python_implementation(),
        "system": f"{platform.system()} {platform.machine()}",
        "plan": asdict(found.plan),
        "versions": versions(found),
        "failures": sorted(set(found.failures)),
        "costs": judge(found.figures),
        "figures": [
            {"library": library, "measure": measure, "payload": payload, "figures": figures}
            for (library, measure, payload), figures in found.figures.items()
        ],
        "modules": found.modules,
        "lossless": found.lossless,
    }


def table(found: Run) -> str:
    """The figures for people; every ratio is that of the package to the peer, and less is better."""
    skipped = [name for name in LIBRARIES if name not in found.libraries]
    known = ", ".join(f"{name} {version}" for name, version in versions(found).items()) or "no peers"
    lines = [
        f"{platform.python_implementation()} {platform.python_version()}, {platform.system()} {platform.machine()};"
        f" {known}",
        *([f"skipped, not installed: {', '.join(skipped)}"] if skipped else []),
        *(f"failed: {failure}" for failure in sorted(set(found.failures))),
        "",
        *costs(judge(found.figures)),
        "  of many bodies, each with its best time: the median of the ratios, and the 90th percentile",
        "  noise: the package beside itself, the most of its kind; no ratio is let off for it, but measured again",
    ]
    if found.plan.everything:
        for measure, what in MEASURES.items():
            lines += ["", f"{what}: {OURS} / peer; of several bodies, the median", *times(measure, found)]
        lines += ["", "memory held", *memory(found), "", "import", *imports(found)]
        lines += ["", "bodies that come back as they came", *lossless(found)]
    return "\n".join(lines)


def costs(rows: Sequence[Row]) -> list[str]:
    head = f"  {'cost':36}{'bodies':>7} {'against':33}{'ratio':>7}{'90 %':>7}{'at most':>9}{'goal':>7}{'noise':>7}"
    lines = [head]
    for row in rows:
        against = row["against"] if row["ratio"] is not None or len(row["peers"]) == 1 else "the fastest of five"
        lines.append(
            f"  {row['what']:36}{row['bodies']:>7} {against:33}{shown(row['ratio']):>7}{shown(row['ninth']):>7}"
            f"{shown(row['at_most']):>9}{shown(row['goal']):>7}{row['noise']:>7.1%}  {verdict(row)}"
        )
    return lines


def verdict(row: Row) -> str:
    if row["ratio"] is None:
        return "not measured"
    if row["at_most"] is None:
        return ""
    if row["beyond"]:
        return "missed" if row["missed"] else "BEYOND"
    return "goal" if row["ratio"] <= row["goal"] else "kept"


def times(measure: str, found: Run) -> list[str]:
    payloads = found.plan.payloads
    lines = [f"  {'':24}" + "".join(f"{payload:>10}" for payload in payloads)]
    own = [[each for each in found.figures[OURS, measure, payload] if each] for payload in payloads]
    lines.append(f"  {'(microseconds)':24}" + "".join(f"{statistics.median(each) * 1e6:>10.1f}" for each in own))
    for library in found.libraries:
        row = [middle(ratios(found.figures, (OURS, measure, each), (library, measure, each))) for each in payloads]
        if library != OURS and any(row):
            lines.append(f"  {library:24}" + "".join(f"{shown(value):>10}" for value in row))
    return lines


def memory(found: Run) -> list[str]:
    lines = [f"  {'':24}{SENT:>12}{'logprobs':>12}"]
    for library in found.libraries:
        cells = [(library, "memory", payload) for payload in (SENT, "logprobs")]
        if all(cell in found.figures for cell in cells):
            row = [middle(ratios(found.figures, (OURS, *cell[1:]), cell)) for cell in cells]
            lines.append(f"  {library:24}" + "".join(f"{shown(value):>12}" for value in row))
    return lines


def imports(found: Run) -> list[str]:
    bare = found.figures[BARE, "import", ""][0] or 0.0
    own = (found.figures[OURS, "import", ""][0] or 0.0) - bare
    lines: list[str] = []
    for name in found.imports:
        if name != BARE:
            seconds = (found.figures[name, "import", ""][0] or 0.0) - bare
            modules = found.modules[name] - found.modules[BARE]
            lines.append(f"  {name:36}{seconds * 1e3:>8.1f} ms{shown(own / seconds):>10}{modules:>6} modules")
    return lines


def lossless(found: Run) -> list[str]:
    lines = [f"  {'':24}" + "".join(f"{payload:>12}" for payload in found.plan.payloads)]
    for library, counts in found.lossless.items():
        row = [counts.get(payload, {"same": 0, "bodies": 0}) for payload in found.plan.payloads]
        lines.append(
            f"  {library:24}" + "".join(f"{str(each['same']) + '/' + str(each['bodies']):>12}" for each in row)
        )
    return lines


def shown(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}" if value < 1 else f"{value:.2f}"


if __name__ == "__main__":
    sys.exit(main())
