"""One screening of a store at a time.

The lock is held by the operating system (an advisory lock on a file beside the SQLite file) or by PostgreSQL (a session
lock), so that the lock of a killed process is gone with the process and none is ever stale. PostgreSQL's is gone with
its session too, which a network or a restart may cut: it is asked for again before what must be done by one alone.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import SQLAlchemyError

from data.errors import StoreError
from store.database import store_error
from store.engine import sqlite_path

POLL_SECONDS = 0.2
Renew = Callable[[], None]
"""Makes sure that the lock is held. Raises StoreError when the session that held it is gone and another one has it."""
SCREENING_KEY = 0x73637265
"""The advisory lock of a screening in PostgreSQL, "scre"; one a database of the server."""


@contextmanager
def screening_lock(engine: Engine, wait_seconds: float) -> Iterator[Renew]:
    """Holds the right to screen into this store while the block runs, which is given a way to renew it.

    Waits up to `wait_seconds`, then raises StoreError naming who holds it where that can be told.
    """
    if engine.dialect.name == "postgresql":
        lock = _SessionLock(engine)
        try:
            lock.take(wait_seconds)
            yield lock.renew
        finally:
            lock.give_back()
    else:
        path = sqlite_path(engine.url)
        with _file_lock(path.with_name(path.name + ".lock"), wait_seconds):
            yield lambda: None  # held by the kernel for as long as this process lives


@contextmanager
def _file_lock(path: Path, wait_seconds: float) -> Iterator[None]:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if not _patiently(lambda: _try_file(descriptor), wait_seconds):
            holder = os.pread(descriptor, 100, 0).decode("utf-8", "replace").strip()
            raise _busy(str(path.with_suffix("")), f"process {holder}" if holder else "another process")
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()} on {os.uname().nodename}\n".encode(), 0)
        yield
    finally:
        os.close(descriptor)  # gives the lock back; the file stays, removing it would let two processes in


def _try_file(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


class _SessionLock:
    """The advisory lock of one session."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine.execution_options(isolation_level="AUTOCOMMIT")
        self._session: Connection | None = None

    def take(self, wait_seconds: float) -> None:
        """Waits up to `wait_seconds`, then raises StoreError; at once when the database fails."""
        try:
            self._session = self._engine.connect()
            taken = _patiently(self._attempt, wait_seconds)
        except SQLAlchemyError as error:
            raise store_error(self._label, error) from None
        if not taken:
            raise _busy(self._label, "another session")

    def renew(self) -> None:
        """Sees that the session lives, and takes the lock by another one where it does not."""
        try:
            self._ask("SELECT 1")
        except SQLAlchemyError:
            self._drop()
            self.take(0)

    def give_back(self) -> None:
        """Gives the lock back; where the session is gone the lock went with it."""
        with suppress(SQLAlchemyError):
            self._ask("SELECT pg_advisory_unlock(:key)", key=SCREENING_KEY)
        self._drop()

    @property
    def _label(self) -> str:
        return self._engine.url.render_as_string(hide_password=True)

    def _attempt(self) -> bool:
        return bool(self._ask("SELECT pg_try_advisory_lock(:key)", key=SCREENING_KEY))

    def _ask(self, statement: str, **values: int) -> object:
        return self._session.execute(text(statement), values).scalar_one() if self._session else None

    def _drop(self) -> None:
        """Closes the session itself: given back to the pool it would keep the lock."""
        if self._session is not None:
            with suppress(SQLAlchemyError):
                self._session.invalidate()
            with suppress(SQLAlchemyError):
                self._session.close()
            self._session = None


def _patiently(attempt: Callable[[], bool], wait_seconds: float) -> bool:
    deadline = time.monotonic() + wait_seconds
    while not attempt():
        if time.monotonic() >= deadline:
            return False
        time.sleep(POLL_SECONDS)
    return True


def _busy(store: str, holder: str) -> StoreError:
    return StoreError(
        f"{store}: {holder} is screening into this store; wait for it to end, "
        "set lock_wait_seconds to wait for it, or name another store"
    )
