"""Killed at any moment, a backup and a restore are whole or not there. A hundred moments: see `kills`."""

from __future__ import annotations

import fcntl
import os

import pytest

from data.errors import StoreError
from store.backup import back_up, restore
from tests.databases import new_database
from tests.store.backup.kills import killed_backup, killed_restore, seconds_of

MOMENTS = (0.2, 0.5, 0.8, 0.95)
"""Shares of the time that the work takes undisturbed."""


def test_a_backup_that_is_killed(decided_sqlite, tmp_path):
    whole = seconds_of(lambda: back_up(decided_sqlite, tmp_path / "undisturbed.backup"))
    for share in MOMENTS:
        killed_backup(decided_sqlite, tmp_path, whole * share)


def test_a_restore_that_is_killed(taken, tmp_path):
    whole = seconds_of(lambda: restore(taken.path, str(tmp_path / "undisturbed.db")))
    for number, share in enumerate(MOMENTS):
        killed_restore(taken.path, f"sqlite:///{tmp_path / str(number) / 'guowen.db'}", whole * share)


def test_a_restore_into_postgresql_that_is_killed(taken, postgres):
    places = [new_database(postgres) for _ in range(3)]
    whole = seconds_of(lambda: restore(taken.path, places[0]))
    for place, share in zip(places[1:], (0.5, 0.9), strict=True):
        killed_restore(taken.path, place, whole * share)


def test_two_do_not_write_one_file(decided_sqlite, tmp_path):
    folder = tmp_path / ".guowen.backup.unfinished"
    folder.mkdir()
    held = os.open(folder, os.O_RDONLY)
    fcntl.flock(held, fcntl.LOCK_EX)
    with pytest.raises(StoreError, match="another process is writing it"):
        back_up(decided_sqlite, tmp_path / "guowen.backup")
    os.close(held)
    back_up(decided_sqlite, tmp_path / "guowen.backup")
