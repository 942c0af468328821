"""Findings to proposals: merged, weighed by the rulebook, ordered for the reviewer."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Protocol

from data.registry import Registries
from data.types import Situation
from records.merge import Matter, evidence_of, merge, passages_of, record_of
from records.types import Evidence, Finding, Passage, PersonLink, Record

SEVERITIES = ("critical", "high", "medium", "low")


class Assessed(Protocol):
    """What the rulebook says of a matter."""

    @property
    def category(self) -> str: ...
    @property
    def severity(self) -> str: ...
    @property
    def due_on(self) -> date | None: ...
    @property
    def report_to(self) -> tuple[str, ...]: ...
    @property
    def rules(self) -> tuple[str, ...]: ...


class Assessor(Protocol):
    """The rulebook, as far as proposals need it."""

    def assess(
        self, situations: tuple[Situation, ...], intervener_class: str, occurred_on: date | None
    ) -> Assessed: ...


@dataclass(frozen=True, slots=True)
class Proposal:
    """One unrecorded matter for a person to review. `due_on` is an ISO day or None."""

    proposal_id: str
    verdict: str
    severity: str
    score: float
    category: str
    situations: tuple[str, ...]
    record: Record
    intervener: PersonLink
    recipient: PersonLink
    evidence: tuple[Evidence, ...]
    passages: tuple[Passage, ...]
    due_on: str | None
    report_to: tuple[str, ...]
    rules: tuple[str, ...]

    def row(self) -> dict[str, Any]:
        """The proposal as the contract of `proposals.jsonl` has it, keys in its order."""
        return {
            "proposal_id": self.proposal_id,
            "verdict": self.verdict,
            "severity": self.severity,
            "score": self.score,
            "category": self.category,
            "situations": list(self.situations),
            "record": self.record.row(),
            "links": {"intervener": self.intervener.row(), "recipient": self.recipient.row()},
            "evidence": [asdict(piece) for piece in self.evidence],
            "due_on": self.due_on,
            "report_to": list(self.report_to),
            "rules": list(self.rules),
        }


def propose(findings: Iterable[Finding], registries: Registries, rulebook: Assessor) -> tuple[Proposal, ...]:
    """A proposal for every matter, the severest first, then the one due first, then the surest, then by id."""
    proposals = [_proposal(matter, rulebook) for matter in merge(findings)]
    return tuple(sorted(proposals, key=_order))


def _order(proposal: Proposal) -> tuple[int, str, float, str]:
    return SEVERITIES.index(proposal.severity), proposal.due_on or "9999", -proposal.score, proposal.proposal_id


def proposal_id(matter: Matter) -> str:
    """An id of who, which case and which day, the same however often and in whatever words the matter is found."""
    plain = json.dumps([*matter.handle, matter.day, matter.ordinal], ensure_ascii=False)
    return "G" + hashlib.sha256(plain.encode("utf-8")).hexdigest()[:20]


def _proposal(matter: Matter, rulebook: Assessor) -> Proposal:
    first = matter.findings[0]
    situations = tuple(dict.fromkeys(code for finding in matter.findings for code in finding.situations))
    day = date.fromisoformat(matter.day) if matter.day else None
    assessed = rulebook.assess(tuple(Situation(code) for code in situations), first.intervener_class, day)
    return Proposal(
        proposal_id=proposal_id(matter),
        verdict="unfiled",
        severity=str(assessed.severity),
        score=max(finding.score for finding in matter.findings),
        category=str(assessed.category),
        situations=situations,
        record=record_of(matter),
        intervener=first.intervener,
        recipient=first.recipient,
        evidence=evidence_of(matter),
        passages=passages_of(matter),
        due_on=assessed.due_on.isoformat() if assessed.due_on else None,
        report_to=tuple(assessed.report_to),
        rules=tuple(assessed.rules),
    )
