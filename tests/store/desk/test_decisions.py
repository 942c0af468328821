"""Deciding."""

from __future__ import annotations

from store.desk.rows import DecisionKind, DeskState, Verdict, Wishes

CONFIRM = Verdict(DecisionKind.CONFIRM)


def test_next_confirm_undo(office):
    office.put("G1")
    office.put("G2", due_key="2024-03-01")
    ann = office.person("ann")
    desk = office.desk
    assert [line.row.proposal_id for line in desk.queue(ann, Wishes())] == ["G2", "G1"]
    assert desk.next_item(ann, Wishes()) == "G2"
    assert desk.item(ann, "G2").claimed_by == "ann"
    made = desk.decide(ann, "G2", CONFIRM)
    assert made.kind is DecisionKind.CONFIRM
    assert office.column("G2", "desk") == "confirmed"
    assert desk.next_item(ann, Wishes(), after="G2") == "G1"
    counts = desk.counts(ann, Wishes())
    assert (counts.total, counts.states["confirmed"], counts.states["mine"]) == (1, 1, 1)
    assert desk.undo(ann).undone_at
    assert desk.item(ann, "G2").desk is DeskState.OPEN
