"""The day of an event by what its sentence and its turn tell."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from data.registry import Registries
from data.types import Channel, Kind, Situation, Status
from extractors.component import Resources
from extractors.components.times import Times
from extractors.decision import Finding
from extractors.draft import Draft
from extractors.event_days import day_told
from extractors.lexical_decider import LexicalDecider
from extractors.names import names_of

ASK, LEAK = Situation.ASK_PROGRESS, Situation.TIP_OFF
CHAT = "2024-11-20 09:00 段峰: "
ROW = "时间 | 来人 | 内容\n2024-11-20 09:00 | 段峰 | "

# kind, text with 问判没判 where the act stands, situation, status, the day
CASES: list[tuple[Kind, str, Situation, Status, date | None]] = [
    (Kind.CHAT, CHAT + "他问判没判", ASK, Status.ASSERTED, date(2024, 11, 20)),
    (Kind.CHAT, CHAT + "昨天下午宋援朝跑过来，问判没判", ASK, Status.ASSERTED, date(2024, 11, 19)),
    (Kind.CHAT, CHAT + "昨天开庭。他问判没判", ASK, Status.ASSERTED, date(2024, 11, 20)),
    # told of, but nobody says when
    (Kind.CHAT, CHAT + "上个月他找过我，问判没判", ASK, Status.ASSERTED, None),
    (Kind.CHAT, CHAT + "没有人问判没判", ASK, Status.NEGATED, None),
    (Kind.PHONE_LOG, ROW + "没有人问判没判", ASK, Status.NEGATED, date(2024, 11, 20)),
    (Kind.PHONE_LOG, ROW + "问判没判", ASK, Status.HYPOTHETICAL, None),
    (Kind.WORK_NOTE, "2024年11月20日\n听人讲他问判没判", ASK, Status.ASSERTED, date(2024, 11, 20)),
    # when the leak was is not what the paper knows
    (Kind.WORK_NOTE, "2024年11月20日\n听人讲他问判没判", LEAK, Status.ASSERTED, None),
    (Kind.CHAT, CHAT + "我问判没判", LEAK, Status.ASSERTED, date(2024, 11, 20)),
]


@pytest.mark.parametrize(("kind", "text", "situation", "status", "day"), CASES)
def test_day_where_no_time_was_chosen(
    registries: Registries,
    draft: Callable[..., Draft],
    kind: Kind,
    text: str,
    situation: Situation,
    status: Status,
    day: date | None,
) -> None:
    paper = draft(text, kind=kind)
    Times(Resources(names_of(registries), LexicalDecider())).annotate(paper)
    start = text.index("问判没判")
    finding = Finding(start, start + 4, (situation,), status, None, Channel.OTHER, 0.9)
    assert day_told(paper, finding, None) == day
