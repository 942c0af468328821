"""What of the figures stands in the store: counts and ages, read in one state of the database. No name is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import JSON, ColumnElement, Connection, cast, func, select, type_coerce

from store.clock import now, seconds_between
from store.database import Database
from store.desk.rows import PENDING, DeskState
from store.ledger import head
from store.rows import READ, ProposalState
from store.tables import FILES, PROPOSALS, RUNS

_P = PROPOSALS.c
_STANDS = _P.state == ProposalState.PROPOSED.value


@dataclass(frozen=True, slots=True)
class Waiting:
    """Proposals in one state of the queue; `oldest` in seconds since its first run began."""

    items: int = 0
    overdue: int = 0
    oldest: float = 0.0


@dataclass(frozen=True, slots=True)
class Standing:
    """What the store holds: proposals by verdict, the queue by state, rows of the ledger."""

    verdicts: Mapping[str, int]
    queue: Mapping[str, Waiting]
    ledger_rows: int


def standing(database: Database) -> Standing:
    """The store as it stands now."""
    at = now()
    with database.snapshot() as connection:
        return Standing(_verdicts(connection), _queue(connection, at), head(connection).sequence)


def quarantined_by(database: Database, run_id: str) -> dict[str, int]:
    """How many files the run read and could not use, by reason."""
    read = [status.value for status in READ]
    chosen = select(FILES.c.status, func.count()).where(FILES.c.run_id == run_id, FILES.c.status.not_in(read))
    with database.reading() as connection:
        return {str(status): int(count) for status, count in connection.execute(chosen.group_by(FILES.c.status))}


def _verdicts(connection: Connection) -> dict[str, int]:
    verdict = _verdict(connection)
    chosen = select(verdict, func.count()).where(_STANDS, _P.desk != DeskState.ERASED.value).group_by(verdict)
    return {str(one): int(count) for one, count in connection.execute(chosen)}


def _verdict(connection: Connection) -> ColumnElement[str]:
    """The verdict in a proposal's line, drawn out by the database: the whole line is long."""
    postgresql = connection.dialect.name == "postgresql"
    line: ColumnElement[object] = cast(_P.body, JSON) if postgresql else type_coerce(_P.body, JSON)
    return line["verdict"].as_string()  # type: ignore[no-any-return]


def _queue(connection: Connection, at: str) -> dict[str, Waiting]:
    states = [state.value for state in PENDING]
    overdue = func.count().filter(_P.due_on < at[:10])
    chosen = (
        select(_P.desk, func.count(), overdue, func.min(RUNS.c.started_at))
        .join(RUNS, RUNS.c.run_id == _P.first_run)
        .where(_STANDS, _P.desk.in_(states))
        .group_by(_P.desk)
    )
    found = {
        desk: Waiting(items, late, max(0.0, seconds_between(since, at)))
        for desk, items, late, since in connection.execute(chosen)
    }
    return {state: found.get(state, Waiting()) for state in states}
