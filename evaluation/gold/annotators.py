"""How far annotators agree who marked the same documents independently.

Spans and events are compared by F1: where nobody marks is no countable thing, so kappa has no chance agreement to
correct for, and nears F1 as that number grows (Hripcsak and Rothschild, 2005, Agreement, the F-measure, and
reliability in information retrieval, JAMIA 12, 296-298). F1 is the same whoever is taken for gold. Nominal values have
Cohen's kappa by pair and Krippendorff's alpha over all (`evaluation.agreement`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from data.errors import GoldError
from data.types import Label
from evaluation.agreement import Figure
from evaluation.annotation import Annotation
from evaluation.gold.cluster_intervals import Floats, Judgements, draws, f1s, mean_figure
from evaluation.gold.judgements import CHARACTERS, NAMES, DocumentJudgements, Pair, judgements
from evaluation.measures import Bootstrap

Sets = Mapping[str, Mapping[str, Annotation]]
"""Annotations by annotator's name, then by document."""
SPANS = ("event", "mention_strict", "mention_overlap")


@dataclass(frozen=True, slots=True)
class SpanAgreement:
    """F1 over spans or events: the mean over pairs of annotators, each pair's own by place. `marked` counts what
    both of a pair marked in the documents compared, summed over pairs."""

    name: str
    f1: Figure
    by_pair: Mapping[Pair, float | None]
    marked: int


@dataclass(frozen=True, slots=True)
class FieldAgreement:
    """Nominal values: `units` were judged by at least two. `percent` and `kappa` are means over pairs of annotators."""

    name: str
    units: int
    percent: Figure
    kappa: Figure
    alpha: Figure
    by_pair: Mapping[Pair, float | None]


@dataclass(frozen=True, slots=True)
class AnnotatorAgreement:
    """The agreement over `documents`, each marked by at least two; the worst spans and fields first.

    `alone` were marked by one annotator, `differing` have another text with one of them: neither is compared.
    """

    annotators: tuple[str, ...]
    documents: tuple[str, ...]
    alone: tuple[str, ...]
    differing: tuple[str, ...]
    spans: tuple[SpanAgreement, ...]
    characters: Figure
    fields: tuple[FieldAgreement, ...]

    def field(self, name: str) -> FieldAgreement:
        """The agreement on one field. Raises KeyError for another name."""
        return {one.name: one for one in self.fields}[name]

    def span(self, name: str) -> SpanAgreement:
        """The agreement on one kind of span. Raises KeyError for another name."""
        return {one.name: one for one in self.spans}[name]


@dataclass(frozen=True, slots=True)
class Shared:
    """Documents by whether they can be compared; all sorted."""

    together: tuple[str, ...]
    alone: tuple[str, ...]
    differing: tuple[str, ...]


def shared_documents(sets: Sets) -> Shared:
    """Which documents several annotators marked over the same text and kind of paper."""
    holders: dict[str, list[Annotation]] = {}
    for marked in sets.values():
        for doc_id, one in marked.items():
            holders.setdefault(doc_id, []).append(one)
    several = {doc_id for doc_id, held in holders.items() if len(held) > 1}
    differing = {doc_id for doc_id in several if len({(one.text, one.kind) for one in holders[doc_id]}) > 1}
    return Shared(tuple(sorted(several - differing)), tuple(sorted(holders.keys() - several)), tuple(sorted(differing)))


def agreement_of(sets: Sets, settings: Bootstrap | None = None) -> AnnotatorAgreement:
    """The agreement of two or more annotators. Raises GoldError when they have no document in common."""
    if len(sets) < 2:
        raise GoldError(f"agreement: {len(sets)} annotator; give the files of at least two")
    shared = shared_documents(sets)
    if not shared.together:
        raise GoldError(
            f"agreement: no document was marked by two annotators over one text ({len(shared.alone)} by one, "
            f"{len(shared.differing)} over differing texts); doc_id and text must be equal"
        )
    found = [judgements([held.get(doc_id) for held in sets.values()]) for doc_id in shared.together]
    drawn = draws(len(found), settings or Bootstrap())
    pairs = list(combinations(range(len(sets)), 2))
    labels = [f"{name}.{label}" for name in SPANS[1:] for label in Label]
    spans = [_spans(name, found, drawn, pairs) for name in (*SPANS, *labels)]
    fields = [_field(name, found, drawn, pairs) for name in NAMES]
    characters, gap = Judgements([one.counts[CHARACTERS] for one in found], drawn).alpha()
    return AnnotatorAgreement(
        annotators=tuple(sets),
        documents=shared.together,
        alone=shared.alone,
        differing=shared.differing,
        spans=tuple(sorted((one for one in spans if one.marked), key=lambda one: _worst(one.f1, one.name))),
        characters=mean_figure([characters], gap),
        fields=tuple(sorted(fields, key=lambda one: _worst(one.kappa, one.name))),
    )


def _spans(name: str, found: Sequence[DocumentJudgements], drawn: Floats, pairs: Sequence[Pair]) -> SpanAgreement:
    columns = {pair: f1s([one.tallies.get(pair) for one in found], name, drawn) for pair in pairs}
    tallies = [one.tallies[pair][name] for one in found for pair in one.tallies]
    return SpanAgreement(
        name, mean_figure(list(columns.values())), _firsts(columns), sum(one.predicted + one.gold for one in tallies)
    )


def _field(name: str, found: Sequence[DocumentJudgements], drawn: Floats, pairs: Sequence[Pair]) -> FieldAgreement:
    judged = Judgements([one.counts[name] for one in found], drawn)
    kappas = {pair: judged.kappa(pair) for pair in pairs}
    alphas, gap = judged.alpha()
    gaps = [gap for _, gap in kappas.values() if gap]
    return FieldAgreement(
        name=name,
        units=judged.judged(),
        percent=mean_figure([judged.percent(pair) for pair in pairs]),
        kappa=mean_figure([column for column, _ in kappas.values()], max(gaps, default=None)),
        alpha=mean_figure([alphas], gap),
        by_pair=_firsts({pair: column for pair, (column, _) in kappas.items()}),
    )


def _firsts(columns: Mapping[Pair, Floats]) -> dict[Pair, float | None]:
    return {pair: None if np.isnan(column[0]) else float(column[0]) for pair, column in columns.items()}


def _worst(figure: Figure, name: str) -> tuple[bool, float, str]:
    return figure.value is None, figure.value or 0.0, name
