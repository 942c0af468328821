"""Proposals as a run leaves them: added, changed, withdrawn, restored, with evidence, passages, bars and terms.

A run writes what the machine says and never what people made of it, but for `news`: that something decided has changed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, bindparam, func, or_, select, update

from data.codec import digest, from_text, to_text
from data.registry import Registries
from records.proposals import SEVERITIES, UNFILED, Proposal
from records.recusal import Recusal
from records.types import flat_row
from store.clock import now
from store.drawing import BY_MACHINE, OPEN, Source, draw, share
from store.ledger import Action, Entry, append
from store.ledger import Source as Doer
from store.papers import write_papers, write_rows
from store.rows import Changes, ProposalState, Run
from store.tables import EVIDENCE, FILES, PROPOSALS, RUNS
from store.terms import plain

CHUNK = 500
"""Proposals written at a time, and ids named in one statement."""
NO_DAY = "9999-12-31"
"""Sorts a proposal without a deadline behind those with one."""
BEHIND = "A"
"""In the place of a deadline's first figure: sorts what is on file, though short or late, behind what is on no file."""
DECIDED = ("confirmed", "rejected", "merged")
ERASED = "erased"
"""`proposals.desk` of what is decided, and of a tombstone; see store.desk.rows."""
_P = PROPOSALS.c
_STANDS = _P.state == ProposalState.PROPOSED.value
_ALIVE = _P.desk != ERASED
_COMPARED = ("details", "due_key", "score_key", "unit", "intervener_id", "situations")
"""Columns outside the digest: what changes in them is written, but is no news."""


@dataclass(frozen=True, slots=True)
class _Saving:
    """A run that saves, and what its registries tell of who is recused."""

    run: Run
    recusal: Recusal
    barred_by: str


def save(connection: Connection, run: Run, proposals: Sequence[Proposal], registries: Registries) -> Changes:
    """Makes `proposals` the whole current state of the run's inbox.

    New ones are added, changed ones replaced, those no longer proposed withdrawn (their rows stay), withdrawn ones that
    are proposed again restored. Done twice, the second time changes nothing. What was erased stays erased; what people
    split off stays. Bars of all that the inbox has are those that `registries` tell.
    """
    saving = _Saving(run, Recusal(registries), registries.sha256)
    entries: list[Entry] = []
    saved: set[str] = set()
    for start in range(0, len(proposals), CHUNK):
        chunk = proposals[start : start + CHUNK]
        known = _known(connection, [proposal.proposal_id for proposal in chunk])
        alive = [p for p in chunk if p.proposal_id not in known or known[p.proposal_id]["desk"] != ERASED]
        entries += _save_some(connection, saving, alive, known)
        saved.update(proposal.proposal_id for proposal in alive)
    entries += _withdraw(connection, run, saved)
    _bar_others(connection, saving, saved)
    share(connection, run.inbox_id)
    _confirm(connection, saving)
    _tell_because(connection, run, {entry.subject for entry in entries} | _read_again(connection, run))
    append(connection, entries, Doer(run_id=run.run_id), at=now())
    return _changes(connection, run, len(saved), [entry.action for entry in entries])


def erased(connection: Connection) -> frozenset[str]:
    """The ids of all proposals whose words were erased; none of them is to be proposed again."""
    return frozenset(connection.execute(select(_P.proposal_id).where(~_ALIVE)).scalars())


def _known(connection: Connection, ids: Sequence[str]) -> dict[str, Mapping[str, Any]]:
    """What is compared of the proposals that stand in the table, whatever inbox they were found in first."""
    names = ("proposal_id", "state", "desk", "origin", "digest", "decided_digest", "barred_by", *_COMPARED)
    found = (
        select(*(_P[name] for name in names), RUNS.c.versions_key)
        .join(RUNS, RUNS.c.run_id == _P.last_run)
        .where(_P.proposal_id.in_(ids))
    )
    return {row["proposal_id"]: dict(row) for row in connection.execute(found).mappings()}


