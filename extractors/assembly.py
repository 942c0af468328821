"""Findings and spans become the mentions and events of an extraction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from data.types import OWNER, Event, Extraction, Label, Mention
from extractors.cases import number_named, number_told
from extractors.draft import Draft, number
from extractors.event_days import day_told
from extractors.merging import Drawn, merge
from extractors.names import Names
from extractors.people import People
from extractors.roles import RoleChooser
from extractors.scoring import Scorer, shipped_scorer
from extractors.scoring_features import features_of
from extractors.spans import DOUBTFUL, Span, settle
from extractors.triggers import trigger_words

TELLING = 0.5
"""The probability of an act from which its words are shown for an event that has surer ones."""


@dataclass(frozen=True, slots=True)
class Marked:
    """Mentions of a document, to be found again by the place of a span."""

    mentions: tuple[Mention, ...]

    def ident(self, span: Span | None) -> str | None:
        """The id of the mention that stands where `span` does, None without one."""
        if span is None:
            return None
        return next((m.id for m in self.mentions if m.label is span.label and span.touches(m.start, m.end)), None)


@dataclass(frozen=True, slots=True)
class Candidate:
    """An event that might be proposed, with what its score is reckoned from; its own score is the decider's."""

    event: Event
    features: Mapping[str, float]


def assemble(draft: Draft, chooser: RoleChooser, names: Names, scorer: Scorer | None = None) -> Extraction:
    """The extraction of a draft: mentions p1 ... and events e1 ... in text order, scored by `scorer` or as shipped.

    Claims that are not worth their cost are left out. Times and triggers become mentions only where an event rests on
    them.
    """
    judge = scorer or shipped_scorer()
    mentions, found = candidates(draft, chooser, names)
    scored = [(replace(one.event, score=judge.score(one.features)), one.features) for one in found]
    kept = [event for event, features in scored if judge.keeps(event, features, draft.form)]
    ordered = [replace(event, id=f"e{place}") for place, event in enumerate(kept, 1)]
    return Extraction(tuple(_resting(mentions, ordered)), tuple(ordered))


def candidates(draft: Draft, chooser: RoleChooser, names: Names) -> tuple[tuple[Mention, ...], list[Candidate]]:
    """The mentions of a draft and every event that its findings come to, whatever its score, in text order."""
    spans = settle(draft.spans)
    roles = chooser.choose(draft, draft.findings, spans)
    drawn = [Drawn(*pair) for pair in zip(draft.findings, roles, strict=True)]
    times = dict.fromkeys(item.roles.time for item in drawn if item.roles.time)
    doubtful = dict.fromkeys(span for item in drawn for span in item.roles.people if span.by == DOUBTFUL)
    named = settle([*spans, *doubtful, *(replace(span, score=0.97) for span in times)])
    acts = {item.finding: trigger_words(draft.text, item.finding, named) for item in drawn}
    groups = merge(draft, names, [item for item in drawn if acts[item.finding]])
    triggers = dict.fromkeys(span for group in groups for item in group for span in acts[item.finding])
    marked = Marked(tuple(number(draft.document, [*named, *triggers])))
    people = getattr(chooser, "people", None) or People()
    found = []
    for group in groups:
        carried = dict.fromkeys(marked.ident(span) for item in _telling(group) for span in acts[item.finding])
        event = _event(draft, names, group, marked, tuple(ident for ident in carried if ident))
        found.append(Candidate(event, features_of(draft, event, group, people)))
    return marked.mentions, found


def _telling(group: Sequence[Drawn]) -> list[Drawn]:
    """The findings of an event whose words are shown for it: its surest, and those as likely to be acts as not."""
    most = max(item.finding.score for item in group)
    return [item for item in group if item.finding.score >= min(TELLING, most)]


def _resting(mentions: Iterable[Mention], events: Iterable[Event]) -> Iterator[Mention]:
    """The mentions without the times, triggers and doubtful people that no event rests on."""
    used = {ident for event in events for ident in (*event.triggers, event.time, *_people(event))}
    return (m for m in mentions if m.id in used or not (m.label in (Label.TIME, Label.TRIGGER) or m.by == DOUBTFUL))


def _people(event: Event) -> tuple[str | None, ...]:
    return (event.intervener, event.recipient, event.on_behalf_of, event.via)


def _event(draft: Draft, names: Names, group: Sequence[Drawn], marked: Marked, triggers: tuple[str, ...]) -> Event:
    lead = max(group, key=lambda item: (item.finding.score, -item.finding.start))
    roles, finding = lead.roles, lead.finding
    case = next((item.roles.case for item in group if item.roles.case), None)
    case_no = number_told(draft, names, case) or (None if case else number_named(draft, names, finding.start))
    time = next((item.roles.time for item in group if item.roles.time), None)
    recipient = marked.ident(roles.recipient)
    situations = dict.fromkeys((*finding.situations, *(item.finding.situations[0] for item in _telling(group))))
    return Event(
        id="",
        triggers=triggers,
        situations=tuple(situations),
        intervener=marked.ident(roles.intervener),
        recipient=recipient or (OWNER if draft.document.owner else None),
        case=marked.ident(case),
        case_no=case_no,
        time=marked.ident(time),
        date=day_told(draft, finding, time),
        channel=finding.channel,
        on_behalf_of=marked.ident(roles.on_behalf_of),
        via=marked.ident(roles.via),
        status=finding.status,
        lawful=finding.lawful,
        score=finding.score,
        reasons=tuple(dict.fromkeys(r for item in group for r in (*item.finding.reasons, *item.roles.reasons))),
    )
