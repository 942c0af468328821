"""Opening a store to read and nothing else: no upgrade, no log, no file beside it; for who checks what others keep."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Engine, create_engine, event, inspect, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from data.errors import StoreError
from store.database import Database, store_error
from store.engine import BUSY_SECONDS, parse_url, sqlite_path
from store.schema import HEAD, VERSION_TABLE
from store.seal import Seal


def open_readonly(url: str, *, seal: Seal | None = None) -> Database:
    """The database at `url`, which the program then cannot change. `seal` is to check rows by.

    Raises StoreError when there is none, when it cannot be opened, or when it is of another version than this program:
    it is not upgraded.
    """
    parsed = parse_url(url)
    label = parsed.render_as_string(hide_password=True)
    if parsed.get_backend_name() == "sqlite":
        engine = readonly_file(sqlite_path(parsed))
    else:
        only = {"options": "-c default_transaction_read_only=on"}
        engine = create_engine(parsed, connect_args=only, pool_pre_ping=True, hide_parameters=True)
    try:
        _check_version(engine, label)
    except SQLAlchemyError as error:
        engine.dispose()
        raise store_error(label, error) from None
    return Database(engine, label, seal)


def readonly_file(path: Path) -> Engine:
    """An engine over a SQLite file, which nothing done by it can change.

    Where no log lies beside it nobody has it open: it is then read as a file that cannot change, which leaves no trace
    even in a folder that may be written to.

    Raises StoreError when there is no file.
    """
    if not path.is_file():
        raise StoreError(f"{path}: no store there; name the file with --store")
    alone = not path.with_name(f"{path.name}-wal").exists()
    address = f"file:{quote(str(path))}?mode=ro" + ("&immutable=1" if alone else "")

    def connect() -> sqlite3.Connection:
        opened = sqlite3.connect(address, uri=True, timeout=BUSY_SECONDS, check_same_thread=False)
        opened.isolation_level = None
        # Text that is no UTF-8 was put there from outside: it must come to the check, not end it.
        opened.text_factory = lambda data: data.decode("utf-8", errors="surrogateescape")
        return opened

    engine = create_engine("sqlite://", creator=connect, poolclass=NullPool, hide_parameters=True)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    return engine


def _check_version(engine: Engine, label: str) -> None:
    with engine.connect() as connection:
        if not inspect(connection).has_table(VERSION_TABLE):
            raise StoreError(f"{label}: not a store of guowen; name another with --store")
        found = connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar_one_or_none()  # noqa: S608
    if found != HEAD:
        raise StoreError(
            f"{label}: of schema {found!r}, this program reads {HEAD!r}; check it with the version that wrote it, "
            "or let the next screening upgrade it"
        )
