"""The evaluator's leave to use decided items as gold, and the items it was given for.

Leave holds for the decision it was given to: what is decided anew needs it anew. Known-answer items are never gold:
whoever reads gold could tell them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, delete, exists, func, insert, select

from data.codec import from_text
from data.errors import NotThere
from records.gold import Decided
from records.overlay import Ruled
from store.clock import now
from store.database import Database
from store.desk import history
from store.desk.items import MISSING, papers_away
from store.desk.outcomes import outcome_row, settled
from store.desk.rows import FINAL, Decision, DecisionKind, DeskState
from store.desk.verdicts import SEED
from store.desk_tables import CONSENTS
from store.ledger import Action, Entry, Source, append
from store.tables import INBOXES, PASSAGES, PROPOSALS
from store.viewer import Viewer, visible

GIVEN, MISSED = "given", "missing"
FINAL_STATES = (DeskState.CONFIRMED, DeskState.REJECTED)
CHUNK = 200
_P = PROPOSALS.c


@dataclass(frozen=True, slots=True)
class ConsentWishes:
    """What the evaluator narrows the list to; empty text is no wish. `consent` is `given` or `missing`, `verdict` a
    final state of the desk; what is listed was decided at the moment `since` or later and before `until`."""

    consent: str = ""
    verdict: str = ""
    unit: str = ""
    severity: str = ""
    since: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class ConsentLine:
    """A decided item; `given` whether leave stands."""

    proposal_id: str
    desk: str
    severity: str
    situations: tuple[str, ...]
    unit: str | None
    case_no: str | None
    occurred_on: str | None
    decided_at: str
    given: bool


@dataclass(frozen=True, slots=True)
class ConsentCounts:
    """How many items fit the wishes, and for how many of them leave stands."""

    total: int
    given: int


class Consents:
    """Lists decided items for an evaluator and keeps his leave. Every method is one transaction."""

    def __init__(self, database: Database, clock: Callable[[], str] = now) -> None:
        self._database = database
        self._clock = clock

    def page(self, viewer: Viewer, wishes: ConsentWishes, limit: int, offset: int = 0) -> list[ConsentLine]:
        """Lines in the order of decision, the latest first."""
        found = (
            select(PROPOSALS, _stands().label("given"))
            .where(_listed(viewer, wishes))
            .order_by(_P.decided_at.desc(), _P.proposal_id)
            .limit(limit)
            .offset(offset)
        )
        with self._database.reading() as connection:
            return [_line(row) for row in connection.execute(found)]

    def counts(self, viewer: Viewer, wishes: ConsentWishes) -> ConsentCounts:
        """Over all pages."""
        with self._database.reading() as connection:
            total, given = (
                connection.execute(select(func.count()).select_from(PROPOSALS).where(condition)).scalar_one()
                for condition in (_listed(viewer, wishes), and_(_listed(viewer, wishes), _stands()))
            )
            return ConsentCounts(total, given)

    def units(self, viewer: Viewer) -> list[str]:
        """The units of decided items, in order."""
        found = select(_P.unit).where(_listed(viewer, ConsentWishes()), _P.unit.is_not(None)).distinct()
        with self._database.reading() as connection:
            return [str(unit) for unit in connection.execute(found.order_by(_P.unit)).scalars()]

    def say(self, viewer: Viewer, proposal_id: str, *, given: bool) -> ConsentLine:
        """Gives leave for one item or takes it back; said again it changes nothing.

        Raises NotThere when there is no such decided item for the viewer.
        """
        one = and_(_listed(viewer, ConsentWishes()), _P.proposal_id.in_([proposal_id]))
        with self._database.writing() as connection:
            self._change(connection, viewer, one, given=given)
            row = connection.execute(select(PROPOSALS, _stands().label("given")).where(one)).one_or_none()
            if row is None:
                raise NotThere(MISSING)
            return _line(row)

    def say_all(self, viewer: Viewer, wishes: ConsentWishes, *, given: bool) -> int:
        """Gives leave for all that fit the wishes, or takes it back; returns for how many that was a change."""
        with self._database.writing() as connection:
            return self._change(connection, viewer, _listed(viewer, wishes), given=given)

    def _change(self, connection: Connection, viewer: Viewer, listed: ColumnElement[bool], *, given: bool) -> int:
        wanted = and_(listed, ~_stands() if given else _stands())
        ids = connection.execute(select(_P.proposal_id).where(wanted).order_by(_P.proposal_id)).scalars().all()
        at = self._clock()
        for chunk in _chunks(ids):
            connection.execute(delete(CONSENTS).where(CONSENTS.c.proposal_id.in_(chunk)))
            if given:
                rows = [{"proposal_id": key, "account_id": viewer.account_id, "given_at": at} for key in chunk]
                connection.execute(insert(CONSENTS), rows)
        entries = [Entry(Action.CONSENTED, key, {"given": given}) for key in ids]
        append(connection, entries, Source(actor=viewer.account_id), at=at)
        return len(ids)


def consented(connection: Connection) -> list[Decided]:
    """The items that leave stands for, with all that gold is made of, by id."""
    found = (
        select(_P.proposal_id, _P.desk, _P.details, INBOXES.c.root)
        .join(INBOXES, INBOXES.c.inbox_id == _P.inbox_id)
        .where(_final(), _stands())
        .order_by(_P.proposal_id)
    )
    rows = connection.execute(found).all()
    items: list[Decided] = []
    for chunk in _chunks(rows):
        ids = [row.proposal_id for row in chunk]
        decisions, passages = history.standing(connection, ids), _passages(connection, ids)
        items += [_decided(row, decisions.get(row.proposal_id, []), passages.get(row.proposal_id, [])) for row in chunk]
    return items


def note_gold(connection: Connection, ids: Sequence[str], sha256: str, at: str) -> None:
    """Puts on record which items went into a gold file, and the digest of the file."""
    entries = [Entry(Action.EXPORTED, key, {"to": "gold", "sha256": sha256}) for key in ids]
    append(connection, entries, Source(), at=at)


def _decided(row: Any, decisions: Sequence[Decision], passages: Sequence[dict[str, Any]]) -> Decided:
    details, away = from_text(row.details), set(papers_away(decisions))
    last = next((one for one in reversed(history.current(decisions)) if one.kind in FINAL), None)
    outcome = settled(decisions)
    short = (details.get("filed") or {}).get("record_id")
    fitting = [record["record_id"] for record in details.get("compared", ()) if record["fits"]]
    ruled = Ruled(
        proposal_id=row.proposal_id,
        confirmed=row.desk == DeskState.CONFIRMED.value,
        reason=last.reason.value if last and last.kind is DecisionKind.REJECT and last.reason else None,
        outcome=outcome_row(outcome) if outcome else None,
        filed=short or (fitting[0] if fitting else None),
        short=short is not None,
    )
    return Decided(
        proposal_id=row.proposal_id,
        inbox=row.root,
        ruled=ruled,
        annotations=[a for a in details.get("annotations", ()) if a["doc_id"] not in away],
        passages=[passage for passage in passages if passage["doc_id"] not in away],
    )


def _passages(connection: Connection, ids: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    found = select(PASSAGES.c.proposal_id, PASSAGES.c.doc_id, PASSAGES.c.body).where(PASSAGES.c.proposal_id.in_(ids))
    by_id: dict[str, list[dict[str, Any]]] = {}
    for row in connection.execute(found.order_by(PASSAGES.c.proposal_id, PASSAGES.c.position)):
        by_id.setdefault(row.proposal_id, []).append({**from_text(row.body), "doc_id": row.doc_id})
    return by_id


def _final() -> ColumnElement[bool]:
    return and_(_P.desk.in_([state.value for state in FINAL_STATES]), _P.origin != SEED)


def _stands() -> ColumnElement[bool]:
    """Leave was given, and not before the decision that now stands."""
    return exists().where(CONSENTS.c.proposal_id == _P.proposal_id, CONSENTS.c.given_at >= _P.decided_at)


def _listed(viewer: Viewer, wishes: ConsentWishes) -> ColumnElement[bool]:
    conditions = [visible(viewer), _final()]
    if wishes.consent:
        conditions.append(_stands() if wishes.consent == GIVEN else ~_stands())
    conditions += [
        column == value
        for column, value in ((_P.desk, wishes.verdict), (_P.unit, wishes.unit), (_P.severity, wishes.severity))
        if value
    ]
    if wishes.since:
        conditions.append(_P.decided_at >= wishes.since)
    if wishes.until:
        conditions.append(_P.decided_at < wishes.until)
    return and_(*conditions)


def _line(row: Any) -> ConsentLine:
    return ConsentLine(
        proposal_id=row.proposal_id,
        desk=row.desk,
        severity=row.severity,
        situations=tuple(from_text(row.body)["situations"]),
        unit=row.unit,
        case_no=row.case_no,
        occurred_on=row.occurred_on,
        decided_at=row.decided_at,
        given=bool(row.given),
    )


def _chunks(values: Sequence[Any]) -> list[Sequence[Any]]:
    return [values[start : start + CHUNK] for start in range(0, len(values), CHUNK)]
