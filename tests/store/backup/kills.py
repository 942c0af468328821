"""A backup or a restore that is killed at some moment: what is there then, and that the next call ends well.

`killed_backup` and `killed_restore` are one try each; whoever wants a hundred calls them with as many moments.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from sqlalchemy import create_engine, inspect

from store.backup import back_up, check, restore
from store.database import open_database
from store.ledger import Ledger


def seconds_of(work: Callable[[], object]) -> float:
    """How long the work takes in a process of its own, when nobody disturbs it."""
    begun = time.monotonic()
    process = _begin(work)
    process.join()
    assert process.exitcode == 0
    return time.monotonic() - begun


def killed_backup(url: str, folder: Path, after: float) -> bool:
    """Kills a backup of the store at `url` after so many seconds; returns whether it was made all the same.

    Raises AssertionError when what is there is no whole backup, when the store is harmed, or the next backup fails.
    """
    path = folder / "killed.backup"
    _kill(lambda: back_up(url, path), after)
    made = path.exists()
    if made:
        assert check(path).faults == ()
        path.unlink()
    again = back_up(url, path)
    assert again.faults == ()
    assert [file.name for file in folder.iterdir() if "killed" in file.name] == [path.name], "nothing is left over"
    path.unlink()
    with closing(open_database(url)) as database:
        assert Ledger(database).verify(again.manifest.head) == ()
    return made


def killed_restore(backup: Path, url: str, after: float) -> bool:
    """Kills a restore into the place `url`, where no store is; returns whether it was made all the same.

    Raises AssertionError as `killed_backup` does. Afterwards there is a store.
    """
    _kill(lambda: restore(backup, url), after)
    path = Path(url.removeprefix("sqlite:///")) if url.startswith("sqlite") else None
    made = path.exists() if path else _has_store(url)
    if not made:
        assert restore(backup, url).faults == ()
    with closing(open_database(url)) as database:
        ledger = Ledger(database)
        assert ledger.verify(check(backup).manifest.head) == ()
        assert ledger.rows(limit=1)[0].action == "store_restored"
    if path and not made:
        assert not list(path.parent.glob(".*.unfinished")), "the next call clears away what is left"
    return made


def _has_store(url: str) -> bool:
    engine = create_engine(url)
    try:
        tables = inspect(engine).get_table_names()
    finally:
        engine.dispose()
    assert tables == [] or "ledger" in tables
    return bool(tables)


def _begin(work: Callable[[], object]) -> multiprocessing.process.BaseProcess:
    def alone() -> None:
        work()
        os._exit(0)

    process = multiprocessing.get_context("fork").Process(target=alone)
    process.start()
    return process


def _kill(work: Callable[[], object], after: float) -> None:
    process = _begin(work)
    time.sleep(after)
    if process.pid and process.is_alive():
        os.kill(process.pid, signal.SIGKILL)
    process.join()
