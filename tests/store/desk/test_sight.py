"""What does not exist for somebody exists in no method of the desk."""

from __future__ import annotations

from dataclasses import replace

import pytest

from data.errors import NotThere, Unfit
from store.desk.rows import DecisionKind, Verdict, Wishes
from store.viewer import BarKind, Role, account_key, name_key
from tests.store.desk.conftest import CONFIRM, COURT, OTHER_COURT

CONFIRMED = Wishes(state="confirmed")


def nowhere(desk, viewer, proposal_id="G1", other="G2"):
    """Holds every method against a proposal that must not exist for the viewer."""
    for state in ("open", "confirmed", "second", "", "news", "withdrawn"):
        wishes = Wishes(state=state)
        assert proposal_id not in [line.row.proposal_id for line in desk.queue(viewer, wishes)]
        assert desk.counts(viewer, replace(wishes, words="顾长青")).total == 0
        assert sum(desk.counts(viewer, wishes).units.values()) == desk.counts(viewer, wishes).total
        assert desk.next_item(viewer, wishes) != proposal_id
        assert proposal_id not in [item.row.proposal_id for item in desk.confirmed(viewer, wishes)]
    same = [
        lambda id_: desk.item(viewer, id_),
        lambda id_: desk.decisions_of(viewer, id_),
        lambda id_: desk.claim(viewer, id_),
        lambda id_: desk.edit(viewer, id_, "place", "茶楼"),
        lambda id_: desk.drop_edit(viewer, id_, "place"),
        lambda id_: desk.adopt(viewer, id_, 1),
        lambda id_: desk.decide(viewer, id_, CONFIRM),
        lambda id_: desk.recuse(viewer, id_),
    ]
    for ask in same:
        told = []
        for id_ in (proposal_id, "G-that-never-was"):
            with pytest.raises(NotThere) as error:
                ask(id_)
            told.append(str(error.value))
        assert told[0] == told[1]
    desk.release(viewer, proposal_id)


@pytest.mark.parametrize("state", ["open", "confirmed", "second"])
@pytest.mark.parametrize(
    ("key", "kind"),
    [("P0001", BarKind.NAMED), (name_key("王建国"), BarKind.NAMED), ("L0001", BarKind.RELATIVE),
     ("P0001", BarKind.HANDLER), ("P0001", BarKind.PANEL), (account_key("ann"), BarKind.DECLARED)],
)  # fmt: skip
def test_who_is_recused(office, key, kind, state):
    office.put("G1", desk=state, merged_into=None)
    office.term("G1", "name", "顾长青")
    office.bar("G1", key, kind)
    ann = office.person("ann", keys=(key,))
    nowhere(office.desk, ann)
    assert office.desk.counts(ann, Wishes()).passed_on is (state != "confirmed")


def test_that_something_was_passed_on_says_no_more_than_that(office):
    office.put("G1")
    office.put("G2", unit=OTHER_COURT)
    for id_ in ("G1", "G2"):
        office.term(id_, "name", "顾长青")
        office.bar(id_, "P0001", BarKind.PANEL)
    ann = office.person("ann", keys=("P0001",), units=("别处",))
    ben = office.person("ben", keys=("P0001",), units=(COURT,))
    assert office.desk.counts(ann, Wishes()).passed_on is False  # nothing of his units
    seen = [office.desk.counts(ben, Wishes(words=words)) for words in ("顾长青", "别人", "")]
    assert [one.passed_on for one in seen] == [True, True, True]  # a search tells nothing
    assert {(one.total, *one.states.values(), *one.units.values()) for one in seen} == {(0,) * 13}


def test_units(office):
    office.put("G1", unit=COURT)
    office.put("G2", unit=OTHER_COURT)
    office.put("G3", unit=None)
    ann, ben = office.person("ann", units=(OTHER_COURT,)), office.person("ben")
    nowhere(office.desk, ann)
    nowhere(office.desk, ann, "G3")
    assert office.desk.item(ann, "G2")
    assert office.desk.counts(ann, Wishes()).units == {OTHER_COURT: 1}
    assert office.desk.counts(ben, Wishes()).units == {COURT: 1, OTHER_COURT: 1, "": 1}


def test_what_bars_are_not_told_for_exists_for_nobody(office):
    office.put("G1", barred_by=None)
    nowhere(office.desk, office.person("ann"))


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.AUDITOR, Role.ADMINISTRATOR])
def test_roles_that_see_none(office, role):
    office.put("G1")
    nowhere(office.desk, office.person("ann", role))


def test_an_evaluator_sees_what_is_decided_alone(office):
    office.put("G1")
    office.put("G2")
    ann, eva, desk = office.person("ann"), office.person("eva", Role.EVALUATOR), office.desk
    nowhere(desk, eva)
    desk.decide(ann, "G1", CONFIRM)
    assert [line.row.proposal_id for line in desk.queue(eva, CONFIRMED)] == ["G1"]
    assert desk.item(eva, "G1").may == ()
    assert desk.next_item(eva, CONFIRMED) == "G1"
    assert desk.item(eva, "G1").claimed_by is None  # nothing to decide, nothing to hold
    with pytest.raises(Unfit):
        desk.decide(eva, "G1", Verdict(DecisionKind.REOPEN, note="x"))


def test_recusing_oneself(office):
    office.put("G1")
    office.term("G1", "name", "顾长青")
    ann, desk = office.person("ann"), office.desk
    desk.edit(ann, "G1", "place", "茶楼")
    desk.recuse(ann, "G1")
    nowhere(desk, ann)
    ben = office.person("ben")
    assert desk.item(ben, "G1").claimed_by is None
    assert [row.action for row in office.ledger() if row.subject == "G1"][-2:] == ["released", "recused"]


def test_what_is_related_or_merged_shows_no_more_than_the_rest(office):
    office.put("G1")
    office.put("G2")
    office.put("G3")
    office.bar("G2", "P0001", BarKind.PANEL)
    ann, ben, desk = office.person("ann", keys=("P0001",)), office.person("ben"), office.desk
    assert [line.row.proposal_id for line in desk.item(ann, "G1").related] == ["G3"]
    with pytest.raises(NotThere):
        desk.decide(ann, "G1", Verdict(DecisionKind.MERGE, target="G2"))
    desk.decide(ben, "G1", Verdict(DecisionKind.MERGE, target="G2"))
    nowhere(desk, ann)  # one matter: who is barred from one is barred from both
