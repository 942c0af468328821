"""Decided items as gold, and known answers for the desk. Nothing heavy is imported before a command runs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Store = Annotated[str | None, typer.Option("--store", metavar="URL", help="The store; default: as for guowen screen.")]

LEFT_OUT = {
    "no_annotation": "proposed before marks were kept; screen again",
    "no_words": "the words of the act are not among the passages kept",
    "not_of_text": "rejected as another organ's to record, which no paper tells",
}


def export_gold(
    out: Annotated[Path, typer.Option("--out", metavar="GOLD.jsonl", help="The file to write; gold schema.")],
    store: Store = None,
) -> None:
    """Write the decided items that an evaluator gave consent for as gold.

    Known-answer items and erased items are never in it. It holds the kept passages of papers, names included.
    """
    from pipelines.gold import export_gold as export
    from pipelines.settings import load_settings

    gold = export(load_settings({"store": store}), out)
    events = sum(len(row["events"]) for row in gold.rows)
    typer.echo(f"{len(gold.used)} items, {len(gold.rows)} papers, {events} events: {out}")
    for reason, count in gold.left_out.items():
        typer.echo(f"  left out: {count}, {LEFT_OUT[reason]}")


def seed(
    gold: Annotated[Path, typer.Argument(metavar="GOLD.jsonl", help="Papers whose answers are known.")],
    registries: Annotated[
        Path | None, typer.Option("--registries", metavar="DIR", help="The registries of the gold file.")
    ] = None,
    share: Annotated[
        float, typer.Option("--share", metavar="SHARE", help="Of what waits for a first decision; at most 0.5.")
    ] = 0.02,
    store: Store = None,
    papers: Annotated[
        Path | None,
        typer.Option("--papers", metavar="DIR", help="Where their papers are laid out; default: OUT/papers."),
    ] = None,
) -> None:
    """Put items with known answers among the others, to see how well reviewers do.

    Said again it adds what is missing to the share. They look like any other item and never leave the desk: not in
    exports, not in gold.
    """
    from pipelines.gold import seed as plant
    from pipelines.settings import load_settings

    done = plant(load_settings({"store": store, "registries": registries}), gold, share, papers)
    typer.echo(f"{done.planted} known answers planted, {done.confirm} to confirm")
    if done.unread or done.doubtful:
        typer.echo(f"  not used: {done.unread} papers that a file gives otherwise, {done.doubtful} doubtful matters")
