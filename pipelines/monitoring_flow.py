"""The weekly report as a Prefect flow. Thin: the work is in `pipelines.monitoring`; Prefect is given figures alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from data.errors import ConfigError
from evaluation.monitoring.alerts import Alert
from evaluation.monitoring.report import Monitoring
from evaluation.monitoring.rules import Scope
from evaluation.monitoring.written import NO_UNIT, alert_lines, plain, unit_rows
from pipelines import monitoring
from pipelines.quiet import silence_prefect
from pipelines.settings import PREFIX, load_settings, store_address

silence_prefect()  # Prefect reads its settings while it is imported

from prefect import flow  # noqa: E402
from prefect.artifacts import create_markdown_artifact, create_table_artifact  # noqa: E402
from prefect.events import emit_event  # noqa: E402
from prefect.states import Completed, Failed  # noqa: E402

from pipelines.plainly import ScreenError, told_plainly  # noqa: E402

EVENT = "guowen.alert"
"""Name of the event of an alarm: what an automation of the site can be triggered by."""
WITH_ALERT = "Completed with alert"
"""Name of the state of a flow run whose report gave an alarm."""


@flow(name="report", persist_result=False, validate_parameters=True)
def report(  # noqa: PLR0913, PLR0917 - Prefect takes a flow's parameters from its signature
    store: str | None = None,
    out: str = "monitoring",
    weeks: int = 12,
    until: str | None = None,
    alerts: str | None = None,
    fail_on_alert: bool = False,
) -> Any:
    """Writes the report and returns how many alarms ask to act and to watch; without `until` of whole weeks alone.

    An alarm is an event, and the name of the run's state; with `fail_on_alert` the run fails when one asks to act.
    Store, password and keys come from guowen.toml or GUOWEN_* variables of the worker.
    """
    with told_plainly("report"):
        settings = load_settings({"store": store})
        if store and store_address(settings)[1] and not settings.store_password:
            raise ConfigError(f"store: a flow's parameters are kept and shown; set {PREFIX}STORE_PASSWORD instead")
        day = monitoring.day_of(until) if until else monitoring.last_sunday(monitoring.today())
        wanted = monitoring.Wanted(weeks, day, alerts=Path(alerts) if alerts else None)
        made = monitoring.report(settings, Path(out), wanted)
        _show(made)
        for alert in made.alerts:
            _emit(alert)
    acting = sum(alert.acts for alert in made.alerts)
    counts = {"act": acting, "watch": len(made.alerts) - acting}
    told = f"{acting} alarms ask to act, {counts['watch']} to watch"
    if acting and fail_on_alert:
        return Failed(message=told, data=ScreenError(told))
    return Completed(message=told, name=WITH_ALERT, data=counts) if made.alerts else counts


def _show(made: Monitoring) -> None:
    """Leaves the figures and the alarms on Prefect's pages: units and weeks, no person."""
    span, overall = made.span, plain(made)["overall"]
    names = ("proposed", "decided", "confirmed", "rejected", "merged", "waiting", "overdue")
    lines = [f"{span.names[0]} to {span.names[-1]}", "", "| | |", "|---|---:|"]
    lines += [f"| {name} | {overall[name]} |" for name in names]
    share = made.overall.precision
    told = "too few" if share.few else f"{share.value:.3f}"
    if share.interval and not share.few:
        told += f" ({share.interval.low:.3f} to {share.interval.high:.3f})"
    lines += [f"| precision | {told} |", "", *(f"* {line}" for line in alert_lines(made.alerts))]
    create_markdown_artifact(
        "\n".join(lines) + "\n", key="guowen-report", description="过问: what the last weeks came to"
    )
    create_table_artifact(unit_rows(made), key="guowen-report-units", description="过问: unit by unit, the worst first")


def _emit(alert: Alert) -> None:
    rule = alert.rule
    emit_event(
        event=EVENT,
        resource={"prefect.resource.id": f"{EVENT}.{rule.name}", "prefect.resource.name": rule.name},
        payload={
            "severity": rule.severity.value,
            "unit": None if rule.scope is Scope.OVERALL else alert.unit or NO_UNIT,
            "measure": rule.measure.value,
            "value": round(alert.reading.value, 4),
            "threshold": rule.threshold,
        },
    )
