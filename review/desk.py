"""What the pages read: the store's reading side, with the queue filtered and ordered by the database."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import JSON, ColumnElement, Connection, String, cast, func, select, type_coerce

from records.proposals import SEVERITIES
from store.codec import from_text
from store.database import open_database
from store.repository import Store
from store.rows import ProposalRow, ProposalState
from store.tables import PROPOSALS

LAST = "9999-12-31"
"""Sorts a proposal without a deadline behind those with one."""

_COLUMNS = [PROPOSALS.c[field.name] for field in fields(ProposalRow)]
_PARTS = re.compile(r"[\s()\[\]（）〔〕【】]+")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reviewer narrows the queue to; empty text is no wish. `words` are of a name or a case number."""

    severity: str = ""
    category: str = ""
    situation: str = ""
    words: str = ""

    @property
    def active(self) -> bool:
        """Whether anything is left out."""
        return self != Wanted()

    def told(self) -> list[tuple[str, str]]:
        """The wishes that are set, as query parameters."""
        return [(field.name, value) for field in fields(self) if (value := getattr(self, field.name))]


class Desk(Store):
    """An open store, read only: nothing here writes."""

    def queue(self, wanted: Wanted, limit: int, offset: int) -> list[ProposalRow]:
        """Standing proposals that fit: the nearest deadline first (none is last), then the gravest, the surest."""
        with self._database.reading() as connection:
            keys = _keys(connection, wanted, limit, offset)
            rows = connection.execute(select(*_COLUMNS).where(PROPOSALS.c.proposal_id.in_(keys)))
            found = {row.proposal_id: _row_of(row) for row in rows}
        return [found[key] for key in keys]

    def count(self, wanted: Wanted) -> int:
        """The number of standing proposals that fit."""
        with self._database.reading() as connection:
            fits = _fits(wanted, connection.dialect.name)
            return connection.execute(select(func.count()).select_from(PROPOSALS).where(*fits)).scalar_one()

    def neighbours(self, wanted: Wanted, position: int, proposal_id: str) -> tuple[str | None, str | None]:
        """The ids before and after `proposal_id` at `position` of the queue; neither if another stands there by now."""
        start = max(position - 1, 0)
        with self._database.reading() as connection:
            keys = _keys(connection, wanted, 3, start)
        at = position - start
        if at >= len(keys) or keys[at] != proposal_id:
            return None, None
        return keys[at - 1] if at else None, keys[at + 1] if at + 1 < len(keys) else None


def open_desk(url: str) -> Desk:
    """The desk over the store at `url`, brought up to date if an older version wrote it.

    Raises StoreError when there is none: reading makes no store.
    """
    return Desk(open_database(url, make=False))


def _keys(connection: Connection, wanted: Wanted, limit: int, offset: int) -> list[str]:
    """Ids of the queue in its order. Only columns of one index are asked for, so no proposal's body is read."""
    order = (
        func.coalesce(PROPOSALS.c.due_on, LAST),
        PROPOSALS.c.severity_rank,
        PROPOSALS.c.score.desc(),
        PROPOSALS.c.proposal_id,
    )
    fits = _fits(wanted, connection.dialect.name)
    ids = select(PROPOSALS.c.proposal_id).where(*fits).order_by(*order).limit(limit).offset(offset)
    return list(connection.execute(ids).scalars())


def _fits(wanted: Wanted, dialect: str) -> Sequence[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [PROPOSALS.c.state == ProposalState.PROPOSED.value]
    if wanted.severity:
        conditions.append(PROPOSALS.c.severity_rank == SEVERITIES.index(wanted.severity))
    if wanted.category:
        conditions.append(PROPOSALS.c.category == wanted.category)
    if wanted.situation:
        conditions.append(_situations(dialect).contains(f'"{wanted.situation}"', autoescape=True))
    if pattern := _pattern(wanted.words):
        case_no, name = PROPOSALS.c.case_no, PROPOSALS.c.intervener
        conditions.append(case_no.ilike(pattern, escape="/") | name.ilike(pattern, escape="/"))
    return conditions


def _situations(dialect: str) -> ColumnElement[str]:
    """The list of situations within the proposal's line, as JSON text."""
    if dialect == "sqlite":
        return func.json_extract(PROPOSALS.c.body, "$.situations", type_=String)
    body: ColumnElement[Any] = cast(PROPOSALS.c.body, JSON)
    return cast(type_coerce(body, JSON)["situations"], String)


def _pattern(words: str) -> str:
    """A LIKE pattern in which brackets and spaces of a case number may be any or none; empty for no words."""
    escaped = (part.replace("/", "//").replace("%", "/%").replace("_", "/_") for part in _PARTS.split(words))
    parts = [part for part in escaped if part]
    return "%" + "%".join(parts) + "%" if parts else ""


def _row_of(row: Any) -> ProposalRow:
    return ProposalRow(**{**row._mapping, "state": ProposalState(row.state), "body": from_text(row.body)})
