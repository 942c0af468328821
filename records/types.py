"""Findings and proposals: what is kept of a document that tells of an unrecorded matter.

A `Finding` is one event of one document; a `Proposal` is one matter, from one or several findings. Both turn into JSON
and back without loss; days are ISO strings, so that the same finding gives the same bytes everywhere.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from data.rulebook import Intervener
from records.telling import UNTOLD, Telling, telling_of
from records.told import Told, told_of_row

ITEMS = ("name", "org", "position", "occurred_on", "place", "channel", "content", "case", "relation", "handling")
"""The ten items of a record, in the order of the form."""

Location = Mapping[str, Any]
"""The fields of `data.types.Location` that are not null."""


def flat_row(value: Any) -> dict[str, Any]:
    """The fields of a dataclass instance whose values are plain already: `asdict` without its copies."""
    return {name: getattr(value, name) for name in value.__dataclass_fields__}


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words that support one item: `quote` is the document's text from `start` to `end` (code points, half-open)."""

    doc_id: str
    path: str
    location: Location
    start: int
    end: int
    quote: str
    item: str


@dataclass(frozen=True, slots=True)
class Passage:
    """One turn that holds evidence. Nothing else of a document is kept. `sent_at` is an ISO time or None."""

    doc_id: str
    start: int
    end: int
    role: str
    speaker: str | None
    sent_at: str | None
    text: str
    location: Location


@dataclass(frozen=True, slots=True)
class Reasoned:
    """One comparison as the reviewer reads it."""

    comparison: str
    weight: float
    words: str


@dataclass(frozen=True, slots=True)
class Rival:
    """A registry entry that was considered."""

    registry: str
    id: str
    name: str
    org: str
    position: str
    score: float
    reasons: tuple[Reasoned, ...]

    def row(self) -> dict[str, Any]:
        """The entry as the proposals' contract has it."""
        return flat_row(self) | {"reasons": [flat_row(reason) for reason in self.reasons]}


@dataclass(frozen=True, slots=True)
class PersonLink:
    """Who someone is: `id` None when nobody fits or two fit too nearly. `words` are those of the document."""

    words: str
    registry: str | None
    id: str | None
    score: float
    reasons: tuple[Reasoned, ...] = ()
    candidates: tuple[Rival, ...] = ()

    def row(self) -> dict[str, Any]:
        """The link as the proposals' contract has it."""
        return {
            "registry": self.registry,
            "id": self.id,
            "score": self.score,
            "reasons": [flat_row(reason) for reason in self.reasons],
            "candidates": [rival.row() for rival in self.candidates],
        }


@dataclass(frozen=True, slots=True)
class CaseItem:
    """The case as the record names it; an unidentified case has its words in `cause` and the rest None."""

    case_no: str | None
    unit: str | None
    cause: str | None
    parties: tuple[str, ...] | None
    stage: str | None

    def row(self) -> dict[str, Any]:
        """The item as the contract has it."""
        return flat_row(self) | {"parties": list(self.parties) if self.parties else None}


@dataclass(frozen=True, slots=True)
class Record:
    """The ten items; None means that the document does not tell. `occurred_on` is an ISO day."""

    name: str | None = None
    org: str | None = None
    position: str | None = None
    occurred_on: str | None = None
    place: str | None = None
    channel: str | None = None
    content: str | None = None
    case: CaseItem | None = None
    relation: str | None = None
    handling: str | None = None

    def row(self) -> dict[str, Any]:
        """The record as the contract has it, items in the order of the form."""
        return {item: getattr(self, item) for item in ITEMS} | {"case": self.case.row() if self.case else None}


@dataclass(frozen=True, slots=True)
class Claim:
    """A filed record that answers the event; `apart` counts the days between what is told and what was filed."""

    record_id: str
    apart: int


@dataclass(frozen=True, slots=True)
class Finding:
    """One event of one document that is on no file, complete in itself.

    `situations` are codes, weightiest first; `recipient_unit` is where the one approached serves, None when not known;
    `channel` is the code; `score` 0..1 is the certainty of the reading and of the person together.

    An event that a filed record answers gives a finding with a `claim`: a record answers one occasion only, and which
    one is seen when all papers are. What proposes nothing in the end keeps no words, see `without_words`. `told` is
    None without words, and in findings kept from before there was such a thing. `telling` is what a finding without
    words keeps of how its occasion was told; see `records.telling`.
    """

    doc_id: str
    path: str
    kind: str
    event_id: str
    situations: tuple[str, ...]
    channel: str
    score: float
    record: Record
    intervener: PersonLink
    recipient: PersonLink
    recipient_unit: str | None
    standing: Intervener
    case_words: str | None
    case_reasons: tuple[Reasoned, ...]
    case_candidates: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    passages: tuple[Passage, ...]
    claim: Claim | None = None
    told: Told | None = None
    telling: Telling | None = None

    def without_words(self) -> Finding:
        """The finding with no more than what its matter is known by: who, which case, which day, how it was told."""
        known = Record(name=self.record.name, occurred_on=self.record.occurred_on, case=self.record.case)
        telling = telling_of(self)
        kept = telling if telling != UNTOLD else None
        return replace(self, record=known, evidence=(), passages=(), told=None, telling=kept)

    def to_row(self) -> dict[str, Any]:
        """The finding as plain values; `telling` only where it is kept."""
        row = asdict(self)
        return row if self.telling else {name: value for name, value in row.items() if name != "telling"}

    def to_json(self) -> str:
        """The finding as one line of JSON, the same bytes for the same finding."""
        return json.dumps(self.to_row(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @staticmethod
    def from_json(line: str) -> Finding:
        """The finding of a line that `to_json` wrote. Raises KeyError or TypeError for any other line."""
        return Finding.from_row(json.loads(line))

    @staticmethod
    def from_row(row: Mapping[str, Any]) -> Finding:
        """The finding of plain values."""
        record = dict(row["record"])
        case = record["case"]
        if case:
            record["case"] = CaseItem(**case | {"parties": tuple(case["parties"]) if case["parties"] else None})
        return Finding(
            **dict(row)
            | {
                "situations": tuple(row["situations"]),
                "record": Record(**record),
                "standing": Intervener(**row["standing"]),
                "claim": Claim(**row["claim"]) if row.get("claim") else None,
                "intervener": _person(row["intervener"]),
                "recipient": _person(row["recipient"]),
                "case_reasons": _reasons(row["case_reasons"]),
                "case_candidates": tuple(row["case_candidates"]),
                "evidence": tuple(Evidence(**item) for item in row["evidence"]),
                "passages": tuple(Passage(**item) for item in row["passages"]),
                "told": told_of_row(row["told"]) if row.get("told") else None,
                "telling": Telling(**row["telling"]) if row.get("telling") else None,
            }
        )


def _reasons(rows: list[Mapping[str, Any]]) -> tuple[Reasoned, ...]:
    return tuple(Reasoned(**row) for row in rows)


def _person(row: Mapping[str, Any]) -> PersonLink:
    rivals = tuple(Rival(**dict(rival) | {"reasons": _reasons(rival["reasons"])}) for rival in row["candidates"])
    return PersonLink(**dict(row) | {"reasons": _reasons(row["reasons"]), "candidates": rivals})
