"""Who works on what: a claim holds an item for its holder until it runs out."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Row, delete, exists, insert, select

from data.errors import Taken
from store.clock import later
from store.desk.seat import Seat
from store.desk_tables import CLAIMS
from store.ledger import Action, Entry, append
from store.tables import PROPOSALS

TAKEN = "somebody else works on this item; take the next one"


def taken(seat: Seat) -> ColumnElement[bool]:
    """The condition that somebody else holds a row of `proposals`."""
    return exists().where(
        CLAIMS.c.proposal_id == PROPOSALS.c.proposal_id, CLAIMS.c.account_id != seat.me, CLAIMS.c.until > seat.at
    )


def holder(seat: Seat, proposal_id: str) -> Row[tuple[str, str]] | None:
    """`account_id` and `until` of a claim that has not run out."""
    return seat.connection.execute(
        select(CLAIMS.c.account_id, CLAIMS.c.until).where(CLAIMS.c.proposal_id == proposal_id, CLAIMS.c.until > seat.at)
    ).one_or_none()


def check_free(seat: Seat, proposal_id: str) -> None:
    """Raises Taken when somebody else holds the item."""
    held = holder(seat, proposal_id)
    if held and held.account_id != seat.me:
        raise Taken(TAKEN, code="taken")


def take(seat: Seat, proposal_id: str) -> None:
    """The viewer holds the item from now on; a claim of one's own is renewed, one that ran out taken over.

    Raises Taken when somebody else holds it.
    """
    held = holder(seat, proposal_id)
    if held and held.account_id != seat.me:
        raise Taken(TAKEN, code="taken")
    seat.connection.execute(delete(CLAIMS).where(CLAIMS.c.proposal_id == proposal_id))
    until = later(seat.at, seat.rules.claim_minutes * 60)
    seat.connection.execute(
        insert(CLAIMS).values(proposal_id=proposal_id, account_id=seat.me, claimed_at=seat.at, until=until)
    )
    if not held:
        append(seat.connection, [Entry(Action.CLAIMED, proposal_id, {})], seat.source(), at=seat.at)


def drop(seat: Seat, proposal_id: str) -> None:
    """The viewer no longer holds the item; nothing happens when he did not."""
    mine = CLAIMS.c.proposal_id == proposal_id, CLAIMS.c.account_id == seat.me
    if seat.connection.execute(delete(CLAIMS).where(*mine)).rowcount:
        append(seat.connection, [Entry(Action.RELEASED, proposal_id, {})], seat.source(), at=seat.at)


def end(seat: Seat, proposal_id: str) -> None:
    """Nobody holds the item any more: it has been decided, which the ledger tells by itself."""
    seat.connection.execute(delete(CLAIMS).where(CLAIMS.c.proposal_id == proposal_id))
