"""One proposal with all that the viewer may see of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, or_, select

from data.codec import from_text, to_text
from data.errors import NotThere
from store.desk import claims, history
from store.desk.outcomes import Body, settled, without
from store.desk.queue import ROW, lines, proposal_row
from store.desk.rows import DECIDED, Decision, DecisionKind, DeskState, Item, Line
from store.desk.seat import Seat
from store.desk.verdicts import kinds_for
from store.desk_tables import DRAFTS
from store.rows import PassageRow
from store.tables import INBOXES, PASSAGES, PROPOSALS, RUNS
from store.viewer import visible

MISSING = "there is no such item"
RELATED = 20
"""Lines of the same person or case that are shown with an item."""
CHUNK = 200
_P = PROPOSALS.c
_COLUMNS = (
    *ROW,
    *(
        PROPOSALS.c[name]
        for name in ("desk", "origin", "news", "details", "because", "merged_into", "digest", "intervener_id")
    ),
    INBOXES.c.root,
    RUNS.c.versions,
)


@dataclass(frozen=True, slots=True)
class Standing:
    """A proposal as a decision finds it: what the machine says, without the papers split off, and where it stands."""

    proposal_id: str
    desk: DeskState
    origin: str
    severity: str
    unit: str
    digest: str
    body: Body
    whole: Body
    decisions: Sequence[Decision]
    versions: Mapping[str, str]
    met: bool

    @property
    def versions_text(self) -> str:
        """Model and rulebook behind what the machine says, as a ledger row names them."""
        return to_text({name: self.versions.get(name) for name in ("model", "rulebook")})


def standing(seat: Seat, proposal_id: str) -> Standing:
    """The proposal, if it exists for the viewer. Raises NotThere."""
    row = _row(seat, proposal_id)
    decisions = history.standing(seat.connection, [proposal_id]).get(proposal_id, [])
    whole = from_text(row["body"])
    return Standing(
        proposal_id=proposal_id,
        desk=DeskState(row["desk"]),
        origin=row["origin"],
        severity=row["severity"],
        unit=row["unit"] or "",
        digest=row["digest"],
        body=without(whole, papers_away(decisions)),
        whole=whole,
        decisions=decisions,
        versions=from_text(row["versions"]),
        met=history.met(decisions, seat.me),
    )


def papers_away(decisions: Iterable[Decision]) -> tuple[str, ...]:
    """The doc_ids that standing decisions split off."""
    return tuple(dict.fromkeys(paper for one in decisions if one.kind is DecisionKind.SPLIT for paper in one.papers))


def item(seat: Seat, proposal_id: str) -> Item:
    """All of one proposal that the viewer may see. Raises NotThere."""
    return _items(seat, [_row(seat, proposal_id)], with_related=True)[0]


def items(seat: Seat, ids: Sequence[str]) -> list[Item]:
    """The proposals with these ids, in their order, without what is related; those not visible are left out."""
    found: list[Item] = []
    for start in range(0, len(ids), CHUNK):
        chunk = ids[start : start + CHUNK]
        rows = {row["proposal_id"]: row for row in _rows(seat, _P.proposal_id.in_(chunk))}
        found += _items(seat, [rows[id_] for id_ in chunk if id_ in rows], with_related=False)
    return found


def _row(seat: Seat, proposal_id: str) -> RowMapping:
    found = _rows(seat, _P.proposal_id == proposal_id)
    if not found:
        raise NotThere(MISSING)
    return found[0]


def _rows(seat: Seat, condition: ColumnElement[bool]) -> Sequence[RowMapping]:
    joined = PROPOSALS.join(INBOXES, INBOXES.c.inbox_id == _P.inbox_id).join(RUNS, RUNS.c.run_id == _P.last_run)
    found = select(*_COLUMNS).select_from(joined).where(visible(seat.viewer), condition)
    return seat.connection.execute(found).mappings().all()


def _items(seat: Seat, rows: Sequence[RowMapping], *, with_related: bool) -> list[Item]:
    ids = [row["proposal_id"] for row in rows]
    decisions = history.standing(seat.connection, ids)
    passages, drafts, merged = _passages(seat, ids), _drafts(seat, ids), _merged(seat, ids)
    found = []
    for row in rows:
        id_ = row["proposal_id"]
        extra = {
            "passages": passages.get(id_, []),
            "drafts": drafts.get(id_, {}),
            "merged": tuple(merged.get(id_, ())),
            "related": _related(seat, row) if with_related else (),
        }
        found.append(_item(seat, row, decisions.get(id_, []), extra))
    return found


def _item(seat: Seat, row: RowMapping, decisions: Sequence[Decision], extra: Mapping[str, Any]) -> Item:
    desk, met = DeskState(row["desk"]), history.met(decisions, seat.me)
    blind = desk is DeskState.SECOND and not met
    away = papers_away(decisions)
    values = {column.name: row[column.name] for column in ROW}
    values["body"] = row["body"]
    plain = proposal_row(values, blind=blind, away=away)
    held = claims.holder(seat, row["proposal_id"])
    details = from_text(row["details"])
    if row["because"]:
        details["because"] = from_text(row["because"])
    kinds = kinds_for(seat.viewer, desk, met=met)
    return Item(
        row=plain,
        desk=desk,
        origin=row["origin"],
        blind=blind,
        news=bool(row["news"]) and desk in DECIDED,
        details=details | {"certainty": {}} if blind else details,
        passages=tuple(one for one in extra["passages"] if one.doc_id not in away),
        drafts=extra["drafts"],
        decisions=history.shown(decisions, desk, seat.me),
        claimed_by=held.account_id if held else None,
        claimed_until=held.until if held else None,
        merged=extra["merged"],
        merged_into=_shown_target(seat, row["merged_into"]),
        related=extra["related"],
        inbox=row["root"],
        versions=from_text(row["versions"]),
        may=() if held and held.account_id != seat.me else kinds,
        outcome=settled(decisions) if desk in DECIDED else None,
        away=away,
        digest=row["digest"],
    )


def _related(seat: Seat, row: RowMapping) -> tuple[Line, ...]:
    same = [PROPOSALS.c[name] == row[name] for name in ("intervener_id", "case_no") if row[name] is not None]
    if not same:
        return ()
    found = lines(seat, (or_(*same)) & (_P.proposal_id != row["proposal_id"]), RELATED)
    return tuple(sorted(found, key=lambda line: (line.row.occurred_on or "", line.row.proposal_id)))


def _passages(seat: Seat, ids: Sequence[str]) -> dict[str, list[PassageRow]]:
    found = (
        select(PASSAGES).where(PASSAGES.c.proposal_id.in_(ids)).order_by(PASSAGES.c.proposal_id, PASSAGES.c.position)
    )
    by_id: dict[str, list[PassageRow]] = {}
    for row in seat.connection.execute(found):
        passage = PassageRow(row.proposal_id, row.position, row.doc_id, from_text(row.body))
        by_id.setdefault(row.proposal_id, []).append(passage)
    return by_id


def _drafts(seat: Seat, ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    found = select(DRAFTS.c.proposal_id, DRAFTS.c.item, DRAFTS.c.value).where(
        DRAFTS.c.proposal_id.in_(ids), DRAFTS.c.account_id == seat.me
    )
    by_id: dict[str, dict[str, Any]] = {}
    for row in seat.connection.execute(found):
        by_id.setdefault(row.proposal_id, {})[row.item] = from_text(row.value)
    return by_id


def _merged(seat: Seat, ids: Sequence[str]) -> dict[str, list[str]]:
    found = (
        select(_P.proposal_id, _P.merged_into)
        .where(visible(seat.viewer), _P.merged_into.in_(ids))
        .order_by(_P.proposal_id)
    )
    by_id: dict[str, list[str]] = {}
    for row in seat.connection.execute(found):
        by_id.setdefault(row.merged_into, []).append(row.proposal_id)
    return by_id


def _shown_target(seat: Seat, target: str | None) -> str | None:
    """What an item was merged into, None when that is none of the viewer's: even its id must not show then."""
    if target is None:
        return None
    found = select(_P.proposal_id).where(visible(seat.viewer), _P.proposal_id == target)
    return seat.connection.execute(found).scalar_one_or_none()
