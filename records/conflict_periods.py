"""The days on which a case, a post or a bar lasts, and what of them is not known."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from data.casenumber import parse
from data.registry import Case
from data.rulebook.schema import ConflictRule
from records.conflict_types import Certainty, Ground, Period
from records.conflict_words import say


def case_period(case: Case) -> tuple[Period, tuple[Ground, ...]]:
    """From filing to closing; without a day of filing from the first of the number's year, without either open."""
    grounds: list[Ground] = []
    first, last = case.filed_on, case.closed_on
    if first and last and last < first:
        last = None
        grounds.append(Ground(Certainty.LIKELY, say("period", "order")))
    if first is None:
        number = parse(case.case_no)
        first = date(number.year, 1, 1) if number and number.year else None
        told = say("period", "filed_untold", day=first) if first else say("period", "case_untold")
        grounds.append(Ground(Certainty.LIKELY if first else Certainty.POSSIBLE, told))
    return Period(first, last), tuple(grounds)


def last_day(left_on: date, years: int) -> date:
    """The last day of `years` that begin the day after `left_on` (民法典 201、202 条)."""
    year = left_on.year + years
    return date(year, left_on.month, min(left_on.day, monthrange(year, left_on.month)[1]))


def bar_of(rule: ConflictRule, left_on: date | None) -> tuple[Period, tuple[Ground, ...]]:
    """The barred days of somebody who left on a day, open where the rule has no end or the day is not told."""
    if left_on is None:
        certainty = Certainty.POSSIBLE if rule.years else Certainty.LIKELY
        return Period(), (Ground(certainty, say("period", "left_untold")),)
    grounds = [Ground(Certainty.SURE, say("period", "left", day=left_on))]
    if rule.in_force_from and left_on < rule.in_force_from:
        grounds.append(Ground(Certainty.POSSIBLE, say("period", "before_force", day=rule.in_force_from)))
    last = last_day(left_on, rule.years) if rule.years else None
    return Period(left_on + timedelta(days=1), last), tuple(grounds)


def edges(within: Period, case: Period, words: tuple[str, str], part: str) -> tuple[Ground, ...]:
    """What is unsure where the case begins before `within` or outlasts it: when the lawyer acted is not on record.

    `words` name the sentences of `part` for either edge.
    """
    found = []
    if within.first and (case.first is None or case.first < within.first):
        found.append(Ground(Certainty.LIKELY, say(part, words[0], day=within.first)))
    if within.last and (case.last is None or case.last > within.last):
        found.append(Ground(Certainty.LIKELY, say(part, words[1], day=within.last)))
    return tuple(found)
