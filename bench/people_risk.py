"""How often links of people are wrong, by how sure they are: coverage and risk, with the points of the curve.

    python -m bench.people_risk GOLD_DIR [GOLD_DIR ...] [--write]

Mentions are gold's, those that gold links or says nobody is meant by. `answered` is the share of mentions given a
person at that score or above, `wrong` the share of those who are somebody else or nobody, `found` the share of gold's
people so given. `--write` keeps the table in bench/results/people_risk.md, and every hundredth point of the curve,
mentions by falling score, in people_risk.tsv.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench.machine import RESULTS, table, told
from data.goldfile import document_of, event_of, mentions_of, read_rows
from data.registries import load_registries
from data.types import Extraction
from matching.resolver import Resolver

LEAST = (0.0, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99)
STEP = 100
Linked = tuple[str | None, str | None, float]


def links(folder: Path) -> Iterator[Linked]:
    """(gold's person, the person given, the score) of every mention that gold decides in one gold set."""
    resolver = Resolver(load_registries(folder / "world")[0])
    path = folder / "gold.jsonl"
    for number, row in read_rows(path):
        wanted = {mention["id"]: mention["registry_id"] for mention in row["mentions"] if mention["linked"]}
        extraction = Extraction(mentions_of(row), tuple(event_of(event) for event in row["events"]))
        reading = resolver.resolve(document_of(row, f"{path}:{number}"), extraction)
        for link in reading.links:
            if link.mention_id in wanted:
                yield wanted[link.mention_id], link.registry_id, link.score if link.registry_id else 0.0


def curve(found: Sequence[Linked]) -> Iterator[tuple[float, float, float]]:
    """(score, coverage, risk) down the links by falling score; links of one score are one point."""
    given = sorted((link for link in found if link[1] is not None), key=lambda link: -link[2])
    wrong = 0
    for count, (gold, person, score) in enumerate(given, 1):
        wrong += gold != person
        if count == len(given) or given[count][2] != score:
            yield score, count / len(found), wrong / count


def rows(found: Sequence[Linked]) -> Iterator[list[str]]:
    """A line a least score."""
    people = sum(gold is not None for gold, _, _ in found)
    for least in LEAST:
        given = [(gold, person) for gold, person, score in found if person is not None and score >= least]
        right = sum(gold == person for gold, person in given)
        shares = (len(given) / len(found), 1 - right / len(given) if given else 0.0, right / people)
        yield [f"{least:.2f}", *(f"{share:.4f}" for share in shares)]


def main() -> None:
    """Prints the table, and keeps it and the curve when asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path, metavar="GOLD_DIR")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    found = [link for folder in options.folders for link in links(folder)]
    people = sum(gold is not None for gold, _, _ in found)
    text = (
        "# Links of people: risk and coverage\n\n`python -m bench.people_risk GOLD_DIR ... --write` over "
        f"{len(options.folders)} cities of `data/corpus`, mentions given: {len(found)} mentions, {people} of "
        "somebody in a registry. Weights and thresholds were set with these cities in sight.\n\n"
    )
    told("people_risk", text + table(["least score", "answered", "wrong", "found"], list(rows(found))), options.write)
    if options.write:
        points = [f"{score:.4f}\t{coverage:.4f}\t{risk:.5f}" for score, coverage, risk in curve(found)]
        kept = [*points[:-1:STEP], points[-1]]
        (RESULTS / "people_risk.tsv").write_text("\n".join(["score\tcoverage\trisk", *kept]) + "\n", "utf-8")


if __name__ == "__main__":
    main()
