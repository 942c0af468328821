"""Who did it, to whom, in which case, when: the mentions that fill the roles of a finding."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from data.lexicon import rows
from data.types import Kind, Label, Turn, TurnRole
from extractors.decision import Finding
from extractors.draft import Draft, Moment
from extractors.spans import Span

ON_BEHALF = re.compile(r"(?:替|帮|为|给)$")
RECEIVES = re.compile(r"(?:向|找|问|给|对|跟|约|请|被|到|让|@)$")


@dataclass(frozen=True, slots=True)
class Roles:
    """The spans that fill the roles of one finding; None where nobody or nothing was found."""

    intervener: Span | None
    recipient: Span | None
    case: Span | None
    moment: Moment | None
    on_behalf_of: Span | None
    via: Span | None


def choose_roles(draft: Draft, finding: Finding, spans: Sequence[Span]) -> Roles:
    """Roles by place: speaker of the message, column of the row, else the nearest person before the act."""
    turn = draft.turn_of(finding.start)
    if turn is None:
        return Roles(None, None, None, None, None, None)
    people = [s for s in spans if s.label is Label.PER and turn.start <= s.start < turn.end]
    if turn.role is TurnRole.MESSAGE:
        intervener = _of_message(draft, turn, finding, people)
    elif turn.role is TurnRole.ROW:
        intervener = _of_row(draft, turn, people) or _nearest_before(draft, finding, people)
    else:
        intervener = _nearest_before(draft, finding, people)
        if intervener is None and draft.document.kind is Kind.EMAIL and turn.speaker_span:
            intervener = next((s for s in spans if s.start == turn.speaker_span[0]), None)
    behalf = next((s for s in people if s != intervener and ON_BEHALF.search(draft.text[: s.start][-1:])), None)
    return Roles(intervener, None, _case(draft, finding, spans), _moment(draft, finding, turn), behalf, None)


def _of_message(draft: Draft, turn: Turn, finding: Finding, people: Sequence[Span]) -> Span | None:
    told = _nearest_before(draft, finding, [p for p in people if p.start >= turn.body])
    sender = next((p for p in people if p.start < turn.body), None)
    reported = re.search(r"(?:昨|前天|刚才|打电话|来电|说|找我|问我)", draft.text[turn.body : finding.end])
    return told if told and reported else sender


def _of_row(draft: Draft, turn: Turn, people: Sequence[Span]) -> Span | None:
    heading = next((t for t in draft.document.turns if t.role is TurnRole.HEADER), None)
    if heading is None:
        return None
    cells = [c.strip() for c in draft.text[heading.start : heading.end].split("|")]
    wanted = {row["heading"] for row in rows("columns") if row["role"] == "intervener"}
    at = turn.start
    for name, cell in zip(cells, draft.text[turn.start : turn.end].split("|"), strict=False):
        if name in wanted:
            inside = [p for p in people if at <= p.start < at + len(cell)]
            if inside:
                return inside[0]
        at += len(cell) + 1
    return None


def _nearest_before(draft: Draft, finding: Finding, people: Sequence[Span]) -> Span | None:
    before = [p for p in people if p.end <= finding.end and not ON_BEHALF.search(draft.text[: p.start][-1:])]
    return before[-1] if before else None


def _case(draft: Draft, finding: Finding, spans: Sequence[Span]) -> Span | None:
    cases = [s for s in spans if s.label is Label.CASE]
    if not cases:
        return None
    turn = draft.turn_of(finding.start)
    same = [s for s in cases if turn and turn.start <= s.start < turn.end]
    if same:
        return min(same, key=lambda s: (abs(s.start - finding.start), s.start))
    before = [s for s in cases if s.start < finding.start]
    return before[-1] if before else cases[0]


def _moment(draft: Draft, finding: Finding, turn: Turn) -> Moment | None:
    inside = [m for m in draft.moments if turn.start <= m.start < turn.end]
    before = [m for m in inside if m.end <= finding.start]
    if before:
        return before[-1]
    return inside[0] if inside else None
