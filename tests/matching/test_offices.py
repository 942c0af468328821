"""A post said alone: whom it means on the day and from the place, and when it means nobody."""

import pytest

from data.types import Kind, Label, Mention
from matching.offices import Whose, office_at

NOTE = "2024-03-05　"
MEANT = [
    # words of a note that P07, judge of the county court, keeps; who is meant
    ("⟦q1|院长⟧打招呼", "P02"),
    ("我们⟦q1|院长⟧打招呼", "P02"),
    ("说你们⟦q1|院长⟧也晓得", "P02"),
    ("⟦q1|县长⟧让人来问", "P05"),
    ("⟦o1|司法局⟧⟦q1|律师工作科科长⟧来电", "P06"),
    ("⟦o1|住建局⟧⟦q1|局长⟧来电", "P13"),
    ("⟦q1|住建局长⟧来电", "P13"),
    ("⟦q1|副院长⟧来电", "P04"),
    ("⟦o1|市中院⟧⟦q1|院长⟧来电", None),  # another area than the note's, not named beside
    ("⟦o1|青河市中级人民法院⟧⟦q1|院长⟧来电", "P03"),
    ("⟦q1|局长⟧打招呼", None),  # none of the own organ
    ("有个⟦q1|院长⟧打招呼", None),
    ("某⟦q1|院长⟧打招呼", None),
    ("他们⟦q1|院长⟧打招呼", None),
    ("⟦q1|院长⟧们打招呼", None),
    ("⟦q1|院长⟧办公室来电", None),
    ("⟦q1|老院长⟧打招呼", None),
    ("他以前是我们⟦q1|院长⟧", None),
    ("⟦p1|孙国梁⟧（⟦q1|院长⟧）打招呼", None),  # the post of one who is named
    ("⟦p1|孙院长⟧的司机说⟦q1|院长⟧问一句", None),  # named before
    ("⟦q1|审判员⟧打招呼", None),  # many are
]


@pytest.mark.parametrize(("words", "person"), MEANT)
def test_whom_a_post_means(words, person, linked, event):
    found = linked(NOTE + words, owner="P07", events=[event(intervener="q1")])["q1"]
    assert found.registry_id == person


DAYS = [("2021-05-06", "P01"), ("2024-03-05", "P02"), ("2012-01-05", "P14"), ("2009-01-05", None)]


@pytest.mark.parametrize(("day", "person"), DAYS)
def test_the_holder_is_that_of_the_day(day, person, linked, event):
    found = linked(f"{day}　⟦q1|院长⟧打招呼", owner="P07", events=[event(intervener="q1")])["q1"]
    assert found.registry_id == person


def test_without_a_day_holders_are_shown_and_nobody_is_linked(linked, event):
    found = linked("⟦q1|院长⟧打招呼", owner="P04", events=[event(intervener="q1")])["q1"]
    assert found.registry_id is None
    assert {candidate.registry_id for candidate in found.candidates} == {"P01", "P02", "P14"}


TALK = [
    ("杜德胜", "⟦q1|院长⟧", "P02"),  # the owner's own
    ("小姨", "你们⟦q1|院长⟧", "P02"),
    ("小姨", "⟦q1|院长⟧", None),  # of whose unit is not known
    ("小姨", "我们⟦q1|院长⟧", None),
    ("王海涛", "我们⟦q1|院长⟧", None),  # he is the president of his court himself
    ("王建国", "我们⟦q1|院长⟧", None),  # of the city court by then, above the paper's: shown only
    ("杜德胜", "你们⟦q1|院长⟧", None),
]


@pytest.mark.parametrize(("speaker", "words", "person"), TALK)
def test_in_a_talk_it_is_the_post_of_the_speakers_unit(speaker, words, person, linked, event):
    text = f"2024-03-05 09:12 {speaker}: {words}让问一句"
    found = linked(text, Kind.CHAT, owner="P07", events=[event(intervener="q1")])["q1"]
    assert found.registry_id == person


WORDS = [
    ("院长", Label.POS, ("院长", False, "", Whose.UNTOLD)),
    ("刑庭副庭长", Label.POS, ("庭长", True, "刑庭", Whose.UNTOLD)),
    ("你们局长", Label.PER, ("局长", False, "", Whose.YOURS)),
    ("本院院长", Label.POS, ("院长", False, "", Whose.OURS)),
    ("住建局长", Label.PER, ("局长", False, "住建", Whose.UNTOLD)),
    ("王院长", Label.PER, None),
    ("建国院长", Label.PER, None),
    ("民警", Label.POS, None),
    ("院庭长", Label.POS, None),
]


@pytest.mark.parametrize(("words", "label", "expected"), WORDS)
def test_what_the_words_tell(words, label, expected):
    office = office_at(words, Mention("q1", 0, len(words), label, words))
    assert (office and (office.title, office.deputy, office.unit, office.whose)) == expected


def test_the_reasons_are_told(linked, event):
    found = linked(NOTE + "⟦q1|院长⟧打招呼", owner="P07", events=[event(intervener="q1")])["q1"]
    assert [reason.words for reason in found.reasons] == [
        "只称“院长”，未提姓名",
        "当日任院长，与“院长”相符",
        "当日在白岭县人民法院任职，与材料所属单位相同",
    ]
