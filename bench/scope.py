"""What each rule of data/lexicons/scope.tsv helps and harms, alone, on marked-up papers; and all of them together.

    python -m bench.scope GOLD_FOLDER... [--models MODEL_DIR...]

A folder holds `gold.jsonl` and `world/`. The findings are those of the shipped weights, or with `--models` of the first
model that has not learnt from the folder (`python -m models.folds` trains such). A finding counts as `open` (it took
place and no lawful procedure covers it) or not; the marked-up event whose trigger it touches, or whose sentence it lies
in, tells which is right, and what no event is marked for should not be open. A rule helps where it turns a wrong
finding right, harms where it turns a right one wrong.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from bench.scores import gold_of, registries_of, shipped, strange
from data.goldfile import document_of, read_rows
from data.types import Status
from evaluation.report.summary import align
from extractors.decision import Decider, Finding
from extractors.draft import Draft
from extractors.pipeline import Extractor
from extractors.scope import hits, review, scope_rules, settle_by
from extractors.surroundings import sentence_of

COLUMNS = ("fires", "helps", "harms", "no event: closes", "no event: opens", "same")
ALL = "all together"


@dataclass(slots=True)
class Listening:
    """Hands on what `decider` found, as it found it, and keeps it in `heard`."""

    decider: Decider
    version: str
    heard: list[Finding] = field(default_factory=list)

    def decide(self, draft: Draft) -> Iterable[Finding]:
        """The findings of one document."""
        self.heard = list(self.decider.decide(draft))
        return self.heard


@dataclass(frozen=True, slots=True)
class Case:
    """A finding as the decider found it, and whether it should be open; `marked` whether an event is marked there."""

    draft: Draft
    finding: Finding
    marked: bool
    should: bool


def cases(extractor: Extractor, gold: Path) -> Iterator[Case]:
    """The findings in the papers of one gold file."""
    resources = extractor.parts.resources
    ear = Listening(resources.decider, resources.decider.version)
    listening = Extractor(replace(extractor.parts, resources=replace(resources, decider=ear)))
    for _, row in read_rows(gold):
        draft = listening.draft(document_of(row, str(gold)))
        for finding in ear.heard:
            event = event_at(row, draft, finding)
            should = event is not None and event["status"] == "asserted" and event["verdict"] != "lawful"
            yield Case(draft, finding, event is not None, should)


def event_at(row: Mapping[str, Any], draft: Draft, finding: Finding) -> Mapping[str, Any] | None:
    """The marked-up event with a trigger in the finding's words, else in its sentence, None without one."""
    marks = {mark["id"]: mark for mark in row["mentions"]}
    for places in ([(finding.start, finding.end), *finding.also], [sentence_of(draft, finding)]):
        for event in row["events"]:
            triggers = [marks[ident] for ident in event["triggers"]]
            if any(mark["start"] < end and start < mark["end"] for mark in triggers for start, end in places):
                found: Mapping[str, Any] = event
                return found
    return None


def is_open(finding: Finding) -> bool:
    """Whether a finding would be proposed."""
    return finding.status is Status.ASSERTED and finding.lawful is None


def effect(case: Case, settled: Finding) -> str:
    """The column that a finding so settled counts in."""
    before, after = is_open(case.finding), is_open(settled)
    if before is after:
        return "same"
    if not case.marked:
        return "no event: opens" if after else "no event: closes"
    return "helps" if after is case.should else "harms"


def counted(found: Iterable[Case]) -> dict[str, Counter[str]]:
    """The columns by rule, and for all rules together."""
    table: dict[str, Counter[str]] = {rule.name: Counter() for rule in scope_rules() if rule.sure}
    table[ALL] = Counter()
    for case in found:
        for hit in hits(case.draft, case.finding):
            if hit.rule.sure:
                settled = settle_by(case.finding, {hit.rule.field: hit.rule.value})
                table[hit.rule.name].update(("fires", effect(case, settled)))
        table[ALL].update(("fires", effect(case, review(case.draft, case.finding))))
    return table


def shown(table: Mapping[str, Counter[str]]) -> Sequence[str]:
    """The table as lines."""
    rows = [["rule", *COLUMNS], *([name, *(str(row[column]) for column in COLUMNS)] for name, row in table.items())]
    return align(rows)


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--models", nargs="+", type=Path, default=(), metavar="MODEL_DIR")
    told = parser.parse_args()
    build = strange(told.models) if told.models else shipped
    every = (case for one in told.folders for case in cases(build(one, registries_of(one)), gold_of(one)))
    for line in shown(counted(every)):
        print(line)


if __name__ == "__main__":
    main()
