"""One evaluation: gold and predictions in; scores.json, report.html, errors.jsonl and predictions.jsonl out."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from data.errors import GoldError
from data.goldfile import document_of, read_rows
from data.outputs import make_folder, write_json_lines, write_text
from data.registries import load_registries
from evaluation import honesty
from evaluation.annotation import read_annotations
from evaluation.baseline import Baseline
from evaluation.honesty import ScoredOn
from evaluation.intervals import Resampled, resampled
from evaluation.measures import Bootstrap
from evaluation.predictions import Predict, Predictions, Unscorable, from_extractor, from_file
from evaluation.provenance import code_commit, code_version, file_sha256, library_versions
from evaluation.ranking import Ranking, ranking
from evaluation.report import summary
from evaluation.report.mistakes import error_rows
from evaluation.report.page import report_page
from evaluation.scorer import Scores, score_annotations
from evaluation.slices import Slice, slices
from evaluation.training_record import Overlap, TrainedModel

__all__ = ["Evaluated", "Evaluation", "Predict", "evaluate", "evaluate_files", "publish", "write_outputs"]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What is asked: predictions of a file (`pred`) or of an extractor (`predict`) against gold.

    `model` is what made them, None when nobody knows; `train` are gold files that it learnt from, where they are at
    hand. With `training_fit` gold that it learnt from is scored all the same, and called that. `versions` are those
    that the caller knows: model, rulebook.
    """

    gold: Path
    registries: Path
    pred: Path | None = None
    predict: Predict | None = None
    model: TrainedModel | None = None
    train: tuple[Path, ...] = ()
    training_fit: bool = False
    versions: Mapping[str, str] = field(default_factory=dict)
    bootstrap: Bootstrap = field(default_factory=Bootstrap)


@dataclass(frozen=True, slots=True)
class Evaluated:
    """What an evaluation came to, and what it rests on.

    `rows` are the predictions that were scored; `unscorable` and `missing` those that count as empty: faulty, and not
    there. `leaks` are gold's documents that the model has learnt from: never any where `scored_on` is a test. `shared`
    counts the documents that name people or cases of the training gold, by sort; None when it was not at hand.
    `resampled` by measure, `ranking` of the predicted unfiled events, `slices` by dimension, the worst first.
    """

    scores: Scores
    baseline: Scores
    versions: Mapping[str, str]
    rows: tuple[Mapping[str, Any], ...] = field(default=(), repr=False)
    unscorable: tuple[Unscorable, ...] = ()
    missing: tuple[str, ...] = ()
    leaks: tuple[Overlap, ...] = ()
    shared: Mapping[str, int] | None = None
    scored_on: ScoredOn = ScoredOn.UNCHECKED
    resampled: Mapping[str, Resampled] = field(default_factory=dict)
    ranking: Ranking = field(default_factory=lambda: ranking(()))
    slices: Mapping[str, tuple[Slice, ...]] = field(default_factory=dict)


def evaluate_files(gold: Path, pred: Path | None, registries: Path, out: Path, predict: Predict | None) -> Evaluated:
    """Scores `pred` (or what `predict` makes of gold's documents) and writes the outputs to the folder `out`.

    Raises GoldError when neither or both of `pred` and `predict` are given, or a file breaks the schema.
    """
    evaluated = evaluate(Evaluation(gold, registries, pred, predict))
    publish(evaluated, out)
    return evaluated


def evaluate(asked: Evaluation) -> Evaluated:
    """The scores, with the naive baseline's of the same documents beside. Writes nothing.

    Gold's annotations are not handed to the extractor. A prediction that cannot be scored, or a document without one,
    counts as an empty prediction. Raises GoldError for neither or both of `pred` and `predict`, for faulty or
    empty gold, for predictions of documents that gold does not have, and for gold that the model learnt from, unless
    `training_fit`.
    """
    if (asked.pred is None) == (asked.predict is None):
        raise GoldError("evaluate: give either a prediction file or an extractor, not both and not neither")
    known, _ = load_registries(asked.registries)
    lines = _gold_lines(asked.gold)
    rows = [row for _, row in lines]
    documents = [document_of(row, f"{asked.gold}:{number}") for number, row in lines]
    marked = read_annotations(rows, f"gold, {asked.gold}")
    leaks = honesty.checked(rows, asked.model, asked.gold, training_fit=asked.training_fit)
    learnt = [(f"{path}: {row.get('doc_id')}", row) for path in asked.train for _, row in _gold_lines(path)]
    found = honesty.compared(learnt, rows, asked.gold, training_fit=asked.training_fit)
    leaks = leaks or honesty.texts_of(found)
    predicted = (
        from_file(asked.pred, marked)
        if asked.pred
        else from_extractor(asked.predict, documents, marked)
        if asked.predict
        else Predictions(())
    )
    scores = score_annotations(marked, read_annotations(predicted.rows, "prediction"), asked.bootstrap)
    naive = read_annotations(Baseline(known).rows(documents), "baseline")
    return Evaluated(
        scores=scores,
        baseline=score_annotations(marked, naive, asked.bootstrap),
        versions=_versions(asked, known.sha256),
        rows=predicted.rows,
        unscorable=predicted.unscorable,
        missing=predicted.missing,
        leaks=leaks,
        shared=honesty.shared(found),
        scored_on=honesty.scored_on(asked.model, leaks, found),
        resampled=resampled(scores.documents, asked.bootstrap),
        ranking=ranking(scores.documents),
        slices=slices(scores.documents, known, asked.bootstrap),
    )


def publish(evaluated: Evaluated, out: Path) -> None:
    """Writes the outputs to the folder `out`; a short table goes to standard output, and to standard error what counts
    as an empty prediction."""
    write_outputs(evaluated, out)
    sys.stderr.write(honesty.told(evaluated.unscorable, evaluated.missing))
    sys.stdout.write(honesty.label(evaluated.scored_on, evaluated.leaks, len(evaluated.scores.documents)))
    sys.stdout.write(summary.table(evaluated.scores, evaluated.baseline))
    sys.stdout.write(f"report: {out / 'report.html'}\n")


def write_outputs(evaluated: Evaluated, out: Path) -> None:
    """Writes predictions.jsonl, scores.json and report.html to the folder `out`, each whole or not at all."""
    make_folder(out)
    write_json_lines(out / "predictions.jsonl", evaluated.rows)
    write_json_lines(out / "errors.jsonl", error_rows(evaluated.scores))
    write_text(out / "scores.json", summary.written(evaluated))
    write_text(out / "report.html", report_page(evaluated))


def _gold_lines(gold: Path) -> list[tuple[int, dict[str, Any]]]:
    """The lines of a gold file. Raises GoldError for faulty ones, and for none: nothing could be measured."""
    lines = list(read_rows(gold))
    if not lines:
        raise GoldError(f"gold, {gold}: holds no document; name a gold file with one line a document")
    return lines


def _versions(asked: Evaluation, registries_sha256: str) -> dict[str, str]:
    extractor = str(getattr(asked.predict, "version", "unknown"))
    predictions = {"predictions_sha256": file_sha256(asked.pred)} if asked.pred else {}
    bootstrap = {"bootstrap": f"{asked.bootstrap.resamples} resamples, seed {asked.bootstrap.seed}"}
    return {
        "code": code_version(),
        "extractor": f"file {file_sha256(asked.pred)}" if asked.pred else extractor,
        "baseline": Baseline.version,
        "gold_sha256": file_sha256(asked.gold),
        "registries_sha256": registries_sha256,
        "commit": code_commit() or "none",
        **asked.versions,
        **predictions,
        **library_versions(),
        **bootstrap,
    }
