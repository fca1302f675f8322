# SPDX-License-Identifier: MIT-0
"""Runs the checks named, or all of them: two at a time, and each on its own with --one-by-one."""

import concurrent.futures
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from . import distributed, elsewhere, scaled, suites
from .workshop import Failed, Skipped, Workshop

CHECKS: dict[str, Callable[[Workshop], str]] = {
    "interpreters": suites.interpreters,
    "wasm": suites.wasm,
    "vendored": suites.vendored,
    "distributions": distributed.distributions,
    "installed": distributed.installed,
    "verifytypes": distributed.verifytypes,
    "vendoring": elsewhere.vendoring,
    "frozen": elsewhere.frozen,
    "read-only": elsewhere.read_only,
    "scale": scaled.scale,
}


def outcome(name: str, workshop: Workshop) -> str:
    """Run one check, print its line, and say "passed", "failed" or "skipped"."""
    start = time.monotonic()
    try:
        result, said = "passed", CHECKS[name](workshop)
    except Skipped as skipped:
        result, said = "skipped", str(skipped)
    except Failed as failed:
        result, said = "failed", str(failed)
    except Exception as error:  # the others are to run all the same
        result, said = "failed", f"{type(error).__name__}: {error}"
    print(f"{name}: {result} in {time.monotonic() - start:.0f} s: {said}", flush=True)
    return result


def main(arguments: list[str]) -> int:
    names = [argument for argument in arguments if argument != "--one-by-one"] or [*CHECKS]
    unknown = [name for name in names if name not in CHECKS]
    if unknown:
        print(f"no check is named {', '.join(unknown)}; there are: {', '.join(CHECKS)}", file=sys.stderr)
        return 2
    jobs = 1 if "--one-by-one" in arguments else min(2, os.cpu_count() or 1)
    with tempfile.TemporaryDirectory() as folder, concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        workshop = Workshop(Path(folder).resolve())
        results = [*pool.map(lambda name: outcome(name, workshop), names)]
    passed, failed, skipped = (results.count(result) for result in ("passed", "failed", "skipped"))
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed or (skipped and os.environ.get("CI") == "true") else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
