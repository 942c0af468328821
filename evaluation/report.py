"""The page of an evaluation: one HTML file that needs no network."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Mapping
from importlib.resources import files

from data.lexicon import rows as lexicon_rows
from evaluation import summary
from evaluation.browse import Outcome, page, told
from evaluation.measures import Tally
from evaluation.scorer import FIELD_AGREES, HEADLINE_KEYS, HEADLINES, Scores, labels_with_marks

SHOWN_DOCUMENTS = 500
VERDICT_ORDER = ("unfiled", "filed", "lawful", "not_event", "missing")


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
