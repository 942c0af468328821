"""Leaks between training and test: what counts as one text, as alike, as the same person or case."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from data.errors import ConfigError, GoldError
from data.goldfile import read_rows
from evaluation.gold.identities import full_name
from evaluation.gold.leak_report import plain, table
from evaluation.gold.leaks import Level, Sort, find, load_settings, text_digest
from evaluation.gold.near_duplicates import NearSettings, alike, normalised
from tests.evaluation.gold.annotated import document, event, mention

SAMPLE = Path(__file__).parents[3] / "data" / "samples" / "gold" / "gold.jsonl"
LOOSE = NearSettings(shingle=2, refuse=0.5, alike=0.01, least=0.0)
STORY = (
    "三月五日下午，本院民二庭接到一位自称退休干部的来电，先谈去年的旧事，又问起水库工程款纠纷何时开庭，"
    "听说合议庭已经评议，便打听多数意见偏向哪一方。接线人没有回答，按规定作了登记并向庭长口头报告。"
)
OTHER = (
    "周五的党组会议研究了食堂改造与停车位调整两件事，决定先把东侧的旧车棚拆掉，腾出的地方画线停放公务车辆，"
    "预算由办公室另行测算，下月提交。会议还通报了体检安排，请各部门把名单于月底前报到政治部备案存档。"
)


def row(text: str, doc_id: str = "d1", mentions: Any = (), events: Any = (), **fields: Any) -> dict[str, Any]:
    return document(mentions, events, doc_id, text=text, **fields)


def sorts(train: Any, test: Any, **settings: Any) -> list[Sort]:
    used = load_settings(**settings)
    return [leak.sort for leak in find(train, test, used).found]


SAME = [
    ("打听案件", "打 听\n案件", True),
    ("打听ABC案件（1）", "打听ａｂｃ案件(1)。", True),
    ("打听案件", "打听案情", False),
    ("打听案件12号", "打听案件13号", False),
]


@pytest.mark.parametrize(("first", "second", "same"), SAME)
def test_a_digest_is_of_what_is_written_but_for_blanks_signs_width_and_case(
    first: str, second: str, same: bool
) -> None:
    assert (text_digest(first) == text_digest(second)) is same


def test_a_digest_names_its_version_and_a_text_without_words_has_none() -> None:
    # printf %s 打听案件 | sha256sum
    assert text_digest("打听，案件\n") == "1:77189a5675b70fccb56b55ac42e6cff8815cea6220198512681fa9118137df4f"
    assert text_digest(" ……\n") == ""


def test_weighed_containment_by_hand() -> None:
    # Shingles of two: ab bc cd against bc cd de; one document a side, so every weight is 1 - log 1 / log 2 = 1.
    (pair,) = alike(["abcd"], ["bcde"], LOOSE)
    assert (pair.containment, pair.jaccard) == (pytest.approx(2 / 3), pytest.approx(2 / 4))
    # Three papers a side all begin with ab, all they share: it weighs 1 - log 3 / log 4, the other shingle 1.
    first, second = ["abc", "abd", "abe"], ["abf", "abg", "abh"]
    common = 1 - 0.7924812503605781
    for pair in alike(first, second, LOOSE):
        assert pair.containment == pytest.approx(common / (common + 1))
    # A text shorter than a shingle is like none.
    assert alike(["a"], ["a"], LOOSE) == []
    assert alike([], ["ab"], LOOSE) == []


ALIKE = [
    # The test text, and what it is beside STORY.
    (STORY, [Sort.SAME_TEXT]),
    (STORY.replace("，", ",").replace("。", "。\n"), [Sort.SAME_TEXT]),
    (STORY.replace("水库", "公路").replace("三月五日", "四月九日"), [Sort.NEAR_TEXT]),
    ("来信摘录：" + STORY[:60], [Sort.NEAR_TEXT]),
    (STORY + OTHER, [Sort.NEAR_TEXT]),
    (OTHER, []),
    ("", []),
]


@pytest.mark.parametrize(("text", "expected"), ALIKE)
def test_copies_changes_and_excerpts_of_a_text_are_refused(text: str, expected: list[Sort]) -> None:
    assert sorts([row(STORY, "t1")], [row(text)]) == expected


def test_headings_that_all_papers_share_are_no_likeness() -> None:
    heading = "安澜市中级人民法院内部人员过问案件情况登记簿（本表一式两份，由审判管理办公室留存备查，不得外传）\n"
    closing = "\n以上情况属实，记录人签名并注明日期，附件随卷归档，经办部门负责人核对后加盖骑缝章"
    bodies = [STORY[:40], STORY[40:], OTHER[:45], OTHER[45:], "法警队报告南门", "卷宗借阅", "书记员轮岗", "微信群公告"]
    papers = [heading + body + closing for body in bodies]
    train, test = (
        [row(text, f"{side}{n}") for n, text in enumerate(part)]
        for side, part in (("t", papers[::2]), ("e", papers[1::2]))
    )
    assert not [sort for sort in sorts(train, test) if sort is Sort.NEAR_TEXT]


def person(words: str, who: str | None) -> dict[str, Any]:
    text = f"{words}来问"
    return row(text, mentions=[mention("p1", 0, len(words), "PER", text, who)])


PEOPLE = [
    # Names and ids in training and test, with registries of their own, and with the same.
    (("王建国", "P0001"), ("王建国", "P0001"), 1, 1),
    (("王建国", "P0001"), ("王建国", "P0022"), 1, 0),
    (("王建国", None), ("王建国", None), 1, 1),
    (("王建国", "P0017"), ("赵立春", "P0017"), 0, 1),
    (("王院长", "P0017"), ("王院长", "P0017"), 0, 1),
    (("王院长", None), ("王院长", None), 0, 0),
    (("老王", None), ("老王", None), 0, 0),
]


@pytest.mark.parametrize(("train", "test", "apart", "same"), PEOPLE)
def test_people_are_the_same_by_full_name_or_by_id_of_the_same_registries(
    train: Any, test: Any, apart: int, same: int
) -> None:
    for same_registries, expected in ((False, apart), (True, same)):
        used = replace(load_settings(), same_registries=same_registries)
        found = find([person(*train)], [person(*test)], used)
        assert len(found.of(Sort.PERSON)) == expected


NAMES = [("王建国", "王建国"), ("袁峰", "袁峰"), ("欧阳静", "欧阳静"), ("王院长", ""), ("老王", ""), ("海哥", ""),
         ("李某某", ""), ("陈律师", ""), ("小敏", ""), ("a@example.org", "")]  # fmt: skip


@pytest.mark.parametrize(("words", "name"), NAMES)
def test_full_names_are_told_from_lesser_ones(words: str, name: str) -> None:
    assert full_name(words) == name


CASES = [
    (row("甲", events=[event("e1", [], case_no="（2024）川97刑终12号")]), 1),
    (row("乙", events=[event("e1", [], case_no="(2024) 川97刑终12号")]), 1),
    (row("丙", folder_case="（2024）川97刑终12号"), 1),
    (row("丁：（2024）川97刑终12号已收案"), 1),
    (row("戊：（2024）川97刑终13号已收案"), 0),
    (row("己：刑终12号已收案"), 0),
]


@pytest.mark.parametrize(("test", "expected"), CASES)
def test_the_same_case_number_is_said_wherever_it_stands(test: dict[str, Any], expected: int) -> None:
    found = find([row("案号（2024）川97刑终12号，另行通知", "t1")], [test])
    assert len(found.of(Sort.CASE)) == expected
    assert found.refused == ()


ORGANISATIONS = [
    ("安澜市人民检察院", "安澜市人民检察院", [(Sort.ORGANISATION, Level.INFORM)]),
    ("安澜市人民检察院", "安澜市人民检察院办公室", []),
    ("市中院", "市中院", []),
]


@pytest.mark.parametrize(("train", "test", "expected"), ORGANISATIONS)
def test_organisations_inform_and_short_names_are_anybodys(train: str, test: str, expected: Any) -> None:
    rows = [row(words + doc_id, doc_id, [mention("o1", 0, len(words), "ORG", words)])
            for words, doc_id in ((train, "t1"), (test, "e1"))]  # fmt: skip
    assert [(leak.sort, leak.level) for leak in find(rows[:1], rows[1:]).found] == expected


def test_the_same_id_over_another_text_is_said() -> None:
    assert sorts([row(STORY, "chat-001")], [row(OTHER, "chat-001")]) == [Sort.DOCUMENT_ID]


def test_a_set_leaks_wholly_into_itself_and_pairs_are_named() -> None:
    rows = [one for _, one in read_rows(SAMPLE)]
    found = find(rows, rows, train_names=[f"train:{one['doc_id']}" for one in rows])
    same = found.of(Sort.SAME_TEXT)
    assert {(leak.train, leak.test) for leak in same} == {((f"train:{r['doc_id']}",), (r["doc_id"],)) for r in rows}
    assert found.of(Sort.NEAR_TEXT) == ()
    assert plain(found, load_settings())["refused"] == 83
    assert "refuse: 83 test documents; not fit as a test" in table(found)


def test_half_of_the_sample_city_has_no_text_of_the_other_half() -> None:
    rows = [one for _, one in read_rows(SAMPLE)]
    found = find(rows[::2], rows[1::2])
    assert found.refused == ()
    # One city: its people and cases are in both.
    assert found.of(Sort.PERSON)
    assert found.of(Sort.CASE)
    assert all(name not in table(found) for leak in found.of(Sort.PERSON) for name in [leak.value])


def test_the_order_of_rows_makes_no_difference() -> None:
    rows = [one for _, one in read_rows(SAMPLE)]
    train, test = rows[:40], rows[30:]
    assert find(train, test).found == find(train[::-1], test[::-1]).found


FAULTS = [
    ("version = 1\n", "near"),
    (
        "version = 1\n[near]\nshingle = 0\nrefuse = 0.4\nalike = 0.2\nleast = 1\n[identity]\norganisation = 6\n",
        "shingle",
    ),
    ("version = 1\n[near]\nshingle = 5\nrefuse = 0.1\nalike = 0.2\nleast = 1\n[identity]\norganisation = 6\n", "alike"),
    ("version = 1\n[near]\nsize = 5\n", "size"),
    ("version = \n", "leaks.toml"),
]


@pytest.mark.parametrize(("text", "words"), FAULTS)
def test_faulty_settings_are_named(text: str, words: str, tmp_path: Path) -> None:
    (tmp_path / "leaks.toml").write_text(text, "utf-8")
    with pytest.raises(ConfigError, match=words):
        load_settings(tmp_path / "leaks.toml")


def test_a_row_that_is_no_gold_is_named() -> None:
    with pytest.raises(GoldError, match="test, row 1, document d1: field 'mentions'"):
        find([], [{"doc_id": "d1", "text": STORY}])


def test_normalised_keeps_letters_digits_and_characters() -> None:
    assert normalised("（２０２４）川97 刑终12号！Ａb") == "2024川97刑终12号ab"
