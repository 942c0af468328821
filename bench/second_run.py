"""The second run over an inbox that has not changed, beside the first.

    python -m bench.second_run [--files 1000] [--workers 1] [--write]

The inbox is the sample city in all its formats but scans, over and over; the second run has the first one's store.
Seconds of the start of Python and of reading the registries are in both. `--write` keeps the table in
bench/results/second_run.md.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from bench.inboxes import lay_city
from bench.machine import machine, table, told
from bench.screens import STAGES, screen

HEADING = ["run", "screened", "unchanged", "wall, s", "CPU, s", "parent, MiB", *STAGES]
GOAL = 50


def main() -> None:
    """Prints the table and keeps it when asked. Raises SystemExit when the code changed between the runs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=1_000)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        inbox = Path(place, "inbox")
        lay_city(inbox, options.files, scans=False)
        runs = [screen(inbox, Path(place, "run"), options.workers) for _ in range(2)]
    if runs[0].versions != runs[1].versions:
        raise SystemExit("the tree was edited between the two runs, so that all was read again; run it once more")
    rows = []
    for name, one in zip(("first", "second"), runs, strict=True):
        seen = [str(one.counts["screened"]), str(one.counts["unchanged"])]
        spent = [f"{one.watched.wall:.1f}", f"{one.watched.cpu:.1f}", one.memory()[0]]
        rows.append([name, *seen, *spent, *one.stages()])
    first, second = (one.watched for one in runs)
    parts = [
        "# The second run",
        f"`python -m bench.second_run`; {options.files:,} files, {options.workers} worker(s). {machine()}",
        table(HEADING, rows),
        f"The second is {first.cpu / second.cpu:.0f} times as fast in CPU seconds, "
        f"{first.wall / second.wall:.0f} times by the clock (goal {GOAL}).",
    ]
    told("second_run", "\n\n".join(parts), options.write)


if __name__ == "__main__":
    main()
