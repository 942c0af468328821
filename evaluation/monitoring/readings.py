"""The value of each measure that a rule can look at, with its interval where it has one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from evaluation.measures import Interval
from evaluation.monitoring.drift import Shift
from evaluation.monitoring.facts import Item, Verdict
from evaluation.monitoring.figures import is_judged, is_overdue, precision, to_decision, waiting, was_late_at_start
from evaluation.monitoring.inputs import Inputs
from evaluation.monitoring.rules import Measure, Rule, Settings
from evaluation.monitoring.shares import Share, difference, share
from evaluation.monitoring.weeks import Span


@dataclass(frozen=True, slots=True)
class Reading:
    """A value, what it rests on, and its 95 % interval; `significant` False where a test says it may be chance."""

    value: float
    cases: int
    interval: Interval | None = None
    significant: bool = True
    of: str = ""


@dataclass(frozen=True, slots=True)
class Subject:
    """What is looked at: a unit, or all (`unit` empty). `shifts` are its own, adjusted."""

    unit: str
    items: Sequence[Item]
    seeds: Sequence[Item]
    shifts: Sequence[Shift]
    span: Span
    settings: Settings
    inputs: Inputs | None = field(default=None)


def reading(subject: Subject, rule: Rule) -> Reading | None:
    """What a rule's measure comes to, None where it is not defined."""
    return _READINGS[rule.measure](subject, rule)


def _judged(subject: Subject, rule: Rule) -> tuple[list[Item], list[Item]]:
    """What was confirmed or rejected within the rule's weeks, and in the weeks of the report before them."""
    since = subject.span.since(rule.weeks)
    judged = [item for item in subject.items if is_judged(item) and (item.closed_at or "") >= subject.span.start]
    return [i for i in judged if (i.closed_at or "") >= since], [i for i in judged if (i.closed_at or "") < since]


def _of_share(found: Share) -> Reading | None:
    return None if found.value is None else Reading(found.value, found.of, found.interval)


def _precision(subject: Subject, rule: Rule) -> Reading | None:
    return _of_share(precision(_judged(subject, rule)[0], rule.minimum))


def _precision_fall(subject: Subject, rule: Rule) -> Reading | None:
    recent, earlier = (precision(side, rule.minimum) for side in _judged(subject, rule))
    return _difference(earlier, recent)


def _difference(first: Share, second: Share) -> Reading | None:
    apart = difference(first, second)
    return Reading(apart[0], min(first.of, second.of), apart[1]) if apart else None


def _decision_days(subject: Subject, rule: Rule) -> Reading | None:
    found = to_decision(subject.items, subject.span.since(rule.weeks), subject.span.end, rule.minimum)
    if found.median is None or found.bounds is None:
        return None
    low, high = found.bounds
    return Reading(found.median, found.cases, Interval(low, float("inf") if high is None else high))


def _waits(subject: Subject) -> tuple[list[Item], list[Item]]:
    """What waits, and what of it missed its deadline while it waited."""
    end = subject.span.end
    waits = waiting(subject.items, end)
    return waits, [item for item in waits if is_overdue(item, end) and not was_late_at_start(item)]


def _waiting(subject: Subject, _rule: Rule) -> Reading | None:
    waits, _ = _waits(subject)
    return Reading(len(waits), len(waits))


def _overdue(subject: Subject, _rule: Rule) -> Reading | None:
    waits, overdue = _waits(subject)
    return Reading(len(overdue), len(waits))


def _overdue_share(subject: Subject, rule: Rule) -> Reading | None:
    waits, overdue = _waits(subject)
    return _of_share(share(len(overdue), len(waits), rule.minimum))


def _amended(subject: Subject, rule: Rule) -> Reading | None:
    confirmed = [item for item in _judged(subject, rule)[0] if item.verdict is Verdict.CONFIRM]
    return _of_share(share(sum(bool(item.changed) for item in confirmed), len(confirmed), rule.minimum))


def _psi(subject: Subject, names: Sequence[str]) -> Reading | None:
    """The largest index among variables whose shift is more than chance, else the largest."""
    told = [one for one in subject.shifts if one.variable in names and one.psi is not None]
    if not told:
        return None
    worst = max(told, key=lambda one: (one.drifts(subject.settings), one.psi or 0.0, one.variable))
    return Reading(
        worst.psi or 0.0,
        min(worst.before, worst.now),
        significant=worst.drifts(subject.settings),
        of=worst.variable,
    )


INPUT_VARIABLES = ("kind", "format", "characters", "situations", "channel")
SCORE_VARIABLES = ("score",)


def _quarantine(subject: Subject, _rule: Rule) -> Reading | None:
    return _of_share(subject.inputs.recent) if subject.inputs else None


def _quarantine_rise(subject: Subject, _rule: Rule) -> Reading | None:
    return _difference(subject.inputs.recent, subject.inputs.earlier) if subject.inputs else None


def _days_since_run(subject: Subject, _rule: Rule) -> Reading | None:
    """A store without a single finished screening has none to be late."""
    days = subject.inputs.days_since_run if subject.inputs else None
    return None if days is None else Reading(days, days)


def _known_answers(subject: Subject, rule: Rule) -> Reading | None:
    since = subject.span.since(rule.weeks)
    told = [item.right for item in subject.seeds if item.right is not None and (item.closed_at or "") >= since]
    return _of_share(share(sum(told), len(told), rule.minimum))


_READINGS: Mapping[Measure, Callable[[Subject, Rule], Reading | None]] = {
    Measure.PRECISION: _precision,
    Measure.PRECISION_FALL: _precision_fall,
    Measure.DECISION_DAYS: _decision_days,
    Measure.WAITING: _waiting,
    Measure.OVERDUE: _overdue,
    Measure.OVERDUE_SHARE: _overdue_share,
    Measure.AMENDED: _amended,
    Measure.INPUT_PSI: lambda subject, _: _psi(subject, INPUT_VARIABLES),
    Measure.SCORE_PSI: lambda subject, _: _psi(subject, SCORE_VARIABLES),
    Measure.QUARANTINE: _quarantine,
    Measure.QUARANTINE_RISE: _quarantine_rise,
    Measure.DAYS_SINCE_RUN: _days_since_run,
    Measure.KNOWN_ANSWERS: _known_answers,
}
