"""A reading's unfiled events, each as a finding that needs neither document nor registries any more."""

from __future__ import annotations

from dataclasses import fields

from data.registry import Registries
from data.rulebook import Intervener
from data.types import OWNER, Link, Reading, Reason, Turn, VerdictKind
from data.types import Location as PlaceInFile
from matching.index import DEPARTED
from matching.lexicon import filed_settings
from records.annotation import annotation_of, asides_of, mentions_of
from records.certainty import certainty_of
from records.items import FILLERS, Filled
from records.standing import is_party, lawyer_words
from records.told import Told
from records.types import Claim, Evidence, Finding, Passage, PersonLink, Reasoned, Record, Rival
from records.view import View, views_of
from records.who import fill_org, fill_position


def findings_of(reading: Reading, registries: Registries) -> tuple[Finding, ...]:
    """A finding for every event that is asserted and covered by no lawful procedure, in the events' order.

    Those that a filed record answers carry a claim; see `Finding`.
    """
    return tuple(
        _finding(view)
        for view in views_of(reading, registries)
        if view.item.verdict.kind in (VerdictKind.UNFILED, VerdictKind.FILED) and view.item.event.triggers
    )


def _finding(view: View) -> Finding:
    event, document = view.item.event, view.document
    filled = {name: value for name, fill in FILLERS if (value := fill(view))}
    evidence = tuple(piece for name, value in filled.items() for piece in _evidence(view, name, value))
    intervener = _link(view, event.intervener)
    named = view.mention(event.case)
    certainty = intervener.score if intervener.id else 1.0
    passages = _passages(view, evidence)
    return Finding(
        doc_id=document.doc_id,
        path=document.path,
        kind=document.kind.value,
        event_id=event.id,
        situations=tuple(situation.value for situation in event.situations),
        channel=event.channel.value,
        score=round(event.score * certainty, 4),
        record=Record(**{name: value.value for name, value in filled.items()}),  # type: ignore[arg-type]
        intervener=intervener,
        recipient=_link(view, event.recipient),
        recipient_unit=_unit(view),
        standing=_standing(view),
        case_words=named.text if named else None,
        case_reasons=_reasons(view.item.case.reasons),
        case_candidates=view.item.case.candidates,
        evidence=evidence,
        passages=passages,
        claim=_claim(view),
        told=Told(
            certainty=certainty_of(view, filled),
            asides=asides_of(view, [(piece.start, piece.end) for piece in evidence]),
            annotation=annotation_of(view, [(passage.start, passage.end) for passage in passages]),
        ),
    )


def _claim(view: View) -> Claim | None:
    verdict = view.item.verdict
    if verdict.kind is not VerdictKind.FILED or verdict.record_id is None:
        return None
    filed_on = view.registries.filed[verdict.record_id].occurred_on
    if view.day is None or filed_on is None:
        return Claim(verdict.record_id, filed_settings().days_late)
    return Claim(verdict.record_id, abs((view.day - filed_on).days))


def _evidence(view: View, item: str, filled: Filled) -> list[Evidence]:
    found = []
    for start, told_end in dict.fromkeys(filled.spans):
        turn = view.turn((start, told_end))
        end = min(told_end, turn.end) if turn else told_end
        location = location_row(turn.location) if turn else {}
        quote = view.text[start:end]
        found.append(Evidence(view.document.doc_id, view.document.path, location, start, end, quote, item))
    return found


def _passages(view: View, evidence: tuple[Evidence, ...]) -> tuple[Passage, ...]:
    """The turns of the evidence and of everything else that the event rests on, so that its annotation is whole."""
    rests_on = [(mention.start, mention.end) for mention in mentions_of(view)]
    spans = [(piece.start, piece.end) for piece in evidence] + rests_on
    turns = {turn.start: turn for span in spans if (turn := view.turn(span))}
    return tuple(_passage(view, turn) for _, turn in sorted(turns.items()))


def _passage(view: View, turn: Turn) -> Passage:
    return Passage(
        doc_id=view.document.doc_id,
        start=turn.start,
        end=turn.end,
        role=turn.role.value,
        speaker=turn.speaker,
        sent_at=turn.sent_at.isoformat() if turn.sent_at else None,
        text=view.text[turn.start : turn.end],
        location=location_row(turn.location),
    )


def location_row(location: PlaceInFile) -> dict[str, object]:
    """The fields of a location that are told; a box is a list."""
    told = {field.name: getattr(location, field.name) for field in fields(location)}
    return {
        name: list(value) if isinstance(value, tuple) else value for name, value in told.items() if value is not None
    }


def _link(view: View, role: str | None) -> PersonLink:
    if role == OWNER:
        owner = view.recipient
        reason = Reasoned("talk", 0.0, "材料所有人")
        if owner is None:
            return PersonLink("", None, None, 0.0)
        return PersonLink(owner.name, owner.registry.value, owner.id, 1.0, (reason,))
    mention = view.mention(role)
    link = view.links.get(role or "")
    if link is None:
        return PersonLink(mention.text if mention else "", None, None, 0.0)
    return PersonLink(
        words=mention.text if mention else "",
        registry=link.registry.value if link.registry else None,
        id=link.registry_id,
        score=link.score if link.registry_id else 0.0,
        reasons=_reasons(link.reasons),
        candidates=_rivals(link),
    )


def _rivals(link: Link) -> tuple[Rival, ...]:
    return tuple(
        Rival(c.registry.value, c.registry_id, c.name, c.org, c.position, c.score, _reasons(c.reasons))
        for c in link.candidates
    )


def _reasons(reasons: tuple[Reason, ...]) -> tuple[Reasoned, ...]:
    return tuple(Reasoned(reason.comparison, reason.weight, reason.words) for reason in reasons)


def _unit(view: View) -> str | None:
    """Where the one approached serves on the day, else the unit of the case."""
    post = view.recipient.post_for(view.day) if view.recipient else None
    if post:
        return post.org
    case = view.registries.cases.get(view.item.case.case_no or "")
    return case.unit if case else None


def _standing(view: View) -> Intervener:
    """What the registries and the words tell of the intervener's standing on the day."""
    person, mention = view.intervener, view.mention(view.item.event.intervener)
    if person is None:
        org, position = fill_org(view), fill_position(view)
        told = [str(filled.value) for filled in (org, position) if filled]
        lawyer = any(cue in words for words in (*told, mention.text if mention else "") for cue in lawyer_words())
        return Intervener(
            org=str(org.value) if org else "",
            position=str(position.value) if position else "",
            lawyer=lawyer,
            party=is_party(view),
        )
    post = person.post_for(view.day)
    return Intervener(
        field=post.field if post else "",
        org=post.org if post else "",
        position=post.position if post else "",
        lawyer=person.lawyer is not None,
        departed=person.lawyer is not None and person.lawyer.relation == DEPARTED,
        party=is_party(view),
    )
