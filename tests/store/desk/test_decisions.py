"""Decisions: where they lead, what they keep, who sees them, and taking them back."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from sqlalchemy import insert

from data.errors import NotThere, Taken, Unfit
from store.desk.rows import DecisionKind, DeskState, RejectReason, Verdict, Wishes
from store.desk_tables import CONSENTS
from store.ledger import Action, Entry, Source, append
from store.viewer import Role
from tests.store.desk.conftest import CONFIRM, NOW, REJECT

K, S = DecisionKind, DeskState
WISHES = Wishes()


def test_two_keys_then_the_next_item(office):
    office.put("G1")
    office.put("G2", due_key="2024-03-01")
    ann, desk = office.person("ann"), office.desk
    assert desk.next_item(ann, WISHES) == "G2"
    made = desk.decide(ann, "G2", CONFIRM)
    assert (made.kind, made.round, made.account_id) == (K.CONFIRM, 1, "ann")
    assert (office.column("G2", "desk"), office.column("G2", "decided_digest")) == ("confirmed", "digest of G2")
    assert desk.next_item(ann, WISHES, after="G2") == "G1"
    assert desk.item(ann, "G2").claimed_by is None


def test_the_machines_columns_stay_as_they_are(office):
    office.put("G1")
    ann, desk = office.person("ann"), office.desk
    body = office.column("G1", "body")
    desk.edit(ann, "G1", "place", "茶楼")
    made = desk.decide(ann, "G1", CONFIRM)
    assert (made.kind, made.outcome.changed, made.outcome.record["place"]) == (K.AMEND, ("place",), "茶楼")
    assert office.column("G1", "body") == body
    item = desk.item(ann, "G1")
    assert (item.row.body["record"]["place"], item.outcome.record["place"], item.drafts) == ("办公室", "茶楼", {})


@pytest.mark.parametrize(
    "verdict",
    [
        Verdict(K.AMEND),  # nothing was changed
        Verdict(K.REJECT),  # no reason
        Verdict(K.CONFIRM, RejectReason.LAWFUL),
        Verdict(K.INFO, note="  "),
        Verdict(K.MERGE),
        Verdict(K.MERGE, target="G1"),
        Verdict(K.SPLIT),
        Verdict(K.NOT_PERSON, person={"registry": "officials", "id": "P9999"}),
        Verdict(K.NOT_PERSON, person={"registry": "officials", "id": "P0007"}),  # who stands there already
        Verdict(K.CONFIRM, note="长" * 2001),
        Verdict(K.CONFIRM, seen="another digest"),
    ],
)
def test_what_cannot_be_said_changes_nothing(office, verdict):
    office.put("G1")
    ann = office.person("ann")
    with pytest.raises(Unfit):
        office.desk.decide(ann, "G1", verdict)
    assert office.column("G1", "desk") == "open"
    assert office.desk.last_decision(ann) is None


@pytest.mark.parametrize(
    ("verdict", "state"),
    [(Verdict(K.REMIND), S.REMINDED), (Verdict(K.INFO, note="问清日期"), S.INFO)],
)
def test_an_item_that_waits_can_still_be_decided(office, verdict, state):
    office.put("G1")
    ann, ben = office.person("ann"), office.person("ben")
    office.desk.decide(ann, "G1", verdict)
    assert office.column("G1", "desk") == state
    assert office.desk.decisions_of(ben, "G1")[0].note == verdict.note
    office.desk.decide(ben, "G1", REJECT)
    assert office.column("G1", "desk") == "rejected"


def test_the_same_verdict_sent_twice_is_one_decision(office):
    office.put("G1")
    ann, ben = office.person("ann"), office.person("ben")
    office.desk.edit(ann, "G1", "place", "茶楼")
    first = office.desk.decide(ann, "G1", CONFIRM)
    assert office.desk.decide(ann, "G1", CONFIRM) == first
    with pytest.raises(Taken):
        office.desk.decide(ben, "G1", CONFIRM)
    with pytest.raises(Taken):
        office.desk.decide(ann, "G1", REJECT)
    assert len(office.desk.decisions_of(ann, "G1")) == 1


@pytest.mark.parametrize("severity", ["critical", "high"])
def test_what_is_severe_needs_a_second_look_by_somebody_else(office, severity):
    office.put("G1", severity)
    ann, ben, desk = office.person("ann"), office.person("ben"), office.desk
    second = Wishes(state="second")
    desk.edit(ann, "G1", "place", "茶楼")
    desk.decide(ann, "G1", CONFIRM)
    assert office.column("G1", "desk") == "second"
    # who made the first does not meet it again
    assert desk.queue(ann, second) == []
    assert desk.next_item(ann, second) is None
    assert desk.counts(ann, second).total == 0
    for verdict in (replace(CONFIRM, note="again"), REJECT):
        with pytest.raises(Unfit):
            desk.decide(ann, "G1", verdict)
    # the other sees neither score, nor decision, nor drafts
    line = desk.queue(ben, second)[0]
    assert (line.blind, line.score, line.row.body["score"]) == (True, None, None)
    assert desk.next_item(ben, second) == "G1"
    item = desk.item(ben, "G1")
    assert (item.blind, item.row.score, item.row.body["score"]) == (True, None, None)
    assert (item.decisions, dict(item.drafts), item.outcome, item.details["certainty"]) == ((), {}, None, {})
    assert desk.decisions_of(ben, "G1") == ()
    desk.decide(ben, "G1", CONFIRM)
    assert office.column("G1", "desk") == "confirmed"
    # the record stands as both agree, with what the first has filled in
    assert desk.item(ben, "G1").outcome.record["place"] == "茶楼"
    assert [one.account_id for one in desk.item(ben, "G1").decisions] == ["ann", "ben"]


def test_two_that_differ_go_to_an_approver_who_made_neither(office):
    office.put("G1", "critical")
    ann, ben = office.person("ann"), office.person("ben", Role.REVIEWER, Role.APPROVER)
    eve, desk = office.person("eve", Role.APPROVER), office.desk
    disputed = Wishes(state="disputed")
    desk.edit(ann, "G1", "occurred_on", "2024-03-06")
    desk.decide(ann, "G1", CONFIRM)
    desk.decide(ben, "G1", CONFIRM)
    assert office.column("G1", "desk") == "disputed"
    assert desk.next_item(ben, disputed) is None
    assert desk.counts(ben, disputed).total == 0
    with pytest.raises(Unfit):
        desk.decide(ben, "G1", REJECT)
    assert desk.next_item(eve, disputed) == "G1"
    item = desk.item(eve, "G1")
    assert [(one.round, one.account_id, one.kind) for one in item.decisions] == [(1, "", K.AMEND), (2, "", K.CONFIRM)]
    assert (item.blind, item.row.score) == (False, 0.75)
    desk.adopt(eve, "G1", 1)
    made = desk.decide(eve, "G1", CONFIRM)
    assert (made.round, made.kind, made.outcome.record["occurred_on"]) == (3, K.AMEND, "2024-03-06")
    assert desk.item(ann, "G1").outcome == made.outcome


def test_a_known_answer_takes_the_way_of_any_other(office):
    office.put("G1", "critical", origin="seed")
    ann = office.person("ann")
    office.desk.decide(ann, "G1", CONFIRM)
    assert office.column("G1", "desk") == "second"


def test_not_the_person_leaves_the_item_open_with_the_other_as_a_draft(office):
    office.put("G1")
    ann, desk = office.person("ann"), office.desk
    other = {"registry": "officials", "id": "P0008"}
    desk.edit(ann, "G1", "org", "司法局")
    desk.decide(ann, "G1", Verdict(K.NOT_PERSON, person=other))
    assert office.column("G1", "desk") == "open"
    told = {"intervener": other, "name": "顾长清", "org": "安澜市审计局", "position": "科长"}
    assert desk.item(ann, "G1").drafts == told
    assert ("P0008", "named") in office.bars("G1")
    desk.undo(ann)
    assert desk.item(ann, "G1").drafts == {"org": "司法局"}
    assert office.bars("G1") == set()
    desk.decide(ann, "G1", Verdict(K.NOT_PERSON, person=None))
    assert desk.decide(ann, "G1", CONFIRM).outcome.intervener is None


def test_whoever_turns_out_to_be_meant_never_meets_the_item_again(office):
    office.put("G1")
    ann, gu = office.person("ann"), office.person("gu", keys=("P0008",))
    assert office.desk.item(gu, "G1")
    office.desk.decide(ann, "G1", Verdict(K.NOT_PERSON, person={"registry": "officials", "id": "P0008"}))
    with pytest.raises(NotThere):
        office.desk.item(gu, "G1")


def test_undoing_restores_the_state_and_the_edits(office):
    office.put("G1")
    ann, desk = office.person("ann"), office.desk
    desk.edit(ann, "G1", "place", "茶楼")
    desk.decide(ann, "G1", Verdict(K.INFO, note="问"))
    desk.decide(ann, "G1", CONFIRM)
    assert desk.undo(ann).undone_at == NOW
    item = desk.item(ann, "G1")
    assert (item.desk, item.drafts, len(item.decisions)) == (S.INFO, {"place": "茶楼"}, 1)
    desk.undo(ann)
    assert (office.column("G1", "desk"), office.column("G1", "decided_at")) == ("open", None)
    with pytest.raises(Unfit):
        desk.undo(ann)


def test_nothing_is_taken_back_that_something_was_built_on(office):
    office.put("G1", "high")
    office.put("G2")
    ann, ben, desk = office.person("ann"), office.person("ben"), office.desk
    desk.decide(ann, "G1", CONFIRM)
    desk.decide(ben, "G1", CONFIRM)
    with pytest.raises(Unfit):
        desk.undo(ann)
    assert desk.undo(ben).round == 2
    assert office.column("G1", "desk") == "second"
    desk.decide(ben, "G2", CONFIRM)
    with office.database.writing() as connection:
        append(connection, [Entry(Action.EXPORTED, "G2")], Source(actor="ann"), at=NOW)
    with pytest.raises(Unfit):
        desk.undo(ben)
    desk.decide(ben, "G2", Verdict(K.REOPEN, note="新材料"))
    assert office.column("G2", "desk") == "open"


def test_reopening_begins_anew_and_takes_consent_away(office):
    office.put("G1", "high")
    ann, ben, cleo, desk = office.person("ann"), office.person("ben"), office.person("cleo"), office.desk
    desk.decide(ann, "G1", REJECT)
    desk.decide(ben, "G1", REJECT)
    with office.database.writing() as connection:
        connection.execute(insert(CONSENTS).values(proposal_id="G1", account_id="ben", given_at=NOW))
    with pytest.raises(Unfit):
        desk.decide(cleo, "G1", Verdict(K.REOPEN))
    desk.decide(cleo, "G1", Verdict(K.REOPEN, note="有新材料"))
    with office.database.reading() as connection:
        assert connection.execute(CONSENTS.select()).all() == []
    assert desk.item(ann, "G1").outcome is None
    desk.decide(cleo, "G1", CONFIRM)
    desk.decide(ann, "G1", CONFIRM)  # his first decision was put aside with the rest
    assert office.column("G1", "desk") == "confirmed"


def test_the_ledger_tells_of_each_step_with_versions_and_values(office):
    office.put("G1")
    ann, desk = office.person("ann"), office.desk
    desk.next_item(ann, WISHES)
    desk.next_item(ann, WISHES)  # renews the claim, which is nothing new
    desk.edit(ann, "G1", "place", "茶楼")
    desk.decide(ann, "G1", replace(CONFIRM, note="已核"))
    desk.undo(ann)
    desk.release(ann, "G1")
    rows = [row for row in office.ledger() if row.actor == "ann"]
    assert [row.action for row in rows] == ["claimed", "item_edited", "decided", "decision_undone"]
    assert {row.subject for row in rows} == {"G1"}
    decided = rows[2]
    assert json.loads(decided.versions) == {"model": "m1", "rulebook": "r1"}
    assert (decided.detail["kind"], decided.detail["desk_before"], decided.detail["desk"]) == (
        "amend",
        "open",
        "confirmed",
    )
    assert decided.old
    assert decided.new
    assert "茶楼" not in json.dumps([row.detail for row in rows], ensure_ascii=False)
    assert office.faults() == []


def test_only_the_holder_decides(office):
    office.put("G1")
    ann, ben, desk = office.person("ann"), office.person("ben"), office.desk
    desk.claim(ann, "G1")
    item = desk.item(ben, "G1")
    assert (item.claimed_by, item.may) == ("ann", ())
    for attempt in (
        lambda: desk.decide(ben, "G1", CONFIRM),
        lambda: desk.edit(ben, "G1", "place", "茶楼"),
        lambda: desk.claim(ben, "G1"),
    ):
        with pytest.raises(Taken):
            attempt()
    office.clock.now = "2026-11-23T08:15:00.001Z"
    desk.decide(ben, "G1", CONFIRM)
