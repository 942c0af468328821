"""The words for which an act did not take place or is lawful: what a reader of such a verdict is shown."""

from __future__ import annotations

from collections.abc import Iterator

from data.types import Status
from extractors.decision import Finding
from extractors.draft import Draft
from extractors.scope import NONE, Hit, hits
from extractors.surroundings import act_of

WORDS = "scope"
"""The component that reads scope.tsv."""
MODEL = "acts"
"""The component named where the decider alone decided and names itself nowhere."""
MOST = 3
"""Words named for one field."""
Reason = tuple[str, str, str]


def grounds(draft: Draft, finding: Finding) -> tuple[Reason, ...]:
    """Reasons (field, component, words) for a status other than asserted and for a lawful procedure, none otherwise.

    Where no words of the lexicon speak for it, the decider is named with the clause of the act.
    """
    told: list[Reason] = []
    found = tuple(hits(draft, finding)) if finding.status is not Status.ASSERTED or finding.lawful else ()
    if finding.status is not Status.ASSERTED:
        told += _reasons(draft, finding, found, "status", finding.status.value)
    if finding.lawful is not None:
        told += _reasons(draft, finding, found, "lawful", finding.lawful.value)
    return tuple(told)


def places(draft: Draft, finding: Finding, found: tuple[Hit, ...], field: str, value: str) -> list[tuple[int, int]]:
    """(start, end) of the words that speak for `value` of `field`, at most `MOST`, the surest first.

    Words for the value itself stand before those for another one of the field, sure rules before mere grounds, of which
    one is enough. Empty when nothing speaks.
    """
    mine = [hit for hit in found if hit.rule.field == field and hit.rule.value != NONE]
    ranked = sorted(mine, key=lambda hit: (hit.rule.value != value, not hit.rule.sure))
    alone = ranked[:1] if ranked and not ranked[0].rule.sure else ()
    ranked = list(alone) or [hit for hit in ranked if hit.rule.sure]
    return list(dict.fromkeys((hit.start, hit.end) for hit in ranked))[:MOST]


def _reasons(draft: Draft, finding: Finding, found: tuple[Hit, ...], field: str, value: str) -> Iterator[Reason]:
    named = places(draft, finding, found, field, value)
    for start, end in named:
        yield field, WORDS, draft.text[start:end]
    if not named:
        decider = next((component for _, component, _ in finding.reasons), MODEL)
        yield field, decider, draft.text[slice(*act_of(draft, finding))]
