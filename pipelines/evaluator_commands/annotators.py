"""`guowen gold`, the part of annotators: agreement, adjudication, leaks.

Nothing heavy is imported before a command runs.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

INCOMPLETE, LEAKING = 3, 5
Files = Annotated[list[Path], typer.Argument(metavar="A.jsonl B.jsonl [C.jsonl ...]", help="One file an annotator.")]


def register(app: typer.Typer) -> None:
    """Adds the commands to `guowen gold`."""
    app.command()(agreement)
    app.command(name="adjudicate")(adjudicate_command)
    app.command(name="leaks")(leaks_command)


def agreement(
    annotators: Files,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE.json", help="The same figures as JSON.")] = None,
    resamples: Annotated[
        int, typer.Option("--resamples", metavar="N", help="Documents are drawn anew so often for intervals.")
    ] = 1000,
) -> None:
    """Tell how far annotators agree on the documents that several of them marked; the worst field first.

    Spans by F1, fields by Cohen's kappa and Krippendorff's alpha, each with a 95 % interval over documents.
    """
    from evaluation.measures import Bootstrap
    from pipelines.adjudicating import compare_annotators

    typer.echo(compare_annotators(annotators, out, Bootstrap(resamples)), nl=False)


def adjudicate_command(  # noqa: PLR0913, PLR0917 - one parameter an option of the command line
    annotators: Files,
    out: Annotated[Path, typer.Option("--out", metavar="GOLD.jsonl", help="The gold that is settled.")],
    conflicts: Annotated[
        Path | None, typer.Option("--conflicts", metavar="FILE.jsonl", help="What is to decide, a line each.")
    ] = None,
    decisions: Annotated[
        Path | None, typer.Option("--decisions", metavar="FILE.jsonl", help="The same lines, `decision` filled in.")
    ] = None,
    page: Annotated[
        Path | None, typer.Option("--page", metavar="FILE.html", help="The conflicts side by side in the text.")
    ] = None,
    majority: Annotated[
        bool, typer.Option("--majority", help="Take what more than half of three or more annotators say.")
    ] = False,
    partial: Annotated[
        bool, typer.Option("--partial", help="Keep undecided documents without their disputed parts; not for tests.")
    ] = False,
    names: Annotated[bool, typer.Option("--names", help="Show who said what; else A, B, C.")] = False,
) -> None:
    """Make one gold of several annotators: what they say alike is taken, the rest is put to a person.

    A decision is an annotator, a value written as the candidates are, or `drop`. Exit code 3 while anything is open or
    the gold contradicts itself.
    """
    from evaluation.gold.adjudication import Terms
    from pipelines.adjudicating import Outputs, adjudicate_files

    terms = Terms({}, majority=majority, partial=partial)
    found, checked = adjudicate_files(annotators, decisions, terms, Outputs(out, conflicts, page, names))
    undecided = sum(not conflict.decided for conflict in found.conflicts)
    typer.echo(f"{len(found.rows)} documents: {out}")
    typer.echo(f"  {found.agreed} answers alike, {found.voted} by majority, {len(found.conflicts)} conflicts")
    _named("undecided", found.open, f"documents with {undecided} undecided conflicts" + (", kept in part" * partial))
    _named("differing texts", found.differing, "documents, not compared: their texts or kinds differ")
    if found.alone:
        typer.echo(f"  marked by one annotator: {len(found.alone)} documents, left out")
    for key in found.stale:
        typer.echo(f"  decision on no conflict of these files: {key}", err=True)
    for fault in checked.errors:
        typer.echo(f"  {fault}", err=True)
    raise typer.Exit(0 if found.complete and not checked.errors else INCOMPLETE)


def leaks_command(
    files: Annotated[list[Path], typer.Argument(metavar="TRAIN.jsonl... TEST.jsonl", help="Gold; the test set last.")],
    out: Annotated[Path | None, typer.Option("--json", metavar="FILE.json", help="All that was found.")] = None,
    settings: Annotated[
        Path | None, typer.Option("--settings", metavar="FILE.toml", help="Thresholds in place of the built-in ones.")
    ] = None,
    same_registries: Annotated[
        bool, typer.Option("--same-registries", help="All files name people by the same registries: an id is a person.")
    ] = False,
) -> None:
    """Look for what a test set shares with training sets: texts, people, cases.

    Exit code 5 when texts are the same or nearly so.
    """
    from data.errors import GoldError
    from evaluation.gold.leak_report import table
    from evaluation.gold.leaks import load_settings
    from pipelines.adjudicating import leaks_of_files

    if len(files) < 2:
        raise GoldError("leaks: one file is given; give at least one of training and, last, the test set")
    used = load_settings(settings, same_registries=same_registries)
    found = leaks_of_files(files[:-1], files[-1], used, out)
    typer.echo(table(found), nl=False)
    raise typer.Exit(LEAKING if found.refused else 0)


def _named(what: str, documents: tuple[str, ...], meaning: str) -> None:
    if documents:
        typer.echo(f"  {what}: {len(documents)} {meaning}")
        for doc_id in documents:
            typer.echo(f"    {doc_id}")
