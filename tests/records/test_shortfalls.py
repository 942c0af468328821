"""How filed records fall short of the matters they answer: what is said, and what is not."""

from dataclasses import replace
from datetime import date

import pytest

from data.registry import FiledRecord, Registries
from records.proposals import judge_by, proposals_of, propose
from records.settling import settle
from records.told import Annotation, Aside, Told
from records.types import CaseItem, Claim
from tests.records.conftest import COURT, LOAN

WHOLE = FiledRecord(
    *("F01", "P07", "杜德胜", "任志远", "P05", "白岭县人民政府", "县长", LOAN),
    *(date(2024, 3, 9), "电话", "询问案件办理进展", date(2024, 3, 11)),
)
OTHER = replace(WHOLE, record_id="F02", case_no="（2024）川9721民初9号")
ANSWERED = Claim("F01", 0)


def principal(words, name=None):
    """What a paper tells of the one it was asked for."""
    annotation = Annotation("a.txt", "work_note", "P07", None, (), {})
    return Told({}, (Aside("on_behalf_of", words, None, None, name),), annotation)


# why, changes of the record, changes of the finding, verdict (None: nothing is proposed), what the reasons say
CASES = [
    ("whole and in time", {}, {}, None, ()),
    ("items empty", {"intervener_org": "", "channel": ""}, {}, "incomplete", ("缺少必填要素：单位、方式",)),
    ("no content", {"content": ""}, {}, "incomplete", ("缺少必填要素：内容",)),
    ("a weightier act", {}, {"situations": ("benefit", "ask_progress")}, "incomplete", ("未写到：给予利益",)),
    ("a lighter act", {"content": "邀请与当事人见面"}, {"situations": ("ask_progress",)}, None, ()),
    ("an act as weighty", {"content": "转递当事人材料"}, {"situations": ("plead",)}, None, ()),
    ("words of two acts", {"content": "要求尽快办理"}, {"situations": ("direct_outcome",)}, None, ()),
    ("words that tell no act", {"content": "见附件"}, {"situations": ("benefit",)}, None, ()),
    ("for whom is left out", {}, {"told": principal("老周")}, "incomplete", ("未写明替谁过问：老周",)),
    ("for whom, by name", {"content": "替周大海询问进展"}, {"told": principal("老周", "周大海")}, None, ()),
    ("for a party", {"content": "询问当事人一案进展"}, {"told": principal("老周")}, None, ()),
    ("late", {"filed_on": date(2024, 4, 12)}, {}, "late", ("应于2024-04-08填报，实际2024-04-12填报，逾期4个工作日",)),
    ("on the last day", {"filed_on": date(2024, 4, 8)}, {}, None, ()),
    ("no day of filing", {"filed_on": None}, {}, None, ()),
    (
        "short and late",
        {"intervener_position": "", "filed_on": date(2024, 4, 9)},
        {},
        "incomplete",
        ("缺少必填要素：职务", "逾期1个工作日"),
    ),
    ("in time by the day filed", {"occurred_on": date(2024, 4, 1), "filed_on": date(2024, 4, 12)}, {}, None, ()),
]


def proposed(record, findings, court):
    """The proposals where one filed record may answer; the other fills every column of the register."""
    registries = Registries(filed={"F01": record, "F02": OTHER})
    return propose(findings, registries, court)


@pytest.mark.parametrize(("why", "record", "fields", "verdict", "reasons"), CASES, ids=[case[0] for case in CASES])
def test_what_falls_short(why, record, fields, verdict, reasons, finding, court):
    found = proposed(replace(WHOLE, **record), [finding(claim=ANSWERED, **fields)], court)
    assert [proposal.verdict for proposal in found] == ([verdict] if verdict else [])
    if found:
        told = found[0].details["filed"]
        assert told["record_id"] == "F01"
        assert len(told["faults"]) == len(reasons)
        assert all(words in fault["words"] for words, fault in zip(reasons, told["faults"], strict=True))
        assert found[0].evidence
        assert found[0].passages


SHORT = [
    ({"channel": "", "intervener_org": ""}, ["org", "channel"], None),
    ({"filed_on": date(2024, 4, 12)}, [], 4),
    ({"channel": "", "filed_on": date(2024, 4, 9)}, ["channel"], 1),
]


@pytest.mark.parametrize(("record", "missing", "late_by"), SHORT)
def test_items_missing_and_days_late_are_told_apart_from_the_words(record, missing, late_by, finding, court):
    (one,) = proposed(replace(WHOLE, **record), [finding(claim=ANSWERED)], court)
    told = one.details["filed"]
    assert (told["missing"], told["late_by"]) == (missing, late_by)


def test_a_column_that_no_record_fills_is_none_of_the_register(finding, court):
    record = replace(WHOLE, intervener_org="", intervener_position="")
    assert propose([finding(claim=ANSWERED)], Registries(filed={"F01": record}), court) == ()


def test_what_is_on_no_file_comes_first_and_keeps_its_order(finding, court):
    late = replace(WHOLE, filed_on=date(2024, 6, 3))
    on_no_file = [finding(f"{day}.txt", day=f"2024-06-{day}") for day in ("05", "20")]
    found = proposed(late, [finding(claim=ANSWERED), *on_no_file], court)
    assert [proposal.verdict for proposal in found] == ["unfiled", "unfiled", "late"]
    assert [one.row() for one in found[:2]] == [one.row() for one in proposed(late, on_no_file, court)]


def test_another_case_of_the_same_talk(finding, court):
    other = CaseItem("（2024）川9721民初6号", COURT, None, None, None)
    same_talk = finding(event_id="e2", record={"case": other}, case_words="六号案")
    first, second = proposed(WHOLE, [finding(claim=ANSWERED), same_talk], court)
    assert (first.verdict, second.verdict) == ("unfiled", "incomplete")
    assert [fault["code"] for fault in second.details["filed"]["faults"]] == ["other_case"]
    another_talk = finding("b.txt", record={"case": other}, case_words="六号案")
    assert [one.verdict for one in proposed(WHOLE, [finding(claim=ANSWERED), another_talk], court)] == ["unfiled"]


def test_the_record_itself_is_shown_as_fitting_and_the_rules_name_the_fault(finding, court):
    (one,) = proposed(replace(WHOLE, channel=""), [finding(claim=ANSWERED)], court)
    shown = next(row for row in one.details["compared"] if row["record_id"] == "F01")
    assert shown["fits"]
    assert "filed" not in [reason["comparison"] for reason in shown["reasons"]]
    assert any(rule.startswith("方式（") for rule in one.rules)


def test_only_what_falls_short_keeps_its_words(finding, court):
    registries = Registries(filed={"F01": replace(WHOLE, channel=""), "F02": OTHER})
    judge = judge_by(registries, court)
    assert settle([finding(claim=ANSWERED)]).answered
    short = settle([finding(claim=ANSWERED)], judge=judge)
    assert (len(short.open), short.answered) == (1, ())
    bare = settle([finding(claim=ANSWERED).without_words()], judge=judge)
    assert (bare.open, bare.wordless) == ((), ("a.txt",))
    (one,) = proposals_of(short, registries, court)
    closed = settle([finding(claim=ANSWERED)], frozenset({one.proposal_id}), judge)
    assert (closed.open, len(closed.answered)) == ((), 1)
