"""Which findings of one person and case tell of one occasion.

Every two findings are compared: `SAME`, `APART`, or `OPEN` when nothing tells. Groups grow from the surest pair to the
least sure one, and never take in two that are apart; so neither the order of the findings nor that of papers matters.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum

from matching import lexicon
from records.telling import ABOUT, STAMPED, Telling, merging_settings, telling_of
from records.types import Finding

DAY = 24 * 60
"""Minutes."""
Rank = tuple[int | bool | str, ...]


class Relation(Enum):
    """What two findings say of each other."""

    SAME = "same"
    OPEN = "open"
    APART = "apart"


@dataclass(frozen=True, slots=True)
class Seen:
    """A finding as it is compared. `day` is its ordinal number, None when no day is told; `turn` counts the events of
    its paper of one day and channel."""

    finding: Finding
    telling: Telling
    day: int | None
    turn: int = 0

    @property
    def order(self) -> tuple[str, str, str, str]:
        """What findings are sorted by."""
        return order_of(self.finding)

    @property
    def minute(self) -> int | None:
        """Minutes since the first day there is, None when the hour is not told."""
        if self.day is None or self.telling.minute is None:
            return None
        return self.day * DAY + self.telling.minute


def order_of(finding: Finding) -> tuple[str, str, str, str]:
    """Day, channel, paper, event: no two findings have the same."""
    return finding.record.occurred_on or "", finding.channel, finding.doc_id, finding.event_id


def seen_of(findings: Iterable[Finding]) -> list[Seen]:
    """The findings in their order, each as it is compared."""
    counts: dict[tuple[str, str, str], int] = defaultdict(int)
    found = []
    for finding in sorted(findings, key=order_of):
        told = finding.record.occurred_on
        place = (told or "", finding.channel, finding.doc_id)
        day = date.fromisoformat(told).toordinal() if told else None
        found.append(Seen(finding, telling_of(finding), day, counts[place]))
        counts[place] += 1
    return found


def occasions_of(findings: Sequence[Finding]) -> list[list[Finding]]:
    """The findings of one person and case by occasion. Two events of one paper are two: the paper tells them apart.

    Papers that tell no day come last, and join only where there is but one occasion that they may tell of.
    """
    if len(findings) == 1:
        return [list(findings)]
    seen = seen_of(findings)
    groups = _grown([one for one in seen if one.day is not None])
    for one in seen:
        if one.day is None:
            fitting = [group for group in groups if not any(is_apart(one, other) for other in group)]
            if len(fitting) == 1:
                fitting[0].append(one)
            else:
                groups.append([one])
    return [[one.finding for one in group] for group in groups]


def _grown(seen: Sequence[Seen]) -> list[list[Seen]]:
    group_of = [[one] for one in seen]
    for _, first, second in sorted(_pairs(seen)):
        mine, other = group_of[first], group_of[second]
        if mine is other or any(is_apart(one, two) for one in mine for two in other):
            continue
        mine.extend(other)
        group_of = [mine if group is other else group for group in group_of]
    return list({id(group): group for group in group_of}.values())


def _pairs(seen: Sequence[Seen]) -> Iterator[tuple[Rank, int, int]]:
    """The pairs that tell of one occasion, with how near they are to each other."""
    furthest = max(merging_settings()["about_days"], lexicon.filed_settings().merge_days)
    for first, one in enumerate(seen):
        for second in range(first + 1, len(seen)):
            other = seen[second]
            if _days(one, other) > furthest:
                break
            if relation_of(one, other) is Relation.SAME:
                yield _rank(one, other), first, second


def _rank(one: Seen, other: Seen) -> Rank:
    gap = _gap(one, other)
    near = gap is not None and gap <= merging_settings()["clock_skew"]
    other_way = one.finding.channel != other.finding.channel
    turns = abs(one.turn - other.turn)
    return (
        not near,
        _days(one, other),
        other_way,
        gap if gap is not None and near else DAY,
        one.telling.again != other.telling.again,
        turns,
        *one.order,
        *other.order,
    )


def is_apart(one: Seen, other: Seen) -> bool:
    """Whether the two cannot tell of one occasion."""
    return relation_of(one, other) is Relation.APART


def relation_of(one: Seen, other: Seen) -> Relation:
    """What two findings say of each other, person and case aside; see the module."""
    if one.finding.doc_id == other.finding.doc_id or _differ(one.telling.principal, other.telling.principal):
        return Relation.APART
    if one.day is None or other.day is None:
        return Relation.OPEN
    gap, days = _gap(one, other), _days(one, other)
    if gap is not None and gap <= merging_settings()["clock_skew"]:
        return Relation.SAME
    one_way = one.finding.channel == other.finding.channel
    if days > _tolerance(one, other) or (one_way and _other_hour(one, other)) or _once_more(one, other):
        return Relation.APART
    if not one_way and _other_recipient(one.finding, other.finding):
        return Relation.OPEN
    return Relation.SAME if one_way or days == 0 else Relation.OPEN


def _differ(one: str | None, other: str | None) -> bool:
    """Whether two marks of a person are of two people; a registry's id and a name alone say nothing."""
    return bool(one and other) and one != other and str(one).startswith("#") == str(other).startswith("#")


def _days(one: Seen, other: Seen) -> int:
    return abs(int(one.day or 0) - int(other.day or 0))


def _gap(one: Seen, other: Seen) -> int | None:
    """Minutes between the two, None when either does not tell its hour."""
    return None if one.minute is None or other.minute is None else abs(one.minute - other.minute)


def _tolerance(one: Seen, other: Seen) -> int:
    """Days by which the two may differ."""
    sure = {one.telling.sure, other.telling.sure}
    if ABOUT in sure:
        return int(merging_settings()["about_days"])
    return 0 if sure == {STAMPED} else lexicon.filed_settings().merge_days


def _other_hour(one: Seen, other: Seen) -> bool:
    """Whether two calls or visits were at other hours of the day, whatever the day: a paper errs in it sooner."""
    first, second = one.telling.minute, other.telling.minute
    if first is None or second is None or one.finding.channel not in merging_settings()["alone"]:
        return False
    hours = abs(first - second)
    return min(hours, DAY - hours) > int(merging_settings()["clock_apart"])


def _once_more(one: Seen, other: Seen) -> bool:
    """Whether one is told as another time than the other, which lies before it or came by another way."""
    if _days(one, other) == 0:
        return one.telling.again != other.telling.again and one.finding.channel != other.finding.channel
    return max(one, other, key=lambda seen: int(seen.day or 0)).telling.again


def _other_recipient(one: Finding, other: Finding) -> bool:
    """Whether somebody else was approached, by a way that reaches one person."""
    letters = merging_settings()["letters"]
    known = one.recipient.id and other.recipient.id
    return bool(known) and one.recipient.id != other.recipient.id and {one.channel, other.channel} <= set(letters)
