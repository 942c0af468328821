"""Occasions by clock, by how the day is told, by who is approached; papers that know less; ids that stay."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from records.joining import Lacking
from records.merge import evidence_of, merge, proposal_id, record_of
from records.telling import ABOUT, STAMPED, Telling, minute_told, telling_of
from records.types import CaseItem, PersonLink, Rival
from tests.records.conftest import COURT, LOAN, PLAIN

KNOWN = PLAIN.intervener
RIVAL = Rival("officials", "P05", "任志远", "", "县长", 0.4, ())
TITLE = {"intervener": PersonLink("任县长", None, None, 0.0, (), (RIVAL,)), "record": {"name": "任县长"}}
NO_NUMBER = {"record": {"case": CaseItem(None, None, "那个案子", None, None)}, "case_words": "那个案子"}


def at(clock, sure=STAMPED, **told):
    """A telling of an hour."""
    hour, minute = map(int, clock.split(":"))
    return Telling(hour * 60 + minute, sure, **told)


TOLD = [
    ("two exports around midnight", {"telling": at("23:58")}, {"day": "2024-03-10", "telling": at("00:02")}, 1),
    (
        "minutes off by another way",
        {"telling": at("23:58")},
        {"day": "2024-03-10", "telling": at("00:20"), "channel": "face"},
        1,
    ),
    ("a phone log some minutes off", {"telling": at("09:10")}, {"telling": at("09:25", "dated")}, 1),
    ("two calls of one day", {"telling": at("09:10")}, {"telling": at("16:40", "dated")}, 2),
    (
        "a talk by message goes on all day",
        {"channel": "message", "telling": at("09:10")},
        {"channel": "message", "telling": at("16:40")},
        1,
    ),
    ("stamped calls of two days", {"telling": at("09:10")}, {"day": "2024-03-10", "telling": at("09:20")}, 2),
    ("a day told as 前天", {}, {"day": "2024-03-11", "telling": Telling(sure=ABOUT)}, 1),
    ("a day in so many words", {}, {"day": "2024-03-11"}, 2),
    ("three days off", {}, {"day": "2024-03-12", "telling": Telling(sure=ABOUT)}, 2),
    ("again the next day", {}, {"day": "2024-03-10", "telling": Telling(again=True)}, 2),
    ("again by another way", {}, {"channel": "face", "telling": Telling(again=True)}, 2),
    ("again by the same way: of what came before both", {}, {"telling": Telling(again=True)}, 1),
    ("for two people", {"telling": Telling(principal="#a")}, {"telling": Telling(principal="#b")}, 2),
    (
        "for somebody whom one paper only names",
        {"telling": Telling(principal="P9")},
        {"telling": Telling(principal="#b")},
        1,
    ),
    (
        "a call to one, a message to another",
        {},
        {"channel": "message", "recipient": PersonLink("李强", "officials", "P04", 1.0)},
        2,
    ),
]


@pytest.mark.parametrize(("why", "one", "other", "count"), TOLD, ids=[row[0] for row in TOLD])
def test_one_occasion_or_two(why, one, other, count, finding):
    papers = [finding("a.txt", **one), finding("b.txt", **other)]
    assert len(merge(papers)) == len(merge(papers[::-1])) == count


JOINED = [
    ("a title", TITLE, Lacking.NAME),
    ("no number", NO_NUMBER, Lacking.CASE),
]


KEPT_OUT = [
    ("another day", {"day": "2024-03-10"}),
    ("another recipient", {"recipient": PersonLink("李强", "officials", "P04", 1.0)}),
    (
        "another of that surname",
        {"intervener": PersonLink("李县长", None, None, 0.0), "record": {"name": "李县长"}},
    ),
    ("another candidate", {"intervener": replace(TITLE["intervener"], candidates=(replace(RIVAL, id="P06"),))}),
    ("both lack something", {**TITLE, "record": {"name": "任县长", **NO_NUMBER["record"]}, "case_words": "那件"}),
]


class TestPapersThatKnowLess:
    """They join the only matter they may tell of, and change nothing of its id or of who it is."""

    @pytest.mark.parametrize(("why", "fields", "lacking"), JOINED)
    def test_they_join(self, why, fields, lacking, finding):
        whole, less = finding("z.txt"), finding("a.txt", **fields)
        (matter,) = merge([less, whole])
        assert matter.lacking == {("a.txt", "e1"): lacking}
        assert (proposal_id(matter), matter.findings[0]) == (proposal_id(merge([whole])[0]), whole)

    @pytest.mark.parametrize(("why", "fields"), KEPT_OUT)
    def test_what_contradicts_keeps_them_out(self, why, fields, finding):
        assert len(merge([finding("z.txt"), finding("a.txt", **(TITLE | fields))])) == 2, why

    def test_words_with_another_number_are_another_case(self, finding):
        told = NO_NUMBER | {"case_words": "876号", "case_candidates": ()}
        assert len(merge([finding("z.txt"), finding("a.txt", **told)])) == 2

    def test_of_two_open_matters_they_join_none(self, finding):
        other = finding("y.txt", intervener=PersonLink("任某", "officials", "P06", 0.9), record={"name": "任明"})
        less = replace(finding("a.txt", **TITLE), intervener=PersonLink("任县长", None, None, 0.0))
        assert len(merge([finding("z.txt"), other, less])) == 3

    def test_two_of_one_paper_join_none(self, finding):
        less = [finding("a.txt", **TITLE), finding("a.txt", event_id="e2", channel="face", **TITLE)]
        assert len(merge([finding("z.txt"), *less])) == 3

    def test_the_go_between_joins_who_sent_him_and_fills_nothing_of_him(self, finding):
        sent = finding("z.txt", telling=Telling(bearer="P04"), record={"org": None})
        seen = finding(
            "a.txt", intervener=PersonLink("李强", "officials", "P04", 1.0), record={"name": "李强", "org": COURT}
        )
        (matter,) = merge([seen, sent])
        assert matter.lacking == {("a.txt", "e1"): Lacking.SENDER}
        assert (record_of(matter).name, record_of(matter).org) == ("任志远", None)
        assert {piece.doc_id for piece in evidence_of(matter) if piece.item == "name"} == {"z.txt"}


def test_without_words_it_merges_as_before(finding):
    log = finding("a.txt", telling=at("09:10")).without_words()
    assert len(merge([log, finding("b.txt", telling=at("16:40"))])) == 2
    assert type(log).from_json(log.to_json()) == log


def test_a_day_told_by_the_way_does_not_change_the_id(finding):
    sure, later = finding("a.txt", day="2024-03-11"), finding("b.txt", telling=Telling(sure=ABOUT))
    (matter,) = merge([sure, later])
    assert proposal_id(matter) == proposal_id(merge([sure])[0])


def test_the_id_of_one_finding_is_what_it_was():
    assert PLAIN.record.case.case_no == LOAN
    assert proposal_id(merge([PLAIN])[0]) == "Gf4d2b081161499c60879"


MINUTES = [
    ("下午三点半", 930),
    ("3月5日09:12", 552),
    ("晚上10点", 1320),
    ("昨晚", None),
    ("3月5日", None),
    ("十一点", 660),
]


@pytest.mark.parametrize(("words", "minute"), MINUTES)
def test_minutes_told(words, minute):
    assert minute_told(words) == minute


READ = [
    ("2024-03-09 ⟦p1|任县⟧又打来电话，⟦x1|问⟧⟦c1|周大海案⟧", {}, Telling(sure="dated", again=True)),
    ("⟦t1|3月9日下午三点⟧，⟦p1|任县⟧来电⟦x1|问⟧⟦c1|周大海案⟧", {"time": "t1"}, Telling(900)),
    ("⟦t1|昨天⟧⟦p1|任县⟧来电⟦x1|问⟧⟦c1|周大海案⟧", {"time": "t1"}, Telling(sure=ABOUT)),
    ("⟦p1|任县⟧托⟦p2|李强⟧⟦x1|问⟧⟦p3|吴大宽⟧的⟦c1|周大海案⟧", {"via": "p2", "on_behalf_of": "p3"}, None),
]


@pytest.mark.parametrize(("text", "fields", "telling"), READ)
def test_what_is_read_off_the_words(text, fields, telling, found, event):
    _, (one,) = found(text, events=[event(**fields)])
    if telling is None:
        assert telling_of(one).bearer == "P04"
        assert telling_of(one).principal.startswith("#")
    else:
        assert telling_of(one) == telling


DAYS = st.sampled_from(["2024-03-09", "2024-03-10", "2024-03-11", None])
WAYS = st.sampled_from(["phone", "message", "face"])
HOURS = st.sampled_from([None, 2, 10 * 60, 16 * 60, 23 * 60 + 58])
SORTS = st.sampled_from([{}, TITLE, NO_NUMBER])
TELLINGS = st.builds(Telling, HOURS, st.sampled_from([STAMPED, "dated", ABOUT]), st.booleans())
PAPERS = st.lists(st.tuples(st.sampled_from("abcd"), DAYS, WAYS, TELLINGS, SORTS), min_size=1, max_size=7)


@settings(max_examples=60, deadline=None)
@given(rows=PAPERS, chance=st.randoms(use_true_random=False))
def test_the_order_of_findings_does_not_matter(rows, chance):
    findings = []
    for number, (paper, day, way, telling, fields) in enumerate(rows):
        told = dict(fields)
        record = replace(PLAIN.record, occurred_on=day, **told.pop("record", {}))
        findings.append(
            replace(PLAIN, doc_id=paper, event_id=f"e{number}", record=record, channel=way, telling=telling, **told)
        )
    shuffled = list(findings)
    chance.shuffle(shuffled)
    first = merge(findings)
    assert merge(shuffled) == first
    assert len({proposal_id(matter) for matter in first}) == len(first)
    assert sorted(f.event_id for m in first for f in m.findings) == sorted(f.event_id for f in findings)
    papers = [[f.doc_id for f in m.findings] for m in first]
    assert all(len(set(names)) == len(names) for names in papers)
