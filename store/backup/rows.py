"""Rows of a store, whatever database holds it: their tables, their digests, and their way from one to another."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, MetaData, Select, String, Table, create_engine, func, insert, select, text
from sqlalchemy.exc import DataError, SQLAlchemyError

from data.errors import StoreError
from store.database import store_error
from store.schema import VERSION_TABLE, upgrade

AT_ONCE = 2000
"""Rows that are in memory together."""


@dataclass(frozen=True, slots=True)
class Sum:
    """What a table holds: the number of its rows, and the SHA-256 of them all, in the order of the primary key."""

    rows: int
    sha256: str


@lru_cache(maxsize=4)
def tables_at(revision: str) -> tuple[Table, ...]:
    """The tables of a store at `revision`, each behind those that it refers to."""
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        upgrade(connection, revision)
        known = MetaData()
        known.reflect(connection)
    engine.dispose()
    return tuple(table for table in known.sorted_tables if table.name != VERSION_TABLE)


def measure(connection: Connection, tables: Sequence[Table]) -> dict[str, Sum]:
    """Rows and digest of each table: the same for the same rows, in SQLite and PostgreSQL alike.

    `connection` must see one state throughout. Memory does not grow with the table.
    """
    return {table.name: _sum(connection, table) for table in tables}


def differences(told: Mapping[str, Sum], found: Mapping[str, Sum]) -> Iterator[str]:
    """What differs, in words, a table a line; nothing when all is as told."""
    for name in sorted(told.keys() | found.keys()):
        noted, there = told.get(name), found.get(name)
        if noted is None or there is None:
            yield f"table {name}: {'not in the manifest' if noted is None else 'gone'}"
        elif noted.rows != there.rows:
            yield f"table {name}: {there.rows} rows, the manifest has {noted.rows}"
        elif noted != there:
            yield f"table {name}: {there.rows} rows with another SHA-256 than the manifest has"


def transfer(source: Connection, target: Connection, tables: Sequence[Table], label: str) -> None:
    """Copies all rows of `tables` into the empty tables of `target`, and lets its counters go on behind them.

    `label` names the source in messages. Raises StoreError when it cannot be read, and for a value that the other
    database cannot hold; faults of the target are the driver's own.
    """
    for table in tables:
        for rows in _parts(source, table, label):
            try:
                target.execute(insert(table), rows)
            except (UnicodeError, DataError):
                raise StoreError(
                    f"{label}: table {table.name} holds a value that is no text of guowen's, somebody else wrote it; "
                    "`guowen ledger verify` and `guowen backup --verify` tell which rows were changed"
                ) from None
        if target.dialect.name == "postgresql":
            _count_on(target, table)


def _parts(source: Connection, table: Table, label: str) -> Iterator[list[dict[str, Any]]]:
    try:
        for rows in source.execute(_in_order(source, table)).mappings().partitions(AT_ONCE):
            yield [dict(row) for row in rows]
    except SQLAlchemyError as error:
        raise store_error(label, error) from None


def _sum(connection: Connection, table: Table) -> Sum:
    digest, count = hashlib.sha256(_line(sorted(table.c.keys()))), 0
    for row in connection.execute(_in_order(connection, table)):
        digest.update(_line(list(row)))
        count += 1
    return Sum(count, digest.hexdigest())


def _in_order(connection: Connection, table: Table) -> Select[Any]:
    """All rows by primary key, columns by name. Text sorts by its bytes, which every PostgreSQL must be told."""
    by_bytes = connection.dialect.name == "postgresql"
    order = [
        column.collate("C") if by_bytes and isinstance(column.type, String) else column for column in table.primary_key
    ]
    columns = [table.c[name] for name in sorted(table.c.keys())]
    return select(*columns).order_by(*order).execution_options(yield_per=AT_ONCE)


def _line(values: Sequence[Any]) -> bytes:
    # Bytes stand in a SQLite file only where somebody else wrote them; they must show, not end the reading.
    return json.dumps(values, separators=(",", ":"), default=repr).encode("ascii") + b"\n"


def _count_on(target: Connection, table: Table) -> None:
    """Sets the counter of a table whose keys PostgreSQL counts behind the last of them."""
    keys = list(table.primary_key)
    if len(keys) != 1 or isinstance(keys[0].type, String):
        return
    named = {"table": table.name, "key": keys[0].name}
    counter = target.execute(text("SELECT pg_get_serial_sequence(:table, :key)"), named).scalar_one()
    last = target.execute(select(func.max(keys[0]))).scalar_one()
    if counter is not None and last is not None:
        target.execute(text("SELECT setval(:counter, :last)"), {"counter": counter, "last": last})
