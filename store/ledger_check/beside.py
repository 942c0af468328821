"""The values beside the chain, against what its rows commit to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, select

from store.chain import commitment
from store.ledger_check.faults import Fault, FaultKind
from store.tables import LEDGER, LEDGER_VALUES

SIDES = ("old", "new")


def of_row(row: Mapping[str, Any]) -> Iterator[Fault]:
    """What is wrong with the values of one row. `erased_by` is the last row that tells of an erasing of the subject."""
    for side in SIDES:
        committed, salt, value = row[side], row[f"{side}_salt"], row[f"{side}_value"]
        if committed is None:
            if salt is not None:
                yield Fault(FaultKind.VALUE_PUT_IN, row["sequence"], side)
        elif salt is None or value is None:
            if (row["erased_by"] or 0) <= row["sequence"]:
                yield Fault(FaultKind.VALUE_GONE, row["sequence"], side)
        elif not _fits(committed, salt, value):
            yield Fault(FaultKind.VALUE_CHANGED, row["sequence"], side)


def of_no_row(connection: Connection) -> Iterator[Fault]:
    """Values that belong to no row, or to neither side of one."""
    kept = LEDGER_VALUES
    joined = kept.outerjoin(LEDGER, LEDGER.c.sequence == kept.c.sequence)
    stray = (
        select(kept.c.sequence, kept.c.side)
        .select_from(joined)
        .where(LEDGER.c.sequence.is_(None) | kept.c.side.not_in(SIDES))
        .order_by(kept.c.sequence, kept.c.side)
    )
    for row in connection.execute(stray):
        yield Fault(FaultKind.VALUE_PUT_IN, row.sequence, row.side)


def _fits(committed: str, salt: object, value: object) -> bool:
    return isinstance(salt, str) and isinstance(value, str) and commitment(salt, value) == committed
