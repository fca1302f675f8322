# SPDX-License-Identifier: MIT-0
"""Measure, and print what came of it as a table or as JSON."""

import argparse
import json
import sys
from typing import Any

from .costs import MEASURES
from .libraries import LIBRARIES, OURS
from .suite import BRIEF, FULL, Report, report


def main() -> int:
    parser = argparse.ArgumentParser(prog="python3 -m tests.benchmarks", description=__doc__)
    parser.add_argument("--brief", action="store_true", help="only what a cost is promised for; a minute and a half")
    parser.add_argument("--check", action="store_true", help="exit with 1 if a ratio is beyond its 'at most' and noise")
    parser.add_argument("--json", action="store_true", help="print all figures as JSON")
    options = parser.parse_args()
    found = report(BRIEF if options.brief else FULL, say if sys.stderr.isatty() else lambda text: None)
    if sys.stderr.isatty():
        say("")
    print(json.dumps(found, indent=2) if options.json else table(found))
    beyond = [row for row in found["costs"] if row["beyond"]]
    return 1 if options.check and beyond else 0


def say(text: str) -> None:
    print(f"\r{text:<78}", end="\r" if not text else "", file=sys.stderr, flush=True)


def table(found: Report) -> str:
    """The figures for people; every ratio is that of the package to the peer, and less is better."""
    versions = ", ".join(f"{name} {version}" for name, version in found["versions"].items()) or "no peers"
    lines = [
        f"{found['implementation']} {found['python']}, {found['system']}; {versions}",
        *([f"skipped, not installed: {', '.join(found['skipped'])}"] if found["skipped"] else []),
        *(f"failed: {failure}" for failure in found["failures"]),
        "",
        *costs(found["costs"]),
    ]
    if found["lossless"]:
        for measure, what in MEASURES.items():
            lines += ["", f"{what}: {OURS} / peer", *times(measure, found)]
    lines += ["", "memory held", *memory(found["memory"]), "", "import", *imports(found["imports"])]
    lost = {
        name: ", ".join(payload for payload, same in back.items() if not same)
        for name, back in found["lossless"].items()
        if not all(back.values())
    }
    lines += ["", "growth: times the time for 4 times the tokens", *growth(found["growth"])]
    if lost:
        lines += ["", "does not give back as it came", *(f"  {name:20} {payloads}" for name, payloads in lost.items())]
    return "\n".join(lines)


def costs(rows: list[dict[str, Any]]) -> list[str]:
    lines = [f"  {'cost':52} {'against':28} {'ratio':>7} {'at most':>7} {'goal':>6} {'noise':>6}"]
    for row in rows:
        value = row["ratio"]
        verdict = (
            "not measured"
            if value is None
            else "BEYOND"
            if row["beyond"]
            else "within noise"
            if value > row["at_most"]
            else "goal"
            if value <= row["goal"]
            else "kept"
        )
        against = "itself" if row["kind"] == "growth" else row["against"]
        if len(against) > 28:
            against = f"the fastest of {len(row['peers'])}"
        lines.append(
            f"  {row['what']:52} {against:28} {shown(value):>7} {row['at_most']:>7} {row['goal']:>6}"
            f" {row['noise']:>6.1%}  {verdict}"
        )
    return lines


def times(measure: str, found: Report) -> list[str]:
    payloads = found["plan"]["payloads"]
    cells = {(row["library"], row["payload"]): row for row in found["times"] if row["measure"] == measure}
    lines = [f"  {'':24}" + "".join(f"{payload:>10}" for payload in payloads)]
    lines.append(
        f"  {'(microseconds)':24}" + "".join(f"{cells[OURS, each]['seconds'] * 1e6:>10.1f}" for each in payloads)
    )
    for library in LIBRARIES:
        row = [cells[library, payload]["ratio"] if (library, payload) in cells else None for payload in payloads]
        if library != OURS and any(row):
            lines.append(f"  {library:24}" + "".join(f"{shown(value):>10}" for value in row))
    return lines


def memory(rows: list[dict[str, Any]]) -> list[str]:
    return [f"  {row['library']:24}{row['bytes'] / 1e6:>8.2f} MB{shown(row['ratio']):>10}" for row in rows]


def imports(rows: list[dict[str, Any]]) -> list[str]:
    return [
        f"  {row['import']:24}{row['seconds'] * 1e3:>8.1f} ms{shown(row['ratio']):>10}{row['modules']:>6} modules"
        for row in rows
    ]


def growth(rows: list[dict[str, Any]]) -> list[str]:
    return [
        f"  {row['library']:24}{row['measure']:8}{row['payload']:16}"
        f"{row['seconds'] * 1e3:>8.1f} ms{shown(row['ratio']):>10}"
        for row in sorted(rows, key=lambda row: (row["library"], row["measure"]))
    ]


def shown(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}" if value < 1 else f"{value:.2f}"


if __name__ == "__main__":
    sys.exit(main())
