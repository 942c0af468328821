"""How well events of several papers become matters, with gold readings: pairwise precision and recall, and B-cubed.

    python -m bench.merging GOLD_DIR [GOLD_DIR ...]

Each GOLD_DIR holds `gold.jsonl` and `world/`. Mentions and events are gold's, links the resolver's. Two events of two
papers are one matter where gold gives both the same filed record, or where they stand on one line of
`merging_same.tsv`, which was filled by reading; all other pairs are two. Peers: one matter a person and case (`person
and case`), and one a person, case, day and channel (`exact key`); `alone` leaves every event by itself.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from itertools import combinations
from pathlib import Path

from data.goldfile import document_of, event_of, mentions_of, read_rows
from data.registries import load_registries
from data.types import Extraction
from matching.resolver import Resolver
from records.findings import findings_of
from records.merge import handle_of, merge
from records.types import Finding

SAME = Path(__file__).with_name("merging_same.tsv")
Key = tuple[str, str]
Grouping = Callable[[Sequence[Finding]], Iterable[Sequence[Finding]]]


def by_key(key: Callable[[Finding], Hashable]) -> Grouping:
    """Groups of findings that agree in a key."""

    def group(findings: Sequence[Finding]) -> Iterable[Sequence[Finding]]:
        found: dict[Hashable, list[Finding]] = defaultdict(list)
        for finding in findings:
            found[key(finding)].append(finding)
        return found.values()

    return group


WAYS: Mapping[str, Grouping] = {
    "ours": lambda findings: [matter.findings for matter in merge(findings)],
    "person and case": by_key(handle_of),
    "exact key": by_key(lambda f: (handle_of(f), f.record.occurred_on, f.channel)),
    "alone": by_key(lambda f: (f.doc_id, f.event_id)),
}


def gold_of(folder: Path) -> tuple[list[Finding], dict[Key, str]]:
    """The findings of one gold set, and the true matter of each by paper and event."""
    registries, _ = load_registries(folder / "world")
    resolver = Resolver(registries)
    findings: list[Finding] = []
    truth: dict[Key, str] = {}
    path = folder / "gold.jsonl"
    for number, row in read_rows(path):
        document = document_of(row, f"{path}:{number}")
        extraction = Extraction(mentions_of(row), tuple(event_of(event) for event in row["events"]))
        findings += findings_of(resolver.resolve(document, extraction), registries)
        for event in row["events"]:
            filed = str(event["verdict"]).startswith("filed:")
            truth[row["doc_id"], event["id"]] = event["verdict"] if filed else f"{row['doc_id']} {event['id']}"
    for line in SAME.read_text("utf-8").splitlines():
        if line.startswith(folder.name + "\t"):
            _, *told = line.split("\t")
            first, second = ((words.split()[0], words.split()[1]) for words in told[:2])
            if first in truth and second in truth:
                truth[second] = truth[first]
    return findings, truth


def counts_of(groups: Iterable[Sequence[Finding]], truth: Mapping[Key, str]) -> tuple[int, int, int, float, float, int]:
    """(pairs found, pairs right, pairs true, sums of B-cubed precision and recall, findings)."""
    labels = {(f.doc_id, f.event_id): place for place, group in enumerate(groups) for f in group}
    ours: dict[int, set[Key]] = defaultdict(set)
    real: dict[str, set[Key]] = defaultdict(set)
    for key, place in labels.items():
        ours[place].add(key)
        real[truth[key]].add(key)
    found = {pair for group in ours.values() for pair in combinations(sorted(group), 2)}
    true = {pair for group in real.values() for pair in combinations(sorted(group), 2)}
    common = {key: len(ours[place] & real[truth[key]]) for key, place in labels.items()}
    precision = sum(common[key] / len(ours[place]) for key, place in labels.items())
    recall = sum(common[key] / len(real[truth[key]]) for key in labels)
    return len(found), len(found & true), len(true), precision, recall, len(labels)


def main() -> None:
    """Prints a line a way."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path, metavar="GOLD_DIR")
    sets = [gold_of(folder) for folder in parser.parse_args().folders]
    print("| way | pairs found | right | true | precision | recall | B3 precision | B3 recall | B3 F1 |")
    print("|---|---|---|---|---|---|---|---|---|")
    for name, way in WAYS.items():
        told = [counts_of(way(findings), truth) for findings, truth in sets]
        found, right, true, precision, recall, count = (sum(column) for column in zip(*told, strict=True))
        p, r = precision / count, recall / count
        cells = [right / found if found else 1.0, right / true if true else 1.0, p, r, 2 * p * r / (p + r)]
        print(f"| {name} | {found} | {right} | {true} | " + " | ".join(f"{cell:.3f}" for cell in cells) + " |")


if __name__ == "__main__":
    main()
