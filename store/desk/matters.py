"""Two proposals that are one matter, and one that is two: merging and splitting, and taking either back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Table, delete, exists, insert, select, update

from data.codec import digest, to_text
from data.errors import NotThere, Unfit
from records.proposals import SEVERITIES
from store.desk import sharing
from store.desk.items import MISSING, Standing, standing
from store.desk.outcomes import only
from store.desk.rows import DeskState
from store.desk.seat import Seat
from store.desk.verdicts import SEED
from store.desk_tables import BARS, CLAIMS, DECISIONS, DRAFTS, TERMS
from store.tables import EVIDENCE, PASSAGES, PROPOSALS

SPLIT = "split"
"""`proposals.origin` of papers that a person took away from another proposal."""
_P = PROPOSALS.c


def merge(seat: Seat, there: Standing, target: str | None) -> dict[str, Any]:
    """Makes the proposal one matter with the target; what was merged into it before is merged into the target.

    Who is barred from either is barred from both. Returns what undoing needs. Raises NotThere or Unfit.
    """
    if target is None or target == there.proposal_id:
        raise Unfit("name another item that this one is the same matter as", code="merge_target")
    root = _root(seat, target)
    if root == there.proposal_id:
        raise Unfit(
            "that item was merged into this one; take that back first, or merge into another", code="merge_back"
        )
    if (standing(seat, root).origin == SEED) is not (there.origin == SEED):
        raise Unfit(
            "these two do not go together; decide each by itself", code="merge_apart"
        )  # a known answer leads nowhere
    moved = seat.connection.execute(
        select(_P.proposal_id).where(_P.merged_into == there.proposal_id).order_by(_P.proposal_id)
    ).scalars()
    below = list(moved)
    _point(seat, [there.proposal_id, *below], root)
    here, other = sharing.bars_of(seat, there.proposal_id), sharing.bars_of(seat, root)
    return {
        "target": root,
        "moved": below,
        "bars": sharing.add(seat, there.proposal_id, other),
        "target_bars": sharing.add(seat, root, here),
    }


def unmerge(seat: Seat, proposal_id: str, kept: Mapping[str, Any]) -> None:
    """Takes back what `merge` did; what was merged into the target since is left alone."""
    _point(seat, [proposal_id], None)
    still = select(_P.proposal_id).where(_P.proposal_id.in_(kept["moved"]), _P.merged_into == kept["target"])
    _point(seat, list(seat.connection.execute(still).scalars()), proposal_id)
    sharing.take_back(seat, proposal_id, kept["bars"])
    sharing.take_back(seat, kept["target"], kept["target_bars"])


def remerge(seat: Seat, proposal_id: str, kept: Mapping[str, Any]) -> None:
    """Does again what `unmerge` took back."""
    _point(seat, [proposal_id, *kept["moved"]], kept["target"])
    sharing.add(seat, proposal_id, [(person, kind) for person, kind in kept["bars"]])
    sharing.add(seat, kept["target"], [(person, kind) for person, kind in kept["target_bars"]])


def split(seat: Seat, there: Standing, papers: Sequence[str]) -> dict[str, Any]:
    """Makes a proposal of its own of some papers. Returns what undoing needs.

    It has the same person, case and rules; an item that only the papers left behind tell is "not told" there.
    Raises Unfit when no paper, or every paper, is to go, or one is none of the proposal's.
    """
    has = {piece["doc_id"] for piece in there.body["evidence"]}
    going = set(papers)
    if not going or not going < has:
        raise Unfit("choose some of the papers that carry evidence, and leave at least one", code="split_papers")
    id_ = _free_id(seat, there.proposal_id)
    parent = seat.connection.execute(select(PROPOSALS).where(_P.proposal_id == there.proposal_id)).mappings().one()
    row = dict(parent) | _drawn({**only(there.body, going), "proposal_id": id_})
    origin = SEED if there.origin == SEED else SPLIT
    fresh = {"desk": DeskState.OPEN.value, "decided_at": None, "decided_digest": None, "news": 0, "merged_into": None}
    seat.connection.execute(insert(PROPOSALS).values(row | fresh | {"proposal_id": id_, "origin": origin}))
    for table in (EVIDENCE, PASSAGES):
        _copy(seat, table, there.proposal_id, id_, going)
    for table in (BARS, TERMS):
        _copy(seat, table, there.proposal_id, id_, None)
    return {"papers": sorted(going), "created": id_}


def unsplit(seat: Seat, kept: Mapping[str, Any]) -> None:
    """Removes the proposal that `split` made. Raises Unfit when somebody has worked on it since."""
    id_ = kept["created"]
    worked = (
        exists().where(DECISIONS.c.proposal_id == id_)
        | exists().where(DRAFTS.c.proposal_id == id_)
        | exists().where(CLAIMS.c.proposal_id == id_, CLAIMS.c.account_id != seat.me, CLAIMS.c.until > seat.at)
        | exists().where(_P.merged_into == id_)
    )
    if seat.connection.execute(select(_P.proposal_id).where(_P.proposal_id == id_, worked)).first():
        raise Unfit("somebody has worked on the item that was split off; decide it on its own", code="split_worked")
    for table in (EVIDENCE, PASSAGES, BARS, TERMS, CLAIMS, PROPOSALS):
        seat.connection.execute(delete(table).where(table.c.proposal_id == id_))


def _root(seat: Seat, target: str) -> str:
    """What a target was merged into, or the target itself; either must exist for the viewer."""
    found = standing(seat, target)
    if found.desk is DeskState.ERASED:
        raise NotThere(MISSING)
    into = seat.connection.execute(select(_P.merged_into).where(_P.proposal_id == target)).scalar_one()
    return standing(seat, into).proposal_id if into else target


def _point(seat: Seat, ids: Sequence[str], target: str | None) -> None:
    seat.connection.execute(update(PROPOSALS).where(_P.proposal_id.in_(ids)).values(merged_into=target))


def _free_id(seat: Seat, parent: str) -> str:
    """The parent's id with the first number from 2 that is free, and was never given to a decision."""
    number = 2
    while seat.connection.execute(select(_P.proposal_id).where(_P.proposal_id == f"{parent}-{number}")).first():
        number += 1
    return f"{parent}-{number}"


def _drawn(body: Mapping[str, Any]) -> dict[str, Any]:
    """The columns that are drawn from a line of proposals.jsonl, where they may differ from the parent's."""
    case = body["record"]["case"] or {}
    return {
        "severity_rank": SEVERITIES.index(body["severity"]),
        "situations": " ".join(body["situations"]),
        "occurred_on": body["record"]["occurred_on"],
        "case_no": case.get("case_no"),
        "intervener": body["record"]["name"],
        "digest": digest(body),
        "body": to_text(body),
    }


def _copy(seat: Seat, table: Table, parent: str, child: str, papers: set[str] | None) -> None:
    """Copies the parent's rows, those of `papers` alone where they are told."""
    found = select(table).where(table.c.proposal_id == parent)
    if papers is not None:
        found = found.where(table.c.doc_id.in_(sorted(papers)))
    rows = [dict(row) | {"proposal_id": child} for row in seat.connection.execute(found).mappings()]
    if rows:
        seat.connection.execute(insert(table), rows)
