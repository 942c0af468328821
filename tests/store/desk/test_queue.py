"""The queue: its order, what narrows it, what is counted, and who holds what."""

from __future__ import annotations

import pytest

from data.errors import Taken, Unfit
from store.desk.rows import Wishes
from store.terms import terms_of
from tests.store.desk.conftest import CASE_NO, CONFIRM, COURT, OTHER_COURT, body_of

FILLED = [
    # id, severity, due, score, unit, case, person, name
    ("G1", "low", "2024-03-12", 0.9, COURT, CASE_NO, "P1", "王建国"),
    ("G2", "medium", "2024-03-12", 0.5, COURT, CASE_NO, "P2", "李建国"),
    ("G3", "medium", "2024-03-12", 0.7, OTHER_COURT, "（2024）川97民初5号", "P1", "王建国"),
    ("G4", "medium", "2024-03-01", 0.6, COURT, None, None, "欧阳明"),
    ("G5", "critical", "9999-12-31", 0.8, OTHER_COURT, CASE_NO, "P3", "王明"),
]


@pytest.fixture
def filled(office):
    """Five proposals that differ in all that a queue is narrowed by."""
    for id_, severity, due, score, unit, case_no, person, name in FILLED:
        case = {"case_no": case_no, "unit": unit, "cause": None, "parties": None, "stage": None} if case_no else None
        record = {"name": name, "case": case, "occurred_on": f"2024-03-0{id_[1]}"}
        keys = {"due_key": due, "score": score, "score_key": -score, "unit": unit, "intervener_id": person}
        situations = "pressure plead" if id_ == "G5" else "ask_progress"
        category = "meddle" if id_ == "G5" else "inquire"
        office.put(id_, severity, record=record, situations=situations, category=category, **keys)
        body = body_of(id_, severity, **record) | {"situations": situations.split()}
        body["links"]["intervener"] |= {"candidates": []}
        for kind, term in terms_of(body, {}):
            office.term(id_, kind, term)
    return office


NARROWED = [
    (Wishes(), "G4 G3 G2 G1 G5"),
    (Wishes(order="severity"), "G5 G4 G3 G2 G1"),
    (Wishes(order="score"), "G1 G5 G3 G4 G2"),
    (Wishes(unit=OTHER_COURT), "G3 G5"),
    (Wishes(case_no="(2024)川97刑终12号"), "G2 G1 G5"),
    (Wishes(situation="plead"), "G5"),
    (Wishes(category="meddle"), "G5"),
    (Wishes(severity="medium"), "G4 G3 G2"),
    (Wishes(severity="no such"), ""),
    (Wishes(person="P1"), "G3 G1"),
    (Wishes(since="2024-03-02", until="2024-03-04"), "G4 G3 G2"),
    (Wishes(words="王"), "G3 G1 G5"),
    (Wishes(words="建国"), "G3 G2 G1"),
    (Wishes(words="欧阳"), "G4"),
    (Wishes(words="刑终12号"), "G2 G1 G5"),
    (Wishes(words="王 川97民初5号"), "G3"),
    (Wishes(words="建国 王明"), ""),
    (Wishes(words="%"), ""),
    (Wishes(words="'; DROP TABLE proposals"), ""),
    (Wishes(state="confirmed"), ""),
    (Wishes(state=""), "G4 G2 G3 G1 G5"),  # second looks may be among them, so the score orders nothing
]


def test_what_narrows_and_orders(filled):
    ann, desk = filled.person("ann"), filled.desk
    for wishes, expected in NARROWED:
        assert [line.row.proposal_id for line in desk.queue(ann, wishes)] == expected.split(), wishes
        assert desk.counts(ann, wishes).total == len(expected.split()), wishes
    assert [line.row.proposal_id for line in desk.queue(ann, Wishes(), limit=2, offset=1)] == ["G3", "G2"]
    for wrong in (Wishes(state="no such"), Wishes(order="name")):
        with pytest.raises(Unfit):
            desk.queue(ann, wrong)


