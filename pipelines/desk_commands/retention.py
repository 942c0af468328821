"""Erasing what must no longer be kept."""

from __future__ import annotations

from typing import Annotated

import typer

StoreOption = Annotated[str | None, typer.Option("--store", metavar="URL", help="The store; default: as for screen.")]


def retain(
    store: StoreOption = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Count what is due and erase nothing.")] = False,
) -> None:
    """Erase the words of rejected, expired and withdrawn proposals that are due.

    Id, verdict, severity and dates stay, and the ledger tells what was erased. Confirmed records are kept for good. The
    days stand in guowen.toml under [retention].
    """
    from pipelines import retention
    from pipelines.logs import event_log
    from pipelines.settings import load_settings

    settings = load_settings({"store": store})
    day = retention.today()
    if dry_run:
        typer.echo("\n".join(["due, nothing erased:", *retention.lines(retention.due_on(settings, day), settings)]))
        return
    with event_log(settings.log_file) as log:
        erased = retention.retain(settings, day)
        if log is not None:
            log.write("retained", counts=erased.proposals, seconds=log.seconds)
    typer.echo("\n".join(["erased:", *retention.lines(erased.proposals, settings)]))
    typer.echo(f"{erased.values} values, {erased.findings} findings of papers")
