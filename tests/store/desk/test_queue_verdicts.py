"""The queue by verdict: what is on no file first, then what is on file but short or late; each can be asked for."""

from __future__ import annotations

import pytest

from records.proposals import VERDICTS
from store.desk.rows import Wishes
from store.proposals import due_key
from store.terms import terms_of
from tests.store.desk.conftest import CONFIRM, body_of

# id, verdict, severity, day it is due
PUT = [
    ("G1", "late", "critical", "2024-03-01"),
    ("G2", "incomplete", "low", "2024-03-02"),
    ("G3", "unfiled", "low", "2024-03-20"),
    ("G4", "unfiled", "medium", None),
    ("G5", "incomplete", "medium", "2024-02-20"),
]
ASKED = [
    (Wishes(), "G3 G4 G5 G1 G2"),
    (Wishes(verdict="unfiled"), "G3 G4"),
    (Wishes(verdict="incomplete"), "G5 G2"),
    (Wishes(verdict="late"), "G1"),
    (Wishes(verdict="incomplete", severity="low"), "G2"),
    (Wishes(verdict="late", severity="low"), ""),
    (Wishes(verdict="incomplete", order="severity"), "G5 G2"),
    (Wishes(order="severity"), "G1 G4 G5 G3 G2"),
    (Wishes(verdict="no such"), ""),
]


@pytest.fixture
def filled(office):
    """Two matters on no file, one of them with no day to be filed by, and three whose record falls short."""
    for id_, verdict, severity, due in PUT:
        body = body_of(id_, severity) | {"verdict": verdict, "due_on": due}
        office.put(id_, severity, due_on=due, due_key=due_key(body))
        for kind, term in terms_of(body, {}):
            office.term(id_, kind, term)
    return office


def test_each_verdict_can_be_asked_for_and_those_on_no_file_lead(filled):
    ann, desk = filled.person("ann"), filled.desk
    for wishes, expected in ASKED:
        assert [line.row.proposal_id for line in desk.queue(ann, wishes)] == expected.split(), wishes
        assert desk.counts(ann, wishes).total == len(expected.split()), wishes


def test_the_next_item_is_of_the_verdict_asked_for(filled):
    ann, desk = filled.person("ann"), filled.desk
    assert desk.next_item(ann, Wishes(verdict="incomplete")) == "G5"
    desk.decide(ann, "G5", CONFIRM)
    assert desk.next_item(ann, Wishes(verdict="incomplete"), after="G5") == "G2"
    assert desk.next_item(ann, Wishes(verdict="late")) == "G1"


def test_every_item_is_under_one_verdict(filled):
    ann, desk = filled.person("ann"), filled.desk
    found = [line.row.proposal_id for told in VERDICTS for line in desk.queue(ann, Wishes(verdict=told))]
    assert sorted(found) == [row[0] for row in PUT]
