"""What is known of an event as numbers by name: what its score is reckoned from.

Kind of paper, channel, situation and recipient were tried too: on cities not learnt from they made scores no better.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from data.types import Event, Label, Status
from extractors.decision import Finding
from extractors.draft import Draft
from extractors.merging import Drawn
from extractors.opinions import log_odds
from extractors.people import People
from extractors.ties import lacks

ACTS = ("act.linear", "act.neural")
SCORES = (*ACTS, "asserted", "unlawful")
"""Probabilities that a finding may carry; each that it does not is a feature of its own, `no NAME`."""
LEAST = 0.001
"""Probabilities nearer to 0 or 1 count as this near."""
DECIDED = 0.9
"""The probability of what a decider decided when it does not tell one."""


def features_of(draft: Draft, event: Event, group: Sequence[Drawn], people: People) -> dict[str, float]:
    """The features of `event`, which was merged from `group`; those that are 0 are left out.

    Probabilities stand as log odds, whatever is told by yes or no as 1. What the surest finding does not tell is taken
    from what it decided: acts from its score, `asserted` and `unlawful` from status and lawful procedure.
    """
    lead = max(group, key=lambda item: (item.finding.score, -item.finding.start))
    found = dict(_weighed(lead.finding, [item.finding for item in group]))
    found |= dict.fromkeys(_told(draft, event, lead, people), 1.0)
    return {name: value for name, value in found.items() if value}


def surely(chance: float) -> float:
    """The log odds of a probability, as scores weigh it."""
    return log_odds(chance, LEAST)


def _weighed(lead: Finding, group: Sequence[Finding]) -> Iterator[tuple[str, float]]:
    yield "act", surely(lead.score)
    yield "any act", surely(1 - math.prod(1 - finding.score for finding in group))
    yield "findings", math.log(len(group))
    for name in SCORES:
        chance = lead.scores.get(name)
        if chance is None:
            yield f"no {name}", 1.0
        yield name, surely(_decided(lead, name) if chance is None else chance)


def _decided(finding: Finding, name: str) -> float:
    if name in ACTS:
        return finding.score
    sure = finding.status is Status.ASSERTED if name == "asserted" else finding.lawful is None
    return DECIDED if sure else 1 - DECIDED


def _told(draft: Draft, event: Event, lead: Drawn, people: People) -> Iterator[str]:
    yield f"intervener {_sort(draft, lead, people)}"
    yield "case number" if event.case_no else "case words" if event.case else "case none"
    yield "time named" if event.time else "day told" if event.date else "day none"
    yield f"lacks {lacks(draft, event, lead.finding.start)}"
    if event.status is not Status.ASSERTED:
        yield "not asserted"
    if event.lawful:
        yield "lawful"
    for name in ("via", "on_behalf_of"):
        if getattr(event, name):
            yield name


def _sort(draft: Draft, lead: Drawn, people: People) -> str:
    span = lead.roles.intervener
    if span is None:
        return "none"
    if span.label is not Label.PER:
        return span.label.value.lower()
    return people.sort_of(draft.words_of(span), draft.document.owner).name.lower()
