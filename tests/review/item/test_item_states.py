"""The page in its states: a blind second look, two decisions that differ, papers of a merged item, news."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import update

from store.desk.rows import DecisionKind, RejectReason, Verdict
from store.tables import PROPOSALS
from store.viewer import Role
from tests.review.conftest import SETTINGS, serving
from tests.review.item.city import MAIL

SEVERE = replace(SETTINGS, second_look=("low",))


@pytest.fixture
def desk(own_city):
    with serving(own_city.url, SEVERE) as served:
        yield served


def decide(desk, visitor, proposal_id, kind, **told):
    return desk.site.desk.decide(desk.site.accounts.viewer(visitor.account), proposal_id, Verdict(kind, **told))


def test_a_second_look_sees_no_score_no_certainty_and_no_first_decision(desk):
    first, second = desk.visitor(Role.REVIEWER, name="一审核"), desk.visitor(Role.REVIEWER, name="二审核")
    before = first.get("/item/Gchat").text
    assert "把握高" in before
    assert ">81%<" in before
    decide(desk, first, "Gchat", DecisionKind.CONFIRM)
    page = second.get("/item/Gchat?state=second").text
    assert "第二次审核：机器的把握程度和第一次意见不予显示" in page
    for told in ("把握高", "把握中", "把握低", ">81%<", "97%", "+2.1", "已作的核定", "一审核"):
        assert told not in page


def test_an_approver_sees_the_two_decisions_side_by_side_without_names(desk):
    first, second = desk.visitor(Role.REVIEWER, name="一审核"), desk.visitor(Role.REVIEWER, name="二审核")
    first.htmx("POST", "/item/Gchat/edit", {"item": "place", "value": "办公室"})
    decide(desk, first, "Gchat", DecisionKind.AMEND)
    decide(desk, second, "Gchat", DecisionKind.REJECT, reason=RejectReason.OWN_DUTY)
    page = desk.visitor(Role.APPROVER).get("/item/Gchat?state=disputed").text
    both = page[page.index('class="disputed"') : page.index('id="facts"')]
    rows = [row for row in both.split("<tr")[2:] if "differs" in row]
    assert len(rows) == 2  # the verdict and the place
    assert "办公室" in rows[1]
    for name in ("一审核", "二审核"):
        assert name not in page


def test_the_papers_of_a_merged_item_are_shown_and_can_be_opened(desk):
    visitor = desk.visitor(Role.REVIEWER)
    decide(desk, visitor, "Gmail", DecisionKind.MERGE, target="Gchat")
    page = visitor.get("/item/Gchat").text
    assert "并入事项的材料" in page
    assert MAIL in page
    assert "/item/Gmail/source/paper?doc=" in page
    assert "已并入另一事项" in visitor.get("/item/Gmail?state=merged").text


def test_a_withdrawn_item_and_one_with_news_say_so(desk):
    visitor = desk.visitor(Role.REVIEWER)
    with desk.site.database.writing() as connection:
        connection.execute(update(PROPOSALS).where(PROPOSALS.c.proposal_id == "Gchat").values(state="withdrawn"))
        connection.execute(update(PROPOSALS).where(PROPOSALS.c.proposal_id == "Gmail").values(desk="confirmed", news=1))
    assert "不再提出这一事项" in visitor.get("/item/Gchat").text
    assert "最近一次筛查有新材料" in visitor.get("/item/Gmail").text


def test_a_known_answer_looks_like_any_other_item(desk):
    visitor = desk.visitor(Role.REVIEWER)
    before = visitor.get("/item/Gchat").text
    with desk.site.database.writing() as connection:
        connection.execute(update(PROPOSALS).where(PROPOSALS.c.proposal_id == "Gchat").values(origin="seed"))
    assert visitor.get("/item/Gchat").text == before
