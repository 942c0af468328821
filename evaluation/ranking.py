"""The predicted unfiled events as a reviewer reads them, best score first: what a budget finds, what a score is worth.

Right is said in two ways: `right`, the event is unfiled in gold too (unfiled-event F1), and `record`, person, case
number and category are right as well (record F1). Both by the pairing of `evaluation.pairing`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from data.types import VerdictKind
from evaluation.annotation import MarkedEvent
from evaluation.calibration import Reliability, RiskCoverage, reliability, risk_coverage
from evaluation.scorer import DocumentScore, is_record_hit, is_unfiled_hit

BUDGETS = (50, 100, 200)
"""How many proposals a reviewer reads."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A predicted unfiled event. `score` 0..1, None where the prediction tells none."""

    doc_id: str
    event_id: str
    score: float | None
    right: bool
    record: bool


@dataclass(frozen=True, slots=True)
class Budget:
    """What reading the first `size` claims finds.

    `read` is how many there were to read, `hits` the right ones among them, `precision` their share, `recall` their
    share of gold's unfiled events and `reachable` what the best order of the same claims would reach; `record_hits`,
    `record_precision` and `record_recall` count right records. `documents` are those read in, `document_recall` the
    share of gold's flagged documents among them. `tied` claims have the score of the last one read, where reading stops
    among equals (else 0): which of them were read is then settled by document and id alone. Shares are None where
    there is nothing to divide by.
    """

    size: int
    read: int
    hits: int
    precision: float | None
    recall: float | None
    reachable: float | None
    record_hits: int
    record_precision: float | None
    record_recall: float | None
    documents: int
    document_recall: float | None
    tied: int


@dataclass(frozen=True, slots=True)
class Ranking:
    """All claims in reading order and what can be said of the order.

    `gold` counts gold's unfiled events; `whole` is the budget that reads every claim; `unscored` claims have no score
    and are read last. Curves and reliability are None when no claim has a score; reliability leaves the unscored out,
    risk against coverage has them at the end.
    """

    claims: tuple[Claim, ...]
    gold: int
    budgets: tuple[Budget, ...]
    whole: Budget
    unscored: int
    risk_coverage: RiskCoverage | None
    record_risk_coverage: RiskCoverage | None
    reliability: Reliability | None
    record_reliability: Reliability | None


def ranking(documents: Sequence[DocumentScore]) -> Ranking:
    """The claims of all documents, best score first, ties by doc id, then event id; no score is last."""
    claims = tuple(sorted((claim for document in documents for claim in _claims(document)), key=_reading_order))
    wanted = _Wanted(
        events=sum(_unfiled(document.gold.events) for document in documents),
        flagged=frozenset(document.gold.doc_id for document in documents if document.gold.flagged),
    )
    scored = [claim for claim in claims if claim.score is not None]
    return Ranking(
        claims=claims,
        gold=wanted.events,
        budgets=tuple(_budget(claims, size, wanted) for size in BUDGETS),
        whole=_budget(claims, len(claims), wanted),
        unscored=len(claims) - len(scored),
        risk_coverage=risk_coverage([(claim.score, claim.right) for claim in claims]),
        record_risk_coverage=risk_coverage([(claim.score, claim.record) for claim in claims]),
        reliability=reliability([(claim.score, claim.right) for claim in scored if claim.score is not None]),
        record_reliability=reliability([(claim.score, claim.record) for claim in scored if claim.score is not None]),
    )


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What gold has: unfiled events, and the documents with at least one."""

    events: int
    flagged: frozenset[str]


def _claims(document: DocumentScore) -> Iterator[Claim]:
    partner = {p: document.gold.events[g] for g, p in document.pairs}
    for p, event in enumerate(document.predicted.events):
        if event.verdict_kind is VerdictKind.UNFILED:
            gold = partner.get(p)
            yield Claim(
                doc_id=document.gold.doc_id,
                event_id=event.id,
                score=event.score,
                right=gold is not None and is_unfiled_hit(gold, event),
                record=gold is not None and is_record_hit(gold, event),
            )


def _reading_order(claim: Claim) -> tuple[bool, float, str, str]:
    return claim.score is None, -(claim.score or 0.0), claim.doc_id, claim.event_id


def _unfiled(events: Iterable[MarkedEvent]) -> int:
    return sum(event.verdict_kind is VerdictKind.UNFILED for event in events)


def _budget(claims: Sequence[Claim], size: int, wanted: _Wanted) -> Budget:
    read = claims[:size]
    hits, records = sum(claim.right for claim in read), sum(claim.record for claim in read)
    papers = {claim.doc_id for claim in read}
    split = 0 < len(read) < len(claims) and claims[len(read)].score == read[-1].score
    return Budget(
        size=size,
        read=len(read),
        hits=hits,
        precision=_share(hits, len(read)),
        recall=_share(hits, wanted.events),
        reachable=_share(min(size, sum(claim.right for claim in claims)), wanted.events),
        record_hits=records,
        record_precision=_share(records, len(read)),
        record_recall=_share(records, wanted.events),
        documents=len(papers),
        document_recall=_share(len(papers & wanted.flagged), len(wanted.flagged)),
        tied=sum(claim.score == read[-1].score for claim in claims) if split else 0,
    )


def _share(hits: int, of: int) -> float | None:
    return hits / of if of else None
