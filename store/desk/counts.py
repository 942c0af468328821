"""How many items fit, broken down: narrow indexes are read from end to end, no body is.

Tallies hold the number of rows of every combination of what counts are broken down by; the facets are sums over them,
each leaving its own wish out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from sqlalchemy import Column, ColumnElement, func, select

from records.proposals import SEVERITIES
from store.desk.narrowing import (
    MINE,
    NEWS,
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
from store.desk_tables import BARS
from store.rows import ProposalState
from store.tables import PROPOSALS
from store.viewer import SEES_PENDING, Role, barred, visible, within

_P = PROPOSALS.c
_KEY = (_P.state, _P.desk, _P.news, _P.severity_rank, _P.category, _P.unit)
"""In the order of the index that groups by them."""
Columns = tuple[Column[Any], ...]
_AGAIN = (DeskState.SECOND, DeskState.DISPUTED)


class _Cell(NamedTuple):
    """A combination of values."""

    state: str
    desk: str
    news: int
    severity: str
    category: str
    unit: str | None


@dataclass(frozen=True, slots=True)
class _Tallies:
    """Rows by combination: `every` of those that fit, `mine` of those among them that the viewer decided, `met` of
    those that wait for another decision which he may not make, having made one."""

    every: Mapping[_Cell, int]
    mine: Mapping[_Cell, int]
    met: Mapping[_Cell, int]

    def of(self, cell: _Cell, state: str) -> int:
        """How many rows of a cell stand in a state of the queue, as `narrowing.in_state` has it."""
        if state == MINE:
            return self.mine.get(cell, 0)
        if not _stands(cell, state):
            return 0
        return self.every[cell] - (self.met.get(cell, 0) if state in _AGAIN else 0)

    def fitting(self, wishes: Wishes) -> _Tallies:
        """Of the cells that fit the wishes for severity, category and unit."""
        if not (wishes.severity or wishes.category or wishes.unit):
            return self
        return self._made(lambda sums: {cell: rows for cell, rows in sums.items() if _fits(cell, wishes)})

    def by_state(self) -> _Tallies:
        """Summed up to what tells the states of the queue apart."""

        def folded(sums: Mapping[_Cell, int]) -> Counter[_Cell]:
            found: Counter[_Cell] = Counter()
            for cell, rows in sums.items():
                found[_Cell(*cell[:3], "", "", "")] += rows
            return found

        return self._made(folded)

    def _made(self, how: Callable[[Mapping[_Cell, int]], Mapping[_Cell, int]]) -> _Tallies:
        return _Tallies(how(self.every), how(self.mine), how(self.met))


def _fits(cell: _Cell, wishes: Wishes) -> bool:
    """Whether rows of a cell fit the wishes for severity, category and unit."""
    return (
        wishes.severity in ("", cell.severity)
        and wishes.category in ("", cell.category)
        and wishes.unit in ("", cell.unit)
    )


def _stands(cell: _Cell, state: str) -> bool:
    """Whether rows of a cell stand in a state of the queue, whoever looks."""
    live = cell.state == ProposalState.PROPOSED.value or cell.desk not in PENDING
    if state in (NEWS, WITHDRAWN, ""):
        return {NEWS: bool(cell.news) and cell.desk in DECIDED, WITHDRAWN: not live, "": live}[state]
    return cell.desk == state and live


def counts(seat: Seat, wishes: Wishes) -> Counts:
    """See `Counts`. `passed_on` does not depend on the wishes: a search could ask by it who is proposed."""
    hidden = _hidden(seat, wishes)
    tallies = _tallies(seat, wishes, hidden)

    def by(field: str) -> Counter[str]:
        """Sums by a field, whatever is wished of that field."""
        found: Counter[str] = Counter()
        fitting = tallies.fitting(replace(wishes, **{field: ""}))
        for cell in fitting.every:
            if number := fitting.of(cell, wishes.state):
                found[getattr(cell, field) or ""] += number
        return found

    states = tallies.fitting(wishes).by_state()

    def total(state: str) -> int:
        return sum(states.mine.values()) if state == MINE else sum(states.of(cell, state) for cell in states.every)

    return Counts(
        total=total(wishes.state),
        states={state: total(state) for state in STATES},
        severities=by("severity"),
        categories=by("category"),
        situations=_situations(seat, wishes, hidden),
        units=by("unit"),
        passed_on=passed_on(seat),
    )


def passed_on(seat: Seat) -> bool:
    """Whether the viewer is recused from something within his role and units that waits for a decision."""
    found = select(_P.proposal_id).where(
        within(seat.viewer),
        barred(seat.viewer),
        _P.state == ProposalState.PROPOSED.value,
        _P.desk.in_(PENDING),
    )
    return seat.connection.execute(found.limit(1)).first() is not None


def _tallies(seat: Seat, wishes: Wishes, hidden: Counter[_Key]) -> _Tallies:
    viewer, conditions = seat.viewer, list(others(wishes))
    if wishes.situation:
        conditions.append(facets(wishes)["situation"])
    every = _sums(seat, _KEY, within(viewer), *conditions)
    for (*key, codes), rows in hidden.items():
        if not wishes.situation or wishes.situation in codes.split():
            every[tuple(key)] -= rows
    own = visible(viewer), _P.proposal_id.in_(decided_by(viewer.account_id)), *conditions
    again = _AGAIN if viewer.has(Role.APPROVER) else (DeskState.SECOND,)
    met = _few(seat, *own, _P.desk.in_(again), has_decided(viewer.account_id))
    plain = wishes.state != MINE and wishes == Wishes(state=wishes.state, order=wishes.order)
    whole = plain and viewer.units is None and viewer.has(*SEES_PENDING)
    mine = Counter({_NO_KEY: _decided(seat)}) if whole else _few(seat, *own)
    return _Tallies(*({_cell(key): rows for key, rows in sums.items() if rows} for sums in (every, mine, met)))


def _decided(seat: Seat) -> int:
    """How many visible proposals the viewer decided, for one who may see all units: told by decisions and bars alone,
    since the rows of thousands of proposals are slow to gather."""
    own = decided_by(seat.me).subquery()
    recused = select(BARS.c.proposal_id).where(BARS.c.person.in_(sorted(seat.viewer.keys)))
    found = select(func.count(own.c.proposal_id.distinct())).where(own.c.proposal_id.not_in(recused))
    return seat.connection.execute(found).scalar_one()


def _situations(seat: Seat, wishes: Wishes, hidden: Counter[_Key]) -> Counter[str]:
    kept = replace(wishes, situation="")
    here = narrowed(seat.viewer, kept)
    if wishes.state == MINE or wishes.state in _AGAIN:
        seen = _sums(seat, (_P.situations,), visible(seat.viewer), here)
    else:
        seen = _sums(seat, (_P.situations,), within(seat.viewer), here)
        for (*key, codes), rows in hidden.items():
            cell = _cell(tuple(key))
            if _stands(cell, wishes.state) and _fits(cell, wishes):
                seen[(codes,)] -= rows
    sums: Counter[str] = Counter()
    for (codes,), rows in seen.items():
        for code in codes.split():
            sums[code] += rows
    return +sums


_Key = tuple[Any, ...]
_NO_KEY: _Key = ("", "", 0, 0, "", None)


def _hidden(seat: Seat, wishes: Wishes) -> Counter[_Key]:
    """The rows of the viewer's role and units that he is recused from, by tally and situations: to sum up all rows and
    take these few away is three times as fast as to ask of each row whether it is one of them."""
    conditions = within(seat.viewer), barred(seat.viewer), *others(wishes)
    found = select(*_KEY, _P.situations).where(*conditions)
    return Counter(tuple(row) for row in seat.connection.execute(found))


def _few(seat: Seat, *conditions: ColumnElement[bool]) -> Counter[_Key]:
    """As `_sums` over the tally's columns, of so few rows that they are summed here: asked to group them, a database
    reads all rows in the order of the groups."""
    return Counter(tuple(row) for row in seat.connection.execute(select(*_KEY).where(*conditions)))


def _sums(seat: Seat, columns: Columns, *conditions: ColumnElement[bool]) -> Counter[_Key]:
    found = select(*columns, func.count()).where(*conditions).group_by(*columns)
    return Counter({tuple(key): rows for *key, rows in seat.connection.execute(found)})


def _cell(key: _Key) -> _Cell:
    state, desk, news, rank, category, unit = key
    return _Cell(state, desk, news, SEVERITIES[rank], category, unit)
