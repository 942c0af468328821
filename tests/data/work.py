"""What workers of the sandbox's tests do, by the name of the item."""

from __future__ import annotations

import os
import time

from data.errors import FileStatus, ReadError


def act(name: str) -> object:
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
    if name == "raise":
        raise ValueError("secret words")
    if name == "fault":
        raise ReadError(FileStatus.DAMAGED, name, "broken", way_out="mend it")
    if name == "big":
        return "x" * 5_000_000
    if name == "unpicklable":
        return lambda: None
    return name.upper()
