"""What the right side of the page is made from: elements, people, records compared, days, decisions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from data.errors import Unfit
from review.item.basis import Due, Rule, compared, due, rules
from review.item.elements import Certainty, elements, further
from review.item.fields import value_of
from review.item.page import item_page, may_edit
from review.item.people import links
from review.item.rounds import disputed
from review.item.timeline import timeline
from store.desk.rows import Decision, DecisionKind, DeskState, Item, Line, Outcome
from store.rows import PassageRow, ProposalRow, ProposalState
from tests.review.conftest import CHAT_PROPOSAL
from tests.review.item.city import DETAILS

BODY = CHAT_PROPOSAL.row()
ROW = ProposalRow(
    proposal_id="Gchat",
    state=ProposalState.PROPOSED,
    first_run="r",
    last_run="r",
    severity="low",
    due_on="2024-03-12",
    score=0.81,
    category="inquire",
    occurred_on="2024-03-05",
    unit="安澜市中级人民法院",
    case_no="（2024）川97刑终12号",
    intervener="袁峰",
    body=BODY,
)
PASSAGES = tuple(
    PassageRow("Gchat", n, passage.doc_id, {**vars_of, "location": dict(passage.location)})
    for n, passage in enumerate(CHAT_PROPOSAL.passages)
    for vars_of in [{name: getattr(passage, name) for name in passage.__dataclass_fields__}]
)
ITEM = Item(ROW, DeskState.OPEN, "machine", False, False, DETAILS, PASSAGES)


def test_the_ten_items_stand_in_the_order_of_the_form_with_their_digits():
    assert [(one.digit, one.code) for one in elements(ITEM)] == [
        ("1", "name"),
        ("2", "org"),
        ("3", "position"),
        ("4", "occurred_on"),
        ("5", "place"),
        ("6", "channel"),
        ("7", "content"),
        ("8", "case"),
        ("9", "relation"),
        ("0", "handling"),
    ]


def test_an_item_has_its_quotes_its_certainty_and_what_the_reader_made_of_it():
    item = replace(ITEM, drafts={"handling": None, "place": "办公室"})
    by_code = {one.code: one for one in elements(item)}
    assert [quote.number for quote in by_code["content"].quotes] == [3]
    assert by_code["content"].shown == ()  # the value says it all
    assert [quote.words for quote in by_code["case"].shown] == ["周大海那个案子"]
    assert by_code["place"].value == "办公室"
    assert (by_code["handling"].edited, by_code["handling"].machine, by_code["handling"].value) == (
        True,
        "不方便说",
        None,
    )


@pytest.mark.parametrize(
    ("code", "certainty"),
    [
        ("name", Certainty(0.97, "high")),
        ("content", Certainty(0.7, "middle")),
        ("case", Certainty(0.3, "low")),
        ("handling", None),
        ("place", None),
    ],
)
def test_certainty_has_a_word_and_no_word_is_said_where_nothing_is_known(code, certainty):
    by_code = {one.code: one for one in elements(ITEM)}
    assert by_code[code].certainty == certainty


def test_a_blind_look_shows_neither_certainty_nor_scores_nor_weights_nor_their_order():
    link = BODY["links"]["intervener"]
    first, second = (dict(one, score=score) for one, score in zip(link["candidates"], (0.3, 0.9), strict=True))
    link = {**link, "id": None, "candidates": [second, first]}
    body = {**BODY, "links": {**BODY["links"], "intervener": link}}
    item = replace(ITEM, blind=True, row=replace(ROW, body=body))
    assert {one.certainty for one in elements(item)} == {None}
    people = links(item)[0].people
    assert [(one.id, one.score) for one in people] == [("P0002", None), ("P0301", None)]
    assert {reason.weight for one in people for reason in one.reasons} == {None}


def test_situations_and_intervener_are_edited_beside_the_ten_items():
    item = replace(ITEM, drafts={"intervener": None})
    assert further(item, "situations").value == ["ask_progress"]
    assert further(item, "intervener").machine == {"registry": "officials", "id": "P0002"}
    assert (further(item, "intervener").edited, further(item, "intervener").value) == (True, None)


def test_people_have_reasons_rivals_and_the_post_that_decided():
    intervener, recipient = links(ITEM)
    assert (intervener.chosen.name, [one.name for one in intervener.rivals]) == ("袁峰", ["袁锋"])
    assert [(post.org, post.decided) for post in intervener.tenures] == [
        ("安澜市公安局", True),
        ("柳塘县公安局", False),
    ]
    assert (recipient.chosen, [reason.words for reason in recipient.reasons]) == (None, ["材料所有人"])
    assert recipient.reasons[0].weight is None


def test_the_page_is_whole_without_details():
    page = item_page(replace(ITEM, details={}), (), date(2024, 3, 10))
    assert (page.compared, page.links[0].tenures) == ((), ())
    assert {one.certainty for one in page.elements} == {None}


def test_a_filed_record_says_of_each_comparison_whether_it_fits_differs_or_is_not_told():
    (filed,) = compared(ITEM)
    assert (filed.record_id, filed.fits) == ("F0012", False)
    assert [(one.fits, one.words) for one in filed.agreements] == [
        ("yes", "同一过问人"),
        ("no", "相差五十日"),
        ("untold", "填报人未记"),
    ]


def test_a_rule_is_parted_from_its_sources():
    body = {
        **BODY,
        "rules": ["打听进展（甲〔2015〕11号第二条；乙第三条）", "无出处", "打听进展（甲〔2015〕11号第二条；乙第三条）"],
    }
    assert rules(replace(ITEM, row=replace(ROW, body=body))) == (
        Rule("打听进展", ("甲〔2015〕11号第二条", "乙第三条")),
        Rule("无出处", ()),
    )


@pytest.mark.parametrize(
    ("day", "today", "expected"),
    [
        (None, date(2024, 3, 8), Due(None, None, "none")),
        ("2024-03-12", date(2024, 3, 8), Due("2024-03-12", 2, "far")),  # a Friday; Monday and Tuesday are left
        ("2024-03-11", date(2024, 3, 8), Due("2024-03-11", 1, "near")),
        ("2024-03-08", date(2024, 3, 8), Due("2024-03-08", 0, "near")),
        ("2024-03-08", date(2024, 3, 10), Due("2024-03-08", 0, "over")),  # a Sunday
        (
            "2024-02-08",
            date(2024, 2, 20),
            Due("2024-02-08", -4, "over"),
        ),  # the 9th, Sunday the 18th made up, 19th, 20th
        ("2034-03-08", date(2024, 3, 8), Due("2034-03-08", None, "far")),
    ],
)
def test_the_deadline_counts_working_days(day, today, expected):
    assert due(replace(ITEM, row=replace(ROW, due_on=day)), today) == expected


def line(proposal_id, day, person="P0002", case_no="（2024）川97刑终12号"):
    body = {**BODY, "links": {**BODY["links"], "intervener": {**BODY["links"]["intervener"], "id": person}}}
    row = replace(ROW, proposal_id=proposal_id, occurred_on=day, case_no=case_no, body=body)
    return Line(row, DeskState.CONFIRMED, None, False, False)


def test_one_line_of_days_holds_evidence_related_matters_and_filed_records():
    related = (line("Gother", "2024-02-01", case_no=None), line("Gsame", None, person=None))
    merged = replace(ITEM, row=replace(ROW, proposal_id="Gmerged"))
    item = replace(ITEM, related=related, merged=("Gmerged",))
    told = [(day.day, [(m.sort, m.address, m.ties) for m in day.moments]) for day in timeline(item, [merged])]
    assert told == [
        ("2024-01-15", [("filed", "#filed-F0012", ())]),
        ("2024-02-01", [("related", "/item/Gother", ("person",))]),
        ("2024-03-05", [("merged", "/item/Gmerged", ()), ("paper", "#Gchat-e3", ())]),
        (None, [("related", "/item/Gsame", ("case",))]),
    ]


def decision(number, kind, place, situations=("ask_progress",)):
    outcome = Outcome({**BODY["record"], "place": place}, situations, {"registry": "officials", "id": "P0002"})
    return Decision(number, "Gchat", number, kind, None, "", outcome, "", "2024-03-07T01:00:00Z")


def test_two_decisions_stand_side_by_side_and_what_differs_is_told():
    first = decision(1, DecisionKind.CONFIRM, None)
    second = decision(2, DecisionKind.AMEND, "办公室", ("plead",))
    item = replace(ITEM, desk=DeskState.DISPUTED, decisions=(first, second))
    both = disputed(item)
    assert both.kinds_differ
    assert [(row.code, row.values) for row in both.rows if row.differs] == [
        ("place", (None, "办公室")),
        ("situations", (["ask_progress"], ["plead"])),
    ]
    assert disputed(replace(item, desk=DeskState.SECOND)) is None
    assert disputed(replace(item, decisions=(first,))) is None


@pytest.mark.parametrize(
    ("kinds", "editable"),
    [
        ((DecisionKind.CONFIRM, DecisionKind.AMEND), True),
        ((DecisionKind.REOPEN,), False),
        ((), False),
    ],
)
def test_who_may_end_a_round_may_edit(kinds, editable):
    assert may_edit(replace(ITEM, may=kinds)) is editable


@pytest.mark.parametrize(
    ("item", "fields", "value"),
    [
        ("name", {"value": ["  袁峰 "]}, "袁峰"),
        ("place", {"value": [""]}, None),
        ("place", {}, None),
        ("situations", {"value": ["plead", "benefit"]}, ["plead", "benefit"]),
        ("intervener", {"value": ["officials:P0002"]}, {"registry": "officials", "id": "P0002"}),
        ("intervener", {"value": ["nobody"]}, None),
        (
            "case",
            {"case_no": ["（2024）川97刑终12号"], "unit": [" "], "parties": ["甲、乙，丙;丁"]},
            {
                "case_no": "（2024）川97刑终12号",
                "unit": "",
                "cause": "",
                "parties": ["甲", "乙", "丙", "丁"],
                "stage": "",
            },
        ),
    ],
)
def test_a_form_says_what_an_item_is(item, fields, value):
    assert value_of(item, fields) == value


def test_an_item_that_is_none_is_refused():
    with pytest.raises(Unfit):
        value_of("severity", {"value": ["low"]})
