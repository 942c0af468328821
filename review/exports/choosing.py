"""Which confirmed records there are for somebody to take out, and which have been taken out before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from sqlalchemy import ColumnElement, Connection, and_, exists, func, select, true

from review.addresses import clean, wishes_of
from store.desk.rows import DecisionKind, DeskState, Wishes
from store.desk_tables import DECISIONS
from store.ledger import Action
from store.tables import LEDGER, PROPOSALS
from store.viewer import Viewer, visible

SEED = "seed"
"""The origin of known answers, which are nobody's record."""
SHOWN = 100
"""Records that the page lists one by one; a table takes them all."""


class Taken(StrEnum):
    """Whether a record has left the desk since it was confirmed."""

    ALL = ""
    FRESH = "fresh"
    BEFORE = "before"


@dataclass(frozen=True, slots=True)
class Choice:
    """What somebody wants to take out: days of the occasion (ISO, empty: no end), a unit, whether taken before."""

    since: str = ""
    until: str = ""
    unit: str = ""
    taken: Taken = Taken.ALL

    def told(self) -> tuple[tuple[str, str], ...]:
        """The choice as names and values, as an export tells it."""
        return (("since", self.since), ("until", self.until), ("unit", self.unit), ("taken", self.taken.value))

    def wishes(self) -> Wishes:
        """The choice as the desk takes it."""
        return replace(Wishes(), state=DeskState.CONFIRMED.value, since=self.since, until=self.until, unit=self.unit)


@dataclass(frozen=True, slots=True)
class RecordLine:
    """A confirmed record in the list. `taken_at` is when it last left the desk (ISO 8601, UTC), None: never."""

    proposal_id: str
    intervener: str | None
    case_no: str | None
    unit: str | None
    occurred_on: str | None
    category: str
    severity: str
    decided_at: str | None
    taken_at: str | None


@dataclass(frozen=True, slots=True)
class Chosen:
    """What fits a choice. `fresh` counts those never taken out; `units` are all the viewer has records of, counted
    under the other wishes; `lines` the latest decided."""

    choice: Choice
    total: int
    fresh: int
    units: tuple[tuple[str, int], ...]
    lines: tuple[RecordLine, ...]


def choice_of(query: Mapping[str, str]) -> Choice:
    """The choice of an address or a form; what is no day or no known word is no wish."""
    wishes = wishes_of({name: query.get(name, "") for name in ("since", "until")})
    taken = query.get("taken", "")
    known = Taken(taken) if taken in set(Taken) else Taken.ALL
    return Choice(wishes.since, wishes.until, clean(query.get("unit", "")), known)


def chosen(connection: Connection, viewer: Viewer, choice: Choice) -> Chosen:
    """What of the records that exist for the viewer fits the choice."""
    fits = _fits(viewer, choice)
    numbers = select(func.count(), func.count().filter(~left_the_desk())).where(fits)
    total, fresh = connection.execute(numbers).one()
    by_unit = select(PROPOSALS.c.unit, func.count()).where(_fits(viewer, replace(choice, unit=""))).group_by("unit")
    units = tuple((unit, count) for unit, count in connection.execute(by_unit.order_by(PROPOSALS.c.unit)) if unit)
    return Chosen(choice, total, fresh, units, _lines(connection, fits))


def chosen_ids(connection: Connection, viewer: Viewer, choice: Choice) -> frozenset[str]:
    """The ids of all records that fit the choice."""
    return frozenset(connection.execute(select(PROPOSALS.c.proposal_id).where(_fits(viewer, choice))).scalars())


def left_the_desk() -> ColumnElement[bool]:
    """The condition that somebody took a row of `proposals` out since it was last confirmed.

    Rows of no person are those of gold, which is no record.
    """
    return exists().where(_exports(), LEDGER.c.sequence > _confirmed_in())


def _exports() -> ColumnElement[bool]:
    return and_(
        LEDGER.c.subject == PROPOSALS.c.proposal_id,
        LEDGER.c.action == Action.EXPORTED.value,
        LEDGER.c.actor.is_not(None),
    )


def _confirmed_in() -> ColumnElement[int]:
    """The number of the ledger row of the last decision that stands."""
    return (
        select(func.max(DECISIONS.c.sequence))
        .where(
            DECISIONS.c.proposal_id == PROPOSALS.c.proposal_id,
            DECISIONS.c.undone_at.is_(None),
            DECISIONS.c.kind.in_((DecisionKind.CONFIRM.value, DecisionKind.AMEND.value)),
        )
        .correlate(PROPOSALS)
        .scalar_subquery()
    )


def _fits(viewer: Viewer, choice: Choice) -> ColumnElement[bool]:
    p = PROPOSALS.c
    return and_(
        visible(viewer),
        p.desk == DeskState.CONFIRMED.value,
        p.origin != SEED,
        p.occurred_on >= choice.since if choice.since else true(),
        p.occurred_on <= choice.until if choice.until else true(),
        p.unit == choice.unit if choice.unit else true(),
        *([left_the_desk()] if choice.taken is Taken.BEFORE else []),
        *([~left_the_desk()] if choice.taken is Taken.FRESH else []),
    )


def _lines(connection: Connection, fits: ColumnElement[bool]) -> tuple[RecordLine, ...]:
    taken = select(func.max(LEDGER.c.at)).where(_exports()).correlate(PROPOSALS).scalar_subquery().label("taken_at")
    names = ("proposal_id", "intervener", "case_no", "unit", "occurred_on", "category", "severity", "decided_at")
    found = (
        select(*(PROPOSALS.c[name] for name in names), taken)
        .where(fits)
        .order_by(PROPOSALS.c.decided_at.desc(), PROPOSALS.c.proposal_id)
        .limit(SHOWN)
    )
    return tuple(RecordLine(**row) for row in connection.execute(found).mappings())
