"""Findings to proposals: merged, weighed by the rulebook, ordered for the reviewer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from data.registry import Registries
from data.rulebook import Rulebook, profile_for
from data.types import Situation
from records.details import Background, unit_of
from records.merge import Matter, evidence_of, passages_of, proposal_id, record_of
from records.settling import Settled, settle
from records.shortfalls import INCOMPLETE, LATE, Judge, Short, judge_of
from records.types import Evidence, Finding, Passage, PersonLink, Record, flat_row

COMMON = "common"
SEVERITIES = ("critical", "high", "medium", "low")
UNFILED = "unfiled"
VERDICTS = (UNFILED, INCOMPLETE, LATE)
"""Verdicts of proposals: no record is filed, or the one that answers the matter lacks something, or it came late."""


Rulebooks = Rulebook | Mapping[str, Rulebook]
"""One rulebook for all matters, or one a profile; `common` then stands for units of no profile."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """One matter for a person to review, on no file or filed short of it. `due_on` is an ISO day or None.

    `verdict` is one of VERDICTS. `unit` (whose reviewers it is for, None when not known) and `details` (see
    records.details) are for the desk alone.
    """

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
    unit: str | None = None
    details: Mapping[str, Any] = field(default_factory=dict)

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
            "evidence": [flat_row(piece) for piece in self.evidence],
            "due_on": self.due_on,
            "report_to": list(self.report_to),
            "rules": list(self.rules),
        }


def propose(findings: Iterable[Finding], registries: Registries, rulebook: Rulebooks) -> tuple[Proposal, ...]:
    """A proposal for every matter on no file, or on one that falls short: the severest first, then what is on no file,
    then the one due first, then the surest, then by id.

    With several rulebooks the unit of the one approached decides which holds, else the unit of the case.
    """
    return proposals_of(settle(findings, judge=judge_by(registries, rulebook)), registries, rulebook)


def judge_by(registries: Registries, rulebook: Rulebooks) -> Judge:
    """Who says how filed records fall short, by the rulebook that holds for the unit of each matter."""
    return judge_of(registries, lambda unit: rulebook_for(unit, rulebook))


def proposals_of(settled: Settled, registries: Registries, rulebook: Rulebooks) -> tuple[Proposal, ...]:
    """The proposals of the open matters, in the order of `propose`."""
    background = Background(registries, settled.used)
    return tuple(
        sorted((_proposal(matter, settled.short, background, rulebook) for matter in settled.open), key=_order)
    )


def _order(proposal: Proposal) -> tuple[int, bool, str, float, str]:
    on_file = proposal.verdict != UNFILED
    due = proposal.due_on or "9999"
    return SEVERITIES.index(proposal.severity), on_file, due, -proposal.score, proposal.proposal_id


def rulebook_for(unit: str | None, rulebook: Rulebooks) -> Rulebook:
    """The rulebook that holds for a unit. Raises KeyError when several are given and neither fits nor is `common`."""
    if isinstance(rulebook, Rulebook):
        return rulebook
    profile = profile_for(unit or "")
    return rulebook[profile] if profile in rulebook else rulebook[COMMON]


def _proposal(matter: Matter, falling: Mapping[str, Short], background: Background, rulebook: Rulebooks) -> Proposal:
    id_ = proposal_id(matter)
    short = falling.get(id_)
    first = matter.findings[0]
    book = rulebook_for(first.recipient_unit, rulebook)
    codes = dict.fromkeys(code for finding in matter.findings for code in finding.situations)
    situations = tuple(sorted(codes, key=lambda code: -book.rules.situations[Situation(code)].weight))
    day = date.fromisoformat(matter.day) if matter.day else None
    assessed = book.assess(situations, book.intervener_class(first.standing), day)
    rules = (*assessed.rules, *(rule for fault in (short.faults if short else ()) for rule in fault.rules))
    return Proposal(
        proposal_id=id_,
        verdict=short.verdict if short else UNFILED,
        severity=assessed.severity,
        score=max(finding.score for finding in matter.findings),
        category=assessed.category.value,
        situations=situations,
        record=record_of(matter),
        intervener=first.intervener,
        recipient=first.recipient,
        evidence=evidence_of(matter),
        passages=passages_of(matter),
        due_on=assessed.due_on.isoformat() if assessed.due_on else None,
        report_to=tuple(book.label("routes", route) for route in assessed.report_to),
        rules=tuple(dict.fromkeys(f"{rule.title}（{rule.source}）" for rule in rules)),
        unit=unit_of(matter),
        details=background.details_of(matter, short),
    )
