"""What is backed up comes back, from either database into either, and the ledger says so."""

from __future__ import annotations

import stat
import threading
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import func, select

from data.errors import StoreError
from store.accounts import Accounts, NewAccount
from store.backup import Taken, Terms, back_up, check, restore
from store.backup.rows import measure, tables_at
from store.database import open_database
from store.desk_tables import SESSIONS
from store.ledger import Action, Ledger
from store.repository import Store
from store.schema import HEAD
from store.seal import seal_of
from store.viewer import Role
from tests.store.backup.conftest import KEY

LEDGER = {"ledger", "ledger_head"}


def sums(url: str) -> dict[str, tuple[int, str]]:
    """Rows and digests of what a backup has but for the ledger, which goes on."""
    with closing(open_database(url)) as database, database.snapshot() as connection:
        found = measure(connection, [table for table in tables_at(HEAD) if table.name not in LEDGER | {"sessions"}])
    return {name: (table.rows, table.sha256) for name, table in found.items()}


def test_all_comes_back_and_the_ledger_goes_on(decided, place, tmp_path):
    before = sums(decided)
    taken = back_up(decided, tmp_path / "guowen.backup", by="command")
    restored = restore(taken.path, place, terms=Terms(noted=taken.manifest.head, by="command"))
    assert (taken.faults, restored.faults, restored.lost) == ((), (), 0)
    assert sums(place) == before
    with closing(open_database(place)) as database:
        ledger = Ledger(database)
        assert ledger.verify(taken.manifest.head) == ()
        newest = ledger.rows(limit=2)
    assert [(row.sequence, row.action, row.actor) for row in newest] == [
        (12, Action.STORE_RESTORED, "command"),
        (11, Action.BACKUP_STARTED, "command"),
    ]
    assert newest[0].detail["head"] == 11
    assert newest[0].subject == taken.manifest.backup_id


def test_the_restored_store_counts_on(decided, place, tmp_path):
    restore(back_up(decided, tmp_path / "guowen.backup").path, place)
    with closing(open_database(place)) as database:
        new = NewAccount(login="new", name="新人", roles=frozenset({Role.AUDITOR}), oidc_subject="s-9")
        Accounts(database).add(new, by="command")
        store = Store(database)
        run = store.begin_run("/another/inbox", {})
        store.finish_run(run, {}, {})
        assert Ledger(database).verify() == ()


def test_the_store_tells_of_the_backup_that_was_made(decided, tmp_path):
    taken = back_up(decided, tmp_path / "guowen.backup", by="command")
    with closing(open_database(decided)) as database:
        made, begun = Ledger(database).rows(limit=2)
    assert (begun.action, made.action) == (Action.BACKUP_STARTED, Action.BACKUP_MADE)
    assert made.detail["sha256"] == taken.sha256
    assert made.detail["head_hash"] == taken.manifest.head.hash


def test_nobody_else_reads_it_and_nobody_is_signed_in_by_it(decided, tmp_path):
    taken = back_up(decided, tmp_path / "guowen.backup")
    assert stat.S_IMODE(taken.path.stat().st_mode) == 0o600
    assert taken.manifest.tables["sessions"].rows == 0
    assert taken.manifest.left_out == ("sessions",)
    assert b"c" * 64 not in taken.path.read_bytes()
    assert sorted(file.name for file in tmp_path.iterdir() if "backup" in file.name) == ["guowen.backup"]
    with closing(open_database(decided)) as database, database.reading() as connection:
        assert connection.execute(select(func.count()).select_from(SESSIONS)).scalar_one() == 1


def test_it_is_of_one_moment_while_others_write(decided, tmp_path):
    done = threading.Event()

    def work() -> None:
        with closing(open_database(decided)) as database:
            number = 0
            while not done.wait(0.01):
                number += 1
                new = NewAccount(f"n{number}", f"人{number}", frozenset({Role.AUDITOR}), oidc_subject=f"n-{number}")
                Accounts(database).add(new, by="command")

    worker = threading.Thread(target=work)
    worker.start()
    try:
        found = [back_up(decided, tmp_path / f"{number}.backup") for number in range(2)]
    finally:
        done.set()
        worker.join()
    assert [taken.faults for taken in found] == [()] * 2
    assert [check(taken.path).manifest for taken in found] == [taken.manifest for taken in found]


def test_a_sealed_ledger_needs_its_key_on_the_way_out_and_in(sealed_sqlite, tmp_path):
    seal = seal_of(KEY)
    with pytest.raises(StoreError, match="set GUOWEN_LEDGER_KEY"):
        back_up(sealed_sqlite, tmp_path / "guowen.backup")
    taken: Taken = back_up(sealed_sqlite, tmp_path / "guowen.backup", seal=seal)
    place = f"sqlite:///{tmp_path / 'restored.db'}"
    with pytest.raises(StoreError, match="set GUOWEN_LEDGER_KEY"):
        restore(taken.path, place)
    assert not Path(tmp_path / "restored.db").exists()
    assert restore(taken.path, place, seal=seal).faults == ()
    checked = check(taken.path, seal=seal)
    assert (checked.faults, checked.sealed) == ((), 10)
    with closing(open_database(place, seal=seal)) as database:
        assert Ledger(database).sealed() == 11
        assert Ledger(database).verify() == ()
