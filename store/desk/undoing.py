"""Taking the last decision back, while nothing was built on it."""

from __future__ import annotations

from sqlalchemy import exists, select, update

from data.errors import Unfit
from store.desk import drafts, history, matters, sharing
from store.desk.items import Standing, standing
from store.desk.outcomes import value_of
from store.desk.rows import FINAL, Decision, DecisionKind, DeskState
from store.desk.seat import Seat
from store.desk_tables import CONSENTS, DECISIONS
from store.ledger import Action, Entry, append
from store.tables import LEDGER, PROPOSALS

NOTHING = "there is no decision of yours to take back"


def undo(seat: Seat) -> Decision:
    """Takes the viewer's last standing decision back and returns it as it is on file then.

    The item stands where it stood before, with the edits that went into the decision. Raises NotThere when the item is
    none of the viewer's any more, Unfit when there is nothing to take back or something was built on it.
    """
    last = history.last_of(seat.connection, seat.me)
    if last is None:
        raise Unfit(NOTHING, code="nothing_to_undo")
    there = standing(seat, last.proposal_id)
    _check(seat, there, last)
    before = seat.connection.execute(
        select(DECISIONS.c.desk_before).where(DECISIONS.c.decision_id == last.decision_id)
    ).scalar_one()
    _take_back(seat, there, last)
    seat.connection.execute(
        update(DECISIONS)
        .where(DECISIONS.c.decision_id == last.decision_id)
        .values(undone_at=seat.at, undone_by=seat.me)
    )
    _restore(seat, there, before)
    told = {"kind": last.kind.value, "round": last.round, "from": there.desk.value, "to": before}
    entry = Entry(Action.DECISION_UNDONE, last.proposal_id, told)
    append(seat.connection, [entry], seat.source(there.versions_text), at=seat.at)
    return history.get(seat.connection, last.decision_id)


def _check(seat: Seat, there: Standing, last: Decision) -> None:
    if there.decisions[-1].decision_id != last.decision_id:
        raise Unfit("somebody has decided this item after you; reopen it instead", code="undo_after")
    if there.desk is DeskState.ERASED:
        raise Unfit("the item has been erased by the rules of retention", code="undo_erased")
    sequence = select(DECISIONS.c.sequence).where(DECISIONS.c.decision_id == last.decision_id).scalar_subquery()
    exported = exists().where(
        LEDGER.c.subject == last.proposal_id, LEDGER.c.action == Action.EXPORTED.value, LEDGER.c.sequence > sequence
    )
    consented = exists().where(CONSENTS.c.proposal_id == last.proposal_id)
    if last.kind is not DecisionKind.REOPEN and seat.connection.execute(select(exported | consented)).scalar_one():
        raise Unfit("the record has left the desk; reopen the item instead", code="undo_exported")


def _take_back(seat: Seat, there: Standing, last: Decision) -> None:
    """Takes back what the decision did beside its own row."""
    kept = history.kept(seat.connection, last.decision_id)
    if last.kind is DecisionKind.MERGE:
        matters.unmerge(seat, last.proposal_id, kept)
    elif last.kind is DecisionKind.SPLIT:
        matters.unsplit(seat, kept)
    elif last.kind is DecisionKind.NOT_PERSON:
        drafts.clear(seat, last.proposal_id, tuple(kept["items"]))
        drafts.write(seat, there, kept["drafts"], noted=False)
        sharing.take_back(seat, last.proposal_id, kept["bars"])
    elif last.kind in FINAL and last.outcome:
        values = {item: value_of(last.outcome, item) for item in last.outcome.changed}
        drafts.write(seat, there, values, noted=False)
        sharing.take_back(seat, last.proposal_id, kept["bars"])
    elif last.kind is DecisionKind.REOPEN and kept:
        matters.remerge(seat, last.proposal_id, kept["merged"])


def _restore(seat: Seat, there: Standing, desk: str) -> None:
    """The state of before, decided when the decision before was."""
    earlier = there.decisions[:-1]
    at = earlier[-1].decided_at if earlier else None
    digest = None
    if earlier:
        digest = seat.connection.execute(
            select(DECISIONS.c.machine_digest).where(DECISIONS.c.decision_id == earlier[-1].decision_id)
        ).scalar_one()
    seat.connection.execute(
        update(PROPOSALS)
        .where(PROPOSALS.c.proposal_id == there.proposal_id)
        .values(desk=desk, decided_at=at, decided_digest=digest)
    )
