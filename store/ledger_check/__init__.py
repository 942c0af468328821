"""Holding the ledger against itself, against what was noted of it, and against what the rest of the store says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, case, func, or_, select

from store.chain import Anchor
from store.ledger_check.against import told_otherwise
from store.ledger_check.beside import of_no_row, of_row
from store.ledger_check.faults import Fault, FaultKind, joined
from store.ledger_check.walk import Walk
from store.ledger_rows import Action
from store.seal import Seal
from store.tables import IDENTITY, LEDGER, LEDGER_HEAD, LEDGER_VALUES

__all__ = ["Fault", "FaultKind", "faults"]

_AT_ONCE = 1000
_CHAINED = tuple(LEDGER.c.keys())


def faults(connection: Connection, seal: Seal | None, anchors: Sequence[Anchor] = ()) -> Iterator[Fault]:
    """Every fault, as they are come upon; rows that stand together and have the same fault make one.

    `connection` must see one state of the store throughout. Memory does not grow with the chain.
    """
    yield from joined(_faults(connection, seal, anchors))


def _faults(connection: Connection, seal: Seal | None, anchors: Sequence[Anchor]) -> Iterator[Fault]:
    store_id = connection.execute(select(IDENTITY.c.store_id)).scalar_one_or_none()
    walk = Walk(str(store_id), seal, anchors)
    for row in connection.execute(_ROWS).mappings():
        told = {str(name): value for name, value in row.items()}
        yield from walk.step({name: told[name] for name in _CHAINED})
        yield from of_row(told)
    noted = connection.execute(select(LEDGER_HEAD).limit(1)).mappings().one_or_none()
    yield from walk.end(Anchor(noted["sequence"], noted["hash"]) if noted else None)
    yield from of_no_row(connection)
    yield from told_otherwise(connection)


_OLD, _NEW, _LATER = LEDGER_VALUES.alias("o"), LEDGER_VALUES.alias("n"), LEDGER.alias("later")
_ERASED_BY = (
    select(func.max(_LATER.c.sequence))
    .where(_LATER.c.subject == LEDGER.c.subject, _LATER.c.action == Action.ERASED.value)
    .scalar_subquery()
)
_VALUE_GONE = or_(
    LEDGER.c.old.is_not(None) & _OLD.c.value.is_(None), LEDGER.c.new.is_not(None) & _NEW.c.value.is_(None)
)
_ROWS = (
    select(
        *LEDGER.c,
        _OLD.c.salt.label("old_salt"),
        _OLD.c.value.label("old_value"),
        _NEW.c.salt.label("new_salt"),
        _NEW.c.value.label("new_value"),
        case((_VALUE_GONE, _ERASED_BY)).label("erased_by"),
    )
    .select_from(LEDGER)
    .outerjoin(_OLD, (_OLD.c.sequence == LEDGER.c.sequence) & (_OLD.c.side == "old"))
    .outerjoin(_NEW, (_NEW.c.sequence == LEDGER.c.sequence) & (_NEW.c.side == "new"))
    .order_by(LEDGER.c.sequence)
    .execution_options(yield_per=_AT_ONCE)
)
