"""The store's schema and its upgrades: Alembic migrations that travel with the package.

An upgrade is one transaction on either database: killed in the middle, it never happened. The version stands in the
table `guowen_version`, so that the store can share a PostgreSQL database with other programs' migrations.
"""

from __future__ import annotations

import uuid
from importlib.resources import files
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, insert, inspect, text

from data.errors import StoreError
from store.clock import now
from store.engine import WRITE
from store.ledger import Action, Entry, Source, append
from store.tables import IDENTITY

if TYPE_CHECKING:
    from alembic.config import Config

VERSION_TABLE = "guowen_version"
HEAD = "reopening"
"""The revision this code works with: the head of the migrations (a test holds the two together)."""

_UPGRADE_LOCK = 0x67756F77  # "guow": the advisory lock under which PostgreSQL stores are upgraded


def ensure_schema(engine: Engine, label: str) -> None:
    """Makes or upgrades the tables so that they are those of `HEAD`; does nothing when they are already.

    `label` names the store in messages. Raises StoreError when the store was written by a newer version, or when the
    SQLite file belongs to another program.
    """
    with engine.connect() as connection:
        if revision_of(connection) == HEAD:
            return
    with engine.execution_options(**WRITE).begin() as connection:
        hold_schema(connection)
        revision = revision_of(connection)
        if revision != HEAD:
            _check_upgradable(connection, revision, label)
            upgrade(connection)
        if revision is None:
            _christen(connection)


def hold_schema(connection: Connection) -> None:
    """Keeps everybody else from making or changing the tables until the transaction ends; SQLite has one writer."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _UPGRADE_LOCK})


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Runs the migrations up to `revision` within the transaction of `connection`."""
    from alembic import command

    config = migration_config()
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def migration_config() -> Config:
    """Alembic's configuration for the migrations of this package."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(files("store") / "migrations").replace("%", "%%"))
    return config


def _christen(connection: Connection) -> None:
    """Gives a new store its id, on which the chain of its audit rests."""
    store_id = uuid.uuid4().hex
    connection.execute(insert(IDENTITY).values(identity_id=1, store_id=store_id, created_at=now()))
    append(connection, [Entry(Action.STORE_CREATED, store_id, {})], Source(), at=now())


def revision_of(connection: Connection) -> str | None:
    """The revision a store says it has, None for one that has no tables of ours."""
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    return connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar_one_or_none()  # noqa: S608


def check_known(revision: str, label: str) -> None:
    """Raises StoreError for a revision that this code does not know; `label` names the store or the backup."""
    from alembic.script import ScriptDirectory

    known = {script.revision for script in ScriptDirectory.from_config(migration_config()).walk_revisions()}
    if revision not in known:
        raise StoreError(
            f"{label}: written by a newer version of guowen (schema {revision!r}, this one knows {HEAD!r}); "
            "install that version or name another store"
        )


def _check_upgradable(connection: Connection, revision: str | None, label: str) -> None:
    if revision is not None:
        check_known(revision, label)
    elif connection.dialect.name == "sqlite" and inspect(connection).get_table_names():
        raise StoreError(f"{label}: this SQLite file belongs to another program; give --store a file of its own")
