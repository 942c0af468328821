"""An evaluation as a Prefect flow: scored, shown, and judged by a gate where one is named. Thin: paths in, figures out.

Parameters are paths. What a faulty gold file is told of goes to the worker's standard error, not to Prefect: it names
documents and values.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from data.errors import GoldError
from evaluation.comparison.gate import Judgement, judge, load_gate
from evaluation.predictions import empty_documents
from evaluation.run import Evaluated, Evaluation
from evaluation.run import evaluate as score_files
from evaluation.scorer import HEADLINE_KEYS, HEADLINES
from pipelines.quiet import silence_prefect

silence_prefect()  # Prefect reads its settings while it is imported

from prefect import flow  # noqa: E402
from prefect.artifacts import create_markdown_artifact, create_table_artifact  # noqa: E402
from prefect.states import Failed  # noqa: E402

from pipelines.command import evaluate_gold  # noqa: E402
from pipelines.plainly import ScreenError, told_plainly  # noqa: E402

SHOWN_SLICES = 20
"""Rows of the table of slices."""
SHOWN_BY = ("kind", "format", "channel", "situation", "length", "unit", "city")
"""Dimensions of slices that Prefect may see; a source may be the name of a file."""


@flow(name="evaluate", persist_result=False, validate_parameters=True)
def evaluate(  # noqa: PLR0913, PLR0917 - Prefect takes a flow's parameters from its signature
    gold: str,
    registries: str | None = None,
    out: str | None = None,
    pred: str | None = None,
    model: str | None = None,
    gate: str | None = None,
    incumbent: str | None = None,
) -> Any:
    """Scores `pred`, or what the model makes of gold's documents now, as `guowen evaluate` does; returns the headlines.

    With `gate` (a file, or `shipped`) the run fails when a line of it refuses the model; `incumbent` is the prediction
    file of the model in use, on the same gold, which the gate's largest drops are measured from.
    """
    with told_plainly("evaluate"):
        told = {"registries": registries, "out": out, "model": model}
        try:
            evaluated = evaluate_gold(Path(gold), Path(pred) if pred else None, told)
            judgement = _judged(evaluated, gate, incumbent, gold, registries) if gate else None
        except GoldError as error:
            sys.stderr.write(f"guowen: {error}\n")
            raise ScreenError("evaluate: the files cannot be scored; the worker's standard error says where") from None
        _show(evaluated, judgement)
    headlines = evaluated.scores.headline
    if judgement and not judgement.passed:
        lines = ", ".join(line.name for line in judgement.refused)
        told_refusal = f"the gate refuses the model: {lines}"
        return Failed(message=told_refusal, data=ScreenError(told_refusal))
    return headlines


def _judged(evaluated: Evaluated, gate: str, incumbent: str | None, gold: str, registries: str | None) -> Judgement:
    from pipelines.settings import load_settings

    folder = load_settings({"registries": registries}).registries
    standing = None
    if incumbent and folder:
        standing = score_files(Evaluation(Path(gold), folder, Path(incumbent)))
    return judge(load_gate(Path(gate)), evaluated, standing)


def _show(evaluated: Evaluated, judgement: Judgement | None) -> None:
    """Leaves the headlines, what the gate says and the worst slices on Prefect's pages."""
    scores = evaluated.scores
    lines = [
        f"{len(scores.documents)} documents, scored on: {evaluated.scored_on.value}, "
        f"{empty_documents(evaluated.unscorable, evaluated.missing)} counted as empty",
        "",
        "| | F1 | 95 % | baseline |",
        "|---|---:|---:|---:|",
    ]
    for key, name in zip(HEADLINE_KEYS, HEADLINES, strict=True):
        bounds = scores.intervals.get(name)
        between = f"{bounds.low:.3f}-{bounds.high:.3f}" if bounds else ""
        lines.append(f"| {key} | {_number(scores.f1(name))} | {between} | {_number(evaluated.baseline.f1(name))} |")
    if judgement:
        lines += ["", f"gate, version {judgement.version}: {'passed' if judgement.passed else 'refused'}", ""]
        lines += [f"* {line.name}: {_number(line.value)}, wanted {line.wanted}" for line in judgement.refused]
    lines += ["", *(f"* {name}: `{version}`" for name, version in evaluated.versions.items())]
    create_markdown_artifact("\n".join(lines) + "\n", key="guowen-evaluate", description="过问: the last evaluation")
    create_table_artifact(slice_rows(evaluated), key="guowen-evaluate-slices", description="过问: the worst slices")


def slice_rows(evaluated: Evaluated) -> list[dict[str, object]]:
    """The worst slices by F1 of the records, of those with enough events, over all dimensions that Prefect may see."""
    told = [
        one
        for by in SHOWN_BY
        for one in evaluated.slices.get(by, ())
        if not one.few and one.tallies["record"].f1 is not None
    ]
    told.sort(key=lambda one: (one.tallies["record"].f1 or 0.0, SHOWN_BY.index(one.by), one.value))
    return [
        {
            "by": one.by,
            "value": one.value,
            "documents": one.documents,
            "record F1": _number(one.tallies["record"].f1),
            "unfiled event F1": _number(one.tallies["unfiled_event"].f1),
        }
        for one in told[:SHOWN_SLICES]
    ]


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"
