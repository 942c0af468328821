"""A city in which a proposal was rejected and erased: the screenings after that let it rest."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

from sqlalchemy import select, update

from pipelines.screening import screen
from store.database import open_database
from store.desk.retention import erase_due
from store.ledger import Action, Entry, Ledger, Source, append
from store.retention_rules import RetentionRules
from store.tables import PROPOSALS

TODAY = date(2026, 11, 23)


def proposed(city) -> dict[str, dict]:
    """The lines of proposals.jsonl by id."""
    lines = (city.order.out / "proposals.jsonl").read_text("utf-8").splitlines()
    return {line["proposal_id"]: line for line in map(json.loads, lines)}


def reject(database, proposal_id: str) -> None:
    """Rejects a proposal long ago, as the desk would."""
    with database.writing() as connection:
        values = {"desk": "rejected", "decided_at": "2025-01-01T00:00:00.000Z"}
        connection.execute(update(PROPOSALS).where(PROPOSALS.c.proposal_id == proposal_id).values(values))
        entry = Entry(Action.DECISION_UNDONE, proposal_id, {"to": "rejected"})
        append(connection, [entry], Source(actor="a1"), at="2025-01-01T00:00:00.000Z")


def test_what_was_erased_is_not_read_or_proposed_anew(city_after):
    screen(city_after.order)
    before = proposed(city_after)
    quotes = {id_: {piece["quote"] for piece in line["evidence"]} for id_, line in before.items()}
    # One whose words no other proposal has, so that they must be gone from the whole disk.
    id_, words = next(
        (id_, own)
        for id_, found in quotes.items()
        if (own := [q for q in found if len(q) > 5 and not any(q in str(before[o]) for o in before if o != id_)])
    )
    database = open_database(city_after.order.store_url)
    reject(database, id_)
    assert erase_due(database, RetentionRules(), TODAY).proposals == {"rejected": 1}
    assert screen(city_after.order).counts["screened"] == 0, "the papers are known still"
    assert set(proposed(city_after)) == set(before) - {id_}
    anew = replace(city_after, order=replace(city_after.order, profile="police"))
    assert screen(anew.order).counts["screened"] > 5, "another rulebook: all is read again"
    assert id_ not in proposed(anew)
    assert len(proposed(anew)) == len(before) - 1
    erase_due(database, RetentionRules(), TODAY)
    root = city_after.order.out.parent
    left = b"".join(file.read_bytes() for file in [*root.glob("guowen.db*"), *city_after.order.out.iterdir()])
    assert [word for word in words if word.encode() in left] == []
    with database.reading() as connection:
        tomb = connection.execute(select(PROPOSALS.c.desk).where(PROPOSALS.c.proposal_id == id_)).scalar_one()
    assert tomb == "erased"
    assert Ledger(database).verify() == ()
    database.close()
