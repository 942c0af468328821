"""Items edited before a decision: one person's, seen by nobody else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, insert, select

from data.codec import from_text, to_text
from data.errors import Unfit
from store.desk import claims
from store.desk.edits import checked
from store.desk.items import Standing, standing
from store.desk.outcomes import EDITABLE, machine_value
from store.desk.rows import FINAL
from store.desk.seat import Seat
from store.desk.verdicts import kinds_for
from store.desk_tables import DRAFTS
from store.ledger import Action, Entry, append


def edit(seat: Seat, proposal_id: str, item: str, value: Any) -> Any:
    """Keeps the value, checked, as the viewer's own for an item; returns it as it is kept. The viewer holds the item.

    A value equal to the machine's leaves no draft. Raises NotThere, Taken, or Unfit.
    """
    there = _editable(seat, proposal_id)
    before = of(seat, proposal_id)
    present = before.get(item, machine_value(there.body, item) if item in EDITABLE else None)
    kept = checked(there.body, item, value, present)
    if kept != present:
        write(seat, there, {item: kept})
    return kept


def drop(seat: Seat, proposal_id: str, item: str) -> None:
    """Lets the machine's value stand again. Raises NotThere, Taken, or Unfit."""
    there = _editable(seat, proposal_id)
    if item in of(seat, proposal_id):
        write(seat, there, {item: machine_value(there.body, item)})


def of(seat: Seat, proposal_id: str) -> dict[str, Any]:
    """The viewer's drafts of a proposal by item."""
    found = select(DRAFTS.c.item, DRAFTS.c.value).where(
        DRAFTS.c.proposal_id == proposal_id, DRAFTS.c.account_id == seat.me
    )
    return {row.item: from_text(row.value) for row in seat.connection.execute(found)}


def write(seat: Seat, there: Standing, values: Mapping[str, Any], *, noted: bool = True) -> None:
    """Makes `values` the viewer's drafts of these items; with `noted` the ledger tells of each that changes."""
    before = of(seat, there.proposal_id)
    clear(seat, there.proposal_id, tuple(values))
    machine = {item: machine_value(there.body, item) for item in values}
    rows = [
        {
            "proposal_id": there.proposal_id,
            "account_id": seat.me,
            "item": item,
            "value": to_text(value),
            "edited_at": seat.at,
        }
        for item, value in values.items()
        if value != machine[item]
    ]
    if rows:
        seat.connection.execute(insert(DRAFTS), rows)
    if noted:
        entries = [
            Entry(Action.ITEM_EDITED, there.proposal_id, {"item": item}, old=before.get(item, machine[item]), new=value)
            for item, value in values.items()
            if value != before.get(item, machine[item])
        ]
        append(seat.connection, entries, seat.source(there.versions_text), at=seat.at)


def clear(seat: Seat, proposal_id: str, items: tuple[str, ...] | None = None) -> None:
    """Takes the viewer's drafts of these items away, or all."""
    mine = delete(DRAFTS).where(DRAFTS.c.proposal_id == proposal_id, DRAFTS.c.account_id == seat.me)
    seat.connection.execute(mine if items is None else mine.where(DRAFTS.c.item.in_(items)))


def _editable(seat: Seat, proposal_id: str) -> Standing:
    there = standing(seat, proposal_id)
    if FINAL.isdisjoint(kinds_for(seat.viewer, there.desk, met=there.met)):
        raise Unfit("this item cannot be edited as it stands; reopen it first if it is decided", code="not_editable")
    claims.take(seat, proposal_id)
    return there
