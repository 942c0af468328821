"""What is drawn from a proposal beside its row: who never meets it (`bars`) and what it is found by (`terms`).

Only what differs from what stands is written: registries change every night, and few proposals are any different for
it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, and_, bindparam, delete, insert, select
from sqlalchemy.sql.compiler import SQLCompiler

from records.recusal import Recusal, Tie
from store.desk_tables import BARS, DECISIONS, TERMS
from store.tables import PROPOSALS
from store.terms import plain, terms_of

MACHINE = tuple(tie.value for tie in Tie)
"""Kinds of bars that the machine tells; those of other kinds are people's and stay."""
OPEN, BY_MACHINE = "open", "machine"
"""`proposals.desk` and `origin` of what nobody has worked on."""


@dataclass(frozen=True, slots=True)
class Source:
    """A proposal that bars and terms are drawn from; `worked_on` when its `desk` or `origin` is a person's doing."""

    proposal_id: str
    line: Mapping[str, Any]
    details: Mapping[str, Any]
    worked_on: bool = False


Pair = tuple[str, str]


def draw(connection: Connection, recusal: Recusal, sources: Sequence[Source]) -> None:
    """Makes bars and terms of `sources` (a few hundred at a time) those that their lines and the registries tell.

    Bars of the machine's kinds that it no longer tells go, but not where people have worked on the proposal: a decision
    or a merger brings bars of its own.
    """
    ids = [source.proposal_id for source in sources]
    kept = _worked_on(connection, sources, ids)
    bars = {
        s.proposal_id: {(plain(b.person), b.kind.value) for b in recusal.bars_of(s.line, s.details)} for s in sources
    }
    terms = {source.proposal_id: terms_of(source.line, source.details) for source in sources}
    _level(connection, BARS, bars, kept)
    _level(connection, TERMS, terms, frozenset())


def share(connection: Connection, inbox_id: int) -> None:
    """Who is barred from one of several proposals that are one matter is barred from all of them."""
    merged = select(PROPOSALS.c.proposal_id, PROPOSALS.c.merged_into).where(
        PROPOSALS.c.inbox_id == inbox_id, PROPOSALS.c.merged_into.is_not(None)
    )
    groups: dict[str, set[str]] = {}
    for row in connection.execute(merged):
        groups.setdefault(row.merged_into, {row.merged_into}).add(row.proposal_id)
    for ids in groups.values():
        found: dict[str, set[Pair]] = {id_: set() for id_ in ids}
        for row in connection.execute(select(BARS).where(BARS.c.proposal_id.in_(sorted(ids)))):
            found[row.proposal_id].add((row.person, row.kind))
        every = set().union(*found.values())
        _add(connection, BARS, [(id_, *pair) for id_ in sorted(ids) for pair in sorted(every - found[id_])])


def _worked_on(connection: Connection, sources: Iterable[Source], ids: Sequence[str]) -> frozenset[str]:
    """The proposals that people have worked on: decided, if only once, or merged with another."""
    found = {source.proposal_id for source in sources if source.worked_on}
    decided = select(DECISIONS.c.proposal_id).where(DECISIONS.c.proposal_id.in_(ids)).distinct()
    merged = select(PROPOSALS.c.merged_into).where(PROPOSALS.c.merged_into.in_(ids)).distinct()
    return frozenset(found.union(connection.execute(decided).scalars(), connection.execute(merged).scalars()))


def _level(connection: Connection, table: Table, wanted: Mapping[str, set[Pair]], additive: Collection[str]) -> None:
    """Makes the rows of the proposals in `wanted` those; of the `additive` none is taken away."""
    there: dict[str, set[Pair]] = {id_: set() for id_ in wanted}
    columns = [column for column in table.primary_key if column.name != "proposal_id"]
    standing = select(table.c.proposal_id, *columns).where(table.c.proposal_id.in_(list(wanted)))
    if table is BARS:
        standing = standing.where(BARS.c.kind.in_(MACHINE))
    for id_, first, second in connection.execute(standing):
        there[id_].add((first, second))
    _add(connection, table, [(id_, *pair) for id_, pairs in wanted.items() for pair in sorted(pairs - there[id_])])
    gone = [(i, *pair) for i, pairs in wanted.items() if i not in additive for pair in sorted(there[i] - pairs)]
    if gone:
        names = _names(table)
        here = and_(*(table.c[name] == bindparam(f"old_{name}") for name in names))
        rows = [{f"old_{name}": value for name, value in zip(names, row, strict=True)} for row in gone]
        connection.execute(delete(table).where(here), rows)


def _add(connection: Connection, table: Table, rows: Sequence[tuple[str, ...]]) -> None:
    """Adds rows given in the order of `_names`, handed to the driver as they are: there are dozens for a proposal."""
    if not rows:
        return
    names = _names(table)
    statement = insert(table).compile(dialect=connection.dialect, column_keys=names)
    if isinstance(statement, SQLCompiler) and statement.positional:
        places = [names.index(name) for name in statement.positiontup or names]
        connection.exec_driver_sql(str(statement), [tuple(row[place] for place in places) for row in rows])
    else:
        connection.exec_driver_sql(str(statement), [dict(zip(names, row, strict=True)) for row in rows])


def _names(table: Table) -> list[str]:
    """The columns of the rows that are compared: the proposal, then the others in the order of the key."""
    return ["proposal_id", *(column.name for column in table.primary_key if column.name != "proposal_id")]
