"""Who is recused from what a run has saved, by the registries of the run: on SQLite and PostgreSQL."""

from __future__ import annotations

from sqlalchemy import insert, select

from records.types import PersonLink
from store.desk_tables import BARS
from store.rows import ProposalState
from store.tables import PROPOSALS
from store.viewer import Role, Viewer, visible
from tests.store.nights import AFTER, decide, row_of


def test_every_saved_proposal_has_bars(nights, rows, barred, proposal):
    nights([proposal()])
    assert barred() == {("P0007", "named"), ("P0011", "handler")}
    names = {(person, kind) for person, kind in rows(BARS, "person", "kind") if person.startswith("name:")}
    assert names == {("name:顾长青", "named"), ("name:周大海", "named"), ("name:方娟", "handler")}


def test_without_registries_those_are_barred_whom_the_proposal_names(store, versions, barred, rows, proposal):
    store.save_proposals(store.begin_run("/inbox", versions), [proposal()])
    assert barred() == {("P0007", "named")}
    assert row_of(rows, "barred_by") == ("",)


def test_other_registries_draw_them_anew(nights, rows, barred, proposal):
    nights([proposal()])
    assert nights([proposal()], AFTER).updated == 0
    assert barred() == {("P0007", "named"), ("P0012", "handler"), ("L0001", "relative")}
    assert row_of(rows, "barred_by") == ("c" * 64,)


def test_also_of_what_is_no_longer_proposed(nights, barred, rows, proposal):
    nights([proposal()])
    nights([], AFTER)
    assert ("L0001", "relative") in barred()
    assert row_of(rows, "barred_by", "state") == ("c" * 64, ProposalState.WITHDRAWN.value)


def test_what_people_declared_stays(nights, database, barred, proposal):
    nights([proposal()])
    with database.writing() as connection:
        connection.execute(insert(BARS).values(proposal_id="G0001", person="account:a1", kind="declared"))
    nights([proposal(score=0.5)], AFTER)
    assert ("account:a1", "declared") in barred()


def test_where_people_have_worked_nobody_is_let_in_again(nights, worked, barred, proposal):
    touched = {"G0001": {"desk": "confirmed"}, "G0002": {"desk": "second"}, "G0003": {"origin": "split"}}
    every = [proposal(proposal_id=id_) for id_ in touched]
    nights(every)
    for id_, told in touched.items():
        worked(id_, **told)
    nights(every, AFTER)
    for id_, told in touched.items():
        assert {("P0011", "handler"), ("P0012", "handler")} <= barred(id_), told


def test_nor_where_a_decision_was_taken_back(nights, database, barred, proposal):
    nights([proposal()])
    decide(database, "G0001")
    nights([proposal()], AFTER)
    assert {("P0011", "handler"), ("P0012", "handler")} <= barred()


def test_what_is_one_matter_has_the_bars_of_all(nights, worked, barred, proposal):
    other = proposal(proposal_id="G0002", intervener=PersonLink("方娟", "officials", "P0011", 0.9))
    nights([proposal(), other])
    worked("G0002", desk="merged", merged_into="G0001")
    nights([proposal(), other], AFTER)
    assert barred("G0001") == barred("G0002")
    assert {("P0007", "named"), ("P0011", "named"), ("L0001", "relative")} <= barred("G0001")


def test_nobody_sees_what_has_none_yet(nights, worked, database, proposal):
    nights([proposal()])
    reviewer = Viewer("a1", frozenset({Role.REVIEWER}), None, frozenset({"name:某某"}))
    assert _seen(database, reviewer) == 1
    worked("G0001", barred_by=None)
    assert _seen(database, reviewer) == 0


def test_who_is_barred_sees_nothing(nights, database, proposal):
    nights([proposal()])
    for key, count in (("P0007", 0), ("P0011", 0), ("name:方娟", 0), ("name:周大海", 0), ("P0012", 1)):
        assert _seen(database, Viewer("a1", frozenset({Role.REVIEWER}), None, frozenset({key}))) == count, key


def _seen(database, viewer):
    with database.reading() as connection:
        return len(connection.execute(select(PROPOSALS.c.proposal_id).where(visible(viewer))).all())
