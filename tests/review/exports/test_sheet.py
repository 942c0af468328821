"""The sheet: what a person settled, whom it names, how it came about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from review.exports.forms import form_words, label, place, title_for
from review.exports.sheet import Sheet, current_decisions, parted_rule, sheet_of, step_words
from store.desk.rows import DecisionKind, Item, Outcome
from tests.review.exports.conftest import FACTS, FIRST, MENTIONS, RECORD, SECOND, STAMP

TITLES = [
    ("安澜市中级人民法院", "“三个规定”报告表"),
    ("安澜市人民检察院", "过问或干预、插手检察办案等重大事项及相关接触交往行为情况记录表"),
    ("安澜市公安局", "干预、插手案件办理情况记录表"),
    ("中共安澜市委政法委员会", "干预司法活动、插手具体案件处理情况记录表"),
    (None, "过问、干预、插手案件情况记录表"),
]
RULES = [
    ("打听进展（法发〔2015〕11号第二条）", ("打听进展", "法发〔2015〕11号第二条")),
    (
        "月报告（含零报告）（司发通〔2021〕60号《意见（试行）》）",
        ("月报告（含零报告）", "司发通〔2021〕60号《意见（试行）》"),
    ),
    ("没有出处", ("没有出处", "")),
    ("不成对）", ("不成对）", "")),
]


@pytest.mark.parametrize(("unit", "title"), TITLES)
def test_the_form_is_that_of_the_organ(unit: str | None, title: str) -> None:
    assert title_for(unit).title == title


def test_every_title_says_where_it_comes_from() -> None:
    assert set(form_words().titles) == {"court", "procuratorate", "police", "committee", "common"}
    assert all(len(title.source) > 10 for title in form_words().titles.values())


@pytest.mark.parametrize(("words", "parts"), RULES)
def test_a_rule_is_parted_from_its_source(words: str, parts: tuple[str, str]) -> None:
    assert parted_rule(words) == parts


def test_the_record_is_what_people_settled(sheet: Callable[..., Sheet]) -> None:
    made = sheet(masked=False)
    assert made.items["place"] == "微信群"
    assert made.items["case"] == "（2024）川97刑终12号，安澜市中级人民法院，盗窃罪，周大海、澜汀宏筑建设有限公司，二审"
    assert [one.label for one in made.situations] == ["打听进展", "说情打招呼"]
    assert made.recipient.name == "沈小敏"
    assert made.intervener.id == "P0002"


def test_others_are_masked_and_those_it_is_about_are_not(sheet: Callable[..., Sheet]) -> None:
    made = sheet()
    assert made.items["name"] == "袁峰"
    assert made.items["content"] == "周某某那个案子到哪一步了？他表弟李某某（199****1931）找到我了"
    assert made.items["relation"] == "受周某某表弟李某某之托"
    assert made.case["parties"] == "周某某、澜汀宏筑建设有限公司"
    assert made.case["case_no"] == "（2024）川97刑终12号"
    assert {quote.path for quote in made.evidence} == {"comms/P0017/周某某的事.txt"}
    assert "周大海" not in repr(made)
    assert "李小山" not in repr(made)
    assert "19900031931" not in repr(made)


def test_names_that_only_rivals_and_filed_records_know_are_masked_too(sheet: Callable[..., Sheet]) -> None:
    made = sheet(record={"handling": "问过袁锋利、郑重山和高阳台，都说不知道；海子传话；峰哥、小敏在场"})
    assert made.items["handling"] == "问过袁某某、郑某某和高某某，都说不知道；海某传话；峰哥、小敏在场"


def test_offices_keep_the_names_that_stand_within_them(item: Callable[..., Item]) -> None:
    record = {**RECORD, "org": "高山县人民法院", "content": "高山说高山县人民法院的事，托到局长", "relation": None}
    outcome = Outcome(record, ("plead",), None)
    mentions = [{"id": "m9", "start": 0, "end": 2, "type": "PER", "text": "高山", "registry_id": None}]
    details = {"annotations": [{"mentions": [*mentions, *MENTIONS]}]}
    made = sheet_of(item(outcome=outcome, details=details), FACTS, STAMP)
    assert made.items["org"] == "高山县人民法院"
    assert made.items["content"] == "高某说高山县人民法院的事，托到局长"


def test_a_person_found_to_be_another_no_longer_shows_the_first(item: Callable[..., Item]) -> None:
    assert FIRST.outcome
    outcome = replace(
        FIRST.outcome,
        record={**FIRST.outcome.record, "name": "袁锋利", "handling": "袁峰不在场"},
        intervener={"registry": "officials", "id": "P0301"},
    )
    made = sheet_of(item(outcome=outcome), FACTS, STAMP)
    assert made.items["name"] == "袁锋利"
    assert made.items["handling"] == "袁某不在场"


def test_the_course_is_told_step_by_step(sheet: Callable[..., Sheet]) -> None:
    made = sheet()
    assert [step_words(step, made.versions) for step in made.steps] == [
        "系统于 2024-03-06 02:00 根据在档材料提出线索（程序 1.0，规则库 court/1.0.0）",
        "何静于 2024-03-06 09:00 核定：修改后确认，修改地点",
        "孟一凡于 2024-03-07 10:30 复核（不见首次核定）：确认，修改地点",
    ]


def test_what_was_undone_or_reopened_is_told_no_more(item: Callable[..., Item]) -> None:
    undone = replace(SECOND, undone_at="2024-03-08T00:00:00+00:00")
    assert current_decisions(item(decisions=(FIRST, undone))) == (FIRST,)
    reopened = replace(FIRST, decision_id=3, kind=DecisionKind.REOPEN, outcome=None)
    again = replace(FIRST, decision_id=4)
    assert current_decisions(item(decisions=(FIRST, SECOND, reopened, again))) == (again,)
    assert current_decisions(item(decisions=(FIRST, SECOND, reopened))) == ()


def test_codes_and_places_have_words() -> None:
    assert label("situation", "no_such") == "no_such"
    assert label("situation", None) == ""
    assert place({"part": "a.docx", "page": 2, "row": 5}) == "附件 a.docx · 第 2 页 · 第 5 行"
    assert place(None) == ""
