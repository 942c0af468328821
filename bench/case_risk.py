"""How often case links are wrong, by how sure they are: coverage and risk at rising least scores.

    python -m bench.case_risk GOLD_DIR [GOLD_DIR ...]

Mentions and events are gold's, as in bench/resolution.py. `answered` is the share of events given a case at that score
or above, `wrong` the share of those whose case is another one or none, `found` the share of gold's cases so given.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from data.goldfile import document_of, event_of, mentions_of, read_rows
from data.registries import load_registries
from data.types import Extraction
from matching.resolver import Resolver

LEAST = (0.0, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99)


def links(folder: Path) -> Iterator[tuple[str | None, str | None, float]]:
    """(gold's case, the case given, its score) of every event of one gold set."""
    resolver = Resolver(load_registries(folder / "world")[0])
    path = folder / "gold.jsonl"
    for number, row in read_rows(path):
        extraction = Extraction(mentions_of(row), tuple(event_of(event) for event in row["events"]))
        reading = resolver.resolve(document_of(row, f"{path}:{number}"), extraction)
        for event, found in zip(row["events"], reading.events, strict=True):
            yield event["case_no"], found.case.case_no, found.case.score


def main() -> None:
    """Prints the table."""
    found = [link for folder in sys.argv[1:] for link in links(Path(folder))]
    told = sum(gold is not None for gold, _, _ in found)
    print(f"{len(found)} events, {told} with a case\nscore  answered  wrong  found")
    for least in LEAST:
        given = [(gold, case) for gold, case, score in found if case is not None and score >= least]
        right = sum(gold == case for gold, case in given)
        risk = 1 - right / len(given) if given else 0.0
        print(f"{least:5.2f}  {len(given) / len(found):8.3f}  {risk:5.3f}  {right / told:5.3f}")


if __name__ == "__main__":
    main()
