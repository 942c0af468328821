"""`guowen train`. Nothing heavy is imported before the command runs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from evaluation.comparison.gate import Line
    from pipelines.training import Outcome

REFUSED = 5
"""Exit code when the gate refused the model."""


def train(  # noqa: PLR0913, PLR0917 - one parameter an option of the command line
    golds: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[GOLD_FOLDER]...", help="gold.jsonl and world/, or gold/gold.jsonl and registries/."),
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="MODEL_DIR", help="The model folder; a new one.")] = None,
    tests: Annotated[
        list[Path] | None, typer.Option("--test", metavar="GOLD_FOLDER", help="Gold it must not learn from; repeat.")
    ] = None,
    seed: Annotated[int, typer.Option("--seed", min=0, max=2**32 - 1, help="Of whatever the training draws.")] = 0,
    licence: Annotated[str, typer.Option("--licence", help="Under which the weights may be passed on.")] = "",
    promote: Annotated[bool, typer.Option("--promote", help="Take it into use if it passes every line.")] = False,
    gate: Annotated[
        Path | None, typer.Option("--gate", metavar="FILE", help="The lines to pass; default: the built-in gate.")
    ] = None,
    models: Annotated[
        Path | None, typer.Option("--models", metavar="DIR", help="Where promoted models lie; setting 'models'.")
    ] = None,
    candidate: Annotated[
        Path | None, typer.Option("--candidate", metavar="MODEL_DIR", help="Test this model; nothing is learnt.")
    ] = None,
    reports: Annotated[
        Path | None, typer.Option("--reports", metavar="DIR", help="Scores and pages of each test; they hold text.")
    ] = None,
    trainer: Annotated[
        str, typer.Option("--trainer", help="linear: minutes, keeps the shipped neural reader; neural: all, hours.")
    ] = "linear",
    encoder: Annotated[
        str, typer.Option("--encoder", metavar="NAME", help="Of the neural reader: a BERT checkpoint, path or hub id.")
    ] = "lac",
    back: Annotated[bool, typer.Option("--rollback", help="Go back to the model that was in use before.")] = False,
) -> None:
    """Train the models on gold, test them on other gold, and take them into use if the gate lets them pass.

    Ends with 5 when the gate refuses; nothing has changed then but the new folder. Needs the train extra.
    """
    from data.errors import ConfigError
    from pipelines.settings import load_settings
    from pipelines.training import TrainingOrder, rollback
    from pipelines.training import train as run

    settings = load_settings({"models": models})
    if back and (golds or tests or out or candidate or promote or gate or reports):
        raise ConfigError("train: --rollback stands alone, with --models at most; leave the other arguments out")
    if back:
        typer.echo(f"in use again: {rollback(settings)}")
        return
    order = TrainingOrder(
        tuple(golds or ()), tuple(tests or ()), out, candidate, seed, licence, promote, gate, reports, trainer, encoder
    )
    outcome = run(order, settings, lambda line: typer.echo(line, err=True))
    _tell(outcome)
    if promote and not outcome.promoted:
        typer.echo("refused by the gate; the model in use stays", err=True)
        raise typer.Exit(REFUSED)


def _tell(outcome: Outcome) -> None:
    """The figures of each test, every line of the gate, and where the model lies."""
    from evaluation.report.summary import align, shown

    typer.echo(f"model {outcome.model.name}: {outcome.model.path}")
    for number, done in enumerate(outcome.tested):
        rows = [["", "candidate", "in use"][: 3 if outcome.incumbent else 2]]
        for key, value in done.scores.headline.items():
            before = [shown(outcome.incumbent[number].scores.headline[key])] if outcome.incumbent else []
            rows.append([key, shown(value), *before])
        typer.echo(f"test {number + 1}: {len(done.scores.documents)} documents")
        typer.echo("\n".join(align(rows)))
        if outcome.judgements:
            typer.echo("\n".join(map(_line, outcome.judgements[number].lines)))
    if outcome.promoted:
        typer.echo(f"in use: {outcome.model.name}")


def _line(line: Line) -> str:
    """One line of the gate, as judged."""
    from evaluation.report.summary import shown

    verdict = "passed " if line.passed else "REFUSED"
    return f"{verdict} {line.name}: {line.measure} {shown(line.value)}, wanted {line.wanted}; {line.why}"


def register(app: typer.Typer) -> None:
    """Adds the commands to `guowen`."""
    app.command()(train)
