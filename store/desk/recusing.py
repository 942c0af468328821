"""Declaring oneself recused from one item."""

from __future__ import annotations

from store.desk import claims, drafts, sharing
from store.desk.items import standing
from store.desk.seat import Seat
from store.ledger import Action, Entry, append
from store.viewer import BarKind, account_key


def recuse(seat: Seat, proposal_id: str) -> None:
    """The item exists for the viewer no longer; his claim and edits go, decisions he made stand. Raises NotThere."""
    there = standing(seat, proposal_id)
    sharing.add(seat, proposal_id, [(account_key(seat.me), BarKind.DECLARED.value)])
    drafts.clear(seat, proposal_id)
    claims.drop(seat, proposal_id)
    entry = Entry(Action.RECUSED, proposal_id, {"account": seat.me, "kind": BarKind.DECLARED.value})
    append(seat.connection, [entry], seat.source(there.versions_text), at=seat.at)
