"""An approver takes over what one of two decisions changed, to go on from there."""

from __future__ import annotations

from data.errors import Unfit
from store.desk import claims, drafts, history
from store.desk.items import standing
from store.desk.outcomes import EDITABLE, machine_value, value_of
from store.desk.rows import DeskState
from store.desk.seat import Seat
from store.desk.verdicts import claimable


def adopt(seat: Seat, proposal_id: str, round_: int) -> None:
    """The viewer's edits of a disputed item are then what the decision of `round_` changed, and no other.

    Raises NotThere, Taken, or Unfit.
    """
    there = standing(seat, proposal_id)
    if there.desk is not DeskState.DISPUTED or there.met or not claimable(seat.viewer, there.desk):
        raise Unfit("only an approver takes over a decision, of an item in dispute", code="adopt_role")
    claims.take(seat, proposal_id)
    for one in history.current(there.decisions):
        if one.round == round_ and one.outcome:
            outcome = one.outcome
            values = {
                item: value_of(outcome, item) if item in outcome.changed else machine_value(there.body, item)
                for item in EDITABLE
            }
            drafts.write(seat, there, values)
            return
    raise Unfit("there is no such decision to take over", code="adopt_none")
