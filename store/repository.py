"""The store: the one door to the database. Rows go in and out frozen; every method is one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from types import TracebackType
from typing import Self

from sqlalchemy import Connection, Engine, select, text
from sqlalchemy.exc import SQLAlchemyError

from data.errors import StoreError
from records.proposals import Proposal
from records.types import Finding
from store import audit, desk, files, proposals, runs
from store.audit import Action, AuditRow, Entry
from store.clock import now
from store.engine import BARE, WRITE, make_engine, parse_url
from store.lock import screening_lock
from store.rows import (
    Batch,
    Changes,
    FileOutcome,
    FileRow,
    Moves,
    PassageRow,
    ProposalRow,
    Run,
    RunState,
)
from store.schema import ensure_schema
from store.tables import IDENTITY

_WRITER_LOCK = 0x77726974  # "writ": writers of a PostgreSQL store take turns, as SQLite's do, for the audit's chain


def open_store(url: str) -> Store:
    """The store at `url` (`sqlite:///file.db`, its path, or `postgresql+psycopg://...`), made or upgraded if needed.

    Raises StoreError when it cannot be opened, belongs to another program, or was written by a newer version.
    """
    parsed = parse_url(url)
    label = parsed.render_as_string(hide_password=True)
    engine = make_engine(parsed)
    try:
        ensure_schema(engine, label)
    except SQLAlchemyError as error:
        engine.dispose()
        raise _store_error(label, error) from None
    return Store(engine, label)


class Store:
    """An open store. Usable from several threads; a context manager that closes it.

    Every method raises StoreError when the database fails; the message never holds values of the statement.
    """

    def __init__(self, engine: Engine, label: str) -> None:
        self._engine = engine
        self._label = label

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Closes all connections; a SQLite file that nobody else has open is then whole by itself, without its WAL."""
        self._engine.dispose()

    @property
    def store_id(self) -> str:
        """The id this store was given when it was made: 32 hex digits."""
        with self._reading() as connection:
            return str(connection.execute(select(IDENTITY.c.store_id)).scalar_one())

    def screening_lock(self, wait_seconds: float = 0) -> AbstractContextManager[None]:
        """The right to screen into this store, for a `with` block; see store.lock."""
        return screening_lock(self._engine, wait_seconds)

    # --- a run, as the screening writes it

    def begin_run(self, inbox: str, versions: Mapping[str, str]) -> Run:
        """The unfinished run of the inbox (an absolute path) with the same versions, or a new one."""
        with self._writing() as connection:
            return runs.begin(connection, runs.inbox_id_of(connection, inbox), versions)

    def run(self, run_id: str) -> Run:
        """The run with that id."""
        with self._reading() as connection:
            return runs.get(connection, run_id)

    def plan_batches(self, run: Run, batches: Sequence[Batch]) -> None:
        """Notes what is to be screened; replaces an earlier plan of the run but for what is committed."""
        with self._writing() as connection:
            runs.plan_batches(connection, run.run_id, batches)

    def batch(self, run_id: str, key: str) -> Batch:
        """A planned batch."""
        with self._reading() as connection:
            return runs.batch(connection, run_id, key)

    def commit_batch(self, run: Run, batch: Batch, outcomes: Sequence[FileOutcome]) -> int:
        """Writes files, findings, batch and audit row in one transaction; returns the number of findings."""
        with self._writing() as connection:
            found = files.replace(connection, run, outcomes)
            runs.mark_committed(connection, batch, found)
            return found

    def settle_places(self, run: Run, present: Iterable[str]) -> Moves:
        """Notes which known files are no longer in the inbox; see store.files."""
        with self._writing() as connection:
            return files.settle_places(connection, run, present)

    def save_proposals(self, run: Run, proposed: Sequence[Proposal]) -> Changes:
        """Makes `proposed` the whole current state of the run's inbox."""
        with self._writing() as connection:
            return proposals.save(connection, run, proposed)

    def erase_words(self, run: Run, answered: Iterable[Finding]) -> int:
        """Takes the words out of `answered` findings, which propose nothing; returns how many lost theirs now."""
        with self._writing() as connection:
            erased = files.erase_words(connection, run.inbox_id, answered)
            if erased:
                entry = Entry(Action.WORDS_ERASED, run.run_id, {"findings": erased})
                audit.append(connection, [entry], run_id=run.run_id, at=now())
            return erased

    def empty_log(self) -> None:
        """Moves SQLite's write-ahead log into the file and empties it: the log still holds what was erased since.

        A reader in the middle of a query is waited for, up to the busy timeout. PostgreSQL looks after its own log.
        """
        if self._engine.dialect.name == "sqlite":
            with self._within(BARE) as connection:
                connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)")).all()

    def finish_run(self, run: Run, counts: Mapping[str, int], outputs: Mapping[str, str]) -> None:
        """Ends the run and puts its outputs (SHA-256 by file name) on record; the next run is a new one."""
        with self._writing() as connection:
            written = [Entry(Action.OUTPUT_WRITTEN, name, {"sha256": sha256}) for name, sha256 in outputs.items()]
            audit.append(connection, written, run_id=run.run_id, at=now())
            runs.finish(connection, run.run_id, counts)

    # --- reading

    def latest_run(self) -> Run | None:
        """The run that was finished last, None when none was."""
        with self._reading() as connection:
            return runs.latest(connection, RunState.FINISHED)

    def files(self, run: Run) -> list[FileRow]:
        """All that is known of the files of the run's inbox, by path, those that are gone included."""
        with self._reading() as connection:
            return files.rows(connection, run.inbox_id)

    def findings(self, run: Run) -> list[Finding]:
        """All findings of the run's inbox, by path and place in the file."""
        with self._reading() as connection:
            return files.findings(connection, run.inbox_id)

    def proposals(self, limit: int = 50, offset: int = 0) -> list[ProposalRow]:
        """Standing proposals of all inboxes: the gravest first, then the nearest deadline, then by id."""
        with self._reading() as connection:
            return desk.proposals(connection, limit, offset)

    def count_proposals(self) -> int:
        """The number of standing proposals of all inboxes."""
        with self._reading() as connection:
            return desk.count(connection)

    def proposal(self, proposal_id: str) -> ProposalRow | None:
        """A proposal, standing or withdrawn; None when there is none of that id."""
        with self._reading() as connection:
            return desk.proposal(connection, proposal_id)

    def passages(self, proposal_id: str) -> list[PassageRow]:
        """The passages behind a proposal, in their order."""
        with self._reading() as connection:
            return desk.passages(connection, proposal_id)

    def audit(self) -> list[AuditRow]:
        """What the machine did, first to last."""
        with self._reading() as connection:
            return audit.read(connection)

    def verify_audit(self) -> int:
        """The number of audit rows, when the chain is whole. Raises StoreError at the first row that breaks it."""
        return audit.verify(self.audit(), self.store_id)

    @contextmanager
    def _within(self, options: Mapping[str, str]) -> Iterator[Connection]:
        try:
            with self._engine.execution_options(**options).begin() as connection:
                yield connection
        except SQLAlchemyError as error:
            raise _store_error(self._label, error) from None

    def _reading(self) -> AbstractContextManager[Connection]:
        return self._within({})

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with self._within(WRITE) as connection:
            if self._engine.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _WRITER_LOCK})
            yield connection


def _store_error(label: str, error: SQLAlchemyError) -> StoreError:
    """The driver's kind of error without its words, which may quote a row."""
    cause = getattr(error, "orig", None) or error
    code = getattr(cause, "sqlite_errorname", None) or getattr(cause, "sqlstate", None) or ""
    kind = " ".join(filter(None, [type(cause).__name__, code]))
    return StoreError(
        f"{label}: the database failed ({kind}); see that the disk has room, that this account may write, "
        "that the server runs, and that the file is a guowen store"
    )
