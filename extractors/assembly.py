"""Findings and spans become the mentions and events of an extraction."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from data.casenumber import normalise
from data.types import OWNER, Event, Extraction, Label, Mention
from extractors.decision import Finding
from extractors.draft import Draft, number
from extractors.roles import Roles, choose_roles
from extractors.spans import Span, settle


@dataclass(frozen=True, slots=True)
class Drawn:
    """A finding with its roles."""

    finding: Finding
    roles: Roles


def assemble(draft: Draft) -> Extraction:
    """The extraction of a draft: mentions p1 ... and events e1 ... in text order."""
    spans = settle(draft.spans)
    drawn = [Drawn(finding, choose_roles(draft, finding, spans)) for finding in draft.findings]
    moments = [d.roles.moment for d in drawn if d.roles.moment]
    times = [Span(m.start, m.end, Label.TIME, 0.98, "times") for m in moments]
    triggers = [Span(d.finding.start, d.finding.end, Label.TRIGGER, 0.4, "acts") for d in drawn]
    mentions = number(draft.document, settle({*spans, *times, *triggers}))
    events = [_event(draft, item, mentions) for item in merge(drawn)]
    kept = [event for event in events if event]
    return Extraction(tuple(mentions), tuple(_numbered(kept)))


def merge(drawn: Iterable[Drawn]) -> list[list[Drawn]]:
    """Findings of one person, case and occasion together, in text order."""
    groups: dict[tuple[object, ...], list[Drawn]] = {}
    for item in drawn:
        roles = item.roles
        key = (roles.intervener, roles.case, roles.moment, item.finding.status, item.finding.lawful)
        groups.setdefault(key, []).append(item)
    return list(groups.values())


def _numbered(events: Iterable[Event]) -> Iterable[Event]:
    from dataclasses import replace

    for index, event in enumerate(events, 1):
        yield replace(event, id=f"e{index}")


def _event(draft: Draft, group: list[Drawn], mentions: list[Mention]) -> Event | None:
    def ident(span: Span | None) -> str | None:
        if span is None:
            return None
        return next((m.id for m in mentions if m.start < span.end and span.start < m.end), None)

    triggers = tuple(
        m.id
        for item in group
        for m in mentions
        if m.label is Label.TRIGGER and item.finding.start <= m.start and m.end <= item.finding.end
    )
    if not triggers:
        return None
    lead = max(group, key=lambda item: item.finding.score)
    roles, finding = lead.roles, lead.finding
    turn = draft.turn_of(finding.start)
    day = roles.moment.day if roles.moment else None
    if day is None and turn and turn.sent_at:
        day = turn.sent_at.date()
    case = next((m for m in mentions if m.id == ident(roles.case)), None)
    time = roles.moment and Span(roles.moment.start, roles.moment.end, Label.TIME, 1.0, "")
    return Event(
        id="",
        triggers=tuple(dict.fromkeys(triggers)),
        situations=tuple(dict.fromkeys(s for item in group for s in item.finding.situations)),
        intervener=ident(roles.intervener),
        recipient=ident(roles.recipient) or (OWNER if draft.document.owner else None),
        case=case.id if case else None,
        case_no=(normalise(case.text) if case else None) or draft.document.folder_case,
        time=ident(time or None),
        date=day,
        channel=finding.channel,
        on_behalf_of=ident(roles.on_behalf_of),
        via=ident(roles.via),
        status=finding.status,
        lawful=finding.lawful,
        score=finding.score,
        reasons=finding.reasons,
    )
