"""The report as plain values (monitoring.json) and as a short table of text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from evaluation.measures import rounded
from evaluation.monitoring.alerts import Alert
from evaluation.monitoring.drift import Shift
from evaluation.monitoring.durations import Durations
from evaluation.monitoring.figures import Figures, Week
from evaluation.monitoring.inputs import Inputs
from evaluation.monitoring.report import Monitoring
from evaluation.monitoring.rules import Scope
from evaluation.monitoring.shares import Share
from evaluation.report.summary import align

NO_UNIT = "(no unit told)"
FEW = "too few"
COLUMNS = ("proposed", "decided", "waiting", "overdue", "precision", "95 %", "days to decision")


def plain(report: Monitoring) -> dict[str, Any]:
    """What monitoring.json holds. Shares 0..1 to 4 places, null where they rest on too few (`few`); days and minutes to
    2 places; weeks are ISO weeks of China's time; no person is named."""
    span = report.span
    return {
        "weeks": list(span.names),
        "until": span.until.isoformat(),
        "partial_last_week": span.partial,
        "current_weeks": span.current,
        "chosen_units": list(report.chosen),
        "rules": {"source": report.rules.source, "version": report.rules.version},
        "alerts": [_alert(alert) for alert in report.alerts],
        "overall": _figures(report.overall) | {"drift": [_shift(one) for one in report.shifts]},
        "units": [
            {"unit": one.unit or None} | _figures(one.figures) | {"drift": [_shift(shift) for shift in one.shifts]}
            for one in report.units
        ],
        "known_answers": _share(report.known) | {"waiting": report.known_waiting},
        "inputs": _inputs(report.inputs),
    }


def table(report: Monitoring) -> str:
    """A line for the office and for each unit, the worst first, then the alarms; ends with a line feed."""
    span = report.span
    rows = [["", *COLUMNS], _row("all units", report.overall)]
    rows += [_row(one.unit or NO_UNIT, one.figures) for one in report.units]
    cut = f", the last cut after {span.until}" if span.partial else ""
    lines = [f"{span.names[0]} to {span.names[-1]}{cut}", "", *align(rows), ""]
    return "\n".join([*lines, *alert_lines(report.alerts)]) + "\n"


def unit_rows(report: Monitoring) -> list[dict[str, str]]:
    """The lines of the units as rows by column, the worst first."""
    lines = [_row(one.unit or NO_UNIT, one.figures) for one in report.units]
    return [dict(zip(("unit", *COLUMNS), line, strict=True)) for line in lines]


def alert_lines(alerts: Sequence[Alert]) -> Iterator[str]:
    """One line an alarm, or that there is none."""
    for alert in alerts:
        rule, told = alert.rule, alert.reading
        where = "all units" if rule.scope is Scope.OVERALL else alert.unit or NO_UNIT
        bound = f"above {rule.above:g}" if rule.above is not None else f"below {rule.threshold:g}"
        between = f" ({told.interval.low:.3g} to {told.interval.high:.3g})" if told.interval else ""
        measure = f"{rule.measure.value} of {told.of}" if told.of else rule.measure.value
        yield f"{rule.severity.value:<5}  {rule.name}  {where}: {measure} {told.value:.3g}{between}, {bound}"
    if not alerts:
        yield "no alarm"


def _row(name: str, figures: Figures) -> list[str]:
    found, waited = figures.precision, figures.to_decision
    share, between = "-", ""
    if found.of:
        share = FEW if found.few else f"{found.value:.3f}"
    if not found.few and found.interval:
        between = f"{found.interval.low:.3f}-{found.interval.high:.3f}"
    days = "-" if not waited.cases else FEW if waited.few else "not reached"
    if not waited.few and waited.median is not None:
        days = f"{waited.median:.1f}"
    counts = [figures.total("proposed"), figures.total("decided"), figures.last.waiting, figures.last.overdue]
    return [name, *map(str, counts), share, between, days]


