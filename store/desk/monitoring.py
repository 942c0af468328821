"""What monitoring counts: proposals with what became of them, papers as they came in, screenings. Statements only.

Nobody is named in what is returned: no account, no intervener, no path. Known answers and what was split off by hand
are among the proposals, told apart by `origin`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from sqlalchemy import JSON, ColumnElement, Connection, cast, func, select, type_coerce

from data.codec import from_text
from store.desk.rounds import CONFIRMED, Judgement, Rounds, rounds_of
from store.desk.rows import DeskState
from store.ledger import Action, Entry, Source, append
from store.rows import ProposalState, RunState
from store.tables import BATCHES, FILES, LEDGER, PROPOSALS, RUNS
from store.viewer import Viewer, countable

SUBJECT = "monitoring"
"""`ledger.subject` of the row that a report was made."""
EVERYBODY = Viewer("", frozenset(), None, frozenset())
"""Who looks when figures are made of the whole office: recused from nothing, of all units."""
_P = PROPOSALS.c
_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class ItemRow:
    """A proposal and what became of it. Times are as the store has them.

    `proposed_at` is when it first stood on the desk; `closed_at` when it came to `verdict` (`confirm`, `reject`,
    `merge`), or, with `verdict` None, when the machine withdrew it or the rules of retention erased it undecided; None
    while it waits. `changed` names the items that the person who confirmed it amended, None where nobody confirmed it.
    `situations` are None once they are erased. `right` tells whether a known answer was found, None without one.
    """

    origin: str
    unit: str | None
    severity: str
    situations: tuple[str, ...] | None
    channel: str | None
    score: float
    due_on: str | None
    proposed_at: str
    closed_at: str | None
    verdict: str | None
    reason: str | None
    changed: tuple[str, ...] | None
    minutes: float | None
    right: bool | None


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A paper of an inbox when its bytes were first screened. `suffix` is that of its name, lower case, with its dot.

    `kind`, `status` and `characters` are what the store knows of these bytes now; None where the file has changed or
    moved away since.
    """

    first_seen: str
    suffix: str
    kind: str | None
    status: str | None
    characters: int | None


@dataclass(frozen=True, slots=True)
class RunRow:
    """A finished screening."""

    inbox_id: int
    finished_at: str
    versions: Mapping[str, str]
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Held:
    """All that monitoring counts, each list in a fixed order."""

    items: tuple[ItemRow, ...]
    papers: tuple[PaperRow, ...]
    runs: tuple[RunRow, ...]


def held(connection: Connection) -> Held:
    """What the store holds; a transaction that sees one state must stand around it."""
    return Held(items_of(connection), papers_of(connection), runs_of(connection))


def note_report(connection: Connection, detail: Mapping[str, Any], at: str) -> None:
    """Puts on the ledger that a report was made of decisions, by nobody who is signed in."""
    append(connection, [Entry(Action.REPORT_VIEWED, SUBJECT, dict(detail))], Source(), at=at)


def items_of(connection: Connection) -> tuple[ItemRow, ...]:
    """Every proposal whose bars are told, by id."""
    judged = {one.proposal_id: one for one in rounds_of(connection, EVERYBODY)}
    first, last = RUNS.alias("first"), RUNS.alias("last")
    wanted = (
        select(
            *(_P[name] for name in ("proposal_id", "origin", "state", "desk", "unit", "severity", "situations")),
            *(_P[name] for name in ("score", "due_on")),
            _channel(connection).label("channel"),
            func.coalesce(
                _told_at(func.min, Action.PROPOSAL_CREATED, Action.SPLIT), first.c.finished_at, first.c.started_at
            ).label("proposed_at"),
            func.coalesce(_told_at(func.max, Action.PROPOSAL_WITHDRAWN), last.c.started_at).label("withdrawn_at"),
            _told_at(func.max, Action.ERASED).label("erased_at"),
        )
        .join(first, first.c.run_id == _P.first_run)
        .join(last, last.c.run_id == _P.last_run)
        .where(countable(EVERYBODY))
        .order_by(_P.proposal_id)
    )
    return tuple(_item(dict(row._mapping), judged.get(row.proposal_id)) for row in connection.execute(wanted))


