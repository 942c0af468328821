"""Erasing the words of proposals that must no longer be kept.

What is left of one is a tombstone: its id, verdict, severity, category, unit and dates, and who decided what and when.
By it the next screening knows the matter and does not propose it anew. The ledger tells which proposal, by which rule
and how many values; its chain still holds, because it has commitments only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, case, delete, exists, func, select, update

from data.codec import from_text, to_text
from records.types import ITEMS
from store.clock import now
from store.database import Database
from store.desk.rows import WORK, DeskState
from store.desk_tables import BARS, CLAIMS, DECISIONS, DRAFTS, KNOWN_ANSWERS, TERMS
from store.forgetting import forget
from store.ledger import Action, Entry, Source, append
from store.retention_rules import RetentionRules
from store.rows import ProposalState
from store.tables import EVIDENCE, LEDGER, LEDGER_VALUES, PASSAGES, PROPOSALS, RUNS

BATCH = 200
"""Proposals that are erased in one transaction: reviewers at work wait for no more than that."""

_P = PROPOSALS.c
_ABOUT = (EVIDENCE, PASSAGES, TERMS, DRAFTS, CLAIMS, BARS)


@dataclass(frozen=True, slots=True)
class Erased:
    """What was erased: proposals by rule, values in their records and on the ledger, findings that lost their words."""

    proposals: Mapping[str, int] = field(default_factory=dict)
    values: int = 0
    findings: int = 0


def due(database: Database, rules: RetentionRules, today: date) -> dict[str, int]:
    """How many proposals each rule would erase on the day `today` (UTC); erases nothing."""
    with database.reading() as connection:
        return {
            name: connection.execute(select(func.count()).select_from(PROPOSALS).where(condition)).scalar_one()
            for name, condition in _conditions(rules, today, now()).items()
        }


def erase_due(
    database: Database, rules: RetentionRules, today: date, clock: Callable[[], str] = now, batch: int = BATCH
) -> Erased:
    """Erases what is due on the day `today` (UTC), `batch` proposals in a transaction; the words are then gone from a
    SQLite file too. PostgreSQL gives their room free with its next vacuum.

    No screening may go on meanwhile. Killed at any point, the next call goes on; done again, it finds nothing.
    """
    proposals: Counter[str] = Counter()
    values = 0
    for rule in _conditions(rules, today, clock()):
        while taken := _erase_some(database, (rules, today, rule), clock(), batch):
            proposals[rule] += len(taken)
            values += sum(taken.values())
    with database.writing() as connection:
        findings = forget(connection)
        if findings:
            append(connection, [Entry(Action.WORDS_ERASED, "retention", {"findings": findings})], Source(), at=clock())
    database.empty_log()
    return Erased(dict(proposals), values, findings)


def _erase_some(database: Database, due_by: tuple[RetentionRules, date, str], at: str, batch: int) -> dict[str, int]:
    """Erases some proposals that are due by one rule; returns how many values each lost. Empty: none was due."""
    rules, today, rule = due_by
    with database.writing() as connection:
        condition = _conditions(rules, today, at)[rule]
        chosen = select(_P.proposal_id).where(condition).order_by(_P.proposal_id).limit(batch)
        ids = list(connection.execute(chosen).scalars())
        if not ids:
            return {}
        taken = _erase(connection, ids)
        entries = [Entry(Action.ERASED, id_, {"rule": rule, "values": taken[id_]}) for id_ in ids]
        append(connection, entries, Source(), at=at)
        return taken


def _conditions(rules: RetentionRules, today: date, at: str) -> Mapping[str, ColumnElement[bool]]:
    """What is due, by rule: a time or day that lies more than so many days back. A rule of 0 days is left out.

    What somebody holds at this moment is not due. Proposals merged into another come last: they go with that one.
    """
    undecided = and_(
        _P.desk.in_([state.value for state in WORK]),
        ~exists().where(CLAIMS.c.proposal_id == _P.proposal_id, CLAIMS.c.until > at),
    )
    proposed = select(RUNS.c.started_at).where(RUNS.c.run_id == _P.first_run).scalar_subquery()
    confirmed = select(RUNS.c.started_at).where(RUNS.c.run_id == _P.last_run).scalar_subquery()
    withdrawn = (
        select(func.max(LEDGER.c.at))
        .where(LEDGER.c.subject == _P.proposal_id, LEDGER.c.action == Action.PROPOSAL_WITHDRAWN.value)
        .scalar_subquery()
    )
    stands = _P.state == ProposalState.PROPOSED.value
    candidates = {
        "rejected": (rules.rejected_days, _P.desk == DeskState.REJECTED.value, _P.decided_at),
        # Of a paper that is screened years later the deadline is long past: people still get all their days.
        "expired": (rules.expired_days, undecided & stands, case((_P.due_on > proposed, _P.due_on), else_=proposed)),
        "withdrawn": (rules.withdrawn_days, undecided & ~stands, func.coalesce(withdrawn, confirmed)),
    }
    into = PROPOSALS.alias("into")
    gone = exists().where(into.c.proposal_id == _P.merged_into, into.c.desk == DeskState.ERASED.value)
    return {
        name: condition & (since < (today - timedelta(days=days)).isoformat())
        for name, (days, condition, since) in candidates.items()
        if days
    } | {"merged": (_P.desk == DeskState.MERGED.value) & gone}


def _erase(connection: Connection, ids: Sequence[str]) -> dict[str, int]:
    """Erases these proposals; returns how many values each had: its own line, in tables about it, on the ledger."""
    taken = dict.fromkeys(ids, 0)
    beside = select(LEDGER.c.sequence).where(LEDGER.c.subject.in_(ids))
    counted = (
        select(LEDGER.c.subject, func.count())
        .join(LEDGER_VALUES, LEDGER_VALUES.c.sequence == LEDGER.c.sequence)
        .where(LEDGER.c.subject.in_(ids))
        .group_by(LEDGER.c.subject)
    )
    for subject, count in connection.execute(counted):
        taken[subject] += count
    connection.execute(delete(LEDGER_VALUES).where(LEDGER_VALUES.c.sequence.in_(beside)))
    for table in _ABOUT:
        theirs = table.c.proposal_id.in_(ids)
        per_id = select(table.c.proposal_id, func.count()).where(theirs).group_by(table.c.proposal_id)
        for proposal_id, count in connection.execute(per_id):
            taken[proposal_id] += count
        connection.execute(delete(table).where(theirs))
    connection.execute(update(DECISIONS).where(DECISIONS.c.proposal_id.in_(ids)).values(note=None, outcome=None))
    connection.execute(update(KNOWN_ANSWERS).where(KNOWN_ANSWERS.c.proposal_id.in_(ids)).values(outcome=None))
    for row in connection.execute(select(_P.proposal_id, _P.body).where(_P.proposal_id.in_(ids))).all():
        taken[row.proposal_id] += 1
        connection.execute(update(PROPOSALS).where(_P.proposal_id == row.proposal_id).values(**_tombstone(row.body)))
    return taken


def _tombstone(body: str) -> dict[str, Any]:
    """What a proposal's row is set to. The line keeps its shape, so that whoever reads it finds nothing rather than
    stumbles."""
    line = from_text(body)
    nobody: dict[str, Any] = {"registry": None, "id": None, "score": 0.0, "reasons": [], "candidates": []}
    day = (line.get("record") or {}).get("occurred_on")
    kept = {name: line.get(name) for name in ("proposal_id", "verdict", "severity", "score", "category")}
    told_nothing = {
        "situations": [],
        "record": dict.fromkeys(ITEMS) | {"occurred_on": day},
        "links": {"intervener": nobody, "recipient": nobody},
        "evidence": [],
        "due_on": line.get("due_on"),
        "report_to": [],
        "rules": [],
    }
    return {
        "body": to_text(kept | told_nothing),
        "details": "{}",
        "because": "",
        "situations": "",
        "case_no": None,
        "intervener": None,
        "intervener_id": None,
        "news": 0,
        "desk": DeskState.ERASED.value,
    }
