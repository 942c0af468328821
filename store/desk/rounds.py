"""The judgements of each item side by side: first and second look, the approver's, and the known answer if it has one.

Only what stands counts: nothing undone, nothing from before an item was opened again. What is no verdict (more
information, a reminder, another person, a split) is no judgement.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, func, select

from data.codec import from_text
from store.desk.outcomes import outcome_from
from store.desk.rows import DecisionKind, DeskState, Outcome, RejectReason
from store.desk_tables import DECISIONS, KNOWN_ANSWERS
from store.ledger import Action
from store.tables import LEDGER, PROPOSALS
from store.viewer import Viewer, countable

CONFIRMED, REJECTED, MERGED = "confirm", "reject", "merge"
VERDICT_OF: Mapping[DecisionKind, str] = MappingProxyType(
    {
        DecisionKind.CONFIRM: CONFIRMED,
        DecisionKind.AMEND: CONFIRMED,
        DecisionKind.REJECT: REJECTED,
        DecisionKind.MERGE: MERGED,
    }
)
"""What a decision comes to; a kind that is not here is no verdict."""
_FINAL: Mapping[DeskState, str] = MappingProxyType(
    {DeskState.CONFIRMED: CONFIRMED, DeskState.REJECTED: REJECTED, DeskState.MERGED: MERGED}
)


@dataclass(frozen=True, slots=True)
class Judgement:
    """One person's verdict on one item. `minutes` from the last claim to the decision, None when no claim is known.

    `reason` stands with a rejection, also when its words were erased.
    """

    round: int
    account_id: str
    kind: DecisionKind
    verdict: str
    outcome: Outcome | None
    decided_at: str
    minutes: float | None
    reason: RejectReason | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """The known answer of a seeded item; `outcome.record` has only the items that are known."""

    verdict: str
    outcome: Outcome | None


@dataclass(frozen=True, slots=True)
class Rounds:
    """An item with its judgements, by round. `final` is the verdict that it came to, None while it is still open."""

    proposal_id: str
    severity: str
    unit: str | None
    final: str | None
    judgements: tuple[Judgement, ...]
    answer: Answer | None

    def of_round(self, number: int) -> Judgement | None:
        """The judgement of a round (1 first, 2 second look, 3 approver), None when there is none."""
        return next((judgement for judgement in self.judgements if judgement.round == number), None)


@dataclass(frozen=True, slots=True)
class Span:
    """What is counted: items first decided at the moment `since` or later and before `until`, of `unit`; empty text is
    no limit. Moments are as the store has them."""

    since: str = ""
    until: str = ""
    unit: str = ""


def rounds_of(connection: Connection, viewer: Viewer, span: Span | None = None) -> list[Rounds]:
    """Every item with a judgement that may be counted for the viewer, by proposal id."""
    wanted = span or Span()
    found: dict[str, list[Row[Any]]] = defaultdict(list)
    for row in connection.execute(_decisions(_counted(viewer, wanted))):
        if row.kind == DecisionKind.REOPEN.value:
            found[row.proposal_id].clear()
        elif DecisionKind(row.kind) in VERDICT_OF:
            found[row.proposal_id].append(row)
    claimed = _claims(connection, _counted(viewer, wanted))
    return [
        _rounds(rows, claimed)
        for _, rows in sorted(found.items())
        if rows and _within(min(row.decided_at for row in rows), wanted)
    ]


def units_of(connection: Connection, viewer: Viewer) -> list[str]:
    """The units of items with a decision that may be counted for the viewer, in order."""
    wanted = (
        select(PROPOSALS.c.unit)
        .join(DECISIONS, DECISIONS.c.proposal_id == PROPOSALS.c.proposal_id)
        .where(countable(viewer), PROPOSALS.c.unit.is_not(None))
        .distinct()
        .order_by(PROPOSALS.c.unit)
    )
    return [str(unit) for unit in connection.execute(wanted).scalars()]


def _counted(viewer: Viewer, span: Span) -> ColumnElement[bool]:
    of_unit = [PROPOSALS.c.unit == span.unit] if span.unit else []
    return and_(countable(viewer), DECISIONS.c.undone_at.is_(None), *of_unit)


def _decisions(counted: ColumnElement[bool]) -> Any:
    return (
        select(
            DECISIONS,
            PROPOSALS.c.severity,
            PROPOSALS.c.unit,
            PROPOSALS.c.desk,
            KNOWN_ANSWERS.c.verdict.label("answer"),
            KNOWN_ANSWERS.c.outcome.label("answered"),
        )
        .join(PROPOSALS, PROPOSALS.c.proposal_id == DECISIONS.c.proposal_id)
        .outerjoin(KNOWN_ANSWERS, KNOWN_ANSWERS.c.proposal_id == DECISIONS.c.proposal_id)
        .where(counted)
        .order_by(DECISIONS.c.decision_id)
    )


def _claims(connection: Connection, counted: ColumnElement[bool]) -> dict[int, str]:
    """When whoever decided took the item up the last time before, by decision."""
    wanted = (
        select(DECISIONS.c.decision_id, func.max(LEDGER.c.at).label("claimed_at"))
        .join(PROPOSALS, PROPOSALS.c.proposal_id == DECISIONS.c.proposal_id)
        .join(
            LEDGER,
            and_(
                LEDGER.c.subject == DECISIONS.c.proposal_id,
                LEDGER.c.actor == DECISIONS.c.account_id,
                LEDGER.c.action == Action.CLAIMED.value,
                LEDGER.c.sequence < DECISIONS.c.sequence,
            ),
        )
        .where(counted)
        .group_by(DECISIONS.c.decision_id)
    )
    return {row.decision_id: row.claimed_at for row in connection.execute(wanted)}


def _rounds(rows: Sequence[Row[Any]], claimed: Mapping[int, str]) -> Rounds:
    last = {row.round: row for row in rows}  # a later decision of a round takes the place of the earlier
    first = rows[0]
    judgements = tuple(_judgement(row, claimed.get(row.decision_id)) for _, row in sorted(last.items()))
    return Rounds(
        proposal_id=first.proposal_id,
        severity=first.severity,
        unit=first.unit,
        final=_final(DeskState(first.desk), judgements),
        judgements=judgements,
        answer=Answer(first.answer, outcome_of(first.answered)) if first.answer else None,
    )


def _final(desk: DeskState, judgements: Sequence[Judgement]) -> str | None:
    """What the desk says; of an item whose words were erased, what the last judgement said."""
    return judgements[-1].verdict if desk is DeskState.ERASED else _FINAL.get(desk)


def _judgement(row: Row[Any], claimed_at: str | None) -> Judgement:
    kind = DecisionKind(row.kind)
    return Judgement(
        round=row.round,
        account_id=row.account_id,
        kind=kind,
        verdict=VERDICT_OF[kind],
        outcome=outcome_of(row.outcome),
        decided_at=row.decided_at,
        minutes=_minutes(claimed_at, row.decided_at) if claimed_at else None,
        reason=RejectReason(row.reason) if row.reason else None,
    )


def outcome_of(text: str | None) -> Outcome | None:
    """The outcome of a column; None when there is none or its words were erased."""
    told = from_text(text) if text else {}
    return outcome_from(told) if "record" in told else None


def _minutes(since: str, until: str) -> float:
    return (datetime.fromisoformat(until) - datetime.fromisoformat(since)).total_seconds() / 60


def _within(moment: str, span: Span) -> bool:
    return (not span.since or moment >= span.since) and (not span.until or moment < span.until)
