"""The page of a comparison: one HTML file that needs no network."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from math import ceil

from data.types import Label
from evaluation.annotation import Person
from evaluation.comparison.changes import FIELDS, Change, Changed
from evaluation.comparison.compare import Comparison
from evaluation.comparison.differences import Difference
from evaluation.comparison.gate import Judgement
from evaluation.comparison.plain import KEY_OF
from evaluation.comparison.runs import Run
from evaluation.comparison.significance import Conclusion
from evaluation.html import environment, parts
from evaluation.report import summary
from evaluation.report.browse import Piece, pieces
from evaluation.scorer import DocumentScore

SHOWN_DOCUMENTS = 500
SHOWN_MOVED = 20
SHOWN_SLICES = 30


@dataclass(frozen=True, slots=True)
class Sheet:
    """One document whose errors changed: its changed events, and the text marked by gold and by both runs."""

    doc_id: str
    kind: str
    events: tuple[Changed, ...]
    sides: tuple[tuple[Piece, ...], ...]

    @property
    def changes(self) -> tuple[Change, ...]:
        """The changes that occur."""
        return tuple(change for change in Change if any(event.change is change for event in self.events))


@dataclass(frozen=True, slots=True)
class Axis:
    """A chart of differences around 0 that reaches from -`reach` to `reach`."""

    reach: float
    width: int = 200

    def x(self, value: float) -> float:
        """Where a difference stands, 0..width, to a tenth."""
        return round(self.width * (0.5 + 0.5 * max(-1.0, min(1.0, value / self.reach))), 1)


def comparison_page(comparison: Comparison, runs: tuple[Run, Run], judgement: Judgement | None = None) -> str:
    """The HTML of the comparison: self-contained, all text escaped, no script but its own."""
    pages = environment({"number": summary.shown, "signed": _signed, "p": _p, "told": _told})
    sheets = _sheets(comparison)
    return pages.get_template("comparison/comparison.html").render(
        comparison=comparison,
        runs=runs,
        judgement=judgement,
        key_of=KEY_OF,
        axis=_axis([one.difference for one in comparison.headlines]),
        counts={change: sum(one.change is change for one in comparison.changes) for change in Change},
        fields=[name for name in FIELDS if any(name in one.fields for one in comparison.changes)],
        labels=[label for label in Label if any(_has(label, pair) for pair in comparison.pairs)],
        moved=comparison.moved[:SHOWN_MOVED],
        worse=[one for one in comparison.slices if (one.difference.value or 0.0) < 0][:SHOWN_SLICES],
        open=Conclusion.OPEN,
        sheets=sheets[:SHOWN_DOCUMENTS],
        all_sheets=len(sheets),
        cell=_cell,
        versions=_versions(runs),
        style=parts("report.css", "comparison/comparison.css"),
        script=parts("comparison/comparison.js"),
    )


def _sheets(comparison: Comparison) -> list[Sheet]:
    pair_of = {first.gold.doc_id: (first, second) for first, second in comparison.pairs}
    return [
        _sheet(*pair_of[doc_id], tuple(events))
        for doc_id, events in groupby(comparison.changes, key=lambda one: one.doc_id)
    ]


def _sheet(first: DocumentScore, second: DocumentScore, events: tuple[Changed, ...]) -> Sheet:
    gold, one, other = first.gold, first.predicted, second.predicted
    found = {(span.start, span.end, span.label): span for side in (one, other) for span in side.spans.values()}
    both = [
        span
        for key, span in found.items()
        if all(key in {(s.start, s.end, s.label) for s in side.spans.values()} for side in (one, other))
    ]
    marked = (pieces(gold, both), pieces(one, gold.spans.values()), pieces(other, gold.spans.values()))
    return Sheet(gold.doc_id, gold.kind.value, events, tuple(tuple(side) for side in marked))


def _cell(one: Changed, side: str, names: str) -> str:
    """The class of a cell of the second run: what became of the fields that it shows."""
    if side == "second":
        for kind, touched in (("broken", one.broken), ("mended", one.mended), ("otherwise", one.moved)):
            if any(name in touched for name in names.split()):
                return kind
    return ""


def _axis(shown: list[Difference]) -> Axis:
    bounds = [abs(bound) for one in shown if one.interval for bound in (one.interval.low, one.interval.high)]
    return Axis(max(0.05, ceil(max(bounds, default=0.0) * 20) / 20))


def _versions(runs: tuple[Run, Run]) -> list[tuple[str, str, str]]:
    names = dict.fromkeys(name for run in runs for name in run.versions)
    return [(name, *(run.versions.get(name, "") for run in runs)) for name in names]  # type: ignore[misc]


def _has(label: Label, pair: tuple[DocumentScore, DocumentScore]) -> bool:
    sides = (pair[0].gold, pair[0].predicted, pair[1].predicted)
    return any(span.label is label for side in sides for span in side.spans.values())


def _told(person: Person | None) -> str:
    """The words for a person, with the registry id; empty for nobody."""
    if person is None:
        return ""
    words = person.span.text if person.span else "文书持有人"
    return f"{words} [{person.registry_id}]" if person.registry_id else words


def _signed(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:+.3f}".replace("-", "−") if round(value, 3) else "0.000"


def _p(value: float | None) -> str:
    if value is None:
        return "–"
    return "< 0.001" if value < 0.001 else f"{value:.3f}"
