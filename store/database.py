"""A database of the store: transactions to read and to write, and its errors without the words of a statement."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager

from sqlalchemy import Connection, Engine, select, text
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from data.errors import StoreError
from store.engine import BARE, WRITE, make_engine, parse_url, sqlite_path
from store.schema import ensure_schema
from store.seal import OPTION, Seal
from store.tables import IDENTITY

_WRITER_LOCK = 0x77726974  # "writ": writers of a PostgreSQL store take turns, as SQLite's do, for the ledger's chain


def open_database(url: str, *, make: bool = True, seal: Seal | None = None) -> Database:
    """The database at `url`, made or upgraded if needed; with `make` false a SQLite file must be there already.

    With a `seal` all that is put on the ledger is sealed by it.
    Raises StoreError when it cannot be opened, belongs to another program, or was written by a newer version.
    """
    parsed = parse_url(url)
    if not make and parsed.get_backend_name() == "sqlite" and not sqlite_path(parsed).is_file():
        raise StoreError(f"{sqlite_path(parsed)}: no store there; run guowen screen first, or name its --store")
    label = parsed.render_as_string(hide_password=True)
    engine = make_engine(parsed)
    try:
        ensure_schema(engine, label)
    except SQLAlchemyError as error:
        engine.dispose()
        raise store_error(label, error) from None
    return Database(engine, label, seal)


class Database:
    """An open database, usable from several threads. `label` names it in messages, without its password."""

    def __init__(self, engine: Engine, label: str, seal: Seal | None = None) -> None:
        self.engine = engine
        self.label = label
        self.seal = seal

    def close(self) -> None:
        """Closes all connections; a SQLite file that nobody else has open is then whole by itself, without its WAL."""
        self.engine.dispose()

    @property
    def store_id(self) -> str:
        """The id this store was given when it was made: 32 hex digits."""
        with self.reading() as connection:
            return str(connection.execute(select(IDENTITY.c.store_id)).scalar_one())

    def reading(self) -> AbstractContextManager[Connection]:
        """A transaction that reads one state of the database."""
        return self._within({})

    def snapshot(self) -> AbstractContextManager[Connection]:
        """A transaction all of whose statements see one state of the database, whoever writes meanwhile."""
        isolated = {"isolation_level": "REPEATABLE READ"} if self.engine.dialect.name == "postgresql" else {}
        return self._within(isolated)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction with the only right to write; committed at the end of the block, undone by an exception."""
        with self._within(WRITE) as connection:
            if self.engine.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _WRITER_LOCK})
            yield connection

    def empty_log(self) -> None:
        """Moves SQLite's write-ahead log into the file and empties it: the log still holds what was erased since.

        A reader in the middle of a query is waited for, up to the busy timeout. PostgreSQL looks after its own log.
        """
        if self.engine.dialect.name == "sqlite":
            with self._within(BARE) as connection:
                connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)")).all()

    @contextmanager
    def _within(self, options: Mapping[str, str]) -> Iterator[Connection]:
        try:
            with self.engine.execution_options(**options, **{OPTION: self.seal}).begin() as connection:
                yield connection
        except SQLAlchemyError as error:
            raise store_error(self.label, error) from None


def store_error(label: str, error: SQLAlchemyError) -> StoreError:
    """The driver's kind of error without its words, which may quote a row."""
    cause = getattr(error, "orig", None) or error
    code = getattr(cause, "sqlite_errorname", None) or getattr(cause, "sqlstate", None) or ""
    kind = " ".join(filter(None, [type(cause).__name__, code]))
    if label.startswith("sqlite"):
        remedy = "see that the disk has room, that this account may write, and that the file is a guowen store"
    elif isinstance(error, OperationalError) and not code:
        remedy = (
            "no connection: see that the server runs at this host and port, that user and database are there, and that "
            "GUOWEN_STORE_PASSWORD is right"
        )
    else:
        remedy = "see that the disk of the server has room and that this account may write; the server's log has more"
    return StoreError(f"{label}: the database failed ({kind}); {remedy}")
