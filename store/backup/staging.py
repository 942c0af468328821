"""A SQLite file that is whole or not there: built in a hidden folder beside its place, synced, then given its name.

Killed at any point, what is left is the hidden folder, which the next call for the same place clears away.
"""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Engine, create_engine, event
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from data.errors import StoreError

_BESIDE = ("-wal", "-shm", "-journal")
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_NO_LINKS = frozenset({errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS})
# A file without its name is worth nothing yet: nothing is synced on the way, and no log lies beside it.
_PRAGMAS = ("journal_mode=MEMORY", "synchronous=OFF", "foreign_keys=ON", "secure_delete=ON", "temp_store=MEMORY")


@contextmanager
def staged(path: Path) -> Iterator[Path]:
    """Where to build the SQLite file that is `path` once the block has ended; an exception leaves nothing.

    It is readable by its owner only. Raises StoreError when there is such a file already, when another process is
    building it, or when it cannot be written, as on a full disk.
    """
    check_free(path)
    try:
        with _own_folder(path) as folder:
            part = folder / "part"
            os.close(os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
            yield part
            _place(part, path)
    except (OSError, SQLAlchemyError, sqlite3.Error) as error:
        raise _not_written(path, error) from None


def building(part: Path) -> Engine:
    """An engine over a file that is being built; it stays one file throughout."""
    engine = create_engine(URL.create("sqlite", database=str(part)), poolclass=NullPool, hide_parameters=True)

    def prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        # As in store.readonly: text that is no UTF-8 was put there from outside, and must come to the check.
        connection.text_factory = lambda data: data.decode("utf-8", errors="surrogateescape")
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}").fetchall()

    event.listen(engine, "connect", prepare)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    return engine


def check_free(path: Path) -> None:
    """Raises StoreError when `path` is taken, or when the log of a store lies there that was moved without it: SQLite
    would play that log into the new file."""
    for name in ("", *_BESIDE):
        there = path.with_name(path.name + name)
        if os.path.lexists(there):
            together = f"; {path.name}, {path.name}-wal and {path.name}-shm belong together" if name else ""
            raise StoreError(
                f"{there}: there already, and nothing is overwritten; name another file, or move it away{together}"
            )


@contextmanager
def _own_folder(path: Path) -> Iterator[Path]:
    """An empty folder beside `path`, for one process at a time; removed at the end."""
    folder = path.with_name(f".{path.name}.unfinished")
    folder.mkdir(mode=0o700, exist_ok=True)
    held = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StoreError(f"{path}: another process is writing it; wait for it to end") from None
        for left in folder.iterdir():
            left.unlink()
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    finally:
        os.close(held)


def _place(part: Path, path: Path) -> None:
    """Gives a finished file its name, which nobody may have taken meanwhile; both outlive a loss of power."""
    with part.open("rb") as data:
        os.fsync(data.fileno())
    check_free(path)
    try:
        os.link(part, path)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        part.rename(path)  # a disk without hard links, as memory sticks are
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _not_written(path: Path, error: OSError | SQLAlchemyError | sqlite3.Error) -> StoreError:
    """The fault in words, with no value of a statement."""
    cause = getattr(error, "orig", None) or error
    name = getattr(cause, "sqlite_errorname", "")
    if getattr(cause, "errno", None) in _NO_ROOM or name == "SQLITE_FULL":
        return StoreError(
            f"{path}: the disk is full; nothing was written. Free some room, or name a file on another disk"
        )
    kind = getattr(cause, "strerror", None) or " ".join(filter(None, [type(cause).__name__, name]))
    return StoreError(
        f"{path}: cannot be written ({kind}); nothing is there now. Name a file in a folder that is there, on a disk "
        "with room, where this account may write"
    )