def _save_some(
    connection: Connection, saving: _Saving, chunk: Sequence[Proposal], known: Mapping[str, Mapping[str, Any]]
) -> list[Entry]:
    entries: list[Entry] = []
    changed, written, redrawn = [], [], []
    for proposal in chunk:
        line, before = proposal.row(), known.get(proposal.proposal_id)
        values = _values(saving, proposal, line)
        action = _action(before, values["digest"])
        if action:
            entries.append(Entry(action, proposal.proposal_id, {"digest": values["digest"]}))
            written.append((proposal, line))
        if action or before is None or any(before[name] != values[name] for name in _COMPARED):
            changed.append(values | {"body": to_text(line)})
        elif before["barred_by"] == saving.barred_by and before["versions_key"] == saving.run.versions_key:
            continue  # told by the same words, registries and code: bars and terms are the same
        worked_on = before is not None and (before["desk"], before["origin"]) != (OPEN, BY_MACHINE)
        redrawn.append(Source(proposal.proposal_id, line, proposal.details, worked_on))
    _write(connection, changed, known)
    write_papers(connection, written)
    if redrawn:
        draw(connection, saving.recusal, redrawn)
    return entries


def _action(before: Mapping[str, Any] | None, mark: str) -> Action | None:
    if before is None:
        return Action.PROPOSAL_CREATED
    if before["state"] == ProposalState.WITHDRAWN.value:
        return Action.PROPOSAL_RESTORED
    return None if before["digest"] == mark else Action.PROPOSAL_UPDATED


def _values(saving: _Saving, proposal: Proposal, line: Mapping[str, Any]) -> dict[str, Any]:
    """The row of a proposal, but for its line, `first_run` and what people write."""
    case = line["record"]["case"] or {}
    return {
        "proposal_id": proposal.proposal_id,
        "inbox_id": saving.run.inbox_id,
        "state": ProposalState.PROPOSED.value,
        "last_run": saving.run.run_id,
        "severity": line["severity"],
        "severity_rank": SEVERITIES.index(line["severity"]),
        "due_on": line["due_on"],
        "due_key": due_key(line),
        "score": line["score"],
        "score_key": -line["score"],
        "category": line["category"],
        "situations": " ".join(line["situations"]),
        "occurred_on": line["record"]["occurred_on"],
        "unit": proposal.unit or case.get("unit"),
        "case_no": _text(case.get("case_no")),
        "intervener": _text(line["record"]["name"]),
        "intervener_id": line["links"]["intervener"]["id"],
        "digest": digest([line, [flat_row(passage) for passage in proposal.passages]]),
        "details": to_text(proposal.details),
        "barred_by": saving.barred_by,
    }


def due_key(line: Mapping[str, Any]) -> str:
    """What sorts a line of proposals.jsonl in the queue by verdict and deadline, ten characters."""
    day = line["due_on"] or NO_DAY
    return day if line["verdict"] == UNFILED else BEHIND + day[1:]


def _text(words: str | None) -> str | None:
    return None if words is None else plain(words)


def _write(connection: Connection, changed: Sequence[dict[str, Any]], known: Mapping[str, Mapping[str, Any]]) -> None:
    """Adds or updates in place: rows of other tables point to a proposal that changes."""
    write_rows(connection, PROPOSALS, [_new(row) for row in changed if row["proposal_id"] not in known])
    old = [{f"new_{name}": value for name, value in row.items()} for row in changed if row["proposal_id"] in known]
    if old:
        columns: dict[str, Any] = {name: bindparam(f"new_{name}") for name in changed[0] if name != "proposal_id"}
        here = _P.proposal_id == bindparam("new_proposal_id")
        connection.execute(update(PROPOSALS).where(here).values(columns), old)
    _tell_news(connection, [row for row in changed if _is_other(row, known.get(row["proposal_id"]))], known)


def _new(row: Mapping[str, Any]) -> dict[str, Any]:
    return {**row, "first_run": row["last_run"]}


def _is_other(row: Mapping[str, Any], before: Mapping[str, Any] | None) -> bool:
    """Whether something decided is no longer what it was when the last run looked."""
    return before is not None and before["desk"] in DECIDED and before["digest"] != row["digest"]


def _tell_news(
    connection: Connection, others: Sequence[Mapping[str, Any]], known: Mapping[str, Mapping[str, Any]]
) -> None:
    """Marks the decided proposals whose words changed since the decision; one that is as it was then has no news."""
    as_decided = {r["proposal_id"] for r in others if known[r["proposal_id"]]["decided_digest"] == r["digest"]}
    for news, ids in ((0, as_decided), (1, {row["proposal_id"] for row in others} - as_decided)):
        if ids:
            connection.execute(update(PROPOSALS).where(_P.proposal_id.in_(sorted(ids))).values(news=news))


