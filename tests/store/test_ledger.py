"""The chain of what the machine did."""

from __future__ import annotations

from dataclasses import replace

import pytest

from data.errors import StoreError
from store.ledger import Action, verify


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


@pytest.mark.parametrize(
    ("change", "broken_at"),
    [
        (lambda rows: [rows[0], replace(rows[1], detail={"versions": "x"}), *rows[2:]], 2),
        (lambda rows: [rows[0], replace(rows[1], at="2020-01-01T00:00:00.000Z"), *rows[2:]], 2),
        (lambda rows: [rows[0], *rows[2:]], 3),
        (lambda rows: [rows[1], rows[0], *rows[2:]], 2),
        (lambda rows: rows[1:], 2),
    ],
    ids=["detail changed", "time changed", "row removed", "rows swapped", "first row removed"],
)
def test_a_changed_chain_breaks_where_it_was_changed(store, versions, change, broken_at):
    store.begin_run("/inbox", versions)
    store.begin_run("/inbox", versions)
    rows = store.ledger()
    assert verify(rows, store.store_id) == 3
    with pytest.raises(StoreError, match=f"ledger row {broken_at}:"):
        verify(change(rows), store.store_id)


def test_the_chain_of_another_store_is_not_taken_for_this_one(store):
    with pytest.raises(StoreError, match="ledger row 1:"):
        verify(store.ledger(), "0" * 32)
