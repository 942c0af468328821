"""One matter, one record: findings of the same occasion in several papers become one, other occasions stay apart.

What a proposal is called. Its id is made of the matter's handle, its day and its ordinal, all three told by the
findings that agree in person and case; what joins them by less (`records.joining`) and days told by the way (`day`)
change nothing of it. So more evidence leaves an id as it is, but for three kinds:

- a paper that tells the day before, by the same way, as surely: the matter is then of that day;
- another occasion of the same person, case and day that sorts before this one, by its channel and then its paper;
- a paper that makes an unknown person or case known: of the two names the matter then has the better one.

No rule without memory avoids these: alone, either finding has a right to the one id. What was decided and is
something else now is marked as news by the store, see `store.proposals`: an id that passes to other findings has
another line, which `tests/records/test_proposal_ids.py` holds.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from data.normalize import key
from matching import lexicon
from records.joining import Lacking, joined
from records.occasions import occasions_of, order_of
from records.telling import ABOUT, telling_of
from records.types import ITEMS, Evidence, Finding, Passage, Record

Handle = tuple[str, str]
"""(who, which case): what all findings of one matter have in common, but for those that lack one of the two."""
Known = tuple[str, str]
"""Paper and event of a finding."""
OF_SENDER = frozenset({"name", "org", "position", "relation"})
"""Items that a paper which knows only the go-between tells of him."""


@dataclass(frozen=True, slots=True)
class Matter:
    """Findings of one occasion, those that know most first; `ordinal` tells matters of one handle and day apart, from
    0; `lacking` has what findings do not know that joined the others, by paper and event."""

    handle: Handle
    findings: tuple[Finding, ...]
    ordinal: int = 0
    lacking: Mapping[Known, Lacking] = field(default_factory=dict)

    @property
    def day(self) -> str | None:
        """The ISO day of the occasion, the earliest told; one told by the way (昨天, 前两天) does not count when it
        lies further from those told surely than papers may differ. What joined the others tells it only alone."""
        return _day([f for f in self.findings if known(f) not in self.lacking]) or _day(self.findings)


def _day(findings: Sequence[Finding]) -> str | None:
    days = sorted({finding.record.occurred_on for finding in findings if finding.record.occurred_on})
    if len(days) < 2:
        return days[0] if days else None
    sure = [f.record.occurred_on for f in findings if f.record.occurred_on and telling_of(f).sure != ABOUT]
    if not sure:
        return days[0]
    earliest = date.fromisoformat(min(sure)) - timedelta(days=lexicon.filed_settings().merge_days)
    return next(day for day in days if day >= earliest.isoformat())


def known(finding: Finding) -> Known:
    """Paper and event of a finding: what it is told apart by."""
    return finding.doc_id, finding.event_id


def proposal_id(matter: Matter) -> str:
    """An id of who, which case and which day, the same however often and in whatever words the matter is found."""
    return _id(matter.handle, matter.day, matter.ordinal)


def _id(handle: Handle, day: str | None, ordinal: int) -> str:
    plain = json.dumps([*handle, day, ordinal], ensure_ascii=False)
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
    groups: dict[Handle, dict[Known, Finding]] = defaultdict(dict)
    for finding in findings:
        groups[handle_of(finding)][known(finding)] = finding
    matters = [m for handle in sorted(groups) for m in _numbered(handle, occasions_of([*groups[handle].values()]))]
    return _with_joined(matters)


def _with_joined(matters: Sequence[Matter]) -> tuple[Matter, ...]:
    """The matters, those that know less with those that they join."""
    guests = joined([matter.findings for matter in matters])
    whole: dict[int, Matter] = {place: matter for place, matter in enumerate(matters) if place not in guests}
    for place, (host, lacking) in sorted(guests.items()):
        matter = whole[host]
        told = {known(finding): lacking for finding in matters[place].findings}
        whole[host] = replace(
            matter, findings=matter.findings + matters[place].findings, lacking={**matter.lacking, **told}
        )
    return tuple(whole[place] for place in sorted(whole))


def _numbered(handle: Handle, occasions: Iterable[list[Finding]]) -> list[Matter]:
    seen: dict[str | None, int] = defaultdict(int)
    found = [Matter(handle, tuple(sorted(occasion, key=_fullest))) for occasion in occasions]
    matters = []
    for matter in sorted(found, key=lambda matter: order_of(min(matter.findings, key=order_of))):
        matters.append(replace(matter, ordinal=seen[matter.day]))
        seen[matter.day] += 1
    return matters


def _fullest(finding: Finding) -> tuple[int, float, str, str]:
    filled = sum(getattr(finding.record, item) is not None for item in ITEMS)
    return -filled, -finding.score, finding.doc_id, finding.event_id


def giving(matter: Matter, item: str) -> Finding | None:
    """The finding that gives an item of the record: the first that tells it, of the person himself."""
    return next((f for f in matter.findings if getattr(f.record, item) is not None and _tells(matter, f, item)), None)


def _tells(matter: Matter, finding: Finding, item: str) -> bool:
    return item not in OF_SENDER or matter.lacking.get(known(finding)) is not Lacking.SENDER


def record_of(matter: Matter) -> Record:
    """The fullest finding's record, its gaps filled from the others."""
    return Record(**{item: getattr(told.record, item) for item in ITEMS if (told := giving(matter, item))})


def evidence_of(matter: Matter) -> tuple[Evidence, ...]:
    """All evidence, in the order of the items, then of papers and places."""
    told = [piece for f in matter.findings for piece in f.evidence if _tells(matter, f, piece.item)]
    pieces = {_plain(piece): piece for piece in told}
    ordered = sorted(pieces, key=lambda k: (ITEMS.index(k[3]), k[0], k[1], k[2]))
    return tuple(pieces[k] for k in ordered)


def _plain(piece: Evidence) -> tuple[str, int, int, str]:
    return piece.doc_id, piece.start, piece.end, piece.item


def passages_of(matter: Matter) -> tuple[Passage, ...]:
    """The turns that hold the evidence, by paper and place, each once."""
    found = {(p.doc_id, p.start, p.end): p for finding in matter.findings for p in finding.passages}
    return tuple(found[k] for k in sorted(found))
