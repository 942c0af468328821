"""`guowen doctor`. Nothing heavy is imported before the command runs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

SICK = 2
StoreOption = Annotated[str | None, typer.Option("--store", metavar="URL", help="The store; default: as for screen.")]


def doctor(  # noqa: PLR0913, PLR0917 - one parameter an option of the command line
    inbox: Annotated[
        Path | None, typer.Option("--inbox", metavar="DIR", help="The inbox of the nightly run, to be looked at too.")
    ] = None,
    registries: Annotated[
        Path | None, typer.Option("--registries", metavar="DIR", help="Folder of the four registries.")
    ] = None,
    store: StoreOption = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Folder of the outputs.")] = None,
    seconds: Annotated[float, typer.Option("--seconds", min=1, help="For one family of checks.")] = 60,
    as_json: Annotated[bool, typer.Option("--json", help="JSON with stable keys.")] = False,
) -> None:
    """Look whether everything a night needs is there and in order, each with a remedy; changes nothing.

    Exit code 0: no fault (notes may be there); 2: at least one fault.
    """
    from pipelines.doctor.running import examine, faults_in
    from pipelines.doctor.settings import patient_of
    from pipelines.doctor.view import json_of, lines

    patient, first = patient_of({"registries": registries, "store": store, "out": out}, inbox)
    checks = [first, *(examine(patient, seconds=seconds) if patient else ())]
    if as_json:
        typer.echo(json.dumps(json_of(checks), ensure_ascii=False, indent=2))
    else:
        typer.echo("\n".join(lines(checks)))
    if faults_in(checks):
        raise typer.Exit(SICK)
