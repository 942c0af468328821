"""The page of an evaluation: one HTML file that needs no network."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from data.types import Kind
from evaluation.html import environment, label, labels, parts
from evaluation.layers import NULL
from evaluation.measures import Tally
from evaluation.report import plots
from evaluation.report.blocks import layer_blocks
from evaluation.report.cautions import Few, cautions, sources_of
from evaluation.report.confusions import codes_of, confusions
from evaluation.report.mistakes import LAYERS_WITH_MISTAKES, Fault, error_rows
from evaluation.report.shelf import Room, packed, shelf
from evaluation.report.summary import shown
from evaluation.scorer import HEADLINE_KEYS, HEADLINES, MISSING, Confusion, Scores, labels_with_marks

if TYPE_CHECKING:
    from jinja2 import Environment

    from evaluation.run import Evaluated

STYLES = ("report.css", "browser.css")
SCRIPTS = ("document.js", "browser.js")
FIELD_OF_ROOT: Mapping[str, str] = {
    "mention": "mention",
    "trigger_situation": "situation",
    "situation": "situation",
    "trigger_category": "category",
    "category": "category",
    "channel": "channel",
    "role": "role",
    "role_registered": "role",
    "link_end_to_end": "link",
    "status": "status",
    "lawful": "lawful",
    "lawful_code": "lawful",
    "verdict": "verdict",
    "verdict_end_to_end": "verdict",
}
"""The field of the labels that names the classes of a measure."""


def report_page(evaluated: Evaluated) -> str:
    """The HTML of the report: self-contained, all text escaped, no script and no style but its own."""
    scores, settings = evaluated.scores, _settings()
    errors = Counter(row["layer"] for row in error_rows(scores))
    return (
        _environment()
        .get_template("report.html")
        .render(
            evaluated=evaluated,
            scores=scores,
            baseline=evaluated.baseline,
            headlines=list(zip(HEADLINE_KEYS, HEADLINES, strict=True)),
            cautions=list(cautions(evaluated, Few(**settings["few"]))),
            sources=sources_of(evaluated),
            layers=layer_blocks(scores),
            errors_of=errors,
            confusions=confusions(scores),
            curves=_curves(evaluated),
            rows_shown=settings["slices"]["rows"],
            labels=labels_with_marks(scores),
            shelf=shelf(scores, Room(**settings["room"])),
            filters=_filters(scores, errors),
            style=parts(*STYLES),
            script=parts(*SCRIPTS),
        )
    )


def _environment() -> Environment:
    made = environment(
        {
            "number": shown,
            "count": lambda hits: f"{hits:g}",
            "cell": _cell,
            "worst": _worst,
            "coded": lambda code, root: label(code, FIELD_OF_ROOT.get(root, "")),
            "confused": _confused,
            "sliced": lambda value, by: label(value, by) if value else label("untold", "field"),
        }
    )
    made.globals.update(
        nothing=Tally(),
        whisker=plots.whisker,
        dots=plots.dots,
        frame=plots.FRAME,
        ticks=plots.TICKS,
        codes_of=codes_of,
        words=packed(labels()),
    )
    return made


def _curves(evaluated: Evaluated) -> list[tuple[str, str]]:
    """(headline, path) of what risk against coverage is drawn of."""
    ranking = evaluated.ranking
    found = (("unfiled_event", ranking.risk_coverage), ("record", ranking.record_risk_coverage))
    return [(name, plots.curve(one)) for name, one in found if one]


def _filters(scores: Scores, errors: Mapping[str, int]) -> list[tuple[str, str, str, list[str]]]:
    """(filter, its label, the field that names its codes, its codes) of the browser; "" is no filter."""
    layers = [layer for layer in LAYERS_WITH_MISTAKES if errors.get(layer)]
    kinds = [kind.value for kind in Kind if kind in scores.by_kind]
    return [
        ("layer", label("layer", "filter"), "layer", ["", *layers]),
        ("fault", label("fault", "filter"), "error", ["", *(fault.value for fault in Fault)]),
        ("kind", label("kind", "filter"), "kind", ["", *kinds]),
    ]


def _confused(code: str, name: str, predicted: bool) -> str:
    if code == MISSING:
        return label("missing_predicted" if predicted else "missing_gold", "confusion")
    return label(code, "confusion" if code == NULL else name)


def _worst(rows: Sequence[tuple[str, tuple[Tally, ...]]]) -> list[tuple[str, tuple[Tally, ...]]]:
    """Rows of classes, the lowest F1 first, what was not measured last."""
    return sorted(rows, key=lambda row: (row[1][0].f1 is None, row[1][0].f1 or 0.0, row[0]))


def _cell(predicted: str, confusion: Confusion, gold: str) -> int:
    return confusion.get((gold, predicted), 0)


@cache
def _settings() -> Mapping[str, Any]:
    return tomllib.loads((files("evaluation.report") / "report.toml").read_text("utf-8"))
