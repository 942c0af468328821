"""Characters a second of extraction, beside the limit and other readers of Chinese, on the same texts in one run.

    python -m bench.throughput [--judgments FILE.jsonl.gz] [--cities CITY...] [--peers PYTHON] [--papers N] [--write]

FILE has a line a judgment with `id` and `text`: a stranger's case papers, of which the gate drops nearly all. A CITY
holds `gold.jsonl` and `world/`; the sample city by default. Of both the chats are read, whole. PYTHON is that of an
environment with cutword and torch; without it what this one lacks is told as missing. CPU seconds on one thread, each
subject in a process of its own. `--write` keeps the tables in bench/results/throughput.md.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from bench.inboxes import SAMPLES, judgments
from bench.machine import ONE_THREAD, machine, table, told
from bench.scores import gold_of
from bench.throughput_subjects import SUBJECTS
from data.goldfile import read_rows

HEADING = ["", "characters/s", "of the limit", "times jieba.posseg", "load, s", "peak, MiB", "version"]
FIELDS = ("doc_id", "kind", "owner", "folder_case", "text")
ONES_OWN = ("limit", "guowen")
"""Subjects that need this environment."""


def lay(rows: Iterable[Mapping[str, Any]], folder: Path) -> int:
    """Writes the texts and documents of the rows as the subjects want them; returns the number of characters."""
    folder.mkdir()
    total = 0
    with (folder / "documents.jsonl").open("w", encoding="utf-8") as lines:
        for number, row in enumerate(rows):
            (folder / f"{number:06}.txt").write_bytes(row["text"].encode())
            lines.write(json.dumps({name: row.get(name) for name in FIELDS}, ensure_ascii=False) + "\n")
            total += len(row["text"])
    return total


def judged(path: Path, papers: int | None) -> Iterable[dict[str, Any]]:
    """Judgments as case papers that lie in no folder."""
    return ({"doc_id": one["id"], "kind": "case_file", "text": one["text"]} for one in judgments(path)[:papers])


def chats(cities: Iterable[Path]) -> list[dict[str, Any]]:
    """The chats of the cities."""
    return [row for city in cities for _, row in read_rows(gold_of(city)) if row["kind"] == "chat"]


def figures(name: str, python: Path, folder: Path, registries: Path) -> dict[str, Any] | str:
    """What a subject measured in a fresh process, or why it could not."""
    own = name in ONES_OWN
    call = [sys.executable, "-m", "bench.throughput_subjects"] if own else [str(python), _script()]
    done = subprocess.run(  # noqa: S603
        [*call, name, str(folder), str(registries)],
        env={**os.environ, **ONE_THREAD},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        return (done.stderr.strip().splitlines() or ["ended without a word"])[-1]
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def compared(title: str, folder: Path, python: Path, registries: Path) -> str:
    """The table of one set of texts, and below it which subjects could not be had."""
    found = {name: figures(name, python, folder, registries) for name in SUBJECTS}
    speeds = {name: one["characters"] / one["seconds"] for name, one in found.items() if isinstance(one, dict)}
    rows, missing = [], []
    for name, one in found.items():
        if isinstance(one, str):
            missing.append(f"{name} could not be run: {one}")
            continue
        ratios = [f"{speeds[name] / speeds[base]:.2g}" if base in speeds else "" for base in ("limit", "jieba.posseg")]
        rows.append([name, f"{speeds[name]:,.0f}", *ratios, f"{one['load']:.1f}", f"{one['peak']:.0f}", one["version"]])
    return "\n\n".join([f"## {title}", table(HEADING, rows), *missing])


def _script() -> str:
    return str(Path(__file__).with_name("throughput_subjects.py"))


def report(options: argparse.Namespace) -> str:
    """The whole part as Markdown."""
    parts = ["# Extraction throughput", f"`python -m bench.throughput`; CPU seconds, one thread. {machine()}"]
    registries = _registries(options.cities[0])
    with tempfile.TemporaryDirectory() as place:
        if options.judgments:
            points = lay(judged(options.judgments, options.papers), Path(place, "judgments"))
            title = f"Real judgments, {points:,} characters"
            parts.append(compared(title, Path(place, "judgments"), options.peers, registries))
        points = lay(chats(options.cities), Path(place, "chats"))
        title = f"Chats of {len(options.cities)} invented cities, {points:,} characters"
        parts.append(compared(title, Path(place, "chats"), options.peers, registries))
    return "\n\n".join(parts)


def _registries(city: Path) -> Path:
    return city / "world" if (city / "world").is_dir() else city / "registries"


def main() -> None:
    """Prints the tables and keeps them when asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--judgments", type=Path)
    parser.add_argument("--papers", type=int, help="only the first N judgments")
    parser.add_argument("--cities", nargs="+", type=Path, default=[SAMPLES])
    parser.add_argument("--peers", type=Path, default=Path(sys.executable))
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    told("throughput", report(options), options.write)


if __name__ == "__main__":
    main()
