"""Leave to use decided items as gold, and what goes out by it."""

from __future__ import annotations

import json

import pytest

from data.errors import NotThere
from store.desk.consents import GIVEN, MISSED, ConsentCounts, Consents, ConsentWishes, consented, note_gold
from store.desk.rows import DecisionKind, RejectReason, Verdict
from store.ledger import Action
from store.viewer import Role, Viewer
from tests.store.desk.conftest import CONFIRM, COURT, OTHER_COURT, PAPERS, REJECT, Office

ANNOTATION = {"kind": "chat", "owner": None, "folder_case": None, "mentions": [], "event": {"triggers": []}}
DETAILS = json.dumps(
    {
        "annotations": [{**ANNOTATION, "doc_id": paper} for paper in PAPERS],
        "compared": [{"record_id": "F0001", "fits": False}, {"record_id": "F0002", "fits": True}],
    }
)


@pytest.fixture
def evaluator(office: Office) -> Viewer:
    return office.person("e", Role.EVALUATOR)


@pytest.fixture
def consents(office: Office) -> Consents:
    return Consents(office.database, office.clock)


def fill(office: Office) -> Viewer:
    """G1 confirmed, G2 rejected, G3 of another unit confirmed, G4 open, G5 a known answer, G6 erased."""
    reviewer = office.person("r")
    for key in ("G1", "G2", "G4"):
        office.put(key, details=DETAILS, inbox_id=1)
    office.put("G3", unit=OTHER_COURT)
    office.put("G5", origin="seed")
    office.put("G6", desk="erased", decided_at="2026-11-01T00:00:00.000Z")
    office.desk.decide(reviewer, "G1", CONFIRM)
    office.desk.decide(reviewer, "G2", REJECT)
    office.desk.decide(reviewer, "G3", CONFIRM)
    office.desk.decide(reviewer, "G5", CONFIRM)
    return reviewer


def ids(consents: Consents, viewer: Viewer, **wishes: str) -> list[str]:
    found = [line.proposal_id for line in consents.page(viewer, ConsentWishes(**wishes), 50)]
    assert consents.counts(viewer, ConsentWishes(**wishes)).total == len(found)
    return found


def taken(office: Office) -> list[str]:
    with office.database.reading() as connection:
        return [item.proposal_id for item in consented(connection)]


def test_narrowed(office: Office, consents: Consents, evaluator: Viewer) -> None:
    fill(office)
    assert ids(consents, evaluator) == ["G1", "G2", "G3"]
    assert ids(consents, evaluator, verdict="rejected") == ["G2"]
    assert ids(consents, evaluator, unit=OTHER_COURT) == ["G3"]
    assert ids(consents, evaluator, severity="critical") == []
    assert ids(consents, evaluator, since="2026-11-24T00:00:00.000Z") == []
    assert ids(consents, evaluator, until="2026-11-24T00:00:00.000Z") == ["G1", "G2", "G3"]
    assert consents.units(evaluator) == sorted([COURT, OTHER_COURT])
    consents.say(evaluator, "G2", given=True)
    assert ids(consents, evaluator, consent=GIVEN) == ["G2"]
    assert ids(consents, evaluator, consent=MISSED) == ["G1", "G3"]
    assert consents.counts(evaluator, ConsentWishes()) == ConsentCounts(3, 1)
    assert len(consents.page(evaluator, ConsentWishes(), 1, 1)) == 1


@pytest.mark.parametrize("key", ["G4", "G5", "G6", "G9"])
def test_only_settled_items_of_the_machine(office: Office, consents: Consents, evaluator: Viewer, key: str) -> None:
    fill(office)
    with pytest.raises(NotThere):
        consents.say(evaluator, key, given=True)
    assert taken(office) == []


def test_said_twice_is_said_once(office: Office, consents: Consents, evaluator: Viewer) -> None:
    fill(office)
    assert consents.say(evaluator, "G1", given=True).given
    assert consents.say(evaluator, "G1", given=True).given
    assert consents.say_all(evaluator, ConsentWishes(), given=True) == 2
    assert consents.say_all(evaluator, ConsentWishes(), given=True) == 0
    assert consents.say_all(evaluator, ConsentWishes(unit=COURT), given=False) == 2
    said = [(row.subject, row.detail["given"]) for row in office.ledger() if row.action == Action.CONSENTED.value]
    assert said == [("G1", True), ("G2", True), ("G3", True), ("G1", False), ("G2", False)]
    assert {row.actor for row in office.ledger() if row.action == Action.CONSENTED.value} == {"e"}


def test_units_and_recusal(office: Office, consents: Consents) -> None:
    fill(office)
    office.bar("G1", "P0042", "relative")
    near = office.person("n", Role.EVALUATOR, units=(COURT,), keys=("P0042",))
    assert ids(consents, near) == ["G2"]
    assert consents.say_all(near, ConsentWishes(), given=True) == 1
    with pytest.raises(NotThere):
        consents.say(near, "G1", given=True)
    assert taken(office) == ["G2"]


def test_leave_holds_for_the_decision_it_was_given_to(office: Office, consents: Consents, evaluator: Viewer) -> None:
    reviewer = fill(office)
    consents.say_all(evaluator, ConsentWishes(), given=True)
    office.clock.now = "2026-11-23T10:00:00.000Z"
    office.desk.decide(reviewer, "G1", Verdict(DecisionKind.REOPEN, note="新材料"))
    assert taken(office) == ["G2", "G3"]
    office.desk.decide(reviewer, "G1", CONFIRM)
    assert taken(office) == ["G2", "G3"]
    consents.say(evaluator, "G1", given=True)
    assert taken(office) == ["G1", "G2", "G3"]


def test_what_is_taken_out(office: Office, consents: Consents, evaluator: Viewer) -> None:
    reviewer = fill(office)
    office.desk.decide(reviewer, "G4", Verdict(DecisionKind.SPLIT, papers=(PAPERS[1],)))
    office.desk.edit(reviewer, "G4", "place", "走廊")
    office.desk.decide(reviewer, "G4", Verdict(DecisionKind.CONFIRM))
    consents.say_all(evaluator, ConsentWishes(), given=True)
    with office.database.writing() as connection:
        found = {item.proposal_id: item for item in consented(connection)}
        note_gold(connection, ["G1"], "0" * 64, office.clock())
    assert list(found) == ["G1", "G2", "G3", "G4"]
    rejected = found["G2"].ruled
    assert (rejected.confirmed, rejected.reason, rejected.filed) == (False, RejectReason.LAWFUL.value, "F0002")
    assert [a["doc_id"] for a in found["G1"].annotations] == list(PAPERS)
    assert [a["doc_id"] for a in found["G4"].annotations] == [PAPERS[0]]  # the other paper went to another item
    assert [p["text"] for p in found["G4"].passages] == [PAPERS[0]]
    amended = found["G4"].ruled.outcome
    assert amended is not None
    assert (amended["changed"], amended["record"]["place"]) == (["place"], "走廊")
    assert found["G3"].annotations == []
    last = office.ledger()[-1]
    assert (last.action, last.subject, last.detail) == (Action.EXPORTED.value, "G1", {"to": "gold", "sha256": "0" * 64})
