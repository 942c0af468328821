"""The day of an event: that of the time it rests on, else what its sentence or its turn tells."""

from __future__ import annotations

from datetime import date

from data.types import Situation, Status, Turn, TurnRole
from extractors.clauses import sentences
from extractors.decision import Finding
from extractors.draft import Draft, Moment
from extractors.spans import Span


def day_told(draft: Draft, finding: Finding, time: Span | None) -> date | None:
    """The day of the moment chosen, else of the one before the act in its sentence, else of its turn.

    None when none is told, for what did not happen (but a row of a register is of its day), and for a leak that a
    paper only hears of: nobody knows when the words were passed on.
    """
    if time is not None:
        return next((m.day for m in draft.moments if m.start == time.start), None)
    index = draft.turn_number(finding.start)
    if index is None:
        return None
    turn = draft.document.turns[index]
    in_row = turn.role is TurnRole.ROW
    if finding.status is not Status.ASSERTED:
        return draft.turn_days[index] if in_row and finding.status is Status.NEGATED else None
    if finding.situations[0] is Situation.TIP_OFF and not in_row and turn.role is not TurnRole.MESSAGE:
        return None
    near = _before(draft, turn, index, finding.start)
    return near.day if near else draft.turn_days[index]


def _before(draft: Draft, turn: Turn, index: int, offset: int) -> Moment | None:
    """The last moment that stands before `offset` in its sentence; it may tell of no day, as 上个月 does."""
    parts = list(sentences(draft.text, turn.body, turn.end))
    start = next((start for start, end in parts if start <= offset < end), offset)
    near = [m for m in draft.moments if m.turn == index and start <= m.start < offset]
    return near[-1] if near else None
