"""One screening of a store at a time.

The lock is held by the operating system (an advisory lock on a file beside the SQLite file) or by PostgreSQL (a session
lock), so that the lock of a killed process is gone with the process and none is ever stale.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, text

from data.errors import StoreError
from store.engine import sqlite_path

POLL_SECONDS = 0.2
_SCREENING = 0x73637265  # "scre": the advisory lock of a screening in PostgreSQL


@contextmanager
def screening_lock(engine: Engine, wait_seconds: float) -> Iterator[None]:
    """Holds the right to screen into this store while the block runs.

    Waits up to `wait_seconds`, then raises StoreError naming who holds it where that can be told.
    """
    if engine.dialect.name == "postgresql":
        with _session_lock(engine, wait_seconds):
            yield
    else:
        path = sqlite_path(engine.url)
        with _file_lock(path.with_name(path.name + ".lock"), wait_seconds):
            yield


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


@contextmanager
def _session_lock(engine: Engine, wait_seconds: float) -> Iterator[None]:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:

        def attempt() -> bool:
            taken = connection.execute(text("SELECT pg_try_advisory_lock(:key)"), {"key": _SCREENING})
            return bool(taken.scalar_one())

        if not _patiently(attempt, wait_seconds):
            raise _busy(engine.url.render_as_string(hide_password=True), "another session")
        try:
            yield
        finally:
            connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": _SCREENING})


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
