"""What a change of the registries re-opens, and whether what is kept is what a fresh reading comes to.

    python -m bench.reopening CITY... --edits 24 --seed 1 [--write]

CITY holds `gold.jsonl` and `world/`. Every edit is drawn by the seed; each paper is read by the registries before and
after it, and one that the sieve keeps must come to the same findings and counts both times. Prints a table by kind of
edit: papers read again, those of them that came to something else, and papers kept that did (there must be none).
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from data.codec import to_text
from data.goldfile import read_documents
from data.registries import load_registries
from data.registry import Registries
from data.types import Document
from extractors.pipeline import build_extractor
from matching.changes import changes_between, footprints_of
from matching.resolver import Resolver
from pipelines.reopening import Known, Sieve
from records.findings import findings_of
from records.passed import passed_over

RESULT = Path(__file__).parent / "results" / "reopening.md"
HEAD = "| edit | edits | papers | read again | came to something else | kept, and would have | seconds saved |"


def edited(registries: Registries, kind: str, how: str, draw: random.Random) -> Registries:
    """The registries after one edit: an entry removed, added in the likeness of another, or changed."""
    side: dict[str, Any] = dict(getattr(registries, kind))
    key = draw.choice(sorted(side))
    if how == "remove":
        del side[key]
    elif how == "add":
        new = f"{key}9"
        name = {"officials": "person_id", "lawyers": "entry_id", "cases": "case_no", "filed": "record_id"}[kind]
        new = key.replace("号", "9号") if kind == "cases" else new
        side[new] = replace(side[key], **{name: new})
    else:
        side[key] = CHANGES[kind](side[key], draw)
    return replace(registries, **{kind: side}, sha256=to_text([kind, how, key]))


def _official(entry: Any, draw: random.Random) -> Any:
    if draw.random() < 0.5:
        return replace(entry, aliases=(*entry.aliases, f"老{entry.name[0]}"))
    return replace(entry, tenures=tuple(replace(post, valid_to=date(2023, 6, 30)) for post in entry.tenures))


CHANGES: Mapping[str, Callable[[Any, random.Random], Any]] = {
    "officials": _official,
    "lawyers": lambda entry, draw: replace(entry, phone=f"{draw.randrange(10**10, 10**11)}"),
    "cases": lambda entry, draw: replace(entry, handlers=entry.handlers[:-1]),
    "filed": lambda entry, draw: replace(
        entry, occurred_on=(entry.occurred_on or date(2024, 1, 1)) + timedelta(days=9)
    ),
}


def read_all(documents: Sequence[Document], registries: Registries) -> tuple[list[str], list[bool], list[float]]:
    """Of every paper what it comes to, whether anything was found, and the seconds it took."""
    extractor, resolver = build_extractor(registries), Resolver(registries)
    results, eventful, seconds = [], [], []
    for document in documents:
        start = time.perf_counter()
        reading = resolver.resolve(document, extractor.extract(document))
        findings, passed = findings_of(reading, registries), passed_over(reading)
        results.append(to_text([[finding.to_row() for finding in findings], passed]))
        eventful.append(bool(findings or passed))
        seconds.append(time.perf_counter() - start)
    return results, eventful, seconds


def measure(cities: Sequence[Path], edits: int, seed: int) -> dict[str, Counter[str]]:
    """Counts by kind of edit."""
    table: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for city in cities:
        draw = random.Random(f"{seed} {city.name}")  # noqa: S311 - edits to try, no secret
        registries, _ = load_registries(city / "world")
        documents = list(read_documents(city / "gold.jsonl"))
        before, eventful, seconds = read_all(documents, registries)
        for number in range(edits):
            kind, how = list(CHANGES)[number % 4], ("add", "remove", "change")[number // 4 % 3]
            after = edited(registries, kind, how, draw)
            sieve = Sieve(changes_between(footprints_of(registries), after))
            now, _, _ = read_all(documents, after)
            row = table[f"{kind} {how}"]
            row["edits"] += 1
            for document, old, new, found, took in zip(documents, before, now, eventful, seconds, strict=True):
                again = bool(sieve.reasons(document, Known.EVENTS if found else Known.QUIET))
                row["papers"] += 1
                row["again"] += again
                row["other"] += again and old != new
                row["missed"] += not again and old != new
                row["saved_ms"] += 0 if again else round(took * 1000)
                if not again and old != new:
                    sys.stderr.write(f"{city.name} {document.doc_id}: kept, though {kind} {how} changes it\n")
    return dict(table)


def report(table: Mapping[str, Counter[str]]) -> str:
    """The table as Markdown."""
    lines = [HEAD, "|---|---|---|---|---|---|---|"]
    for name, row in sorted(table.items()):
        share = row["again"] / max(1, row["papers"])
        counts = f"{row['edits']} | {row['papers']} | {share:.1%} | {row['other']} | {row['missed']}"
        lines.append(f"| {name} | {counts} | {row['saved_ms'] / 1000:.1f} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measures and prints; exit code 1 when a paper was kept that would have come to something else."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cities", nargs="+", type=Path)
    parser.add_argument("--edits", type=int, default=24)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--write", action="store_true")
    told = parser.parse_args()
    table = measure(told.cities, told.edits, told.seed)
    text = report(table)
    sys.stdout.write(text)
    if told.write:
        RESULT.write_text(f"# Registry changes\n\n{text}", "utf-8")
    sys.exit(any(row["missed"] for row in table.values()))


if __name__ == "__main__":
    main()
