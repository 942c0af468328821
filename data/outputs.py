"""Files that are whole or not there: written beside their place, synced, then moved into it; readable by the owner."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from data.codec import to_text
from data.errors import ConfigError


def make_folder(folder: Path) -> None:
    """Makes the folder (0700) where it is missing. Raises ConfigError when that is refused."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(f"out: {folder} cannot be made ({error.strerror}); name a folder you may write to") from None


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
    return digest


def _sync_folder(folder: Path) -> None:
    """Makes the new name itself outlive a loss of power."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
