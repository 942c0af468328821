"""The words that a reader is shown for what did not take place and for what is lawful."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from data.types import Channel, Kind, Lawful, Situation, Status
from extractors.decision import Finding
from extractors.draft import Draft
from extractors.grounds import Reason, grounds

CASES: list[tuple[str, Status, Lawful | None, list[Reason]]] = [
    ("张局【要求判轻点】。", Status.ASSERTED, None, []),
    (
        "他本人【从来没有找过我】。",
        Status.NEGATED,
        None,
        [("status", "scope", "从来没有"), ("status", "scope", "没有找过我")],
    ),
    ("饭局【没去成】。", Status.NEGATED, None, [("status", "scope", "没")]),
    ("外省一个庭长【替人递话】。", Status.HYPOTHETICAL, None, [("status", "scope", "外省")]),
    ("原告打12368，【问何时开庭】。", Status.ASSERTED, Lawful.HOTLINE, [("lawful", "scope", "12368")]),
    ("当事人阅卷，【问何时开庭】。", Status.ASSERTED, Lawful.LITIGANT, [("lawful", "scope", "阅卷")]),
    ("早上，【他讲了两句】。", Status.HYPOTHETICAL, None, [("status", "acts", "他讲了两句")]),
    ("早上，【他讲了两句】。", Status.ASSERTED, Lawful.HOTLINE, [("lawful", "acts", "他讲了两句")]),
]


@pytest.mark.parametrize(("marked", "status", "lawful", "expected"), CASES)
def test_grounds(
    draft: Callable[..., Draft], marked: str, status: Status, lawful: Lawful | None, expected: list[Reason]
) -> None:
    start, end = marked.index("【"), marked.index("】") - 1
    paper = draft(marked.replace("【", "").replace("】", ""), kind=Kind.WORK_NOTE)
    finding = Finding(start, end, (Situation.ASK_PROGRESS,), status, lawful, Channel.OTHER, 0.9)
    assert list(grounds(paper, finding)) == expected


def test_the_decider_that_decided_alone_is_named_by_its_own_name(draft: Callable[..., Draft]) -> None:
    finding = Finding(3, 8, (Situation.PLEAD,), Status.NEGATED, None, Channel.OTHER, 0.9)
    paper = draft("早上，他讲了两句。", kind=Kind.WORK_NOTE)
    named = replace(finding, reasons=(("act", "reader", "他讲了两句"),))
    assert list(grounds(paper, named)) == [("status", "reader", "他讲了两句")]
