"""One worker and two over the same inbox: how much faster, and whether they come to the same bytes.

    python -m bench.workers [--files 1000] [--write]

The inbox is the sample city in all its formats but scans, over and over. Only a machine with two idle cores can show
the goal, two workers 1.8 times as fast as one. `--write` keeps the table in bench/results/workers.md.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from bench.inboxes import lay_city
from bench.machine import machine, table, told
from bench.screens import screen

HEADING = ["workers", "wall, s", "of it screening, s", "CPU, s", "files/s", "together, MiB"]
GOAL = 1.8


def main() -> None:
    """Prints the table and keeps it when asked. Raises SystemExit when the proposals differ."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=1_000)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    rows, walls, bytes_of = [], {}, {}
    with tempfile.TemporaryDirectory() as place:
        inbox = Path(place, "inbox")
        lay_city(inbox, options.files, scans=False)
        for workers in (1, 2):
            one = screen(inbox, Path(place, str(workers)), workers)
            watched, screening = one.watched, one.seconds["screen"]
            walls[workers] = (watched.wall, screening)
            spent = [f"{watched.wall:.1f}", f"{screening:.1f}", f"{watched.cpu:.1f}", f"{one.files_a_second:.1f}"]
            rows.append([str(workers), *spent, one.memory()[-1]])
            bytes_of[workers] = Path(place, str(workers), "out", "proposals.jsonl").read_bytes()
    if bytes_of[1] != bytes_of[2]:
        raise SystemExit("the proposals of two workers are not those of one")
    whole, screening = (walls[1][at] / walls[2][at] for at in (0, 1))
    parts = [
        "# One worker and two",
        f"`python -m bench.workers`; {options.files:,} files. {machine()}",
        table(HEADING, rows),
        f"Two are {whole:.2f} times as fast as one, {screening:.2f} times without start and end (goal {GOAL}); the "
        "proposals are the same bytes.",
    ]
    told("workers", "\n\n".join(parts), options.write)


if __name__ == "__main__":
    main()