def _figures(figures: Figures) -> dict[str, Any]:
    names = ("proposed", "decided", "confirmed", "rejected", "merged", "withdrawn")
    return {
        **{name: figures.total(name) for name in names},
        "waiting": figures.last.waiting,
        "overdue": figures.last.overdue,
        "late_when_proposed": figures.last.late_at_start,
        "split_off": figures.split,
        "precision": _share(figures.precision),
        "precision_recent": _share(figures.recent),
        "precision_earlier": _share(figures.earlier),
        "by_severity": {code: _share(one) for code, one in figures.severities.items()},
        "by_situation": {code: _share(one) for code, one in figures.situations.items()},
        "reasons": dict(figures.reasons),
        "amended": _share(figures.amended),
        "amended_items": dict(figures.items),
        "days_to_decision": _durations(figures.to_decision),
        "minutes_at_work": _minutes(figures),
        "by_week": [_week(week) for week in figures.weeks],
    }


def _minutes(figures: Figures) -> dict[str, Any]:
    at_work = figures.at_work
    values = (None, None) if at_work.few else (rounded(at_work.median, 2), rounded(at_work.p90, 2))
    return {"median": values[0], "p90": values[1], "of": at_work.of, "few": at_work.few}


def _week(week: Week) -> dict[str, Any]:
    names = ("proposed", "decided", "confirmed", "rejected", "merged", "withdrawn", "waiting", "overdue")
    return {
        "week": week.name,
        **{name: getattr(week, name) for name in names},
        "late_when_proposed": week.late_at_start,
        "precision": _share(week.precision),
        "median_days": None if week.precision.few else rounded(week.median_days, 2),
    }


def _share(found: Share) -> dict[str, Any]:
    """The counts always; the share and its bounds only where it rests on enough."""
    value = None if found.few else rounded(found.value, 4)
    low, high = (found.interval.low, found.interval.high) if found.interval and not found.few else (None, None)
    return {
        "share": value,
        "low": rounded(low, 4),
        "high": rounded(high, 4),
        "hits": found.hits,
        "of": found.of,
        "few": found.few,
    }


def _durations(found: Durations) -> dict[str, Any]:
    low, high = found.bounds or (None, None)
    told = {"median": found.median, "low": low, "high": high, "p90": found.p90}
    return {
        **{name: None if found.few else rounded(value, 2) for name, value in told.items()},
        "of": found.cases,
        "decided": found.decided,
        "censored": found.censored,
        "few": found.few,
    }


def _shift(found: Shift) -> dict[str, Any]:
    numbers = {name: rounded(getattr(found, name), 4) for name in ("psi", "by_chance")}
    tests = {name: _significant(getattr(found, name)) for name in ("p", "adjusted")}
    moves = [{"value": one.value, "before": round(one.before, 4), "now": round(one.now, 4)} for one in found.moves]
    return asdict(found) | {"band": found.band.value} | numbers | tests | {"moves": moves}


def _inputs(found: Inputs) -> dict[str, Any]:
    return {
        "last_run": found.last_run,
        "days_since_run": found.days_since_run,
        "quarantined_recent": _share(found.recent),
        "quarantined_earlier": _share(found.earlier),
        "version_changes": [{"week": one.week, "day": one.day, "changed": dict(one.changed)} for one in found.changes],
        "by_week": [asdict(week) | {"quarantined": _share(week.quarantined)} for week in found.weeks],
    }


def _alert(alert: Alert) -> dict[str, Any]:
    rule, told = alert.rule, alert.reading
    high = told.interval.high if told.interval and told.interval.high != float("inf") else None
    return {
        "name": rule.name,
        "severity": rule.severity.value,
        "scope": rule.scope.value,
        "unit": alert.unit or None,
        "measure": rule.measure.value,
        "of": told.of or None,
        "value": rounded(told.value, 4),
        "low": rounded(told.interval.low, 4) if told.interval else None,
        "high": rounded(high, 4),
        "cases": told.cases,
        "below": rule.below,
        "above": rule.above,
        "weeks": rule.weeks,
        "label": rule.label,
        "advice": rule.advice,
    }


def _significant(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.4g}")
