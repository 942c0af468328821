"""The bytes of a file of the inbox, opened so that nothing outside the inbox can be reached."""

from __future__ import annotations

import hashlib
import os
import stat
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path

from data.inbox import shown_path
from review.source.refusal import Refused, Why

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
"""A pipe that lies where a file was must not be waited for."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file to be opened: the inbox, the path in it, the SHA-256 its bytes must have, the most bytes of it."""

    root: str
    path: str
    sha256: str
    most: int


def content(wanted: Wanted) -> bytes | Refused:
    """The bytes that were screened; GONE, CHANGED or UNREADABLE when they are not there.

    Every folder on the way is opened from the one before without following links, so that neither `..` nor a link,
    even one that is laid while this runs, leads out of the inbox.
    """
    steps = wanted.path.split("/")
    if any(step in ("", ".", "..") or "\0" in step for step in steps):
        return Refused(Why.GONE)
    try:
        descriptor = _descend(wanted.root, steps)
        if descriptor is None:
            return Refused(Why.GONE)
        with os.fdopen(descriptor, "rb") as file:
            data = _read(file, wanted.most)
    except OSError:
        return Refused(Why.GONE)
    if isinstance(data, bytes) and hashlib.sha256(data).hexdigest() != wanted.sha256:
        return Refused(Why.CHANGED)
    return data


def _read(file: BufferedReader, most: int) -> bytes | Refused:
    """All of a regular file. Raises OSError when the system refuses."""
    facts = os.fstat(file.fileno())
    if not stat.S_ISREG(facts.st_mode):
        return Refused(Why.GONE)
    data = file.read(most + 1) if facts.st_size <= most else b""
    return Refused(Why.UNREADABLE) if facts.st_size > most or len(data) > most else data


def _descend(root: str, steps: list[str]) -> int | None:
    """A descriptor of the file, None when a name on the way is not there. Raises OSError when it cannot be opened."""
    here = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        for number, step in enumerate(steps, 1):
            name = _stored_as(here, step)
            if name is None:
                return None
            following = os.open(name, _FILE if number == len(steps) else _FOLDER, dir_fd=here)
            os.close(here)
            here = following
        found, here = here, -1
        return found
    finally:
        if here >= 0:
            os.close(here)


def _stored_as(folder: int, step: str) -> str | None:
    """The name in the file system of an entry that is known as `step`: the same, but for names in a legacy encoding."""
    try:
        os.stat(step, dir_fd=folder, follow_symlinks=False)
        return step
    except FileNotFoundError:
        names = sorted(os.listdir(folder))
    return next((name for name in names if shown_path(Path("/", name), Path("/")) == step), None)
