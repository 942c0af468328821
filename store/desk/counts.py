"""How many items fit, broken down: one pass over a narrow index, no body read.

Each row of `_cells` is a combination of what counts are broken down by; the facets are sums over them, each leaving its
own wish out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, and_, case, func, select

from records.proposals import SEVERITIES
from store.desk.narrowing import (
    MINE,
    NEWS,
    SITUATION,
    STATES,
    WITHDRAWN,
    decided_by,
    facets,
    has_decided,
    narrowed,
    others,
)
from store.desk.rows import DECIDED, PENDING, Counts, DeskState, Wishes
from store.desk.seat import Seat
from store.desk_tables import BARS, TERMS
from store.rows import ProposalState
from store.tables import PROPOSALS
from store.viewer import Role, visible, within

_P = PROPOSALS.c


@dataclass(frozen=True, slots=True)
class _Cell:
    """A combination of values; `met` of its `rows` are those that the viewer has decided before, `mine` likewise with
    decisions of any kind."""

    desk: str
    state: str
    news: int
    severity: str
    category: str
    unit: str | None
    rows: int
    met: int
    mine: int

    def standing(self, state: str, approver: bool) -> int:
        """How many of the rows stand in a state of the queue, as `narrowing.in_state` has it."""
        proposed = self.state == ProposalState.PROPOSED.value
        if state == MINE:
            return self.mine
        if state == NEWS:
            return self.rows if self.news and self.desk in DECIDED else 0
        if state == WITHDRAWN:
            return self.rows if not proposed and self.desk in PENDING else 0
        if state == "":
            return self.rows if proposed or self.desk not in PENDING else 0
        if self.desk != state or (state in PENDING and not proposed):
            return 0
        again = state == DeskState.SECOND or (state == DeskState.DISPUTED and approver)
        return self.rows - self.met if again else self.rows


def counts(seat: Seat, wishes: Wishes) -> Counts:
    """See `Counts`. `passed_on` does not depend on the wishes: a search could ask by it who is proposed."""
    cells = _cells(seat, wishes)
    approver = seat.viewer.has(Role.APPROVER)

    def by(field: str) -> Counter[str]:
        """Sums by a field, whatever is wished of that field."""
        found: Counter[str] = Counter()
        for cell in _fitting(cells, replace(wishes, **{field: ""})):
            if number := cell.standing(wishes.state, approver):
                found[getattr(cell, field) or ""] += number
        return found

    fitting = list(_fitting(cells, wishes))
    return Counts(
        total=sum(cell.standing(wishes.state, approver) for cell in fitting),
        states={state: sum(cell.standing(state, approver) for cell in fitting) for state in STATES},
        severities=by("severity"),
        categories=by("category"),
        situations=_situations(seat, wishes),
        units=by("unit"),
        passed_on=passed_on(seat),
    )


def passed_on(seat: Seat) -> bool:
    """Whether the viewer is recused from something within his role and units that waits for a decision."""
    found = select(_P.proposal_id).where(
        within(seat.viewer),
        _P.proposal_id.in_(select(BARS.c.proposal_id).where(BARS.c.person.in_(sorted(seat.viewer.keys)))),
        _P.state == ProposalState.PROPOSED.value,
        _P.desk.in_(PENDING),
    )
    return seat.connection.execute(found.limit(1)).first() is not None


def _fitting(cells: Iterable[_Cell], wishes: Wishes) -> Iterator[_Cell]:
    """The cells that fit the wishes for severity, category and unit."""
    wanted = {name: value for name in ("severity", "category", "unit") if (value := getattr(wishes, name))}
    return (cell for cell in cells if all(getattr(cell, name) == value for name, value in wanted.items()))


def _cells(seat: Seat, wishes: Wishes) -> list[_Cell]:
    columns = _P.desk, _P.state, _P.news, _P.severity_rank, _P.category, _P.unit
    viewer = seat.viewer
    met = and_(_P.desk.in_((DeskState.SECOND, DeskState.DISPUTED)), has_decided(viewer.account_id))
    mine = _P.proposal_id.in_(decided_by(viewer.account_id))
    conditions = [visible(viewer), *others(wishes)]
    if wishes.situation:
        conditions.append(facets(wishes)["situation"])
    found = select(*columns, func.count(), _number(met), _number(mine)).where(*conditions).group_by(*columns)
    return [
        _Cell(desk, state, news, SEVERITIES[rank], category, unit, rows, met_before, own)
        for desk, state, news, rank, category, unit, rows, met_before, own in seat.connection.execute(found)
    ]


def _situations(seat: Seat, wishes: Wishes) -> dict[str, int]:
    kept = replace(wishes, situation="")
    found = (
        select(TERMS.c.term, func.count().label("number"))
        .join(PROPOSALS, _P.proposal_id == TERMS.c.proposal_id)
        .where(TERMS.c.kind == SITUATION, visible(seat.viewer), narrowed(seat.viewer, kept))
        .group_by(TERMS.c.term)
    )
    return {row.term: row.number for row in seat.connection.execute(found)}


def _number(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)
