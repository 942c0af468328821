"""Decisions on file: reading them, and what of them somebody may see."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, select

from data.codec import from_text
from store.desk.outcomes import outcome_from
from store.desk.rows import FINAL, Decision, DecisionKind, DeskState, RejectReason
from store.desk_tables import DECISIONS

_COLUMNS = [
    DECISIONS.c[name]
    for name in (
        "decision_id",
        "proposal_id",
        "round",
        "kind",
        "reason",
        "note",
        "outcome",
        "account_id",
        "decided_at",
        "undone_at",
    )
]


def standing(connection: Connection, proposal_ids: Iterable[str]) -> dict[str, list[Decision]]:
    """The decisions that were not undone, oldest first, by proposal; no entry for one without any."""
    found = (
        select(*_COLUMNS)
        .where(DECISIONS.c.proposal_id.in_(list(proposal_ids)), DECISIONS.c.undone_at.is_(None))
        .order_by(DECISIONS.c.decision_id)
    )
    by_id: dict[str, list[Decision]] = {}
    for decision in read(connection, found):
        by_id.setdefault(decision.proposal_id, []).append(decision)
    return by_id


def last_of(connection: Connection, account_id: str) -> Decision | None:
    """The account's last decision that was not undone."""
    found = (
        select(*_COLUMNS)
        .where(DECISIONS.c.account_id == account_id, DECISIONS.c.undone_at.is_(None))
        .order_by(DECISIONS.c.decided_at.desc(), DECISIONS.c.decision_id.desc())
        .limit(1)
    )
    return next(iter(read(connection, found)), None)


def get(connection: Connection, decision_id: int) -> Decision:
    """The decision with that id."""
    return read(connection, select(*_COLUMNS).where(DECISIONS.c.decision_id == decision_id))[0]


def read(connection: Connection, found: Select[Any]) -> list[Decision]:
    """The decisions of a statement over this module's columns."""
    return [_decision(row) for row in connection.execute(found).mappings()]


def kept(connection: Connection, decision_id: int) -> dict[str, Any]:
    """All that was kept with a decision for undoing it, see `store.desk.decisions`."""
    text = connection.execute(select(DECISIONS.c.outcome).where(DECISIONS.c.decision_id == decision_id)).scalar_one()
    return dict(from_text(text)) if text else {}


def current(decisions: Sequence[Decision]) -> list[Decision]:
    """The decisions since the last reopening."""
    last = max((place for place, one in enumerate(decisions) if one.kind is DecisionKind.REOPEN), default=-1)
    return list(decisions[last + 1 :])


def met(decisions: Sequence[Decision], account_id: str) -> bool:
    """Whether the account made a final decision among the current ones, as `narrowing.has_decided` has it."""
    return any(one.account_id == account_id and one.kind in FINAL for one in current(decisions))


def shown(decisions: Sequence[Decision], state: DeskState, account_id: str) -> tuple[Decision, ...]:
    """What the account may see of standing decisions: its own alone in a second look, others without names in a
    dispute, all with names once the item is decided."""
    if state is DeskState.SECOND:
        return tuple(one for one in decisions if one.account_id == account_id)
    if state is DeskState.DISPUTED:
        return tuple(one if one.account_id == account_id else replace(one, account_id="") for one in decisions)
    return tuple(decisions)


def _decision(row: RowMapping) -> Decision:
    kept_with: Mapping[str, Any] = from_text(row["outcome"]) if row["outcome"] else {}
    return Decision(
        decision_id=row["decision_id"],
        proposal_id=row["proposal_id"],
        round=row["round"],
        kind=DecisionKind(row["kind"]),
        reason=RejectReason(row["reason"]) if row["reason"] else None,
        note=row["note"] or "",
        outcome=outcome_from(kept_with) if "record" in kept_with else None,
        account_id=row["account_id"],
        decided_at=row["decided_at"],
        undone_at=row["undone_at"],
        target=kept_with.get("target"),
        papers=tuple(kept_with.get("papers", ())),
        created=kept_with.get("created"),
        person=kept_with.get("person"),
    )
