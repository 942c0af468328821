"""How a screening grows with its inbox: seconds and memory from 1,000 to 100,000 files.

    python -m bench.growth [--sizes 1000 10000] [--workers 2] [--write]

The inbox is the sample city in all its formats but scans, over and over. Memory is flat when the last column is near 1
while the files grow tenfold. `--write` keeps the table in bench/results/growth.md.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from bench.inboxes import lay_city
from bench.machine import machine, table, told
from bench.screens import STAGES, Screen, screen

HEADING = ["files", "wall, s", "CPU, s", "ms of CPU a file", "parent, MiB", "worker, MiB", "together, MiB", "growth"]


def row(one: Screen, first: Screen) -> list[str]:
    """One size as a row below `HEADING`; growth is that of all memory together since the `first`."""
    watched, files = one.watched, one.counts["files"]
    growth = watched.together / first.watched.together
    spent = [f"{watched.wall:.0f}", f"{watched.cpu:.0f}", f"{1000 * watched.cpu / files:.0f}"]
    return [f"{files:,}", *spent, *one.memory(), f"{growth:.2f}"]


def measured(size: int, workers: int) -> Screen:
    """The screening of an inbox of `size` files, laid out and removed again."""
    with tempfile.TemporaryDirectory() as place:
        lay_city(Path(place, "inbox"), size, scans=False)
        return screen(Path(place, "inbox"), Path(place, "run"), workers)


def main() -> None:
    """Prints the table and keeps it when asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", nargs="+", type=int, default=[1_000, 10_000])
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    runs = [measured(size, options.workers) for size in sorted(options.sizes)]
    parts = [
        "# Growth",
        f"`python -m bench.growth`; {options.workers} workers. {machine()}",
        table(HEADING, [row(one, runs[0]) for one in runs]),
        table(["seconds of", *STAGES], [[f"{one.counts['files']:,}", *one.stages()] for one in runs]),
    ]
    told("growth", "\n\n".join(parts), options.write)


if __name__ == "__main__":
    main()
