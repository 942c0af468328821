"""Known-answer items: proposals whose right answer is known beforehand, put among the others to see how well reviewers
do.

They lie in an inbox of their own, so that no screening withdraws them, and bear the last run like the others. They have
ids of their own: the same matter may stand in the store by itself. What an answer is stands in `known_answers` alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from sqlalchemy import ColumnElement, Connection, and_, func, insert, select, update

from data.codec import to_text
from data.errors import StoreError
from data.registry import Registries
from records.proposals import Proposal
from store import files, proposals, runs
from store.desk.outcomes import outcome_row
from store.desk.rounds import CONFIRMED
from store.desk.rows import DeskState, Outcome
from store.desk.verdicts import SEED
from store.desk_tables import KNOWN_ANSWERS
from store.ledger import Action, Entry, Source, append
from store.rows import FileOutcome, ProposalState, RunState
from store.tables import IDENTITY, PROPOSALS

CHUNK = 400
_P = PROPOSALS.c


@dataclass(frozen=True, slots=True)
class Seed:
    """A proposal with its answer: `confirm` with the outcome as far as it is known, or `reject`."""

    proposal: Proposal
    verdict: str
    outcome: Outcome | None = None


@dataclass(frozen=True, slots=True)
class Ground:
    """What seeds grow in: an inbox of their own at `root` (an absolute path), the registries that their bars come
    from, and the moment."""

    root: str
    registries: Registries
    at: str


def wanted_of(connection: Connection, share: float) -> int:
    """How many more known answers make them the share of what waits for a first decision; 0 when there are enough.

    At least one, where anything waits.
    """
    others, seeds = _waiting(connection, _P.origin != SEED), _waiting(connection, _P.origin == SEED)
    return max(0, max(1, round(others * share / (1 - share))) - seeds) if others else 0


def _waiting(connection: Connection, condition: ColumnElement[bool]) -> int:
    counted = select(func.count()).select_from(PROPOSALS).where(_open(), condition)
    return int(connection.execute(counted).scalar_one())


def _open() -> ColumnElement[bool]:
    return and_(_P.desk == DeskState.OPEN.value, _P.state == ProposalState.PROPOSED.value)


def choose(connection: Connection, seeds: Sequence[Seed], wanted: int) -> list[Seed]:
    """Up to `wanted` of the seeds, under ids of their own: none that was planted before, confirmations and rejections
    in turn, those first that are of units and days that wait at the desk anyhow.

    Among those the order is that of a digest: neither the file nor the ids tell which were taken.
    """
    store_id = connection.execute(select(IDENTITY.c.store_id)).scalar_one()
    own = [replace(seed, proposal=_renamed(seed.proposal, store_id)) for seed in seeds]
    ids = [seed.proposal.proposal_id for seed in own]
    planted: set[str] = set()
    for start in range(0, len(ids), CHUNK):
        found = select(_P.proposal_id).where(_P.proposal_id.in_(ids[start : start + CHUNK]))
        planted.update(connection.execute(found).scalars())
    units, days = _around(connection)

    def place(seed: Seed) -> tuple[int, str]:
        proposal, day = seed.proposal, seed.proposal.record.occurred_on
        strange = (proposal.unit not in units) + (day is not None and not (days and days[0] <= day <= days[-1]))
        return strange, hashlib.sha256(proposal.proposal_id.encode()).hexdigest()

    ordered = sorted((seed for seed in own if seed.proposal.proposal_id not in planted), key=place)
    sides = [[seed for seed in ordered if (seed.verdict == CONFIRMED) is side] for side in (True, False)]
    turns = zip_longest(*sides)
    return [seed for turn in turns for seed in turn if seed][:wanted]


def _around(connection: Connection) -> tuple[set[str | None], list[str]]:
    """The units of what waits for a first decision, and the days of its occasions in order."""
    found = connection.execute(select(_P.unit, _P.occurred_on).where(_open(), _P.origin != SEED)).all()
    return {row.unit for row in found}, sorted(row.occurred_on for row in found if row.occurred_on)


def _renamed(proposal: Proposal, store_id: str) -> Proposal:
    plain = f"{SEED} {store_id} {proposal.proposal_id}"
    return replace(proposal, proposal_id="G" + hashlib.sha256(plain.encode()).hexdigest()[:20])


def plant(connection: Connection, seeds: Sequence[Seed], papers: Sequence[FileOutcome], ground: Ground) -> int:
    """Puts chosen seeds and the papers they rest on into the store; returns how many there are.

    Raises StoreError when nothing was screened yet: there would be nothing to hide among.
    """
    run = runs.latest(connection, RunState.FINISHED)
    if run is None:
        raise StoreError(
            "the store has no finished screening; run guowen screen first, known answers hide among others"
        )
    here = replace(run, inbox_id=runs.inbox_id_of(connection, ground.root))
    spread = _spread(connection, [seed.proposal for seed in seeds])
    if papers:
        files.replace(connection, here, papers)
    proposals.save(connection, here, spread, ground.registries)
    ids = [proposal.proposal_id for proposal in spread]
    for start in range(0, len(ids), CHUNK):
        chunk = ids[start : start + CHUNK]
        connection.execute(update(PROPOSALS).where(_P.proposal_id.in_(chunk)).values(origin=SEED))
    rows = [
        {
            "proposal_id": seed.proposal.proposal_id,
            "verdict": seed.verdict,
            "outcome": to_text(outcome_row(seed.outcome)) if seed.outcome else None,
            "seeded_at": ground.at,
        }
        for seed in seeds
    ]
    if rows:
        connection.execute(insert(KNOWN_ANSWERS), rows)
    append(connection, [Entry(Action.SEEDED, key, {}) for key in ids], Source(), at=ground.at)
    return len(ids)


def _spread(connection: Connection, chosen: Sequence[Proposal]) -> list[Proposal]:
    """The proposals with deadlines like those around them: one that lies among the others' stays, the rest are laid at
    even steps through the others' deadlines of the same severity, or of all where there are none."""
    found = connection.execute(select(_P.severity, _P.due_on).where(_open(), _P.origin != SEED).order_by(_P.due_key))
    waiting = [(row.severity, row.due_on) for row in found]
    spread = []
    for place, proposal in enumerate(chosen):
        days = [day for severity, day in waiting if severity == proposal.severity] or [day for _, day in waiting]
        told = [day for day in days if day]
        if proposal.due_on and told and told[0] <= proposal.due_on <= told[-1]:
            spread.append(proposal)
        else:
            day = days[(2 * place + 1) * len(days) // (2 * len(chosen))] if days else proposal.due_on
            spread.append(replace(proposal, due_on=day))
    return spread
