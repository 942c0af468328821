"""`guowen gold`: gold of other tools in and out, checked, compared, adjudicated, searched for leaks.

Nothing heavy is imported before a command runs.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from pipelines.evaluator_commands import annotators

WRONG = 2

gold_app = typer.Typer(
    help="Gold: in and out of annotation tools, checked, compared, adjudicated.", no_args_is_help=True
)
annotators.register(gold_app)


class ToolFormat(StrEnum):
    """The formats of annotation tools."""

    LABEL_STUDIO = "label-studio"
    DOCCANO = "doccano"
    BRAT = "brat"
    CONLL = "conll"


class Offsets(StrEnum):
    """The units in which tools count."""

    CODE_POINTS = "code-points"
    UTF16 = "utf-16"


FormatOption = Annotated[ToolFormat, typer.Option("--format", help="The tool's format.")]
OffsetsOption = Annotated[
    Offsets | None, typer.Option("--offsets", help="What the tool counts; default: as the tool does.")
]


@gold_app.command("export")
def export_to(  # noqa: PLR0913, PLR0917 - one parameter an option of the command line
    gold: Annotated[Path, typer.Argument(metavar="GOLD.jsonl")],
    tool: FormatOption,
    out: Annotated[Path, typer.Option("--out", metavar="PATH", help="The file to write; brat: a new folder.")],
    offsets: OffsetsOption = None,
    spans_only: Annotated[
        bool, typer.Option("--spans-only", help="doccano: `label: [[start, end, label]]`, without relations.")
    ] = False,
    predictions: Annotated[
        bool, typer.Option("--predictions", help="Label Studio: as pre-annotations for people to correct.")
    ] = False,
) -> None:
    """Write gold, or predictions, for an annotation tool, with the configuration that sets up its project."""
    from evaluation.gold.units import Unit
    from pipelines.gold_formats import Asked, export

    unit = Unit(offsets) if offsets else None
    written = export(gold, out, Asked(tool, unit, spans_only, predictions))
    typer.echo(f"{written.documents} documents, {written.mentions} mentions, {written.events} events: {out}")
    beside = [file.name for file in written.files if file.suffix in (".xml", ".conf", ".json") and file != out]
    if beside:
        typer.echo(f"  to set up the project: {', '.join(beside)}")
    for what, count in written.lost.items():
        typer.echo(f"  not to be held by {tool.value}: {what}: {count}", err=True)


@gold_app.command("import")
def import_from(  # noqa: PLR0913, PLR0917 - one parameter an option of the command line
    path: Annotated[Path, typer.Argument(metavar="PATH", help="What the tool exported: a file or a folder.")],
    tool: FormatOption,
    out: Annotated[Path, typer.Option("--out", metavar="GOLD.jsonl", help="The gold to write.")],
    texts: Annotated[
        Path | None,
        typer.Option("--texts", metavar="GOLD.jsonl", help="The gold of these documents: ids, links, events again."),
    ] = None,
    offsets: OffsetsOption = None,
    predictions: Annotated[bool, typer.Option("--predictions", help="Label Studio: pre-annotations.")] = False,
    annotator: Annotated[
        str, typer.Option("--annotator", metavar="WHO", help="Label Studio: one annotator's, by number or e-mail.")
    ] = "",
) -> None:
    """Read what people annotated in a tool as gold.

    What cannot be gold is told by name and left out; the rest is written. Exit code 2 when anything was left out.
    """
    from evaluation.gold.units import Unit
    from pipelines.gold_formats import Asked, bring_in, fault_lines

    unit = Unit(offsets) if offsets else None
    asked = Asked(tool, unit, predictions=predictions, annotator=annotator, texts=texts)
    imported = bring_in(path, out, asked)
    for line in fault_lines(imported.faults):
        typer.echo(line, err=True)
    counts = imported.counts
    typer.echo(f"{counts['documents']} documents, {counts['mentions']} mentions, {counts['events']} events: {out}")
    if any(fault.is_error for fault in imported.faults):
        raise typer.Exit(WRONG)


@gold_app.command("check")
def check_gold(
    path: Annotated[Path, typer.Argument(metavar="GOLD.jsonl|SRC_DIR", help="Gold, or a folder of marked-up sources.")],
    registries: Annotated[
        Path | None, typer.Option("--registries", metavar="DIR", help="Also hold ids, cases and records against these.")
    ] = None,
    report: Annotated[Path | None, typer.Option("--json", metavar="FILE", help="All faults, for machines.")] = None,
) -> None:
    """Check gold or its sources: every fault by name, its place and the way out. Exit code 2 when there are errors."""
    from pipelines.gold_formats import check, fault_lines

    found = check(path, registries, report)
    for line in fault_lines(found.faults):
        typer.echo(line)
    against = "" if registries else "; without --registries ids, cases and records are taken as they stand"
    typer.echo(
        f"{found.documents} documents, {found.mentions} mentions, {found.events} events: "
        f"{len(found.errors)} errors, {len(found.warnings)} warnings{against}"
    )
    if found.errors:
        raise typer.Exit(WRONG)


@gold_app.command("build")
def build_gold(
    folder: Annotated[Path, typer.Argument(metavar="SRC_DIR", help="Marked-up sources, *.txt.")],
    registries: Annotated[Path, typer.Option("--registries", metavar="DIR", help="The registries of these documents.")],
    out: Annotated[Path, typer.Option("--out", metavar="GOLD.jsonl", help="The gold to write.")],
) -> None:
    """Make gold of marked-up sources. With errors nothing is written and the exit code is 2."""
    from pipelines.gold_formats import build, fault_lines

    found = build(folder, registries, out)
    for line in fault_lines(found.faults):
        typer.echo(line, err=True)
    counts = f"{found.documents} documents, {found.mentions} mentions, {found.events} events"
    if found.errors:
        typer.echo(f"{counts}: {len(found.errors)} errors, nothing written", err=True)
        raise typer.Exit(WRONG)
    typer.echo(f"{counts}, {len(found.warnings)} warnings: {out}")


def register(app: typer.Typer) -> None:
    """Adds the commands to `guowen`."""
    app.add_typer(gold_app, name="gold")
