"""Accounts, against what the ledger says was made of them: whoever gives himself a role in the table is found."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, RowMapping, select

from store.desk_tables import ACCOUNTS
from store.ledger_check.faults import Fault, FaultKind
from store.ledger_check.reading import value_in
from store.ledger_rows import Action
from store.tables import LEDGER, LEDGER_VALUES

_COMPARED = ("name", "roles", "units", "person_id", "oidc_subject", "state")
_AS_JSON = frozenset({"roles", "units"})
_TELLING = (Action.ACCOUNT_CREATED, Action.ACCOUNT_CHANGED, Action.ROLES_CHANGED)


def accounts_told_otherwise(connection: Connection) -> Iterator[Fault]:
    """Accounts that are not as the ledger last told, and those it tells of that are gone."""
    there: dict[str, RowMapping] = {
        row["account_id"]: row
        for row in connection.execute(select(ACCOUNTS).order_by(ACCOUNTS.c.account_id)).mappings()
    }
    told: dict[str, dict[str, tuple[int, Any]]] = {}
    for row in _tellings(connection):
        fields = told.setdefault(row.subject, {})
        if row.subject not in there and row.action == Action.ACCOUNT_CREATED.value:
            yield Fault(FaultKind.THING_GONE, row.sequence, f"account:{row.subject}")
        value = value_in(row.value)
        news = {"roles": value} if row.action == Action.ROLES_CHANGED.value else value
        if isinstance(news, dict):
            fields.update({name: (row.sequence, news[name]) for name in _COMPARED if name in news})
    for account_id, account in there.items():
        for name, (sequence, value) in told.get(account_id, {}).items():
            if _alike(value_in(account[name]) if name in _AS_JSON else account[name]) != _alike(value):
                yield Fault(FaultKind.TELLS_OTHERWISE, sequence, f"field:{name} account:{account_id}")


def _tellings(connection: Connection) -> Iterator[Any]:
    beside = (LEDGER_VALUES.c.sequence == LEDGER.c.sequence) & (LEDGER_VALUES.c.side == "new")
    chosen = (
        select(LEDGER.c.sequence, LEDGER.c.subject, LEDGER.c.action, LEDGER_VALUES.c.value)
        .select_from(LEDGER)
        .outerjoin(LEDGER_VALUES, beside)
        .where(LEDGER.c.action.in_([action.value for action in _TELLING]))
        .order_by(LEDGER.c.sequence)
    )
    return iter(connection.execute(chosen))


def _alike(value: Any) -> Any:
    """Lists without their order: roles and units are sets."""
    return sorted(value, key=str) if isinstance(value, list) else value
