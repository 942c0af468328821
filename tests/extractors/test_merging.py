"""Which findings are one event."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from data.registry import Registries
from data.types import Channel, Label, Situation, Status
from extractors.decision import Finding
from extractors.draft import Draft, Moment
from extractors.merging import Drawn, merge
from extractors.names import names_of
from extractors.roles import Roles
from extractors.spans import Span

TEXT = "任县来电，问胡子轩案到哪一步了。又说拖久了影响不好，要快。次日老范来，也问此案。" + "闲话。" * 40 + "任县再催。"


def _finding(words: str) -> Finding:
    start = TEXT.index(words)
    return Finding(start, start + len(words), (Situation.ASK_PROGRESS,), Status.ASSERTED, None, Channel.PHONE, 0.9)


def _drawn(words: str, person: str | None, place: int = 0) -> Drawn:
    start = TEXT.index(person, place) if person else 0
    span = Span(start, start + len(person), Label.PER, 1.0, "test") if person else None
    return Drawn(_finding(words), Roles(intervener=span))


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        (_drawn("问胡子轩案到哪一步了", "任县"), _drawn("要快", "任县"), True),
        (_drawn("问胡子轩案到哪一步了", "任县"), _drawn("要快", None), True),
        (_drawn("要快", "任县"), _drawn("也问此案", "老范"), False),
        (_drawn("问胡子轩案到哪一步了", "任县"), _drawn("再催", "任县", 100), True),
        (_drawn("也问此案", "老范"), _drawn("再催", "任县", 100), False),
    ],
)
def test_merging(registries: Registries, draft: Callable[..., Draft], one: Drawn, other: Drawn, together: bool) -> None:
    paper = draft(TEXT)
    at = TEXT.index("次日")
    paper.moments.append(Moment(at, at + 2, None, 0))
    assert len(merge(paper, names_of(registries), [one, other])) == (1 if together else 2)
