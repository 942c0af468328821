"""Bringing a backup back into a store that is not there yet."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, inspect

from data.errors import GuowenError, StoreError
from store import ledger_check
from store.backup.checking import reading
from store.backup.manifest import Manifest
from store.backup.rows import differences, measure, tables_at, transfer
from store.backup.staging import building, check_free, staged
from store.chain import Anchor
from store.clock import now
from store.database import Database
from store.engine import make_engine, parse_url, sqlite_path
from store.ledger import Action, Entry, Source, append, head
from store.ledger_check import Fault
from store.schema import HEAD, VERSION_TABLE, hold_schema, upgrade
from store.seal import OPTION, Seal


@dataclass(frozen=True, slots=True)
class Terms:
    """On which terms a backup is taken back.

    `noted` is a row of the ledger as it was noted outside: the chain must have it. With `accept_loss` it may lie behind
    the end, and the rows in between are given up; with `accept_faults` a ledger that does not hold is taken too. `by`
    is who does it.
    """

    noted: Anchor | None = None
    accept_loss: bool = False
    accept_faults: bool = False
    by: str | None = None


@dataclass(frozen=True, slots=True)
class Restored:
    """A store that was restored: from what, what does not hold in its ledger, and the row that tells of it.

    `lost` counts the rows that were noted outside and are in no copy; it is 0 where none was noted behind the end.
    """

    manifest: Manifest
    faults: tuple[Fault, ...]
    head: Anchor
    lost: int


class Unsound(GuowenError):
    """The ledger of a backup does not hold, and nothing was restored. `faults` has every one."""

    def __init__(self, path: Path, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        super().__init__(
            f"{path}: {len(faults)} faults in the ledger, nothing was restored; restore another backup, or "
            "--accept-faults to have this one all the same, and on record"
        )


def restore(path: Path, url: str, *, seal: Seal | None = None, terms: Terms | None = None) -> Restored:
    """Makes the store at `url` from the backup `path`, in one piece: killed at any point, there is none.

    Held are its rows against the manifest, before and after, then the whole ledger; a last row tells of the restore.
    An earlier revision is upgraded. Raises StoreError when the backup is damaged or newer than this program, when there
    is a store at `url`, when the rows noted are not all in it, or when its ledger is sealed and `seal` is missing;
    Unsound when the ledger does not hold.
    """
    terms = terms or Terms()
    with reading(path) as (source, manifest):
        lost = _lost(path, manifest, terms)
        with _new_store(parse_url(url), seal) as target:
            _fill(source, target, manifest, str(path))
            faults = tuple(ledger_check.faults(target, seal, _anchors(manifest, terms)))
            if faults and not terms.accept_faults:
                raise Unsound(path, faults)
            append(target, [_entry(manifest, terms, len(faults))], Source(actor=terms.by), at=now())
            end = head(target)
    return Restored(manifest, faults, end, lost)


def _entry(manifest: Manifest, terms: Terms, faults: int) -> Entry:
    told = {"schema": manifest.schema, "head": manifest.head.sequence, "head_hash": manifest.head.hash}
    noted = {"noted": terms.noted.sequence} if terms.noted else {}
    counts = {"rows": manifest.rows, "faults": faults}
    return Entry(Action.STORE_RESTORED, manifest.backup_id, {**told, **noted, **counts})


def _lost(path: Path, manifest: Manifest, terms: Terms) -> int:
    """How many rows up to the one that was noted are not in the backup. Raises StoreError unless that is accepted."""
    if terms.noted is None:
        return 0
    lost = max(0, terms.noted.sequence - manifest.head.sequence)
    if lost and not terms.accept_loss:
        raise StoreError(
            f"{path}: its ledger ends at row {manifest.head.sequence}, and row {terms.noted.sequence} was noted since: "
            f"{lost} rows would be lost; restore a later backup, or --accept-loss to give them up"
        )
    return lost


@contextmanager
def _new_store(parsed: URL, seal: Seal | None) -> Iterator[Connection]:
    """A transaction in which to make the store; there is none unless the block ends well."""
    label = parsed.render_as_string(hide_password=True)
    if parsed.get_backend_name() == "sqlite":
        with _new_file(sqlite_path(parsed)) as engine, engine.execution_options(**{OPTION: seal}).begin() as target:
            yield target
        return
    with closing(Database(make_engine(parsed), label, seal)) as database, database.writing() as target:
        hold_schema(target)
        _check_empty(target, label)
        yield target


@contextmanager
def _new_file(path: Path) -> Iterator[Engine]:
    check_free(path)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"{path}: its folder cannot be made ({error.strerror}); name another file") from None
    with staged(path) as part:
        yield building(part)


def _check_empty(target: Connection, label: str) -> None:
    names = set(inspect(target).get_table_names())
    if VERSION_TABLE in names:
        raise StoreError(
            f"{label}: holds a store already, and nothing is overwritten; name a database that has none (createdb), "
            "or drop this one first, once it is backed up"
        )
    if taken := sorted(names & {table.name for table in tables_at(HEAD)}):
        raise StoreError(f"{label}: another program has tables there ({', '.join(taken)}); name a database of its own")


def _fill(source: Connection, target: Connection, manifest: Manifest, label: str) -> None:
    """Makes the tables as they were, fills them, holds them against the manifest, then upgrades them."""
    tables = tables_at(manifest.schema)
    upgrade(target, manifest.schema)
    transfer(source, target, tables, label)
    if wrong := list(differences(manifest.tables, measure(target, tables))):
        raise StoreError(f"{label}: not all of it arrived: {'; '.join(wrong)}; nothing was restored, try again")
    if manifest.schema != HEAD:
        upgrade(target)


def _anchors(manifest: Manifest, terms: Terms) -> list[Anchor]:
    """What the chain must have: where it ended, and the row that was noted unless that is given up."""
    if terms.noted is None or terms.noted.sequence > manifest.head.sequence:
        return [manifest.head]
    return [terms.noted] if terms.noted.sequence == manifest.head.sequence else [manifest.head, terms.noted]
