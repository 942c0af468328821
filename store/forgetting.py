"""Taking the words out of findings of erased proposals: the next screening must know the matter, and no more of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from sqlalchemy import ColumnElement, Connection, and_, delete, select, update

from data.codec import from_text, to_text
from data.rulebook import Intervener
from records.merge import Handle, Matter, merge, proposal_id
from records.types import CaseItem, Finding, PersonLink, Record
from store.tables import FINDINGS, INBOXES, PROPOSALS

_ERASED = "erased"

Place = tuple[str, int]
"""Path and position of a finding in its inbox."""


def forget(connection: Connection) -> int:
    """Takes the words out of the findings of all erased proposals; returns how many findings changed or went.

    A finding goes altogether when no other matter of that person and case stands in the inbox. Where one does, what
    tells the two apart is kept: ids, the day, the number of the case; the name only of somebody without an id.
    """
    erased = frozenset(connection.execute(select(PROPOSALS.c.proposal_id).where(PROPOSALS.c.desk == _ERASED)).scalars())
    if not erased:
        return 0
    inboxes = connection.execute(select(INBOXES.c.inbox_id).order_by(INBOXES.c.inbox_id)).scalars().all()
    return sum(_forget_in(connection, inbox_id, erased) for inbox_id in inboxes)


def _forget_in(connection: Connection, inbox_id: int, erased: frozenset[str]) -> int:
    found = connection.execute(
        select(FINDINGS.c.path, FINDINGS.c.position, FINDINGS.c.body).where(FINDINGS.c.inbox_id == inbox_id)
    )
    places: dict[tuple[str, str, str], list[Place]] = defaultdict(list)
    findings = []
    for row in sorted(found, key=lambda row: (row.path, row.position)):
        finding = Finding.from_row(from_text(row.body))
        findings.append(finding)
        places[_key(finding)].append((row.path, row.position))
    gone, bare = _sorted_out(merge(findings), erased)
    for finding in bare:
        body = to_text(finding_without_names(finding).to_row())
        for place in places[_key(finding)]:
            connection.execute(update(FINDINGS).where(_at(inbox_id, place)).values(body=body))
    going = [place for finding in gone for place in places[_key(finding)]]
    for place in going:
        connection.execute(delete(FINDINGS).where(_at(inbox_id, place)))
    return len(going) + len(bare)


def _key(finding: Finding) -> tuple[str, str, str]:
    return finding.path, finding.doc_id, finding.event_id


def _sorted_out(matters: Sequence[Matter], erased: frozenset[str]) -> tuple[list[Finding], list[Finding]]:
    """Findings of erased proposals that can go, and those that must stay without their words."""
    closed = {place for place, matter in enumerate(matters) if not erased.isdisjoint(_ids(matter))}
    standing: set[Handle] = {matter.handle for place, matter in enumerate(matters) if place not in closed}
    gone: list[Finding] = []
    bare: list[Finding] = []
    for place in sorted(closed):
        for finding in matters[place].findings:
            if matters[place].handle not in standing:
                gone.append(finding)
            elif finding != finding_without_names(finding):
                bare.append(finding)
    return gone, bare


def _ids(matter: Matter) -> Iterator[str]:
    """The ids under which the matter was proposed: of all its findings, and of those that still have words."""
    yield proposal_id(matter)
    worded = tuple(finding for finding in matter.findings if finding.evidence)
    if worded and len(worded) < len(matter.findings):
        yield proposal_id(replace(matter, findings=worded))


def finding_without_names(finding: Finding) -> Finding:
    """The finding with what its matter is known by and nothing else: see `records.merge.handle_of`."""
    known = finding.without_words()
    case = known.record.case
    numbered = CaseItem(case.case_no, None, None, None, None) if case and case.case_no else None
    named = None if known.intervener.id else known.record.name
    return replace(
        known,
        record=Record(name=named, occurred_on=known.record.occurred_on, case=numbered),
        intervener=_bare(known.intervener, keep_words=not (known.intervener.id or named)),
        recipient=_bare(known.recipient, keep_words=False),
        standing=Intervener(),
        case_words=None if numbered else known.case_words,
        case_reasons=(),
        case_candidates=(),
    )


def _bare(link: PersonLink, *, keep_words: bool) -> PersonLink:
    return replace(link, words=link.words if keep_words else "", reasons=(), candidates=())


def _at(inbox_id: int, place: Place) -> ColumnElement[bool]:
    return and_(FINDINGS.c.inbox_id == inbox_id, FINDINGS.c.path == place[0], FINDINGS.c.position == place[1])
