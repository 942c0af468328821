"""What a proposal is found by, and what a search asks for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from records.types import PersonLink, Rival
from store.terms import tails, terms_of, wanted
from tests.store.nights import APPEAL

LINE = {
    "verdict": "unfiled",
    "record": {"name": "王建国", "case": {"case_no": APPEAL, "parties": ["周大海"]}},
    "links": {"intervener": {"id": None, "candidates": []}, "recipient": {"id": None, "candidates": []}},
    "situations": ["plead", "benefit"],
}


def test_every_ending_every_tail_every_situation():
    assert terms_of(LINE, {}) == {
        *(("name", term) for term in ("王建国", "建国", "国", "周大海", "大海", "海")),
        *(("case", term) for term in ("2024川97刑终12号", "川97刑终12号", "97刑终12号", "刑终12号", "12号")),
        ("situation", "plead"),
        ("situation", "benefit"),
    }


def test_a_verdict_other_than_unfiled_is_found_by():
    assert ("verdict", "late") in terms_of({**LINE, "verdict": "late"}, {})


def test_the_one_linked_is_found_and_not_who_else_was_weighed(proposal):
    rivals = tuple(Rival("officials", key, name, "", "", 0.5, ()) for key, name in (("P1", "赵甲"), ("P2", "钱乙")))
    for chosen, names in (("P1", {"赵甲", "甲"}), (None, {"赵甲", "甲", "钱乙", "乙"})):
        link = PersonLink("赵局", "officials" if chosen else None, chosen, 0.5, (), rivals)
        line = proposal(intervener=link, record=replace(proposal().record, name=None, case=None)).row()
        assert {term for kind, term in terms_of(line, {}) if kind == "name"} == names


def test_everybody_the_papers_name_is_found():
    people = [{"words": "小刘", "name": None}, {"words": "顾书记", "name": "顾金凤"}]
    found = {term for kind, term in terms_of(LINE, {"people": people}) if kind == "name"}
    assert {"小刘", "刘", "顾书记", "书记", "顾金凤", "金凤"} <= found


TAILS = [
    ("(2024) 川97 刑终 12号", ["2024川97刑终12号", "川97刑终12号", "97刑终12号", "刑终12号", "12号"]),
    ("安检刑诉〔2024〕27号", ["安检刑诉202427号", "检刑诉202427号", "刑诉202427号", "202427号", "27号"]),
    ("（2015）泽刑初字第9号", ["2015泽刑初字第9号", "泽刑初字第9号", "刑初字第9号", "9号"]),
    ("内部编号〔甲〕", ["内部编号甲"]),
]


@pytest.mark.parametrize(("case_no", "expected"), TAILS)
def test_tails(case_no, expected):
    assert tails(case_no) == expected


WANTED = [
    ("", []),
    (" 　", []),
    ("王建国", [("name", "王建国")]),
    ("王 建國", [("name", "王"), ("name", "建国")]),
    ("王建国、周大海", [("name", "王建国"), ("name", "周大海")]),
    ("（2024）川97刑终12号", [("case", "2024川97刑终12号")]),
    ("(2024) 川97 刑终 12 号", [("case", "2024川97刑终12号")]),
    ("2024川97刑终12", [("case", "2024川97刑终12号")]),
    ("川97刑终", [("case", "川97刑终")]),
    ("刑终12 王建国", [("case", "刑终12"), ("name", "王建国")]),
    ("刑诉〔2024〕27号", [("case", "刑诉202427号")]),
    ("12号", [("case", "12号")]),
    ("%_'", [("name", "%_'")]),
    ("王\x00\ud83d", [("name", "王")]),
    ("一 二 三 四 五 六 七 八 九", [("name", number) for number in "一二三四五六七八"]),
]


@pytest.mark.parametrize(("words", "expected"), WANTED)
def test_what_is_typed(words, expected):
    assert wanted(words) == expected


def test_a_very_long_word_is_cut_as_terms_are():
    name = "某" * 500
    (kind, term) = wanted(name)[0]
    line = LINE | {"record": {"name": name, "case": None}}
    assert (kind, term) in terms_of(line, {})
    assert max(len(term) for _, term in terms_of(line, {})) == 60


FINDS = ["建国", "国", "王建国 12号", "川97刑终", "（2024）川 97 刑终12", "大海 王建", "刑终12号"]
MISSES = ["建王", "王国", "刑初", "川97刑终13", "2号", "王建国 刑初", "%", "周大海 李"]


@pytest.mark.parametrize(("words", "found"), [(w, True) for w in FINDS] + [(w, False) for w in MISSES])
def test_the_index_finds_by_beginnings(words, found):
    terms = terms_of(LINE, {})
    assert all(any(kind == k and t.startswith(term) for k, t in terms) for kind, term in wanted(words)) is found
