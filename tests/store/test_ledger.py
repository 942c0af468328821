"""The chain of what the machine did."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, text

from data.errors import ConfigError, StoreError
from store.chain import anchor_of, genesis, row_hash
from store.engine import WRITE, make_engine, parse_url
from store.ledger import Action, Entry, Ledger, Source, Wanted, append
from store.repository import open_store
from store.schema import upgrade
from store.seal import seal_of
from store.tables import LEDGER_VALUES


def test_every_step_of_a_run_is_on_record(store, versions, commit, outcome, finding, proposal):
    run = store.begin_run("/inbox", versions)
    commit(store, run, outcome("comms/a.txt", findings=(finding(),)), outcome("b.txt"))
    store.settle_places(run, ["comms/a.txt"])
    store.save_proposals(run, [proposal()])
    store.save_proposals(run, [])
    store.save_proposals(run, [proposal()])
    store.begin_run("/inbox", versions)
    store.finish_run(run, {"files": 1}, {"proposals.jsonl": "c" * 64})
    rows = store.ledger()
    assert [row.action for row in rows] == [
        Action.STORE_CREATED,
        Action.RUN_STARTED,
        Action.BATCH_COMMITTED,
        Action.FILES_MOVED,
        Action.PROPOSAL_CREATED,
        Action.PROPOSAL_WITHDRAWN,
        Action.PROPOSAL_RESTORED,
        Action.RUN_RESUMED,
        Action.OUTPUT_WRITTEN,
        Action.RUN_FINISHED,
    ]
    assert rows[2].detail == {"files": 2, "findings": 1}
    assert store.verify_ledger() == len(rows) == 10


def test_no_text_or_name_stands_in_it(store, versions, commit, outcome, finding, proposal):
    run = store.begin_run("/inbox", versions)
    commit(store, run, outcome("顾长青的来电.txt", findings=(finding(),)))
    store.save_proposals(run, [proposal()])
    store.settle_places(run, [])
    assert all(ord(sign) < 128 for sign in str(store.ledger()))


def test_rows_cannot_be_changed_by_accident(store, versions):
    store.begin_run("/inbox", versions)
    for statement in ("UPDATE ledger SET actor = 'x'", "DELETE FROM ledger"):
        with pytest.raises(StoreError, match="the database failed"):
            with store._database.writing() as connection:
                connection.execute(text(statement))
    assert store.verify_ledger() == 2


def test_a_value_can_be_erased_and_what_it_was_cannot_be_guessed(store):
    database = store._database
    with database.writing() as connection:
        append(connection, [Entry(Action.ITEM_EDITED, "G1", {}, old="旧", new={"b": 1, "a": None})], Source(), at="t")
        append(connection, [Entry(Action.ITEM_EDITED, "G1", {}, old="旧")], Source(), at="t")
    ledger = Ledger(database)
    assert ledger.values([2, 3]) == {(2, "old"): "旧", (2, "new"): {"b": 1, "a": None}, (3, "old"): "旧"}
    second, first = ledger.rows(limit=2)
    assert first.old != second.old, "salted"
    with database.writing() as connection:
        connection.execute(delete(LEDGER_VALUES))
        append(connection, [Entry(Action.ERASED, "G1", {"values": 3})], Source(), at="t")
    assert ledger.kept([2, 3]) == set()
    assert ledger.verify() == ()


def test_rows_are_read_from_the_newest_on(store):
    with store._database.writing() as connection:
        for number in range(5):
            actor = "a1" if number % 2 else None
            append(connection, [Entry(Action.CLAIMED, f"G{number}")], Source(actor=actor), at=f"2026-11-2{number}T")
    ledger = Ledger(store._database)
    told = [
        (Wanted(), [6, 5, 4, 3, 2, 1]),
        (Wanted(before=4), [3, 2, 1]),
        (Wanted(actor="a1"), [5, 3]),
        (Wanted(machine=True, action="claimed"), [6, 4, 2]),
        (Wanted(subject="G2"), [4]),
        (Wanted(since="2026-11-21", until="2026-11-23"), [4, 3]),
    ]
    assert [[row.sequence for row in ledger.rows(wanted)] for wanted, _ in told] == [numbers for _, numbers in told]
    assert [row.sequence for row in ledger.rows(limit=2)] == [6, 5]


KEYS = ("the-first-key-of-the-office-2025-0", "the-second-key-of-the-office-2026-")


def test_a_new_key_goes_before_the_old_one(store_url, versions):
    for number, told in enumerate([None, KEYS[0], f"{KEYS[1]} {KEYS[0]}"], 1):
        with open_store(store_url, seal_of(told)) as store:
            store.begin_run(f"/inbox{number}", versions)
    with open_store(store_url, seal_of(f"{KEYS[1]} {KEYS[0]}")) as store:
        assert store.verify_ledger() == 4
        names = [row.sealed_by for row in store.ledger()]
        assert names[:2] == [None, None]
        assert len(set(names[2:])) == 2
    with open_store(store_url, seal_of(KEYS[1])) as store:
        with pytest.raises(StoreError, match="row 3: sealed with the key .* which GUOWEN_LEDGER_KEY does not hold"):
            store.verify_ledger()
    with open_store(store_url) as store:
        assert store.verify_ledger() == 4, "the chain itself needs no key"


@pytest.mark.parametrize("told", [None, KEYS[0]], ids=["no key", "another key"])
def test_nothing_is_written_that_would_break_a_sealed_chain(store_url, versions, told):
    with open_store(store_url, seal_of(KEYS[1])) as store:
        store.begin_run("/inbox", versions)
    with open_store(store_url, seal_of(told)) as store:
        with pytest.raises(StoreError, match="the chain is sealed, .* set GUOWEN_LEDGER_KEY"):
            store.begin_run("/other", versions)
    with open_store(store_url, seal_of(KEYS[1])) as store:
        assert store.verify_ledger() == 2


@pytest.mark.parametrize("told", ["", "12", "12:", "x:" + "0" * 64, "1:" + "g" * 64, "1:" + "0" * 63, "-1:" + "0" * 64])
def test_a_head_that_is_none(told):
    with pytest.raises(ConfigError, match="not SEQUENCE:HASH"):
        anchor_of(told)


def test_a_head_is_read_as_it_is_printed():
    assert str(anchor_of(" 12:" + "AB" * 32 + "\n")) == "12:" + "ab" * 32


def test_the_audit_of_an_older_store_becomes_the_ledger_and_still_holds(absent_url):
    engine = make_engine(parse_url(absent_url))
    store_id, previous = "ab" * 16, genesis("ab" * 16)
    with engine.execution_options(**WRITE).begin() as connection:
        upgrade(connection, "initial")
        identity = "INSERT INTO identity (identity_id, store_id, created_at) VALUES (1, :id, 't')"
        connection.execute(text(identity), {"id": store_id})
        for number in (1, 2):
            row = {
                "sequence": number,
                "at": "t",
                "run_id": "",
                "action": "output_written",
                "subject": "x",
                "detail": "{}",
            }
            row |= {"previous": previous}
            row |= {"hash": row_hash(row)}
            previous = str(row["hash"])
            columns = ", ".join(row)
            marks = ", ".join(f":{name}" for name in row)
            connection.execute(text(f"INSERT INTO audit ({columns}) VALUES ({marks})"), row)
    engine.dispose()
    with open_store(absent_url) as store:
        assert store.verify_ledger() == 2
        assert str(store.ledger_head()) == f"2:{previous}"
        store.begin_run("/inbox", {"code": "1"})
        assert store.verify_ledger() == 3
