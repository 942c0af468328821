"""How well events of several papers become matters: pairwise precision and recall, whole matters, and B-cubed.

    python -m bench.merging GOLD_DIR [GOLD_DIR ...] [--scenes N] [--write]

Two truths. Generated (`bench/merging_set.py`): seeds 1 to 4 for the thresholds, each moved by itself, and 11 to 14,
which were looked at for none. Gold: each GOLD_DIR holds `gold.jsonl` and `world/`; mentions and events are gold's,
links the resolver's; two events of two papers are one matter where gold gives both the same filed record, or where they
stand on one line of `merging_same.tsv`, which was filled by reading. Peers: one matter a person and case, one a person,
case and day, one a person, case, day and channel (`exact key`); `alone` leaves every event by itself. `--write` keeps
the tables in bench/results/merging.md.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from bench.machine import table, told
from bench.merging_set import made
from bench.merging_sweep import sweep
from bench.merging_words import HEAD, WHY
from data.goldfile import document_of, event_of, mentions_of, read_rows
from data.registries import load_registries
from data.types import Extraction
from matching.resolver import Resolver
from records.findings import findings_of
from records.merge import handle_of, merge
from records.types import Finding

SAME = Path(__file__).with_name("merging_same.tsv")
Key = tuple[str, str]
Told = tuple[list[Finding], dict[Key, str]]
FITTED, HELD = (1, 2, 3, 4), (11, 12, 13, 14)
PARTS = ("pairs", "matters", "cubed")
PAIRS = ("pairs found", "right", "true")
MATTERS = ("matters found", "right", "true")
SHARES = ("pairs precision", "pairs recall", "matters precision", "matters recall", "B3 F1")
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
    "person, case, day": by_key(lambda f: (handle_of(f), f.record.occurred_on)),
    "exact key": by_key(lambda f: (handle_of(f), f.record.occurred_on, f.channel)),
    "alone": by_key(lambda f: (f.doc_id, f.event_id)),
}


def gold_of(folder: Path) -> Told:
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


@dataclass(frozen=True, slots=True)
class Counts:
    """Pairs found, right and true, matters of two and more papers found, right (no finding more or less) and true,
    sums of B-cubed precision and recall, findings."""

    pairs: tuple[int, int, int]
    matters: tuple[int, int, int]
    cubed: tuple[float, float, int]

    def shares(self) -> tuple[float, ...]:
        """Precision and recall of pairs, then of whole matters, then B-cubed F1."""
        p, r = self.cubed[0] / self.cubed[2], self.cubed[1] / self.cubed[2]
        return (*_shares(self.pairs), *_shares(self.matters), 2 * p * r / (p + r))


def _shares(counts: tuple[int, int, int]) -> tuple[float, float]:
    found, right, true = counts
    return right / found if found else 1.0, right / true if true else 1.0


def counts_of(groups: Iterable[Sequence[Finding]], truth: Mapping[Key, str]) -> Counts:
    """What the groups come to beside the truth."""
    labels = {(f.doc_id, f.event_id): place for place, group in enumerate(groups) for f in group}
    ours: dict[int, set[Key]] = defaultdict(set)
    real: dict[str, set[Key]] = defaultdict(set)
    for key, place in labels.items():
        ours[place].add(key)
        real[truth[key]].add(key)
    found = {pair for group in ours.values() for pair in combinations(sorted(group), 2)}
    true = {pair for group in real.values() for pair in combinations(sorted(group), 2)}
    mine, whole = ({frozenset(g) for g in some.values() if len(g) > 1} for some in (ours, real))
    common = {key: len(ours[place] & real[truth[key]]) for key, place in labels.items()}
    precision = sum(common[key] / len(ours[place]) for key, place in labels.items())
    recall = sum(common[key] / len(real[truth[key]]) for key in labels)
    return Counts(
        (len(found), len(found & true), len(true)),
        (len(mine), len(mine & whole), len(whole)),
        (precision, recall, len(labels)),
    )


def over(sets: Sequence[Told], way: Grouping) -> Counts:
    """The counts of all sets together."""
    counted = [counts_of(way(findings), truth) for findings, truth in sets]
    return Counts(*(tuple(map(sum, zip(*(getattr(t, part) for t in counted), strict=True))) for part in PARTS))  # type: ignore[arg-type]


def ways(sets: Sequence[Told]) -> str:
    """A line a way."""
    rows = []
    for name, way in WAYS.items():
        counts = over(sets, way)
        rows.append([name, *map(str, counts.pairs), *map(str, counts.matters), *(f"{x:.3f}" for x in counts.shares())])
    return table(["way", *PAIRS, *MATTERS, *SHARES], rows)


def thresholds(sets: Sequence[Told]) -> str:
    """A line a value of a threshold; what ships is bold."""
    rows = []
    for (name, value, ships), shares in sweep(lambda: over(sets, WAYS["ours"]).shares()):
        said = "without" if isinstance(value, list) else f"**{value}**" if value == ships else str(value)
        pairs = 2 * shares[0] * shares[1] / (shares[0] + shares[1])
        rows.append([f"`{name}`", said, *(f"{x:.4f}" for x in (*shares[:2], pairs, *shares[2:]))])
    return table(["threshold", "value", *SHARES[:2], "pairs F1", *SHARES[2:]], rows)


def main() -> None:
    """Prints the tables, and keeps them when asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path, metavar="GOLD_DIR")
    parser.add_argument("--scenes", type=int, default=50, metavar="N", help="scenes a seed (default: 50)")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    parts = [HEAD.format(cities=len(options.folders))]
    for title, seeds in (("seeds that thresholds were looked at on", FITTED), ("seeds looked at for none", HELD)):
        generated = [made(seed, options.scenes) for seed in seeds]
        sizes = {name: sum(one.sizes[name] for one in generated) for name in generated[0].sizes}
        sets = [(one.findings, one.truth) for one in generated]
        known = [(one.linked, one.truth) for one in generated]
        told_sizes = ", ".join(f"{name} {count}" for name, count in sizes.items())
        parts += [f"## Generated, {title} ({seeds[0]} to {seeds[-1]})", f"Sizes: {told_sizes}.", ways(sets)]
        parts += ["Person and case of every paper given:", ways(known)]
        if seeds is FITTED:
            swept = thresholds([*sets, *known])
    if options.folders:
        gold = [gold_of(folder) for folder in options.folders]
        parts += ["## Gold", ways(gold)]
    told(
        "merging",
        "\n\n".join([*parts, "## Thresholds, on seeds 1 to 4, with links found and links given", swept, WHY]),
        options.write,
    )


if __name__ == "__main__":
    main()
