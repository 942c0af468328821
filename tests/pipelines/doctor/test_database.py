"""The store as the doctor sees it: sound, away, spoilt, sealed, screened into by another process."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing

import pytest

from pipelines.doctor import database, office
from pipelines.doctor.check import State
from pipelines.doctor.file_store import lock_holder
from store.clock import now
from store.database import open_database
from store.ledger import Action, Entry, Source, append
from store.lock import screening_lock
from store.seal import seal_of
from tests.databases import new_database
from tests.pipelines.doctor.looking import KEY, patient, states


def test_postgresql_is_looked_at_without_being_changed(made_postgresql):
    found = states(database.database(patient(store=made_postgresql)))
    assert found["database"] == found["schema"] == found["ledger"] == found["writable"] == found["lock"] == State.OK
    assert found["durability"] is State.NOTE or found["durability"] is State.FAULT, "the tests' server does not sync"


def test_a_database_that_does_not_answer_is_a_fault_and_shows_no_password(monkeypatch):
    monkeypatch.setenv("GUOWEN_STORE_PASSWORD", "geheim")
    (told,) = database.database(patient(store="postgresql://u@127.0.0.1:9/none"))
    assert told.state is State.FAULT
    assert "geheim" not in told.seen + told.remedy


def test_no_store_yet_is_a_note(tmp_path):
    assert states(database.database(patient())) == {"database": State.NOTE, "writable": State.OK}
    assert list(tmp_path.iterdir()) == []


def spoilt(url: str, *statements: str) -> None:
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as store, store:
        guards = store.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for statement in (*(f"DROP TRIGGER {name}" for (name,) in guards), *statements):
            store.execute(statement)


@pytest.mark.parametrize(
    ("statement", "name"),
    [
        ("UPDATE ledger SET detail = '{\"x\":1}'", "ledger"),
        ("UPDATE ledger_head SET hash = 'x'", "ledger"),
        ("UPDATE ledger SET at = '2099-01-01T00:00:00.000Z'", "ledger_time"),
        ("UPDATE guowen_version SET version_num = 'of_tomorrow'", "schema"),
    ],
)
def test_what_is_wrong_in_the_store_is_a_fault(new_sqlite, statement, name):
    spoilt(new_sqlite, statement)
    assert states(database.database(patient(store=new_sqlite)))[name] is State.FAULT


def test_a_sealed_ledger_needs_its_key(tmp_path, monkeypatch):
    monkeypatch.setenv("GUOWEN_LEDGER_KEY", KEY)
    url, told = f"sqlite:///{tmp_path / 'sealed.db'}", patient(store="sealed.db")
    store = open_database(url, seal=seal_of(KEY))
    with store.writing() as connection:
        append(connection, [Entry(Action.STORE_CREATED, "again", {})], Source(), at=now())
    store.close()
    assert states(database.database(told))["ledger"] is State.OK
    assert states(office.ledger_key(told)) == {"ledger_key": State.OK}
    monkeypatch.delenv("GUOWEN_LEDGER_KEY")
    assert states(database.database(patient(store="sealed.db")))["ledger"] is State.FAULT
    monkeypatch.setenv("GUOWEN_LEDGER_KEY", "short")
    assert states(office.ledger_key(patient())) == {"ledger_key": State.FAULT}


def test_a_screening_that_goes_on_is_seen(new_sqlite):
    store = open_database(new_sqlite)
    with screening_lock(store.engine, 0):
        found = {one.name: one for one in database.database(patient(store=new_sqlite))}
    store.close()
    assert found["lock"].state is State.NOTE
    assert str(os.getpid()) in found["lock"].seen


def test_a_screening_of_another_database_of_the_server_is_none_of_this_one(postgres, made_postgresql):
    busy, free = (new_database(postgres, made_postgresql) for _ in range(2))
    store = open_database(busy)
    with screening_lock(store.engine, 0):
        found = [states(database.database(patient(store=url)))["lock"] for url in (busy, free)]
    store.close()
    assert found == [State.NOTE, State.OK]


@pytest.mark.parametrize(
    ("shown", "named", "holder"),
    [
        ("1: FLOCK  ADVISORY  WRITE 4242 {device}:{inode} 0 EOF", "7", "4242"),
        ("1: FLOCK  ADVISORY  WRITE 4242 fe:7f:{inode} 0 EOF", "7", ""),
        ("1: FLOCK  ADVISORY  WRITE 4242 fe:7f:{inode} 0 EOF", "4242", "4242"),
        ("1: POSIX  ADVISORY  WRITE 4242 {device}:{inode} 0 EOF", "4242", ""),
        ("1: -> FLOCK  ADVISORY  WRITE 4242 {device}:{inode} 0 EOF", "4242", ""),
    ],
    ids=["this file", "its number on another disk", "a file system with two devices", "another kind", "one that waits"],
)
def test_a_lock_is_of_a_file_by_device_and_inode(tmp_path, shown, named, holder):
    file, locks = tmp_path / "guowen.db.lock", tmp_path / "locks"
    file.write_text(f"{named} on host\n")
    about = file.stat()
    device = f"{os.major(about.st_dev):02x}:{os.minor(about.st_dev):02x}"
    locks.write_text(shown.format(device=device, inode=about.st_ino) + "\n")
    assert lock_holder(file, locks) == holder
