"""Entries of registers speak of their own people and case."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from data.types import Kind, Label
from extractors.draft import Draft
from extractors.people import People
from extractors.registers import role_of_column
from extractors.role_features import Act, RoleReader
from extractors.spans import Span

LOG = (
    "时间 | 来访人 | 被访人 | 事由\n"
    "2024-03-05 | 任玉兰 | 杜德胜 | 问胡子轩案到哪一步\n"
    "2024-03-06 | 卢志强 | 段峰 | 问何时开庭"
)
COLUMNS = [("来访人", "intervener"), ("来电人", "intervener"), ("被访人", "recipient"), ("受话人", "recipient")]


@pytest.mark.parametrize(("heading", "role"), [*COLUMNS, ("事由", None), (None, None)])
def test_role_of_a_column(heading: str | None, role: str | None) -> None:
    assert role_of_column(heading) == role


def _reader(draft: Callable[..., Draft], *, second_case: bool) -> RoleReader:
    text = LOG + ("\n2024-03-07 | 李梅 | 段峰 | 问王天佑案" if second_case else "")
    marked = [("任玉兰", Label.PER), ("杜德胜", Label.PER), ("卢志强", Label.PER), ("胡子轩案", Label.CASE)]
    marked += [("王天佑案", Label.CASE)] if second_case else []
    places = [(text.index(words), words, label) for words, label in marked]
    spans = [Span(at, at + len(words), label, 1.0, "test") for at, words, label in places]
    return RoleReader(draft(text, kind=Kind.VISITOR_LOG), People(), sorted(spans, key=lambda span: span.start))


def _act(words: str) -> Act:
    start = LOG.index(words)
    return Act(start, start + len(words), "ask_progress")


def _words(reader: RoleReader, act: Act, *labels: Label) -> list[str]:
    return [reader.draft.words_of(span) for span in reader.candidates(act, labels)]


def test_an_entry_has_its_own_people(draft: Callable[..., Draft]) -> None:
    reader = _reader(draft, second_case=False)
    assert _words(reader, _act("问何时开庭"), Label.PER) == ["卢志强"]


@pytest.mark.parametrize(("second_case", "cases"), [(False, ["胡子轩案"]), (True, [])])
def test_an_entry_without_a_case_has_that_of_the_register(
    draft: Callable[..., Draft], second_case: bool, cases: list[str]
) -> None:
    assert _words(_reader(draft, second_case=second_case), _act("问何时开庭"), Label.CASE) == cases


def test_who_was_visited_did_not_come(draft: Callable[..., Draft]) -> None:
    reader, act = _reader(draft, second_case=False), _act("到哪一步")
    people = {reader.draft.words_of(span): span for span in reader.candidates(act, (Label.PER,))}
    assert not reader.admits("intervener", act, people["杜德胜"])
    assert reader.admits("recipient", act, people["杜德胜"])
    assert reader.admits("intervener", act, people["任玉兰"])
    assert not reader.admits("recipient", act, people["任玉兰"])