def test_counts_leave_one_wish_out_at_a_time(filled):
    ann, desk = filled.person("ann"), filled.desk
    desk.decide(ann, "G1", CONFIRM)
    desk.decide(ann, "G5", CONFIRM)
    counts = desk.counts(ann, Wishes(unit=COURT, severity="medium"))
    assert counts.total == 2
    assert counts.severities == {"medium": 2}
    assert counts.units == {COURT: 2, OTHER_COURT: 1}
    assert counts.categories == {"inquire": 2}
    assert counts.situations == {"ask_progress": 2}
    assert {state: number for state, number in counts.states.items() if number} == {"open": 2}
    assert desk.counts(ann, Wishes(severity="low")).severities == {"medium": 3}
    whole = desk.counts(ann, Wishes()).states
    assert {state: number for state, number in whole.items() if number} == {
        "open": 3, "confirmed": 1, "mine": 2,
    }  # fmt: skip  # G5 waits for a second look, which is not his
    ben = filled.person("ben")
    assert desk.counts(ben, Wishes()).states["second"] == 1
    assert desk.counts(ben, Wishes(state="second")).situations == {"pressure": 1, "plead": 1}
    assert [line.row.proposal_id for line in desk.queue(ann, Wishes(state="mine"))] == ["G1", "G5"]


def test_news_and_withdrawn(office):
    office.put("G1", desk="confirmed", news=1)
    office.put("G2", state="withdrawn")
    office.put("G3", desk="rejected", state="withdrawn")
    ann, desk = office.person("ann"), office.desk
    for state, expected in (("news", ["G1"]), ("withdrawn", ["G2"]), ("rejected", ["G3"]), ("open", [])):
        assert [line.row.proposal_id for line in desk.queue(ann, Wishes(state=state))] == expected
        assert desk.counts(ann, Wishes(state=state)).total == len(expected)
    assert desk.queue(ann, Wishes(state="news"))[0].news
    assert desk.next_item(ann, Wishes()) is None


def test_next_passes_over_what_others_hold(filled):
    ann, ben, desk = filled.person("ann"), filled.person("ben"), filled.desk
    assert desk.next_item(ann, Wishes()) == "G4"
    assert desk.next_item(ben, Wishes()) == "G3"
    assert desk.next_item(ann, Wishes()) == "G4"  # his own, renewed
    assert desk.next_item(ann, Wishes(), after="G4") == "G2"  # which gives G4 up
    assert desk.next_item(ben, Wishes(unit=COURT)) == "G4"
    with pytest.raises(Taken):
        desk.claim(ben, "G2")
    assert {line.row.proposal_id: line.claimed_by for line in desk.queue(ann, Wishes())} == {
        "G4": "ben", "G3": "ben", "G2": "ann", "G1": None, "G5": None,
    }  # fmt: skip
    filled.clock.now = "2026-11-23T08:15:00.001Z"  # a claim lasts 15 minutes
    assert desk.next_item(ann, Wishes()) == "G4"
    assert desk.queue(ann, Wishes())[0].claimed_by == "ann"


def test_after_the_last_one_next_begins_again(filled):
    ann, desk = filled.person("ann"), filled.desk
    assert desk.next_item(ann, Wishes(), after="G5") == "G4"
    assert desk.next_item(ann, Wishes(words="欧阳"), after="G4") is None
    assert desk.next_item(ann, Wishes(order="score"), after="G5") == "G3"
    assert desk.next_item(ann, Wishes(order="severity"), after="no such") == "G5"


def test_saved_views(office):
    ann, ben, desk = office.person("ann"), office.person("ben"), office.desk
    desk.save_view(ann, " 市中院 ", "unit=x")
    desk.save_view(ann, "市中院", "unit=y")
    assert [(view.name, view.query) for view in desk.saved_views(ann)] == [("市中院", "unit=y")]
    assert desk.saved_views(ben) == []
    for name, query in (("", "q"), ("长" * 41, "q"), ("x", "q" * 1001)):
        with pytest.raises(Unfit):
            desk.save_view(ann, name, query)
    desk.drop_view(ann, "市中院")
    assert desk.saved_views(ann) == []
