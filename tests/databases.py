"""Databases for tests: a store is made once a session and copied, for making one takes longer than most tests.

What is copied is named by its URL; nobody may have it open.
"""

from __future__ import annotations

import shutil
import uuid
from pathlib import Path

from sqlalchemy import create_engine, text

HASTY = ("fsync = off", "synchronous_commit = off", "full_page_writes = off", "autovacuum = off")
"""Settings of a PostgreSQL whose data nobody wants back after a loss of power."""


def tell(server: str, *statements: str) -> None:
    """Runs statements on the PostgreSQL server at `server`, each in a transaction of its own."""
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def new_database(server: str, made: str | None = None) -> str:
    """The URL of a new PostgreSQL database, empty or a copy of `made`, which is on the same server."""
    name = f"t{uuid.uuid4().hex}"
    template = f" TEMPLATE {made.partition('?')[0].rpartition('/')[2]}" if made else ""
    tell(server, f"CREATE DATABASE {name}{template}")
    return server.replace("/postgres?", f"/{name}?")


def new_file(folder: Path, made: str) -> str:
    """The URL of a copy of the SQLite store `made`, in `folder`."""
    path = folder / "guowen.db"
    shutil.copyfile(made.removeprefix("sqlite:///"), path)
    return f"sqlite:///{path}"
