"""Which acts hold by the ties they have."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from data.types import Channel, Event, Kind, Lawful, Situation, Status
from extractors.draft import Draft
from extractors.ties import TieSettings, holds

TIED = Event(
    id="e1",
    triggers=("x1",),
    situations=(Situation.ASK_PROGRESS,),
    intervener="p1",
    recipient=None,
    case="c1",
    case_no=None,
    time="t1",
    date=None,
    channel=Channel.OTHER,
    on_behalf_of=None,
    via=None,
    status=Status.ASSERTED,
    lawful=None,
    score=0.4,
    reasons=(),
)
SETTINGS = TieSettings(one=0.5)
CASES: list[tuple[Event, bool]] = [
    (TIED, True),
    (replace(TIED, time=None), False),
    (replace(TIED, time=None, score=0.6), True),
    (replace(TIED, case=None), False),
    (replace(TIED, case=None, case_no="（2024）湘96执369号"), True),
    (replace(TIED, intervener=None, score=0.6), True),
    (replace(TIED, intervener=None, time=None, score=0.99), False),
    (replace(TIED, intervener=None, time=None, status=Status.HYPOTHETICAL), True),
    (replace(TIED, intervener=None, time=None, lawful=Lawful.HOTLINE), True),
]


@pytest.mark.parametrize(("event", "held"), CASES)
def test_an_act_of_a_note(draft: Callable[..., Draft], event: Event, held: bool) -> None:
    assert holds(draft("有人问过案子"), event, 0, SETTINGS) is held


def test_a_message_has_the_day_it_was_sent(draft: Callable[..., Draft]) -> None:
    paper = draft("2024-04-11 20:53 韦胖子: 到哪一步了", kind=Kind.CHAT)
    assert holds(paper, replace(TIED, time=None), 24, SETTINGS)
