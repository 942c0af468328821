"""Known answers among the proposals: how many, which, and that nothing tells them from the others."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import insert, select, update

from data.codec import from_text
from data.errors import FileStatus, StoreError, Unfit
from data.registry import Registries
from store import runs
from store.desk.rows import DecisionKind, Outcome, Verdict, Wishes
from store.desk.seeds import Ground, Seed, choose, plant, wanted_of
from store.desk_tables import KNOWN_ANSWERS
from store.ledger import Action
from store.proposals import save
from store.rows import FileOutcome, RunState
from store.tables import FILES, INBOXES, PROPOSALS, RUNS
from tests.store.conftest import PROPOSAL
from tests.store.desk.conftest import CONFIRM, COURT, PAPERS, Office

GROUND = Ground("/papers", Registries(), "2026-11-23T09:00:00.000Z")
OUTCOME = Outcome({"channel": "电话"}, ("ask_progress",), None)
SEEDS = tuple(
    Seed(
        replace(PROPOSAL, proposal_id=f"Gold{number}", due_on="2020-01-0" + str(number + 1), unit=COURT),
        "confirm" if number < 4 else "reject",
        OUTCOME if number < 4 else None,
    )
    for number in range(8)
)


def sow(office: Office, wanted: int = 8, seeds: tuple[Seed, ...] = SEEDS) -> list[Seed]:
    with office.database.writing() as connection:
        if not connection.execute(select(INBOXES).where(INBOXES.c.root == GROUND.root)).first():
            connection.execute(insert(INBOXES).values(inbox_id=2, root=GROUND.root))  # ids here are by hand
        chosen = choose(connection, seeds, wanted)
        plant(connection, chosen, [FileOutcome("comms/a.txt", "0" * 64, "", FileStatus.OK)], GROUND)
        return chosen


def rows(office: Office) -> dict[str, dict[str, object]]:
    with office.database.reading() as connection:
        found = connection.execute(select(PROPOSALS).where(PROPOSALS.c.origin == "seed")).mappings()
        return {row["proposal_id"]: dict(row) for row in found}


def test_they_look_like_any_other_item(office: Office) -> None:
    for number, due in enumerate(("2026-11-02", "2026-11-20", "2026-12-30")):
        office.put(f"G{number}", "low", due_on=due, due_key=due)
    chosen = sow(office)
    planted = rows(office)
    assert len(planted) == len(chosen) == 8
    for key, row in planted.items():
        assert key.startswith("G")
        assert len(key) == 21
        assert "Gold" not in str(row["body"])
        assert (row["first_run"], row["last_run"], row["state"], row["desk"]) == ("run1", "run1", "proposed", "open")
        assert (row["unit"], row["due_key"]) == (COURT, row["due_on"])
        assert row["due_on"] == from_text(str(row["body"]))["due_on"]
        assert row["barred_by"] == Registries().sha256
    assert sorted(str(row["due_on"]) for row in planted.values()) == sorted(
        ["2026-11-02"] * 3 + ["2026-11-20"] * 2 + ["2026-12-30"] * 3
    )
    viewer = office.person("a")
    assert len(office.desk.queue(viewer, Wishes())) == 11
    key = next(iter(planted))
    item = office.desk.item(viewer, key)
    assert [passage.body["text"] for passage in item.passages] == [PROPOSAL.passages[0].text]
    assert office.bars(key)


def test_answers_and_ledger(office: Office) -> None:
    office.put("G1")
    sow(office)
    with office.database.reading() as connection:
        answers = connection.execute(select(KNOWN_ANSWERS)).all()
        assert connection.execute(select(FILES.c.path, FILES.c.run_id)).all() == [("comms/a.txt", "run1")]
        assert sorted(connection.execute(select(INBOXES.c.root)).scalars()) == ["/inbox", "/papers"]
        assert connection.execute(select(RUNS.c.run_id)).scalars().all() == ["run1"]
    assert (
        sorted((a.verdict, a.outcome is not None) for a in answers) == [("confirm", True)] * 4 + [("reject", False)] * 4
    )
    seeded = [row for row in office.ledger() if row.action == Action.SEEDED.value]
    assert {row.subject for row in seeded} == set(rows(office))
    assert all(row.detail == {} and row.new is None for row in seeded)


def test_confirmations_and_rejections_in_turn(office: Office) -> None:
    office.put("G1")
    assert sorted(seed.verdict for seed in sow(office, 4)) == ["confirm", "confirm", "reject", "reject"]


def test_those_that_look_strange_come_last(office: Office) -> None:
    office.put("G1")
    strange = tuple(replace(s, proposal=replace(s.proposal, unit="别处")) for s in SEEDS[1:4])
    (chosen,) = sow(office, 1, (*strange, SEEDS[0]))
    assert chosen.proposal.unit == COURT


def test_what_was_planted_is_not_planted_again(office: Office) -> None:
    office.put("G1")
    first, second, third = sow(office, 3), sow(office, 20), sow(office, 20)
    assert (len(first), len(second), len(third)) == (3, 5, 0)
    assert len(rows(office)) == 8


SHARES = [(0, 0, 0.02, 0), (1, 0, 0.02, 1), (18, 0, 0.1, 2), (18, 2, 0.1, 0), (18, 3, 0.1, 0), (6, 0, 0.5, 6)]


@pytest.mark.parametrize(("others", "seeds", "share", "wanted"), SHARES)
def test_the_share_is_of_all_that_waits(office: Office, others: int, seeds: int, share: float, wanted: int) -> None:
    for number in range(others + seeds):
        office.put(f"G{number}", origin="machine" if number < others else "seed")
    office.put("Gdone", desk="confirmed")
    office.put("Ggone", state="withdrawn")
    with office.database.reading() as connection:
        assert wanted_of(connection, share) == wanted


def test_no_screening_withdraws_them(office: Office) -> None:
    office.put("G1")
    sow(office)
    with office.database.writing() as connection:
        run = runs.latest(connection, RunState.FINISHED)
        assert run is not None
        save(connection, run, [], Registries())
    assert {row["state"] for row in rows(office).values()} == {"proposed"}
    assert office.column("G1", "state") == "withdrawn"


def test_they_never_leave_the_desk(office: Office) -> None:
    office.put("G1")
    viewer = office.person("a")
    for key in ["G1", *(seed.proposal.proposal_id for seed in sow(office, 2))]:
        office.desk.decide(viewer, key, CONFIRM)
    assert [item.row.proposal_id for item in office.desk.confirmed(viewer, Wishes())] == ["G1"]


def test_they_stay_apart_from_real_items(office: Office) -> None:
    office.put("G1")
    office.put("G2", origin="seed")
    viewer = office.person("a")
    for one, other in (("G1", "G2"), ("G2", "G1")):
        with pytest.raises(Unfit):
            office.desk.decide(viewer, one, Verdict(DecisionKind.MERGE, target=other))
    made = office.desk.decide(viewer, "G2", Verdict(DecisionKind.SPLIT, papers=(PAPERS[1],))).created
    assert made is not None
    assert office.column(made, "origin") == "seed"


def test_an_empty_store_gives_them_nothing_to_hide_among(office: Office) -> None:
    with office.database.writing() as connection:
        connection.execute(update(RUNS).values(state="abandoned"))
        with pytest.raises(StoreError, match="run guowen screen first"):
            plant(connection, [], [], GROUND)
