"""What a change of the registries re-opens, and whether what is kept is what a fresh reading comes to.

    python -m bench.reopening CITY... --edits 15 --seed 1 [--write]

CITY holds `gold.jsonl` and `world/`. Every edit is drawn by the seed, see `bench.reopening_edits`. Papers are read by
the registries before and after: one that the sieve keeps must come to the same findings and counts both times, and
the inbox as a store holds it (words gone of what was on file, some papers read again) to the proposals of an inbox read
afresh. Prints a table by kind of edit; exit code 1 when either fails.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bench.reopening_edits import edited, steps_of
from data.codec import to_text
from data.goldfile import read_documents
from data.registries import load_registries
from data.registry import Registries
from data.types import Document
from extractors.linear import LinearModel, load_model
from extractors.neural.model import NeuralModel, load_neural
from extractors.pipeline import MODELS, build_with
from extractors.tagger import LacTagger
from matching.changes import changes_between, footprints_of
from matching.resolver import Resolver
from pipelines.basis import AUTO, rulebooks_of
from pipelines.reopening import Known, Sieve
from records.findings import findings_of
from records.passed import passed_over
from records.proposals import judge_by, proposals_of
from records.settling import Settled, settle
from records.types import Finding

RESULT = Path(__file__).parent / "results" / "reopening.md"
HEAD = (
    "edit",
    "edits",
    "papers",
    "read again",
    "came to something else",
    "kept, and would have",
    "proposals",
    "that differ",
    "seconds saved",
)
RULEBOOKS = rulebooks_of(AUTO, None)


@dataclass(frozen=True, slots=True)
class Read:
    """What a paper comes to: its findings, what was passed over, and the seconds it took."""

    findings: tuple[Finding, ...]
    passed: Mapping[str, int]
    seconds: float

    @property
    def text(self) -> str:
        """All but the time, to be compared."""
        return to_text([[finding.to_row() for finding in self.findings], dict(self.passed)])

    @property
    def known(self) -> Known:
        """What the store tells of it."""
        return Known.EVENTS if self.findings or self.passed else Known.QUIET


@cache
def shipped() -> tuple[dict[str, LinearModel], LacTagger, NeuralModel | None]:
    """What an extractor is built of whatever the registries, loaded once."""
    return {name: load_model(name) for name in MODELS}, LacTagger(), load_neural()


def read_all(documents: Sequence[Document], registries: Registries) -> dict[str, Read]:
    """What every paper comes to, by its path."""
    extractor, resolver = build_with(registries, *shipped()), Resolver(registries)
    found = {}
    for document in documents:
        start = time.perf_counter()
        reading = resolver.resolve(document, extractor.extract(document))
        findings, passed = findings_of(reading, registries), passed_over(reading)
        found[document.path] = Read(tuple(findings), passed, time.perf_counter() - start)
    return found


def settled(findings: Iterable[Finding], registries: Registries) -> Settled:
    """The matters of an inbox, judged by every organ's rulebook."""
    return settle(findings, judge=judge_by(registries, RULEBOOKS))


def proposed(findings: Iterable[Finding], registries: Registries) -> dict[str, str]:
    """The proposals of an inbox with their details, as text, by id."""
    found = proposals_of(settled(findings, registries), registries, RULEBOOKS)
    return {one.proposal_id: to_text([one.row(), dict(one.details)]) for one in found}


def kept_by_store(before: Mapping[str, Read], registries: Registries) -> dict[str, list[Finding]]:
    """The findings as a run leaves them in the store: those that propose nothing have lost their words."""
    answered = {(f.doc_id, f.event_id) for f in settled(_all(before), registries).answered}
    return {
        path: [f.without_words() if (f.doc_id, f.event_id) in answered else f for f in read.findings]
        for path, read in before.items()
    }


def taken_up(
    stored: Mapping[str, Sequence[Finding]], now: Mapping[str, Read], again: frozenset[str], registries: Registries
) -> list[Finding]:
    """The findings once the papers `again` are read, and those that lack words which are wanted after all."""
    found = {path: now[path].findings if path in again else stored[path] for path in now}
    wanted = settled([f for findings in found.values() for f in findings], registries).wordless
    return [f for path, findings in found.items() for f in (now[path].findings if path in wanted else findings)]


def _all(read: Mapping[str, Read]) -> list[Finding]:
    return [finding for one in read.values() for finding in one.findings]


def measure(cities: Sequence[Path], edits: int, seed: int) -> dict[str, Counter[str]]:
    """Counts by kind of edit."""
    table: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for city in cities:
        draw = random.Random(f"{seed} {city.name}")  # noqa: S311 - edits to try, no secret
        registries, _ = load_registries(city / "world")
        documents = list(read_documents(city / "gold.jsonl"))
        before = read_all(documents, registries)
        stored = kept_by_store(before, registries)
        for number in range(edits):
            name, steps = steps_of(number, draw)
            after = edited(registries, steps, draw)
            changes = changes_between(footprints_of(registries), after)
            told = f"{name} ({', '.join(map(str, changes.entries))})"
            sieve, row = Sieve(changes), table[name]
            again = frozenset(d.path for d in documents if sieve.reasons(d, before[d.path].known))
            now = read_all(documents, after)
            other = frozenset(path for path, read in before.items() if read.text != now[path].text)
            fresh = proposed(_all(now), after)
            ours = proposed(taken_up(stored, now, again, after), after)
            differ = sorted(key for key in fresh.keys() | ours.keys() if fresh.get(key) != ours.get(key))
            row.update(edits=1, papers=len(documents), again=len(again), other=len(other & again))
            row.update(missed=len(other - again), proposals=len(fresh), differ=len(differ))
            row["saved_ms"] += sum(round(one.seconds * 1000) for path, one in before.items() if path not in again)
            for key in (*sorted(other - again), *differ):
                sys.stderr.write(f"{city.name} {key}: kept or put together, though {told} changes it\n")
            sys.stderr.write(f"{city.name} {number + 1}/{edits} {told}: {len(again)} of {len(documents)} papers\n")
    return dict(table)


def report(table: Mapping[str, Counter[str]]) -> str:
    """The table as Markdown, the sum last."""
    total: Counter[str] = sum(table.values(), Counter())
    lines = [f"| {' | '.join(HEAD)} |", "|---" * len(HEAD) + "|"]
    for name, row in [*sorted(table.items()), ("all", total)]:
        cells = [row["edits"], row["papers"], f"{row['again'] / max(1, row['papers']):.1%}", row["other"]]
        cells += [row["missed"], row["proposals"], row["differ"], f"{row['saved_ms'] / 1000:.1f}"]
        lines.append(f"| {name} | {' | '.join(map(str, cells))} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measures and prints; exit code 1 when a paper or a proposal is not what a fresh reading comes to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cities", nargs="+", type=Path)
    parser.add_argument("--edits", type=int, default=15)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--write", action="store_true")
    told = parser.parse_args()
    table = measure(told.cities, told.edits, told.seed)
    text = report(table)
    sys.stdout.write(text)
    if told.write:
        cities = " ".join(city.name for city in told.cities)
        command = f"`python -m bench.reopening {cities} --edits {told.edits} --seed {told.seed} --write`"
        RESULT.write_text(f"# Registry changes\n\n{command}\n\n{text}", "utf-8")
    sys.exit(any(row["missed"] or row["differ"] for row in table.values()))


if __name__ == "__main__":
    main()
