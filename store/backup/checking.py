"""Holding a backup against its manifest, and its ledger against itself."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, func, select
from sqlalchemy.exc import SQLAlchemyError

from data.errors import StoreError
from store import ledger_check
from store.backup.manifest import Manifest, read
from store.backup.rows import differences, measure, tables_at
from store.backup.staging import building
from store.chain import Anchor
from store.database import Database
from store.ledger_check import Fault
from store.readonly import readonly_file
from store.schema import HEAD, check_known, upgrade
from store.seal import Seal


@dataclass(frozen=True, slots=True)
class Checked:
    """A backup that is as its manifest says; all that does not hold in its ledger; how many rows of it are sealed."""

    manifest: Manifest
    faults: tuple[Fault, ...]
    sealed: int


def check(path: Path, *, seal: Seal | None = None, anchors: Sequence[Anchor] = ()) -> Checked:
    """Reads all of a backup and changes nothing: manifest, rows, digests, then the ledger from its first row on.

    `anchors` are rows noted elsewhere. Raises StoreError when the file is no backup, is damaged, or was written by a
    newer version. What a backup holds cannot be told from a forgery by digests inside of it: the chain with its seal,
    and heads noted elsewhere, can.
    """
    with reading(path) as (connection, manifest):
        ledger = next((table for table in tables_at(manifest.schema) if table.name == "ledger"), None)
        sealed = 0 if ledger is None else connection.execute(select(func.count(ledger.c.sealed_by))).scalar_one()
    return Checked(manifest, faults_in(path, manifest.schema, seal, [manifest.head, *anchors]), sealed)


@contextmanager
def reading(path: Path) -> Iterator[tuple[Connection, Manifest]]:
    """The rows of a backup, held against its manifest. Raises StoreError as `check` does."""
    if not path.is_file():
        raise StoreError(f"{path}: no such file; name a file that `guowen backup` made")
    engine = readonly_file(path)
    try:
        with _whole(path), engine.connect() as connection:
            manifest = read(connection, str(path))
            check_known(manifest.schema, str(path))
            found = measure(connection, tables_at(manifest.schema))
            if wrong := list(differences(manifest.tables, found)):
                raise StoreError(
                    f"{path}: damaged, or changed since it was made: {'; '.join(wrong)}; take another backup"
                )
        with engine.connect() as connection:
            yield connection, manifest
    finally:
        engine.dispose()


def faults_in(path: Path, revision: str, seal: Seal | None, anchors: Sequence[Anchor] = ()) -> tuple[Fault, ...]:
    """All that does not hold in the ledger of a copy; one of an earlier revision is upgraded beside, in a file that is
    gone afterwards."""
    if revision == HEAD:
        database = Database(readonly_file(path), str(path))
        try:
            with database.snapshot() as connection:
                return tuple(ledger_check.faults(connection, seal, anchors))
        finally:
            database.close()
    try:
        with tempfile.TemporaryDirectory(prefix="guowen-") as folder:
            return _faults_of_upgraded(Path(shutil.copyfile(path, Path(folder) / "part")), seal, anchors)
    except OSError as error:
        raise StoreError(
            f"{path}: of an earlier revision, which is checked in a copy; that cannot be written "
            f"({error.strerror}); name a folder with room in TMPDIR"
        ) from None


def _faults_of_upgraded(copy: Path, seal: Seal | None, anchors: Sequence[Anchor]) -> tuple[Fault, ...]:
    database = Database(building(copy), str(copy))
    try:
        with database.writing() as connection:
            upgrade(connection)
            return tuple(ledger_check.faults(connection, seal, anchors))
    finally:
        database.close()


@contextmanager
def _whole(path: Path) -> Iterator[None]:
    try:
        yield
    except SQLAlchemyError as error:
        kind = getattr(getattr(error, "orig", None), "sqlite_errorname", type(error).__name__)
        raise StoreError(
            f"{path}: cannot be read as a backup ({kind}): damaged, or cut short; take another one"
        ) from None
