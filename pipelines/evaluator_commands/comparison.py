"""`guowen compare`. Nothing heavy is imported before the command runs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

REFUSED = 5
"""Exit code when the gate refuses the second run."""


def register(app: typer.Typer) -> None:
    """Adds the commands to `guowen`."""
    app.command()(compare)


def compare(  # noqa: PLR0913, PLR0917 - one parameter an option of the command line
    gold: Annotated[Path, typer.Argument(metavar="GOLD.jsonl", help="What both runs were scored on.")],
    first: Annotated[Path, typer.Argument(metavar="FIRST", help="What stands: predictions, or a folder of evaluate.")],
    second: Annotated[Path, typer.Argument(metavar="SECOND", help="What may replace it, told in the same way.")],
    registries: Annotated[
        Path | None, typer.Option("--registries", metavar="DIR", help="To cut slices by; without them there are none.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Folder of the outputs; default: out.")
    ] = None,
    gate: Annotated[
        Path | None,
        typer.Option("--gate", metavar="FILE", help="Judge SECOND by this gate; `shipped` is guowen's own."),
    ] = None,
) -> None:
    """Compare two runs over the same gold: what differs, how surely, which errors changed.

    Ends with 5 when the gate refuses SECOND.
    """
    from pipelines.comparing import ComparisonOrder, compare_runs
    from pipelines.settings import load_settings

    settings = load_settings({"registries": registries, "out": out})
    judgement = compare_runs(ComparisonOrder(gold, first, second, settings.out, settings.registries, gate))
    if judgement and not judgement.passed:
        typer.echo("refused by the gate", err=True)
        raise typer.Exit(REFUSED)
