"""Whether an act is tied to somebody, to a case and to a day, as what really took place is."""

from __future__ import annotations

from collections.abc import Sequence

from data.types import Event
from extractors.draft import Draft


def lacks(draft: Draft, event: Event, start: int) -> int:
    """How many of intervener, case and day `event`, whose words begin at `start`, does not tell.

    Rules, lessons and plans speak of acts as well, but of nobody's, in no case and on no day. A turn that was sent at
    some time tells the day.
    """
    turn = draft.turn_of(start)
    dated = event.time is not None or (turn is not None and turn.sent_at is not None)
    ties: Sequence[bool] = (event.intervener is not None, bool(event.case or event.case_no), dated)
    return ties.count(False)
