"""People told of without a name: kept aside for roles, no mention by themselves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from data.registry import Registries
from data.types import Channel, Label, Situation, Status
from extractors.assembly import assemble
from extractors.component import Resources
from extractors.components.persons import Persons
from extractors.components.unnamed import Unnamed
from extractors.decision import Finding
from extractors.draft import Draft
from extractors.lexical_decider import LexicalDecider
from extractors.names import names_of
from extractors.roles import Roles
from extractors.scoring import Costs, shipped_scorer
from extractors.spans import DOUBTFUL, Span

CASES = [
    ("晚上嫂子来电，问他弟弟的案子", ["嫂子", "弟弟"]),
    ("他小舅子托老板娘带话", ["小舅子", "老板娘"]),
    ("王嫂子来过", []),
    ("秘书处发来会议通知", []),
]


@pytest.fixture
def aside(registries: Registries, draft: Callable[..., Draft]) -> Callable[[str], Draft]:
    resources = Resources(names_of(registries), LexicalDecider())

    def read(text: str) -> Draft:
        paper = draft(text)
        for kind in (Persons, Unnamed):
            kind(resources).annotate(paper)
        return paper

    return read


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_words_kept_aside(aside: Callable[[str], Draft], text: str, expected: list[str]) -> None:
    paper = aside(text)
    settled = paper.settled(*Label)
    assert [paper.words_of(span) for span in paper.with_doubtful(settled) if span.by == DOUBTFUL] == expected
    assert not any(span.by == DOUBTFUL for span in settled)


class Chosen:
    """A chooser that gives the part of the intervener to one span."""

    version = "chosen"

    def __init__(self, span: Span | None) -> None:
        self._span = span

    def choose(self, draft: Draft, findings: object, spans: object) -> list[Roles]:
        return [Roles(intervener=self._span) for _ in draft.findings]


@pytest.mark.parametrize("place", [None, 0, 1])
def test_only_who_fills_a_role_is_a_mention(
    registries: Registries, aside: Callable[[str], Draft], place: int | None
) -> None:
    text = "晚上嫂子来电，问他弟弟的案子到哪一步了"
    paper = aside(text)
    act = text.index("问")
    situations = (Situation.ASK_PROGRESS,)
    paper.turn_days = [None] * len(paper.document.turns)
    paper.findings = [Finding(act, len(text), situations, Status.ASSERTED, None, Channel.PHONE, 0.9)]
    span = None if place is None else paper.doubtful[place]

    certain = replace(shipped_scorer(), costs=Costs(miss=1000.0, false=1.0, false_elsewhere=1.0), aside=0.0)
    found = assemble(paper, Chosen(span), names_of(registries), certain)

    people = {m.id: m.text for m in found.mentions if m.label is Label.POS}
    assert list(people.values()) == ([] if span is None else [paper.words_of(span)])
    assert [people.get(event.intervener or "") for event in found.events] == [span and paper.words_of(span)]
