"""Which ties an act lacks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from data.types import Channel, Event, Kind, Situation, Status
from extractors.draft import Draft
from extractors.ties import lacks

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
CASES: list[tuple[Event, int]] = [
    (TIED, 0),
    (replace(TIED, time=None), 1),
    (replace(TIED, case=None), 1),
    (replace(TIED, case=None, case_no="（2024）湘96执369号"), 0),
    (replace(TIED, intervener=None), 1),
    (replace(TIED, intervener=None, time=None), 2),
    (replace(TIED, intervener=None, time=None, case=None), 3),
]


@pytest.mark.parametrize(("event", "missing"), CASES)
def test_an_act_of_a_note(draft: Callable[..., Draft], event: Event, missing: int) -> None:
    assert lacks(draft("有人问过案子"), event, 0) == missing


def test_a_message_has_the_day_it_was_sent(draft: Callable[..., Draft]) -> None:
    paper = draft("2024-04-11 20:53 韦胖子: 到哪一步了", kind=Kind.CHAT)
    assert lacks(paper, replace(TIED, time=None), 24) == 0
