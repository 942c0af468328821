"""The store: the one door to the database. Rows go in and out frozen; every method is one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Self

from data.errors import StoreError
from data.registry import Registries
from matching.changes import Footprint
from records.proposals import Proposal
from records.types import Finding
from store import files, footprints, proposals, runs
from store.clock import now
from store.database import Database, open_database
from store.ledger import Action, Anchor, Entry, Ledger, LedgerRow, Source, append, read
from store.lock import Renew, screening_lock
from store.rows import (
    Batch,
    Changes,
    FileOutcome,
    FileRow,
    Moves,
    Run,
    RunState,
)
from store.seal import Seal


def open_store(url: str, seal: Seal | None = None) -> Store:
    """The store at `url` (`sqlite:///file.db`, its path, or `postgresql+psycopg://...`), made or upgraded if needed.

    Raises StoreError when it cannot be opened, belongs to another program, or was written by a newer version.
    """
    return Store(open_database(url, seal=seal))


class Store:
    """An open store. Usable from several threads; a context manager that closes it.

    Every method raises StoreError when the database fails; the message never holds values of the statement.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Closes all connections; a SQLite file that nobody else has open is then whole by itself, without its WAL."""
        self._database.close()

    @property
    def store_id(self) -> str:
        """The id this store was given when it was made: 32 hex digits."""
        return self._database.store_id

    def screening_lock(self, wait_seconds: float = 0) -> AbstractContextManager[Renew]:
        """The right to screen into this store, for a `with` block, which is given a way to renew it; see store.lock."""
        return screening_lock(self._database.engine, wait_seconds)

    # --- a run, as the screening writes it

    def begin_run(self, inbox: str, versions: Mapping[str, str]) -> Run:
        """The unfinished run of the inbox (an absolute path) with the same versions, or a new one."""
        with self._database.writing() as connection:
            return runs.begin(connection, runs.inbox_id_of(connection, inbox), versions)

    def run(self, run_id: str) -> Run:
        """The run with that id."""
        with self._database.reading() as connection:
            return runs.get(connection, run_id)

    def plan_batches(self, run: Run, batches: Sequence[Batch]) -> None:
        """Notes what is to be screened; replaces an earlier plan of the run but for what is committed."""
        with self._database.writing() as connection:
            runs.plan_batches(connection, run.run_id, batches)

    def batch(self, run_id: str, key: str) -> Batch:
        """A planned batch."""
        with self._database.reading() as connection:
            return runs.batch(connection, run_id, key)

    def commit_batch(self, run: Run, batch: Batch, outcomes: Sequence[FileOutcome]) -> int:
        """Writes files, findings, batch and audit row in one transaction; returns the number of findings."""
        with self._database.writing() as connection:
            found = files.replace(connection, run, outcomes)
            runs.mark_committed(connection, batch, found)
            return found

    def settle_places(self, run: Run, present: Iterable[str]) -> Moves:
        """Notes which known files are no longer in the inbox; see store.files."""
        with self._database.writing() as connection:
            return files.settle_places(connection, run, present)

    def save_proposals(self, run: Run, proposed: Sequence[Proposal], registries: Registries | None = None) -> Changes:
        """Makes `proposed` the whole current state of the run's inbox; `registries` tell who is recused from what.

        Without them only those are who stand in the proposals themselves.
        """
        with self._database.writing() as connection:
            return proposals.save(connection, run, proposed, registries or Registries())

    def erased_proposals(self) -> frozenset[str]:
        """The ids of proposals whose words were erased by the rules of retention; none is to be proposed again."""
        with self._database.reading() as connection:
            return proposals.erased(connection)

    def erase_words(self, run: Run, answered: Iterable[Finding]) -> int:
        """Takes the words out of `answered` findings, which propose nothing; returns how many lost theirs now."""
        with self._database.writing() as connection:
            erased = files.erase_words(connection, run.inbox_id, answered)
            if erased:
                entry = Entry(Action.WORDS_ERASED, run.run_id, {"findings": erased})
                append(connection, [entry], Source(run_id=run.run_id), at=now())
            return erased

    def empty_log(self) -> None:
        """Empties SQLite's write-ahead log, see `Database.empty_log`."""
        self._database.empty_log()

    def finish_run(
        self,
        run: Run,
        counts: Mapping[str, int],
        outputs: Mapping[str, str],
        entries: Iterable[Footprint] | None = None,
    ) -> None:
        """Ends the run and puts its outputs (SHA-256 by file name) on record; the next run is a new one.

        `entries` are those of the run's registries: the next run tells by them what has changed.
        """
        with self._database.writing() as connection:
            if entries is not None:
                footprints.replace(connection, run.inbox_id, files.registries_of(run), entries)
            written = [Entry(Action.OUTPUT_WRITTEN, name, {"sha256": sha256}) for name, sha256 in outputs.items()]
            append(connection, written, Source(run_id=run.run_id), at=now())
            runs.finish(connection, run.run_id, counts)

    # --- reading

    def latest_run(self) -> Run | None:
        """The run that was finished last, None when none was."""
        with self._database.reading() as connection:
            return runs.latest(connection, RunState.FINISHED)

    def files(self, run: Run) -> list[FileRow]:
        """All that is known of the files of the run's inbox, by path, those that are gone included."""
        with self._database.reading() as connection:
            return files.rows(connection, run.inbox_id)

    def eventful_files(self, run: Run) -> frozenset[str]:
        """The paths of the run's inbox in which anything was found, be it to be proposed or not."""
        with self._database.reading() as connection:
            return files.eventful(connection, run.inbox_id)

    def registries_before(self, run: Run) -> str | None:
        """The digest of the registries by which the last finished run of the inbox read; None without such a run."""
        with self._database.reading() as connection:
            return footprints.registries(connection, run.inbox_id)

    def entries_before(self, run: Run) -> list[Footprint]:
        """The entries of those registries."""
        with self._database.reading() as connection:
            return footprints.read(connection, run.inbox_id)

    def findings(self, run: Run) -> list[Finding]:
        """All findings of the run's inbox, by path and place in the file."""
        with self._database.reading() as connection:
            return files.findings(connection, run.inbox_id)

    def ledger(self) -> list[LedgerRow]:
        """All that is on record, first to last."""
        with self._database.reading() as connection:
            return list(read(connection))

    def ledger_head(self) -> Anchor:
        """The last row that is on record."""
        return Ledger(self._database).head()

    def verify_ledger(self) -> int:
        """The number of the last row, when all holds. Raises StoreError for the first fault; see `Ledger.verify`."""
        ledger = Ledger(self._database)
        fault = next(ledger.faults(), None)
        if fault:
            raise StoreError(f"ledger {fault}; the store was changed from outside, compare it with a backup")
        return ledger.head().sequence