def _told_at(which: Callable[..., Any], *actions: Action) -> Any:
    """The first or last time at which the ledger tells one of `actions` of a row of `proposals`; NULL when never."""
    about = LEDGER.c.subject == _P.proposal_id, LEDGER.c.action.in_([action.value for action in actions])
    return select(which(LEDGER.c.at)).where(*about).correlate(PROPOSALS).scalar_subquery()


def _channel(connection: Connection) -> ColumnElement[Any]:
    """The channel in a proposal's line, drawn out by the database: the whole line is long."""
    line: ColumnElement[Any] = (
        cast(_P.body, JSON) if connection.dialect.name == "postgresql" else type_coerce(_P.body, JSON)
    )
    channel: ColumnElement[Any] = line["record"]["channel"].as_string()
    return channel


def _item(row: Mapping[str, Any], rounds: Rounds | None) -> ItemRow:
    last = rounds.judgements[-1] if rounds else None
    final = rounds.final if rounds else None
    return ItemRow(
        origin=row["origin"],
        unit=row["unit"],
        severity=row["severity"],
        situations=None if row["desk"] == DeskState.ERASED.value else tuple(row["situations"].split()),
        channel=row["channel"],
        score=row["score"],
        due_on=row["due_on"],
        proposed_at=row["proposed_at"],
        closed_at=last.decided_at if last and final else _ended(row),
        verdict=final,
        reason=last.reason.value if last and final and last.reason else None,
        changed=_changed(last) if last and final == CONFIRMED else None,
        minutes=last.minutes if last and final else None,
        right=final == rounds.answer.verdict if rounds and final and rounds.answer else None,
    )


def _ended(row: Mapping[str, Any]) -> str | None:
    """When an item that nobody decided stopped waiting."""
    if row["desk"] == DeskState.ERASED.value:
        return str(row["erased_at"] or row["withdrawn_at"])
    return str(row["withdrawn_at"]) if row["state"] == ProposalState.WITHDRAWN.value else None


def _changed(last: Judgement) -> tuple[str, ...]:
    return last.outcome.changed if last.outcome else ()


def papers_of(connection: Connection) -> tuple[PaperRow, ...]:
    """Every paper of every inbox once, by the first time its bytes were screened; those of known answers, which no
    screening reads, are not among them."""
    known = {
        (row.inbox_id, row.sha256): row
        for row in connection.execute(
            select(FILES.c.inbox_id, FILES.c.sha256, FILES.c.kind, FILES.c.status, FILES.c.characters)
        )
    }
    committed = (
        select(RUNS.c.inbox_id, BATCHES.c.committed_at, BATCHES.c.files)
        .join(RUNS, RUNS.c.run_id == BATCHES.c.run_id)
        .where(BATCHES.c.committed_at.is_not(None))
        .order_by(BATCHES.c.committed_at, BATCHES.c.run_id, BATCHES.c.position)
        .execution_options(yield_per=_AT_ONCE)
    )
    first: dict[tuple[int, str], PaperRow] = {}
    for inbox_id, at, files in connection.execute(committed):
        for file in from_text(files):
            key = inbox_id, file["sha256"] or file["path"]
            if key not in first:
                row = known.get(key)
                first[key] = PaperRow(
                    first_seen=at,
                    suffix=PurePosixPath(file["path"]).suffix.lower(),
                    kind=row.kind if row else None,
                    status=row.status if row else None,
                    characters=row.characters if row else None,
                )
    return tuple(first.values())


def runs_of(connection: Connection) -> tuple[RunRow, ...]:
    """Every finished screening, in the order of their ends."""
    finished = select(RUNS).where(RUNS.c.state == RunState.FINISHED.value).order_by(RUNS.c.finished_at, RUNS.c.run_id)
    return tuple(
        RunRow(
            inbox_id=row.inbox_id,
            finished_at=row.finished_at or row.started_at,
            versions=from_text(row.versions),
            counts=from_text(row.counts) if row.counts else {},
        )
        for row in connection.execute(finished)
    )
