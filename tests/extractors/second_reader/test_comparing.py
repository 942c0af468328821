"""Which events are one, and in what two readers differ."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from data.types import OWNER, Channel, Extraction, Lawful, Situation, Status
from extractors.second_reader.checking import check
from extractors.second_reader.comparing import Pair, differences
from extractors.second_reader.laying import lay
from extractors.second_reader.pairing import Side, pairs
from extractors.second_reader.places import Words
from tests.extractors.second_reader.conftest import told_event
from tests.marked import event, marked

NOTE = (
    "⟦t1|3月5日⟧，⟦p1|任县长⟧来电问⟦c1|周大海那个案子⟧⟦x1|到哪一步了⟧，请⟦p2|李强⟧关照。"
    "⟦t2|3月9日⟧，⟦p3|田局长⟧又替任县长问了⟦x2|结果如何⟧。"
)
DOCUMENT, MENTIONS = marked(NOTE, owner="P07")
OURS = event(case="c1", time="t1", date=date(2024, 3, 5))
LOAN = "（2024）川9721民初5号"


def pair_of(row, ours=OURS, numbers=(None, None), people=None):
    """The pair of our event and the one that is told."""
    found = check([row], Words(DOCUMENT.text, ((0, len(DOCUMENT.text)),))).events
    laid = lay(DOCUMENT, Extraction(MENTIONS, (ours,)), found, 0.2)
    mentions = {mention.id: mention for mention in laid.mentions}
    known = {OWNER: "P07", **(people or {})}
    first = Side((ours,), mentions, {ours.id: numbers[0]}, known)
    second = Side(laid.events, mentions, {"s1": numbers[1]}, known)
    ((one, other),) = pairs(first, second)
    return Pair(first, one, second, other, found[0])


def told(**fields):
    return told_event("到哪一步了", **fields)


CASES = [
    ("the same", told(intervener="任县长", recipient="owner", case="周大海那个案子", time="3月5日"), {}, []),
    ("nothing told", told(channel=None, status=None), {}, []),
    ("another situation", told(situations=["plead"]), {}, [("situations", "ask_progress", "plead")]),
    ("ours among theirs", told(situations=["plead", "ask_progress"]), {}, []),
    ("part of the name", told(intervener="县长"), {}, []),
    ("somebody else", told(intervener="田局长"), {}, [("intervener", "任县长", "田局长")]),
    ("one person by two names", told(intervener="田局长"), {"people": {"p1": "P05", "p3": "P05"}}, []),
    ("another recipient", told(recipient="李强"), {}, [("recipient", OWNER, "李强")]),
    ("the owner by name", told(recipient="李强"), {"people": {"p2": "P07"}}, []),
    ("a carrier that we have not", told(via="田局长"), {}, [("via", None, "田局长")]),
    ("another channel", told(channel="face"), {}, [("channel", "phone", "face")]),
    ("another status", told(status="hypothetical"), {}, [("status", "asserted", "hypothetical")]),
    ("lawful", told(lawful="hotline"), {}, [("lawful", None, "hotline")]),
    ("lawful by a code that is none", told(lawful="friend"), {}, []),
    ("another time", told(time="3月9日"), {}, [("time", "3月5日", "3月9日")]),
    ("a time, where we have the day", told(time="3月9日"), {"ours": replace(OURS, time=None)}, []),
    (
        "a time, where we have none",
        told(time="3月9日"),
        {"ours": replace(OURS, time=None, date=None)},
        [("time", None, "3月9日")],
    ),
    ("one number", told(case="到哪一步了"), {"numbers": (LOAN, "(2024)川9721民初5号")}, []),
    (
        "another number",
        told(case="结果如何"),
        {"numbers": (LOAN, "（2024）川9721民初6号")},
        [("case", "周大海那个案子", "结果如何")],
    ),
    ("a case without number, where we have one", told(case="结果如何"), {"numbers": (LOAN, None)}, []),
    ("other words for a case", told(case="结果如何"), {}, [("case", "周大海那个案子", "结果如何")]),
]


@pytest.mark.parametrize(("row", "known", "found"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_differences(row, known, found):
    pair = pair_of(row, **known)
    assert [(one.field, one.ours, one.theirs) for one in differences(pair)] == found
    for one in differences(pair):
        if one.place:
            assert DOCUMENT.text[slice(*one.place)] == one.theirs


def side(*events, numbers=None):
    return Side(events, {m.id: m for m in MENTIONS}, numbers or {})


PAIRS = [
    ("by their act", [event("e1")], [event("s1", intervener="p3")], {}, [("e1", "s1")]),
    ("not by the intervener alone", [event("e1")], [event("s1", triggers=("x2",))], {}, []),
    (
        "by intervener and number",
        [event("e1")],
        [event("s1", triggers=("x2",))],
        {"e1": LOAN, "s1": LOAN},
        [("e1", "s1")],
    ),
    ("not by another number", [event("e1")], [event("s1", triggers=("x2",))], {"e1": LOAN, "s1": "x"}, []),
    (
        "the best first, one to one",
        [event("e1"), event("e2", triggers=("x2",), intervener="p3")],
        [event("s1", triggers=("x1", "x2"), intervener="p3"), event("s2")],
        {},
        [("e1", "s2"), ("e2", "s1")],
    ),
]


@pytest.mark.parametrize(("ours", "theirs", "numbers", "found"), [c[1:] for c in PAIRS], ids=[c[0] for c in PAIRS])
def test_pairs(ours, theirs, numbers, found):
    first, second = side(*ours, numbers=numbers), side(*theirs, numbers=numbers)
    assert [(a.id, b.id) for a, b in pairs(first, second)] == found


def test_laid_events_stand_on_mentions_of_both():
    row = told_event("问了", intervener="局长", via="又替", time="3月9日", status="negated", lawful="deputies")
    found = check([row], Words(DOCUMENT.text, ((0, len(DOCUMENT.text)),))).events
    laid = lay(DOCUMENT, Extraction(MENTIONS, ()), found, 0.2)
    mentions = {mention.id: mention for mention in laid.mentions}
    (one,) = laid.events
    assert laid.mentions[: len(MENTIONS)] == MENTIONS
    assert (one.intervener, one.time, one.recipient) == ("p3", "t2", OWNER)
    assert [mentions[key].text for key in (*one.triggers, one.via)] == ["问了", "又替"]
    assert (one.situations, one.channel) == ((Situation.ASK_PROGRESS,), Channel.PHONE)
    assert (one.status, one.lawful, one.score, one.date) == (Status.NEGATED, Lawful.DEPUTIES, 0.2, None)
    assert all(DOCUMENT.text[m.start : m.end] == m.text for m in laid.mentions)
    assert len(mentions) == len(laid.mentions)
