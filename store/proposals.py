"""Proposals with their evidence and passages, as statements on a connection."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from records.proposals import SEVERITIES, Proposal
from store.clock import now
from store.codec import digest, to_text
from store.ledger import Action, Entry, Source, append
from store.rows import Changes, ProposalState, Run
from store.tables import EVIDENCE, PASSAGES, PROPOSALS

CHUNK = 500
"""Ids named in one statement."""
NO_DAY = "9999-12-31"
"""Sorts a proposal without a deadline behind those with one."""


@dataclass(frozen=True, slots=True)
class _Known:
    """What is compared of a proposal that stands in the table."""

    inbox_id: int
    state: str
    digest: str


def save(connection: Connection, run: Run, proposals: Sequence[Proposal]) -> Changes:
    """Makes `proposals` the whole current state of the run's inbox.

    New ones are added, changed ones replaced, those no longer proposed withdrawn (their rows stay), withdrawn ones that
    are proposed again restored. Done twice, the second time changes nothing.
    """
    known = _known(connection, run.inbox_id, [proposal.proposal_id for proposal in proposals])
    entries: list[Entry] = []
    changed: list[dict[str, Any]] = []
    for proposal in proposals:
        values = _values(run, proposal)
        action = _action(known.get(proposal.proposal_id), values["digest"])
        if action:
            entries.append(Entry(action, proposal.proposal_id, {"digest": values["digest"]}))
            changed.append(values)
    _write(connection, changed, known)
    touched = {row["proposal_id"] for row in changed}
    _write_details(connection, [proposal for proposal in proposals if proposal.proposal_id in touched])
    entries += _withdraw(connection, known, {proposal.proposal_id for proposal in proposals}, run)
    _confirm(connection, run)
    append(connection, entries, Source(run_id=run.run_id), at=now())
    return _changes(connection, run, len(proposals), [entry.action for entry in entries])


def _action(before: _Known | None, mark: str) -> Action | None:
    if before is None:
        return Action.PROPOSAL_CREATED
    if before.state == ProposalState.WITHDRAWN.value:
        return Action.PROPOSAL_RESTORED
    return None if before.digest == mark else Action.PROPOSAL_UPDATED


def _known(connection: Connection, inbox_id: int, ids: Sequence[str]) -> dict[str, _Known]:
    """What is known of the inbox's proposals and of `ids`, which may have been found in another inbox first."""
    columns = [PROPOSALS.c[name] for name in ("proposal_id", *_Known.__dataclass_fields__)]
    found = list(connection.execute(select(*columns).where(PROPOSALS.c.inbox_id == inbox_id)))
    for chunk in _chunks(ids):
        found += connection.execute(select(*columns).where(PROPOSALS.c.proposal_id.in_(chunk)))
    return {row.proposal_id: _Known(row.inbox_id, row.state, row.digest) for row in found}


def _withdraw(connection: Connection, known: Mapping[str, _Known], proposed: set[str], run: Run) -> list[Entry]:
    dropped = sorted(
        key
        for key, row in known.items()
        if key not in proposed and row.inbox_id == run.inbox_id and row.state == ProposalState.PROPOSED.value
    )
    for chunk in _chunks(dropped):
        connection.execute(
            update(PROPOSALS).where(PROPOSALS.c.proposal_id.in_(chunk)).values(state=ProposalState.WITHDRAWN.value)
        )
    return [Entry(Action.PROPOSAL_WITHDRAWN, key, {}) for key in dropped]


def _values(run: Run, proposal: Proposal) -> dict[str, Any]:
    """The row of a proposal, but for `first_run`."""
    body = proposal.row()
    case = body["record"]["case"] or {}
    return {
        "proposal_id": proposal.proposal_id,
        "inbox_id": run.inbox_id,
        "state": ProposalState.PROPOSED.value,
        "last_run": run.run_id,
        "severity": body["severity"],
        "severity_rank": SEVERITIES.index(body["severity"]),
        "due_on": body["due_on"],
        "due_key": body["due_on"] or NO_DAY,
        "score": body["score"],
        "score_key": -body["score"],
        "category": body["category"],
        "occurred_on": body["record"]["occurred_on"],
        "unit": case.get("unit"),
        "case_no": case.get("case_no"),
        "intervener": body["record"]["name"],
        "intervener_id": body["links"]["intervener"]["id"],
        "digest": digest([body, [asdict(passage) for passage in proposal.passages]]),
        "body": to_text(body),
    }


def _write(connection: Connection, changed: Sequence[dict[str, Any]], known: Mapping[str, _Known]) -> None:
    """Adds or updates in place: rows of later tables may point to a proposal that changes."""
    new = [{**row, "first_run": row["last_run"]} for row in changed if row["proposal_id"] not in known]
    if new:
        connection.execute(insert(PROPOSALS), new)
    old = [{**row, "key": row["proposal_id"]} for row in changed if row["proposal_id"] in known]
    if old:
        columns: dict[str, Any] = {name: bindparam(name) for name in old[0] if name not in ("key", "proposal_id")}
        connection.execute(
            update(PROPOSALS).where(PROPOSALS.c.proposal_id == bindparam("key")).values(columns),
            [{name: row[name] for name in (*columns, "key")} for row in old],
        )


def _write_details(connection: Connection, changed: Sequence[Proposal]) -> None:
    """Replaces the evidence and passages of `changed`."""
    for chunk in _chunks([proposal.proposal_id for proposal in changed]):
        for table in (EVIDENCE, PASSAGES):
            connection.execute(delete(table).where(table.c.proposal_id.in_(chunk)))
    evidence = [
        {
            "proposal_id": proposal.proposal_id,
            "position": position,
            "path": item["path"],
            "doc_id": item["doc_id"],
            "item": item["item"],
            "body": to_text(item),
        }
        for proposal in changed
        for position, item in enumerate(proposal.row()["evidence"])
    ]
    passages = [
        {
            "proposal_id": proposal.proposal_id,
            "position": position,
            "doc_id": passage.doc_id,
            "body": to_text(asdict(passage)),
        }
        for proposal in changed
        for position, passage in enumerate(proposal.passages)
    ]
    for table, found in ((EVIDENCE, evidence), (PASSAGES, passages)):
        if found:
            connection.execute(insert(table), found)


def _confirm(connection: Connection, run: Run) -> None:
    """Notes that this run proposed all that now stands."""
    connection.execute(
        update(PROPOSALS)
        .where(PROPOSALS.c.inbox_id == run.inbox_id, PROPOSALS.c.state == ProposalState.PROPOSED.value)
        .values(last_run=run.run_id)
    )


def _changes(connection: Connection, run: Run, proposals: int, actions: Sequence[Action]) -> Changes:
    new = connection.execute(
        select(func.count())
        .select_from(PROPOSALS)
        .where(
            PROPOSALS.c.inbox_id == run.inbox_id,
            PROPOSALS.c.first_run == run.run_id,
            PROPOSALS.c.state == ProposalState.PROPOSED.value,
        )
    ).scalar_one()
    return Changes(
        proposals=proposals,
        new=new,
        created=actions.count(Action.PROPOSAL_CREATED),
        updated=actions.count(Action.PROPOSAL_UPDATED),
        withdrawn=actions.count(Action.PROPOSAL_WITHDRAWN),
        restored=actions.count(Action.PROPOSAL_RESTORED),
    )


def _chunks(values: Sequence[str]) -> Iterator[Sequence[str]]:
    return (values[start : start + CHUNK] for start in range(0, len(values), CHUNK))
