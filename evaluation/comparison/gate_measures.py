"""What a line of the release gate may name, and what it comes to for one evaluation."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Protocol

from data.registry import Registries
from data.types import Category, Channel, Kind, Label, Lawful, Situation, Status, VerdictKind
from evaluation.annotation import Annotation
from evaluation.comparison.differences import Figure, figure_of
from evaluation.layers.roles import ROLES
from evaluation.measures import Tally
from evaluation.ranking import BUDGETS, Ranking, ranking
from evaluation.scorer import HEADLINES, DocumentScore, Scores, score_document
from evaluation.slices import EVENT_DIMENSIONS, parts

SLICED = ("kind", "format", "channel", "situation", "length", "source")
"""The slices that a gate may ask for: those that no registry is needed to cut."""
CODES = frozenset(
    code for codes in (Label, Situation, Category, Channel, Status, Lawful, VerdictKind) for code in codes
) | {*ROLES, "registered", "nil"}
"""What a measure may be narrowed to."""
ONLY_NARROWED = ("verdict_end_to_end", "status", "situation", "category", "channel", "lawful", "verdict")
"""Measures that have narrowed forms of their own kind."""


class Judged(Protocol):
    """What a gate judges: `evaluation.run.Evaluated`, or anything that tells the same of itself."""

    @property
    def scores(self) -> Scores:
        """The scores over all documents of gold."""

    @property
    def unscorable(self) -> Sequence[object]:
        """Predictions that could not be scored and count as empty."""

    @property
    def missing(self) -> Sequence[object]:
        """Documents of gold without a prediction, which count as empty."""

    @property
    def leaks(self) -> Sequence[object]:
        """Documents of gold that the model has learnt from."""


@dataclass(frozen=True)
class Measured:
    """The values of one evaluation, each worked out when a line first asks for it."""

    judged: Judged

    @property
    def documents(self) -> Sequence[DocumentScore]:
        """The scored documents."""
        return self.judged.scores.documents

    @cached_property
    def ranking(self) -> Ranking:
        """The claims as a reviewer reads them."""
        return ranking(self.documents)

    @cached_property
    def slices(self) -> Mapping[str, Mapping[str, Mapping[str, Tally]]]:
        """By dimension and value the summed tallies of the slice."""
        return {
            by: {value: _summed(list(cut.values())) for value, cut in values.items()}
            for by, values in parts(self.documents, Registries()).items()
        }

    def figure(self, measure: str, figure: Figure) -> float | None:
        """A figure of a measure over all documents, None where nothing defines it."""
        return figure_of(self.judged.scores.tallies.get(measure, Tally()), figure)

    def worst(self, by: str, measure: str, figure: Figure, least_events: int) -> tuple[float, str] | None:
        """The lowest figure over the slices with at least `least_events` unfiled events in gold, and which slice; None
        when no slice has so many. Gold alone decides which slices count: no prediction can take itself out."""
        found = []
        for value, tallies in self.slices.get(by, {}).items():
            if tallies.get("unfiled_event", Tally()).gold >= least_events:
                one = figure_of(tallies.get(measure, Tally()), figure)
                found.append((0.0 if one is None else one, value))
        return min(found, default=None)


def _summed(several: Sequence[Mapping[str, Tally]]) -> dict[str, Tally]:
    return {
        name: sum((tallies.get(name, Tally()) for tallies in several), Tally())
        for name in dict.fromkeys(name for tallies in several for name in tallies)
    }


def _calibration(of: str, figure: str) -> Callable[[Measured], float | None]:
    def value(measured: Measured) -> float | None:
        found = getattr(measured.ranking, of)
        return None if found is None else float(getattr(found, figure))

    return value


def _found_in(size: int) -> Callable[[Measured], float | None]:
    return lambda measured: next(one.recall for one in measured.ranking.budgets if one.size == size)


def _claimed(kind: VerdictKind | None) -> Callable[[Measured], float | None]:
    """The share of documents that are flagged though gold has no unfiled event in them, of those with an event of this
    kind; None for `kind`: of all without an unfiled event."""

    def value(measured: Measured) -> float | None:
        quiet = [one for one in measured.documents if not one.gold.flagged]
        asked = [one for one in quiet if kind is None or any(event.verdict_kind is kind for event in one.gold.events)]
        return sum(one.predicted.flagged for one in asked) / len(asked) if asked else None

    return value


CALIBRATION: Mapping[str, Callable[[Measured], float | None]] = {
    "ece": _calibration("reliability", "ece"),
    "brier": _calibration("reliability", "brier"),
    "record_ece": _calibration("record_reliability", "ece"),
}
"""None where no claim tells a score."""
NUMBERS: Mapping[str, Callable[[Measured], float | None]] = {
    "documents": lambda measured: float(len(measured.documents)),
    "unscorable": lambda measured: float(len(measured.judged.unscorable) + len(measured.judged.missing)),
    "read_in_training": lambda measured: float(len(measured.judged.leaks)),
    "claimed_documents": _claimed(None),
    "claimed_documents.filed": _claimed(VerdictKind.FILED),
    "claimed_documents.lawful": _claimed(VerdictKind.LAWFUL),
    "claimed_documents.not_event": _claimed(VerdictKind.NOT_EVENT),
    **{f"recall_at.{size}": _found_in(size) for size in BUDGETS},
    **CALIBRATION,
}
"""Measures that are one number and have no figures."""
COUNTS = ("documents", "unscorable", "read_in_training")
"""Of them those that may be above 1."""


def is_tally(name: str) -> bool:
    """Whether a measure of this name is scored (it need not occur in a given gold)."""
    base, _, code = name.partition(".")
    if not code:
        return name in _whole()
    return code in CODES and (base in _whole() or base in ONLY_NARROWED)


@cache
def _whole() -> frozenset[str]:
    """The measures that are not narrowed: an empty document has them all."""
    empty = Annotation("", Kind.CHAT, "", {}, ())
    return frozenset(name for name in score_document(empty, empty).tallies if "." not in name)


def in_slices(name: str, by: str) -> bool:
    """Whether slices of this dimension have the measure."""
    return name in (("record", "unfiled_event") if by in EVENT_DIMENSIONS else HEADLINES)
