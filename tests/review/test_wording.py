"""The words of the screens."""

from datetime import date

import pytest

from review.wording import codes, day, label, percent, place, time_left

TODAY = date(2024, 3, 10)


def test_codes_have_chinese_names_and_unknown_ones_stay():
    assert label("plead", "situation") == "说情打招呼"
    assert label("other", "channel") == "其他方式"
    assert label("gossip", "situation") == "gossip"
    assert label(None, "channel") == "未记"


def test_the_lists_are_whole():
    assert len(codes("situation")) == 15
    assert codes("category") == ("inquire", "interfere", "meddle")
    assert codes("severity") == ("critical", "high", "medium", "low")
    assert len(codes("item")) == 10


@pytest.mark.parametrize(
    ("location", "words"),
    [
        ({}, ""),
        (None, ""),
        ({"line": 3}, "第 3 行"),
        ({"page": 2, "box": [0.1, 0.1, 0.9, 0.2]}, "第 2 页"),
        ({"part": "附件.docx", "paragraph": 4}, "附件 附件.docx · 第 4 段"),
        ({"sheet": "电话", "row": 12}, "工作表 电话 · 第 12 行"),
    ],
)
def test_places_are_told_as_a_person_counts(location, words):
    assert place(location) == words


@pytest.mark.parametrize(
    ("due_on", "told"),
    [
        (None, ("", "none")),
        ("2024-03-05", ("已过 5 天", "over")),
        ("2024-03-10", ("今日截止", "near")),
        ("2024-03-13", ("剩 3 天", "near")),
        ("2024-03-14", ("剩 4 天", "far")),
    ],
)
def test_deadlines_are_counted_from_today(due_on, told):
    assert time_left(due_on, TODAY) == told


def test_days_and_shares():
    assert day("2024-03-05") == "2024-03-05 周二"
    assert day(None) == "未记"
    assert (percent(0.814), percent(1.0)) == ("81%", "100%")
