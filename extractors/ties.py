"""Whether an act is tied to somebody, to a case and to a day, as what really took place is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from data.types import Event, Status
from extractors.draft import Draft


@dataclass(frozen=True, slots=True)
class TieSettings:
    """Scores 0..1 that an act which took place must reach when ties are wanting.

    `one`: it lacks one of intervener, case and day; `more`: it lacks two or all.
    """

    one: float = 0.75
    more: float = 0.98


def holds(draft: Draft, event: Event, start: int, settings: TieSettings) -> bool:
    """Whether `event`, whose words begin at `start`, is sure enough for the ties it has.

    Rules, lessons and plans speak of acts as well, but of nobody's, in no case and on no day. What is denied, supposed
    or done by lawful procedure holds without ties: it is no claim against anybody.
    """
    if event.status is not Status.ASSERTED or event.lawful is not None:
        return True
    lacks = _lacks(draft, event, start)
    return event.score >= (0.0, settings.one, settings.more, settings.more)[lacks]


def _lacks(draft: Draft, event: Event, start: int) -> int:
    turn = draft.turn_of(start)
    dated = event.time is not None or (turn is not None and turn.sent_at is not None)
    ties: Sequence[bool] = (event.intervener is not None, bool(event.case or event.case_no), dated)
    return ties.count(False)
