"""Merging and splitting, and taking either back."""

from __future__ import annotations

import pytest

from data.errors import Unfit
from store.desk.rows import DecisionKind, DeskState, Verdict, Wishes
from tests.store.desk.conftest import CONFIRM, PAPERS

MERGED = Wishes(state="merged")


def merge(target):
    return Verdict(DecisionKind.MERGE, target=target)


SPLIT = Verdict(DecisionKind.SPLIT, papers=(PAPERS[1],))


def test_merging_and_its_undoing(office):
    for id_ in ("G1", "G2"):
        office.put(id_)
    office.bar("G1", "P1", "named")
    office.bar("G2", "P2", "panel")
    ann, desk = office.person("ann"), office.desk
    made = desk.decide(ann, "G1", merge("G2"))
    assert (made.target, desk.item(ann, "G1").desk, desk.item(ann, "G1").merged_into) == ("G2", DeskState.MERGED, "G2")
    assert desk.item(ann, "G2").merged == ("G1",)
    assert office.bars("G1") == office.bars("G2") == {("P1", "named"), ("P2", "panel")}
    assert desk.decide(ann, "G1", merge("G2")) == made
    desk.undo(ann)
    assert (desk.item(ann, "G1").desk, desk.item(ann, "G2").merged) == (DeskState.OPEN, ())
    assert (office.bars("G1"), office.bars("G2")) == ({("P1", "named")}, {("P2", "panel")})


def test_chains_are_flat(office):
    for id_ in ("G1", "G2", "G3", "G4"):
        office.put(id_)
    ann, desk = office.person("ann"), office.desk
    desk.decide(ann, "G1", merge("G2"))
    desk.decide(ann, "G2", merge("G3"))
    assert desk.item(ann, "G3").merged == ("G1", "G2")
    assert desk.decide(ann, "G4", merge("G1")).target == "G3"
    with pytest.raises(Unfit):
        desk.decide(ann, "G3", merge("G1"))  # it is part of this very matter
    desk.undo(ann)
    desk.undo(ann)
    assert (desk.item(ann, "G2").merged, desk.item(ann, "G3").merged) == (("G1",), ())


def test_reopening_what_was_merged(office):
    for id_ in ("G1", "G2"):
        office.put(id_)
    ann, ben, desk = office.person("ann"), office.person("ben"), office.desk
    desk.decide(ann, "G1", merge("G2"))
    desk.decide(ben, "G1", Verdict(DecisionKind.REOPEN, note="另一件事"))
    assert (office.column("G1", "desk"), office.column("G1", "merged_into")) == ("open", None)
    desk.undo(ben)
    assert (office.column("G1", "desk"), office.column("G1", "merged_into")) == ("merged", "G2")


def test_splitting_papers_off(office):
    office.put("G1")
    office.bar("G1", "P1", "named")
    office.term("G1", "name", "顾长青")
    ann, desk = office.person("ann"), office.desk
    made = desk.decide(ann, "G1", SPLIT)
    assert (made.created, made.papers) == ("G1-2", (PAPERS[1],))
    parent, child = desk.item(ann, "G1"), desk.item(ann, "G1-2")
    assert (parent.desk, parent.away, [one.doc_id for one in parent.passages]) == (
        DeskState.OPEN,
        (PAPERS[1],),
        [PAPERS[0]],
    )
    assert {one["doc_id"] for one in parent.row.body["evidence"]} == {PAPERS[0]}
    assert (child.desk, child.origin, [one.doc_id for one in child.passages]) == (DeskState.OPEN, "split", [PAPERS[1]])
    record = child.row.body["record"]
    # the second paper tells the name alone; what no paper is quoted for is the matter's own
    assert (record["name"], record["occurred_on"], record["place"], record["content"]) == ("顾长青", None, None, None)
    assert record["case"]["case_no"] == "（2024）川97刑终12号"
    assert child.row.occurred_on is None
    assert office.bars("G1-2") == {("P1", "named")}
    assert desk.counts(ann, Wishes(words="顾长青")).total == 2
    assert desk.decide(ann, "G1", CONFIRM).outcome.record["place"] == "办公室"
    with pytest.raises(Unfit):
        desk.decide(ann, "G1-2", SPLIT)  # it has one paper only


def test_undoing_a_split_that_nobody_has_touched(office):
    office.put("G1")
    ann, ben, desk = office.person("ann"), office.person("ben"), office.desk
    desk.decide(ann, "G1", SPLIT)
    desk.undo(ann)
    assert [line.row.proposal_id for line in desk.queue(ann, Wishes())] == ["G1"]
    assert len(desk.item(ann, "G1").passages) == 2
    assert desk.decide(ann, "G1", SPLIT).created == "G1-2"
    desk.claim(ben, "G1-2")
    with pytest.raises(Unfit):
        desk.undo(ann)


@pytest.mark.parametrize("papers", [PAPERS, ("other.txt",), (PAPERS[0], "other.txt")])
def test_papers_that_cannot_be_split_off(office, papers):
    office.put("G1")
    with pytest.raises(Unfit):
        office.desk.decide(office.person("ann"), "G1", Verdict(DecisionKind.SPLIT, papers=papers))
