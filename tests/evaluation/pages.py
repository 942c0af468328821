"""A small evaluation whose every error was counted by hand: what the tests of the report and its files open."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

from data.registries import load_registries
from evaluation.intervals import resampled
from evaluation.ranking import ranking
from evaluation.run import Evaluated
from evaluation.scorer import score
from evaluation.slices import slices
from tests.evaluation.rows import FEW, event, row

REGISTRIES = Path(__file__).parents[2] / "data" / "samples" / "registries"
HOSTILE = "</script><script>window.hacked=1</script><!--<img src=x onerror=window.hacked=1>\u2028\"'&amp;]]>"
HOSTILE_ID = "d-</script><b>&\u2028"

GOLD = [
    row(
        "⟦p1=P0001|王建国⟧来电⟦x1|打听案子⟧，后来又⟦x2|打招呼⟧",
        event(triggers=["x1", "x2"]),
        doc_id="d-one",
    ),
    row("⟦p1|李明⟧说会议改期", doc_id="d-two", kind="email"),
    {**row(f"⟦p1|{HOSTILE}⟧来过", doc_id=HOSTILE_ID, kind="work_note"), "source": HOSTILE},
    row("今日无事", doc_id="d-quiet", kind="work_note"),
]
PREDICTED = [
    row(
        "⟦p1=P0002|王建国⟧来电⟦x1|打听⟧案子，后来又打招呼",
        {**event(date="2024-03-06"), "score": 0.9},
        doc_id="d-one",
    ),
    row(
        "⟦o1|李明⟧说会议改⟦x1|期⟧",
        {**event(intervener=None, case_no=None), "score": 0.4},
        doc_id="d-two",
        kind="email",
    ),
    row(f"{HOSTILE}来过", doc_id=HOSTILE_ID, kind="work_note"),
    row("今日无事", doc_id="d-quiet", kind="work_note"),
]
ERRORS = [
    ("d-one", "records", "value", "person"),
    ("d-one", "links", "value", "PER"),
    ("d-one", "dates", "value", None),
    ("d-one", "triggers", "boundary", "TRIGGER"),
    ("d-one", "triggers", "missed", "TRIGGER"),
    ("d-two", "records", "spurious", None),
    ("d-two", "events", "spurious", None),
    ("d-two", "triggers", "spurious", "TRIGGER"),
    ("d-two", "mentions", "type", "PER"),
    (HOSTILE_ID, "mentions", "missed", "PER"),
]
"""(document, layer, error, part) of every error, in the order in which they are told."""


def evaluated(**fields):
    """The evaluation of these rows, drawn ten times."""
    return replace(_whole(), **fields)


@cache
def _whole():
    return evaluated_rows(GOLD, PREDICTED)


def evaluated_rows(gold, predicted):
    """An evaluation of other rows."""
    scores = score(gold, predicted, FEW)
    return Evaluated(
        scores=scores,
        baseline=score(gold, [], FEW),
        versions={"code": "0.1", "extractor": "extractor-7", "gold_sha256": "0" * 64},
        resampled=resampled(scores.documents, FEW),
        ranking=ranking(scores.documents),
        slices=slices(scores.documents, load_registries(REGISTRIES)[0], FEW),
    )
