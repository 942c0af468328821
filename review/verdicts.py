"""A decision from the fields of a form, read strictly: what is not one of the choices is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import BaseModel

from data.errors import Unfit
from review.addresses import clean
from store.desk.rows import FINAL, Decision, DecisionKind, RejectReason, Verdict

if TYPE_CHECKING:
    from store.desk import Desk
    from store.viewer import Viewer

NOBODY = "nobody"
"""The value of `person` for somebody who stands in no registry."""
LONGEST_NOTE = 2000
"""Characters of a note."""
NEEDS_NOTE = frozenset({DecisionKind.INFO, DecisionKind.REOPEN})


class Lacking(Unfit):
    """A form without what its verdict needs; `what` names the field as the page's words do."""

    def __init__(self, what: str, message: str) -> None:
        self.what = what
        super().__init__(message)


class Told(BaseModel, frozen=True):
    """The fields of the form as they came. `person` is `registry:id` or NOBODY; `seen` the digest of what was shown;
    `like` the round of an earlier decision that an approver takes over."""

    kind: str = ""
    reason: str = ""
    note: str = ""
    target: str = ""
    person: str = ""
    papers: list[str] = []
    seen: str = ""
    like: str = ""


@dataclass(frozen=True, slots=True)
class AsBefore:
    """An approver's choice of one of the decisions before: `like` is its round, 1 or 2."""

    like: str
    note: str = ""
    seen: str = ""


def verdict_of(told: Told) -> Verdict:
    """The verdict of a form.

    Raises Lacking when the kind is none, or when what it needs (reason, note, target, papers, person) is missing.
    """
    kind = _kind(told.kind)
    note = _note(told.note)
    if kind in NEEDS_NOTE and not note:
        raise Lacking("note", "say what is needed, or why")
    return Verdict(
        kind,
        reason=_reason(told.reason) if kind is DecisionKind.REJECT else None,
        note=note,
        target=_target(told.target) if kind is DecisionKind.MERGE else None,
        papers=_papers(told.papers) if kind is DecisionKind.SPLIT else (),
        person=_person(told.person) if kind is DecisionKind.NOT_PERSON else None,
        seen=told.seen,
    )


def settle_as(desk: Desk, viewer: Viewer, proposal_id: str, chosen: AsBefore) -> Decision:
    """Decides as an earlier decision on a disputed item did: its kind, its reason, and its record.

    Raises Unfit when the item has no such decision, and what `Desk.adopt` and `Desk.decide` raise.
    """
    decisions = reversed(desk.decisions_of(viewer, proposal_id))
    like = next((one for one in decisions if str(one.round) == chosen.like and one.kind in FINAL), None)
    if like is None:
        raise Unfit("there is no such decision; load the page again", code="no_decision")
    desk.adopt(viewer, proposal_id, like.round)
    return desk.decide(viewer, proposal_id, Verdict(like.kind, like.reason, _note(chosen.note), seen=chosen.seen))


def _kind(text: str) -> DecisionKind:
    try:
        return DecisionKind(text)
    except ValueError:
        raise Lacking("verdict", "choose a verdict") from None


def _reason(text: str) -> RejectReason:
    try:
        return RejectReason(text)
    except ValueError:
        raise Lacking("reason", "choose one of the reasons") from None


def _note(text: str) -> str:
    """A note of several lines: what can be printed, and line ends."""
    kept = "".join(c for c in text.replace("\r\n", "\n") if c == "\n" or c.isprintable()).strip()
    if len(kept) > LONGEST_NOTE:
        raise Lacking("long", f"the note has {len(kept)} characters, {LONGEST_NOTE} are the most")
    return kept


def _target(text: str) -> str:
    if not clean(text):
        raise Lacking("target", "choose the item it belongs to")
    return clean(text)


def _papers(told: list[str]) -> tuple[str, ...]:
    papers = tuple(dict.fromkeys(paper for paper in told if paper))
    if not papers:
        raise Lacking("papers", "tick the papers that tell of another matter")
    return papers


def _person(text: str) -> Mapping[str, str] | None:
    if text == NOBODY:
        return None
    registry, colon, person = clean(text).partition(":")
    if not (registry and colon and person):
        raise Lacking("person", "choose who it is, or nobody")
    return {"registry": registry, "id": person}
