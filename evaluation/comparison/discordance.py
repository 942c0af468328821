"""What one run got right and the other did not, unit by unit, with McNemar's exact test.

A unit is one gold event, one gold mention or one document, judged right or wrong in each run by the rules of the
measures. The test takes units as independent; events of one document are not quite, so where this test and the paired
bootstrap over documents disagree, the bootstrap is the careful one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from data.types import Label, VerdictKind
from evaluation.annotation import MarkedEvent
from evaluation.comparison.significance import Conclusion, Grounds, Settings, concluded, exact_p, holm
from evaluation.mentions import paired_spans
from evaluation.scorer import DocumentScore, is_record_hit, is_unfiled_hit

Judged = Mapping[str, bool]
"""Every unit of a document by its key, and whether the run got it right."""


@dataclass(frozen=True, slots=True)
class Discordance:
    """One kind of unit in both runs. `p` is exact and two-sided, `corrected` for all kinds (Holm)."""

    name: str
    both: int
    first_only: int
    second_only: int
    neither: int
    p: float
    corrected: float
    conclusion: Conclusion

    @property
    def units(self) -> int:
        """How many there are."""
        return self.both + self.first_only + self.second_only + self.neither


def unfiled_events(document: DocumentScore) -> Judged:
    """Gold's unfiled events: right when the answer is unfiled too."""
    return {event.id: bool(answer and is_unfiled_hit(event, answer)) for event, answer in _answers(document, True)}


def records(document: DocumentScore) -> Judged:
    """Gold's unfiled events: right when the answer makes the right record."""
    return {event.id: bool(answer and is_record_hit(event, answer)) for event, answer in _answers(document, True)}


def quiet_events(document: DocumentScore) -> Judged:
    """Gold's events that need no record (filed, lawful, no event): right when the answer is not claimed as unfiled."""
    return {
        event.id: answer is None or answer.verdict_kind is not VerdictKind.UNFILED
        for event, answer in _answers(document, False)
    }


def flagged_documents(document: DocumentScore) -> Judged:
    """The document itself: right when it is flagged as in gold."""
    return {document.gold.doc_id: document.gold.flagged == document.predicted.flagged}


def registered_links(document: DocumentScore) -> Judged:
    """Gold's mentions that are in a registry: right when found and given that id (measure `link_registered`)."""
    gold, predicted = list(document.gold.spans.values()), list(document.predicted.spans.values())
    given = {}
    for label in Label:
        mine = [span for span in gold if span.label is label]
        for a, b in paired_spans(mine, [span for span in predicted if span.label is label]):
            given[a.id] = b.registry_id
    return {
        span.id: given.get(span.id) == span.registry_id for span in gold if span.linked and span.registry_id is not None
    }


def strict_mentions(document: DocumentScore) -> Judged:
    """Gold's mentions: right when a predicted one has the same type, start and end."""
    told = {(span.label, span.start, span.end) for span in document.predicted.spans.values()}
    return {span.id: (span.label, span.start, span.end) in told for span in document.gold.spans.values()}


UNITS: Mapping[str, Callable[[DocumentScore], Judged]] = {
    "record": records,
    "unfiled_event": unfiled_events,
    "quiet_event": quiet_events,
    "flagged_documents": flagged_documents,
    "link_registered": registered_links,
    "mention_strict": strict_mentions,
}


def discordances(
    pairs: Sequence[tuple[DocumentScore, DocumentScore]], settings: Settings | None = None
) -> tuple[Discordance, ...]:
    """Every kind of unit over the documents of both runs, in the order of UNITS; kinds without any unit are left out.

    Nothing is concluded of few documents, nor below `least_changed` units that only one run got right: no exact test
    can.
    """
    settings = settings or Settings()
    counted = {name: counts for name, judge in UNITS.items() if sum(counts := _counts(pairs, judge))}
    values = [exact_p(first_only, second_only) for _, first_only, second_only, _ in counted.values()]
    return tuple(
        _told(name, counts, (p, corrected), len(pairs), settings)
        for (name, counts), p, corrected in zip(counted.items(), values, holm(values), strict=True)
    )


def _told(
    name: str, counts: tuple[int, int, int, int], p: tuple[float, float], documents: int, settings: Settings
) -> Discordance:
    both, first_only, second_only, neither = counts
    grounds = Grounds(documents, first_only + second_only)
    conclusion = concluded(second_only - first_only, p[1], grounds, settings)
    return Discordance(name, both, first_only, second_only, neither, *p, conclusion)


def _counts(
    pairs: Sequence[tuple[DocumentScore, DocumentScore]], judge: Callable[[DocumentScore], Judged]
) -> tuple[int, int, int, int]:
    """(both, first only, second only, neither)."""
    counts = {(one, other): 0 for one in (True, False) for other in (True, False)}
    for first, second in pairs:
        was, is_now = judge(first), judge(second)
        for key in was:
            counts[was[key], is_now[key]] += 1
    return counts[True, True], counts[True, False], counts[False, True], counts[False, False]


def _answers(document: DocumentScore, unfiled: bool) -> Iterator[tuple[MarkedEvent, MarkedEvent | None]]:
    """Gold's events that are unfiled, or are not, each with the predicted event it is paired with."""
    partner = dict(document.pairs)
    for g, event in enumerate(document.gold.events):
        if (event.verdict_kind is VerdictKind.UNFILED) is unfiled:
            yield event, document.predicted.events[partner[g]] if g in partner else None
