"""The queue: a page of it in the order of work, and the item to work on next."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, and_, select, tuple_

from data.codec import from_text
from data.errors import NotThere, Unfit
from store.desk import claims
from store.desk.narrowing import blind, has_decided, narrowed, order_of
from store.desk.outcomes import without
from store.desk.rows import DECIDED, WORK, DeskState, Line, Wishes
from store.desk.seat import Seat
from store.desk.verdicts import SEED, claimable
from store.desk_tables import CLAIMS
from store.rows import ProposalRow, ProposalState
from store.tables import PROPOSALS
from store.viewer import visible

ROW = [PROPOSALS.c[name] for name in ProposalRow.__dataclass_fields__]
_P = PROPOSALS.c


def page(seat: Seat, wishes: Wishes, limit: int, offset: int) -> list[Line]:
    """Rows of the queue in the order of work. A narrow index gives the ids, wide rows are read for these alone."""
    found = (
        select(_P.proposal_id).where(visible(seat.viewer), narrowed(seat.viewer, wishes)).order_by(*order_of(wishes))
    )
    ids = list(seat.connection.execute(found.limit(limit).offset(offset)).scalars())
    known = {line.row.proposal_id: line for line in lines(seat, _P.proposal_id.in_(ids))} if ids else {}
    return [known[id_] for id_ in ids]


def lines(seat: Seat, condition: ColumnElement[bool], limit: int | None = None) -> list[Line]:
    """The visible rows that meet a condition, in no promised order."""
    standing = and_(_P.proposal_id == CLAIMS.c.proposal_id, CLAIMS.c.until > seat.at)
    found = (
        select(*ROW, _P.desk, _P.news, CLAIMS.c.account_id, blind(seat.viewer).label("blind"))
        .select_from(PROPOSALS.outerjoin(CLAIMS, standing))
        .where(visible(seat.viewer), condition)
        .limit(limit)
    )
    return [_line(row) for row in seat.connection.execute(found).mappings()]


def next_item(seat: Seat, wishes: Wishes, after: str | None) -> str | None:
    """The first item in the order of work that nobody else holds; the viewer holds it then.

    With `after`, the first behind that item, or from the start again when there is none behind it; never that item
    itself, whose claim the viewer gives up. None when nothing is left. What the viewer cannot decide is not claimed.
    """
    place = _place(seat, wishes, after) if after else None
    found = _first(seat, wishes, place) if place is not None else None
    if found is None:
        found = _first(seat, wishes, _P.proposal_id != after if after else None)
    if after and found:
        claims.drop(seat, after)
    if found is None:
        return None
    if claimable(seat.viewer, DeskState(found.desk)):
        claims.take(seat, found.proposal_id)
    return str(found.proposal_id)


def claim(seat: Seat, proposal_id: str) -> None:
    """The viewer holds an item that he can decide. Raises NotThere, Taken, or Unfit."""
    found = select(_P.desk, has_decided(seat.me).label("met")).where(
        visible(seat.viewer), _P.proposal_id == proposal_id
    )
    row = seat.connection.execute(found).one_or_none()
    if row is None:
        raise NotThere("there is no such item")
    desk = DeskState(row.desk)
    if not claimable(seat.viewer, desk) or (row.met and desk not in WORK):
        raise Unfit("this item waits for no decision of yours", code="not_waiting")
    claims.take(seat, proposal_id)


def confirmed_ids(seat: Seat, wishes: Wishes) -> list[str]:
    """The ids of all confirmed items that fit the wishes, in the order of work; known answers are none of them."""
    wanted = replace(wishes, state=DeskState.CONFIRMED.value)
    fitting = and_(visible(seat.viewer), narrowed(seat.viewer, wanted), _P.origin != SEED)
    return list(seat.connection.execute(select(_P.proposal_id).where(fitting).order_by(*order_of(wanted))).scalars())


def _first(seat: Seat, wishes: Wishes, condition: ColumnElement[bool] | None) -> Any:
    found = (
        select(_P.proposal_id, _P.desk)
        .where(visible(seat.viewer), narrowed(seat.viewer, wishes), ~claims.taken(seat))
        .order_by(*order_of(wishes))
        .limit(1)
    )
    return seat.connection.execute(found if condition is None else found.where(condition)).one_or_none()


def _place(seat: Seat, wishes: Wishes, after: str) -> ColumnElement[bool] | None:
    """The condition of standing behind an item in the order of work; None when it is none of the viewer's."""
    order = order_of(wishes)
    row = seat.connection.execute(select(*order).where(visible(seat.viewer), _P.proposal_id == after)).one_or_none()
    return tuple_(*order) > tuple_(*row) if row else None


def _line(row: RowMapping) -> Line:
    values = dict(row)
    desk, news, holder, hidden = (values.pop(name) for name in ("desk", "news", "account_id", "blind"))
    return Line(
        row=proposal_row(values, blind=bool(hidden)),
        desk=DeskState(desk),
        claimed_by=holder,
        news=bool(news) and desk in DECIDED,
        blind=bool(hidden),
    )


def proposal_row(values: Mapping[str, Any], *, blind: bool, away: Collection[str] = ()) -> ProposalRow:
    """The row of a proposal, without the papers split off, and without its score in a blind look."""
    body = dict(without(from_text(values["body"]), away))
    changed: dict[str, Any] = {"state": ProposalState(values["state"]), "body": body}
    if blind:
        changed |= {"score": None, "body": body | {"score": None}}
    return ProposalRow(**{**values, **changed})
