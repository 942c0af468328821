"""The whole screen: real judgments and a mixed inbox, documents a second, seconds by stage, memory.

    python -m bench.screening [--judgments FILE.jsonl.gz --papers N] [--mixed FILES] [--scans] [--workers 1] [--write]

Judgments are laid out in three ways, see `bench.inboxes.LAYOUTS`; beside them jieba.posseg alone over the same texts,
in CPU seconds, its load included like that of the screen. The mixed inbox is the sample city in all its formats, over
and over; scans are left out unless asked for, as OCR takes seconds a page. Registries are the sample city's.
`--write` keeps the tables in bench/results/screening.md.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from bench.inboxes import LAYOUTS, judgments, lay_city, lay_judgments
from bench.machine import machine, table, told
from bench.screens import REGISTRIES, STAGES, Screen, screen
from bench.throughput import figures, judged, lay

HEADING = ["", "documents/s", "wall, s", "CPU, s", "parent, MiB", "worker, MiB", "together, MiB", "proposals"]


def row(name: str, one: Screen) -> list[str]:
    """One run as a row below `HEADING`."""
    watched = one.watched
    spent = [f"{one.files_a_second:.1f}", f"{watched.wall:.1f}", f"{watched.cpu:.1f}"]
    return [name, *spent, *one.memory(), str(one.counts["proposals"])]


def stages(runs: dict[str, Screen]) -> str:
    """Seconds by stage of each run; those of workers are added up."""
    return table(["seconds of", *STAGES], [[name, *one.stages()] for name, one in runs.items()])


def on_judgments(options: argparse.Namespace, place: Path) -> list[str]:
    """The table of the judgments, laid out in each way, and of jieba.posseg."""
    papers, runs = judgments(options.judgments)[: options.papers], {}
    for layout in LAYOUTS:
        lay_judgments(papers, place / layout, layout)
        runs[layout] = screen(place / layout, place / f"of-{layout}", options.workers)
    lay(judged(options.judgments, options.papers), place / "texts")
    peer = figures("jieba.posseg", Path(sys.executable), place / "texts", REGISTRIES)
    if isinstance(peer, str):
        raise SystemExit(f"jieba.posseg: {peer}")
    alone = peer["load"] + peer["seconds"]
    told_of = [
        f"{name}: {alone / one.watched.cpu:.2f} times as fast as jieba.posseg alone" for name, one in runs.items()
    ]
    points = sum(len(paper["text"]) for paper in papers)
    rows = [row(name, one) for name, one in runs.items()]
    rows.append(["jieba.posseg alone", f"{len(papers) / alone:.1f}", "", f"{alone:.1f}", "", f"{peer['peak']:.0f}"])
    rows[-1] += ["", ""]
    return [
        f"## {len(papers):,} real judgments, {points:,} characters",
        table(HEADING, rows),
        "Goal: no slower than jieba.posseg alone, in CPU seconds. " + "; ".join(told_of) + ".",
        stages(runs),
    ]


def on_mixed(options: argparse.Namespace, place: Path) -> list[str]:
    """The table of the mixed inbox."""
    lay_city(place / "mixed", options.mixed, scans=options.scans)
    one = screen(place / "mixed", place / "of-mixed", options.workers)
    kinds = "with" if options.scans else "without"
    name = f"{options.mixed:,} files, {kinds} scans"
    return [f"## A mixed inbox, {name}", table(HEADING, [row(name, one)]), stages({name: one})]


def main() -> None:
    """Prints the tables and keeps them when asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--judgments", type=Path)
    parser.add_argument("--papers", type=int, help="only the first N judgments")
    parser.add_argument("--mixed", type=int, default=500)
    parser.add_argument("--scans", action="store_true")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    parts = ["# Whole screens", f"`python -m bench.screening`; {options.workers} worker(s). {machine()}"]
    with tempfile.TemporaryDirectory() as place:
        if options.judgments:
            parts += on_judgments(options, Path(place))
        parts += on_mixed(options, Path(place))
    told("screening", "\n\n".join(parts), options.write)


if __name__ == "__main__":
    main()
