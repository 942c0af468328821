"""Whether an act is tied to somebody, to a case and to a day, as what really took place is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from data.types import Event, Status
from extractors.draft import Draft


@dataclass(frozen=True, slots=True)
class TieSettings:
    """The score 0..1 that an act which took place must reach when it lacks `one` of intervener, case and day."""

    one: float = 0.55


def holds(draft: Draft, event: Event, start: int, settings: TieSettings) -> bool:
    """Whether `event`, whose words begin at `start`, is sure enough for the ties it has.

    Rules, lessons and plans speak of acts as well, but of nobody's, in no case and on no day. What is denied, supposed
    or done by lawful procedure holds without ties: it is no claim against anybody. What lacks two ties never holds.
    """
    if event.status is not Status.ASSERTED or event.lawful is not None:
        return True
    lacks = _lacks(draft, event, start)
    return lacks == 0 or (lacks == 1 and event.score >= settings.one)


def _lacks(draft: Draft, event: Event, start: int) -> int:
    turn = draft.turn_of(start)
    dated = event.time is not None or (turn is not None and turn.sent_at is not None)
    ties: Sequence[bool] = (event.intervener is not None, bool(event.case or event.case_no), dated)
    return ties.count(False)
