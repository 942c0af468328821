"""Taking a backup while the desk and a screening go on."""

from __future__ import annotations

import hashlib
import sqlite3
import uuid
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from importlib import metadata
from pathlib import Path

from sqlalchemy import Connection, Engine, Table, text

from data.errors import StoreError
from store.backup.checking import faults_in
from store.backup.manifest import Manifest, write
from store.backup.rows import measure, tables_at, transfer
from store.backup.staging import building, staged
from store.chain import Anchor, genesis
from store.clock import now
from store.database import Database
from store.engine import make_engine, parse_url, sqlite_path
from store.ledger import Action, Entry, Source, append
from store.ledger_check import Fault
from store.schema import HEAD, check_known, revision_of, upgrade
from store.seal import Seal

LEFT_OUT = ("sessions",)
"""Tables that a backup has no rows of: a session that was ended since would be open again."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A backup that was taken: the file with its SHA-256 and bytes, and all that does not hold in its ledger."""

    path: Path
    sha256: str
    size: int
    manifest: Manifest
    faults: tuple[Fault, ...]


def back_up(url: str, path: Path, *, seal: Seal | None = None, by: str | None = None) -> Taken:
    """Copies the store at `url` into the new file `path`; who reads or writes the store meanwhile is not held up.

    The ledger of the store, and so that of the copy, tells that a backup was begun and who did it (`by`), then that it
    was made. A store of an earlier revision is copied as it is, without these rows: it can be backed up before it is
    upgraded. Raises StoreError when there is no store, when a newer version wrote it, when its ledger is sealed and
    `seal` is missing, or when `path` is there or cannot be written.
    """
    database, revision = _opened(url, seal)
    try:
        backup_id, on_record = uuid.uuid4().hex, revision == HEAD
        with staged(path) as part:
            if on_record:
                _note(database, Entry(Action.BACKUP_STARTED, backup_id, {"schema": revision}), by)
            manifest = _copied(database, part, revision, backup_id)
            faults = faults_in(part, revision, seal)
            with part.open("rb") as data:
                sha256 = hashlib.file_digest(data, "sha256").hexdigest()
            size = part.stat().st_size
        if on_record:
            told = {"head": manifest.head.sequence, "head_hash": manifest.head.hash, "rows": manifest.rows}
            _note(database, Entry(Action.BACKUP_MADE, backup_id, {"sha256": sha256, **told, "faults": len(faults)}), by)
        return Taken(path, sha256, size, manifest, faults)
    finally:
        database.close()


def _opened(url: str, seal: Seal | None) -> tuple[Database, str]:
    """The store as it is, not upgraded, and its revision."""
    parsed = parse_url(url)
    label = parsed.render_as_string(hide_password=True)
    if parsed.get_backend_name() == "sqlite" and not sqlite_path(parsed).is_file():
        raise StoreError(f"{sqlite_path(parsed)}: no store there; name the store with --store")
    database = Database(make_engine(parsed), label, seal)
    try:
        with database.reading() as connection:
            revision = revision_of(connection)
        if revision is None:
            raise StoreError(f"{label}: not a store of guowen, or an empty one; name the store with --store")
        check_known(revision, label)
    except StoreError:
        database.close()
        raise
    return database, revision


def _note(database: Database, entry: Entry, by: str | None) -> None:
    with database.writing() as connection:
        append(connection, [entry], Source(actor=by), at=now())


def _copied(database: Database, part: Path, revision: str, backup_id: str) -> Manifest:
    """Copies the store as it is at one moment into `part`, and seals the copy with its manifest."""
    begun, tables = now(), tables_at(revision)
    if database.engine.dialect.name == "sqlite":
        _copy_pages(database.engine, part)
        kind = f"sqlite {sqlite3.sqlite_version}"
    else:
        kind = _copy_rows(database, part, revision, [table for table in tables if table.name not in LEFT_OUT])
    engine = building(part)
    try:
        with engine.begin() as copy:
            for table in tables:
                if table.name in LEFT_OUT:
                    copy.execute(table.delete())
            made = _manifest(
                copy, tables, Manifest(backup_id, "", begun, revision, kind, _version(), Anchor(0, ""), {}, ())
            )
            write(copy, made)
        return made
    finally:
        engine.dispose()


def _copy_pages(engine: Engine, part: Path) -> None:
    """SQLite's online backup, in one step: with several, each commit of another process would start it anew."""
    with closing(engine.raw_connection()) as opened, closing(sqlite3.connect(part)) as copy:
        opened.driver_connection.backup(copy, pages=-1)  # type: ignore[union-attr]


def _copy_rows(database: Database, part: Path, revision: str, tables: Sequence[Table]) -> str:
    """All rows as one REPEATABLE READ transaction sees them; returns the kind and version of the database."""
    engine = building(part)
    isolated = database.engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    try:
        with isolated.connect() as source, engine.begin() as copy:
            upgrade(copy, revision)
            transfer(source, copy, tables, database.label)
            return f"postgresql {source.execute(text('SHOW server_version')).scalar_one()}"
    finally:
        engine.dispose()


def _manifest(copy: Connection, tables: Sequence[Table], blank: Manifest) -> Manifest:
    by_name = {table.name: table for table in tables}
    left_out = tuple(name for name in LEFT_OUT if name in by_name)
    store_id = str(copy.execute(by_name["identity"].select()).one().store_id)
    ledger = by_name["ledger" if "ledger" in by_name else "audit"]
    last = copy.execute(ledger.select().order_by(ledger.c.sequence.desc()).limit(1)).one_or_none()
    head = Anchor(last.sequence, last.hash) if last else Anchor(0, genesis(store_id))
    return replace(blank, store_id=store_id, head=head, tables=measure(copy, tables), left_out=left_out)


def _version() -> str:
    try:
        return metadata.version("guowen")
    except metadata.PackageNotFoundError:
        return "0+unknown"
