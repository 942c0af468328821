"""Bars that a decision brings about: who is found to be meant, or is named in what turns out to be the same matter."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import and_, delete, insert, or_, select

from store.desk.rows import Outcome
from store.desk.seat import Seat
from store.desk_tables import BARS
from store.viewer import BarKind, name_key

Bar = tuple[str, str]
"""Person and kind, as in `bars`."""


def bars_of(seat: Seat, proposal_id: str) -> list[Bar]:
    """Who is barred from a proposal, and why."""
    found = select(BARS.c.person, BARS.c.kind).where(BARS.c.proposal_id == proposal_id).order_by(*BARS.c)
    return [(row.person, row.kind) for row in seat.connection.execute(found)]


def add(seat: Seat, proposal_id: str, bars: Iterable[Bar]) -> list[Bar]:
    """Adds what is missing and returns it."""
    missing = sorted(set(bars) - set(bars_of(seat, proposal_id)))
    if missing:
        rows = [{"proposal_id": proposal_id, "person": person, "kind": kind} for person, kind in missing]
        seat.connection.execute(insert(BARS), rows)
    return missing


def take_back(seat: Seat, proposal_id: str, bars: Sequence[Sequence[str]]) -> None:
    """Removes bars that `add` added."""
    if bars:
        given = or_(*(and_(BARS.c.person == person, BARS.c.kind == kind) for person, kind in bars))
        seat.connection.execute(delete(BARS).where(BARS.c.proposal_id == proposal_id, given))


def named_by(outcome: Outcome) -> list[Bar]:
    """The bars of whom a person says the intervener is."""
    people = [outcome.intervener["id"]] if outcome.intervener else []
    if outcome.record.get("name"):
        people.append(name_key(outcome.record["name"]))
    return [(person, BarKind.NAMED.value) for person in people]
