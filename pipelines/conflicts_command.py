"""`guowen conflicts`. Nothing heavy is imported before the command runs."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Format(StrEnum):
    """How the conflicts are written."""

    TABLE = "table"
    JSONL = "jsonl"
    CSV = "csv"


def conflicts(  # noqa: PLR0913, PLR0917 - one parameter an option of the command line
    registries: Annotated[
        Path | None, typer.Option("--registries", metavar="DIR", help="Folder of officials, lawyers, cases.")
    ] = None,
    on: Annotated[
        datetime | None,
        typer.Option("--on", metavar="DATE", formats=["%Y-%m-%d"], help="Only what holds on that day."),
    ] = None,
    strict: Annotated[bool | None, typer.Option("--strict", help="Refuse registries that have any faulty row.")] = None,
    profile: Annotated[
        str | None, typer.Option("--profile", help="court, procuratorate, police: only its officials; auto: all.")
    ] = None,
    rulebook: Annotated[
        Path | None, typer.Option("--rulebook", metavar="DIR", help="Rulebook files laid over the built-in ones.")
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Where to write; shown otherwise.")] = None,
    format_: Annotated[Format, typer.Option("--format", help="table, jsonl or csv.")] = Format.TABLE,
) -> None:
    """List lawyers whose acting in a case is to be checked: relatives of officials, departed officials.

    Evaluated over the whole case list, as of each case's own days. It proposes and accuses nobody.
    """
    from pipelines.conflicts import find_conflicts, write_conflicts

    told = {"registries": registries, "strict": strict, "profile": profile, "rulebook": rulebook}
    found = find_conflicts(told, on.date() if on else None, lambda words: typer.echo(words, err=True))
    text = write_conflicts(found, format_.value, out)
    typer.echo(text, nl=False) if out is None else typer.echo(f"{len(found)} conflicts to check: {out}")
