"""The page of the weekly report: one HTML file that needs no network, and names no person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from evaluation.html import environment, parts
from evaluation.monitoring import charts, wording
from evaluation.monitoring.figures import Figures
from evaluation.monitoring.inputs import Change
from evaluation.monitoring.report import Monitoring


def monitoring_page(report: Monitoring) -> str:
    """The HTML of the report: self-contained, all text escaped, without a script."""
    return (
        environment(_FILTERS)
        .get_template("monitoring/monitoring.html")
        .render(
            report=report,
            overall=report.overall,
            precision_chart=charts.share_chart("precision", report.span.names, report.overall.rolling),
            work_chart=_work_chart(report.overall, report.span.names),
            days_chart=_days_chart(report.overall, report.span.names),
            quarantine_chart=_quarantine_chart(report),
            changes=_changes(report),
            settings=report.rules.settings,
            style=parts("report.css", "monitoring/monitoring.css"),
            script="",
            spark_width=charts.SPARK_WIDTH,
            spark_height=charts.SPARK_HEIGHT,
        )
    )


_FILTERS: Mapping[str, Any] = {
    "word": wording.word,
    "label": wording.label,
    "unit_name": wording.unit_name,
    "value_name": wording.value_name,
    "percent": wording.percent,
    "share": wording.shown,
    "bounds": wording.bounds,
    "days": wording.days,
    "quantile": wording.quantile,
    "measured": wording.measured,
    "spark": charts.spark,
}


def _work_chart(figures: Figures, names: tuple[str, ...]) -> charts.Chart:
    counts = ("proposed", "decided", "waiting")
    return charts.count_chart(names, {name: [getattr(week, name) for week in figures.weeks] for name in counts})


def _days_chart(figures: Figures, names: tuple[str, ...]) -> charts.Chart:
    """Weeks in which too few were decided are gaps."""
    medians = [None if week.precision.few else week.median_days for week in figures.weeks]
    return charts.count_chart(names, {"days": medians})


def _quarantine_chart(report: Monitoring) -> charts.Chart:
    shares = [week.quarantined for week in report.inputs.weeks]
    values = [None if one.few or one.value is None else round(100 * one.value, 1) for one in shares]
    return charts.count_chart(report.span.names, {"quarantined": values})


def _changes(report: Monitoring) -> dict[int, list[Change]]:
    """The changes of versions by the place of their week."""
    found: dict[int, list[Change]] = {}
    for change in report.inputs.changes:
        found.setdefault(report.span.names.index(change.week), []).append(change)
    return found
