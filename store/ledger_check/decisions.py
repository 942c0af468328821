"""Decisions, against the rows that tell of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, RowMapping, exists, select

from store.desk_tables import DECISIONS
from store.ledger_check.faults import Fault, FaultKind
from store.ledger_check.reading import told_of, value_in
from store.ledger_rows import Action
from store.tables import LEDGER, LEDGER_VALUES

_AT_ONCE = 1000
_SAME = (("proposal_id", "subject"), ("account_id", "actor"), ("decided_at", "at"))
"""Columns of a decision, and of its row, that hold the same."""
_TOLD = ("kind", "reason", "round", "machine_digest", "desk_before")
"""Columns of a decision that the row's detail may name too."""


def decisions_told_otherwise(connection: Connection) -> Iterator[Fault]:
    """Decisions without their row, decisions that are not as their row tells, and rows whose decision is gone."""
    for row in connection.execute(_WITH_ROWS).mappings():
        about = f"decision {row['decision_id']} on proposal {row['proposal_id']}"
        if row["row_sequence"] is None:
            yield Fault(FaultKind.NOT_ON_RECORD, None, f"{about}, which stands on row {row['sequence']}")
        else:
            for name in _differing(row):
                yield Fault(FaultKind.TELLS_OTHERWISE, row["sequence"], f"{name} of {about}")
    yield from _undone(connection)
    for lost in connection.execute(_LOST):
        yield Fault(FaultKind.THING_GONE, lost.sequence, f"a decision on proposal {lost.subject}")


def _differing(row: RowMapping) -> Iterator[str]:
    if row["action"] != Action.DECIDED.value:
        yield "the row"
        return
    yield from (name for name, column in _SAME if row[name] != row[column])
    detail = told_of(row["detail"])
    yield from (name for name in _TOLD if name in detail and detail[name] != row[name])
    value = value_in(row["value"])
    if isinstance(value, dict):
        told = value if "outcome" in value or "note" in value else {"outcome": value}
        outcome = value_in(row["outcome"])
        yield from ["outcome"] * ("outcome" in told and told["outcome"] != outcome)
        yield from ["note"] * ("note" in told and (told["note"] or "") != (row["note"] or ""))
    elif row["committed"] is None and row["outcome"] is not None:
        yield "outcome"


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
        yield Fault(FaultKind.NOT_ON_RECORD, None, f"the undoing of decision {row.decision_id}")


_WITH_ROWS: Any = (
    select(
        DECISIONS,
        LEDGER.c.sequence.label("row_sequence"),
        *(LEDGER.c[name] for name in ("action", "subject", "actor", "at", "detail")),
        LEDGER.c.new.label("committed"),
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
