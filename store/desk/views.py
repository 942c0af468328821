"""Narrowings of the queue that a person keeps under a name."""

from __future__ import annotations

from sqlalchemy import delete, func, insert, select

from data.errors import Unfit
from store.desk.rows import SavedView
from store.desk.seat import Seat
from store.desk_tables import SAVED_VIEWS

LONGEST_NAME, LONGEST_QUERY, MOST = 40, 1_000, 50


def saved(seat: Seat) -> list[SavedView]:
    """The viewer's saved views by name."""
    found = select(SAVED_VIEWS).where(SAVED_VIEWS.c.account_id == seat.me).order_by(SAVED_VIEWS.c.name)
    return [SavedView(row.name, row.query, row.saved_at) for row in seat.connection.execute(found)]


def save(seat: Seat, name: str, query: str) -> None:
    """Keeps a query string under a name, in the place of one of that name. Raises Unfit when either is too long."""
    name = name.strip()
    if not name or len(name) > LONGEST_NAME or len(query) > LONGEST_QUERY:
        raise Unfit(
            f"a view needs a name of 1 to {LONGEST_NAME} characters and a query of at most {LONGEST_QUERY}",
            code="view_name",
            name=LONGEST_NAME,
            query=LONGEST_QUERY,
        )
    drop(seat, name)
    mine = select(func.count()).select_from(SAVED_VIEWS).where(SAVED_VIEWS.c.account_id == seat.me)
    if seat.connection.execute(mine).scalar_one() >= MOST:
        raise Unfit(f"{MOST} views are the most; drop one first", code="views_most", most=MOST)
    values = {"account_id": seat.me, "name": name, "query": query, "saved_at": seat.at}
    seat.connection.execute(insert(SAVED_VIEWS).values(values))


def drop(seat: Seat, name: str) -> None:
    """Forgets a view; nothing happens when there is none of that name."""
    named = SAVED_VIEWS.c.account_id == seat.me, SAVED_VIEWS.c.name == name
    seat.connection.execute(delete(SAVED_VIEWS).where(*named))
