"""The weekly report as a whole: the office, its units the worst first, known answers, inputs, drift, alarms."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from evaluation.monitoring.alerts import Alert, alerts
from evaluation.monitoring.drift import Shift, holm
from evaluation.monitoring.facts import Facts, Item, Origin
from evaluation.monitoring.figures import Figures, figures
from evaluation.monitoring.inputs import Inputs, inputs, item_shifts, paper_shifts
from evaluation.monitoring.readings import Subject
from evaluation.monitoring.rules import Rules, Scope, Settings
from evaluation.monitoring.shares import Share, share
from evaluation.monitoring.weeks import Span


@dataclass(frozen=True, slots=True)
class UnitReport:
    """A unit: its figures and its own drift."""

    unit: str
    figures: Figures
    shifts: tuple[Shift, ...]


@dataclass(frozen=True, slots=True)
class Monitoring:
    """The report. `units` come the worst first; `known` is of known answers decided within the span, `chosen` the units
    it was narrowed to, () for all."""

    span: Span
    rules: Rules
    overall: Figures
    shifts: tuple[Shift, ...]
    units: tuple[UnitReport, ...]
    known: Share
    known_waiting: int
    inputs: Inputs
    alerts: tuple[Alert, ...]
    chosen: tuple[str, ...] = ()

    @property
    def acts(self) -> bool:
        """Whether an alarm fired that asks to act."""
        return any(alert.acts for alert in self.alerts)

    def alerts_of(self, unit: str) -> list[Alert]:
        """The alarms of one unit."""
        return [alert for alert in self.alerts if alert.unit == unit and alert.rule.scope is Scope.UNIT]


def monitoring(facts: Facts, span: Span, rules: Rules, chosen: Collection[str] = ()) -> Monitoring:
    """The report of what was there at the end of the span, of the `chosen` units or of all.

    Papers and screenings belong to no unit and are told whatever is chosen. The number of current weeks is the rules'.
    """
    span, settings = replace(span, current=rules.settings.current_weeks), rules.settings
    there = facts.at(span)
    wanted = [item for item in there.items if not chosen or item.unit in chosen]
    items = [item for item in wanted if item.origin is not Origin.SEED]
    seeds = [item for item in wanted if item.origin is Origin.SEED]
    by_unit: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        by_unit[item.unit].append(item)
    groups = {"": [*paper_shifts(there.papers, span, settings), *item_shifts(items, span, settings)]}
    # A unit's own name may be empty, which is not all units: its group is told by a mark before it.
    groups |= {f"={unit}": item_shifts(group, span, settings) for unit, group in sorted(by_unit.items())}
    shifts = holm(groups)
    came = inputs(there, span, settings)
    overall = Subject("", items, seeds, shifts[""], span, settings, came)
    units = [Subject(unit, group, (), shifts[f"={unit}"], span, settings) for unit, group in sorted(by_unit.items())]
    fired = alerts(rules.rules, overall, units)
    reports = [UnitReport(one.unit, figures(one.items, span, settings), tuple(one.shifts)) for one in units]
    return Monitoring(
        span=span,
        rules=rules,
        overall=figures(items, span, settings),
        shifts=shifts[""],
        units=tuple(worst_first(reports, fired)),
        known=_known(seeds, span, settings),
        known_waiting=sum(item.waits for item in seeds),
        inputs=came,
        alerts=fired,
        chosen=tuple(sorted(chosen)),
    )


def worst_first(reports: Sequence[UnitReport], fired: Sequence[Alert]) -> list[UnitReport]:
    """Units with an alarm to act on, then others with alarms, then by precision, of the current weeks where these have
    enough decisions; those of too few last, the one with the most overdue first among them."""

    def rank(report: UnitReport) -> tuple[int, bool, float, int, str]:
        own = [alert for alert in fired if alert.unit == report.unit and alert.rule.scope is Scope.UNIT]
        urgency = 0 if any(alert.acts for alert in own) else 1 if own else 2
        told = report.figures
        found = told.precision if told.recent.few else told.recent
        return urgency, found.few, 0.0 if found.few else found.value or 0.0, -told.last.overdue, report.unit

    return sorted(reports, key=rank)


def _known(seeds: Sequence[Item], span: Span, settings: Settings) -> Share:
    told = [one.right for one in seeds if one.right is not None and (one.closed_at or "") >= span.start]
    return share(sum(told), len(told), settings.minimum)
