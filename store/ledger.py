"""What was done, as a chain: each row hashes the one before, so a row changed, removed or put in later shows.

Rows hold ids, codes, counts and digests, never names or text. The first row's `previous` is the digest of the store's
id. Of values that a person changed (`old`, `new`) a row holds salted commitments; the values stand in `ledger_values`
and can be erased, with their salt, without breaking the chain.

The end of the chain is noted in `ledger_head` too, and the next row follows that note: a chain whose end was cut off
shows the gap for good. With a seal (see `store.seal`) nobody without the key can write a chain that holds.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, func, insert, select, update

from data.codec import from_text, to_text
from data.errors import StoreError
from store.chain import Anchor, commitment, genesis, row_hash
from store.ledger_rows import Action, Entry, LedgerRow, Source
from store.seal import OPTION, Seal
from store.tables import IDENTITY, LEDGER, LEDGER_HEAD, LEDGER_VALUES

if TYPE_CHECKING:
    from store.database import Database
    from store.ledger_check import Fault

__all__ = ["Action", "Anchor", "Entry", "Ledger", "LedgerRow", "Source", "Wanted", "append", "head", "read"]

_COLUMNS = [LEDGER.c[field.name] for field in fields(LedgerRow)]
_AT_ONCE = 1000


def append(connection: Connection, entries: Sequence[Entry], source: Source, *, at: str) -> int:
    """Adds `entries` to the chain within the transaction of `connection`, which must have the only right to write.

    Returns the number of the last row. Raises StoreError when the rows before are sealed and this process has no key.
    """
    end = _end(connection)
    seal: Seal | None = connection.get_execution_options().get(OPTION)
    _check_key(end, seal)
    rows, values = [], []
    sequence, previous = end.sequence, end.hash
    for entry in entries:
        sequence += 1
        kept = {side: _kept(sequence, side, value) for side, value in (("old", entry.old), ("new", entry.new))}
        row: dict[str, Any] = {
            "sequence": sequence,
            "at": at,
            "run_id": source.run_id,
            "action": entry.action.value,
            "subject": entry.subject,
            "detail": to_text(entry.detail),
            "actor": source.actor,
            "old": _commitment(kept["old"]),
            "new": _commitment(kept["new"]),
            "versions": source.versions,
            "sealed_by": seal.name if seal else None,
            "previous": previous,
        }
        previous = str(row_hash(row))
        rows.append(row | {"hash": previous, "seal": seal.sign(previous) if seal else None})
        values += [value for value in kept.values() if value]
    if not rows:
        return end.sequence
    connection.execute(insert(LEDGER), rows)
    if values:
        connection.execute(insert(LEDGER_VALUES), values)
    _note_end(connection, rows[-1])
    return sequence


def head(connection: Connection) -> Anchor:
    """The last row, or what the first one will follow."""
    end = _end(connection)
    return Anchor(end.sequence, end.hash)


def read(connection: Connection) -> Iterator[LedgerRow]:
    """All rows, first to last, a few at a time."""
    chosen = select(*_COLUMNS).order_by(LEDGER.c.sequence).execution_options(yield_per=_AT_ONCE)
    return map(_row_of, connection.execute(chosen))


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows to read; empty text is no wish. `since` (included) and `until` (not) are times as rows have them;
    `machine` leaves only rows of nobody; `before` is the number to read down from."""

    actor: str = ""
    action: str = ""
    subject: str = ""
    since: str = ""
    until: str = ""
    machine: bool = False
    before: int | None = None

    def where(self) -> ColumnElement[bool]:
        """The condition on a row."""
        conditions = [LEDGER.c.sequence > 0]
        for column, value in ((LEDGER.c.actor, self.actor), (LEDGER.c.action, self.action)):
            if value:
                conditions.append(column == value)
        if self.subject:
            conditions.append(LEDGER.c.subject == self.subject)
        if self.since:
            conditions.append(LEDGER.c.at >= self.since)
        if self.until:
            conditions.append(LEDGER.c.at < self.until)
        if self.machine:
            conditions.append(LEDGER.c.actor.is_(None))
        if self.before is not None:
            conditions.append(LEDGER.c.sequence < self.before)
        return and_(*conditions)


