"""Engines for the two databases the store knows: a SQLite file, or PostgreSQL through psycopg.

SQLite runs in WAL mode with `synchronous=FULL`: a committed batch or decision outlives a loss of power, at the cost of
one fsync a commit, and commits are few. `secure_delete` overwrites what is deleted, so text of a finding that no longer
stands does not linger in free pages; `temp_store=MEMORY` keeps sorting off the disk.
Write transactions begin IMMEDIATE: a transaction that reads first and writes later could otherwise not wait its turn.
"""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from data.errors import StoreError

BUSY_SECONDS = 30
WRITE = {"guowen_begin": "BEGIN IMMEDIATE"}
"""Execution options of an engine or connection whose transactions write."""
BARE = {"guowen_begin": ""}
"""Execution options for a statement that SQLite takes outside of transactions only."""

_PRAGMAS = (
    f"busy_timeout={BUSY_SECONDS * 1000}",
    "synchronous=FULL",
    "foreign_keys=ON",
    "secure_delete=ON",
    "temp_store=MEMORY",
)


def parse_url(url: str) -> URL:
    """The address of a store: `sqlite:///file.db`, `postgresql+psycopg://...`, or the plain path of a SQLite file.

    Raises StoreError for another database or an address that cannot be read.
    """
    try:
        parsed = make_url(url if "://" in url else f"sqlite:///{url}")
    except (ArgumentError, ValueError):
        raise StoreError(
            "the store's URL cannot be read; write sqlite:///file.db or postgresql+psycopg://user@host/name"
        ) from None
    backend = parsed.get_backend_name()
    if backend == "postgresql":
        return parsed.set(drivername="postgresql+psycopg")
    if backend != "sqlite" or parsed.database in (None, "", ":memory:"):
        raise StoreError(
            f"{parsed.render_as_string(hide_password=True)}: no such store; "
            "write sqlite:///file.db or postgresql+psycopg://user@host/name"
        )
    return parsed


def make_engine(url: URL) -> Engine:
    """An engine for `url`. A SQLite file that is not there yet is made, readable by its owner only (0600, folder 0700).

    Raises StoreError when the file or its folder cannot be made.
    """
    if url.get_backend_name() == "postgresql":
        return create_engine(url, isolation_level="READ COMMITTED", pool_pre_ping=True, hide_parameters=True)
    path = sqlite_path(url)
    _make_private_file(path)
    engine = create_engine(URL.create("sqlite", database=str(path)), hide_parameters=True)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def sqlite_path(url: URL) -> Path:
    """The absolute path of the SQLite file that `url` names."""
    return Path(url.database or "").absolute()


def _make_private_file(path: Path) -> None:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        raise StoreError(
            f"{path}: the store cannot be opened ({error.strerror}); give --store a file that this account may write"
        ) from None


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver opens no transaction by itself: _begin_sqlite does
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    _switch_to_wal(cursor)
    cursor.close()


def _switch_to_wal(cursor: Any) -> None:
    """Turns WAL mode on. SQLite does not wait by itself when two processes turn it on in the same instant."""
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
        except Exception as error:
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return


def _begin_sqlite(connection: Connection) -> None:
    begin = connection.get_execution_options().get("guowen_begin", "BEGIN")
    if begin:
        connection.exec_driver_sql(begin)
