"""What workers of the sandbox's tests do, by the name of the item."""

from __future__ import annotations

import os
import time
from pathlib import Path

from data.errors import FileStatus, ReadError
from data.watch import grant_seconds

prepared = ""


def prepare(words: str) -> None:
    """An initializer: what it keeps is there for every item of the worker."""
    global prepared  # noqa: PLW0603 - that is what initializers are for
    prepared = words


def stumble(marker: str) -> None:
    """An initializer that ends the first worker to start, and no other."""
    if not Path(marker).exists():
        Path(marker).touch()
        os._exit(5)


def fall(code: int) -> None:
    """An initializer that ends every worker."""
    os._exit(code)


def act(name: str) -> object:  # noqa: PLR0911, PLR0912 - a table of deeds
    """Does what the item is called."""
    if name == "abort":
        os.abort()
    if name == "exit":
        os._exit(3)
    if name == "memory":
        return len(bytes(4 << 30))
    if name == "spin":
        while True:
            pass
    if name == "sleep":
        time.sleep(1000)
    if name == "patient":
        grant_seconds(30)
        time.sleep(2.5)
        return "rested"
    if name == "raise":
        raise ValueError("secret words")
    if name == "fault":
        raise ReadError(FileStatus.DAMAGED, name, "broken", place="page 3", way_out="mend it")
    if name == "big":
        return "x" * 5_000_000
    if name == "unpicklable":
        return lambda: None
    if name == "prepared":
        return prepared
    if name == "pid":
        return os.getpid()
    return name.upper()
