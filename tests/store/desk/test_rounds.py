"""Judgements of an item side by side: which count, for whom, and how long they took."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import insert

from store.desk.rounds import Judgement, Rounds, Span, rounds_of, units_of
from store.desk.rows import DecisionKind, Verdict
from store.desk_tables import KNOWN_ANSWERS
from store.viewer import Role, Viewer
from tests.store.desk.conftest import CONFIRM, COURT, OTHER_COURT, REJECT, Office

WATCHER = Viewer("w", frozenset({Role.AUDITOR}), None, frozenset())


def rounds(office: Office, viewer: Viewer = WATCHER, span: Span | None = None) -> list[Rounds]:
    with office.database.reading() as connection:
        return rounds_of(connection, viewer, span)


def told(found: list[Rounds]) -> dict[str, list[tuple[int, str, str]]]:
    """(round, account, verdict) by item."""
    return {one.proposal_id: [(j.round, j.account_id, j.verdict) for j in one.judgements] for one in found}


def test_first_second_and_approver(office: Office) -> None:
    a, b, c = office.person("a"), office.person("b"), office.person("c", Role.APPROVER)
    office.put("G1", "critical")
    office.put("G2", "critical")
    office.put("G3")
    office.desk.decide(a, "G1", CONFIRM)
    office.desk.decide(b, "G1", REJECT)
    office.desk.decide(a, "G2", CONFIRM)
    office.desk.decide(b, "G3", Verdict(DecisionKind.INFO, note="查来电登记"))
    assert told(rounds(office)) == {"G1": [(1, "a", "confirm"), (2, "b", "reject")], "G2": [(1, "a", "confirm")]}
    assert [one.final for one in rounds(office)] == [None, None]
    office.desk.decide(c, "G1", REJECT)
    first = rounds(office)[0]
    assert (first.final, first.severity, first.unit, first.answer) == ("reject", "critical", COURT, None)
    approver = first.of_round(3)
    assert isinstance(approver, Judgement)
    assert (approver.account_id, approver.kind) == ("c", DecisionKind.REJECT)
    assert first.of_round(4) is None
    outcome = first.judgements[0].outcome
    assert outcome is not None
    assert outcome.record["place"] == "办公室"


def test_only_what_stands_counts(office: Office) -> None:
    a, b = office.person("a"), office.person("b")
    office.put("G1")
    office.put("G2")
    office.desk.decide(a, "G1", CONFIRM)
    office.desk.undo(a)
    assert rounds(office) == []
    office.desk.decide(a, "G2", CONFIRM)
    office.desk.decide(b, "G2", Verdict(DecisionKind.REOPEN, note="新材料"))
    assert rounds(office) == []
    office.desk.decide(b, "G2", REJECT)
    assert told(rounds(office)) == {"G2": [(1, "b", "reject")]}


def test_a_merged_item_has_its_verdict(office: Office) -> None:
    a = office.person("a")
    office.put("G1")
    office.put("G2")
    office.desk.decide(a, "G2", Verdict(DecisionKind.MERGE, target="G1"))
    (found,) = rounds(office)
    assert (found.proposal_id, found.final, found.judgements[0].verdict) == ("G2", "merge", "merge")


def test_minutes_run_from_the_last_claim(office: Office) -> None:
    a = office.person("a")
    office.put("G1")
    office.put("G2")
    office.clock.now = "2026-11-23T08:00:00.000Z"
    office.desk.claim(a, "G1")
    office.desk.release(a, "G1")
    office.clock.now = "2026-11-23T09:00:00.000Z"
    office.desk.claim(a, "G1")
    office.clock.now = "2026-11-23T09:02:30.000Z"
    office.desk.decide(a, "G1", CONFIRM)
    office.desk.decide(a, "G2", CONFIRM)
    assert [one.judgements[0].minutes for one in rounds(office)] == [2.5, None]


def test_units_recusals_and_untold_bars(office: Office) -> None:
    a = office.person("a")
    office.put("G1")
    office.put("G2", unit=OTHER_COURT)
    office.put("G3")
    for key in ("G1", "G2", "G3"):
        office.desk.decide(a, key, CONFIRM)
    office.bar("G3", "P0042", "panel")
    watcher = Viewer("w", frozenset({Role.ADMINISTRATOR}), (COURT,), frozenset({"P0042"}))
    assert list(told(rounds(office, watcher))) == ["G1"]
    assert list(told(rounds(office))) == ["G1", "G2", "G3"]
    assert list(told(rounds(office, span=Span(unit=OTHER_COURT)))) == ["G2"]
    with office.database.reading() as connection:
        assert units_of(connection, watcher) == [COURT]
        assert units_of(connection, WATCHER) == sorted([COURT, OTHER_COURT])


SPANS = [
    (Span("2026-11-01T00:00:00.000Z", ""), ["G2"]),
    (Span("", "2026-11-01T00:00:00.000Z"), ["G1"]),
    (Span("2026-10-31T23:59:59.999Z", "2026-11-02T00:00:00.000Z"), ["G2"]),
    (Span(), ["G1", "G2"]),
]


@pytest.mark.parametrize(("span", "expected"), SPANS)
def test_spans_go_by_the_first_decision(office: Office, span: Span, expected: list[str]) -> None:
    a = office.person("a")
    for key, at in (("G1", "2026-10-31T23:59:59.000Z"), ("G2", "2026-11-01T00:00:00.000Z")):
        office.put(key)
        office.clock.now = at
        office.desk.decide(a, key, CONFIRM)
    assert list(told(rounds(office, span=span))) == expected


def test_the_known_answer_stands_beside(office: Office) -> None:
    a = office.person("a")
    outcome = {"record": {"channel": "电话"}, "situations": ["plead"], "intervener": None, "changed": []}
    office.put("G1", origin="seed")
    office.put("G2", origin="seed")
    with office.database.writing() as connection:
        rows = [("G1", "confirm", json.dumps(outcome)), ("G2", "reject", None)]
        connection.execute(
            insert(KNOWN_ANSWERS),
            [{"proposal_id": k, "verdict": v, "outcome": o, "seeded_at": "2026-11-01"} for k, v, o in rows],
        )
    office.desk.decide(a, "G1", CONFIRM)
    office.desk.decide(a, "G2", CONFIRM)
    first, second = (one.answer for one in rounds(office))
    assert first is not None
    assert first.outcome is not None
    assert (first.verdict, first.outcome.situations, first.outcome.record) == (
        "confirm",
        ("plead",),
        {"channel": "电话"},
    )
    assert second is not None
    assert (second.verdict, second.outcome) == ("reject", None)
