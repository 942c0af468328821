"""From the desk's rows to the answers of /api/v1."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from review.exports.filing import FiledEvidence, FiledRecord, FiledRule
from review.exports.masking import sound
from review.exports.sheet import parted_rule
from review.interface.answers import FiledShort, ItemAnswer, Link, Made, QueueCounts, QueueItem
from store.desk.rows import Counts, Decision, Item, Line


def queue_item(line: Line, account_id: str) -> QueueItem:
    """A line of the queue as an answer to the account."""
    row = line.row
    return QueueItem(
        proposal_id=row.proposal_id,
        state=line.desk,
        verdict=row.body["verdict"],
        severity=row.severity,
        category=row.category,
        situations=list(row.body["situations"]),
        intervener=sound(row.intervener),
        case_no=sound(row.case_no),
        unit=sound(row.unit),
        occurred_on=row.occurred_on,
        due_on=row.due_on,
        score=None if line.blind else row.score,
        claimed=_claimed(line.claimed_by, account_id),
        news=line.news,
        blind=line.blind,
    )


def queue_counts(counts: Counts) -> QueueCounts:
    """The counts as an answer."""
    return QueueCounts(
        total=counts.total,
        states=dict(counts.states),
        severities=dict(counts.severities),
        categories=dict(counts.categories),
        situations=dict(counts.situations),
        units=sound(dict(counts.units)),
        passed_on=counts.passed_on,
    )


def item_answer(item: Item, account_id: str, names: Mapping[str, str]) -> ItemAnswer:
    """An item as an answer to the account; `names` are those of accounts by id."""
    body: Mapping[str, Any] = sound(item.row.body)
    record = sound(dict(item.outcome.record)) if item.outcome else body["record"]
    situations = item.outcome.situations if item.outcome else body["situations"]
    return ItemAnswer(
        proposal_id=item.row.proposal_id,
        state=item.desk,
        blind=item.blind,
        news=item.news,
        verdict=body["verdict"],
        filed=FiledShort(**sound(item.details["filed"])) if item.details.get("filed") else None,
        severity=item.row.severity,
        category=item.row.category,
        situations=list(situations),
        score=None if item.blind else item.row.score,
        certainty={} if item.blind else dict(item.details.get("certainty", {})),
        record=FiledRecord(**record),
        links={role: _link(link, blind=item.blind) for role, link in body["links"].items() if link},
        rules=[FiledRule(name=name, source=source) for name, source in map(parted_rule, body["rules"])],
        due_on=item.row.due_on,
        report_to=list(body["report_to"]),
        evidence=[FiledEvidence(number=number, **piece) for number, piece in enumerate(body["evidence"], 1)],
        decisions=[_made(decision, names) for decision in item.decisions],
        drafts=sound(dict(item.drafts)),
        may=list(item.may),
        claimed=_claimed(item.claimed_by, account_id),
        merged=list(item.merged),
        merged_into=item.merged_into,
        versions=dict(item.versions),
    )


def _link(link: Mapping[str, Any], *, blind: bool) -> Link:
    """A link; in a blind second look without the machine's own certainty."""
    if not blind:
        return Link(**link)
    candidates = [{**candidate, "score": None} for candidate in link["candidates"]]
    return Link(**{**link, "score": None, "candidates": candidates})


def _made(decision: Decision, names: Mapping[str, str]) -> Made:
    return Made(
        round=decision.round,
        kind=decision.kind,
        reason=decision.reason,
        note=sound(decision.note),
        by=names.get(decision.account_id),
        at=decision.decided_at,
        changed=list(decision.outcome.changed) if decision.outcome else [],
    )


def _claimed(claimed_by: str | None, account_id: str) -> str | None:
    if claimed_by is None:
        return None
    return "own" if claimed_by == account_id else "other"
