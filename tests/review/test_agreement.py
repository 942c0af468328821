"""The pages on agreement and drift, by HTTP: figures, who may see them, recusal and units."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from review.reports import Selection, moment_of, month_of, selection_of
from store.desk import Desk, DeskRules
from store.desk.rows import DecisionKind, RejectReason, Verdict
from store.desk_tables import BARS
from store.ledger import Action
from store.tables import LEDGER
from store.viewer import Role, Viewer
from tests.review.conftest import RECUSED, UNIT, Served, Visitor, serving

CONFIRM, REJECT = Verdict(DecisionKind.CONFIRM), Verdict(DecisionKind.REJECT, RejectReason.NOT_INQUIRY)
HEAD = "P8888"
"""An administrator whom every decided item bars."""


class Hours:
    """A clock that goes on by 30 minutes at each look."""

    def __init__(self, start: str) -> None:
        self.moment = datetime.fromisoformat(start)

    def __call__(self) -> str:
        self.moment += timedelta(minutes=30)
        return self.moment.strftime("%Y-%m-%dT%H:%M:%S.000Z")


def reviewer(desk: Served, name: str) -> Viewer:
    account = desk.visitor(Role.REVIEWER, name=name).account
    return desk.site.accounts.viewer(account)


@pytest.fixture(scope="module")
def decided(blank_copy: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Two severe items decided twice, alike and differently, and one that needs no second look."""
    path = shutil.copy(blank_copy, tmp_path_factory.mktemp("decided") / "guowen.db")
    with serving(f"sqlite:///{path}") as desk:
        decide(desk)
        with desk.site.database.writing() as connection:
            bars = [{"proposal_id": key, "person": HEAD, "kind": "named"} for key in ("Ghostile", "Glog", "Gchat")]
            connection.execute(insert(BARS), bars)
        yield desk


def decide(own_desk: Served) -> None:
    desk = Desk(own_desk.site.database, DeskRules(clock=Hours("2024-03-06T01:00:00+00:00")))
    first, second = reviewer(own_desk, "甲"), reviewer(own_desk, "乙")
    for viewer, proposal_id, verdict in (
        (first, "Ghostile", CONFIRM),
        (second, "Ghostile", CONFIRM),
        (first, "Glog", CONFIRM),
        (second, "Glog", REJECT),
        (first, "Gchat", REJECT),
    ):
        desk.claim(viewer, proposal_id)
        desk.decide(viewer, proposal_id, verdict)


def rows_of(html: str) -> dict[str, list[str]]:
    """The first table of a page: cells by the words of the row's head, blanks folded."""
    from lxml.html import fromstring

    table = fromstring(html).xpath("//table")[0]
    rows = [[" ".join(cell.text_content().split()) for cell in row] for row in table.xpath("./tbody/tr")]
    return {row[0]: row[1:] for row in rows}


READERS = [Role.EVALUATOR, Role.AUDITOR, Role.ADMINISTRATOR]


@pytest.mark.parametrize("role", READERS)
def test_figures_of_two_looks(decided: Served, role: Role) -> None:
    answer = decided.visitor(role).get("/agreement")
    assert answer.status_code == 200
    rows = rows_of(answer.text)
    # Ghostile alike, Glog not: the seconds' values differ, the firsts' do not, so that kappa is 0.
    pairs, percent, kappa, judged, alpha = rows["结论 少于 30 对，仅供参考"]
    assert (pairs, judged) == ("2", "2")
    assert percent.startswith("50%")
    assert kappa.startswith("0.00")
    assert alpha.startswith("0.00")  # 4 values, 3 and 1; coincident 2: 1 - 3 * 2 / (16 - 10)
    assert rows["类别 少于 30 对，仅供参考"][2] == "只有一种取值，不能计算"
    assert rows["被过问人（登记人员）"][:3] == ["0", "没有可比的", "没有可比的"]
    assert "袁峰" not in answer.text
    assert "2024-03" in answer.text


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.REVIEWER, Role.APPROVER])
def test_not_for_every_role(served: Served, role: Role) -> None:
    assert served.visitor(role).get("/agreement").status_code == 403


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_drift_is_for_the_administrator_alone(served: Served, role: Role) -> None:
    visitor = served.visitor(role)
    assert visitor.get("/agreement/drift").status_code == 403
    if role in READERS:
        assert "/agreement/drift" not in visitor.get("/agreement").text


def test_strangers_are_sent_to_sign_in(served: Served) -> None:
    with served.stranger() as http:
        assert {http.get(path).status_code for path in ("/agreement", "/agreement/drift")} == {303}


