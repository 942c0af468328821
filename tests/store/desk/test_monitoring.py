"""What monitoring reads of a desk's history, on each database."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import Any

import pytest
from sqlalchemy import insert, update

from store.desk.monitoring import SUBJECT, Held, ItemRow, PaperRow, RunRow, held, note_report
from store.desk.rows import DecisionKind, RejectReason, Verdict
from store.desk_tables import KNOWN_ANSWERS
from store.ledger import Action, Entry, Source, append
from store.tables import BATCHES, FILES, INBOXES, PROPOSALS, RUNS
from store.viewer import Role
from tests.store.desk.conftest import CONFIRM, COURT, NOW, OTHER_COURT, REJECT, Office

LATER, LAST = "2026-11-24T08:00:00.000Z", "2026-11-25T08:00:00.000Z"


def read(office: Office) -> Held:
    with office.database.snapshot() as connection:
        return held(connection)


def told(office: Office, *names: str) -> list[tuple[Any, ...]]:
    """Those fields of every item, in the order of their ids."""
    return [tuple(getattr(one, name) for name in names) for one in read(office).items]


def note(office: Office, action: Action, proposal_id: str, at: str) -> None:
    with office.database.writing() as connection:
        append(connection, [Entry(action, proposal_id, {})], Source(run_id="run1"), at=at)


def test_an_item_that_waits(office: Office) -> None:
    office.put("G1", score=0.9, due_on="2026-12-01", situations="plead benefit")
    [one] = read(office).items
    assert one == ItemRow(
        origin="machine",
        unit=COURT,
        severity="medium",
        situations=("plead", "benefit"),
        channel="电话",
        score=0.9,
        due_on="2026-12-01",
        proposed_at=NOW,
        closed_at=None,
        verdict=None,
        reason=None,
        changed=None,
        minutes=None,
        right=None,
    )


def test_verdicts_with_reason_changes_and_minutes(office: Office) -> None:
    a = office.person("a")
    for key in ("G1", "G2", "G3", "G4"):
        office.put(key)
    office.desk.claim(a, "G1")
    office.clock.now = "2026-11-23T08:03:00.000Z"
    office.desk.decide(a, "G1", CONFIRM)
    office.desk.edit(a, "G2", "place", "车上")
    office.clock.now = LATER
    office.desk.decide(a, "G2", CONFIRM)
    office.desk.decide(a, "G3", Verdict(DecisionKind.REJECT, RejectReason.OWN_DUTY))
    office.desk.decide(a, "G4", Verdict(DecisionKind.MERGE, target="G1"))
    assert told(office, "verdict", "reason", "changed", "minutes", "closed_at") == [
        ("confirm", None, (), 3.0, "2026-11-23T08:03:00.000Z"),
        ("confirm", None, ("place",), 1437.0, LATER),  # an edit claims: from 08:03 to 08:00 of the next day
        ("reject", "own_duty", None, None, LATER),
        ("merge", None, None, None, LATER),
    ]


def test_a_second_look_is_one_item_with_its_last_word(office: Office) -> None:
    a, b, c = office.person("a"), office.person("b"), office.person("c", Role.APPROVER)
    office.put("G1", "critical")
    office.put("G2", "critical")
    for key in ("G1", "G2"):
        office.desk.decide(a, key, CONFIRM)
    assert told(office, "verdict", "closed_at") == [(None, None)] * 2, "waits for its second look"
    office.clock.now = LATER
    office.desk.decide(b, "G1", CONFIRM)
    office.desk.decide(b, "G2", REJECT)
    assert told(office, "verdict", "closed_at") == [("confirm", LATER), (None, None)], "disputed"
    office.clock.now = LAST
    office.desk.decide(c, "G2", REJECT)
    assert told(office, "verdict", "reason", "closed_at")[1] == ("reject", "lawful", LAST)


def test_only_what_stands(office: Office) -> None:
    a = office.person("a")
    office.put("G1")
    office.put("G2")
    office.put("G3")
    office.desk.decide(a, "G1", CONFIRM)
    office.desk.undo(a)
    office.desk.decide(a, "G2", CONFIRM)
    office.desk.decide(a, "G2", Verdict(DecisionKind.REOPEN, note="新材料"))
    office.desk.decide(a, "G3", Verdict(DecisionKind.INFO, note="查登记"))
    assert told(office, "verdict", "closed_at") == [(None, None)] * 3


def test_when_an_item_was_first_proposed(office: Office) -> None:
    with office.database.writing() as connection:
        connection.execute(
            insert(RUNS).values(
                run_id="run2",
                inbox_id=1,
                state="finished",
                started_at=LATER,
                finished_at=LAST,
                versions_key="k",
                versions="{}",
            )
        )
    office.put("G1")
    note(office, Action.PROPOSAL_CREATED, "G1", "2026-11-23T09:00:00.000Z")
    note(office, Action.PROPOSAL_UPDATED, "G1", LAST)
    office.put("G2", first_run="run2", last_run="run2")
    office.put("G3")
    assert told(office, "proposed_at") == [("2026-11-23T09:00:00.000Z",), (LAST,), (NOW,)]


def test_withdrawn_and_erased_wait_no_longer(office: Office) -> None:
    a = office.person("a")
    for key in ("G1", "G2", "G3", "G4"):
        office.put(key)
    note(office, Action.PROPOSAL_WITHDRAWN, "G1", NOW)
    note(office, Action.PROPOSAL_RESTORED, "G1", LATER)
    note(office, Action.PROPOSAL_WITHDRAWN, "G1", LAST)
    note(office, Action.PROPOSAL_WITHDRAWN, "G2", NOW)  # restored since
    office.desk.decide(a, "G3", REJECT)
    note(office, Action.ERASED, "G3", LATER)
    note(office, Action.ERASED, "G4", LATER)
    with office.database.writing() as connection:
        for key, values in (("G1", {"state": "withdrawn"}), ("G3", {"desk": "erased"}), ("G4", {"desk": "erased"})):
            connection.execute(update(PROPOSALS).where(PROPOSALS.c.proposal_id == key).values(values))
    assert told(office, "closed_at", "verdict", "situations") == [
        (LAST, None, ("ask_progress",)),
        (None, None, ("ask_progress",)),
        (NOW, "reject", None),
        (LATER, None, None),
    ]


def test_known_answers_and_split_items_are_told_apart(office: Office) -> None:
    a = office.person("a")
    office.put("G1", origin="seed")
    office.put("G2", origin="seed")
    office.put("G3", origin="split")
    with office.database.writing() as connection:
        for key in ("G1", "G2"):
            connection.execute(insert(KNOWN_ANSWERS).values(proposal_id=key, verdict="confirm", seeded_at=NOW))
    office.desk.decide(a, "G1", CONFIRM)
    office.desk.decide(a, "G2", REJECT)
    assert told(office, "origin", "right") == [("seed", True), ("seed", False), ("split", None)]


def test_rows_that_nobody_may_see_are_not_counted(office: Office) -> None:
    office.put("G1", barred_by=None)
    office.put("G2", unit=OTHER_COURT)
    office.bar("G2", "P0042", "panel")
    assert told(office, "unit") == [(OTHER_COURT,)]


def lay(office: Office, run: str, at: str | None, *files: tuple[str, str]) -> None:
    """A batch of a run, committed at that moment: (path, bytes) of its files."""
    planned = [{"path": path, "sha256": sha256, "work_key": "w", "size": 1, "kind": None} for path, sha256 in files]
    with office.database.writing() as connection:
        key = f"{run}-{at}-{len(files)}"
        connection.execute(
            insert(BATCHES).values(run_id=run, batch_key=key, position=0, files=json.dumps(planned), committed_at=at)
        )


def file(office: Office, path: str, sha256: str, status: str = "ok", **columns: Any) -> None:
    row = {"inbox_id": 1, "path": path, "run_id": "run1", "sha256": sha256, "work_key": "w", "status": status}
    row |= {"reason": "", "kind": "chat", "documents": 1, "turns": 2, "characters": 30, "passed_over": "{}"}
    with office.database.writing() as connection:
        connection.execute(insert(FILES).values(row | columns))


def test_papers_by_the_first_time_their_bytes_were_screened(office: Office) -> None:
    with office.database.writing() as connection:
        connection.execute(insert(INBOXES).values(inbox_id=2, root="/known-answers"))
    file(office, "a.txt", "1")
    file(office, "b.PDF", "3", "damaged", kind=None, characters=0)
    file(office, "seed.txt", "9", inbox_id=2)
    lay(office, "run1", LATER, ("a.txt", "1"), ("b.PDF", "2"))
    lay(office, "run1", LAST, ("a.txt", "1"), ("b.PDF", "3"), ("sub.d/no", "4"))
    lay(office, "run1", None, ("never.txt", "5"))
    assert read(office).papers == (
        PaperRow(LATER, ".txt", "chat", "ok", 30),
        PaperRow(LATER, ".pdf", None, None, None),  # its bytes have changed since
        PaperRow(LAST, ".pdf", None, "damaged", 0),
        PaperRow(LAST, "", None, None, None),
    )


def test_finished_screenings_in_the_order_of_their_ends(office: Office) -> None:
    row = {"inbox_id": 1, "started_at": NOW, "versions_key": "k", "versions": '{"model":"m2"}'}
    counts = '{"files":3,"quarantined":1}'
    with office.database.writing() as connection:
        connection.execute(insert(RUNS).values(**row, run_id="z", state="finished", finished_at=LATER, counts=counts))
        connection.execute(insert(RUNS).values(**row, run_id="y", state="abandoned", finished_at=None))
        connection.execute(update(RUNS).where(RUNS.c.run_id == "run1").values(finished_at=LAST))
    assert read(office).runs == (
        RunRow(1, LATER, {"model": "m2"}, {"files": 3, "quarantined": 1}),
        RunRow(1, LAST, {"code": "1", "model": "m1", "rulebook": "r1", "registries": "x"}, {}),
    )


def test_a_report_leaves_one_row_and_the_chain_holds(office: Office) -> None:
    with office.database.writing() as connection:
        note_report(connection, {"items": 3}, NOW)
    row = office.ledger()[-1]
    assert (row.action, row.subject, row.actor, row.detail) == (Action.REPORT_VIEWED, SUBJECT, None, {"items": 3})
    assert office.faults() == []


@pytest.mark.parametrize("row", [ItemRow, PaperRow, RunRow])
def test_no_field_can_name_anybody(row: type) -> None:
    people = {"account_id", "reviewer", "intervener", "intervener_id", "case_no", "path", "note", "body", "name"}
    assert people.isdisjoint(field.name for field in fields(row))
