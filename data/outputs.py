"""Files that are whole or not there: written beside their place, synced, then moved into it; readable by the owner.

What is written beside has one name for one file: where a writer is killed, the next one writes over what is left.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import json
import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from data.codec import to_text
from data.errors import ConfigError

POLL_SECONDS = 0.2
NO_LOCKS = frozenset({errno.EBADF, errno.ENOLCK, errno.ENOTSUP})
"""What file systems say that cannot lock a folder; NFS wants it open for writing."""


def make_folder(folder: Path) -> None:
    """Makes the folder (0700) where it is missing. Raises ConfigError when that is refused."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(f"out: {folder} cannot be made ({error.strerror}); name a folder you may write to") from None


@contextmanager
def held(folder: Path, wait_seconds: float = 0) -> Iterator[None]:
    """Keeps every other writer that asks out of the folder while the block runs; makes it where it is missing.

    The kernel holds the lock on the folder itself, so that nothing is left when the process is killed. A network disk
    that has no such locks is written to without. Waits up to `wait_seconds`, then raises ConfigError.
    """
    make_folder(folder)
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        until = time.monotonic() + wait_seconds
        while not _try(descriptor):
            if time.monotonic() >= until:
                raise ConfigError(
                    f"out: another process is writing to {folder}; wait for it to end, set lock_wait_seconds to wait "
                    "for it, or name another folder"
                )
            time.sleep(POLL_SECONDS)
        yield
    finally:
        os.close(descriptor)


def _try(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError as error:
        if error.errno not in NO_LOCKS:
            raise
    return True


def write_json_lines(path: Path, rows: Iterable[Any]) -> str:
    """Writes one JSON value a line, UTF-8; returns the SHA-256 of the bytes."""
    return _write(path, lambda part: _write_lines(part, (to_text(row) for row in rows)))


def write_json(path: Path, value: Any) -> str:
    """Writes one indented JSON value, UTF-8; returns the SHA-256 of the bytes."""
    return _write(path, lambda part: _write_lines(part, [json.dumps(value, ensure_ascii=False, indent=2)]))


def write_with(path: Path, write: Callable[[Path], None]) -> str:
    """Has `write` make the file under another name and moves it into place; returns the SHA-256 of the bytes."""
    return _write(path, write)


def write_text(path: Path, text: str) -> str:
    """Writes `text`, UTF-8, line feeds as they are; returns the SHA-256 of the bytes."""
    return _write(path, lambda part: _write_lines(part, [text.removesuffix("\n")]))


def _write_lines(path: Path, lines: Iterable[str]) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as out:
        out.writelines(f"{line}\n" for line in lines)


def _write(path: Path, write: Callable[[Path], None]) -> str:
    part = path.with_name(f".{path.name}.part")
    try:
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
        write(part)
        with part.open("rb") as data:
            os.fsync(data.fileno())
            digest = hashlib.file_digest(data, "sha256").hexdigest()
        part.replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        raise ConfigError(f"out: {path} cannot be written ({error.strerror}); see the rights and the disk") from None
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    return digest


def _sync_folder(folder: Path) -> None:
    """Makes the new name itself outlive a loss of power."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
