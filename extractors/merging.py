"""One intervener, one case, one occasion: which findings are one event."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extractors.cases import number_told
from extractors.decision import Finding
from extractors.draft import Draft
from extractors.names import Names
from extractors.roles import Roles

CLOSE = 60
"""Code points within which a second act goes on telling of the first when no time parts them."""
NEAR = 600
"""Code points within which two acts of one person in one case are taken for one occasion when no time parts them."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A finding with its roles."""

    finding: Finding
    roles: Roles


def merge(draft: Draft, names: Names, drawn: Sequence[Drawn]) -> list[list[Drawn]]:
    """The findings grouped to events, groups and their members in text order."""
    groups: list[list[Drawn]] = []
    for item in sorted(drawn, key=lambda d: d.finding.start):
        for group in reversed(groups):
            if same_event(draft, names, group[-1], item):
                group.append(item)
                break
        else:
            groups.append([item])
    return groups


def same_event(draft: Draft, names: Names, one: Drawn, other: Drawn) -> bool:
    """Whether two findings tell of one event: the same person, no other case, no other day, and near each other."""
    if _follows_on(draft, one, other):
        return True
    if one.finding.status is not other.finding.status or one.finding.lawful is not other.finding.lawful:
        return False
    if other.finding.start - one.finding.end > NEAR or not _same_person(draft, one, other):
        return False
    return _same_case(draft, names, one, other) and _same_day(draft, one, other)


def _follows_on(draft: Draft, one: Drawn, other: Drawn) -> bool:
    """Whether the second finding goes on where the first one ends: same turn, close by, and no time between."""
    first, second = draft.turn_number(one.finding.start), draft.turn_number(other.finding.start)
    gap = (one.finding.end, other.finding.start)
    if first != second or gap[1] - gap[0] > CLOSE:
        return False
    return not any(gap[0] <= moment.start < gap[1] for moment in draft.moments)


def _same_person(draft: Draft, one: Drawn, other: Drawn) -> bool:
    a, b = one.roles.intervener, other.roles.intervener
    if a is None or b is None:
        return a is b and draft.turn_of(one.finding.start) == draft.turn_of(other.finding.start)
    return draft.words_of(a) == draft.words_of(b)


def _same_case(draft: Draft, names: Names, one: Drawn, other: Drawn) -> bool:
    a, b = one.roles.case, other.roles.case
    if a is None or b is None or draft.words_of(a) == draft.words_of(b):
        return True
    first, second = number_told(draft, names, a), number_told(draft, names, b)
    return first is None or second is None or first == second


def _same_day(draft: Draft, one: Drawn, other: Drawn) -> bool:
    a, b = one.roles.time, other.roles.time
    if a is not None and b is not None:
        return a.start == b.start or _day(draft, a.start) == _day(draft, b.start)
    first, second = draft.turn_of(one.finding.start), draft.turn_of(other.finding.start)
    if first is None or second is None or first.sent_at is None or second.sent_at is None:
        return True
    return first.sent_at.date() == second.sent_at.date()


def _day(draft: Draft, start: int) -> object:
    return next((m.day for m in draft.moments if m.start == start), None)
