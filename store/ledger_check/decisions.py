"""Decisions, against the rows that tell of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, RowMapping, exists, func, select

from store.desk_tables import DECISIONS
from store.ledger_check.faults import Fault, FaultKind
from store.ledger_check.reading import UNREADABLE, told_of, value_in
from store.ledger_rows import Action
from store.tables import LEDGER, LEDGER_VALUES, PROPOSALS

_AT_ONCE = 1000
_SAME = (("proposal_id", "subject"), ("account_id", "actor"), ("decided_at", "at"))
"""Columns of a decision, and of its row, that hold the same."""
_TOLD = ("kind", "reason", "round", "machine_digest", "desk_before")
"""Columns of a decision that the row's detail names too."""
_WORDS = ("outcome", "note")
"""Columns of a decision that the row commits to."""


def decisions_told_otherwise(connection: Connection) -> Iterator[Fault]:
    """Decisions without their row, decisions that are not as their row tells, rows whose decision is gone, and
    proposals that do not stand where the last decision put them."""
    for row in connection.execute(_WITH_ROWS).mappings():
        about = f"decision:{row['decision_id']} proposal:{row['proposal_id']}"
        if row["row_sequence"] is None:
            yield Fault(FaultKind.NOT_ON_RECORD, None, f"{about} row:{row['sequence']}")
        else:
            for name in _differing(row):
                yield Fault(FaultKind.TELLS_OTHERWISE, row["sequence"], f"field:{name} {about}")
    yield from _undone(connection)
    for lost in connection.execute(_LOST):
        yield Fault(FaultKind.THING_GONE, lost.sequence, f"proposal:{lost.subject}")
    yield from _states(connection)


def _differing(row: RowMapping) -> Iterator[str]:
    if row["action"] != Action.DECIDED.value:
        yield "action"
        return
    yield from (name for name, column in _SAME if row[name] != row[column])
    detail = told_of(row["detail"])
    yield from (name for name in _TOLD if row[name] != detail.get(name))
    said = {"outcome": value_in(row["outcome"]), "note": row["note"]}
    if row["value"] is None:  # erased, or gone, of which the values beside the chain tell
        yield from (name for name in _WORDS if said[name] is not None)
        return
    value = value_in(row["value"])
    told = value if isinstance(value, dict) else {}
    yield from (name for name in _WORDS if said[name] != told.get(name, UNREADABLE))


def _undone(connection: Connection) -> Iterator[Fault]:
    """Decisions that were undone without a row."""
    told = exists().where(
        LEDGER.c.subject == DECISIONS.c.proposal_id,
        LEDGER.c.action == Action.DECISION_UNDONE.value,
        LEDGER.c.actor == DECISIONS.c.undone_by,
        LEDGER.c.at == DECISIONS.c.undone_at,
    )
    chosen = select(DECISIONS.c.decision_id).where(DECISIONS.c.undone_at.is_not(None), ~told)
    for row in connection.execute(chosen.order_by(DECISIONS.c.decision_id)):
        yield Fault(FaultKind.NOT_ON_RECORD, None, f"undoing:{row.decision_id}")


def _states(connection: Connection) -> Iterator[Fault]:
    for row in connection.execute(_LAST_SAID):
        told = "erased" if row.action == Action.ERASED.value else told_of(row.detail).get(_STATE_IN.get(row.action, ""))
        if row.sequence is None and row.desk != "open":
            yield Fault(FaultKind.NOT_ON_RECORD, None, f"state:{row.desk} proposal:{row.proposal_id}")
        elif row.sequence is not None and told != row.desk:
            yield Fault(FaultKind.TELLS_OTHERWISE, row.sequence, f"field:desk proposal:{row.proposal_id}")


_STATE_IN = {Action.DECIDED.value: "desk", Action.DECISION_UNDONE.value: "to"}
"""What the detail of a row calls the state in which it left the proposal."""
_said = LEDGER.alias("said")
_LAST_SAID: Any = (
    select(PROPOSALS.c.proposal_id, PROPOSALS.c.desk, LEDGER.c.sequence, LEDGER.c.action, LEDGER.c.detail)
    .select_from(PROPOSALS)
    .outerjoin(
        LEDGER,
        LEDGER.c.sequence
        == select(func.max(_said.c.sequence))
        .where(_said.c.subject == PROPOSALS.c.proposal_id, _said.c.action.in_([*_STATE_IN, Action.ERASED.value]))
        .correlate(PROPOSALS)
        .scalar_subquery(),
    )
    .order_by(PROPOSALS.c.proposal_id)
    .execution_options(yield_per=_AT_ONCE)
)
_WITH_ROWS: Any = (
    select(
        DECISIONS,
        LEDGER.c.sequence.label("row_sequence"),
        *(LEDGER.c[name] for name in ("action", "subject", "actor", "at", "detail")),
        LEDGER_VALUES.c.value,
    )
    .select_from(DECISIONS)
    .outerjoin(LEDGER, LEDGER.c.sequence == DECISIONS.c.sequence)
    .outerjoin(LEDGER_VALUES, (LEDGER_VALUES.c.sequence == DECISIONS.c.sequence) & (LEDGER_VALUES.c.side == "new"))
    .order_by(DECISIONS.c.decision_id)
    .execution_options(yield_per=_AT_ONCE)
)
_LOST: Any = (
    select(LEDGER.c.sequence, LEDGER.c.subject)
    .where(LEDGER.c.action == Action.DECIDED.value, ~exists().where(DECISIONS.c.sequence == LEDGER.c.sequence))
    .order_by(LEDGER.c.sequence)
    .execution_options(yield_per=_AT_ONCE)
)
