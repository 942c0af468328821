"""Inboxes of any size for measuring: real judgments laid out in three ways, and the sample city many times over."""

from __future__ import annotations

import csv
import gzip
import json
import shutil
from collections.abc import Iterator
from itertools import count, islice
from pathlib import Path

from data.manifest import MANIFEST

SAMPLES = Path(__file__).resolve().parent.parent / "data" / "samples"
HEADING = ("path", "kind", "owner", "case_no")
LAYOUTS = ("manifest", "folders", "loose")
"""How the inbox tells what a judgment is: a line of the manifest, the folder of its case, or not at all."""


def judgments(path: Path) -> list[dict[str, str]]:
    """The lines of a `.jsonl.gz` file: `id`, `text`, perhaps `case_no`."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def lay_judgments(papers: list[dict[str, str]], inbox: Path, layout: str) -> int:
    """Lays the papers out as UTF-8 text in one of `LAYOUTS`; returns how many.

    In `folders` a paper whose number is not known lies loose.
    """
    inbox.mkdir(parents=True)
    rows: list[tuple[str, ...]] = []
    for paper in papers:
        known = layout == "folders" and paper.get("case_no")
        path = f"cases/{paper['case_no']}/{paper['id']}.txt" if known else f"papers/{paper['id']}.txt"
        (inbox / path).parent.mkdir(parents=True, exist_ok=True)
        (inbox / path).write_text(paper["text"], "utf-8")
        rows.append((path, "case_file", "", ""))
    if layout == "manifest":
        _write_manifest(inbox, rows)
    return len(papers)


def lay_city(inbox: Path, size: int, *, scans: bool = True) -> int:
    """Lays out `size` files: the sample inbox in all its formats, over and over, each round in a folder of its own.

    Rounds are the same byte for byte but for their place, so that they tell of the same matters.
    """
    inbox.mkdir(parents=True)
    source = SAMPLES / "inbox"
    with (source / MANIFEST).open(encoding="utf-8", newline="") as lines:
        told = {row["path"]: row for row in csv.DictReader(lines)}
    rows: list[tuple[str, ...]] = []
    for place, file in islice(_rounds(source, scans), size):
        path = f"{place}/{file.relative_to(source).as_posix()}"
        (inbox / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, inbox / path)
        row = told.get(file.relative_to(source).as_posix())
        if row:
            rows.append((path, *(row[name] or "" for name in HEADING[1:])))
    _write_manifest(inbox, rows)
    return size


def _rounds(source: Path, scans: bool) -> Iterator[tuple[str, Path]]:
    """(round, file) without end, the files of a round in order."""
    files = sorted(file for file in source.rglob("*") if file.is_file() and file.name != MANIFEST)
    kept = [file for file in files if scans or not _is_scan(file)]
    return ((f"{number:05}", file) for number in count(1) for file in kept)


def _is_scan(file: Path) -> bool:
    return file.suffix in (".jpg", ".png") or "扫描" in file.name


def _write_manifest(inbox: Path, rows: list[tuple[str, ...]]) -> None:
    with (inbox / MANIFEST).open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([HEADING, *rows])
