"""Try every target under both drivers, each in a process of its own, and write the table.

    python -m bench.fuzz [--rules 100000] [--papers 100000] [--seconds 300] [--only NAME ...]

Ends a target at its number of inputs or at its seconds, whichever comes first. Leaves with 1 when there is a fault; the
input of each lies under `out/fuzz`. Needs the extra `fuzz`.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from bench.fuzz.papers import PAPERS
from bench.fuzz.targets import TARGETS

RESULTS = Path(__file__).resolve().parents[1] / "results" / "fuzz.md"
FOUND = Path(__file__).parent / "found.md"
KEEP = Path("out/fuzz")
DRIVERS = ("drawn", "guided")
STARTING = 240
"""Seconds that a process may take beside its inputs: to load, instrument, and run the seeds."""
GROWTH = 300
"""MB that a process may grow by after its first inputs; more is a leak."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rules", type=int, default=100_000, help="inputs of a rule or table, for each driver")
    parser.add_argument("--papers", type=int, default=100_000, help="inputs of a format family, for each driver")
    parser.add_argument("--seconds", type=int, default=300, help="at most, for each target and driver")
    parser.add_argument("--only", nargs="*", choices=TARGETS, default=list(TARGETS))
    told = parser.parse_args()
    papers = {target.name for target in PAPERS}
    rows = []
    for name in told.only:
        for driver in DRIVERS:
            rows.append((name, driver, _run(name, driver, told.papers if name in papers else told.rules, told.seconds)))
            print(name, driver, rows[-1][2], flush=True)
    RESULTS.write_text("\n".join(report(rows)) + "\n" + FOUND.read_text("utf-8"), "utf-8")
    if faults := [fault for _, _, result in rows for fault in result["faults"]]:
        sys.exit(f"{len(faults)} faults")


def _run(name: str, driver: str, inputs: int, seconds: int) -> dict[str, Any]:
    keep = KEEP / f"{name.replace(' ', '_')}-{driver}"
    shutil.rmtree(keep, ignore_errors=True)
    keep.mkdir(parents=True)
    command = [sys.executable, "-m", "bench.fuzz.driving", name, driver, str(inputs), str(seconds), str(keep)]
    with (keep / "log").open("wb") as log:
        try:
            code = subprocess.run(  # noqa: S603 - our own module
                command, stdout=log, stderr=log, check=False, timeout=seconds + STARTING
            ).returncode
        except subprocess.TimeoutExpired:
            code = 124
    told = keep / "result.json"
    result: dict[str, Any] = json.loads(told.read_text("utf-8")) if told.is_file() else {"inputs": 0, "faults": {}}
    if code:
        result["faults"][f"the process ended with {code}, see {keep / 'log'}"] = ""
    if result.get("growth_mb", 0) > GROWTH:
        result["faults"][f"memory grew by {result['growth_mb']} MB"] = ""
    return result


def report(rows: list[tuple[str, str, dict[str, Any]]]) -> list[str]:
    """The table as Markdown."""
    lines = [
        "# Inputs that nobody made\n",
        "`drawn`: by hypothesis, of words of the field; `guided`: mutated by libFuzzer (atheris) by the coverage they",
        "bring, from the sample city's and the tests' files. In one process, without the sandbox; one input in ten is",
        "tried twice. Slowest: seconds of one input. `python -m bench.fuzz`\n",
        "| target | inputs | by | seconds | slowest | peak MB | growth MB | faults |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for name, driver, told in rows:
        figures = " | ".join(str(told.get(key, "")) for key in ("seconds", "slowest", "memory_mb", "growth_mb"))
        lines.append(f"| {name} | {told['inputs']:,} | {driver} | {figures} | {len(told['faults'])} |")
    return lines


if __name__ == "__main__":
    main()
