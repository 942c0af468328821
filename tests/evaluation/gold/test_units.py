"""Offsets of tools against code points, counted by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.gold.units import Unit, agreeing, ruler, stands

OUTWARD = [
    ("甲乙", Unit.CODE_POINTS, [0, 1, 2]),
    ("😂甲", Unit.CODE_POINTS, [0, 1, 2]),
    ("😂甲", Unit.UTF16, [0, 2, 3]),
    ("甲𠮷乙", Unit.UTF16, [0, 1, 3, 4]),
    ("e\u0301x", Unit.UTF16, [0, 1, 2, 3]),
    ("👨\u200d👩", Unit.UTF16, [0, 2, 3, 5]),
    ("a\r\nb", Unit.UTF16, [0, 1, 2, 3, 4]),
    ("a\r\nb", Unit.ONE_LINE_END, [0, 1, 1, 2, 3]),
    ("a\rb\n", Unit.ONE_LINE_END, [0, 1, 2, 3, 4]),
    ("", Unit.UTF16, [0]),
]


@pytest.mark.parametrize(("text", "unit", "offsets"), OUTWARD)
def test_outward(text: str, unit: Unit, offsets: list[int]) -> None:
    assert [ruler(text, unit).outward(at) for at in range(len(text) + 1)] == offsets


INWARD = [
    ("😂甲", Unit.UTF16, 2, 1),
    ("😂甲", Unit.UTF16, 1, None),
    ("😂甲", Unit.UTF16, 4, None),
    ("😂甲", Unit.UTF16, -1, None),
    ("甲", Unit.CODE_POINTS, 2, None),
    ("a\r\nb", Unit.ONE_LINE_END, 2, 3),
]


@pytest.mark.parametrize(("text", "unit", "offset", "found"), INWARD)
def test_inward(text: str, unit: Unit, offset: int, found: int | None) -> None:
    assert ruler(text, unit).inward(offset) == found


@given(st.text(), st.sampled_from([Unit.CODE_POINTS, Unit.UTF16]))
def test_every_offset_comes_back(text: str, unit: Unit) -> None:
    measure = ruler(text, unit)
    assert [measure.inward(measure.outward(at)) for at in range(len(text) + 1)] == list(range(len(text) + 1))


AGREEING = [
    ([(2, 3, "甲")], Unit.UTF16),
    ([(1, 2, "甲")], Unit.CODE_POINTS),
    ([(2, 3, "甲"), (3, 4, "\\n")], Unit.UTF16),
    ([], Unit.CODE_POINTS),
]


@pytest.mark.parametrize(("spans", "unit"), AGREEING)
def test_the_words_tell_the_unit(spans: list[tuple[int, int, str]], unit: Unit) -> None:
    assert agreeing("😂甲\n", spans, [Unit.CODE_POINTS, Unit.UTF16]) == unit


def test_line_breaks_are_compared_loosely() -> None:
    text = "甲\n乙"
    assert stands(text, ruler(text, Unit.CODE_POINTS), (0, 3, "甲\\n乙"))
    assert stands(text, ruler(text, Unit.CODE_POINTS), (0, 3, "甲 乙"))
    assert not stands(text, ruler(text, Unit.CODE_POINTS), (0, 2, "乙"))
