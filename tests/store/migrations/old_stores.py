"""Stores as earlier versions left them, frozen as SQL: a city of fourteen files, screened, and where there was a desk,
decided upon.

`stores/<revision>.sql` was written by `sqlite3 guowen.db .dump` from a store that the last code of that revision had
screened `tests.pipelines.conftest.lay_inbox` into; the inbox stands as `INBOX`. In `desk.sql` five proposals went to
two reviewers: one amended and confirmed, one confirmed by both, one rejected, one rejected and waiting for a second
look, one with a draft; an evaluator consented to one, somebody is signed in, somebody failed to.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection, create_engine, text

from store.backup.rows import tables_at, transfer
from store.backup.staging import building
from store.schema import upgrade
from tests.databases import new_database

STORES = Path(__file__).parent / "stores"
INBOX = "/srv/inbox"
REVISIONS = ("initial", "desk")
HEADS = {
    "initial": (16, "audit"),
    "desk": (34, "ledger"),
}
"""How long the chain is, and the table it stood in."""
PROPOSED = frozenset(
    {
        "Gc1350c8ced5f7511cd01",
        "Gdb217dde1cc996463ad4",
        "Gba663afc1d8d9dc8dde7",
        "Gd6279300fbac58a4573f",
        "G33da7e9225b6213524d3",
    }
)
DESK = {
    "Gc1350c8ced5f7511cd01": "confirmed",
    "Gdb217dde1cc996463ad4": "second",
    "Gba663afc1d8d9dc8dde7": "open",
    "Gd6279300fbac58a4573f": "confirmed",
    "G33da7e9225b6213524d3": "rejected",
}
"""Where the desk of `desk.sql` left each."""


def laid_in_sqlite(revision: str, path: Path, inbox: str = INBOX) -> str:
    """Makes the store of `revision` as the file `path`, of the inbox at `inbox`; returns its URL."""
    statements = (STORES / f"{revision}.sql").read_text("utf-8").replace(INBOX, inbox)
    with closing(sqlite3.connect(path)) as opened:
        opened.executescript(statements)
    return f"sqlite:///{path}"


def laid_in_postgresql(revision: str, server: str, path: Path, inbox: str = INBOX) -> str:
    """The same in a new database of `server`: tables by the migrations to that revision, rows from the frozen store."""
    laid_in_sqlite(revision, path, inbox)
    url = new_database(server)
    source, target = building(path), create_engine(url)
    with source.connect() as rows, target.begin() as connection:
        upgrade(connection, revision)
        transfer(rows, connection, tables_at(revision), str(path))
    source.dispose()
    target.dispose()
    return url


def told(connection: Connection, question: str) -> list[tuple[object, ...]]:
    """The rows that a statement gives."""
    return [tuple(row) for row in connection.execute(text(question))]
