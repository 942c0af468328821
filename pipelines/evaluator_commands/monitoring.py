"""`guowen report`. Nothing heavy is imported before the command runs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

ALARMED = 6
"""The exit code when an alarm that asks to act fired and --fail-on-alert was given."""


def register(app: typer.Typer) -> None:
    """Adds the commands to `guowen`."""
    app.command()(report)


def report(  # noqa: PLR0913, PLR0917 - one parameter an option of the command line
    store: Annotated[
        str | None, typer.Option("--store", metavar="URL", help="The store; default: as for guowen screen.")
    ] = None,
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR", help="Folder for monitoring.json and monitoring.html.")
    ] = Path("monitoring"),
    weeks: Annotated[int, typer.Option("--weeks", metavar="N", help="ISO weeks, the last one included.")] = 12,
    until: Annotated[
        str | None, typer.Option("--until", metavar="DAY", help="The last day that counts, in China; default: today.")
    ] = None,
    unit: Annotated[
        list[str] | None, typer.Option("--unit", metavar="UNIT", help="Only this unit; may repeat.")
    ] = None,
    alerts: Annotated[
        Path | None, typer.Option("--alerts", metavar="FILE", help="Rules in place of the built-in alerts.toml.")
    ] = None,
    fail_on_alert: Annotated[
        bool, typer.Option("--fail-on-alert", help="End with exit code 6 when an alarm asks to act.")
    ] = False,
) -> None:
    """Report week by week and unit by unit what became of the proposals, and give alarms.

    Figures alone: no person is named, neither reviewers nor those proposed. That a report was made goes on the ledger.
    """
    from evaluation.monitoring.written import table
    from pipelines.monitoring import JSON_NAME, PAGE_NAME, Wanted, day_of
    from pipelines.monitoring import report as make
    from pipelines.settings import load_settings

    wanted = Wanted(weeks, day_of(until) if until else None, tuple(unit or ()), alerts)
    made = make(load_settings({"store": store}), out, wanted)
    typer.echo(table(made), nl=False)
    typer.echo(f"\n  {out / PAGE_NAME}  {JSON_NAME}")
    if fail_on_alert and made.acts:
        raise typer.Exit(ALARMED)
