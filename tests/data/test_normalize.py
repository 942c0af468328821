"""Folding keeps offsets and makes the many shapes of one word alike."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.lexicon import rows
from data.normalize import fold, fold_signs, key, same_words

FOLDED = [
    ("（２０２４）川９７刑终１２号", "(2024)川97刑终12号"),
    ("〔2024〕［2024］【2024】[2024]", "(2024)(2024)(2024)(2024)"),
    ("２０２４－０３－０５　０９：１２", "2024-03-05 09:12"),
    ("二〇二四、二○二四", "二0二四、二0二四"),
    ("張偉與劉國強", "张伟与刘国强"),
    ("臺灣、囯徽、峯、羣", "台湾、国徽、峰、群"),
    ("a\u00a0b\u3000c\td\u200be", "a b c d e"),
    ("两行\n第二行", "两行\n第二行"),
    ("“说情”‘关照’", "\"说情\"'关照'"),
    ("阿·买买提 阿•买买提 阿・买买提", "阿·买买提 阿·买买提 阿·买买提"),
    ("ＡＢｃ", "ABc"),
    ("乾隆、著名、后范", "乾隆、著名、后范"),
    ("𠮷野", "吉野"),
    ("", ""),
]
SAME = [
    ("王建国", "王 建国", True),
    ("張偉", "张伟", True),
    ("Wang", "ＷＡＮＧ", True),
    ("（张）", "(张)", True),
    ("王建国", "王健国", False),
    ("", "", True),
]


@pytest.mark.parametrize(("text", "folded"), FOLDED)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(("a", "b", "same"), SAME)
def test_same_words(a: str, b: str, same: bool) -> None:
    assert same_words(a, b) is same


def test_signs_alone_leave_characters() -> None:
    assert fold_signs("張偉（２）") == "張偉(2)"


def test_key_drops_blanks_and_case() -> None:
    assert key(" 张 Ａ（1）\n") == "张a(1)"


@given(st.text())
def test_offsets_survive(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert len(fold_signs(text)) == len(text)


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_no_character_folds_to_one_that_folds_on() -> None:
    heads = {row["character"] for row in rows("fold_characters")}
    variants = [variant for row in rows("fold_characters") for variant in row["variants"]]
    assert len(variants) == len(set(variants))
    assert not heads & set(variants)
