"""Scores of a prediction file against a gold file, written as scores.json and as one page that needs no network."""

from __future__ import annotations

import base64
import hashlib
import sys
from collections.abc import Callable, Iterable, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from data.errors import GoldError
from data.goldfile import read_documents, read_rows
from data.lexicon import rows as lexicon_rows
from data.registries import load_registries
from data.types import Document
from evaluation import summary
from evaluation.baseline import Baseline
from evaluation.browse import Outcome, page, told
from evaluation.measures import Tally
from evaluation.provenance import code_version, file_sha256
from evaluation.scorer import FIELD_AGREES, HEADLINE_KEYS, HEADLINES, Scores, labels_with_marks, score

Predict = Callable[[Iterable[Document]], Iterable[Mapping[str, Any]]]
"""Documents to prediction rows. A `version` attribute, where there is one, is named in the report."""

SHOWN_DOCUMENTS = 500
VERDICT_ORDER = ("unfiled", "filed", "lawful", "not_event", "missing")


def evaluate_files(gold: Path, pred: Path | None, registries: Path, out: Path, predict: Predict | None) -> Scores:
    """Scores `pred` (or what `predict` makes of gold's documents) and writes OUT/scores.json and OUT/report.html.

    Gold's annotations are not handed to `predict`. The naive baseline is scored in the same run and shown beside. A
    short table goes to standard output. Raises GoldError when neither or both of `pred` and `predict` are given, or a
    file breaks the schema.
    """
    if (pred is None) == (predict is None):
        raise GoldError("evaluate: give either a prediction file or an extractor, not both and not neither")
    known, _ = load_registries(registries)
    gold_rows = [row for _, row in read_rows(gold)]
    predicted = (row for _, row in read_rows(pred)) if pred else predict(read_documents(gold)) if predict else ()
    scores = score(gold_rows, predicted)
    naive = score(gold_rows, Baseline(known).rows(read_documents(gold)))
    versions = {
        "code": code_version(),
        "extractor": f"file {file_sha256(pred)}" if pred else str(getattr(predict, "version", "unknown")),
        "baseline": Baseline.version,
        "gold_sha256": file_sha256(gold),
        "registries_sha256": known.sha256,
    }
    out.mkdir(parents=True, exist_ok=True)
    (out / "scores.json").write_text(summary.written(scores, naive, versions), "utf-8", newline="\n")
    (out / "report.html").write_text(report_page(scores, naive, versions), "utf-8", newline="\n")
    sys.stdout.write(summary.table(scores, naive))
    return scores


def report_page(scores: Scores, baseline: Scores, versions: Mapping[str, str]) -> str:
    """The HTML of the report: self-contained, all text escaped, no script but its own."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("evaluation", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(number=summary.shown, told=told, label=_labels())
    script = (files("evaluation") / "templates" / "report.js").read_text("utf-8")
    pages = [page(document) for document in scores.documents]
    events = [event for one in pages for event in one.events]
    return environment.get_template("report.html").render(
        scores=scores,
        baseline=baseline,
        versions=versions,
        headlines=list(zip(HEADLINE_KEYS, HEADLINES, strict=True)),
        fields=FIELD_AGREES,
        labels=labels_with_marks(scores),
        verdicts=VERDICT_ORDER,
        nothing=Tally(),
        outcomes={outcome: sum(event.outcome is outcome for event in events) for outcome in Outcome},
        pages=[one for one in pages if one.faulty][:SHOWN_DOCUMENTS],
        faulty=sum(one.faulty for one in pages),
        script=script,
        script_hash=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
    )


def _labels() -> Callable[[str, str], str]:
    names = {(row["field"], row["code"]): row["label"] for row in lexicon_rows("labels")}
    return lambda code, field: names.get((field, str(code)), str(code))