def _withdraw(connection: Connection, run: Run, saved: set[str]) -> list[Entry]:
    """What the machine proposed before and no longer does is withdrawn."""
    stood = select(_P.proposal_id).where(_of(run), _STANDS, _ALIVE, _P.origin == BY_MACHINE)
    dropped = sorted(set(connection.execute(stood).scalars()) - saved)
    for chunk in _chunks(dropped):
        connection.execute(
            update(PROPOSALS).where(_P.proposal_id.in_(chunk)).values(state=ProposalState.WITHDRAWN.value)
        )
    return [Entry(Action.PROPOSAL_WITHDRAWN, key, {}) for key in dropped]


def _bar_others(connection: Connection, saving: _Saving, saved: set[str]) -> None:
    """Draws anew what the run did not propose: withdrawn rows and split ones are read by people too."""
    stale = select(_P.proposal_id).where(_of(saving.run), _ALIVE, _stale(saving))
    for chunk in _chunks(sorted(set(connection.execute(stale).scalars()) - saved)):
        names = ("proposal_id", "desk", "origin", "body", "details")
        found = connection.execute(select(*(_P[name] for name in names)).where(_P.proposal_id.in_(chunk))).all()
        sources = [
            Source(r.proposal_id, from_text(r.body), from_text(r.details), (r.desk, r.origin) != (OPEN, BY_MACHINE))
            for r in found
        ]
        draw(connection, saving.recusal, sources)


def _read_again(connection: Connection, run: Run) -> set[str]:
    """What has a paper that this run read again for the registries, be it to the same end."""
    found = select(EVIDENCE.c.proposal_id).join(FILES, _read_in(run)).where(FILES.c.reopened != "").distinct()
    return set(connection.execute(found).scalars())


def _tell_because(connection: Connection, run: Run, settled: Collection[str]) -> None:
    """Notes of what settled anew for which entries of the registries this run read its papers again."""
    columns = (EVIDENCE.c.proposal_id, FILES.c.reopened)
    for chunk in _chunks(sorted(settled)):
        told: dict[str, set[tuple[str, ...]]] = {proposal_id: set() for proposal_id in chunk}
        papers = select(*columns).join(FILES, _read_in(run)).where(EVIDENCE.c.proposal_id.in_(chunk)).distinct()
        for row in connection.execute(papers):
            told[row.proposal_id].update(tuple(reason) for reason in (from_text(row.reopened) if row.reopened else ()))
        rows = [{"of": key, "told": to_text(sorted(reasons)) if reasons else ""} for key, reasons in told.items()]
        connection.execute(
            update(PROPOSALS).where(_P.proposal_id == bindparam("of")).values(because=bindparam("told")), rows
        )


def _read_in(run: Run) -> ColumnElement[bool]:
    return and_(FILES.c.path == EVIDENCE.c.path, FILES.c.inbox_id == run.inbox_id, FILES.c.run_id == run.run_id)


def _confirm(connection: Connection, saving: _Saving) -> None:
    """Notes that this run proposed all that now stands, and by which registries bars were told."""
    here = and_(_of(saving.run), _ALIVE)
    proposed = and_(here, _STANDS, _P.origin == BY_MACHINE, _P.last_run != saving.run.run_id)
    connection.execute(update(PROPOSALS).where(proposed).values(last_run=saving.run.run_id))
    connection.execute(update(PROPOSALS).where(here, _stale(saving)).values(barred_by=saving.barred_by))


def _stale(saving: _Saving) -> ColumnElement[bool]:
    return or_(_P.barred_by.is_(None), _P.barred_by != saving.barred_by)


def _of(run: Run) -> ColumnElement[bool]:
    return _P.inbox_id == run.inbox_id


def _changes(connection: Connection, run: Run, proposals: int, actions: Sequence[Action]) -> Changes:
    first = select(func.count()).select_from(PROPOSALS).where(_of(run), _STANDS, _ALIVE, _P.origin == BY_MACHINE)
    return Changes(
        proposals=proposals,
        new=connection.execute(first.where(_P.first_run == run.run_id)).scalar_one(),
        created=actions.count(Action.PROPOSAL_CREATED),
        updated=actions.count(Action.PROPOSAL_UPDATED),
        withdrawn=actions.count(Action.PROPOSAL_WITHDRAWN),
        restored=actions.count(Action.PROPOSAL_RESTORED),
    )


def _chunks(values: Sequence[str]) -> Iterator[Sequence[str]]:
    return (values[start : start + CHUNK] for start in range(0, len(values), CHUNK))
