"""One evaluation: gold and predictions in; scores.json, report.html and predictions.jsonl out."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from data.errors import GoldError
from data.goldfile import read_documents, read_rows
from data.outputs import make_folder, write_json_lines, write_text
from data.registries import load_registries
from data.types import Document
from evaluation import summary
from evaluation.baseline import Baseline
from evaluation.provenance import code_version, file_sha256
from evaluation.report import report_page
from evaluation.scorer import Scores, score

Predict = Callable[[Iterable[Document]], Iterable[Mapping[str, Any]]]
"""Documents to prediction rows. A `version` attribute, where there is one, is named in the report."""


@dataclass(frozen=True, slots=True)
class Evaluated:
    """What an evaluation came to, and what it rests on."""

    scores: Scores
    baseline: Scores
    versions: Mapping[str, str]


def evaluate_files(gold: Path, pred: Path | None, registries: Path, out: Path, predict: Predict | None) -> Evaluated:
    """Scores `pred` (or what `predict` makes of gold's documents) and writes the outputs to the folder `out`.

    Gold's annotations are not handed to `predict`. The naive baseline is scored in the same run and shown beside. A
    short table goes to standard output. Raises GoldError when neither or both of `pred` and `predict` are given, or a
    file breaks the schema.
    """
    if (pred is None) == (predict is None):
        raise GoldError("evaluate: give either a prediction file or an extractor, not both and not neither")
    known, _ = load_registries(registries)
    gold_rows = [row for _, row in read_rows(gold)]
    predicted = [row for _, row in read_rows(pred)] if pred else list(predict(read_documents(gold))) if predict else []
    versions = {
        "code": code_version(),
        "extractor": f"file {file_sha256(pred)}" if pred else str(getattr(predict, "version", "unknown")),
        "baseline": Baseline.version,
        "gold_sha256": file_sha256(gold),
        "registries_sha256": known.sha256,
    }
    naive = score(gold_rows, Baseline(known).rows(read_documents(gold)))
    evaluated = Evaluated(score(gold_rows, predicted), naive, versions)
    make_folder(out)
    write_json_lines(out / "predictions.jsonl", predicted)
    write_text(out / "scores.json", summary.written(evaluated.scores, naive, versions))
    write_text(out / "report.html", report_page(evaluated.scores, naive, versions))
    sys.stdout.write(summary.table(evaluated.scores, naive))
    return evaluated
