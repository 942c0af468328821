"""Evidence and passages of proposals, as rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table, delete, insert

from data.codec import to_text
from records.proposals import Proposal
from records.types import flat_row
from store.tables import EVIDENCE, PASSAGES

Line = Mapping[str, Any]


def write_papers(connection: Connection, written: Sequence[tuple[Proposal, Line]]) -> None:
    """Replaces evidence and passages of a few hundred proposals, each given with its line of proposals.jsonl."""
    ids = [proposal.proposal_id for proposal, _ in written]
    for table in (EVIDENCE, PASSAGES) if ids else ():
        connection.execute(delete(table).where(table.c.proposal_id.in_(ids)))
    write_rows(connection, EVIDENCE, (row for proposal, line in written for row in _evidence(proposal, line)))
    write_rows(connection, PASSAGES, (row for proposal, _ in written for row in _passages(proposal)))


def write_rows(connection: Connection, table: Table, rows: Iterable[dict[str, Any]]) -> None:
    """Adds rows, if there are any."""
    found = list(rows)
    if found:
        connection.execute(insert(table), found)


def _evidence(proposal: Proposal, line: Line) -> Iterable[dict[str, Any]]:
    for position, item in enumerate(line["evidence"]):
        yield {
            "proposal_id": proposal.proposal_id,
            "position": position,
            "path": item["path"],
            "doc_id": item["doc_id"],
            "item": item["item"],
            "body": to_text(item),
        }


def _passages(proposal: Proposal) -> Iterable[dict[str, Any]]:
    for position, passage in enumerate(proposal.passages):
        yield {
            "proposal_id": proposal.proposal_id,
            "position": position,
            "doc_id": passage.doc_id,
            "body": to_text(flat_row(passage)),
        }
