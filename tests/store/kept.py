"""Proposals as a run left them, read row by row: what tests hold against what was saved."""

from __future__ import annotations

from sqlalchemy import RowMapping, select

from data.codec import from_text
from store.database import Database
from store.rows import PassageRow, ProposalRow, ProposalState
from store.tables import PASSAGES, PROPOSALS

COLUMNS = [PROPOSALS.c[name] for name in ProposalRow.__dataclass_fields__]


class Kept:
    """The proposals and passages of a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def proposals(self) -> list[ProposalRow]:
        """Those that stand, by id."""
        wanted = select(*COLUMNS).where(PROPOSALS.c.state == ProposalState.PROPOSED.value)
        with self._database.reading() as connection:
            return [_row_of(row) for row in connection.execute(wanted.order_by(PROPOSALS.c.proposal_id)).mappings()]

    def proposal(self, proposal_id: str) -> ProposalRow | None:
        """That of the id, standing or withdrawn; None when there is none."""
        wanted = select(*COLUMNS).where(PROPOSALS.c.proposal_id == proposal_id)
        with self._database.reading() as connection:
            row = connection.execute(wanted).mappings().one_or_none()
        return _row_of(row) if row else None

    def passages(self, proposal_id: str) -> list[PassageRow]:
        """Those behind a proposal, in their order."""
        wanted = select(PASSAGES).where(PASSAGES.c.proposal_id == proposal_id).order_by(PASSAGES.c.position)
        with self._database.reading() as connection:
            found = connection.execute(wanted).all()
        return [PassageRow(row.proposal_id, row.position, row.doc_id, from_text(row.body)) for row in found]


def _row_of(row: RowMapping) -> ProposalRow:
    return ProposalRow(**{**row, "state": ProposalState(row["state"]), "body": from_text(row["body"])})
