"""Proposals as the last run left them, for whoever holds the store itself; no screen reads here.

What a person may see is told by `store.viewer.visible` alone, and read through `store.desk`.
"""

from __future__ import annotations

from sqlalchemy import Connection, RowMapping, func, select

from data.codec import from_text
from store.rows import PassageRow, ProposalRow, ProposalState
from store.tables import PASSAGES, PROPOSALS

_COLUMNS = [PROPOSALS.c[name] for name in ProposalRow.__dataclass_fields__]
_ORDER = (
    PROPOSALS.c.severity_rank,
    PROPOSALS.c.due_on.is_(None),
    PROPOSALS.c.due_on,
    PROPOSALS.c.score.desc(),
    PROPOSALS.c.proposal_id,
)
_PROPOSED = PROPOSALS.c.state == ProposalState.PROPOSED.value


def proposals(connection: Connection, limit: int, offset: int) -> list[ProposalRow]:
    """Standing proposals as proposals.jsonl has them: the gravest, the soonest due (no day last), the surest, by id."""
    found = connection.execute(select(*_COLUMNS).where(_PROPOSED).order_by(*_ORDER).limit(limit).offset(offset))
    return [_row_of(row) for row in found.mappings()]


def count(connection: Connection) -> int:
    """The number of standing proposals."""
    return connection.execute(select(func.count()).select_from(PROPOSALS).where(_PROPOSED)).scalar_one()


def proposal(connection: Connection, proposal_id: str) -> ProposalRow | None:
    """The proposal with that id, standing or withdrawn; None when there is none."""
    row = connection.execute(select(*_COLUMNS).where(PROPOSALS.c.proposal_id == proposal_id)).mappings().one_or_none()
    return _row_of(row) if row else None


def passages(connection: Connection, proposal_id: str) -> list[PassageRow]:
    """The passages behind a proposal, in their order; empty when there is no such proposal."""
    found = connection.execute(
        select(PASSAGES).where(PASSAGES.c.proposal_id == proposal_id).order_by(PASSAGES.c.position)
    )
    return [PassageRow(row.proposal_id, row.position, row.doc_id, from_text(row.body)) for row in found]


def _row_of(row: RowMapping) -> ProposalRow:
    return ProposalRow(**{**row, "state": ProposalState(row["state"]), "body": from_text(row["body"])})
