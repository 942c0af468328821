"""`guowen metrics`. Nothing heavy is imported before the command runs."""

from __future__ import annotations

from typing import Annotated

import typer

NOT_TAKEN = 3
StoreOption = Annotated[str | None, typer.Option("--store", metavar="URL", help="The store; default: as for screen.")]


def metrics(
    store: StoreOption = None,
) -> None:
    """Measure queue, proposals and ledger as they stand, and pass that on as guowen.toml says; reads the store only.

    Exit code 3: the receiver did not take it.
    """
    from pipelines.metrics.run import measure_store
    from pipelines.settings import load_settings

    settings = load_settings({"store": store})
    if not measure_store(settings):
        typer.echo(f"guowen: metrics: {settings.metrics.address} does not take them", err=True)
        raise typer.Exit(NOT_TAKEN)
