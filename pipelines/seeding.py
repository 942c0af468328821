"""Known answers of a gold file: its papers laid out as files, screened as an inbox is, and paired with the gold events.

What pairs with an event that gold calls unfiled is to be confirmed, what pairs with no such event is to be rejected.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from data.errors import FileStatus
from data.goldfile import document_of, read_rows, row_of
from data.inbox import PERSONAL, InboxFile, documents_of
from data.lexicon import words
from data.readers.base import Limits
from data.readers.dispatch import read_file
from data.registry import Registries
from data.types import Document, VerdictKind
from evaluation.annotation import Annotation, MarkedEvent, read_annotations
from evaluation.pairing import pair_events
from records.findings import findings_of
from records.merge import proposal_id
from records.proposals import Rulebooks, proposals_of
from records.settling import settle
from records.types import Finding
from store.desk.rounds import CONFIRMED, REJECTED
from store.desk.rows import Outcome
from store.desk.seeds import Seed
from store.rows import FileOutcome

ELSEWHERE = "units"
"""The folder of papers that are nobody's own and of no case."""


@dataclass(frozen=True, slots=True)
class Grown:
    """Seeds, and the papers that each may rest on by path. `unread` papers come out of a file otherwise than gold has
    them and are left out; `doubtful` proposals rest on papers that give different answers."""

    seeds: tuple[Seed, ...]
    papers: Mapping[str, FileOutcome]
    unread: int
    doubtful: int


class Grower:
    """Gold papers to known answers, by one set of registries and rulebooks and the model in use."""

    def __init__(self, registries: Registries, rulebook: Rulebooks, weights: Path | None = None) -> None:
        from extractors.pipeline import build_extractor
        from matching.resolver import Resolver

        self._registries = registries
        self._rulebook = rulebook
        self._extractor = build_extractor(registries, weights=weights)
        self._resolver = Resolver(registries)

    def grow(self, gold: Path, folder: Path) -> Grown:
        """The known answers of a gold file; its papers lie in `folder` then, as text files.

        Raises GoldError for a faulty line.
        """
        findings: list[Finding] = []
        answers: dict[tuple[str, str], MarkedEvent | None] = {}
        papers: dict[str, FileOutcome] = {}
        unread = 0
        for number, row in read_rows(gold):
            told = document_of(row, f"{gold}:{number}")
            marked = read_annotations([row], str(gold))[told.doc_id]
            document = _laid_out(told, folder)
            if document is None:
                unread += 1
                continue
            found, events = self._answered(document, marked)
            findings += found
            answers |= {(document.doc_id, key): event for key, event in events.items()}
            papers[document.path] = _outcome_of(document, found)
        seeds, doubtful = self._seeds(findings, answers)
        return Grown(tuple(seeds), papers, unread, doubtful)

    def _answered(
        self, document: Document, marked: Annotation
    ) -> tuple[tuple[Finding, ...], dict[str, MarkedEvent | None]]:
        """The findings of a paper, and the gold event that each of its events pairs with."""
        reading = self._resolver.resolve(document, self._extractor.extract(document))
        predicted = read_annotations([row_of(reading)], "prediction")[document.doc_id].events
        partner = {p: marked.events[g] for g, p in pair_events(marked.events, predicted)}
        events = {event.id: partner.get(place) for place, event in enumerate(predicted)}
        return findings_of(reading, self._registries), events

    def _seeds(
        self, findings: Sequence[Finding], answers: Mapping[tuple[str, str], MarkedEvent | None]
    ) -> tuple[list[Seed], int]:
        settled = settle(findings)
        matters = {proposal_id(matter): matter for matter in settled.open}
        seeds, doubtful = [], 0
        for proposal in proposals_of(settled, self._registries, self._rulebook):
            events = [answers[f.doc_id, f.event_id] for f in matters[proposal.proposal_id].findings]
            unfiled = [event for event in events if event and event.verdict_kind is VerdictKind.UNFILED]
            if 0 < len(unfiled) < len(events):
                doubtful += 1
            elif unfiled:
                seeds.append(Seed(proposal, CONFIRMED, self._outcome(unfiled[0])))
            else:
                seeds.append(Seed(proposal, REJECTED))
        return seeds, doubtful

    def _outcome(self, event: MarkedEvent) -> Outcome:
        """What gold tells of the record; items that it does not tell are not in it."""
        case = {"case_no": event.case_no} if event.case_no else None
        channel = next(iter(words("labels", "label", field="channel", code=event.channel)))
        person = event.intervener.registry_id if event.intervener else None
        registry = "lawyers" if person in self._registries.lawyers else "officials"
        return Outcome(
            record={"occurred_on": event.day, "channel": channel, "case": case},
            situations=tuple(situation.value for situation in event.situations),
            intervener={"registry": registry, "id": person} if person else None,
        )


def _laid_out(told: Document, folder: Path) -> Document | None:
    """The paper as it is read from a file of its own; None when that gives another text than gold has."""
    path = _path_of(told)
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(told.text, encoding="utf-8", newline="\n")
    reading = read_file(file, path, Limits())
    entry = InboxFile(path, file.stat().st_size, told.kind, told.owner, told.folder_case)
    documents = documents_of(reading, entry)
    return documents[0] if len(documents) == 1 and documents[0].text == told.text else None


def _path_of(told: Document) -> str:
    """Where such a paper would lie in an inbox, under a name that tells its kind and nothing of gold."""
    folder = f"{PERSONAL}/{told.owner}" if told.owner else told.folder_case or ELSEWHERE
    label = next(iter(words("labels", "label", field="kind", code=told.kind.value)))
    mark = hashlib.sha256(f"{told.doc_id}\0{told.text}".encode("utf-8", "surrogatepass")).hexdigest()[:6]
    return f"{folder}/{label}{mark}.txt"


def _outcome_of(document: Document, findings: Sequence[Finding]) -> FileOutcome:
    """The paper as a file that was screened."""
    return FileOutcome(
        path=document.path,
        sha256=document.sha256,
        work_key="",
        status=FileStatus.OK,
        kind=document.kind.value,
        documents=1,
        turns=len(document.turns),
        characters=len(document.text),
        findings=tuple(findings),
    )


def papers_of(seeds: Sequence[Seed], grown: Grown) -> dict[str, FileOutcome]:
    """The papers that these seeds rest on, by path."""
    paths = sorted({piece.path for seed in seeds for piece in seed.proposal.evidence})
    return {path: grown.papers[path] for path in paths}
