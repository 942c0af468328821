"""One matter, one record: findings of the same occasion in several papers become one, other occasions stay apart."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from data.normalize import key
from matching import lexicon
from records.types import ITEMS, Evidence, Finding, Passage, Record

Handle = tuple[str, str]
"""(who, which case): what all findings of one matter have in common."""


@dataclass(frozen=True, slots=True)
class Matter:
    """Findings of one occasion, the fullest first; `ordinal` tells matters of one handle and day apart, from 0."""

    handle: Handle
    findings: tuple[Finding, ...]
    ordinal: int = 0

    @property
    def day(self) -> str | None:
        """The ISO day of the occasion, the earliest that a finding gives."""
        days = [finding.record.occurred_on for finding in self.findings if finding.record.occurred_on]
        return min(days) if days else None


def proposal_id(matter: Matter) -> str:
    """An id of who, which case and which day, the same however often and in whatever words the matter is found."""
    plain = json.dumps([*matter.handle, matter.day, matter.ordinal], ensure_ascii=False)
    return "G" + hashlib.sha256(plain.encode("utf-8")).hexdigest()[:20]


def handle_of(finding: Finding) -> Handle:
    """Registry id, else the name with the one approached (老周 of one judge is not 老周 of another); then the case's
    number, else its words with the same caution."""
    near = finding.recipient.id or finding.recipient_unit or finding.doc_id
    who = finding.intervener.id or f"{key(finding.record.name or finding.intervener.words)}@{near}"
    case = finding.record.case.case_no if finding.record.case else None
    return who, key(case) if case else f"{key(finding.case_words or '')}@{near}"


def merge(findings: Iterable[Finding]) -> tuple[Matter, ...]:
    """The matters of all findings, ordered by handle and day. The order of `findings` does not matter."""
    groups: dict[Handle, dict[tuple[str, str], Finding]] = defaultdict(dict)
    for finding in findings:
        groups[handle_of(finding)][finding.doc_id, finding.event_id] = finding
    return tuple(matter for handle in sorted(groups) for matter in _occasions(handle, list(groups[handle].values())))


def _occasions(handle: Handle, findings: list[Finding]) -> list[Matter]:
    """Occasions of one person and case. Two events of one paper are two occasions: the paper tells them apart.

    What agrees in day and channel is put together first, then what agrees in the day alone or lies near; papers that
    tell no day come last, and join only where there is but one occasion to join.
    """
    occasions: list[list[Finding]] = []
    for alike in _alike(finding for finding in findings if finding.record.occurred_on):
        fitting = [occasion for occasion in occasions if _same_occasion(occasion, alike)]
        best = min(fitting, key=lambda occasion: _distance(occasion, alike), default=None)
        if best is None:
            occasions.append(alike)
        else:
            best.extend(alike)
    for finding in sorted((f for f in findings if not f.record.occurred_on), key=_order):
        fitting = [occasion for occasion in occasions if not _shared(occasion, [finding])]
        if len(fitting) == 1:
            fitting[0].append(finding)
        else:
            occasions.append([finding])
    return _numbered(handle, occasions)


def _alike(findings: Iterable[Finding]) -> list[list[Finding]]:
    """Findings of one day and channel; the second such event of a paper goes with the second ones of the others."""
    slots: dict[tuple[str, str, int], list[Finding]] = defaultdict(list)
    seen: dict[tuple[str, str, str], int] = defaultdict(int)
    for finding in sorted(findings, key=_order):
        day, channel, paper = str(finding.record.occurred_on), finding.channel, finding.doc_id
        slots[day, channel, seen[day, channel, paper]].append(finding)
        seen[day, channel, paper] += 1
    return [slots[place] for place in sorted(slots)]


def _order(finding: Finding) -> tuple[str, str, str, str]:
    return finding.record.occurred_on or "", finding.channel, finding.doc_id, finding.event_id


def _shared(occasion: list[Finding], others: list[Finding]) -> bool:
    """Whether some paper has an event in both."""
    return bool({finding.doc_id for finding in occasion} & {finding.doc_id for finding in others})


def _apart(occasion: list[Finding], others: list[Finding]) -> int:
    first, second = (date.fromisoformat(str(group[0].record.occurred_on)) for group in (occasion, others))
    return abs((second - first).days)


def _same_occasion(occasion: list[Finding], others: list[Finding]) -> bool:
    """Told in other papers, on the same day; or near it when it came by the same channel."""
    if _shared(occasion, others):
        return False
    days = _apart(occasion, others)
    return days == 0 or (days <= lexicon.filed_settings().merge_days and _one_channel(occasion, others))


def _one_channel(occasion: list[Finding], others: list[Finding]) -> bool:
    return bool({finding.channel for finding in occasion} & {finding.channel for finding in others})


def _distance(occasion: list[Finding], others: list[Finding]) -> tuple[int, bool, tuple[str, str, str, str]]:
    return _apart(occasion, others), not _one_channel(occasion, others), _order(occasion[0])


def _numbered(handle: Handle, occasions: list[list[Finding]]) -> list[Matter]:
    seen: dict[str | None, int] = defaultdict(int)
    matters = []
    for occasion in sorted(occasions, key=lambda o: _order(o[0])):
        matter = Matter(handle, tuple(sorted(occasion, key=_fullest)))
        matters.append(replace(matter, ordinal=seen[matter.day]))
        seen[matter.day] += 1
    return matters


def _fullest(finding: Finding) -> tuple[int, float, str, str]:
    filled = sum(getattr(finding.record, item) is not None for item in ITEMS)
    return -filled, -finding.score, finding.doc_id, finding.event_id


def record_of(matter: Matter) -> Record:
    """The fullest finding's record, its gaps filled from the others."""
    first, *others = (finding.record for finding in matter.findings)
    gaps = {
        item: value
        for item in ITEMS
        if getattr(first, item) is None
        and (value := next((v for other in others if (v := getattr(other, item)) is not None), None)) is not None
    }
    return replace(first, **gaps)


def evidence_of(matter: Matter) -> tuple[Evidence, ...]:
    """All evidence, in the order of the items, then of papers and places."""
    found = dict.fromkeys(_plain(piece) for finding in matter.findings for piece in finding.evidence)
    pieces = {_plain(piece): piece for finding in matter.findings for piece in finding.evidence}
    ordered = sorted(found, key=lambda k: (ITEMS.index(k[3]), k[0], k[1], k[2]))
    return tuple(pieces[k] for k in ordered)


def _plain(piece: Evidence) -> tuple[str, int, int, str]:
    return piece.doc_id, piece.start, piece.end, piece.item


def passages_of(matter: Matter) -> tuple[Passage, ...]:
    """The turns that hold the evidence, by paper and place, each once."""
    found = {(p.doc_id, p.start, p.end): p for finding in matter.findings for p in finding.passages}
    return tuple(found[k] for k in sorted(found))
