"""What the rest of the store says, against what the ledger tells of it: things without a row, rows without a thing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, exists, func, select

from store.desk_tables import ACCOUNTS
from store.ledger_check.accounts import accounts_told_otherwise
from store.ledger_check.decisions import decisions_told_otherwise
from store.ledger_check.faults import Fault, FaultKind
from store.ledger_check.reading import told_of
from store.ledger_rows import Action
from store.rows import RunState
from store.tables import IDENTITY, LEDGER, PROPOSALS, RUNS

_AT_ONCE = 1000
_PROPOSED = (Action.PROPOSAL_CREATED, Action.PROPOSAL_UPDATED, Action.PROPOSAL_RESTORED)


def told_otherwise(connection: Connection) -> Iterator[Fault]:
    """Every difference between the ledger and the store's other tables."""
    yield from _store(connection)
    yield from _things(connection)
    yield from _digests(connection)
    yield from accounts_told_otherwise(connection)
    yield from decisions_told_otherwise(connection)


def _store(connection: Connection) -> Iterator[Fault]:
    created = select(LEDGER.c.sequence).where(
        LEDGER.c.action == Action.STORE_CREATED.value, LEDGER.c.subject.not_in(select(IDENTITY.c.store_id))
    )
    for row in connection.execute(created):
        yield Fault(FaultKind.TELLS_OTHERWISE, row.sequence, "field:store_id")


def _things(connection: Connection) -> Iterator[Fault]:
    """Runs, accounts and proposals that came into the store, or where they are, without a row that tells of it."""
    finished = RUNS.c.state == RunState.FINISHED.value
    checks: tuple[Any, ...] = (
        ("run", RUNS.c.run_id, None, Action.RUN_STARTED),
        ("end_of_run", RUNS.c.run_id, finished, Action.RUN_FINISHED),
        ("account", ACCOUNTS.c.account_id, None, Action.ACCOUNT_CREATED),
        ("proposal", PROPOSALS.c.proposal_id, None, Action.PROPOSAL_CREATED, Action.SPLIT, Action.SEEDED),
    )
    for name, column, where, *actions in checks:
        for row in connection.execute(_untold(column, where, actions)):
            yield Fault(FaultKind.NOT_ON_RECORD, None, f"{name}:{row[0]}")


def _untold(column: ColumnElement[str], where: ColumnElement[bool] | None, actions: Sequence[Action]) -> Select[Any]:
    told = exists().where(LEDGER.c.subject == column, LEDGER.c.action.in_([action.value for action in actions]))
    chosen = select(column).where(~told).order_by(column).execution_options(yield_per=_AT_ONCE)
    return chosen if where is None else chosen.where(where)


def _digests(connection: Connection) -> Iterator[Fault]:
    """Proposals of the machine whose content is not what it last put on record."""
    told = LEDGER.alias("told")
    last = (
        select(func.max(told.c.sequence))
        .where(told.c.subject == PROPOSALS.c.proposal_id, told.c.action.in_([action.value for action in _PROPOSED]))
        .correlate(PROPOSALS)
        .scalar_subquery()
    )
    chosen = (
        select(PROPOSALS.c.proposal_id, PROPOSALS.c.digest, LEDGER.c.sequence, LEDGER.c.detail)
        .select_from(PROPOSALS)
        .join(LEDGER, LEDGER.c.sequence == last)
        .order_by(PROPOSALS.c.proposal_id)
        .execution_options(yield_per=_AT_ONCE)
    )
    for row in connection.execute(chosen):
        if told_of(row.detail).get("digest") != row.digest:
            yield Fault(FaultKind.TELLS_OTHERWISE, row.sequence, f"field:digest proposal:{row.proposal_id}")