class Ledger:
    """The chain as it stands: to be read, and to be held against itself and against the store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def head(self) -> Anchor:
        """The last row: what to put on paper, for `verify` to hold the chain against later."""
        with self._reading() as connection:
            return head(connection)

    @property
    def has_key(self) -> bool:
        """Whether seals can be checked here."""
        return self._database.seal is not None

    def sealed(self) -> int:
        """The number of rows with a seal."""
        with self._reading() as connection:
            chosen = select(func.count()).select_from(LEDGER).where(LEDGER.c.sealed_by.is_not(None))
            return int(connection.execute(chosen).scalar_one())

    def rows(self, wanted: Wanted | None = None, limit: int = 100) -> list[LedgerRow]:
        """At most `limit` rows that are wanted, the newest first."""
        chosen: Select[Any] = select(*_COLUMNS).where((wanted or Wanted()).where())
        with self._reading() as connection:
            return [_row_of(row) for row in connection.execute(chosen.order_by(LEDGER.c.sequence.desc()).limit(limit))]

    def kept(self, sequences: Iterable[int]) -> set[tuple[int, str]]:
        """Which values still stand beside rows, by number and side (`old`, `new`)."""
        chosen = select(LEDGER_VALUES.c.sequence, LEDGER_VALUES.c.side)
        with self._reading() as connection:
            found = connection.execute(chosen.where(LEDGER_VALUES.c.sequence.in_(list(sequences))))
            return {(row.sequence, row.side) for row in found}

    def values(self, sequences: Iterable[int]) -> dict[tuple[int, str], Any]:
        """The values beside rows, by number and side; those that are erased are not there."""
        chosen = select(LEDGER_VALUES).where(LEDGER_VALUES.c.sequence.in_(list(sequences)))
        with self._reading() as connection:
            return {
                (row.sequence, row.side): from_text(row.value)
                for row in connection.execute(chosen)
                if row.value is not None
            }

    def faults(self, anchors: Sequence[Anchor] = ()) -> Iterator[Fault]:
        """All that does not hold, in bounded memory: see `store.ledger_check.faults`."""
        from store.ledger_check import faults  # it reads the tables of the desk, which writing rows needs not

        with self._database.snapshot() as connection:
            yield from faults(connection, self._database.seal, anchors)

    def verify(self, anchor: Anchor | None = None) -> tuple[Fault, ...]:
        """Every fault of the chain, of the values beside it, and of what the store says against it; () when whole."""
        return tuple(self.faults([anchor] if anchor else []))

    def _reading(self) -> AbstractContextManager[Connection]:
        return self._database.reading()


@dataclass(frozen=True, slots=True)
class _End:
    sequence: int
    hash: str
    sealed_by: str | None


def _end(connection: Connection) -> _End:
    """Where the chain goes on: behind its last row, or behind the one that was noted as the last, should it be gone."""
    ends = []
    for table in (LEDGER, LEDGER_HEAD):
        columns = (table.c.sequence, table.c.hash, table.c.sealed_by)
        last = connection.execute(select(*columns).order_by(table.c.sequence.desc()).limit(1)).one_or_none()
        if last:
            ends.append(_End(*last))
    if ends:
        return max(ends, key=lambda end: end.sequence)
    return _End(0, genesis(connection.execute(select(IDENTITY.c.store_id)).scalar_one()), None)


def _note_end(connection: Connection, row: dict[str, Any]) -> None:
    values = {name: row[name] for name in ("sequence", "hash", "sealed_by")}
    if not connection.execute(update(LEDGER_HEAD).values(**values)).rowcount:
        connection.execute(insert(LEDGER_HEAD).values(head_id=1, **values))


def _check_key(end: _End, seal: Seal | None) -> None:
    """Raises StoreError for a row that would break a sealed chain."""
    if end.sealed_by is None or (seal and seal.knows(end.sealed_by)):
        return
    problem = "with another key" if seal else "and this process has no key"
    raise StoreError(
        f"ledger row {end.sequence}: the chain is sealed, {problem}; set GUOWEN_LEDGER_KEY to the key in use "
        "(a new key goes in front of it, with a blank between), nothing was written"
    )


def _kept(sequence: int, side: str, value: Any) -> dict[str, Any] | None:
    if value is None:
        return None
    return {"sequence": sequence, "side": side, "salt": secrets.token_hex(32), "value": to_text(value)}


def _commitment(kept: dict[str, Any] | None) -> str | None:
    return commitment(kept["salt"], kept["value"]) if kept else None


def _row_of(row: Row[Any]) -> LedgerRow:
    values = dict(row._mapping)
    try:
        detail = from_text(values["detail"])
    except (TypeError, ValueError):  # changed from outside; `verify` names the row
        detail = {}
    return LedgerRow(**values | {"detail": detail if isinstance(detail, dict) else {}})
