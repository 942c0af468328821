"""Numbers of cases in every way people write them, as the words of a note by the case's judge."""

from __future__ import annotations

from datetime import date

import pytest

from data.registry import Case, Registries
from data.types import Extraction, Kind
from matching.caseclue import numbers_told
from matching.caseparties import miswritten
from matching.resolver import Resolver

COURT, OTHER = "青河市中级人民法院", "白岭县人民检察院"
APPEAL, FIRST, CHARGE = "（2025）川97民终112号", "（2024）川97民初86号", "白检刑诉〔2025〕58号"
CASES = (
    Case(APPEAL, COURT, "建设工程施工合同纠纷", ("青河宏筑建设有限公司", "康永福"), (), (), date(2025, 1, 5), None),
    Case(FIRST, COURT, "危险驾驶罪", ("李浩然",), (), (), date(2024, 1, 5), None),
    Case(CHARGE, OTHER, "合同诈骗罪", ("何国梁",), (), (), date(2025, 1, 5), None),
)
WAYS = [
    ("（2025）川97民终112号", APPEAL),
    ("(2025)川97民终112号", APPEAL),
    ("〔2025〕川97民终112号", APPEAL),
    ("[2025]川97民终112号", APPEAL),
    ("２０２５川９７民终１１２", APPEAL),
    ("2025川97民终112", APPEAL),
    ("(25)川97民终112号", APPEAL),
    ("’25川97民终112号", APPEAL),
    ("25年川97民终112号", APPEAL),
    ("（2025） 川 97 民 终 112 号", APPEAL),
    ("（2025）川九七民终一百一十二号", APPEAL),
    ("（2O25）川97民终1l2号", APPEAL),
    ("（2025）川97民终112号之一", APPEAL),
    ("川97民终112", APPEAL),
    ("2025民终112", APPEAL),
    ("民终112", APPEAL),
    ("民终第112号", APPEAL),
    ("民终字112号", APPEAL),
    ("民终一百一十二号", APPEAL),
    ("民终1l2号", APPEAL),
    ("112号案", APPEAL),
    ("112案", APPEAL),
    ("112", APPEAL),
    ("第112号", APPEAL),
    ("尾号112那个", APPEAL),
    ("一百一十二号案", APPEAL),
    ("一一二号", APPEAL),
    ("ll2号", APPEAL),
    ("112号之一", APPEAL),
    ("2025年112号", APPEAL),
    ("25年的112号", APPEAL),
    ("刑诉58", CHARGE),
    ("检刑诉58号", CHARGE),
    ("白检刑诉2025年58号", CHARGE),
    ("（2023）112号", None),
    ("民终113", None),
    ("李号然醉驾那个", FIRST),  # misheard
    ("何国良诈骗那个", CHARGE),
    ("老康那个工程款案", APPEAL),
    ("宏筑的工程款案", APPEAL),
    ("那个案子", None),
]


@pytest.fixture(scope="module")
def resolver() -> Resolver:
    return Resolver(Registries(cases={case.case_no: case for case in CASES}))


@pytest.mark.parametrize(("words", "case_no"), WAYS)
def test_ways_of_writing(words, case_no, resolver, marked, event):
    document, mentions = marked(f"2025-03-08　⟦p1|老蔡⟧⟦x1|问⟧⟦c1|{words}⟧，⟦o1|{COURT}⟧", Kind.WORK_NOTE)
    told = event(case="c1", date=date(2025, 3, 8))
    found = resolver.resolve(document, Extraction(mentions, (told,))).events[0].case
    assert found.case_no == case_no


@pytest.mark.parametrize(
    ("words", "level"),
    [
        ("民终112", "short"),
        ("2025年112号", "short"),
        ("112", "bare"),
        ("民初112号", "near"),
        ("2024年112号", "near"),
        ("113", None),
    ],
)
def test_how_far_a_number_agrees(words, level):
    assert [told.level(APPEAL) for told in numbers_told(words)] == [level]


@pytest.mark.parametrize("words", ["9:30", "2025年", "3月8日", "13912345678"])
def test_digits_that_are_no_case(words):
    assert not [told for told in numbers_told(words) if told.level(APPEAL)]


@pytest.mark.parametrize(
    ("party", "said", "written"),
    [
        ("李浩然", "那个李号然醉驾的", "李号然"),
        ("何国梁", "何国良那件", "何国良"),
        ("李浩然", "王号然", ""),
        ("李伟", "李维那件", ""),  # two characters: too little to go by
    ],
)
def test_misheard_parties(party, said, written):
    assert miswritten(party, said) == written