def counted(visitor: Visitor, query: str = "") -> str:
    from lxml.html import fromstring

    return str(fromstring(visitor.get(f"/agreement{query}").text).xpath("string(//h1/b)"))


def test_what_one_is_recused_from_or_has_no_unit_for_is_not_counted(decided: Served) -> None:
    assert counted(decided.visitor(Role.AUDITOR)) == "3"
    assert counted(decided.visitor(Role.AUDITOR, person_id=RECUSED)) == "0"
    assert counted(decided.visitor(Role.EVALUATOR, units=["别处"])) == "0"
    assert counted(decided.visitor(Role.EVALUATOR, units=[UNIT])) == "3"


def test_the_administrator_counts_nothing_of_his_own(decided: Served) -> None:
    administrator = decided.visitor(Role.ADMINISTRATOR, person_id=HEAD)
    assert "所选期间没有核定。" in administrator.get("/agreement/drift").text


@pytest.mark.parametrize(
    ("query", "items"),
    [
        ("?since=2024-03", "3"),
        ("?until=2024-02", "0"),
        ("?since=2024-04", "0"),
        (f"?unit={UNIT}", "3"),
        ("?unit=x", "0"),
    ],
)
def test_by_period_and_unit(decided: Served, query: str, items: str) -> None:
    assert counted(decided.visitor(Role.AUDITOR), query) == items


def test_each_reviewer_beside_the_others(decided: Served) -> None:
    from lxml.html import fromstring

    answer = decided.visitor(Role.ADMINISTRATOR).get("/agreement/drift")
    page = fromstring(answer.text)
    told = {
        " ".join(section.xpath("string(h2)").split()): [
            " ".join(cell.text_content().split()) for cell in section.xpath(".//tbody/tr")[0]
        ]
        for section in page.xpath("//section")
    }
    assert set(told) == {"甲", "乙"}
    month, count, confirmed, rejected, *_, minutes = told["甲"]
    assert (month, count) == ("2024-03", "3")
    assert confirmed.startswith("67%")
    assert confirmed.endswith("他人 50%")
    assert rejected.startswith("33%")
    assert minutes.startswith("30.0")
    assert told["乙"][5].startswith("100%")  # Ghostile came to what both said; Glog is still open
    assert page.xpath("//*[@style]") == []


def test_every_look_is_on_record(decided: Served) -> None:
    visitor = decided.visitor(Role.ADMINISTRATOR, name="看过的人")
    visitor.get("/agreement")
    visitor.get("/agreement/drift")
    with decided.site.database.reading() as connection:
        of_visitor = LEDGER.c.actor == visitor.account.account_id
        found = connection.execute(select(LEDGER.c.subject, LEDGER.c.action).where(of_visitor)).all()
    viewed = Action.REPORT_VIEWED.value
    assert [tuple(row) for row in found if row.action == viewed] == [("agreement", viewed), ("drift", viewed)]


def test_in_english(decided: Served) -> None:
    visitor = decided.visitor(Role.AUDITOR, name="Reader")
    visitor.post("/account/language", {"language": "en", "back": "/agreement"})
    answer = visitor.get("/agreement")
    assert "Krippendorff" in answer.text
    assert "fewer than 30 pairs" in answer.text


def test_without_any_decision_the_pages_say_so(served: Served) -> None:
    assert "所选期间没有核定。" in served.visitor(Role.ADMINISTRATOR).get("/agreement/drift").text
    assert rows_of(served.visitor(Role.AUDITOR).get("/agreement").text)["结论"][1] == "没有可比的"


SELECTIONS: list[tuple[dict[str, str], Selection]] = [
    ({}, Selection()),
    ({"since": "2026-10", "until": "2026-12", "unit": "甲院"}, Selection("2026-10", "2026-12", "甲院")),
    ({"since": "2026-13", "until": "<script>"}, Selection()),
]


@pytest.mark.parametrize(("query", "expected"), SELECTIONS)
def test_selections(query: dict[str, str], expected: Selection) -> None:
    assert selection_of(query) == expected


def test_months_are_those_of_china() -> None:
    span = Selection("2026-10", "2026-12").span()
    assert (span.since, span.until) == ("2026-09-30T16:00:00.000Z", "2026-12-31T16:00:00.000Z")
    assert month_of("2026-09-30T16:00:00.000Z") == "2026-10"
    assert month_of("2026-09-30T15:59:59.999Z") == "2026-09"
    assert moment_of("2024-03-01") == "2024-02-29T16:00:00.000Z"
